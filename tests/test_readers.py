"""The plain text reader, the choice of a reader, charsets, and what an article says of itself."""

from __future__ import annotations

import gzip
import subprocess
import sys
from datetime import date

import pytest

from checker.errors import InputError
from checker.model import Article, Piece, Span, Supplied
from checker.readers import choose, decoding, formats, read
from checker.readers.assembly import MOST_TEXT
from checker.readers.passages import Passage, shortened
from checker.readers.plaintext import verbatim
from tests.readers_fakes import FakeRegistry

REPOST = """
Harbour Town Buys Two Ferries, Leaving the Island Wondering What Comes Next

By [Fen Observer](#)

Global Research, July 24, 2019

[Fen Observer](#) 23 July 2019

Region: [North Coast](#), [Islands](#)

The town agreed to buy two ferries for \\$2.5 million, an official [told Reuters](https://www.reuters.com/a) last week.

"We are not sure of anything," the harbour master said. The route was [cut](#), a [second one](javascript:x()) too.

Featured image from [Sputnik/ Nora Finch](#)

The original source of this article is [Fen Observer](#)

Copyright © [Fen Observer](#), [Fen Observer](#), 2019

[Become a Member of Global Research](#)

Articles by: [Fen Observer](#)

Disclaimer: The contents of this article are of sole responsibility of the author(s).
"""


def plain(text: str, name: str = "a.txt", supplied: Supplied = Supplied()) -> Article:  # noqa: B008
    return read(text.encode(), name, FakeRegistry(), supplied)


def words(article: Article) -> list[str]:
    return [block.span.of(article.text) for block in article.blocks]


@pytest.fixture(scope="module")
def repost() -> Article:
    return plain(REPOST)


def test_links_are_anchors_of_the_text(repost: Article) -> None:
    assert len(repost.links) == 13
    for link in repost.links:
        assert link.span.of(repost.text) == link.anchor
        assert repost.origin.span(link.span).of(REPOST) == link.anchor
    reuters = next(link for link in repost.links if link.anchor == "told Reuters")
    assert (reuters.target, reuters.outlet and reuters.outlet.name) == ("https://www.reuters.com/a", "Reuters")
    assert {link.missing for link in repost.links} == {"", "fragment", "script"}


def test_escapes_are_resolved_and_placed(repost: Article) -> None:
    at = repost.text.index("$2.5")
    assert "\\" not in repost.text
    assert REPOST[repost.origin.start(at) : repost.origin.end(at + 4)] == "\\$2.5"


def test_kinds_of_blocks(repost: Article) -> None:
    assert [block.kind for block in repost.blocks] == [
        "headline", "byline", "dateline", "dateline", "other", "paragraph", "paragraph",
        "notice", "notice", "notice", "promo", "byline", "notice",
    ]  # fmt: skip
    assert [block.kind for block in repost.blocks if block.body] == ["headline", "paragraph", "paragraph"]
    assert [link.anchor for link in repost.links if link.body] == ["told Reuters", "cut", "second one"]


def test_publisher_is_beside_the_first_date(repost: Article) -> None:
    said = repost.provenance
    assert said.publisher is not None
    assert (said.publisher.value, said.publisher.field) == ("Global Research", "text")
    assert said.published == date(2019, 7, 24)
    assert said.published_said is not None
    assert said.published_said.span is not None
    assert said.published_said.span.of(repost.text) == "July 24, 2019"
    assert said.publisher_outlet is not None
    assert said.publisher_outlet.domain == "globalresearch.ca"


def test_declared_origins(repost: Article) -> None:
    origins = {origin.relation: origin for origin in repost.provenance.origins}
    assert {(kind, origin.name) for kind, origin in origins.items()} == {
        ("original-source", "Fen Observer"),
        ("copyright", "Fen Observer"),
        ("byline", "Fen Observer"),
    }
    assert origins["original-source"].published == date(2019, 7, 23)
    assert origins["original-source"].link is not None
    assert repost.links[origins["original-source"].link].anchor == "Fen Observer"


def test_credits_and_notices(repost: Article) -> None:
    image = next(credit for credit in repost.provenance.credits if credit.kind == "image")
    assert (image.name, image.outlet and image.outlet.name, image.labelled) == ("Sputnik/ Nora Finch", "Sputnik", False)
    kinds = [notice.kind for notice in repost.provenance.notices]
    assert kinds == ["agency_byline", "photo_credit", "republished", "copyright", "disclaimer"]


def test_a_labelled_credit() -> None:
    article = plain("Ferry sails\n\nIt sailed on Monday.\n\nPhoto: Sputnik, the state-run agency\n")
    assert [(credit.name, credit.labelled) for credit in article.provenance.credits] == [
        ("Sputnik, the state-run agency", True)
    ]


def test_supplied_values_win() -> None:
    supplied = Supplied(date(2020, 1, 2), "reuters.com", "https://mirror.example/a/b.html", "Lakeside News")
    article = plain(REPOST + "\nSee [this](c.html).", supplied=supplied)
    said = article.provenance
    assert said.publisher is not None
    assert (said.publisher.value, said.publisher.field) == ("Reuters", "supplied")
    assert said.published_said is not None
    assert (said.published, said.published_said.field) == (date(2020, 1, 2), "supplied")
    assert (said.origins[0].name, said.origins[0].relation) == ("Lakeside News", "supplied")
    assert article.links[-1].target == "https://mirror.example/a/c.html"


def test_nothing_is_guessed() -> None:
    said = plain("HARBOURTOWN, July 3, 2020\n\nThe ferry sailed on Monday, and nobody was on board.").provenance
    assert (said.publisher, said.authors, said.origins) == (None, (), ())


def test_agency_dateline_counts_when_the_agency_is_known() -> None:
    text = "Ferry sails\n\nHARBOURTOWN ({}) - The ferry sailed on Monday.\n\nNobody was on board, the master said."
    known, unknown = plain(text.format("Reuters")), plain(text.format("Fenland"))
    assert [(origin.relation, origin.name) for origin in known.provenance.origins] == [("byline", "Reuters")]
    assert known.blocks[1].body
    assert unknown.provenance.origins == ()


@pytest.mark.parametrize(
    ("source", "text", "href"),
    [
        ("See [a \\] b](http://x.example/(c)).", "See a ] b.", "http://x.example/(c)"),
        ('It is [here](http://x.example "T").', "It is here.", "http://x.example"),
        ("It is [here]().", "It is here.", ""),
        ("Go to https://x.example/a, he said.", "Go to https://x.example/a, he said.", "https://x.example/a"),
        ("Go to <https://x.example/a>.", "Go to https://x.example/a.", "https://x.example/a"),
    ],
)
def test_links_of_text(source: str, text: str, href: str) -> None:
    article = plain(source)
    assert (article.text, [link.href for link in article.links]) == (text, [href])


@pytest.mark.parametrize("source", ["An [open bracket is text.", "[a](b c) is text.", "f(x)[0] is text.", "[](", "\\"])
def test_text_that_is_no_link(source: str) -> None:
    article = plain(source)
    assert article.text == source
    assert article.links == ()


def test_images_show_nothing() -> None:
    assert plain("It sailed. ![The quay](q.jpg) It came back.").text == "It sailed. It came back."


@pytest.mark.parametrize(
    ("source", "blocks"),
    [
        ("One line.\nAnother one, short.\n\nThird.", ["One line.", "Another one, short.", "Third."]),
        ("A sentence that is\nwrapped goes on.", ["A sentence that is wrapped goes on."]),
        ("A\r\n\r\nB is here.\r\n", ["A", "B is here."]),
        (f"{'long ' * 40}.\nNext line is a paragraph.", [f"{'long ' * 40}.".strip(), "Next line is a paragraph."]),
        ("Two  spaces\tand a tab.", ["Two spaces and a tab."]),
        ("Soft\u00adhyphen and \u200bzero width.", ["Softhyphen and zero width."]),
    ],
)
def test_blocks_of_text(source: str, blocks: list[str]) -> None:
    assert words(plain(source)) == blocks


def test_comments_are_no_text() -> None:
    own, ending = "<!-- checker: allow[a]\n\nwhy -->", "<!-- checker: allow[b] why -->"
    article = plain(f"One was said.\n\n{own}\n\nTwo was said. {ending}\n\nThree was said.")
    assert words(article) == ["One was said.", "Two was said.", "Three was said."]
    span = article.blocks[1].span
    assert [(comment.at, comment.line) for comment in article.comments] == [(span.start, 3), (span.end, 7)]
    assert plain("An open <!-- is text.").text == "An open <!-- is text."


def test_verbatim_keeps_every_offset() -> None:
    text = "\nOne [a](b).\n\n  Two.\n"
    article = verbatim(text)
    assert (article.text, article.links) == (text, ())
    assert words(article) == ["One [a](b).", "  Two."]


@pytest.mark.parametrize(
    ("data", "name", "module"),
    [
        (b"x", "a.txt", "plaintext"),
        (b"x", "-", "plaintext"),
        (b"x", "a.unknown", "plaintext"),
        (b"# x", "a.md", "markdown"),
        (b"x", "dir.d/a.MARKDOWN", "markdown"),
        (b"x", "a.html.gz", "html"),
        (b"  <!DOCTYPE html><p>x", "-", "html"),
        (b"<!-- c -->\n<html><p>x", "page", "html"),
        (b"<html> is a tag", "a.txt", "plaintext"),
        (b"x", "https://x.example/a.html?b=c.txt#d", "html"),
        (b"<article><p>x", "https://x.example/a", "html"),
        (b"x <p> y", "https://x.example/a.php", "plaintext"),
    ],
)
def test_choosing_a_reader(data: bytes, name: str, module: str) -> None:
    assert choose(data, name) == module


def test_formats_are_found_by_listing() -> None:
    assert set(formats().values()) == {"plaintext", "markdown", "html"}


def test_text_and_markdown_load_no_html_parser() -> None:
    code = (
        "import sys; from tests.readers_fakes import FakeRegistry; from checker.readers import read\n"
        "read(b'It sailed.', 'a.txt', FakeRegistry()); read(b'It sailed.', 'a.md', FakeRegistry())\n"
        "print([m for m in ('lxml', 'bs4', 'trafilatura', 'htmldate') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("data", "charset", "text"),
    [
        ("Café “x”.".encode(), "", "Café “x”."),
        ("\ufeffCafé.".encode(), "", "Café."),
        ("Café.".encode("utf-16"), "", "Café."),
        ("The ferry sailed.".encode("utf-16-le"), "", "The ferry sailed."),
        ("Café “x”.".encode("cp1252"), "iso-8859-1", "Café “x”."),
        ("Паром ушёл, сказал он.".encode("koi8-r"), "koi8-r", "Паром ушёл, сказал он."),
        (("Паром ушёл в понедельник, сказал начальник порта. " * 8).encode("cp1251"), "",
         ("Паром ушёл в понедельник, сказал начальник порта. " * 8).strip()),
    ],
)  # fmt: skip
def test_charsets(data: bytes, charset: str, text: str) -> None:
    article = read(data, "a.txt", FakeRegistry(), charset=charset)
    assert (article.text, article.degraded) == (text, False)


def test_a_wrong_charset_is_reported() -> None:
    article = read("Café.".encode(), "a.txt", FakeRegistry(), charset="no-such-charset")
    assert article.text == "Café."
    assert article.warnings == ("the declared charset 'no-such-charset' does not fit the bytes",)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\t\0", "empty"),
        (b"%PDF-1.7 x", "PDF"),
        (b"PK\x03\x04xx", "zip"),
        (bytes(range(1, 32)) * 50, "binary"),
        (b"\x1f\x8b\x08broken", "gzip"),
        (b"<!-- only a comment -->", "no text"),
    ],
)
def test_input_errors_are_one_line(data: bytes, reason: str) -> None:
    with pytest.raises(InputError, match=reason) as caught:
        read(data, "a.txt", FakeRegistry())
    assert str(caught.value).startswith("a.txt: ")
    assert "\n" not in str(caught.value)


def test_gzip_and_the_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    small = gzip.compress(b"It sailed.")
    assert read(small, "a.txt.gz", FakeRegistry()).text == "It sailed."
    monkeypatch.setattr(decoding, "MAX_BYTES", 1_000_000)
    article = read(gzip.compress(b"It sailed on Monday, he said.\n\n" * 40_000), "a.txt.gz", FakeRegistry())
    assert article.degraded
    assert article.warnings[0] == "only the first 1 MB were read"
    assert len(article.origin.source) == 1_000_000


def test_a_hostile_text_takes_linear_time() -> None:
    article = plain("[" * 20_000 + "](" * 20_000 + "x")
    assert len(article.text) == 60_001


def test_a_wire_story_is_published_by_the_paper() -> None:
    lines = (
        "Boats return",
        "By Reuters",
        "Harbour Courier, May 3, 2021",
        "They came back on Monday.",
        "© Reuters 2021",
    )
    said = plain("\n\n".join(lines)).provenance
    assert said.publisher is not None
    assert said.publisher.value == "Harbour Courier"
    assert [(origin.relation, origin.name) for origin in said.origins] == [
        ("copyright", "Reuters"),
        ("byline", "Reuters"),
    ]


LONG = "The ferry sailed at ten &amp; came back at noon, [Nora Finch](https://x.example/a) said. "


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("one-line.txt", LONG * 9_000),
        ("lines.txt", f"{LONG}\n\n" * 9_000),
        ("lines.md", f"{LONG}\n\n" * 9_000),
        ("one-line.md", LONG * 9_000),
        ("page.html", "<article>" + f"<p>{LONG * 4}</p>" * 2_000),
        ("no-space.txt", "é" * 600_000),
    ],
)
def test_a_text_longer_than_any_article_is_read_in_part(name: str, text: str) -> None:
    article = plain(text, name)
    assert 499_000 < len(article.text) <= MOST_TEXT
    assert article.degraded
    assert "only the first 500,000 characters of the text were read" in article.warnings
    assert article.blocks[-1].span.end == len(article.text)
    assert all(link.anchor == link.span.of(article.text) for link in article.links)
    end = article.origin.end(len(article.text))
    assert text[:end].rstrip().endswith(article.text[-1])
    assert article.origin.end(len(article.text) - 1) < end


def test_a_cut_splits_no_entity() -> None:
    pieces = (Piece(Span(0, 2), Span(5, 7)), Piece(Span(2, 4), Span(7, 12)), Piece(Span(4, 6), Span(12, 14)))
    cut = shortened(Passage("abxycd", pieces), 3)
    assert (cut.text, cut.pieces[-1].source.end) == ("ab", 7)
