"""Who pays for or owns the research bodies that articles quote, as rules/interests has it on record.

A fact without evidence does not load; dates may be partial, and `valid_until` is exclusive, as in rules/outlets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from checker.errors import RuleError
from checker.model import Span
from checker.rulebase import Rulebase, load, place_of
from checker.sourcing.markers import Marker, exact

_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class PartyFile:
    """Somebody who pays or owns: the name for a report, and the names by which a text mentions it."""

    name: str
    called: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TieFile:
    """What a party is to a body, in which topics that counts, and what says so."""

    party: str
    tie: Literal["funder", "client", "owner", "founder", "sponsor"]
    topics: tuple[str, ...]
    evidence: str
    valid_from: str | int = ""
    valid_until: str | int = ""


@dataclass(frozen=True, slots=True)
class BodyFile:
    """A research body: full names, short names that are other words too, and what makes them another body's.

    `not_` are longer names that hold one of its own, `unless` words beside which the article means another body.
    """

    id: str
    names: tuple[str, ...]
    ties: tuple[TieFile, ...]
    short: tuple[str, ...] = ()
    not_: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InterestsFile:
    """One file of rules/interests: parties by name, bodies, or both; a party may stand in another file."""

    parties: dict[str, PartyFile] = field(default_factory=dict)
    bodies: tuple[BodyFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Tie:
    """What one party is to a body. `fact` holds the dates between which that is on record."""

    party: str
    called: tuple[str, ...]
    tie: str
    topics: tuple[str, ...]
    evidence: str
    fact: dict[str, str]


@dataclass(frozen=True, slots=True)
class Body:
    """A research body with its full names, the one for a report first, and its ties."""

    id: str
    names: tuple[str, ...]
    unless: tuple[str, ...]
    ties: tuple[Tie, ...]


@dataclass(frozen=True, slots=True)
class Interests:
    """All bodies on record, and where a text names them."""

    bodies: dict[str, Body]
    names: Marker
    owners: dict[str, str]

    def named(self, text: str) -> Iterator[tuple[Body, Span]]:
        """Every place where a text names a body, by a full or a short name."""
        for span in self.names.spans(text):
            owner = self.owners[span.of(text)]
            if owner:  # not a longer name that only holds one: "North Atlantic Council"
                yield self.bodies[owner], span


@lru_cache(maxsize=16)
def interests(rules: Rulebase) -> Interests:
    """What is on record, compiled once for each rulebase. Raises `RuleError` with file, line and column."""
    # A file of the user's replaces ours of the same name.
    files = tuple({path.name: path for path in rules.files("interests")}.values())
    data = rules.compiled("interests", (*files, Path(__file__)), lambda: _read(rules, files))
    bodies = {entry["id"]: _body(entry) for entry in data}
    owners = {name: "" for entry in data for name in entry["not"]}
    owners |= {name: entry["id"] for entry in data for name in (*entry["names"], *entry["short"])}
    return Interests(bodies, exact("bodies", owners), owners)


def _body(entry: dict[str, Any]) -> Body:
    return Body(entry["id"], tuple(entry["names"]), tuple(entry["unless"]), tuple(map(_tie, entry["ties"])))


def _tie(entry: dict[str, Any]) -> Tie:
    called, topics = tuple(entry["called"]), tuple(entry["topics"])
    return Tie(entry["party"], called, entry["tie"], topics, entry["evidence"], entry["fact"])


# -------------------------------------------------------------------------------------------------- files


def _read(rules: Rulebase, paths: Sequence[Path]) -> list[dict[str, Any]]:
    files: list[tuple[Path, InterestsFile]] = [(path, load(path, InterestsFile)) for path in paths]
    parties = {name: party for _, file in files for name, party in file.parties.items()}
    topics = _topics(rules)
    taken: set[str] = set()
    found = []
    for path, file in files:
        for number, body in enumerate(file.bodies):
            at = ("bodies", number)
            _check_body(path, at, body, taken)
            for count, tie in enumerate(body.ties):
                _check_tie(path, (*at, "ties", count), tie, parties, topics)
            found.append(_entry(body, parties))
    return found


def _topics(rules: Rulebase) -> set[str]:
    """The topics of any language, and the states whose words a language knows."""
    languages = rules.files("language")
    states = [load(path, dict[str, tuple[str, ...]]) for path in languages if path.name == "states.yaml"]
    topics = {path.stem for path in languages if path.parent.name == "topics"}
    return topics.union(*states)


def _check_body(path: Path, at: tuple[str | int, ...], body: BodyFile, taken: set[str]) -> None:
    if not _ID.fullmatch(body.id):
        raise _fault(path, (*at, "id"), "an id is small letters, digits and hyphens")
    if not body.names:
        raise _fault(path, (*at, "names"), "a body needs a full name")
    marks = [(body.id, (*at, "id"), f"id {body.id}")]
    for key, names in (("names", body.names), ("short", body.short)):
        marks += [(name, (*at, key, number), f"name {name.strip()}") for number, name in enumerate(names)]
    for name, place, mark in marks:
        if not name.strip() or mark in taken:
            raise _fault(path, place, f'"{name}" is empty, or stands for a body already')
        taken.add(mark)


def _check_tie(
    path: Path, at: tuple[str | int, ...], tie: TieFile, parties: dict[str, PartyFile], topics: set[str]
) -> None:
    if tie.party not in parties:
        raise _fault(path, (*at, "party"), f'no file of rules/interests has a party "{tie.party}"')
    if not tie.evidence.strip():
        raise _fault(path, (*at, "evidence"), "a tie needs evidence: who says so, and when")
    if not tie.topics:
        raise _fault(path, (*at, "topics"), "a tie needs a topic")
    for number, topic in enumerate(tie.topics):
        if topic not in topics:
            said = f'"{topic}" is neither a file of rules/language/*/topics nor a state of states.yaml'
            raise _fault(path, (*at, "topics", number), said)
    for key, value in (("valid_from", tie.valid_from), ("valid_until", tie.valid_until)):
        if value != "" and not _DATE.fullmatch(str(value)):
            raise _fault(path, (*at, key), "a date is written 2014, 2014-11 or 2014-11-10")
    if tie.valid_until != "" and str(tie.valid_until) <= str(tie.valid_from):
        raise _fault(path, (*at, "valid_until"), "valid_until lies before valid_from (it is exclusive)")


def _fault(path: Path, at: tuple[str | int, ...], said: str) -> RuleError:
    return RuleError(said, str(path), *place_of(path, at))


def _entry(body: BodyFile, parties: dict[str, PartyFile]) -> dict[str, Any]:
    ties = [
        {
            "party": parties[tie.party].name,
            "called": [parties[tie.party].name, *parties[tie.party].called],
            "tie": tie.tie,
            "topics": list(tie.topics),
            "evidence": tie.evidence.strip(),
            "fact": {"valid_from": str(tie.valid_from), "valid_until": str(tie.valid_until)},
        }
        for tie in body.ties
    ]
    lists = {"names": list(body.names), "short": list(body.short), "not": list(body.not_), "unless": list(body.unless)}
    return {"id": body.id, "ties": ties, **lists}
