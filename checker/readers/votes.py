"""Which blocks of a page are its article: trafilatura votes, we only count.

A block is body when most of its three-word runs occur in what trafilatura extracts. Where trafilatura may not be asked
(more blocks than it can take, a tree of another maker) plain paragraphs with few links stand for the body.
"""

from __future__ import annotations

import lxml.etree
import lxml.html
import trafilatura

from checker.readers.cuts import Cut
from checker.readers.labels import Label

MAX_BLOCKS = 5_000
MAX_CHILDREN = 2_500  # of one element: trafilatura takes their number squared; a real page's most are 258
# What trafilatura leaves out of any article, half of a page's elements.
_APART = ("nav", "aside", "footer", "svg", "style", "link", "meta")
_SHARE = 0.6
_WORDS = 6


def extracted(tree: lxml.html.HtmlElement, thorough: bool = False) -> str:
    """The article's text as trafilatura finds it, or an empty string, also where it fails.

    The tree is cut down for it: trafilatura copies what it is given five times and asks patterns of every element.
    When `thorough` it compares what other extractors find, which takes half as long again.
    """
    try:
        titled = {around.tag for title in tree.iter("h1") for around in title.iterancestors(*_APART)}
        lxml.etree.strip_elements(tree, *(tag for tag in _APART if tag not in titled), with_tail=False)
        found = trafilatura.bare_extraction(tree, include_comments=False, with_metadata=False, fast=not thorough)
    except Exception:
        # A third party's code on hostile input: whatever it raises, the page's own blocks are still there to be read.
        return ""
    return str(getattr(found, "text", None) or "")


def vote(blocks: list[Cut], text: str) -> set[int]:
    """Orders of the blocks that are body, given an extractor's text."""
    shingles, lines = _shingles(text), {_flat(line) for line in text.splitlines()}
    chosen = {cut.order for cut in blocks if cut.words >= _WORDS and _agrees(cut.text, shingles)}
    if not chosen:
        return set()
    first, last = min(chosen), max(chosen)
    for cut in blocks[max(0, first - 3) : last + 4]:
        if cut.words < _WORDS and _flat(cut.text) in lines:
            chosen.add(cut.order)
    return chosen


def meagre(blocks: list[Cut], chosen: set[int]) -> bool:
    """Whether the chosen blocks hold less than half of what reads like paragraphs: 6 of 73 pages, one by mistake."""
    return 2 * _weight(blocks, chosen) < _weight(blocks, plain(blocks))


def plain(blocks: list[Cut]) -> set[int]:
    """Orders of the blocks that read like paragraphs, for pages no extractor can be asked about."""
    dull = Label.NAV | Label.FOOTER | Label.ASIDE | Label.CAPTION | Label.COMMENTS | Label.PROMO
    return {c.order for c in blocks if c.words >= 10 and c.linked <= len(c.text) // 4 and not c.labels & dull}


def _weight(blocks: list[Cut], orders: set[int]) -> int:
    return sum(blocks[order].words for order in orders)


def _flat(text: str) -> str:
    return "".join(text.split()).lstrip("-")


def _words(text: str) -> list[str]:
    return text.split()


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = _words(text)
    return set(zip(words, words[1:], words[2:], strict=False))


def _agrees(text: str, shingles: set[tuple[str, ...]]) -> bool:
    words = _words(text)
    mine = list(zip(words, words[1:], words[2:], strict=False))
    return bool(mine) and sum(1 for shingle in mine if shingle in shingles) >= _SHARE * len(mine)
