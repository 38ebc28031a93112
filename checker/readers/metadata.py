"""What an input says of itself outside its text: a page's head, a front matter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from checker.model import Fact


@dataclass(slots=True)
class Metadata:
    """Candidates, each list in the order it is to be believed; every fact names the field it came from.

    `sources` are earlier publications by name or address, `holders` of the copyright; `last_date` is asked for a date
    when nothing else gives one.
    """

    titles: list[Fact] = field(default_factory=list)
    authors: list[Fact] = field(default_factory=list)
    published: list[Fact] = field(default_factory=list)
    publishers: list[Fact] = field(default_factory=list)
    descriptions: list[str] = field(default_factory=list)
    sources: list[Fact] = field(default_factory=list)
    holders: list[Fact] = field(default_factory=list)
    licence: Fact | None = None
    canonical: str = ""
    base: str = ""
    address: str = ""
    language: str = ""
    last_date: Callable[[], str] | None = None
