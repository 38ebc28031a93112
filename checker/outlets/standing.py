"""What the registry says of one outlet on one date: who owns it, and whether an assessor calls it state-controlled.

Entries are the plain dictionaries of the compiled index. Partial ISO dates compare as text ("2014" < "2014-11-10" <
"2015"), so a fact is in force on a day when `valid_from <= day < valid_until`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from checker.model import Control, Standing

Fact = dict[str, Any]
OPEN_END = "9999-12-31"
UNDATED = "control unknown: article undated"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to "does the state control the content": the words for it, and the periods that it rests on."""

    control: Control
    wording: str
    periods: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Books:
    """What wording needs beside the entry: classes and assessors of rules/assessors.yaml, shared evidence."""

    classes: dict[str, Fact]
    assessors: dict[str, Fact]
    evidence: dict[str, str]

    def cite(self, entry: Fact, keys: list[str]) -> list[str]:
        """The publications behind evidence ids, the entry's own map first."""
        own = entry.get("evidence", {})
        return [own.get(key) or self.evidence.get(key, key) for key in keys]

    def assessor(self, fact: Fact) -> str:
        """ "State Media Monitor 2023" for a period or an assessment; "" where nobody is named."""
        name = self.assessors.get(fact.get("assessor", ""), {}).get("name", fact.get("assessor", ""))
        return f"{name} {fact.get('edition', '')}".strip()


def in_force(fact: Fact, day: str) -> bool:
    """Whether a dated fact holds on a day (ISO text); an open end holds for ever."""
    until = fact.get("valid_until", "")
    return bool(fact.get("valid_from", "") <= day and (not until or day < until))


def iso(on: date | None) -> str:
    """A date as the text that facts compare with; "" for none."""
    return on.isoformat() if on else ""


def state_control(entry: Fact, on: date | None, books: Books) -> Answer:
    """Rules 1 to 6 of the schema: per named assessor, on the article's date, never averaged.

    An undated article gets an answer only when it is the same in every recorded period.
    """
    periods: list[Fact] = entry.get("ownership", [])
    if on is not None:
        return _on_day(periods, iso(on), books)
    starts = sorted({period.get("valid_from", "") for period in periods} | _gaps(periods))
    found = [_on_day(periods, start, books) for start in starts] or [_on_day(periods, OPEN_END, books)]
    if len({finding.control for finding in found}) > 1:
        return Answer("unknown", UNDATED)
    last = _on_day(periods, OPEN_END, books)
    return (
        last if len({finding.wording for finding in found}) == 1 else Answer(last.control, last.wording, last.periods)
    )


def _gaps(periods: list[Fact]) -> set[str]:
    """Days on which a period ends and none begins or goes on."""
    ends = {period["valid_until"] for period in periods if period.get("valid_until")}
    return {end for end in ends if not any(in_force(period, end) for period in periods)}


def _on_day(periods: list[Fact], day: str, books: Books) -> Answer:
    here = [period for period in periods if in_force(period, day)]
    if not here:
        return Answer("unknown", _nothing(periods, day))
    verdicts = {books.classes[period["class"]]["controls"] for period in here if period.get("assessor")}
    plain = {books.classes[period["class"]]["controls"] for period in here}
    if "disputed" in plain or {"yes", "no"} <= verdicts:
        return Answer("disputed", "control disputed: " + "; ".join(_said(p, day, books) for p in here), tuple(here))
    said = verdicts - {"unknown"} or plain
    if "yes" in said and "yes" in verdicts:
        return _answer("yes", here, day, books)
    return _answer("no" if "no" in said else "unknown", here, day, books)


def _answer(control: Control, here: list[Fact], day: str, books: Books) -> Answer:
    telling = [p for p in here if books.classes[p["class"]]["controls"] == control] or here
    words = dict.fromkeys(_said(period, day, books) for period in telling)
    return Answer(control, "; ".join(words), tuple(telling + [p for p in here if p not in telling]))


def _said(period: Fact, day: str, books: Books) -> str:
    """One period in words, with whose class it is if not its own, and what a class younger than the day rests on."""
    text: str = books.classes[period["class"]]["wording"].format(owner=period["owner"], by=books.assessor(period))
    if period.get("note", "").startswith("class of"):
        text = f"{text} ({period['note']})"
    edition = str(period.get("edition", ""))[:4]
    if not period.get("assessor") or not edition.isdigit() or day[:4] >= edition or not day:
        return text
    since = period.get("valid_from", "")[:7]
    return f"{text}; same owner since {since}" if since else f"{text}; start of that ownership not recorded"


def _nothing(periods: list[Fact], day: str) -> str:
    if not periods:
        return "control not established"
    first = min(period.get("valid_from", "") for period in periods)
    return (
        f"control not established; first recorded period begins {first}" if day < first else "control not established"
    )


def main_domain(entry: Fact, on: date | None) -> str:
    """The outlet's main site on a day; "" for an undated question when the main site changed."""
    domains = [d for d in entry.get("domains", []) if d["role"] in ("canonical", "former")]
    if not domains:
        others = [d for d in entry.get("domains", []) if d["role"] in ("alternate", "edition")]
        return str(others[0]["host"]) if others else ""
    if on is None:
        return str(domains[0]["host"]) if len(domains) == 1 else _undated_domain(domains)
    day = iso(on)
    for role in ("canonical", "former"):
        for domain in domains:
            if domain["role"] == role and in_force(domain, day) and (role == "canonical" or "valid_until" in domain):
                return str(domain["host"])
    return str(next((d["host"] for d in domains if d["role"] == "canonical"), domains[0]["host"]))


def _undated_domain(domains: list[Fact]) -> str:
    """Old addresses of before 2015 no longer make an undated name doubtful."""
    recent = [d for d in domains if d["role"] == "canonical" or d.get("valid_until", "") > "2015"]
    return str(recent[0]["host"]) if len(recent) == 1 else ""


def listed(entry: Fact, books: Books, on: date | None) -> tuple[str, ...]:
    """Ratings as quotations: who, what, of which part, when; a user's own and stale ones are marked."""
    found = []
    for fact in entry.get("assessments", []):
        assessor = books.assessors.get(fact["assessor"], {})
        value = assessor.get("scale", {}).get(fact["value"], fact["value"])
        scope = f" ({fact['scope']})" if fact.get("scope") else ""
        age = on.year - int(fact["as_of"][:4]) if on and fact["as_of"][:4].isdigit() else 0
        stale = f", {age} years old" if 9000 > age > assessor.get("stale_after", 4) else ""
        own = ", origin: user" if fact.get("origin") == "user" else ""
        found.append(f"{assessor.get('name', fact['assessor'])}: {value}{scope}, {fact['as_of']}{own}{stale}")
    return tuple(found)


def measures(entry: Fact, on: date | None) -> tuple[str, ...]:
    """Legal measures taken by that day; all of them for an undated question."""
    day = iso(on) or OPEN_END
    return tuple(
        f"{fact['authority']}: {fact['measure']}, {fact.get('effective_from', fact['decided_on'])}"
        for fact in entry.get("measures", [])
        if fact.get("effective_from", fact["decided_on"]) <= day < fact.get("effective_until", "9999-12-32")
    )


def standing(entry_id: str, entry: Fact, on: date | None, books: Books) -> Standing:
    """The `Standing` that reports carry: facts in force that day, today's where they differ, and the evidence."""
    found = state_control(entry, on, books)
    today = _on_day(entry.get("ownership", []), OPEN_END, books)
    first = found.periods[0] if found.periods else {}
    evidence = dict.fromkeys(
        [cite for period in found.periods for cite in books.cite(entry, period["evidence"])] + [entry.get("place", "")]
    )
    same = today.wording.split(";")[0] == found.wording.split(";")[0]
    return Standing(
        id=entry_id,
        name=entry["name"],
        status="known",
        kind=entry["kind"],
        country=entry["country"],
        domain=main_domain(entry, on),
        control=found.control,
        wording=found.wording,
        today="" if same else today.wording,
        owner=first.get("owner", ""),
        since=first.get("valid_from", ""),
        languages=tuple(entry.get("languages", ())),
        lists=listed(entry, books, on),
        measures=measures(entry, on),
        evidence=tuple(cite for cite in evidence if cite),
    )
