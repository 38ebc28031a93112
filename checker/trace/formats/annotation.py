"""W3C Web Annotations as JSON-LD: one for each page that holds the words, so pointed at that they are found again.

Two selectors stand side by side, as the model asks of selectors that choose the same words: the quotation with what is
around it, and its position in code points of the text as it was read. (As a refinement, the position would count from
the beginning of the quotation.)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from checker.formats._layout import laid_out
from checker.inputs import is_address
from checker.model import Passage, Station, Trace
from checker.trace.formats import Options, _labels

CONTEXT = ["http://www.w3.org/ns/anno.jsonld", {"sha256": "https://schema.org/sha256"}]
_SAFE = "/:?#[]@!$&'()*+,;=%~"


def render(traces: Sequence[Trace], options: Options) -> str:
    """An AnnotationCollection with one page that has all annotations; ids follow from what is annotated."""
    items = list({item["id"]: item for trace in traces for item in _items(trace)}.values())
    page: dict[str, Any] = {"type": "AnnotationPage", "startIndex": 0, "items": items}
    made = {
        "@context": CONTEXT,
        "id": _id("collection", *(item["id"] for item in items)),
        "type": "AnnotationCollection",
        "label": "; ".join(trace.question.words for trace in traces),
        "total": len(items),
        "first": {"id": _id("page", *(item["id"] for item in items)), **page},
    }
    return laid_out(made) + "\n"


def _items(trace: Trace) -> Iterator[dict[str, Any]]:
    for station in trace.stations:
        if station.passage is not None:
            yield _item(trace, station, station.passage)


def _item(trace: Trace, station: Station, words: Passage) -> dict[str, Any]:
    earliest = f"; {_labels.EARLIEST}" if station.id == trace.earliest else ""
    who = f"{_labels.day(station)}, {_labels.publisher(station)}"
    said = f"{who}; {_labels.KINDS[station.kind]}; {_labels.ending(station)}"
    body = [
        {"type": "TextualBody", "purpose": "describing", "format": "text/plain", "value": said + earliest},
        {"type": "TextualBody", "purpose": "classifying", "format": "text/plain", "value": _labels.route(station)},
    ]
    target: dict[str, Any] = {"type": "SpecificResource", "source": iri(station.address)}
    if station.capture:
        target["sha256"] = station.capture
    target["selector"] = [
        {"type": "TextQuoteSelector", "exact": words.exact, "prefix": words.prefix, "suffix": words.suffix},
        {"type": "TextPositionSelector", "start": words.span.start, "end": words.span.end},
    ]
    place = f"{words.span.start}-{words.span.end}"
    return {
        "id": _id(trace.question.words, station.address, station.capture, place),
        "type": "Annotation",
        "motivation": "identifying",
        "body": body,
        "target": target,
    }


def iri(address: str) -> str:
    """The address as an IRI without characters that one must not have; a path as a relative reference."""
    data = address.encode("utf-8", "surrogatepass")
    if is_address(address):
        return quote(data, safe=_SAFE)
    return quote(data.replace(b"\\", b"/"), safe="/")


def _id(*parts: str) -> str:
    name = "\0".join(parts).encode("utf-8", "surrogatepass").hex()
    return f"urn:uuid:{uuid5(NAMESPACE_URL, name)}"
