"""Source lines with marks under them, clipped to a width: paragraphs of prose are long lines.

The layout is that of rustc's diagnostics: the line, a row of carets (`^` primary, `-` others), the last label beside
its mark, the others below theirs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from checker.formats._cells import cells, cut, fold, paint, visible
from checker.model import Article, Mark

_JOIN = "…"
_NARROW = 12


@dataclass(frozen=True, slots=True)
class _Under:
    """A mark on one line: source columns from 0, end exclusive, its label, and whether it is the finding's first."""

    start: int
    end: int
    label: str
    primary: bool


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A mark as it stands in the clipped line: first cell, number of cells, label."""

    at: int
    size: int
    label: str
    primary: bool


def gutter_of(article: Article, marks: tuple[Mark, ...]) -> int:
    """Cells before the bar: two, and the longest line number."""
    return max((len(str(article.place(mark.span.start).line)) for mark in marks), default=2) + 2


def excerpt(article: Article, marks: tuple[Mark, ...], width: int, color: bool = False) -> list[str]:
    """The lines of the input that hold the marks, each with its marks below, in at most `width` cells."""
    by_line = _lines(article, marks)
    gutter = gutter_of(article, marks)
    bar = paint(" " * gutter + " |", "side", color)
    rows = [bar] if by_line else []
    for number in sorted(by_line):
        shown, drawn = _clip(article.origin.line(number), by_line[number], max(_NARROW, width - gutter - 3))
        rows.append(f"{paint(f'{number:>{gutter}} |', 'side', color)} {shown}".rstrip())
        rows.extend(f"{bar} {row}".rstrip() for row in _under(drawn, max(_NARROW, width - gutter - 3), color))
    return [*rows, bar] if rows else []


def _lines(article: Article, marks: tuple[Mark, ...]) -> dict[int, list[_Under]]:
    """Marks by source line; a mark over several lines is shown to the end of its first one."""
    found: dict[int, list[_Under]] = {}
    for number, mark in enumerate(marks):
        source = article.origin.span(mark.span)
        at = article.origin.place(source.start)
        text = article.origin.line(at.line)
        start = min(at.column - 1, len(text))
        end = min(start + max(1, source.end - source.start), max(len(text), start + 1))
        found.setdefault(at.line, []).append(_Under(start, end, visible(mark.label.replace("\n", " ")), number == 0))
    return found


def _clip(text: str, marks: list[_Under], width: int) -> tuple[str, list[_Drawn]]:
    """The parts of the line round the marks that fit in `width` cells, joined by ellipses, and where the marks are."""
    kept = _kept(text, marks, width)
    shown, column = "", 0
    at: dict[int, tuple[int, int]] = {}
    for number, (start, end) in enumerate(kept):
        if start > 0 or number:
            shown, column = shown + _JOIN, column + 1
        for index in range(start, end):
            piece = _piece(text[index])
            at[index] = (column, column := column + cells(piece))
            shown += piece
    if kept and kept[-1][1] < len(text):
        shown += _JOIN
    drawn = []
    for mark in marks:
        inside = [where for index, where in at.items() if mark.start <= index < mark.end]
        first, last = (inside[0][0], inside[-1][1]) if inside else (column, column + 1)
        drawn.append(_Drawn(first, max(1, last - first), mark.label, mark.primary))
    return shown, drawn


def _piece(character: str) -> str:
    return " " if character == "\t" else visible(character)


def _size(text: str, part: tuple[int, int]) -> int:
    words = text[part[0] : part[1]]
    return len(words) if words.isascii() and words.isprintable() else sum(map(_cells, words))


@lru_cache(maxsize=4096)
def _cells(character: str) -> int:
    return cells(_piece(character))


def _kept(text: str, marks: list[_Under], width: int) -> list[tuple[int, int]]:
    """Ranges of the line to show: the marks, shortened where they are too wide, then grown evenly to fill the width.

    Looks at no more of the line than it shows: a page may be one line of a megabyte.
    """
    if len(text) <= width and _size(text, (0, len(text))) <= width:
        return [(0, len(text))]
    ranges = _merge([_shorten(text, mark, (width - 2) // len(marks) - 1) for mark in marks])
    for _ in range(width):
        grown = _grown(ranges, len(text))
        if grown == ranges or sum(_size(text, part) + 1 for part in grown) + 1 > width:
            break
        ranges = grown
    return [_whole_words(text, part, marks) for part in ranges]


def _shorten(text: str, mark: _Under, share: int) -> tuple[int, int]:
    """The start of the mark that fits in `share` cells; never empty, at most four characters a cell."""
    end, used = mark.start, 0
    limit = min(mark.end, len(text), mark.start + 4 * max(1, share))
    while end < limit and (used := used + cells(_piece(text[end]))) <= max(1, share):
        end += 1
    return mark.start, max(end, mark.start)


def _grown(ranges: list[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    return _merge([(max(0, start - 1), min(length, end + 1)) for start, end in ranges])


def _merge(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges in order, those that touch or nearly touch made one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _whole_words(text: str, part: tuple[int, int], marks: list[_Under]) -> tuple[int, int]:
    """The range without the halves of words at its borders, unless they belong to a mark."""
    start, end = part
    first = min((mark.start for mark in marks if start <= mark.start < end), default=end)
    last = max((min(mark.end, end) for mark in marks if start <= mark.start < end), default=start)
    if start > 0 and text[start - 1] != " " and (space := text.find(" ", start, first)) >= 0:
        start = space + 1
    if end < len(text) and text[end] != " " and last < (space := text.rfind(" ", last, end)):
        end = space
    return start, end


def _under(marks: list[_Drawn], width: int, color: bool) -> list[str]:
    """The row of carets with the last label beside it where it fits, then the other labels below their marks."""
    order = sorted(marks, key=lambda mark: (mark.at, mark.primary))
    labels = [mark for mark in order if mark.label]
    row = _carets(order)
    beside = order[-1]
    rows = [_paint_row(row, color)]
    if beside.label and len(row) + 1 + cells(beside.label) <= width:
        rows[0] += " " + paint(beside.label, "mark" if beside.primary else "side", color)
        labels = [mark for mark in labels if mark is not beside]
    for number in range(len(labels) - 1, -1, -1):
        rows.extend(_below(labels[: number + 1], width, color))
    return rows


def _carets(marks: list[_Drawn]) -> str:
    row = [" "] * max(mark.at + mark.size for mark in marks)
    for mark in sorted(marks, key=lambda mark: mark.primary):
        row[mark.at : mark.at + mark.size] = ("^" if mark.primary else "-") * mark.size
    return "".join(row)


def _paint_row(row: str, color: bool) -> str:
    runs = ((mark, "".join(run)) for mark, run in groupby(row))
    return "".join(paint(run, "mark" if mark == "^" else "side", color and mark != " ") for mark, run in runs)


def _below(pending: list[_Drawn], width: int, color: bool) -> list[str]:
    """The last pending label on rows of its own, with bars down to the marks before it."""
    mark = pending[-1]
    label = mark.label
    at = max(0, min(mark.at, width - cells(label)))
    if at != mark.at or cells(label) > width:
        return [paint(part, "side", color) for part in fold(cut(label, width * 3), width)]
    bars = [" "] * at
    for other in pending[:-1]:
        if other.at < at:
            bars[other.at] = "|"
    return ["".join(bars) + paint(label, "mark" if mark.primary else "side", color)]
