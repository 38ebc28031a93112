"""Policies and what they find."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from checker.model.claims import Level
from checker.model.evidence import LinkState
from checker.model.places import Span

Severity = Literal["error", "warning", "note", "off"]


@dataclass(frozen=True, slots=True)
class ExamplePage:
    """A page that an example's article links, as it would be on record: its body in Markdown or HTML, and its state.

    `published` is a day, "2026-11-21"; `seen` the days on which it was looked at, none where it never was.
    """

    url: str
    text: str = ""
    title: str = ""
    published: str = ""
    state: LinkState = "ok"
    status: int = 200
    language: str = "en"
    seen: tuple[str, ...] = ("2026-11-21",)


@dataclass(frozen=True, slots=True)
class Example:
    """A small article that shows a policy: it must fire on it (`marks`: the words it must point at) or stay silent.

    `pages` are what is on record about the pages that it links.
    """

    text: str
    fires: bool
    why: str = ""
    marks: tuple[str, ...] = ()
    format: Literal["markdown", "html", "text"] = "markdown"
    published: str = ""
    publisher: str = ""
    url: str = ""
    pages: tuple[ExamplePage, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """One file of rules/policies, loaded. `over` names the record that it is asked of, `when` is its condition in CEL.

    `marks` are pairs of a path to spans ("claim.speaker.span") and a label template. `milder_when` is a second
    condition under which `milder` is the severity. Findings alike in all of `once_per` become one, with the other
    places beside it. More than `gather_above` findings in one article become one with the message `gathered` (0:
    never). `instead_of` names policies whose findings at the same words it takes the place of.
    """

    name: str
    over: str
    when: str
    severity: Severity
    confidence: Level
    message: str
    why: str
    do: str
    needs: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    marks: tuple[tuple[str, str], ...] = ()
    path: str = ""
    milder_when: str = ""
    milder: Severity = "note"
    once_per: tuple[str, ...] = ()
    gather_above: int = 0
    gathered: str = ""
    instead_of: tuple[str, ...] = ()
    measured: str = ""
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """Words a finding points at, with what to say about them; a finding's first mark is its primary one."""

    span: Span
    label: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A policy that fired. `chain` holds the names along the route, None for a gap; `state` is what triage made of it.

    `claim` is the first of `claims`, all those that it covers; `elsewhere` marks the other places of the same fault
    and `also` names their lines; `reason` is that of the allow that covers it.
    """

    policy: str
    severity: Severity
    confidence: Level
    message: str
    marks: tuple[Mark, ...]
    article: str
    do: str = ""
    claim: str = ""
    chain: tuple[str | None, ...] = ()
    also: tuple[str, ...] = ()
    fingerprint: str = ""
    state: Literal["new", "known", "allowed"] = "new"
    reason: str = ""
    claims: tuple[str, ...] = ()
    elsewhere: tuple[Mark, ...] = ()
