"""The HTML reader on pages of our own: body, labels, head, places, bad input."""

from __future__ import annotations

import gzip
import json
from datetime import date

import pytest

from checker.errors import InputError
from checker.model import Article, BlockKind, Supplied
from checker.readers import read
from checker.readers.cuts import Cutter
from checker.readers.trees import lxml_events, lxml_tree, soup_events, soup_tree
from tests.readers_fakes import FakeRegistry

PARAGRAPHS = "".join(
    f"<p>In paragraph {number} the harbour master said that the ferry would sail on Monday, and nobody knew why.</p>\n"
    for number in range(8)
)
PAGE = f"""<!DOCTYPE html>
<html lang="en-GB"><head>
<meta charset="utf-8"><title>Ferry sails at last | Lakeside News</title>
<meta property="og:site_name" content="Lakeside News">
<meta property="og:title" content="Ferry sails at last">
<meta name="description" content="After nine days the ferry has left the harbour, to the surprise of the town.">
<link rel="canonical" href="https://www.nbcnews.com/a/ferry">
<script type="application/ld+json">{{"@context": "https://schema.org", "@graph": [
 {{"@type": "Person", "@id": "#nf", "name": "Nora Finch"}},
 {{"@type": "NewsArticle", "headline": "Ferry sails at last", "datePublished": "2021-05-03T10:00:00Z",
  "author": [{{"@id": "#nf"}}, {{"@type": "Organization", "name": "Associated Press"}}],
  "publisher": {{"@type": "Organization", "name": "Lakeside News"}}}}]}}</script>
</head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<article><header><h1>Ferry sails at&nbsp;last</h1>
<p class="standfirst">After nine days the ferry has left the harbour, to the surprise of the town.</p>
<div class="byline">By <a href="/nf" rel="author">Nora Finch</a> and Associated Press</div></header>
<figure><img src="q.jpg">
<figcaption>The quay on Monday. <span class="credit">AP Photo/Piet de Vries</span></figcaption></figure>
<div class="article-body">
{PARAGRAPHS}
<p>The route was <a href="../cut?a=1&amp;b=2">cut in <b>May</b></a>, she said; &ldquo;nobody&rdquo; <a href="http://[">knew</a>.</p>
<!-- checker: allow[x] why -->
<p>Read more: <a href="/other">Ten pictures of the old quay in winter</a></p>
<blockquote class="twitter-tweet"><p>The ferry! <a href="https://t.co/x">pic</a></p>
&mdash; N (@n) <a href="https://twitter.com/n/1">May 3</a></blockquote>
<p>The town will vote on the fares in June, the council said in a letter to all its members on Friday.</p>
<p><em>This article was originally published by <a href="https://www.theguardian.com/x">The Guardian</a>.</em></p>
</div></article>
<aside class="related"><h3>Related</h3>
<ul><li><a href="/1">Nine ways to cross the water without a ferry</a></li></ul></aside>
<footer><p>Copyright © 2021 Lakeside News. All rights reserved.</p></footer>
</body></html>
"""


def html(page: str | bytes, url: str = "https://lakeside.example/n/ferry.html", name: str = "a.html") -> Article:
    data = page if isinstance(page, bytes) else page.encode("utf-8", "surrogatepass")
    return read(data, name, FakeRegistry(), Supplied(url=url))


def page(body: str, head: str = "") -> str:
    return f"<html><head><title>Ferry</title>{head}</head><body><h1>Ferry sails</h1>{body}</body></html>"


def texts(article: Article, *kinds: BlockKind) -> list[str]:
    return [block.span.of(article.text) for block in article.blocks if block.kind in kinds]


@pytest.fixture(scope="module")
def article() -> Article:
    return html(PAGE)


def test_body(article: Article) -> None:
    body = texts(article, "paragraph")
    assert body[0] == "After nine days the ferry has left the harbour, to the surprise of the town."
    assert len(body) == 11
    assert body[-1].startswith("The town will vote")
    assert "Home" not in article.text
    assert "Nine ways" not in article.text


def test_what_is_near_is_kept_and_labelled(article: Article) -> None:
    assert texts(article, "headline") == ["Ferry sails at last"]
    assert texts(article, "byline") == ["By Nora Finch and Associated Press"]
    assert texts(article, "caption") == ["The quay on Monday. AP Photo/Piet de Vries"]
    assert texts(article, "promo") == ["Read more: Ten pictures of the old quay in winter"]
    assert texts(article, "embed")[0] == "The ferry! pic"
    assert len(texts(article, "notice")) == 2
    assert all(block.body == (block.kind in ("paragraph", "headline")) for block in article.blocks)


def test_links(article: Article) -> None:
    links = {link.anchor: link for link in article.links}
    assert links["cut in May"].target == "https://lakeside.example/cut?a=1&b=2"
    assert links["cut in May"].href == "../cut?a=1&b=2"
    assert (links["knew"].target, links["knew"].missing, links["knew"].href) == (None, "malformed", "http://[")
    assert [link.anchor for link in article.links if link.body] == ["cut in May", "knew"]
    assert not links["Ten pictures of the old quay in winter"].body
    assert all(link.span.of(article.text) == link.anchor for link in article.links)


@pytest.mark.parametrize(
    ("words", "source"),
    [
        ("Ferry sails at last", "Ferry sails at&nbsp;last"),
        ("cut in May", "cut in <b>May"),
        ("“nobody”", "&ldquo;nobody&rdquo;"),
        ("paragraph 3", "paragraph 3"),
        ("AP Photo/Piet", "AP Photo/Piet"),
    ],
)
def test_places(article: Article, words: str, source: str) -> None:
    at = article.text.index(words)
    assert PAGE[article.origin.start(at) : article.origin.end(at + len(words))] == source


def test_head(article: Article) -> None:
    said = article.provenance
    assert said.title is not None
    assert said.title.value == "Ferry sails at last"
    assert said.publisher is not None
    assert (said.publisher.value, said.publisher.field) == ("Lakeside News", "json-ld:publisher:Organization")
    assert [author.value for author in said.authors] == ["Nora Finch", "Associated Press"]
    assert (said.published, article.language) == (date(2021, 5, 3), "en")


def test_declared_origins(article: Article) -> None:
    origins = {(origin.relation, origin.name) for origin in article.provenance.origins}
    assert origins == {("first-published", "The Guardian"), ("canonical", "NBC News"), ("byline", "Associated Press")}
    guardian = next(origin for origin in article.provenance.origins if origin.name == "The Guardian")
    assert guardian.link is not None
    assert article.links[guardian.link].target == "https://www.theguardian.com/x"


def test_the_same_owner_under_another_host_is_no_origin() -> None:
    moved = page(PARAGRAPHS, '<link rel="canonical" href="https://ww2.lakeside.example/a">')
    assert html(moved).provenance.origins == ()


@pytest.mark.parametrize(
    ("site", "publisher", "origins"),
    [
        ("Reuters", "Reuters", [("canonical", "NBC News")]),
        ("NBC News", "NBC News", []),
        ("Ferry News", "NBC News", []),
    ],
)
def test_a_repost_that_names_itself_is_not_its_original(site: str, publisher: str, origins: list[object]) -> None:
    head = '<link rel="canonical" href="https://www.nbcnews.com/a">'
    head += (
        f'<meta property="og:url" content="https://www.reuters.com/a"><meta property="og:site_name" content="{site}">'
    )
    said = html(page(PARAGRAPHS, head), url="").provenance
    assert said.publisher is not None
    assert said.publisher.value == publisher
    assert [(origin.relation, origin.name) for origin in said.origins] == origins


def test_a_head_that_was_written_into_the_body() -> None:
    late = '<link rel="canonical" href="https://www.nbcnews.com/a"><meta property="og:title" content="Ferry sails">'
    said = html(
        f"<html><head><title>Ferry</title></head><body>{late}<h1>Ferry sails</h1>{PARAGRAPHS}", url=""
    ).provenance
    assert said.publisher is not None
    assert (said.publisher.value, said.canonical) == ("NBC News", "https://www.nbcnews.com/a")


def test_a_saved_page_whose_canonical_address_is_another_outlets() -> None:
    head = '<link rel="canonical" href="https://www.nbcnews.com/a">' + linked(publisher={"name": "Lakeside News"})
    said = html(page(PARAGRAPHS, head), url="").provenance
    assert said.publisher is not None
    assert said.publisher.value == "Lakeside News"
    assert [(origin.relation, origin.name) for origin in said.origins] == [("canonical", "NBC News")]
    own = html(page(PARAGRAPHS, head.replace("Lakeside News", "NBCNews.com")), url="").provenance
    assert own.origins == ()


def test_credits_and_notices(article: Article) -> None:
    assert [(c.kind, c.name, c.outlet and c.outlet.name) for c in article.provenance.credits] == [
        ("image", "AP Photo/Piet de Vries", "Associated Press"),
        ("copyright", "Lakeside News", None),
    ]
    kinds = {notice.kind for notice in article.provenance.notices}
    assert kinds == {"agency_byline", "photo_credit", "republished", "copyright"}


def test_comments_of_the_page(article: Article) -> None:
    comment = next(comment for comment in article.comments if "allow[x]" in comment.text)
    assert PAGE.splitlines()[comment.line - 1].startswith("<!-- checker")
    assert article.text[comment.at :].startswith("Read more")


def test_the_registry_names_the_publisher() -> None:
    said = html(
        page(PARAGRAPHS, '<meta property="og:site_name" content="U.S.">'), "https://www.reuters.com/a"
    ).provenance
    assert said.publisher is not None
    assert (said.publisher.value, said.publisher.field) == ("Reuters", "registry")


def test_compressed_pages() -> None:
    assert html(gzip.compress(PAGE.encode()), name="a.html.gz").text == html(PAGE).text


def test_relative_links_without_an_address() -> None:
    article = html(
        page(PARAGRAPHS + '<p>It was <a href="/a">said</a> on Monday by the master of the harbour.</p>'), url=""
    )
    assert [(link.target, link.missing) for link in article.links] == [(None, "no-base")]


@pytest.mark.parametrize("maker", ["flat", "nested", "unclosed"])
def test_both_tree_makers_cut_the_same_blocks(maker: str) -> None:
    source = {
        "flat": PAGE,
        "nested": page("<div>" * 50 + PARAGRAPHS + "</div>" * 50),
        "unclosed": page("<ul><li>One thing<li>Two things</ul>" + PARAGRAPHS),
    }[maker]
    tree = lxml_tree(source)
    assert tree is not None
    first, second = Cutter().walk(lxml_events(tree)), Cutter().walk(soup_events(soup_tree(source)))
    assert [cut.text for cut in first.blocks] == [cut.text for cut in second.blocks]
    assert first.hrefs == second.hrefs
    assert [cut.labels for cut in first.blocks] == [cut.labels for cut in second.blocks]


BAD = {
    "deep": (page("<div>" * 3_000 + PARAGRAPHS), "read in part: the page is nested too deeply"),
    "unclosed": (page("<b>" * 20_000 + PARAGRAPHS), "read in part: the page is nested too deeply"),
    "attributes": (
        page("<div " + " ".join(f"a{n}=1" for n in range(20_000)) + ">" + PARAGRAPHS),
        "read in part: a tag of more than 1000 attributes",
    ),
    "links": (
        page(PARAGRAPHS + "<p>" + "".join(f'<a href="/{i}">{i}</a> ' for i in range(20_000)) + "</p>"),
        "read in part: more than 2500 elements in one",
    ),
    "blocks": (page(PARAGRAPHS + "<p>The council met once more.</p>" * 6_000), "read in part: more than 5000 blocks"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_pages_are_read_and_marked(case: str) -> None:
    source, warning = BAD[case]
    article = html(source)
    assert article.degraded
    assert warning in article.warnings
    assert len([text for text in texts(article, "paragraph") if text.startswith("In paragraph")]) == 8


HOSTILE = {
    "1,900 levels": page("<div>" * 1_900 + PARAGRAPHS),
    "one long node": page(PARAGRAPHS + "<p>" + "many words " * 100_000 + "</p>"),
    "nul": page(PARAGRAPHS.replace("ferry", "fer\0ry")),
    "surrogate": page(PARAGRAPHS.replace("Monday", "Mon\ud800day")),
    "entity bomb": '<!DOCTYPE html [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + page(PARAGRAPHS + "<p>&b;</p>"),
    "bad references": page(PARAGRAPHS + "<p>&#xFFFFFFFF; &#0; &nosuch; &amp</p>"),
    "xml line": '<?xml version="1.0" encoding="utf-16"?>' + page(PARAGRAPHS),
    "open comments": "<!--" * 50_000 + "-->" + page(PARAGRAPHS),
    "open comment": page(PARAGRAPHS + "<!-- never closed"),
    "open script": page(PARAGRAPHS + "<script>if (a < b) { x = '<p>no text</p>'"),
    "many open scripts": page(PARAGRAPHS + "<script>" * 5_000),
    "many angles": page(PARAGRAPHS + "<" * 50_000),
    "odd declaration": page("<![x" + PARAGRAPHS),
    "broken JSON-LD": page(PARAGRAPHS, '<script type="application/ld+json">{"@type": </script>'),
    "deep JSON-LD": page(PARAGRAPHS, '<script type="application/ld+json">' + "[" * 50_000 + "</script>"),
    "odd JSON-LD": page(
        PARAGRAPHS,
        '<script type="application/ld+json">{"@type": ["NewsArticle"], "headline": 7, "author": {"name": ["A B"]}, '
        '"datePublished": {"x": 1}, "publisher": null}</script>',
    ),
    "many entities": page(PARAGRAPHS + "<p>" + "&amp;" * 100_000 + "</p>"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_pages_keep_their_text(case: str) -> None:
    article = html(HOSTILE[case])
    assert len([text for text in texts(article, "paragraph") if text.startswith("In paragraph")]) == 8
    assert "\0" not in article.text


def test_an_unclosed_page_is_read_whole() -> None:
    article = html("<p>One said a thing about the ferry<p>Two said it too, at the harbour<div><b>Three said no")
    assert article.text.split("\n\n") == [
        "One said a thing about the ferry",
        "Two said it too, at the harbour",
        "Three said no",
    ]


def test_no_article_body() -> None:
    with pytest.raises(InputError, match=r"a\.html: no article body"):
        html(page(""))


def test_a_stub_is_reported() -> None:
    assert html("<html><body><p>Only one sentence stands here, he said.</p></body></html>").warnings == (
        "hardly any article body: a stub, or the rest is behind a paywall",
    )


@pytest.mark.parametrize(
    ("charset", "declared"),
    [
        ("cp1252", "iso-8859-1"),
        ("cp1252", ""),
        ("koi8-r", "koi8-r"),
        ("cp1251", ""),
        ("utf-16", ""),
        ("cp1252", "utf-16"),
    ],
)
def test_charsets_of_pages(charset: str, declared: str) -> None:
    sentence = (
        "“Паром ушёл в понедельник”, сказал начальник порта."
        if charset[-1] in "r1"
        else "The café’s “ferry” has sailed."
    )
    if charset in ("koi8-r",):
        sentence = sentence.replace("“", '"').replace("”", '"')
    head = f'<meta charset="{declared}">' if declared else ""
    article = html(page(f"<p>{sentence} {sentence}</p>" * 8, head).encode(charset))
    assert sentence in article.text
    assert not article.degraded


def test_a_passage_printed_twice_is_read_once() -> None:
    article = html(page(f"<div>{PARAGRAPHS}</div><div class='print'>{PARAGRAPHS}</div>"))
    assert len(texts(article, "paragraph")) == 8


def test_a_sentence_said_again_stays() -> None:
    again = "<p>The ferry did not sail on that day, and neither did the old steamer.</p>"
    article = html(page(PARAGRAPHS + again + "<p>So it went on for a week in the harbour of the town.</p>" + again))
    assert len([text for text in texts(article, "paragraph") if text.startswith("The ferry did not")]) == 2


def linked(**item: object) -> str:
    """A head with one JSON-LD article."""
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **item})}</script>'


@pytest.mark.parametrize(
    ("head", "origin"),
    [
        (linked(isBasedOn="https://www.reuters.com/a"), ("original-source", "Reuters", "json-ld:isBasedOn")),
        (linked(copyrightHolder={"name": "The Guardian"}), ("copyright", "The Guardian", "json-ld:copyrightHolder")),
        (linked(copyrightHolder={"name": "Lakeside Holdings"}), None),
        ('<meta name="original-source" content="https://apnews.com/x">',
         ("original-source", "Associated Press", "meta:original-source")),
        ('<link rel="canonical" href="/same">', None),
        ('<link rel="canonical" href="http://[">', None),
    ],
)  # fmt: skip
def test_origins_of_the_head(head: str, origin: tuple[str, str, str] | None) -> None:
    found = [(o.relation, o.name, o.said.field) for o in html(page(PARAGRAPHS, head)).provenance.origins]
    assert found == ([origin] if origin else [])


@pytest.mark.parametrize(
    ("head", "body", "published", "field"),
    [
        (linked(datePublished="2021-05-03T10:00:00Z"), "<time datetime='2022-01-01'></time>", date(2021, 5, 3),
         "json-ld:datePublished"),
        ('<meta property="article:published_time" content="2021-05-03">', "", date(2021, 5, 3),
         "meta:article:published_time"),
        ("", "<time datetime='2021-05-03T10:00'>3 May</time>", date(2021, 5, 3), "time"),
        ("", "<div class='date'>Published: May 3, 2021</div>", date(2021, 5, 3), "text"),
        ("", "", None, ""),
    ],
)  # fmt: skip
def test_dates(head: str, body: str, published: date | None, field: str) -> None:
    said = html(page(body + PARAGRAPHS, head)).provenance
    assert said.published == published
    assert (said.published_said.field if said.published_said else "") == field


@pytest.mark.parametrize(
    ("head", "body", "authors"),
    [
        (linked(author="By Nora Finch and Piet de Vries"), "", ["Nora Finch", "Piet de Vries"]),
        (
            linked(author=[{"name": "Nora Finch, Lakeside News"}], publisher={"name": "Lakeside News"}),
            "",
            ["Nora Finch"],
        ),
        (linked(author={"name": "Lakeside News"}, publisher={"name": "Lakeside News"}), "", ["Lakeside News"]),
        ('<meta name="author" content="https://lakeside.example/nf">', "<div>By Nora Finch</div>", ["Nora Finch"]),
        ('<meta name="author" content="Nora Finch Jr., Piet Brun">', "", ["Nora Finch Jr.", "Piet Brun"]),
        ("", "<div>By Nora Finch, 3 May 2021</div>", ["Nora Finch"]),
        ("", "<div>By Monday the ferry had left the quay.</div>", []),
    ],
)
def test_authors(head: str, body: str, authors: list[str]) -> None:
    assert [author.value for author in html(page(body + PARAGRAPHS, head)).provenance.authors] == authors
