"""What every part of a provenance reads from, and what the parts before it found."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from checker.model import Block, Fact, Link, Span, Standing, Supplied
from checker.outlets import Registry
from checker.readers.metadata import Metadata
from checker.readers.notices import Found, Notices


@dataclass(slots=True)
class Desk:
    """Everything that the parts of a provenance are read from, and what was read so far."""

    text: str
    blocks: list[Block]
    links: tuple[Link, ...]
    marked: tuple[Span, ...]
    head: Metadata
    registry: Registry
    supplied: Supplied
    address: str
    patterns: Notices
    found: list[Found] = field(default_factory=list)
    publisher: Fact | None = None
    outlet: Standing | None = None
    published: date | None = None

    def known(self, name: str) -> Standing | None:
        """The outlet that goes by this name, as of the article's date."""
        return self.registry.by_name(name, self.published) if name else None

    def fact(self, span: Span) -> Fact:
        """Words of the text as a fact."""
        return Fact(span.of(self.text), span)

    def of(self, *kinds: str) -> list[Found]:
        """What was found of these kinds."""
        return [found for found in self.found if found.entry.kind in kinds]
