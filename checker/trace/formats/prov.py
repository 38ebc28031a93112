"""W3C PROV-JSON: pages and quotations are entities, outlets and speakers agents.

A quotation was quoted from its page (`wasDerivedFrom` of type prov:Quotation) and derived from the same words on the
page that was cited; the page asked about, and each that is no origin itself, has the origins as primary source
(prov:PrimarySource). The relations are those of the W3C's PROV-O; PROV-JSON has one record type for the three.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from typing import Any

from prov.model import PROV, ProvDocument, ProvEntity

from checker.formats._layout import laid_out
from checker.model import Station, Step, Trace
from checker.trace.formats import Options, _labels
from checker.trace.formats.annotation import iri

NAMESPACE = "urn:checker:trace:"


def render(traces: Sequence[Trace], options: Options) -> str:
    """One document with all traces; the names of a trace's things begin with its number."""
    document = ProvDocument()
    document.add_namespace("trace", NAMESPACE)
    for number, trace in enumerate(traces, 1):
        _Record(document, trace, f"trace:t{number}").write()
    out = io.StringIO()
    document.serialize(out, format="json")
    return laid_out(_ordered(json.loads(out.getvalue()))) + "\n"


class _Record:
    """One trace, written into a document."""

    def __init__(self, document: ProvDocument, trace: Trace, prefix: str) -> None:
        self.document, self.trace, self.prefix = document, trace, prefix
        self._agents: dict[tuple[str, str], str] = {}

    def write(self) -> None:
        """All of its pages, then what leads from one to another."""
        for station in self.trace.stations:
            self._page(station)
        for step in self.trace.steps:
            self._step(step)
        origins = [each for each in self.trace.stations if each.holds and each.end == "origin"]
        for station in self.trace.stations:
            for origin in origins:
                if station.holds and self._leads(station, origin):
                    self._derived("quotation", station, "quotation", origin, PROV["PrimarySource"])

    def _page(self, station: Station) -> None:
        told: dict[Any, Any] = {
            PROV["type"]: self._kind("Page"), PROV["location"]: iri(station.address), "trace:kind": station.kind,
            "trace:end": station.end, "trace:reached": station.reached,
        }  # fmt: skip
        if station.published:
            told["trace:published"] = station.published.isoformat()
        for name in ("title", "capture", "archived", "reason"):
            if value := getattr(station, name):
                told[f"trace:{name}"] = value
        if station.id == self.trace.earliest:
            told["trace:earliest"] = _labels.EARLIEST
        page: ProvEntity = self.document.entity(self._name("page", station), told)
        if station.publisher:
            self.document.wasAttributedTo(page, self._agent(station.publisher, "Organization"))
        if station.passage is None:
            return
        words = self.document.entity(
            self._name("quotation", station),
            {PROV["type"]: self._kind("Quotation"), PROV["value"]: station.passage.exact},
        )
        self.document.wasDerivedFrom(words, page, other_attributes={PROV["type"]: PROV["Quotation"]})
        if station.speaker:
            self.document.wasAttributedTo(words, self._agent(station.speaker, "Person"))

    def _agent(self, name: str, kind: str) -> str:
        """The agent of this name; a speaker may be an office or a body, which is left open."""
        key = (kind, name)
        if key not in self._agents:
            self._agents[key] = (
                f"{self.prefix}-{'outlet' if kind == 'Organization' else 'speaker'}{len(self._agents) + 1}"
            )
            told: dict[Any, Any] = {
                PROV["label"]: name,
                "trace:role": "outlet" if kind == "Organization" else "speaker",
            }
            if kind == "Organization":
                told[PROV["type"]] = PROV["Organization"]
            self.document.agent(self._agents[key], told)
        return self._agents[key]

    def _step(self, step: Step) -> None:
        start, end = self.trace.station(step.start), self.trace.station(step.end)
        if start is None or end is None:
            return
        self._derived("page", start, "page", end, None)
        if start.holds and end.holds:
            self._derived("quotation", start, "quotation", end, None)

    def _derived(self, kind: str, start: Station, other: str, end: Station, typed: Any) -> None:
        attributes = {PROV["type"]: typed} if typed else None
        self.document.wasDerivedFrom(self._name(kind, start), self._name(other, end), other_attributes=attributes)

    def _leads(self, station: Station, origin: Station) -> bool:
        """Whether an origin was reached by way of a station."""
        at: Station | None = origin
        while at is not None and at.by:
            if at.by == station.id:
                return True
            at = self.trace.station(at.by)
        return False

    def _kind(self, name: str) -> Any:
        """A type of our own."""
        return self.document.valid_qualified_name(f"trace:{name}")

    def _name(self, kind: str, station: Station) -> str:
        return f"{self.prefix}-{kind}-{station.id}"


def _ordered(value: Any) -> Any:
    """The value with all names in order, so that two runs give the same bytes."""
    if isinstance(value, dict):
        return {name: _ordered(value[name]) for name in sorted(value)}
    return [_ordered(each) for each in value] if isinstance(value, list) else value
