"""An article beside a corpus: copies, credit, wordings, loops, and whose report rests on whose."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.evidence.library.relations import copies, loops, related, variants
from checker.policies import judge, load_policies
from checker.rulebase import rulebase
from tests.corpora import Page, examined, filled

QUOTE = "it will be a tectonic shift, a game-changer for every port between here and the northern sea"
OWN = (
    "The old lock at Vessem has leaked since the winter, and the council has put off its repair three times because "
    "nobody could say who would pay for it. Engineers measured the gates in April and found that the western one "
    "hangs four centimetres lower than in the year before. Boats longer than thirty metres have to wait for high "
    "water, which costs their owners half a day and the fish market most of its morning."
)
# A translation back: other words here and there, the order kept.
TRANSLATED = OWN.replace("put off its repair three times", "postponed its repair on three occasions").replace(
    "Boats longer than thirty metres have to wait", "Ships longer than thirty metres must wait"
)
ORIGIN = Page(
    "https://www.harbour-post.example/lock",
    f"{OWN}\n\n“{QUOTE.capitalize()},” harbour master Ilse Brandt told the Harbour Post.",
    "The Harbour Post",
    "2026-03-02",
)
INTERMEDIATE = Page(
    "https://sea-wire.example/en/lock",
    f"{TRANSLATED}\n\n“{QUOTE.capitalize().replace('tectonic', 'seismic')},” Ilse Brandt told the Harbour Post.\n\n"
    "This article originally appeared on [The Harbour Post](https://www.harbour-post.example/lock).",
    "Sea Wire",
    "2026-03-04",
)
CREDITED = Page(
    "https://coast-today.example/lock",
    f"{OWN}\n\n“{QUOTE.capitalize()},” harbour master Ilse Brandt told the Harbour Post.\n\n"
    "This article originally appeared on [The Harbour Post](https://www.harbour-post.example/lock).",
    "Coast Today",
    "2026-03-05",
)
UNCREDITED = Page(
    "https://quick-news.example/lock",
    f"{OWN}\n\n“{QUOTE.capitalize()},” harbour master Ilse Brandt said.",
    "Quick News",
    "2026-03-07",
)
FOUR = (ORIGIN, INTERMEDIATE, CREDITED, UNCREDITED)


def test_four_copies_stand_in_their_order_and_only_the_one_without_credit_is_undisclosed(tmp_path: Path) -> None:
    with filled(tmp_path, UNCREDITED, CREDITED, ORIGIN, INTERMEDIATE) as corpus:
        assert [one.document.address for one in corpus.holders(QUOTE)] == [page.url for page in FOUR]
        found = {page.url: copies(examined(page), corpus) for page in FOUR}
    for page in FOUR:
        assert [copy.source for copy in found[page.url]] == [other.url for other in FOUR if other is not page]
    undisclosed = {
        url: [copy.source for copy in given if copy.earlier and copy.undisclosed >= 60] for url, given in found.items()
    }
    assert undisclosed == {
        ORIGIN.url: [],
        INTERMEDIATE.url: [],
        CREDITED.url: [],
        UNCREDITED.url: [ORIGIN.url, INTERMEDIATE.url, CREDITED.url],
    }
    origin, intermediate, _ = found[UNCREDITED.url]
    assert (origin.publisher, origin.credited, origin.own) == ("The Harbour Post", False, False)
    assert origin.shared > 90
    assert 60 <= intermediate.shared < 100
    assert found[CREDITED.url][0].credited
    assert found[ORIGIN.url][0].later


def test_the_policy_speaks_of_the_earliest_text_on_the_uncredited_copy_only(tmp_path: Path) -> None:
    policies = [policy for policy in load_policies(rulebase()) if policy.name in {"copy-undisclosed", "churnalism"}]
    with filled(tmp_path, *FOUR) as corpus:
        found = {page.publisher: judge(related(examined(page), corpus), policies) for page in FOUR}
    assert [name for name, findings in found.items() if findings] == ["Quick News"]
    (finding,) = found["Quick News"]
    assert finding.message.endswith("The Harbour Post, 2026-03-02")
    assert finding.severity == "warning"


def test_the_wordings_of_a_quotation_with_the_word_that_was_altered(tmp_path: Path) -> None:
    with filled(tmp_path, *reversed(FOUR)) as corpus:
        first, second = variants(QUOTE, corpus)
    assert [one.document.publisher for one in first.holdings] == ["The Harbour Post", "Coast Today", "Quick News"]
    assert first.difference == ""
    assert [one.document.publisher for one in second.holdings] == ["Sea Wire"]
    assert second.difference == "… will be a [-tectonic-]{+seismic+} shift a game …"


def undisclosed(page: Page, *others: Page, folder: Path) -> list[tuple[str, int]]:
    """The earlier texts that a page has words of, with the part of them that it gives no credit for."""
    with filled(folder, *others) as corpus:
        return [(copy.source, copy.undisclosed) for copy in copies(examined(page), corpus) if copy.earlier]


WITH_LINK = replace(UNCREDITED, body=f"{OWN}\n\nMore of it is [here](https://harbour-post.example/lock).")
WITH_ROUTE = replace(UNCREDITED, body=f"{OWN}\n\nThe gates will be mended, the Harbour Post reported.")
WITH_PICTURE = replace(UNCREDITED, body=f"{OWN}\n\nFeatured image from Reuters")
ANOTHER = replace(UNCREDITED, url=ORIGIN.url.replace("https://www.", "http://"))
OF_THE_SAME = replace(UNCREDITED, publisher="Harbour Post")
UNDATED = replace(ORIGIN, published="")
YOUNGER = replace(ORIGIN, published="2026-03-09")
SAME_DAY = replace(ORIGIN, published=UNCREDITED.published)


@pytest.mark.parametrize(
    ("page", "other", "told"),
    [
        pytest.param(UNCREDITED, ORIGIN, True, id="nothing is said"),
        pytest.param(CREDITED, ORIGIN, False, id="the origin is declared"),
        pytest.param(WITH_LINK, ORIGIN, False, id="the page is linked"),
        pytest.param(WITH_ROUTE, ORIGIN, False, id="the outlet is named for a claim"),
        pytest.param(
            WITH_PICTURE, replace(ORIGIN, url="https://www.reuters.com/world/lock", publisher="Reuters"), True,
            id="an image's credit is none for the text",
        ),
        pytest.param(ANOTHER, ORIGIN, None, id="the page itself, mirrored"),
        pytest.param(OF_THE_SAME, ORIGIN, False, id="the same publisher"),
        pytest.param(UNCREDITED, UNDATED, None, id="no date is not earlier"),
        pytest.param(UNCREDITED, YOUNGER, None, id="later"),
        pytest.param(UNCREDITED, SAME_DAY, None, id="the same day"),
    ],
)  # fmt: skip
def test_credit(page: Page, other: Page, told: bool | None, tmp_path: Path) -> None:
    found = undisclosed(page, other, folder=tmp_path)
    assert [share > 50 for _, share in found] == ([] if told is None else [told])


def test_words_that_a_credited_text_has_too_are_disclosed(tmp_path: Path) -> None:
    """Who credits the intermediate need not know the origin."""
    page = replace(
        CREDITED, body=CREDITED.body.replace("The Harbour Post", "Sea Wire").replace("www.harbour-post", "sea-wire")
    )
    found = dict(undisclosed(page, ORIGIN, replace(INTERMEDIATE, body=ORIGIN.body), folder=tmp_path))
    assert found == {ORIGIN.url: 0, INTERMEDIATE.url: 0}


def test_a_newer_version_of_a_page_is_one_copy(tmp_path: Path) -> None:
    newer = replace(ORIGIN, body=ORIGIN.body.replace("four centimetres", "five centimetres"))
    assert len(undisclosed(UNCREDITED, ORIGIN, newer, folder=tmp_path)) == 1


def test_the_article_itself_under_another_path_is_no_copy(tmp_path: Path) -> None:
    page = Page("", OWN, "Quick News", "2026-03-07")
    with filled(tmp_path, replace(page, url="")) as corpus:
        assert [entry.address for entry in corpus.entries()] == ["page.md"]
        assert copies(examined(page), corpus) == ()


def test_what_was_said_in_public_is_nobodys_copy(tmp_path: Path) -> None:
    said = "the yard refits ferries with batteries in less than six weeks and asks for no deposit from anybody at all"
    padding = "Gulls sat on every post of the quay and looked as if they had been asked to wait for somebody important."
    page = Page("https://quick-news.example/yard", f"{padding}\n\n“{said},” Jan Brandt told reporters at the opening.")
    other = Page("https://www.prnewswire.com/yard", f"“{said},” Jan Brandt said at the opening of the hall.")
    assert (
        undisclosed(replace(page, published="2026-03-07"), replace(other, published="2026-03-05"), folder=tmp_path)
        == []
    )


SAYS = "more than nine hundred boats were counted in the bay on the first day of the race"


def report_of(host: str, credit: str, day: str = "2026-06-02") -> Page:
    return Page(f"https://{host}/race", f"{SAYS.capitalize()}, {credit}.", published=day)


BBC, REUTERS, GUARDIAN = "www.bbc.co.uk", "www.reuters.com", "www.theguardian.com"


LINKED = f"according to [a report](https://{BBC}/race)"


@pytest.mark.parametrize(
    ("credit", "others", "expected"),
    [
        ("Reuters reported", [report_of(REUTERS, "the BBC reported")], [(REUTERS,)]),
        (f"[Reuters reported](https://{REUTERS}/race)", [report_of(REUTERS, LINKED)], [(REUTERS,)]),
        (
            "Reuters reported",
            [report_of(REUTERS, "The Guardian reported"), report_of(GUARDIAN, "the BBC reported")],
            [(REUTERS, GUARDIAN)],
        ),
        ("Reuters reported", [report_of(REUTERS, "Brandt told The Guardian"), report_of(GUARDIAN, "Brandt said")], []),
        ("Ilse Brandt told the BBC", [report_of(REUTERS, "the BBC reported")], []),
        ("Reuters reported", [report_of(REUTERS, "The Guardian reported"), report_of(GUARDIAN, "Reuters said")], []),
    ],
    ids=["two", "by links", "three", "from a third", "own report", "a circle elsewhere"],
)  # fmt: skip
def test_loops(credit: str, others: list[Page], expected: list[tuple[str, ...]], tmp_path: Path) -> None:
    page = report_of(BBC, credit, "2026-06-03")
    with filled(tmp_path, *others) as corpus:
        found = loops(examined(page), corpus)
    urls = [tuple(f"https://{host}/race" for host in (BBC, *hosts)) for hosts in expected]
    assert [loop.sources for loop in found] == urls


def test_outlets_that_rest_on_one_report_and_the_report_itself(tmp_path: Path) -> None:
    body = f"{SAYS.capitalize()}, Reuters reported.\n\n{SAYS.capitalize()}, The Guardian reported."
    page = Page("https://quick-news.example/race", body, "Quick News", "2026-06-04")
    others = [report_of(REUTERS, "the BBC reported"), report_of(GUARDIAN, "the BBC reported")]
    with filled(tmp_path, *others) as corpus:
        found = related(examined(page), corpus).sourcing
    assert [(one.name, one.rests_on, one.rests_with) for one in found.outlets] == [
        ("Reuters", "BBC", ("The Guardian",)),
        ("The Guardian", "BBC", ("Reuters",)),
    ]
    assert {one.primary for one in found.footings} == {""}
    with filled(tmp_path, report_of(BBC, "harbour master Ilse Brandt said", "2026-06-01")) as corpus:
        held = related(examined(page), corpus).sourcing
    assert {one.rests_on for one in held.outlets} == {"BBC"}
    assert {one.primary for one in held.footings} == {"BBC, https://www.bbc.co.uk/race"}


def test_an_agency_named_for_a_part_of_a_text_makes_no_loop(tmp_path: Path) -> None:
    """The Guardian's desk "and Reuters" gathered this; Reuters may cite it."""
    page = report_of(REUTERS, "The Guardian reported", "2026-06-03")
    other = replace(report_of(GUARDIAN, "harbour master Ilse Brandt said"), title="Race")
    credited = replace(other, body=f"{other.body}\n\nReuters contributed to this report.")
    with filled(tmp_path, credited) as corpus:
        assert [one.document.address for one in corpus.holders(SAYS)] == [credited.url]
        assert loops(examined(page), corpus) == ()


@settings(max_examples=15, deadline=None)
@given(total=st.integers(40, 160), first=st.integers(0, 100), length=st.integers(0, 160))
def test_the_share_is_that_of_the_words_taken(
    total: int, first: int, length: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Of a text in which no word stands twice, a passage that another one took counts by its words."""
    told = [f"word{number}" for number in range(total)]
    taken = told[first : first + length]
    texts = (" ".join(told) + ".", " ".join(["other", "things", *taken, "and", "more", "of", "them"]) + ".")
    page, other = (Page(f"https://{name}.example/a", text, name) for name, text in zip("xy", texts, strict=True))
    with filled(tmp_path_factory.mktemp("corpus"), replace(other, title="Other head")) as corpus:
        found = copies(examined(replace(page, title="Head")), corpus)
    share = 100 * len(taken) // total
    expected = [share] if len(taken) >= 25 and share >= 10 else []
    assert [copy.shared for copy in found] == expected
    assert [copy.undisclosed for copy in found] == expected


def test_an_empty_corpus_adds_nothing(tmp_path: Path) -> None:
    report = examined(UNCREDITED)
    with filled(tmp_path) as corpus:
        assert related(report, corpus) == report
