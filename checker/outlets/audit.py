"""`checker outlets --check`: what is wrong with the entries beyond their shape, which the schema already holds.

An entry without evidence, evidence without a date, a fact that points at evidence nobody gave, periods of
one assessor that overlap, a host held twice on one day, a name that is safe for two outlets, ids that lead nowhere,
ratings that may not ship, and entries past their review.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

from checker.outlets.index import folded, read_entries, shared_evidence
from checker.outlets.schema import Assessors, Entry, Evidence
from checker.rulebase import Rulebase, load

OPEN = "9999-12-31"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: where ("rules/outlets/ru.yaml:41"), which entry, what. `due` marks a review that is late."""

    place: str
    entry: str
    what: str
    due: bool = False

    def __str__(self) -> str:
        return f"{self.place}: {self.entry}: {self.what}"


def check_registry(rules: Rulebase, today: date) -> list[Problem]:
    """All problems of all entries in order of their place; raises `RuleError` where a file does not even load."""
    entries = read_entries(rules)
    assessors = {one.id: one for one in load(rules.path("assessors.yaml"), Assessors).assessors}
    shared = shared_evidence(rules)
    place = "rules/evidence.yaml"
    found = [Problem(place, key, "has no date") for key, evidence in shared.items() if not _dated(evidence)]
    for entry, place in entries.values():
        for what in _own(entry, set(shared), set(entries), assessors):
            found.append(Problem(place, entry.id, what))
        if entry.review_due and entry.review_due <= today.isoformat():
            found.append(Problem(place, entry.id, f"review was due on {entry.review_due}", due=True))
    found += _shared_hosts(entries) + _shared_names(entries)
    return sorted(found, key=lambda problem: (problem.place.partition(":")[0], problem.entry, problem.what))


def _own(entry: Entry, shared: set[str], ids: set[str], assessors: dict[str, Any]) -> Iterator[str]:
    known = shared | set(entry.evidence)
    facts: list[Any] = [
        *entry.ownership,
        *entry.assessments,
        *entry.measures,
        *entry.republishes,
        *entry.accounts,
        *entry.domains,
    ]
    if not any(fact.evidence for fact in facts):
        yield "has no evidence"
    yield from (f"evidence {key} has no date" for key, evidence in entry.evidence.items() if not _dated(evidence))
    for fact in facts:
        for key in fact.evidence:
            if key not in known:
                yield f"evidence {key} is not given, neither here nor in rules/evidence.yaml"
    used = {key for fact in facts for key in fact.evidence}
    yield from (f"evidence {key} supports no fact" for key in sorted(set(entry.evidence) - used))
    linked = [*entry.successor, *entry.predecessor, *entry.sub_brands, *([entry.parent] if entry.parent else [])]
    linked += [fact.from_ for fact in entry.republishes]
    yield from (f"{name} is no entry" for name in linked if name not in ids)
    named = [period.assessor for period in entry.ownership] + [rating.assessor for rating in entry.assessments]
    yield from (f"assessor {who} is not in rules/assessors.yaml" for who in named if who and who not in assessors)
    for rating in entry.assessments:
        rater = assessors.get(rating.assessor)
        if rater is not None and not rater.ships:
            yield f"ratings of {rating.assessor} may not ship; they belong in a file of the user's own"
        if rater is not None and rater.scale and rating.value not in rater.scale:
            yield f"{rating.assessor} has no value {rating.value}"
    yield from _overlaps(entry)


def _dated(evidence: Evidence) -> bool:
    """Whether it says when it was published or, for a page without a date, when it was read."""
    return bool(evidence.date or evidence.retrieved)


def _overlaps(entry: Entry) -> Iterator[str]:
    """Two periods of one assessor, or two without one, that cover the same day."""
    for one, other in combinations(entry.ownership, 2):
        if one.assessor == other.assessor and _both(one, other):
            yield f"periods overlap: {one.owner} and {other.owner}"
    for index, domain in enumerate(entry.domains):
        if any(domain.host == other.host and _both(domain, other) for other in entry.domains[:index]):
            yield f"host {domain.host} stands twice"
    if len([d for d in entry.domains if d.role == "canonical" and d.valid_until is None]) > 1:
        yield "two canonical hosts today"


def _both(one: Any, other: Any) -> bool:
    return (one.valid_from or "") < (other.valid_until or OPEN) and (other.valid_from or "") < (one.valid_until or OPEN)


def _shared_hosts(entries: dict[str, tuple[Entry, str]]) -> list[Problem]:
    held: dict[str, list[tuple[Entry, str, Any]]] = {}
    for entry, place in entries.values():
        for domain in entry.domains:
            held.setdefault(domain.host, []).append((entry, place, domain))
    return [
        Problem(other[1], other[0].id, f"host {host} is also {one[0].id}'s")
        for host, holders in held.items()
        for one, other in combinations(holders, 2)
        if one[0].id != other[0].id and _both(one[2], other[2])
    ]


def _shared_names(entries: dict[str, tuple[Entry, str]]) -> list[Problem]:
    """A name that is safe for one outlet is nobody else's, unless the others need context."""
    safe: dict[str, tuple[Entry, Any]] = {}
    found = []
    for entry, place in entries.values():
        for alias in entry.aliases:
            if alias.class_ not in ("safe", "cue"):
                continue
            one = safe.setdefault(f"{alias.case}:{alias.text}", (entry, alias))
            if one[0].id != entry.id and _both(one[1], alias):
                found.append(
                    Problem(place, entry.id, f"name {alias.text} is also {one[0].id}'s: both need class context")
                )
    names: dict[str, str] = {}
    for entry, place in entries.values():
        other = names.setdefault(folded(entry.name), entry.id)
        if other != entry.id:
            found.append(Problem(place, entry.id, f"goes by the same name as {other}"))
    return found
