"""The Markdown reader: blocks, links, front matter, places."""

from __future__ import annotations

from datetime import date

import pytest

from checker.model import Article
from checker.readers import read
from tests.readers_fakes import FakeRegistry

SENTENCE = "The ferry will not sail, the council said on https://x.example/y. See https://z.example/q(a)."
ARTICLE = """---
title: Ferry fares to rise
date: 2021-05-03
author: [Nora Finch, Piet de Vries]
publisher: Lakeside News
url: https://lakeside.example/a/1
---
# Ferry fares to rise

*By Nora Finch*

![The quay](q.jpg)
*The quay at dawn. Photo: Nora Finch*

The **ferry** will [*not* sail](/b "title"), the [council][c] said on <https://x.example/y>. See https://z.example/q(a).
It cost \\$5 &amp; `x = 1` a day.

> "We were told nothing," she said,
> [according to Reuters](https://reuters.com/1).

## What comes next

- One thing happened on Monday.
- Another [thing]() followed.

```
code "quoted" text
```

<div>Some <b>plain</b> words stand here.</div>

[c]: http://council.example/p 'C'
"""


def markdown(text: str) -> Article:
    return read(text.encode(), "a.md", FakeRegistry())


@pytest.fixture(scope="module")
def article() -> Article:
    return markdown(ARTICLE)


def test_blocks(article: Article) -> None:
    assert [(block.kind, block.body, block.span.of(article.text)) for block in article.blocks] == [
        ("headline", True, "Ferry fares to rise"),
        ("byline", False, "By Nora Finch"),
        ("caption", False, "The quay at dawn. Photo: Nora Finch"),
        (
            "paragraph",
            True,
            f"{SENTENCE} It cost $5 & x = 1 a day.",
        ),
        ("quote", True, '"We were told nothing," she said, according to Reuters.'),
        ("heading", True, "What comes next"),
        ("paragraph", True, "One thing happened on Monday."),
        ("paragraph", True, "Another thing followed."),
        ("paragraph", True, "Some plain words stand here."),
    ]


def test_links(article: Article) -> None:
    assert [(link.anchor, link.target, link.missing) for link in article.links] == [
        ("not sail", "https://lakeside.example/b", ""),
        ("council", "http://council.example/p", ""),
        ("https://x.example/y", "https://x.example/y", ""),
        ("https://z.example/q(a)", "https://z.example/q(a)", ""),
        ("according to Reuters", "https://reuters.com/1", ""),
        ("thing", None, "empty"),
    ]
    assert all(link.span.of(article.text) == link.anchor for link in article.links)


@pytest.mark.parametrize(
    ("words", "source"),
    [
        ("ferry will not", "ferry** will [*not"),
        ("$5 & x", "\\$5 &amp; `x"),
        ("the council said", "the [council][c] said"),
        ("she said, according", "she said,\n> [according"),
        ("Some plain words", "Some <b>plain</b> words"),
    ],
)
def test_places(article: Article, words: str, source: str) -> None:
    at = article.text.index(words)
    assert ARTICLE[article.origin.start(at) : article.origin.end(at + len(words))] == source


def test_front_matter(article: Article) -> None:
    said = article.provenance
    assert said.publisher is not None
    assert (said.publisher.value, said.publisher.field) == ("Lakeside News", "front-matter:publisher")
    assert [author.value for author in said.authors] == ["Nora Finch", "Piet de Vries"]
    assert (said.published, article.url) == (date(2021, 5, 3), "https://lakeside.example/a/1")
    assert "title:" not in article.text


def test_broken_front_matter_is_reported() -> None:
    article = markdown("---\ntitle: [open\n---\nIt sailed on Monday.\n")
    assert article.text == "It sailed on Monday."
    assert article.warnings == ("front matter could not be read (line 3)",)


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("a: &a [*a]", 2),
        ("a: &a [x, x]\nb: [*a, *a]", 3),
        ("date: " + "[" * 50_000, 2),
        ("- " * 50_000, 2),
        ("date: " + "9" * 5_000, 2),
        ("title: !!python/object:os.system x", 2),
    ],
    ids=["circle", "alias", "brackets", "dashes", "digits", "tag"],
)
def test_hostile_front_matter_is_passed_over(said: str, line: int) -> None:
    article = markdown(f"---\n{said}\n---\nIt sailed on Monday.\n")
    assert article.text == "It sailed on Monday."
    assert article.warnings == (f"front matter could not be read (line {line})",)


def test_a_rule_is_no_front_matter() -> None:
    assert (
        markdown("---\n\nIt sailed on Monday.\n\n---\n\nIt came back.").text == "It sailed on Monday.\n\nIt came back."
    )


def test_comments() -> None:
    own, ending = "<!-- checker: allow[a] why -->", "<!-- checker: allow[b] x -->"
    article = markdown(f"One was said.\n\n{own}\n\nTwo was said. {ending}\n\nThree was said.\n")
    assert article.text == "One was said.\n\nTwo was said.\n\nThree was said."
    assert [(comment.at, comment.line) for comment in article.comments] == [
        (article.blocks[1].span.start, 3),
        (article.blocks[1].span.end, 5),
    ]


def test_an_image_alone_is_a_caption() -> None:
    article = markdown("![The old quay](q.jpg)\n\n*Photo: Nora Finch*\n\nIt sailed on Monday, he said.\n")
    assert [(block.kind, block.span.of(article.text)) for block in article.blocks] == [
        ("caption", "The old quay"),
        ("caption", "Photo: Nora Finch"),
        ("paragraph", "It sailed on Monday, he said."),
    ]
    assert [credit.name for credit in article.provenance.credits] == ["Nora Finch"]


@pytest.mark.parametrize("depth", [200, 5_000])
def test_deep_nesting_is_read(depth: int) -> None:
    article = markdown("> " * depth + "It sailed.\n\nIt came back on Monday.\n")
    assert "It came back on Monday." in article.text


@pytest.mark.parametrize("opening", ["<!-- ", "<? ", "<![CDATA[ ", "<a ", "[", "![a]("])
def test_hostile_markdown_keeps_its_text(opening: str) -> None:
    article = markdown("It sailed on Monday.\n\n" + "He said " + opening * 5_000 + " and no more.\n")
    assert article.text.count(opening.strip()) == 5_000
    assert article.text.endswith("and no more.")


def test_an_angle_that_opens_nothing_is_text() -> None:
    article = markdown("It is <b>one</b> of 5 <!-- and [more](/a < b) than 4 < 5.\n")
    assert article.text == "It is one of 5 <!-- and [more](/a < b) than 4 < 5."
