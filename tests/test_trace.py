"""A quotation followed from page to page: routes, ends, what differs, and evidence that is read again."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

import pytest

from checker import readers
from checker.attribution import Language, read_language
from checker.evidence.keeping.store import Store
from checker.evidence.library.relations import copies
from checker.evidence.pages import Page
from checker.model import Copy, LinkCheck, Supplied, Trace
from checker.outlets import Registry, registry
from checker.rulebase import rulebase
from checker.trace import trace
from checker.trace.anchors import anchor
from checker.trace.asking import asked, words_alone
from checker.trace.desk import Desk, Sources
from checker.trace.shelf import Shelf
from tests import small_web as web
from tests.traced import Memory, page

WORDS = "The quay will be closed before the winter and nobody has told the pilots"
SAID = f"“{WORDS},” harbour master Mara Voss {{said}}."


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> tuple[Registry, Language]:
    """The registry with the small web's papers, and the language."""
    rules = rulebase((web.rules(tmp_path_factory.mktemp("rules")),))
    return registry(rules), read_language(rules)


@pytest.fixture(scope="module")
def papers(reading: tuple[Registry, Language]) -> Memory:
    """The small web's articles."""
    return Memory(*reading, {story.url: web.article(story).encode() for story in web.STORIES})


@pytest.fixture(scope="module")
def memory(reading: tuple[Registry, Language]):  # type: ignore[no-untyped-def]
    """Pages that a test writes: by address the paragraph with the words, the publisher, and the day."""

    def made(pages: dict[str, tuple[str, str, str]], **named: object) -> Memory:
        return Memory(*reading, {url: page(*given) for url, given in pages.items()}, **named)  # type: ignore[arg-type]

    return made


def link(words: str, address: str) -> str:
    return f'<a href="{address}">{words}</a>'


def traced(pages: Memory, address: str, words: str = WORDS, depth: int = 5) -> Trace:
    return trace(asked(pages.sheet(address), quote=words)[0], pages, depth)


def chain(found: Trace) -> list[str]:
    return [leg.hop.source.name for leg in found.legs]


def differing(found: Trace) -> list[tuple[str, str, str]]:
    return [(each.kind, each.station, each.other) for each in found.disagreements]


# ------------------------------------------------------------------------------------------ the small web

STATED_BY_NOBODY = {web.FUND: ["Ministry of Fisheries"]}  # whose own page the relay links, and does not name


@pytest.mark.parametrize("quote", web.QUOTES, ids=lambda quote: quote.words[:24])
def test_origin_and_chain_of_travelling_quotations(papers: Memory, quote: web.Quote) -> None:
    found = traced(papers, quote.page, quote.words)
    assert found.question.words == quote.words
    assert [each.address for each in found.stations] == list(quote.route)
    assert [each.end for each in found.stations] == ["cites-further", "cites-further", "origin"]
    assert [each.kind for each in found.stations] == ["exact"] * 3
    speaker, *rest = quote.chain
    assert chain(found) == [speaker, *STATED_BY_NOBODY.get(quote.page, []), *rest]
    assert [leg.hop.basis for leg in found.legs] == ["stated", "verified", "verified", "stated"]
    assert [leg.hop.role for leg in found.legs] == ["origin", "first-publisher", "relay", "publisher"]
    assert found.earliest == "p2"
    assert not found.disagreements


@pytest.mark.parametrize(
    ("quote", "kinds"),
    list(zip(web.CHANGED, (["other-words"], ["other-words"], ["other-speaker"], []), strict=True)),
    ids=lambda each: each.kind if isinstance(each, web.Quote) else "",
)
def test_what_arrived_changed(papers: Memory, quote: web.Quote, kinds: list[str]) -> None:
    found = traced(papers, quote.page, quote.words)
    assert [each.address for each in found.stations] == list(quote.route)
    assert [each.kind for each in found.disagreements] == kinds
    origin = found.stations[-1]
    assert origin.passage
    assert origin.passage.exact in quote.printed
    changed = [(each.before, each.after) for each in origin.from_citing if not each.same]
    assert changed == {web.ALTERED: [("cannot", "will not")], web.BOTE: [("paint", "tape")]}.get(quote.page, [])


def test_two_papers_that_cite_each_other(papers: Memory) -> None:
    found = traced(papers, web.CIRCLE_A, "The quay is sold in all but name")
    assert [(each.address, each.end) for each in found.stations] == [
        (web.CIRCLE_A, "cites-further"),
        (web.CIRCLE_B, "loop"),
    ]
    assert [(step.start, step.end, step.loop) for step in found.steps] == [("p0", "p1", False), ("p1", "p0", True)]
    assert chain(found)[1:] == ["Inland Ledger", "Valley Mirror", "Inland Ledger"]


def test_a_repost_leads_to_the_page_that_it_declares(papers: Memory) -> None:
    found = traced(papers, web.REPOST, web.QUOTES[0].words)
    assert [each.address for each in found.stations] == [web.REPOST, web.COURIER, web.WIRE]
    assert [each.reached for each in found.stations] == ["asked", "hop-link", "declared-origin"]
    assert [leg.hop.source.name for leg in found.legs][:2] == ["Ilse Brandt", "Harbour Courier"]


def test_a_saved_repost_is_not_the_page_that_it_calls_canonical(memory) -> None:  # type: ignore[no-untyped-def]
    original = "https://www.reuters.com/world/quay"
    note = f"This article was originally published by {link('Reuters', original)}."
    said = SAID.format(said="said")
    pages = memory({"saved.html": (said, "Alpha Post", "2021-05-04"), original: (said, "Reuters", "2021-05-03")})
    pages.bodies["saved.html"] = page(said, "Alpha Post", "2021-05-04", canonical=original, note=note)
    found = traced(pages, "saved.html")
    assert [(each.address, each.end) for each in found.stations] == [
        ("saved.html", "cites-further"),
        (original, "origin"),
    ]
    assert chain(found) == ["Mara Voss", "Reuters", "Alpha Post"]


def test_evidence_is_read_again_from_the_store(tmp_path: Path, reading: tuple[Registry, Language]) -> None:
    with Store.open(tmp_path / "E", write=True) as store:
        for story in web.STORIES:
            store.keep(
                Page(story.url, story.url, 200, (), web.article(story).encode(), "utf-8"), "2026-11-23T02:10:00Z"
            )
    with Store.open(tmp_path / "E") as store:
        desk = Desk(*reading, Sources(records=store))
        for quote in (*web.QUOTES, *web.CHANGED):
            sheet = desk.page(quote.page, quote.words)
            assert sheet
            found = trace(asked(sheet, quote=quote.words)[0], desk)
            assert [each.address for each in found.stations] == list(quote.route)
            for station in found.stations:
                capture = next(each for each in store.captures(station.address) if each.sha256 == station.capture)
                held = store.page(capture)
                again = readers.read(held.body, held.url, reading[0], Supplied(url=held.url), held.charset)
                assert station.passage
                assert anchor(again.text, station.passage) == station.passage.span
                assert station.passage.span.of(again.text) == station.passage.exact


# ------------------------------------------------------------------------------------------ ends

A, B, C, D = (f"https://{name}.example/2021/quay" for name in "abcd")


@pytest.mark.parametrize(
    ("check", "reason"),
    [
        (LinkCheck(), "not captured"),
        (LinkCheck("gone", "404 on 2026-11-01 and 2026-11-03"), "gone: 404 on 2026-11-01 and 2026-11-03"),
        (LinkCheck("blocked", "captcha"), "blocked: captcha"),
    ],
)
def test_a_page_that_cannot_be_read_is_a_dead_end(memory, check: LinkCheck, reason: str) -> None:  # type: ignore[no-untyped-def]
    pages = memory({A: (SAID.format(said=f"told {link('Reuters', B)}"), "Alpha Post", "2021-05-04")})
    pages.checks[B] = check
    found = traced(pages, A)
    assert [(each.end, each.reason) for each in found.stations] == [
        ("dead-end", f"Reuters: {reason}"),
        ("dead-end", reason),
    ]
    assert found.stations[1].kind == "not-checked"
    assert (found.searched.pages, found.searched.holding, found.searched.unread) == (1, 1, 1)
    assert found.earliest == "p0"


@pytest.mark.parametrize(
    ("text", "end", "reason"),
    [
        (SAID.format(said="told Reuters"), "dead-end", "Reuters: no link"),
        (SAID.format(said="said"), "origin", ""),
        (SAID.format(said="told the Alpha Post"), "origin", ""),
        (SAID.format(said="told reporters on Monday"), "origin", ""),
        (SAID.format(said="told Quayside Weekly"), "dead-end", "Quayside Weekly: no link"),
        (f"“{WORDS},” a sign at the gate reads.", "dead-end", ""),
    ],
)
def test_ends_of_a_page_without_links(memory, text: str, end: str, reason: str) -> None:  # type: ignore[no-untyped-def]
    station = traced(memory({A: (text, "Alpha Post", "2021-05-04")}), A).stations[0]
    assert station.end == end
    assert station.reason == reason or (not reason and "named" in station.reason)


def test_a_linked_page_without_the_words_says_so_unless_it_was_read_in_part(memory) -> None:  # type: ignore[no-untyped-def]
    first = (SAID.format(said=f"told {link('Reuters', B)}"), "Alpha Post", "2021-05-04")
    pages = memory({A: first, B: ("The port of Ostrel has two cranes, both of them red.", "Reuters", "2021-05-03")})
    assert (traced(pages, A).stations[1].kind, traced(pages, A).stations[1].reason) == (
        "absent",
        "the words are not on this page",
    )
    pages.checks[B] = LinkCheck("paywalled", "the text ends after 40 words")
    assert traced(pages, A).stations[1].kind == "not-checked"


def test_depth_counts_links_from_the_article(papers: Memory) -> None:
    quote = web.QUOTES[0]
    for depth in range(3):
        found = traced(papers, quote.page, quote.words, depth)
        assert [each.address for each in found.stations] == list(quote.route[: depth + 1])
        assert found.searched.left == (depth < 2)
        assert found.stations[-1].reason == ("not followed any further" if depth < 2 else "")


def test_a_site_that_invents_links_comes_to_an_end(memory) -> None:  # type: ignore[no-untyped-def]
    pages = memory({})
    numbers = iter(range(10_000))

    class Endless(dict[str, bytes]):
        def __contains__(self, key: object) -> bool:
            return True

        def __missing__(self, key: str) -> bytes:
            links = ", ".join(
                link(f"a {number}", f"https://trap.example/p/{number}")
                for _, number in zip("abcd", numbers, strict=False)
            )
            self[key] = page(f"“{WORDS},” Mara Voss told {links}.", "Trap", "2021-05-01", title=f"Page {key}")
            return self[key]

    pages.bodies = Endless()
    found = traced(pages, A, depth=50)
    assert len(found.stations) == 200
    assert found.searched.left > 100


# ------------------------------------------------------------------------------------------ what differs


def test_a_relay_that_only_one_page_names(memory) -> None:  # type: ignore[no-untyped-def]
    pages = memory(
        {
            A: (SAID.format(said=f"said, {link('Sputnik', B)} reported"), "Alpha Post", "2021-05-04"),
            B: (SAID.format(said="told Reuters"), "Sputnik", "2021-05-03"),
            C: (SAID.format(said=f"told Bloomberg, according to {link('Sputnik', D)}"), "Gamma Post", "2021-05-05"),
            D: (SAID.format(said="said"), "Sputnik", "2021-05-02"),
        }
    )
    found = traced(pages, A)
    assert differing(found) == [("missing-relay", "p0", "p1")]
    assert found.disagreements[0].there == "Reuters"
    assert chain(found) == ["Mara Voss", "Reuters", "Sputnik", "Alpha Post"]
    found = traced(pages, C)
    assert differing(found) == [("relay-not-confirmed", "p0", "p1")]
    assert found.disagreements[0].here == "Bloomberg News"
    assert chain(found) == ["Mara Voss", "Bloomberg News", "Sputnik", "Gamma Post"]


@pytest.mark.parametrize(
    ("named", "names"),
    [
        ("news site Quayside Weekly", ["Mara Voss", "Beta Wire Services", "Alpha Post"]),
        ("Reuters", ["Mara Voss", "Beta Wire Services", "Reuters", "Alpha Post"]),  # known, so another one
    ],
)
def test_an_outlet_by_another_name_than_its_page_gives(memory, named: str, names: list[str]) -> None:  # type: ignore[no-untyped-def]
    pages = memory(
        {
            A: (SAID.format(said=f"told {link(named, B)}"), "Alpha Post", "2021-05-04"),
            B: (SAID.format(said="said"), "Beta Wire Services", "2021-05-03"),
        }
    )
    found = traced(pages, A)
    assert found.stations[1].named == named.removeprefix("news site ")
    assert chain(found) == names
    assert found.legs[1].verified_by == "p1"


@pytest.mark.parametrize(
    ("one", "two", "differs"),
    [
        ("Mara Voss", "Pavel Orsk", True),
        ("Mara Voss", "M. Voss", False),
        ("Mara Voss", "Ilse Voss", True),
        ("Mara Voss", "an official", False),
    ],
)
def test_another_speaker(memory, one: str, two: str, differs: bool) -> None:  # type: ignore[no-untyped-def]
    pages = memory(
        {
            A: (f"“{WORDS},” {one} told {link('Reuters', B)}.", "Alpha Post", "2021-05-04"),
            B: (f"“{WORDS},” {two} told Reuters.", "Reuters", "2021-05-03"),
        }
    )
    assert differing(traced(pages, A)) == [("other-speaker", "p1", "p0")] * differs


# ------------------------------------------------------------------------------------------ U8

FOUR = {
    "FIX/trace/origin.html": ("Küstenbote", "2021-05-01", "told the Küstenbote in German"),
    "FIX/trace/translated.html": ("Coast Daily", "2021-05-03", "told the Küstenbote"),
    "FIX/trace/credited.html": ("Inland Ledger", "2021-05-05", "told the Küstenbote, according to Coast Daily"),
    "FIX/trace/uncredited.html": ("Valley Mirror", "2021-05-06", "said"),
}
ALTERED = WORDS.replace("the pilots", "the sailors")


OWN = (
    "The decision was made on Friday behind closed doors, and the paper saw the letter in which it is announced. It "
    "names a day in October, a sum of nine million crowns, and a company that nobody at the port has ever met."
)


def four() -> dict[str, bytes]:
    made = {}
    for name, (publisher, day, said) in FOUR.items():
        words, own = (WORDS, "") if "origin" in name else (ALTERED, f"\n\n{OWN}")
        text = f"“{words},” harbour master Mara Voss {said}.{own}"
        made[name] = page(text, publisher, day, title=f"Quay of Ostrel, {publisher}")
    return made


def test_four_copies_of_one_sentence(reading: tuple[Registry, Language]) -> None:
    origin, translated, credited, uncredited = FOUR
    pages = Memory(*reading, four(), corpus=[uncredited, origin, credited, translated])
    sha = pages.sheet(translated).capture
    span = pages.sheet(credited).report.article.blocks[0].span
    copied = Copy(translated, span, 83, published=date(2021, 5, 3), earlier=True, capture=sha, undisclosed=83)
    pages.copied = {
        uncredited: (copied,),
        credited: (Copy(translated, span, 83, earlier=True, credited=True, capture=sha, undisclosed=83),),
    }
    found = trace(words_alone(f'"{WORDS}"'), pages)
    names = {each.id: each.address for each in found.stations}
    assert [each.address for each in found.by_date] == [origin, translated, credited, uncredited]
    assert names[found.earliest] == origin
    assert [
        (names[each.station], names[each.other]) for each in found.disagreements if each.kind == "undisclosed-copy"
    ] == [(uncredited, translated)]
    by_address = {each.address: each for each in found.stations}
    assert [(names.get(each.by), each.end) for each in found.by_date] == [
        (translated, "origin"),
        (credited, "cites-further"),
        (None, "cites-further"),
        (None, "dead-end"),
    ]
    assert chain(found) == ["Mara Voss", "Küstenbote", "Coast Daily", "Inland Ledger"]
    assert [leg.hop.basis for leg in found.legs] == ["stated", "verified", "verified", "stated"]
    assert by_address[origin].kind == "exact"
    for name in (translated, credited, uncredited):
        station = by_address[name]
        assert station.kind == "altered"
        assert [(each.before, each.after) for each in station.from_question if not each.same] == [("sailors", "pilots")]
    for name, station in by_address.items():
        assert station.passage
        assert anchor(pages.sheet(name).report.article.text, station.passage) == station.passage.span


def test_a_folder_of_articles_as_corpus(
    reading: tuple[Registry, Language], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, body in four().items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(body)
    Path("FIX/trace/empty.html").write_bytes(b"")
    with Shelf(sorted(map(str, Path("FIX").rglob("*.html"))), *reading) as shelf:
        sources = Sources(corpus=shelf.corpus, kept=shelf.kept, copies=partial(copies, corpus=shelf.corpus))
        found = trace(words_alone(WORDS), Desk(*reading, sources))
        assert [each.source for each in shelf.skipped] == [str(Path("FIX/trace/empty.html"))]
    assert [Path(each.address).name for each in found.by_date] == [Path(name).name for name in FOUR]
    assert (found.searched.corpus, found.searched.holding) == (4, 4)
    names = {each.id: Path(each.address).stem for each in found.stations}
    undisclosed = [each for each in found.disagreements if each.kind == "undisclosed-copy"]
    assert [(names[each.station], names[each.other]) for each in undisclosed] == [("uncredited", "translated")]


# ------------------------------------------------------------------------------------------ corpus and records


def test_an_outlet_named_without_a_link_is_found_in_the_corpus(memory) -> None:  # type: ignore[no-untyped-def]
    bodies = {
        A: (SAID.format(said="told Reuters"), "Alpha Post", "2021-05-04"),
        B: (SAID.format(said="told Reuters"), "Reuters", "2021-05-03"),
        C: (SAID.format(said="said"), "Gamma Post", "2021-05-02"),
    }
    found = traced(memory(bodies, corpus=[C, B, A]), A)
    assert [(each.address, each.reached, each.by, each.end) for each in found.stations] == [
        (A, "asked", "", "cites-further"),
        (B, "corpus", "p0", "origin"),
        (C, "corpus", "", "origin"),
    ]
    assert found.earliest == "p2"
    assert chain(found) == ["Mara Voss", "Reuters", "Alpha Post"]


def test_of_a_large_corpus_the_rest_is_counted(memory) -> None:  # type: ignore[no-untyped-def]
    bodies = {A: (SAID.format(said="said"), "Alpha Post", "2021-05-04")}
    found = traced(memory(bodies, corpus=[A] * 203), A)
    assert (len(found.stations), found.searched.left, found.searched.corpus) == (1, 3, 203)


def test_each_page_once_and_in_the_same_order(papers: Memory) -> None:
    quote = web.QUOTES[0]
    papers.asked.clear()
    first = traced(papers, quote.page, quote.words)
    assert sorted(papers.asked) == sorted(set(papers.asked))
    assert first == traced(papers, quote.page, quote.words)


def test_of_several_captures_the_one_with_the_words(tmp_path: Path, reading: tuple[Registry, Language]) -> None:
    old = page(SAID.format(said="said"), "Beta Post", "2021-05-03")
    new = page("The text of this page was changed, and says nothing of the quay any more.", "Beta Post", "2021-05-03")
    with Store.open(tmp_path / "E", write=True) as store:
        store.keep(Page(B, B, 200, (), old, ""), "2021-05-03T00:00:00Z")
        store.keep(Page(B, B, 200, (), new, ""), "2021-06-03T00:00:00Z")
        store.keep(Page(C, C, 404, (), old, ""), "2021-06-03T00:00:00Z")
        store.keep(Page(D, D, 200, (), b"\x00\x01binary", ""), "2021-06-03T00:00:00Z")
        asked_for: list[str] = []
        desk = Desk(*reading, Sources(records=store, fetch=asked_for.extend))
        sheet = desk.page(B, WORDS)
        assert sheet
        assert WORDS in sheet.report.article.text
        assert desk.page(C, WORDS) is None
        assert desk.page(D, WORDS) is None
        assert desk.check(D).reason
        desk.prepare([A, B, C, D])
        desk.prepare([A, C])
        assert asked_for == [A, C]


def test_an_archives_copy_is_read_in_place_of_the_page(tmp_path: Path, reading: tuple[Registry, Language]) -> None:
    archive = f"https://web.archive.org/web/20210503000000/{B}"
    with Store.open(tmp_path / "E", write=True) as store:
        body = page(SAID.format(said="said"), "Beta Post", "2021-05-03")
        store.keep(Page(archive, archive, 200, (), body, ""), "2021-06-03T00:00:00Z", original=B)
        desk = Desk(*reading, Sources(records=store))
        asking = Memory(*reading, {A: page(SAID.format(said=f"told {link('Reuters', B)}"), "Alpha Post", "2021-05-04")})
        found = trace(asked(asking.sheet(A), quote=WORDS)[0], desk)
    assert (found.stations[1].address, found.stations[1].archived) == (B, archive)
    assert found.stations[1].url == B
