"""Which blocks of a text without markup are headline, byline, dateline, notices and footer, and which are its body."""

from __future__ import annotations

import re
from dataclasses import replace

from checker.model import BlockKind
from checker.readers.notices import Found, Notices
from checker.readers.passages import Passage

LABELS: dict[str, BlockKind] = {
    "byline": "byline",
    "dateline": "dateline",
    "masthead": "dateline",
    "published": "dateline",
    "promo": "promo",
}

_LONG = 12
_HEADLINE = 40
_SENTENCE = re.compile(r"[.!?…]\W*$|[\"“”«»„]")


def outline(passages: list[Passage], patterns: Notices) -> list[Passage]:
    """The passages with their kinds: what stands before the first and behind the last sentence is no body.

    A passage that a format already gave a kind of its own keeps it.
    """
    found = list(passages)
    top = _headline(found)
    bottom = len(found)
    while bottom - 1 > top and not _text(found[bottom - 1], patterns):
        bottom -= 1
    start = top
    while start < bottom and not _text(found[start], patterns):
        start += 1
    if start == bottom:
        return found
    for number in [*range(top, start), *range(bottom, len(found))]:
        if found[number].kind == "paragraph":
            found[number] = replace(found[number], kind=_kind(found[number], patterns), body=False)
    return found


def _headline(passages: list[Passage]) -> int:
    """Marks the headline and gives the number of the passage after it; 0 where there is none."""
    for number, passage in enumerate(passages[:3]):
        if passage.kind == "headline":
            return number + 1
    if len(passages) < 2 or passages[0].kind not in ("paragraph", "heading"):
        return 0
    words = passages[0].text
    if words.count(" ") >= _HEADLINE or words[-1] in ".:;," or words[0] in '"“«„(':
        return 0
    passages[0] = replace(passages[0], kind="headline")
    return 1


def _text(passage: Passage, patterns: Notices) -> bool:
    """Whether a passage is of the article itself: a sentence, and nothing that a pattern knows as a notice."""
    if passage.kind != "paragraph":
        return passage.body and passage.kind in ("quote", "heading")
    long = passage.text.count(" ") + 1 >= _LONG
    if not (long or _SENTENCE.search(passage.text)):
        return False
    linked = sum(anchor.span.end - anchor.span.start for anchor in passage.anchors)
    return linked < 0.9 * len(passage.text) and not _whole(passage, patterns)


def _whole(passage: Passage, patterns: Notices) -> list[Found]:
    return [found for found in patterns.read(passage.text) if found.entry.covers == "block" and not found.entry.known]


def _kind(passage: Passage, patterns: Notices) -> BlockKind:
    for found in _whole(passage, patterns):
        return LABELS.get(found.entry.kind, "notice")
    return "other"
