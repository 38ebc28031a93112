"""JSON Schema (2020-12) from the types of `checker.model`: what a format in JSON writes is described by the same types.

A format says which fields of a type it writes and how it writes a span; an outlet is always a key of a table beside.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from checker.model import Span, Standing

_PLAIN = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}


def every_field(kind: Any) -> tuple[str, ...]:
    """The names of all fields of a dataclass."""
    return tuple(each.name for each in fields(kind))


def items(of: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of a list."""
    return {"type": "array", "items": of}


def record(properties: Mapping[str, Any], told: str = "", required: Sequence[str] | None = None) -> dict[str, Any]:
    """The schema of an object; all its properties are `required` unless others are named."""
    about = {"description": told} if told else {}
    needed = sorted(properties if required is None else required)
    return {"type": "object", **about, "properties": properties, "required": needed}


class Describer:
    """Describes types; dataclasses are put into `names`, each once, and referred to."""

    def __init__(
        self, written: Callable[[Any], tuple[str, ...]] = every_field, span: Mapping[str, Any] | None = None
    ) -> None:
        """`written` gives the fields of a dataclass that are written, `span` the properties of a span beside its
        offsets.
        """
        self.names: dict[str, Any] = {}
        self._written, self._span = written, span or {}

    def whole(self, title: str, properties: Mapping[str, Any], required: Sequence[str] | None = None) -> dict[str, Any]:
        """The schema of a document that was described with this describer."""
        head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title}
        return head | record(properties, required=required) | {"$defs": dict(sorted(self.names.items()))}

    def fields(self, kind: type) -> dict[str, Any]:
        """The schema of each written field of a dataclass."""
        hints = get_type_hints(kind)
        return {name: self.type(hints[name]) for name in self._written(kind)}

    def object(self, kind: type) -> dict[str, Any]:
        """The schema of a dataclass, where it stands."""
        return record(self.fields(kind), (kind.__doc__ or "").partition("\n")[0])

    def type(self, kind: Any) -> dict[str, Any]:
        """The schema of any type that a field may have."""
        if kind in _PLAIN:
            return {"type": _PLAIN[kind]}
        if kind is date:
            return {"type": "string", "format": "date"}
        if kind is Standing:
            return {"type": "string", "description": "a key of the outlets"}
        origin, inside = get_origin(kind), get_args(kind)
        if origin is Literal:
            return {"enum": list(inside)}
        if origin in (Union, UnionType):
            return {"anyOf": [self.type(each) for each in inside]}
        if origin is tuple:
            return items(self.type(inside[0]))
        if kind.__name__ not in self.names:
            self.names[kind.__name__] = {}
            self.names[kind.__name__] = self._offsets() if kind is Span else self.object(kind)
        return {"$ref": f"#/$defs/{kind.__name__}"}

    def _offsets(self) -> dict[str, Any]:
        told = "Code points of the text, the end exclusive" + (", and what stands there." if self._span else ".")
        return record({"start": {"type": "integer"}, "end": {"type": "integer"}, **self._span}, told, ("start", "end"))
