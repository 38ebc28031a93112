"""Sentences with marks, as the examples of the rules write them: [words a pattern finds], *the cue*."""

from __future__ import annotations

import re
from dataclasses import dataclass

from checker.model import Span

_MARK = re.compile(r"[\[\]*]")


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence without its marks, and what they stood around."""

    text: str
    parts: tuple[Span, ...]
    cue: Span | None

    @property
    def words(self) -> list[str]:
        """The bracketed words, in order of text."""
        return [part.of(self.text) for part in self.parts]


def unmark(written: str) -> Marked:
    """Take the marks off; raises `ValueError` where one has no partner."""
    text, parts, opened, stars = "", [], -1, []
    last = 0
    for match in _MARK.finditer(written):
        text += written[last : match.start()]
        last = match.end()
        if match.group() == "*":
            stars.append(len(text))
        elif match.group() == "[":
            if opened >= 0:
                raise ValueError(f"two brackets open: {written}")
            opened = len(text)
        else:
            if opened < 0:
                raise ValueError(f"nothing to close: {written}")
            parts.append(Span(opened, len(text)))
            opened = -1
    if opened >= 0 or len(stars) not in (0, 2):
        raise ValueError(f"a mark without its partner: {written}")
    return Marked(text + written[last:], tuple(parts), Span(*stars) if stars else None)
