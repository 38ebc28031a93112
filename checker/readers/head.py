"""What a page's head says of the article: title, authors, dates, publisher, address; each with the field it came from.

The head is parsed by itself, as far as it goes in the source: in the page's tree a stray image ends it. JSON-LD scripts
and `datetime` attributes come from the walk over the whole page.
"""

from __future__ import annotations

import html
import re

from lxml.html import HtmlElement

from checker.model import Fact
from checker.readers import jsonld, trees
from checker.readers.metadata import Metadata

_END = re.compile(r"</head\b|<body\b", re.I)
_XML = re.compile(r"<\?xml[^>]*>")
_MAX_HEAD = 1_000_000
_WITHOUT_HEAD = 100_000
_TITLES = ("og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title", "citation_title")
_AUTHORS = ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl", "citation_author",
            "article:author_name", "article.author", "cxenseparse:author")  # fmt: skip
_PUBLISHED = ("article:published_time", "og:published_time", "article:published", "parsely-pub-date", "sailthru.date",
              "date", "dc.date", "dc.date.issued", "dcterms.created", "dcterms.date", "pubdate", "publishdate",
              "publish-date", "publish_date", "datepublished", "cxenseparse:recs:publishtime", "ptime", "pdate",
              "article.published", "published_time", "originalpublicationdate", "citation_date")  # fmt: skip
_DESCRIPTIONS = ("og:description", "description", "twitter:description")
_SITES = ("og:site_name", "application-name", "dc.publisher")


def read_head(source: str, scripts: list[str]) -> Metadata:
    """The head of a page; `scripts` are its JSON-LD scripts, wherever they stand."""
    found = Metadata()
    _linked(found, jsonld.items(scripts))
    end = _END.search(source, 0, _MAX_HEAD)
    tree = _tree(source[: end.start() if end else _WITHOUT_HEAD])
    if end and (tree is None or not tree.xpath("//link[@rel='canonical'] | //meta[@property]")):
        # Saved from a browser whose page wrote its head late: all of it stands in the body.
        tree = _tree(source[: end.start() + _WITHOUT_HEAD])
    if tree is None:
        return found
    metas: dict[str, list[str]] = {}
    for tag in tree.iter("meta"):
        name = (tag.get("property") or tag.get("name") or tag.get("itemprop") or "").lower()
        content = " ".join(html.unescape(tag.get("content") or "").split())
        if name and content:
            metas.setdefault(name, []).append(content)
    _meta(found, metas)
    title = next(tree.iter("title"), None)
    if title is not None and (words := " ".join(title.text_content().split())):
        found.titles.append(Fact(words, None, "title"))
    _links(found, tree, metas)
    return found


def _tree(markup: str) -> HtmlElement | None:
    return trees.lxml_tree(_XML.sub("", markup))


def _linked(found: Metadata, items: list[jsonld.Item]) -> None:
    item = jsonld.article(items)
    for key, facts in (("headline", found.titles), ("datePublished", found.published)):
        if value := jsonld.text(item.get(key)):
            facts.append(Fact(html.unescape(value), None, f"json-ld:{key}"))
    for key, facts in (
        ("author", found.authors),
        ("publisher", found.publishers),
        ("sourceOrganization", found.publishers),
        ("isBasedOn", found.sources),
        ("copyrightHolder", found.holders),
    ):
        for name, kind in jsonld.names(item.get(key), items):
            facts.append(Fact(html.unescape(name).strip(), None, f"json-ld:{key}" + (f":{kind}" if kind else "")))
    for key in ("description", "abstract"):
        if value := jsonld.text(item.get(key)):
            found.descriptions.append(html.unescape(value))
    if licence := jsonld.text(item.get("license")):
        found.licence = Fact(licence, None, "json-ld:license")
    if isinstance(item.get("inLanguage"), str):
        found.language = item["inLanguage"]


def _meta(found: Metadata, metas: dict[str, list[str]]) -> None:
    for names, facts in (
        (_TITLES, found.titles),
        (_AUTHORS, found.authors),
        (_PUBLISHED, found.published),
        (_SITES, found.publishers),
    ):
        facts.extend(Fact(value, None, f"meta:{name}") for name in names for value in metas.get(name, ()))
    found.descriptions.extend(value for name in _DESCRIPTIONS for value in metas.get(name, ()))
    for name in ("original-source", "syndication-source"):
        found.sources.extend(Fact(value, None, f"meta:{name}") for value in metas.get(name, ()))


def _links(found: Metadata, tree: HtmlElement, metas: dict[str, list[str]]) -> None:
    for tag in tree.iter("link"):
        rel = (tag.get("rel") or "").lower()
        if "canonical" in rel and not found.canonical:
            found.canonical = (tag.get("href") or "").strip()
        if "license" in rel and found.licence is None:
            found.licence = Fact(tag.get("href") or "", None, "link:license")
    found.base = next((base.get("href").strip() for base in tree.iter("base") if "href" in base.attrib), "")
    found.address = next(iter(metas.get("og:url", ())), "")
    found.language = tree.get("lang") or found.language
