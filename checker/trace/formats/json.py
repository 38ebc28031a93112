"""The traces as JSON, format `checker-trace/1`: within 1, fields are added, never changed or taken away.

The types of `checker.model` are written as they are; an outlet is a key into `outlets`, dates are ISO text. Spans count
code points of the text of their own page. `schema` emits the JSON Schema from the same types.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from checker.formats._layout import laid_out
from checker.formats._schema import Describer, items
from checker.model import Standing, Trace
from checker.trace.formats import Options

FORMAT = "checker-trace/1"


def render(traces: Sequence[Trace], options: Options) -> str:
    """One JSON object with all traces, and the outlets that they name."""
    walk = _Walk()
    told = [walk.value(trace) | {"by_date": [station.id for station in trace.by_date]} for trace in traces]
    outlets = {key: walk.fields(standing) for standing, key in walk.keys.items()}
    return laid_out({"format": FORMAT, "traces": told, "outlets": outlets}) + "\n"


class _Walk:
    """Turns records into JSON values; gathers the outlets under readable keys."""

    def __init__(self) -> None:
        self.keys: dict[Standing, str] = {}

    def value(self, given: Any) -> Any:
        """The JSON value of a record, a sequence of them, or a plain value."""
        if isinstance(given, Standing):
            return self.key(given)
        if isinstance(given, (tuple, list)):
            return [self.value(each) for each in given]
        if is_dataclass(given):
            return self.fields(given)
        return given.isoformat() if isinstance(given, date) else given

    def fields(self, given: Any) -> dict[str, Any]:
        """A record, field by field."""
        return {each.name: self.value(getattr(given, each.name)) for each in fields(given)}

    def key(self, standing: Standing) -> str:
        """The outlet's id, else its domain or name; numbered where one key has two standings."""
        if standing not in self.keys:
            plain = key = standing.id or standing.domain or standing.name or standing.status
            number = 1
            while key in self.keys.values():
                number += 1
                key = f"{plain} #{number}"
            self.keys[standing] = key
        return self.keys[standing]


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of `checker-trace/1`, emitted from the types; `reports/` holds it."""
    describe = Describer()
    trace = describe.object(Trace)
    trace["properties"]["by_date"] = items({"type": "string", "description": "the id of a station"})
    trace["required"] = sorted([*trace["required"], "by_date"])
    outlets = {"type": "object", "additionalProperties": describe.object(Standing)}
    return describe.whole(FORMAT, {"format": {"const": FORMAT}, "traces": items(trace), "outlets": outlets})
