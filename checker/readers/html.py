"""HTML pages: one tree cut into blocks, an extractor that only votes, every block with its place in the source."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import get_args

import htmldate
import lxml.html

from checker.errors import InputError
from checker.model import Article, BlockKind, Fact, NoticeKind, Span, Supplied
from checker.outlets import Registry
from checker.readers import trees, votes
from checker.readers.assembly import Draft, Remark, assemble
from checker.readers.body import Shape
from checker.readers.charset import declared, detect
from checker.readers.crowding import MAX_ATTRIBUTES, crowded
from checker.readers.cuts import Cut, Cuts, Cutter
from checker.readers.decoding import decode
from checker.readers.head import read_head
from checker.readers.labels import Label
from checker.readers.locate import Locator
from checker.readers.metadata import Metadata
from checker.readers.notices import Notices
from checker.readers.passages import Composer, Passage

SUFFIXES = (".html", ".htm", ".xhtml")

_NEAR = 15
_STUB_BLOCKS, _STUB_WORDS = 2, 60
_TOLD = frozenset(get_args(NoticeKind))


@dataclass(slots=True)
class Sight:
    """A page as cut, which of its blocks are body, and what was lost on the way."""

    cuts: Cuts
    head: Metadata
    shape: Shape
    degraded: str = ""

    @property
    def body(self) -> set[int]:
        """Orders of the body's blocks."""
        return self.shape.body


def read(data: bytes, name: str, registry: Registry, supplied: Supplied, charset: str, patterns: Notices) -> Article:
    """An article of an HTML page; raises `InputError` where there is no article on it."""
    decoded = decode(data, charset, declared(data), detect)
    sight = look(decoded.text)
    if not sight.body:
        raise InputError("no article body")
    cuts = shown(sight, patterns)
    locator = Locator(decoded.text, [run for cut in cuts for run in cut.runs])
    passages = [p for cut in cuts if (p := compose(cut, sight, locator))]
    draft = Draft(decoded.text, name, "html", passages, sight.head, warnings=list(decoded.warnings))
    draft.remarks = remarks(decoded.text, sight.cuts.comments)
    draft.degraded = decoded.degraded
    if len(sight.body) < _STUB_BLOCKS and sum(sight.cuts.blocks[order].words for order in sight.body) < _STUB_WORDS:
        draft.warnings.append("hardly any article body: a stub, or the rest is behind a paywall")
    if sight.degraded:
        draft.degraded = True
        draft.warnings.append(f"read in part: {sight.degraded}")
    return assemble(draft, registry, supplied, patterns)


def look(source: str) -> Sight:
    """The blocks of a page and which of them are body, by the best means the page allows."""
    if crowded(source):
        return _fallback(source, f"a tag of more than {MAX_ATTRIBUTES} attributes")
    tree = trees.lxml_tree(source)
    cuts = Cutter().walk(trees.lxml_events(tree)) if tree is not None else Cuts()
    if tree is None or sum(len(cut.text) for cut in cuts.blocks) < trees.visible(source) // 2:
        return _fallback(source, "the page is nested too deeply")
    head = read_head(source, cuts.data)
    head.last_date = partial(_last_date, source)
    if len(cuts.blocks) > votes.MAX_BLOCKS:
        return _shaped(cuts, head, votes.plain(cuts.blocks), f"more than {votes.MAX_BLOCKS} blocks")
    if source.count("<") > votes.MAX_CHILDREN < max(map(len, tree.iter())):
        return _shaped(cuts, head, votes.plain(cuts.blocks), f"more than {votes.MAX_CHILDREN} elements in one")
    return _shaped(cuts, head, _voted(cuts.blocks, tree, source) or votes.plain(cuts.blocks))


def _voted(blocks: list[Cut], tree: lxml.html.HtmlElement, source: str) -> set[int]:
    """The extractor's choice; it is asked once more, and thoroughly, where its first one leaves most of the text out.

    An article cut into several containers by adverts: the quick answer ends at the first advert.
    """
    chosen = votes.vote(blocks, votes.extracted(tree))
    whole = trees.lxml_tree(source) if votes.meagre(blocks, chosen) else None
    return votes.vote(blocks, votes.extracted(whole, thorough=True)) or chosen if whole is not None else chosen


def _last_date(source: str) -> str:
    try:
        return htmldate.find_date(trees.lxml_tree(source), original_date=True, extensive_search=False) or ""
    except Exception:
        # As in votes.extracted: a date that cannot be found is no date.
        return ""


def _fallback(source: str, reason: str) -> Sight:
    cuts = Cutter().walk(trees.soup_events(trees.soup_tree(source)))
    return _shaped(cuts, read_head(source, cuts.data), votes.plain(cuts.blocks), reason)


def _shaped(cuts: Cuts, head: Metadata, chosen: set[int], degraded: str = "") -> Sight:
    shape = Shape(cuts.blocks, chosen, head)
    dull = (Label.NAV | Label.PROMO | Label.COMMENTS | Label.ASIDE | Label.FOOTER) & ~shape.common
    head.published.extend(Fact(when, None, "time") for when, labels in cuts.times if not labels & dull)
    return Sight(cuts, head, shape, degraded)


def remarks(source: str, comments: list[str]) -> list[Remark]:
    """The page's comments with their places."""
    found, at = [], 0
    for words in comments:
        place = source.find(f"<!--{words}", at)
        if place >= 0:
            found.append(Remark(place, words.strip()))
            at = place + len(words)
    return found


def shown(sight: Sight, patterns: Notices) -> list[Cut]:
    """The blocks that the article's text holds: the body, what stands between, and notices and credits near it."""
    first, last = min(sight.body), max(sight.body)
    start = sight.shape.headline if sight.shape.headline >= 0 else max(0, first - _NEAR)
    found = []
    for cut in sight.cuts.blocks:
        inside = first <= cut.order <= last or cut.order in sight.shape.voted
        if inside or (start <= cut.order < first and not _aside(cut, sight)) or _noticed(cut, sight, patterns):
            found.append(cut)
    return found


def _aside(cut: Cut, sight: Sight) -> bool:
    """Whether a block between headline and text leads elsewhere: navigation, promos, lists of links."""
    dull = Label.NAV | Label.PROMO | Label.TAGS | Label.COMMENTS | Label.ASIDE
    weak = bool(sight.shape.labels(cut) & dull) and not cut.partly & (Label.BYLINE | Label.DATE | Label.CREDIT)
    return weak or (cut.linked >= 0.9 * len(cut.text) and cut.words > 4)


def _noticed(cut: Cut, sight: Sight, patterns: Notices) -> bool:
    """Whether a block before or behind the text, or in the page's footer, speaks of the article."""
    first, last = min(sight.body), max(sight.body)
    near = first - _NEAR <= cut.order <= last + _NEAR
    if not (near or cut.labels & Label.FOOTER) or cut.words > 150 or cut.linked >= 0.9 * len(cut.text):
        return False
    kinds = {found.entry.kind for found in patterns.read(cut.text) if found.entry.covers == "block"}
    return bool(kinds & (_TOLD if near else {"copyright"}))


def compose(cut: Cut, sight: Sight, locator: Locator) -> Passage | None:
    """The passage of a block, links and places with it."""
    words = Composer()
    begun, open_link = 0, -1
    marked = []
    for run in cut.runs:
        if run.link != open_link:
            if open_link >= 0:
                words.link(begun, sight.cuts.hrefs[open_link])
            begun, open_link = words.length, run.link
        if run.text.isspace():
            words.space(locator.cursor, locator.cursor)
            continue
        at = words.length
        locator.write(words, run)
        if run.labels & Label.CREDIT and run.labels & Label.CAPTION and words.length > at:
            marked.append((at, words.length))
    if open_link >= 0:
        words.link(begun, sight.cuts.hrefs[open_link])
    body, headline = cut.order in sight.body, cut.order == sight.shape.headline
    passage = words.passage("headline" if headline else kind_of(cut, body), body or headline)
    return replace(passage, credits=_joined(marked, passage.text)) if passage else None


def _joined(spans: list[tuple[int, int]], text: str) -> tuple[Span, ...]:
    """Runs of one credit as one span, without the spaces around it."""
    found: list[Span] = []
    for start, end in spans:
        words = text[start:end]
        span = Span(start + len(words) - len(words.lstrip()), start + len(words.rstrip()))
        if found and span.start - found[-1].end <= 1:
            found[-1] = Span(found[-1].start, span.end)
        elif span.start < span.end:
            found.append(span)
    return tuple(found)


_KINDS: tuple[tuple[int, BlockKind], ...] = (
    (Label.CAPTION, "caption"),
    (Label.EMBED, "embed"),
    (Label.FOOTER, "footer"),
    (Label.BYLINE, "byline"),
    (Label.PROMO | Label.NAV | Label.TAGS | Label.COMMENTS, "promo"),
)


def kind_of(cut: Cut, body: bool) -> BlockKind:
    """What a block is, by its labels."""
    if body:
        return "heading" if cut.labels & Label.HEADING else "quote" if cut.labels & Label.QUOTE else "paragraph"
    return next((kind for labels, kind in _KINDS if cut.labels & labels), "other")
