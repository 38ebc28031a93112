"""Places in a text and in the file it was read from."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start` to `end` (exclusive) of `Article.text`, in code points."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words that the span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end

    def holds(self, other: Span) -> bool:
        """Whether the other lies wholly inside."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Place:
    """A line and a column of the input file, both counted from 1, the column in code points."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Piece:
    """`text` of the article stands at `source` of the file; equal lengths mean character for character."""

    text: Span
    source: Span


@dataclass(frozen=True, slots=True)
class Origin:
    """The decoded input file and how offsets into the article's text lead back to it.

    Pieces are sorted and do not overlap. Text between two pieces (the blank line that joins blocks) belongs to the end
    of the piece before it. Made by `Origin.over`.
    """

    source: str
    pieces: tuple[Piece, ...]
    line_starts: tuple[int, ...]
    piece_starts: tuple[int, ...]

    @classmethod
    def over(cls, source: str, pieces: tuple[Piece, ...] | None = None) -> Origin:
        """An origin over these pieces; without any, the text is the source itself."""
        if pieces is None:
            pieces = (Piece(Span(0, len(source)), Span(0, len(source))),)
        return cls(source, pieces, line_starts(source), tuple(piece.text.start for piece in pieces))

    def _piece(self, offset: int) -> Piece | None:
        number = bisect_right(self.piece_starts, offset) - 1
        return self.pieces[number] if number >= 0 else None

    def start(self, offset: int) -> int:
        """Source offset of the character that begins at `offset` of the text."""
        piece = self._piece(offset)
        if piece is None:
            return self.pieces[0].source.start if self.pieces else 0
        if offset >= piece.text.end:
            return piece.source.end
        if piece.text.end - piece.text.start == piece.source.end - piece.source.start:
            return piece.source.start + offset - piece.text.start
        return piece.source.start

    def end(self, offset: int) -> int:
        """Source offset just behind the character that ends at `offset` of the text."""
        piece = self._piece(offset - 1) if offset else None
        if piece is None:
            return self.start(offset)
        if offset > piece.text.end:
            return piece.source.end
        if piece.text.end - piece.text.start == piece.source.end - piece.source.start:
            return piece.source.start + offset - piece.text.start
        return piece.source.end

    def span(self, span: Span) -> Span:
        """The source characters that hold the text's span: from its first character to its last one."""
        start = self.start(span.start)
        return Span(start, max(start, self.end(span.end)))

    def place(self, source_offset: int) -> Place:
        """Line and column of an offset into the source."""
        line = bisect_right(self.line_starts, source_offset)
        return Place(line, source_offset - self.line_starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """The words of a source line, without its line break."""
        start = self.line_starts[number - 1]
        end = self.line_starts[number] if number < len(self.line_starts) else len(self.source)
        return self.source[start:end].rstrip("\r\n")


@lru_cache(maxsize=1)  # the reader of a file asks, and then the article's origin
def line_starts(source: str) -> tuple[int, ...]:
    """Where each line begins; lines end with a line feed.

    >>> line_starts("ab\\n\\nc")
    (0, 3, 4)
    """
    lengths = [len(line) + 1 for line in source.split("\n")]
    return tuple(accumulate(lengths[:-1], initial=0))
