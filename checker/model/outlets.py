"""What the registry says of an outlet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Control = Literal["yes", "no", "disputed", "unknown", "not-in-registry"]
OutletStatus = Literal["known", "kind-only", "unregistered", "ambiguous", "opaque"]


@dataclass(frozen=True, slots=True)
class Standing:
    """What the registry says of an outlet on one date: facts in force that day, each with who says so.

    `control` answers "does the state control the content, per a named assessor"; `wording` is the phrase a report may
    print for it ("state-controlled, per State Media Monitor 2023"); `today` the same as of the day of the review
    where it differs; `candidates` the ids of an ambiguous name. `domain` is the main site in force that day.
    """

    id: str
    name: str
    status: OutletStatus
    kind: str = ""
    country: str = ""
    domain: str = ""
    control: Control = "not-in-registry"
    wording: str = ""
    today: str = ""
    owner: str = ""
    since: str = ""
    section: str = ""
    account: str = ""
    languages: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
