"""Claims beside the pages they link: the story of the quote against its source, and everything that is not certain."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker import readers
from checker.attribution import read_language
from checker.evidence.memory import Memory
from checker.evidence.wording.matching import Cited, match, matches
from checker.evidence.wording.voices import same_person
from checker.model import ArticleReport, ExamplePage, LinkCheck, LinkState, Match, Source, SourceKind, Supplied
from checker.pipeline import examine
from checker.policies import judge, load_policies
from checker.rulebase import rulebase
from tests.dossiers import enriched, look, outlets

URL = "https://gazette.example/bridge"
BEFORE = """The council met on Tuesday and talked for three hours about the bridge, which was built in 1931 and has been
closed to lorries since the spring. Nobody voted, and the next meeting will be held in June."""
BEHIND = """The town has spent four million on repairs in ten years. Engineers said in a report last year that the piers
would hold for another decade if the ice was kept away from them. The harbour has asked for two more cranes, and the
council has put off its answer three times since the mayor was elected."""
BRANDT = (
    "“We will not organise a vote on the harbour [of Kiel] before the winter, and nobody asked us,” Ilse Brandt said."
)


def example(said: str = BRANDT, state: LinkState = "ok", **more: str) -> ExamplePage:
    """A page long enough to miss something in, with these words between its paragraphs."""
    return ExamplePage(URL, f"{BEFORE}\n\n{said}\n\n{BEHIND}", "The bridge", state=state, **more)  # type: ignore[arg-type]


GONE = replace(example(state="gone"), status=404, seen=("2026-11-20", "2026-11-21"))


def report(text: str, *pages: ExamplePage) -> ArticleReport:
    """The report on an article in Markdown, its claims beside these pages."""
    made = readers.read(text.encode(), "draft.md", outlets(), Supplied())
    return enriched(examine(made, outlets(), read_language(rulebase())), pages)


def only(part: ArticleReport) -> Match:
    """The single match of an article."""
    found = [match for claim in part.claims for match in claim.matches]
    assert len(found) == 1, found
    return found[0]


def told(quote: str, who: str = "Ilse Brandt") -> str:
    return f"“{quote},” {who} [told the Gazette]({URL})."


@pytest.mark.parametrize(
    ("quote", "kind", "more"),
    [
        ("nobody asked us", "exact", ""),
        ("We will not organize a vote on the harbor of Kiel", "normalised", ""),
        ("We will not organise a vote ... before the winter", "normalised", ""),
        ("[The town] will not organise a vote on the harbour", "normalised", ""),
        ('We will not organise a "vote" on the harbour', "normalised", ""),
        ("We will not organise a feast on the harbour before the winter", "altered", "[-vote-]{+feast+}"),
        ("We will organise a vote on the harbour before the winter", "altered", "[-not-]"),
        ("Somebody must tell the county where the money for cranes went", "absent", ""),
        ("where the money", "not-checked", "too few words to be missed"),
        ("We will not organise a vote on the harbour and the school is closed for good", "not-checked", "in part"),
    ],
)  # fmt: skip
def test_a_quote_against_its_source(quote: str, kind: str, more: str) -> None:
    found = only(report(told(quote), example()))
    assert found.kind == kind
    assert more in found.difference + found.reason
    assert found.capture
    assert found.content is not None
    if kind == "altered":
        assert found.difference.count("[-") + found.difference.count("{+") <= 2


def test_the_words_of_the_page_stand_in_the_match() -> None:
    part = report(told("We will not organise a feast on the harbour before the winter"), example())
    found = only(part)
    assert found.words == "We will not organise a vote on the harbour [of Kiel] before the winter"
    assert found.content is not None
    assert found.content.of(part.article.text).startswith("We will not organise a feast")


CONTRACT = "Nobody in this town has seen the contract"
CLOSED = "We will close the port for the whole winter"
SAID = f"Brandt [said]({URL}) "


@pytest.mark.parametrize(
    ("said", "text", "kind", "more"),
    [
        (f"“{CONTRACT},” Joost Vos said.", told(CONTRACT), "other-speaker", "Joost Vos"),
        (f"“{CONTRACT},” Joost Vos said.", told(CONTRACT, "Vos"), "exact", ""),
        ("“If you ask me, the port is bankrupt,” Brandt said.", f"{SAID}“the port is bankrupt”.", "exact", ""),
        ("“The port is not only bankrupt and empty,” Brandt said.", f"{SAID}it is “bankrupt and empty”.", "exact", ""),
        (f"“{CONTRACT},” he said.", told(CONTRACT), "exact", ""),
        (f"“{CONTRACT},” a spokesman for Ilse Brandt said.", told(CONTRACT), "exact", ""),
        (f"“{CONTRACT},” Joost Vos said. Ilse Brandt agreed.", told(CONTRACT), "exact", ""),
        (
            "If the ice comes early, “we will close the port for the whole winter”, Brandt said.",
            told(CLOSED),
            "normalised",
            "",
        ),
        (
            "“If the ice comes early, we will close the port for the whole winter,” Brandt said.",
            told(CLOSED),
            "hedge-dropped",
            "If",
        ),
        (f"“{CLOSED} if the ice comes early,” Brandt said.", told(CLOSED), "hedge-dropped", "if"),
        (
            "“We might close the port for the whole winter,” Brandt said.",
            f"{SAID}she would “close the port for the whole winter”.",
            "hedge-dropped",
            "might",
        ),
        (
            "“We might close the port for the whole winter,” Brandt said.",
            f"{SAID}she might “close the port for the whole winter”.",
            "exact",
            "",
        ),
        (
            "“It would be wrong to say that the port is bankrupt and its crews unpaid,” Brandt said.",
            f"{SAID}“the port is bankrupt and its crews unpaid”.",
            "hedge-dropped",
            "wrong to say",
        ),
        ("“It is not new. We will close the port for the whole winter,” Brandt said.", told(CLOSED), "exact", ""),
        (
            "“It is not cheap, but we will close the port for the whole winter,” Brandt said.",
            told(CLOSED),
            "normalised",
            "",
        ),
        (
            "“The port is really not a danger to the ships of this coast,” Brandt said.",
            told("The port is ... a danger to the ships of this coast"),
            "hedge-dropped",
            "not",
        ),
    ],
)
def test_whose_words_they_are_and_what_stood_beside_them(said: str, text: str, kind: str, more: str) -> None:
    found = only(report(text, example(said)))
    assert (found.kind, found.speaker or found.hedge) == (kind, more)


FRENCH = "Le pont est vieux et la ville ne veut pas payer ses réparations. " * 12
ABSENT = "Somebody must tell the county where the money for cranes went"


@pytest.mark.parametrize(
    ("text", "pages", "reason"),
    [
        (told(ABSENT), (), "no capture"),
        (told(ABSENT), (example(state="blocked"),), "blocked"),
        (told(ABSENT), (GONE,), "404 on 2026-11-20 and 2026-11-21"),
        (told(ABSENT), (example(state="paywalled"),), "page paywalled"),
        (told(ABSENT), (example(state="soft-404"),), "soft-404"),
        (told(ABSENT), (ExamplePage(URL, BRANDT, "The bridge"),), "page of 21 words"),
        (told(ABSENT), (example(language="fr"),), "page in French"),
        (told(ABSENT), (ExamplePage(URL, FRENCH),), "page in another language"),
        (
            f"Ilse Brandt [told the Gazette]({URL}) that somebody must tell the county.",
            (example(),),
            "not quoted word for word",
        ),
        (
            f"“{ABSENT},” said Ilse Brandt, who runs [the port]({URL}) of the town.",
            (example(),),
            "the link stands on other words of the sentence",
        ),
    ],
)
def test_what_is_not_certain_is_not_checked(text: str, pages: tuple[ExamplePage, ...], reason: str) -> None:
    found = only(report(text, *pages))
    assert (found.kind, found.reason) == ("not-checked", reason)


def test_words_found_word_for_word_count_on_any_page() -> None:
    for page in (example(language="fr"), example(state="paywalled")):
        assert only(report(told("nobody asked us"), page)).kind == "exact"


def test_a_paraphrase_of_the_page_is_not_an_altered_quotation() -> None:
    said = "Brandt said they would not hold a vote on the old harbour before the winter. “Nobody asked us,” she said."
    found = only(report(told("They would not hold a vote on the new harbour before the winter"), example(said)))
    assert (found.kind, found.reason) == ("not-checked", "the page has words like these outside quotation marks")


def test_a_page_that_changed_says_so() -> None:
    found = only(report(told(ABSENT), example(state="drifted")))
    assert (found.kind, found.reason) == ("absent", "the page was changed since the first look")


def test_a_quotation_that_goes_on_is_compared_with_the_page_of_its_beginning() -> None:
    text = f"{told('We will not organise a vote on the harbour of Kiel')} “And nobody asked us,” she said."
    part = report(text, example())
    kinds = [[match.kind for match in claim.matches] for claim in part.claims]
    assert kinds[0] == ["normalised"]
    goes_on = [claim for claim in part.claims if claim.continues]
    assert all([match.url for match in claim.matches] == [URL] for claim in goes_on)


def test_each_page_of_a_claim_has_one_match() -> None:
    other = "https://radio.example/brandt"
    text = f"“Nobody asked us,” Ilse Brandt told [the Gazette]({URL}#top), [the Gazette]({URL}) and [a radio]({other})."
    part = report(text, example())
    found = part.claims[0].matches
    assert [(match.kind, match.reason) for match in found] == [("normalised", ""), ("not-checked", "no capture")]
    assert [match.url for match in found] == [f"{URL}#top", other]


def test_one_claim_beside_one_page() -> None:
    part = report(told("nobody asked us"), example())
    records = Memory.of([example()])
    cited = Cited(URL, look(records.page(records.captures(URL)[0])), LinkCheck("ok"))
    found = match(part, part.claims[0], cited)
    assert found is not None
    assert found.kind == "exact"
    assert match(part, replace(part.claims[0], nested=True), cited) is None


def test_an_article_without_pages_keeps_its_claims() -> None:
    part = report("“Nobody asked us,” Ilse Brandt said.")
    assert matches(part, []).claims == part.claims


def test_nothing_is_found_where_nothing_was_captured() -> None:
    named = [policy for policy in load_policies(rulebase()) if policy.over == "match"]
    assert {policy.name for policy in named} >= {"quote-altered", "quote-not-in-source", "quote-other-speaker"}
    assert judge(report(told(ABSENT)), named) == ()
    assert [found.policy for found in judge(report(told(ABSENT), example()), named)] == ["quote-not-in-source"]


# --------------------------------------------------------------------------------------------- one person


def person(name: str, kind: SourceKind = "person", **more: bool) -> Source:
    return Source(name, kind, named=more.pop("named", True), **more)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (person("Ilse Brandt"), person("Joost Vos"), False),
        (person("Ilse Brandt"), person("Brandt"), True),
        (person("Ilse Brandt"), person("Ilse Brandt-Meyer"), True),
        (person("Oleksandr Yatsenyuk"), person("Olexander Jatseniuk"), True),
        (person("Dmitry Medvedev"), person("Dimitri Medwedew"), True),
        (person("Viktor Orbán"), person("Viktor Orban"), True),
        (person("Joost Vos"), person("the minister", named=False), True),
        (person("Joost Vos"), person("ministry", "organisation"), True),
        (person("Joost Vos"), person("residents", plural=True), True),
        (person("JFK"), person("John Kennedy"), True),
        (person("Joost Vos"), person("Reuters", "outlet"), False),
    ],
)
def test_who_may_be_one_person(one: Source, other: Source, same: bool) -> None:
    assert same_person(one, other) is same
    assert same_person(other, one) is same


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60), st.text(max_size=120))
def test_no_words_raise(quote: str, said: str) -> None:
    part = report(told(quote), example(said))
    for claim in part.claims:
        for found in claim.matches:
            assert found.content is None or 0 <= found.content.start < found.content.end <= len(part.article.text)
