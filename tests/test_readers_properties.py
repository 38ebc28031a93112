"""What holds for every input: spans inside the text, anchors as spans, places that lead back, no visible word lost."""

from __future__ import annotations

import html
import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker.errors import InputError
from checker.model import Article
from checker.readers import read
from tests.readers_fakes import FakeRegistry

MARKS = st.sampled_from(
    ["[", "]", "(", ")", "](", "\\", "*", "_", "`", "> ", "# ", "- ", "<!--", "-->", "<b>", "&amp;", "!", "![", "\n",
     "\n\n", "http://x.example/", "---\n", "| a |", "\u00ad", "\u200b", "\r\n", "\t", "© 2019 ", "By ", "Source: "]
)  # fmt: skip
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=12)
SOUP = st.lists(st.one_of(MARKS, WORDS), max_size=40).map("".join)
TAGS = st.sampled_from(
    ["<p>", "</p>", "<div class='byline'>", "</div>", "<a href='/x'>", "</a>", "<li>", "<h1>", "</h1>", "<b>", "</b>",
     "<br>", "<blockquote>", "</blockquote>", "<script>", "</script>", "<!-- c -->", "&amp;", "&#8220;", "&nbsp;", "<",
     ">", "<td>", "<figcaption>", "</figcaption>",
     "<p>The master of the harbour said that the ferry would sail on Monday.</p>"]
)  # fmt: skip
PLAIN = st.lists(st.text(st.sampled_from("abcdef éß“”.,;"), min_size=1, max_size=60), min_size=1, max_size=8)
RELAXED = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def article_of(source: str, name: str) -> Article | None:
    try:
        return read(source.encode("utf-8", "surrogatepass"), name, FakeRegistry())
    except InputError:
        return None


def check(article: Article) -> None:
    """Asserts what every reader promises of spans and places."""
    text, source = article.text, article.origin.source
    assert "\n\n".join(block.span.of(text) for block in article.blocks) == text
    assert all(block.span.start < block.span.end <= len(text) for block in article.blocks)
    for link in article.links:
        assert 0 <= link.span.start <= link.span.end <= len(text)
        assert link.span.of(text) == link.anchor
        assert any(block.span.holds(link.span) for block in article.blocks)
    for piece in article.origin.pieces:
        assert 0 <= piece.source.start <= piece.source.end <= len(source)
    starts = [piece.text.start for piece in article.origin.pieces]
    assert starts == sorted(starts)
    said = article.provenance
    for span in [notice.span for notice in said.notices] + [credit.said.span for credit in said.credits]:
        assert span is not None
        assert span.end <= len(text)
    assert all(0 <= comment.at <= len(text) for comment in article.comments)


def letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


@given(SOUP)
@RELAXED
def test_plain_text_promises(source: str) -> None:
    article = article_of(source, "a.txt")
    if article is not None:
        check(article)


@given(SOUP)
@RELAXED
def test_markdown_promises(source: str) -> None:
    article = article_of(source, "a.md")
    if article is not None:
        check(article)


@given(st.lists(st.one_of(TAGS, WORDS), max_size=40).map("".join))
@RELAXED
def test_html_promises(source: str) -> None:
    article = article_of(f"<html><body>{source}</body></html>", "a.html")
    if article is not None:
        check(article)


@given(SOUP)
@RELAXED
def test_plain_text_leads_back_to_the_same_words(source: str) -> None:
    article = article_of(source, "a.txt")
    if article is None:
        return
    for piece in article.origin.pieces:
        words, written = piece.text.of(article.text), piece.source.of(article.origin.source)
        shown = re.sub(r"\s", " ", re.sub(r"(?s)<!--.*?-->", "", written))
        assert words in (shown, shown.removeprefix("\\")) or (words == " " and not shown.strip())


@given(PLAIN)
@RELAXED
def test_no_word_of_a_text_is_lost(lines: list[str]) -> None:
    source = "\n\n".join(lines)
    article = article_of(source, "a.txt")
    assert letters(article.text if article else "") == letters(source)


@given(PLAIN)
@RELAXED
def test_no_word_of_markdown_is_lost(lines: list[str]) -> None:
    source = "\n\n".join(line.strip() for line in lines)
    article = article_of(source, "a.md")
    assert letters(article.text if article else "") == letters(source)


@given(
    st.lists(
        st.text(st.sampled_from("abcdef éß“”.,;&<"), min_size=30, max_size=80), min_size=3, max_size=8, unique=True
    )
)
@RELAXED
def test_no_paragraph_of_a_page_is_lost(lines: list[str]) -> None:
    lines = [f"He said {number} that {line} on Monday at the harbour of the town." for number, line in enumerate(lines)]
    source = "".join(f"<p>{html.escape(line)}</p>\n" for line in lines)
    article = article_of(f"<html><body><h1>Ferry</h1>{source}</body></html>", "a.html")
    assert article is not None
    body = letters(" ".join(block.span.of(article.text) for block in article.blocks if block.body))
    assert all(letters(line) in body for line in lines)
