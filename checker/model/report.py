"""A whole run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from checker.model.article import Article
from checker.model.claims import Chain, Claim
from checker.model.evidence import Copy, Loop
from checker.model.findings import Finding, Policy
from checker.model.sourcing import Sourcing

Audience = Literal["ci", "editor", "auditor"]


@dataclass(frozen=True, slots=True)
class ArticleReport:
    """Everything found in one article; `copies` and `loops` are found beside other articles (a corpus)."""

    article: Article
    claims: tuple[Claim, ...] = ()
    chains: tuple[Chain, ...] = ()
    sourcing: Sourcing = field(default_factory=Sourcing)
    findings: tuple[Finding, ...] = ()
    copies: tuple[Copy, ...] = ()
    loops: tuple[Loop, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """An input that could not be read, with the one line that says why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Versions:
    """What made the report: tool version, digest of the rule files, configuration used."""

    tool: str
    rules: str = ""
    config: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The whole run; formats need nothing else.

    `hidden` counts the new findings that are not shown to this `audience`, by severity.
    """

    articles: tuple[ArticleReport, ...]
    policies: tuple[Policy, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    warnings: tuple[str, ...] = ()
    hidden: tuple[tuple[str, int], ...] = ()
    explain: bool = False
    versions: Versions | None = None
    audience: Audience = "editor"
