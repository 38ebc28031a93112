"""How many, and which: claims by act, findings by severity, links without a target, and the line that sums up a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from checker.formats._cells import line
from checker.model import ArticleReport, Claim, Finding, Link, Report

SEVERITIES = ("error", "warning", "note")
CONFIDENCES = ("high", "medium", "low")


def spoken(part: ArticleReport) -> list[tuple[int, Claim]]:
    """Statements and findings, the claims that policies and chains are about, numbered as in the article."""
    return [
        (number, claim)
        for number, claim in enumerate(part.claims, 1)
        if claim.act in ("statement", "finding") and not claim.passes_on
    ]


def other_acts(part: ArticleReport) -> list[tuple[int, Claim]]:
    """Beliefs, wishes and decrees that the article credits to somebody, numbered as in the article."""
    return [(number, claim) for number, claim in enumerate(part.claims, 1) if claim.act not in ("statement", "finding")]


def many(count: int, noun: str) -> str:
    """A count and its noun: "1 claim", "2 claims"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def lost_links(links: Sequence[Link]) -> str:
    """How many links have no target, or nothing when all have one."""
    lost = sum(link.target is None for link in links)
    return f"{lost} of {many(len(links), 'link')} without a target" if lost else ""


def levels(findings: Iterable[Finding]) -> str:
    """How many findings of each severity: "1 error, 2 warnings"."""
    counted: Counter[str] = Counter(finding.severity for finding in findings)
    return ", ".join(many(counted[level], level) for level in SEVERITIES if counted[level]) or "no findings"


def fresh(findings: Iterable[Finding], settled: bool = False) -> list[Finding]:
    """The findings to show, worst first and then in the order of the text: new ones, with `settled` all of them."""
    shown = (finding for finding in findings if settled or finding.state == "new")
    return sorted(shown, key=rank)


def rank(finding: Finding) -> tuple[int, int]:
    """A key that sorts errors before warnings before notes, and among equals what is surer first."""
    severity = SEVERITIES.index(finding.severity) if finding.severity in SEVERITIES else len(SEVERITIES)
    return severity, CONFIDENCES.index(finding.confidence)


def every(report: Report) -> list[Finding]:
    """All findings of the run, in the order of the articles."""
    return [finding for part in report.articles for finding in part.findings]


def summary(report: Report) -> str:
    """The last line: files, claims, findings by severity, and what is not shown and why."""
    findings = every(report)
    claims = sum(len(spoken(part)) for part in report.articles)
    told = f"{many(len(report.articles), 'file')}, {many(claims, 'claim')}: {levels(fresh(findings))}."
    if report.hidden:
        less = " and ".join(many(count, line(level)) for level, count in report.hidden)
        told += f" {less} not shown (--audience {'editor' if report.audience == 'ci' else 'auditor'})."
    states = Counter(finding.state for finding in findings)
    told += f" {states['known']} known, {states['allowed']} allowed."
    return told + (f" {many(len(report.skipped), 'input')} skipped." if report.skipped else "")
