"""Where the boxes of a chain's drawing stand: sizes and places in SVG units, no drawing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from checker.formats._cells import cells, cut
from checker.formats._wording import Station, station
from checker.model import Hop

_LETTER, _SMALL = 8.1, 6.3
_HIGH, _GAP, _MARGIN, _LONGEST = 46, 26, 12, 34


@dataclass(frozen=True, slots=True)
class Box:
    """One station: its rectangle, its name (cut to fit), what it is, and whether it is a gap."""

    x: float
    y: float
    width: float
    high: float
    name: str
    caption: str
    station: Station


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chain of boxes, wrapped to a width; `arrows` are lines (x1, y1, x2, y2) from box to box."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    arrows: tuple[tuple[float, float, float, float], ...]


def draw(hops: Iterable[Hop], width: float = 620) -> Drawing:
    """The drawing of a chain, at most `width` units wide; a row that is full goes on in the next."""
    boxes: list[Box] = []
    arrows: list[tuple[float, float, float, float]] = []
    x, y = 1.0, 1.0
    for hop in hops:
        shown = station(hop)
        name, caption = cut(shown.name, _LONGEST), _caption(shown)
        size = max(cells(name) * _LETTER, cells(caption) * _SMALL) + 2 * _MARGIN
        if boxes and x + size > width:
            x, y = 1.0 + _GAP, y + _HIGH + 10
        middle = y + _HIGH / 2
        if boxes:
            arrows.append((x - _GAP + 3, middle, x - 3, middle))
        boxes.append(Box(x, y, size, _HIGH, name, caption, shown))
        x += size + _GAP
    right = max((box.x + box.width for box in boxes), default=1.0)
    return Drawing(right + 1, y + _HIGH + 1, tuple(boxes), tuple(arrows))


def _caption(shown: Station) -> str:
    """Role, what it rests on unless the text states it, and the state's control."""
    role = shown.hop.role.replace("-", " ")
    basis = "" if shown.gap or shown.hop.basis == "stated" else shown.hop.basis.replace("-", " ")
    return ", ".join(each for each in (role, basis, shown.state) if each)
