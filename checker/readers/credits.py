"""Who images and texts are credited to, and whether the words beside say that the state owns or runs the outlet."""

from __future__ import annotations

import re

from checker.model import Credit, CreditKind, Fact, Span, Standing
from checker.readers.desk import Desk
from checker.readers.notices import Found

_KINDS: dict[str, CreditKind] = {
    "photo_credit": "image",
    "agency_credit": "agency",
    "contributors": "contributor",
    "copyright": "copyright",
    "agency_byline": "agency",
}
_NAME = re.compile(r"[^\W\d_].*[^\W\d_].*[^\s:]$")
_PARTS = re.compile(r"\s*(?:/|,|\||;| via | for |©|\(c\)|\bphoto\b|\bimages?\b)\s*", re.I)


def read(desk: Desk) -> tuple[tuple[Credit, ...], list[Span]]:
    """The credits, and the spans of those no pattern found: marked by the page, or a caption that is a name."""
    labels = desk.of("label")
    found: list[Credit] = []
    for notice in desk.of(*_KINDS):
        if span := notice.groups.get("outlet"):
            found.append(_credit(desk, _KINDS[notice.entry.kind], span, labels))
    held = [notice.span for notice in desk.of("photo_credit")]
    lines = [span for span in [*desk.marked, *_captions(desk)] if not any(span.overlaps(other) for other in held)]
    lines = [span for span in lines if _NAME.search(span.of(desk.text))]
    for span in lines:
        found.append(_credit(desk, "image", _unlabelled(desk, span), labels))
    kept: dict[tuple[str, str], Credit] = {}
    for credit in found:
        kept.setdefault((credit.kind, credit.name), credit)
    return tuple(kept.values()), lines


def _credit(desk: Desk, kind: CreditKind, span: Span, labels: list[Found]) -> Credit:
    name = span.of(desk.text).strip(" .()")
    block = next((b.span for b in desk.blocks if b.span.holds(span)), span)
    labelled = any(block.holds(label.span) for label in labels)
    return Credit(kind, name, Fact(name, span), _outlet(desk, name), labelled)


def _unlabelled(desk: Desk, span: Span) -> Span:
    """The name in words that the page marks as a credit, "Photo:" and the like left out."""
    for found in desk.patterns.read(span.of(desk.text)):
        if found.entry.kind == "photo_credit" and "outlet" in found.groups:
            name = found.groups["outlet"]
            return Span(span.start + name.start, span.start + name.end)
    return span


def _outlet(desk: Desk, name: str) -> Standing | None:
    """The outlet in a credit: the whole of it, else the last of its parts that the registry knows."""
    for part in [name, *reversed(_PARTS.split(name))]:
        outlet = desk.known(part.strip(" .()"))
        if outlet:
            return outlet
    return None


def _captions(desk: Desk) -> list[Span]:
    return [
        block.span
        for block in desk.blocks
        if block.kind == "caption" and block.span.end - block.span.start < 80 and desk.known(block.span.of(desk.text))
    ]
