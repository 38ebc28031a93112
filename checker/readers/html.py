"""HTML pages: one tree cut into blocks, an extractor that only votes, every block with its place in the source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from checker.errors import InputError
from checker.model import Article, BlockKind, Supplied
from checker.readers import trees, votes
from checker.readers.assembly import Draft, assemble
from checker.readers.body import Shape
from checker.readers.cuts import Cut, Cuts, Cutter, Label
from checker.readers.decoding import decode
from checker.readers.head import Head, read_head
from checker.readers.locate import Locator
from checker.readers.passages import Composer, Passage

if TYPE_CHECKING:
    from checker.outlets import Registry

SUFFIXES = (".html", ".htm", ".xhtml")

_BEFORE, _AFTER = 15, 15


@dataclass(slots=True)
class Sight:
    """A page as cut, which of its blocks are body, and what was lost on the way."""

    cuts: Cuts
    head: Head
    shape: Shape
    degraded: str = ""

    @property
    def body(self) -> set[int]:
        """Orders of the body's blocks."""
        return self.shape.body


def read(data: bytes, name: str, registry: Registry, supplied: Supplied, charset: str) -> Article:
    """An article of an HTML page; raises `InputError` where there is no article on it."""
    decoded = decode(data, charset)
    sight = look(decoded.text)
    if not sight.body:
        raise InputError("no article body")
    locator = Locator(decoded.text)
    passages = [p for cut in shown(sight) if (p := compose(cut, sight, locator))]
    draft = Draft(decoded.text, name, "html", passages, warnings=list(decoded.warnings), degraded=decoded.degraded)
    if sight.degraded:
        draft.degraded = True
        draft.warnings.append(f"read in part: {sight.degraded}")
    return assemble(draft, registry, supplied)


def look(source: str) -> Sight:
    """The blocks of a page and which of them are body, by the best means the page allows."""
    seen = trees.visible(source)
    if trees.crowded(source):
        return _fallback(source, f"a tag of more than {trees.MAX_ATTRIBUTES} attributes")
    tree = trees.lxml_tree(source)
    cuts = Cutter().walk(trees.lxml_events(tree)) if tree is not None else Cuts()
    if tree is None or sum(len(cut.text) for cut in cuts.blocks) < seen // 2:
        return _fallback(source, "the page is nested too deeply")
    head = read_head(source, cuts.data)
    if len(cuts.blocks) > votes.MAX_BLOCKS:
        return Sight(
            cuts, head, Shape(cuts.blocks, votes.plain(cuts.blocks), head), f"more than {votes.MAX_BLOCKS} blocks"
        )
    chosen = votes.vote(cuts.blocks, votes.extracted(tree))
    return Sight(cuts, head, Shape(cuts.blocks, chosen or votes.plain(cuts.blocks), head))


def _fallback(source: str, reason: str) -> Sight:
    cuts = Cutter().walk(trees.soup_events(trees.soup_tree(source)))
    head = read_head(source, cuts.data)
    return Sight(cuts, head, Shape(cuts.blocks, votes.plain(cuts.blocks), head), reason)


def shown(sight: Sight) -> list[Cut]:
    """The blocks that the article's text holds: the body and what stands near it."""
    first, last = min(sight.body), max(sight.body)
    near = sight.cuts.blocks[max(0, first - _BEFORE) : last + 1 + _AFTER]
    return [cut for cut in near if cut.order in sight.body or first <= cut.order <= last]


def compose(cut: Cut, sight: Sight, locator: Locator) -> Passage | None:
    """The passage of a block, links and places with it."""
    words = Composer()
    begun, open_link = 0, -1
    for run in cut.runs:
        if run.link != open_link:
            if open_link >= 0:
                words.link(begun, sight.cuts.hrefs[open_link])
            begun, open_link = words.length, run.link
        if run.text.isspace():
            words.space(locator.cursor, locator.cursor)
        else:
            locator.write(words, run)
    if open_link >= 0:
        words.link(begun, sight.cuts.hrefs[open_link])
    body = cut.order in sight.body
    return words.passage(kind_of(cut, body), body)


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
