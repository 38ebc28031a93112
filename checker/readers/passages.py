"""Passages: the words of one block on their way into an article, each with the place it came from.

Every reader writes passages with a `Composer` and hands them to `checker.readers.assembly`. White space is collapsed
here, once, for all formats; characters that nobody sees (soft hyphens, zero width spaces, NULs) are dropped here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from checker.model import BlockKind, Piece, Span

# What cannot be copied as it stands: unseen characters, white space other than one plain space.
_IRREGULAR = re.compile(r"[\x00\xad\u200b\u2060\ufeff]+|\s{2,}|[^\S ]")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A hyperlink as written: the span of its words, and the raw `href`."""

    span: Span
    href: str


@dataclass(frozen=True, slots=True)
class Passage:
    """One block: its words, where they stand in the source, its links; offsets count from the passage's start.

    `credits` are words that the page itself marks as a credit.
    """

    text: str
    pieces: tuple[Piece, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    kind: BlockKind = "paragraph"
    body: bool = True
    credits: tuple[Span, ...] = ()


def shortened(passage: Passage, room: int) -> Passage:
    """The passage cut behind a word so that its text is no longer than `room`."""
    end = max(passage.text.rfind(" ", 0, room + 1), 0) or room
    for piece in passage.pieces:
        if piece.text.start < end < piece.text.end and _length(piece.text) != _length(piece.source):
            end = piece.text.start  # an entity or an escape: its letters have no places of their own
    end = len(passage.text[:end].rstrip())
    pieces = tuple(
        Piece(Span(piece.text.start, min(piece.text.end, end)), _until(piece, end))
        for piece in passage.pieces
        if piece.text.start < end
    )
    anchors = tuple(anchor for anchor in passage.anchors if anchor.span.end <= end)
    marked = tuple(span for span in passage.credits if span.end <= end)
    return Passage(passage.text[:end], pieces, anchors, passage.kind, passage.body, marked)


def _length(span: Span) -> int:
    return span.end - span.start


def _until(piece: Piece, end: int) -> Span:
    return Span(piece.source.start, piece.source.end - max(0, piece.text.end - end))


@dataclass(slots=True)
class Composer:
    """Writes one passage, character by character of what a reader sees."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    spaced: bool = True
    pieces: list[tuple[int, int, int, int]] = field(default_factory=list)
    anchors: list[Anchor] = field(default_factory=list)

    def add(self, words: str, start: int) -> None:
        """Appends source characters that stand at offset `start`, white space collapsed."""
        done = 0
        for gap in _IRREGULAR.finditer(words):
            self._copy(words[done : gap.start()], start + done)
            if gap.group()[0].isspace():
                self.space(start + gap.start(), start + gap.end())
            done = gap.end()
        self._copy(words[done:], start + done)

    def put(self, words: str, start: int, end: int) -> None:
        """Appends words that are written otherwise in the source (an escape, an entity), at `start` to `end` there."""
        words = _IRREGULAR.sub(lambda gap: " " if gap.group()[0].isspace() else "", words)
        if self.spaced:
            words = words.lstrip(" ")
        if words:
            self._append(words, start, end)

    def space(self, start: int, end: int) -> None:
        """Appends one space for source white space, unless there is one already."""
        if not self.spaced:
            self._append(" ", start, end)

    def link(self, begun: int, href: str) -> None:
        """Closes a hyperlink that was opened when `length` was `begun`."""
        words = self._since(begun)
        inner = words.strip()
        start = begun + (len(words) - len(words.lstrip()) if inner else 0)
        self.anchors.append(Anchor(Span(start, start + len(inner)), href))

    def _since(self, begun: int) -> str:
        """The words from an offset on, without joining what stands before: a passage may hold 10,000 links."""
        number, start = len(self.parts), self.length
        while number and start > begun:
            number -= 1
            start -= len(self.parts[number])
        return "".join(self.parts[number:])[begun - start :]

    def text(self) -> str:
        """The words so far."""
        if len(self.parts) > 1:
            self.parts[:] = ["".join(self.parts)]
        return self.parts[0] if self.parts else ""

    def passage(self, kind: BlockKind = "paragraph", body: bool = True) -> Passage | None:
        """The passage, without a space at its end; None where nothing is visible."""
        text = self.text().rstrip()
        if not text:
            return None
        end = len(text)
        pieces = tuple(
            Piece(Span(a, min(b, end)), Span(c, d - max(0, b - end))) for a, b, c, d in self.pieces if a < end
        )
        anchors = tuple(
            anchor if anchor.span.end <= end else Anchor(Span(min(anchor.span.start, end), end), anchor.href)
            for anchor in self.anchors
        )
        return Passage(text, pieces, anchors, kind, body)

    def _copy(self, words: str, start: int) -> None:
        if self.spaced and words[:1] == " ":
            words, start = words[1:], start + 1
        if words:
            self._append(words, start, start + len(words))

    def _append(self, words: str, start: int, end: int) -> None:
        self.parts.append(words)
        before, self.length = self.length, self.length + len(words)
        self.spaced = words[-1] == " "
        if self.pieces:
            a, b, c, d = self.pieces[-1]
            if d == start and b - a == d - c and self.length - before == end - start:
                self.pieces[-1] = (a, self.length, c, end)
                return
        self.pieces.append((before, self.length, start, end))
