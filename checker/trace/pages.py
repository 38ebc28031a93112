"""What a trace asks for: pages by address, what is on record about a link, and pages that hold some words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from checker.model import ArticleReport, Copy, LinkCheck


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page, read and examined. `final` is where its redirects ended or the address that the user gave, not one that a
    saved file gives itself; `capture` the SHA-256 of its bytes.

    `archived` is the address of the archive's copy that was read in its place.
    """

    address: str
    report: ArticleReport
    final: str = ""
    capture: str = ""
    archived: str = ""


class Pages(Protocol):
    """Where a trace has its pages from: `checker.trace.desk` over a store and a corpus, or pages held in memory."""

    def prepare(self, addresses: Sequence[str]) -> None:
        """Told of the addresses that `page` is asked for next, so that they may be fetched together."""

    def page(self, address: str, words: str) -> Sheet | None:
        """The page at an address, of several versions one that holds the words; None where none can be read."""

    def check(self, address: str) -> LinkCheck:
        """What is on record about an address."""

    def holders(self, words: str, most: int) -> tuple[Sequence[Sheet], int]:
        """The pages of the corpus that hold the words, at most so many, earliest first, and how many were left."""

    def copies(self, sheet: Sheet) -> Sequence[Copy]:
        """The articles of the corpus that a page shares its own words with."""

    def size(self) -> int:
        """How many documents the corpus has."""
