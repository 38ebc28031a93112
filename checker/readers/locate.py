"""Where a text node of an HTML tree stands in the source, to the character.

A parser keeps at best the line of a tag. But text runs from one tag to the next, so the runs between ">" and "<" of the
source are the very nodes of the tree, entities aside: an index of them by their decoded words finds each node again,
asked in reading order.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from collections.abc import Sequence

from checker.model.places import line_starts
from checker.readers.cuts import Run
from checker.readers.passages import Composer

_SEGMENT = re.compile(r">(\s*+([^<>\s]++)[^<>]*+)")
_ENTITY = re.compile(r"&(?:#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?")


class Locator:
    """Finds the runs of a page in its source, asked in reading order; `runs` are all that it may be asked for."""

    def __init__(self, source: str, runs: Sequence[Run]) -> None:
        self.source = source
        self.cursor = 0
        self._lines = line_starts(source)
        self._index: dict[str, list[tuple[int, int]]] = {}
        first_words = {_key(run.text).partition(" ")[0] for run in runs}
        line = min((run.line for run in runs), default=0)
        for found in _SEGMENT.finditer(source, self.line(line) if line else 0):
            first = found.group(2)
            # Most of a page is nothing that is asked for, its scripts above all: one word tells.
            if first in first_words or "&" in first or "\x00" in first:
                self._index.setdefault(_key(found.group(1)), []).append(found.span(1))

    def write(self, words: Composer, run: Run) -> None:
        """Appends a run's words to the passage, each with its place."""
        span = self._find(run)
        if span is None:
            self._search(words, run)
            return
        start, end = span
        self.cursor = end
        for entity in _ENTITY.finditer(self.source, start, end):
            shown = html.unescape(entity.group())
            if shown == entity.group():
                continue
            words.add(self.source[start : entity.start()], start)
            start = entity.end()
            if shown.isspace():
                words.space(entity.start(), start)
            else:
                words.put(shown, entity.start(), start)
        words.add(self.source[start:end], start)

    def line(self, number: int) -> int:
        """Source offset of a line, counted from 1."""
        return self._lines[max(0, min(number, len(self._lines)) - 1)]

    def _find(self, run: Run) -> tuple[int, int] | None:
        places = self._index.get(_key(run.text))
        if not places:
            return None
        line = self.line(run.line)
        number = bisect_left(places, (max(self.cursor, line), 0))
        if number < len(places):
            return places[number]
        number = bisect_left(places, (line, 0))
        return places[min(number, len(places) - 1)]

    def _search(self, words: Composer, run: Run) -> None:
        """A run that no index holds (a stray "<", a repaired tag): word by word, the unfound ones at the cursor."""
        at = max(self.cursor, self.line(run.line))
        for found in re.finditer(r"\s+|\S+", run.text):
            piece = found.group()
            if piece.isspace():
                words.space(at, at)
                continue
            place = self.source.find(piece, at, at + 2_000)
            if place < 0:
                words.put(piece, at, at)
            else:
                words.add(piece, place)
                at = place + len(piece)
        self.cursor = at


def _key(text: str) -> str:
    if "&" in text:
        text = html.unescape(text)
    return " ".join(text.replace("\x00", "").split())
