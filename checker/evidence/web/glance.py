"""A short look at a page: title, canonical address, date and the words of the article, in a few milliseconds.

A visit asks only where a link leads and whether the words there changed; the readers, which place every block, take ten
times as long. The article is where most paragraph text hangs together (the paragraph-to-parent score of Arc90's
Readability, 2010), so that neither navigation nor teasers, which change by the hour, count as its words.
"""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import lxml.etree

from checker.errors import InputError
from checker.evidence.pages import Page
from checker.readers import jsonld
from checker.readers.charset import declared, detect
from checker.readers.crowding import crowded
from checker.readers.decoding import decode

_LARGEST = 1_000_000  # characters of source; whatever stands behind them is no article
_SHORTEST = 10  # words of a paragraph that counts: "1,203 readers" and "5 minutes ago" change with every look
_FEW = 80  # words under which the page is looked at again, in case that it has no paragraphs
_TELLING = ("meta", "script", "h1", "title", "link", "time", "input")
_PROSE = ("p", "li", "blockquote", "pre")
_DIVISIONS = ("div", "section", "article", "main", "td", "span")
_INLINE = frozenset({"a", "abbr", "b", "cite", "em", "i", "mark", "q", "small", "strong", "sub", "sup", "u"})
# How much of a paragraph's length counts for its parent, grandparent ...: Readability's two, and two more for pages
# that wrap every paragraph twice.
_WEIGHTS = (1.0, 0.5, 0.35, 0.25)
_DULL = frozenset({"nav", "aside", "footer", "form", "header", "noscript", "template", "button", "select"})
_HTML = ("text/html", "application/xhtml+xml", "")
_DAY = re.compile(r"\b(\d{4}-\d{2}-\d{2})")
_TITLES = ("og:title", "twitter:title")
_DATES = ("article:published_time", "og:published_time", "article:published", "datepublished", "dc.date", "date")
_ARTICLE = re.compile(r"(?:Article|Posting|Report|Review)$")
_LISTING = re.compile(r"^(?:CollectionPage|SearchResultsPage|ProfilePage|ItemList)$")
_WORDS = re.compile(r"\w+(?:[.,:]\d+)*")
_text_of = lxml.etree.XPath("string()")
_seen = lxml.etree.XPath(
    "//body//text()[not(parent::script or parent::style or parent::noscript or parent::template or parent::textarea)]"
)


@dataclass(frozen=True, slots=True)
class Glance:
    """What a page shows at a glance. `paragraphs` are the article's; `shown` all visible words of a page without one.

    `kind` is "article", "listing" or "" as the page says of itself; `closed`: it says that it is not free to read;
    `password`: it has a field for one; `published` is an ISO date or "".
    """

    title: str = ""
    heading: str = ""
    canonical: str = ""
    published: str = ""
    kind: str = ""
    closed: bool = False
    password: bool = False
    paragraphs: tuple[str, ...] = ()
    shown: str = ""
    source: str = ""

    @property
    def words(self) -> int:
        """Words of the article's paragraphs."""
        return sum(paragraph.count(" ") + 1 for paragraph in self.paragraphs)


def glance(page: Page) -> Glance | None:
    """What a page of HTML or plain text shows; None for what is neither, or cannot be read as text at all."""
    media = page.header("content-type").partition(";")[0].strip().lower()
    if media not in _HTML and not media.startswith("text/"):
        return None
    try:
        source = _decoded(page)[:_LARGEST]
    except InputError:
        return None
    if media not in _HTML:
        return Glance(paragraphs=tuple(_paragraphs(source.split("\n\n"))))
    tree = None if crowded(source) else _tree(source)
    return Glance(source=source) if tree is None else _read(tree, source, page.final_url)


def fingerprint(seen: Glance) -> str:
    """SHA-256 over the article's words, "" where there are none: equal for pages that say the same.

    Words only, in lower case and without punctuation, of paragraphs that are long enough to be prose: what counts
    readers, shares or minutes stands in shorter ones. Digits stay: "30 dead" and "80 dead" are two texts.
    """
    if not seen.paragraphs:
        return ""
    total = hashlib.sha256()
    for paragraph in seen.paragraphs:
        folded = unicodedata.normalize("NFKC", paragraph).casefold()
        total.update(" ".join(_WORDS.findall(folded)).encode() + b"\n")
    return total.hexdigest()


def _decoded(page: Page) -> str:
    """The page's text; most are plain UTF-8 and need none of the reader's other questions, which take twice as long."""
    if page.charset in ("utf-8", "") and b"\0" not in page.body and page.body[:1] == b"<":
        try:
            return page.body.decode()
        except UnicodeDecodeError:
            pass
    return decode(page.body, page.charset, declared(page.body), detect).text


def _tree(source: str) -> Any:
    parser = lxml.etree.HTMLParser(huge_tree=True, encoding="utf-8", collect_ids=False)
    data = source.replace("\x00", "").encode("utf-8", errors="replace")
    try:
        return lxml.etree.fromstring(data, parser=parser)
    except (lxml.etree.LxmlError, ValueError):
        return None


def _read(tree: Any, source: str, address: str) -> Glance:
    tags: dict[str, list[Any]] = {name: [] for name in _TELLING}
    for tag in tree.iter(*_TELLING):  # one walk: each takes as long as finding the paragraphs
        tags[tag.tag].append(tag)
    metas: dict[str, str] = {}
    for tag in tags["meta"]:
        name = (tag.get("property") or tag.get("name") or tag.get("itemprop") or "").lower()
        metas.setdefault(name, " ".join((tag.get("content") or "").split()))
    items = jsonld.items([tag.text or "" for tag in tags["script"] if "ld+json" in (tag.get("type") or "")])
    item = jsonld.article(items)
    heading = next((words for tag in tags["h1"] if (words := _flat(tag))), "")
    title = next((words for tag in tags["title"] if (words := _flat(tag))), "")
    named = jsonld.text(item.get("headline")) or next((metas[name] for name in _TITLES if metas.get(name)), "")
    canonical = next((tag.get("href") or "" for tag in tags["link"] if "canonical" in (tag.get("rel") or "")), "")
    kinds = [kind for one in items for kind in jsonld.types(one)]
    times = [tag.get("datetime") or "" for tag in tags["time"][:1]]
    paragraphs = tuple(_paragraphs(_article(tree)))
    few = sum(paragraph.count(" ") + 1 for paragraph in paragraphs) < 150
    return Glance(
        title=html.unescape(title or named),
        heading=html.unescape(heading or named),
        canonical=_joined(address, canonical.strip()),
        published=_day((jsonld.text(item.get("datePublished")), *(metas.get(name, "") for name in _DATES), *times)),
        kind=_kind(kinds, metas.get("og:type", "").lower()),
        closed=any(_no(one.get("isAccessibleForFree")) for one in items),
        password=any((tag.get("type") or "").lower() == "password" for tag in tags["input"]),
        paragraphs=paragraphs,
        shown=" ".join(" ".join(map(str, _words(tree))).split())[:20_000] if few else "",
        source=source,
    )


def _words(tree: Any) -> Iterable[Any]:
    found: Any = _seen(tree)
    return found if isinstance(found, list) else ()


def _article(tree: Any) -> list[str]:
    """The paragraphs of the article in order; where a page has none, the runs of words that stand in its divisions."""
    marked = [(tag, _flat(tag)) for tag in tree.iter(*_PROSE) if tag.tag == "p" or tag.find(".//p") is None]
    found = _together(marked)
    if sum(words.count(" ") for words in found) >= _FEW:
        return found
    loose = _together([(tag, " ".join(" ".join(_own(tag)).split())) for tag in tree.iter(*_DIVISIONS)])
    return max(found, loose, key=lambda words: sum(map(len, words)))


def _together(candidates: list[tuple[Any, str]]) -> list[str]:
    found: list[tuple[Any, str]] = []
    scores: dict[Any, float] = {}
    for tag, words in candidates:
        if words.count(" ") + 1 < _SHORTEST or _dull(tag) or _linked(tag) > len(words) // 2:
            continue
        found.append((tag, words))
        for weight, above in zip(_WEIGHTS, tag.iterancestors(), strict=False):
            scores[above] = scores.get(above, 0.0) + weight * len(words)
    if not found:
        return []
    top = max(scores, key=lambda element: scores[element])
    return [words for tag, words in found if top in tag.iterancestors()]


def _own(tag: Any) -> Iterable[str]:
    """The words of a division that no paragraph and no further division holds."""
    yield tag.text or ""
    for child in tag:
        if child.tag in _INLINE:
            yield _flat(child)
        yield child.tail or ""


def _dull(tag: Any) -> bool:
    return any(above.tag in _DULL for above in tag.iterancestors())


def _linked(tag: Any) -> int:
    return sum(len(_flat(link)) for link in tag.iter("a"))


def _flat(tag: Any) -> str:
    return " ".join(str(_text_of(tag)).split())


def _paragraphs(parts: Iterable[str]) -> Iterable[str]:
    return (words for part in parts if (words := " ".join(part.split())).count(" ") + 1 >= _SHORTEST)


def _kind(kinds: list[str], declared_as: str) -> str:
    if declared_as == "article" or any(_ARTICLE.search(kind) for kind in kinds):
        return "article"
    return "listing" if declared_as == "website" or any(_LISTING.search(kind) for kind in kinds) else ""


def _no(value: object) -> bool:
    return value is False or (isinstance(value, str) and value.strip().lower() == "false")


def _day(said: Iterable[str]) -> str:
    return next((found[1] for value in said if (found := _DAY.search(value))), "")


def _joined(address: str, href: str) -> str:
    try:
        return urljoin(address, href) if href else ""
    except ValueError:
        return ""
