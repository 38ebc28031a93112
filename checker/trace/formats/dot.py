"""A graph for Graphviz: a box for each page, an arrow from each page to the one that it has the words from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker.formats._cells import line
from checker.model import Station, Trace
from checker.trace.formats import Options, _labels

_STYLES = {"absent": "dashed", "not-checked": "dashed"}


def render(traces: Sequence[Trace], options: Options) -> str:
    """One digraph; each trace is a cluster of its own."""
    rows = ["digraph trace {", "  rankdir=LR;", '  node [shape=box, fontname="sans-serif"];']
    for number, trace in enumerate(traces, 1):
        rows += [f"  subgraph cluster_{number} {{", f"    label={quoted(line(trace.question.words))};"]
        rows += [f"    {row}" for row in (*_nodes(trace, number), *_edges(trace, number))]
        rows.append("  }")
    return "\n".join([*rows, "}"]) + "\n"


def quoted(*lines: str) -> str:
    r"""A label of these lines, each flush left, as a quoted string in which nothing is an escape or the end.

    >>> quoted('a "b" \\n')
    '"a \\"b\\" \\\\n"'
    """
    made = [each.replace("\\", "\\\\").replace('"', '\\"') for each in lines]
    return f'"{made[0]}"' if len(made) == 1 else '"' + "".join(f"{each}\\l" for each in made) + '"'


def _nodes(trace: Trace, number: int) -> Iterator[str]:
    for station in trace.stations:
        style = f", style={_STYLES[station.kind]}" if station.kind in _STYLES else ""
        bold = ", penwidth=2" if station.id == trace.earliest else ""
        yield f"t{number}_{station.id} [label={quoted(*_label(station))}{style}{bold}];"


def _label(station: Station) -> Iterator[str]:
    yield f"{station.id}  {_labels.day(station)}  {_labels.publisher(station)}"
    yield _labels.where(station)
    if station.holds:
        yield _labels.route(station)
    yield (
        _labels.ending(station)
        if station.reached == "asked"
        else (f"{_labels.KINDS[station.kind]}; {_labels.ending(station)}")
    )


def _edges(trace: Trace, number: int) -> Iterator[str]:
    for step in trace.steps:
        style = ", style=dotted" if step.reached == "copy" else ", style=bold" if step.loop else ""
        label = _labels.ENDS["loop"] if step.loop else _labels.REACHED[step.reached]
        yield f"t{number}_{step.start} -> t{number}_{step.end} [label={quoted(label)}{style}];"
