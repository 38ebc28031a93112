"""A comparison as text for people and as JSON for programs."""

from __future__ import annotations

import json
from dataclasses import asdict

from checker.formats._cells import cut, line
from checker.model import Change, Comparison, Place

FORMAT = "checker-diff/1"
FORMATS = ("text", "json")
_WORDS = 100


def render(name: str, comparison: Comparison) -> str:
    """The comparison in one of `FORMATS`."""
    return _json(comparison) if name == "json" else _text(comparison)


def _text(comparison: Comparison) -> str:
    rows = [f"--- {line(comparison.old)}", f"+++ {line(comparison.new)}"]
    for change in comparison.changes:
        rows += ["", f"{'degraded' if change.degraded else 'changed'}[{change.kind}]: {line(change.message)}"]
        rows += [f"  {_places(change)}  {cut(line(change.words), _WORDS)}".rstrip()]
    count, worse = len(comparison.changes), comparison.degraded
    told = f"{count} change{'' if count == 1 else 's'} in the sourcing, {worse} degraded." if count else "no change."
    return "\n".join([*rows, "", told]) + "\n"


def _places(change: Change) -> str:
    return f"{_place(change.before)} -> {_place(change.after)}"


def _place(place: Place | None) -> str:
    return f"{place.line}:{place.column}" if place else "none"


def _json(comparison: Comparison) -> str:
    value = {
        "format": FORMAT,
        "old": comparison.old,
        "new": comparison.new,
        "degraded": comparison.degraded,
        "changes": [asdict(change) for change in comparison.changes],
    }
    # Escaped where a terminal or a parser could stumble: what an article holds is not ours.
    return json.dumps(value, ensure_ascii=True, indent=2) + "\n"
