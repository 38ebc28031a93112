"""Which findings count: allow comments, configuration, baseline, changed paragraphs, audience."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from checker.config import FailOn, Settings
from checker.model import ArticleReport, Audience, Finding, Policy, Severity
from checker.policies import gather, replaced
from checker.triage.allows import allowed
from checker.triage.baseline import Entry, baseline_text, known, read_baseline, stale
from checker.triage.changes import Changes, changed_only, changes_since
from checker.triage.fingerprints import fingerprinted

__all__ = [
    "TRIAGE_POLICIES",
    "Changes",
    "Entry",
    "Triaged",
    "baseline_text",
    "changes_since",
    "failing",
    "read_baseline",
    "triage",
]

_SEVERITIES: tuple[Severity, ...] = ("off", "note", "warning", "error")


@dataclass(frozen=True, slots=True)
class Triaged:
    """What triage made of a run.

    `reports` are to be shown; `complete` hold every finding by itself; `hidden` counts by severity what is not shown.
    """

    reports: tuple[ArticleReport, ...]
    complete: tuple[ArticleReport, ...]
    hidden: tuple[tuple[str, int], ...]


def triage(
    reports: Sequence[ArticleReport],
    settings: Settings,
    ran: Mapping[str, Sequence[Policy]],
    *,
    audience: Audience,
    fail_on: FailOn = "error",
    baseline: Sequence[Entry] = (),
    changes: Changes | None = None,
    today: date,
) -> Triaged:
    """Decide what counts in reports whose findings come straight from `judge`.

    `ran` holds the policies that ran on each input (`chosen`), by `Article.source`. Order: fingerprints, allows,
    baseline, faults of both, changed paragraphs, audience, what another finding at the same words says better (the
    auditor is shown both), and last the summaries of many findings of one policy.
    `Triaged.complete` is what `baseline_text` wants; exit codes come from `failing(triaged.reports, fail_on)`.
    """
    complete, shown = [], []
    hidden: Counter[str] = Counter()
    for report in reports:
        policies = ran.get(report.article.source, ())
        full = _judged(report, settings, {policy.name for policy in policies}, baseline, today)
        complete.append(full)
        part = changed_only(full, changes) if changes else full
        kept = [found for found in part.findings if _shown(found, audience, fail_on)]
        twice = replaced(kept, policies) if audience != "auditor" else frozenset[Finding]()
        kept = [found for found in kept if found not in twice]
        stays = frozenset(kept)
        hidden.update(found.severity for found in part.findings if found.state == "new" and found not in stays)
        shown.append(gather(replace(part, findings=tuple(kept)), policies))
    counts = tuple((level, hidden[level]) for level in reversed(_SEVERITIES) if hidden[level])
    return Triaged(tuple(shown), tuple(complete), counts)


def _judged(
    report: ArticleReport, settings: Settings, ran: set[str], baseline: Sequence[Entry], today: date
) -> ArticleReport:
    marked, faults = allowed(fingerprinted(report, settings), settings, ran, today)
    marked = known(marked, settings, baseline)
    faults = (*faults, *stale(marked, settings, baseline, ran))
    levels = dict(settings.severity)
    about = tuple(replace(fault, severity=levels.get(fault.policy, fault.severity)) for fault in faults)
    about = tuple(fault for fault in about if fault.severity != "off")
    numbered = fingerprinted(replace(marked, findings=about), settings)
    return replace(marked, findings=(*marked.findings, *known(numbered, settings, baseline).findings))


def _shown(found: Finding, audience: Audience, fail_on: FailOn) -> bool:
    if audience == "auditor":
        return True
    if audience == "editor":
        return found.confidence != "low"
    # A build shows notes only when it was asked to fail on them.
    least: Severity = "note" if fail_on == "note" else "warning"
    return found.confidence == "high" and _SEVERITIES.index(found.severity) >= _SEVERITIES.index(least)


def failing(reports: Sequence[ArticleReport], fail_on: FailOn) -> bool:
    """Whether a new finding at or above the threshold is among those shown."""
    if fail_on == "never":
        return False
    least = _SEVERITIES.index(fail_on)
    new = (found for report in reports for found in report.findings if found.state == "new")
    return any(_SEVERITIES.index(found.severity) >= least for found in new)


TRIAGE_POLICIES = (
    Policy(
        name="allow-without-reason",
        over="article",
        when="",
        severity="error",
        confidence="high",
        message="an allow comment names no rule or gives no reason",
        why="Whoever reads the article next must be able to see why a warning was accepted.",
        do="write it as <!-- checker: allow[rule-name] the reason, your initials -->",
    ),
    Policy(
        name="unused-allow",
        over="article",
        when="",
        severity="warning",
        confidence="high",
        message="an allow covers no finding, or has expired",
        why="An allow that outlives its finding would silently accept the next one.",
        do="take the allow out, or give it a new date with a new reason",
    ),
    Policy(
        name="stale-baseline",
        over="article",
        when="",
        severity="note",
        confidence="high",
        message="the baseline lists a finding that is no longer there",
        why="A baseline should only shrink; entries that match nothing hide how far it has.",
        do="write the baseline again with --write-baseline",
    ),
)
