"""Plain text for the terminal: the words, the merged chain, the pages as a tree, what differs, the pages by date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker.formats._cells import cells, hang, inert, line, pad, paint
from checker.model import Station, Trace
from checker.trace.differences import differs
from checker.trace.formats import Options, _labels

NARROWEST = 40
_STEP = 5
_DEEPEST = 8


def render(traces: Sequence[Trace], options: Options) -> str:
    """Each trace in turn, one blank line between them."""
    width = max(NARROWEST, options.width)
    rows: list[str] = []
    for trace in traces:
        rows += ["", *_trace(trace, width, options.color)] if rows else _trace(trace, width, options.color)
    return "\n".join(inert(row) for row in rows) + "\n"


def _trace(trace: Trace, width: int, color: bool) -> Iterator[str]:
    first, *rest = hang("", f"“{line(trace.question.words)}”", width)
    yield from (paint(row, "bold", color) for row in (first, *rest))
    yield from hang("", _labels.asked(trace.question), width)
    if trace.legs:
        yield from ["", "chain", *_chain(trace, width)]
    yield from ["", "pages"]
    for station in trace.below(""):
        yield from _tree(trace, station, 0, width, color)
    if trace.disagreements:
        yield from ["", "what differs"]
        for each in trace.disagreements:
            yield from hang(f"  {_labels.DIFFERING[each.kind]:<20} ", _labels.differing(each), width)
    if len(trace.by_date) > 1:
        yield from ["", "by date", *_dates(trace, width)]
    yield from ["", *hang("", _labels.summary(trace), width)]


def _chain(trace: Trace, width: int) -> Iterator[str]:
    rows = [_labels.leg(each) for each in trace.legs]
    widest = min(max(cells(row[1]) for row in rows), max(12, width - 50))
    for role, name, basis, rests in rows:
        shown = name if cells(name) > widest else pad(name, widest)
        yield from hang(f"  {role:<16} ", f"{shown}  {basis:<12} {rests}".rstrip(), width)


def _tree(trace: Trace, station: Station, depth: int, width: int, color: bool) -> Iterator[str]:
    """A page, and below it those that it led to first."""
    margin = " " * (2 + _STEP * min(depth, _DEEPEST))
    head = f"{_labels.day(station)}  {_labels.publisher(station)}"
    yield from hang(f"{margin}{paint(f'{station.id:<4}', 'side', color)} ", head, width + (11 if color else 0))
    inner = margin + " " * _STEP
    yield from hang(inner, _labels.where(station), width)
    kind = f", {_labels.KINDS[station.kind]}" if station.holds and station.reached != "asked" else ""
    yield from hang(inner, f"{_labels.REACHED[station.reached]}{kind}; {_labels.ending(station)}", width)
    if station.archived:
        yield from hang(f"{inner}read from ", line(station.archived), width)
    if station.holds:
        yield from hang(f"{inner}says  ", _labels.route(station), width)
    if differs(station.from_citing or station.from_question):
        words = _labels.difference(station.from_citing or station.from_question)
        yield from hang(f"{inner}words ", words, width)
    for step in trace.steps:
        if step.start == station.id and step.again:
            label = "leads back to" if step.loop else "same words as" if step.reached == "copy" else "leads to"
            yield f"{inner}{label} {step.end}"
    for below in trace.below(station.id):
        yield from _tree(trace, below, depth + 1, width, color)


def _dates(trace: Trace, width: int) -> Iterator[str]:
    for station in trace.by_date:
        first = f"; {_labels.EARLIEST}" if station.id == trace.earliest else ""
        kind = "" if station.reached == "asked" else f"; {_labels.KINDS[station.kind]}"
        label = f"  {_labels.day(station):<10}  {station.id:<4} "
        yield from hang(label, f"{_labels.publisher(station)}{kind}{first}", width)
