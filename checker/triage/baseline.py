"""The findings that were accepted as they were on some day: one file, one finding a line, readable in review."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from checker.config import Settings
from checker.errors import ConfigError
from checker.model import ArticleReport, Finding, Span
from checker.triage.allows import triage_finding
from checker.triage.fingerprints import words_of

_FORMAT = "checker-baseline/1"
_LONGEST = 160


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One accepted finding; `text` is there for the person who reviews the file and takes no part in matching."""

    path: str
    rule: str
    text: str
    fingerprint: str


def read_baseline(path: Path) -> tuple[Entry, ...]:
    """The entries of a baseline file. Raises `ConfigError` for a file that is missing or of another shape."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError("no such baseline (write one with --write-baseline)", str(path)) from None
    except json.JSONDecodeError as error:
        raise ConfigError(error.msg, str(path), error.lineno, error.colno) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot be read: {error}", str(path)) from None
    if not isinstance(data, dict) or data.get("format") != _FORMAT:
        raise ConfigError(f'not a baseline of this version ("format": "{_FORMAT}")', str(path))
    try:
        return tuple(Entry(**item) for item in data["findings"])
    except (KeyError, TypeError):
        raise ConfigError("an entry needs fingerprint, path, rule and text", str(path)) from None


def baseline_text(reports: Sequence[ArticleReport], settings: Settings, before: Sequence[Entry] = ()) -> str:
    """The file that accepts every finding of these reports that no allow covers.

    Entries of `before` for files that are not among the reports stay.
    """
    here = {settings.relative(report.article.source) for report in reports}
    entries = {entry for entry in before if entry.path not in here}
    for report in reports:
        path = settings.relative(report.article.source)
        for found in report.findings:
            if found.state != "allowed" and found.policy != "stale-baseline":
                text = words_of(found, report)[:_LONGEST]
                entries.add(Entry(path, found.policy, text, found.fingerprint))
    lines = [json.dumps(asdict(entry), ensure_ascii=False, sort_keys=True) for entry in sorted(entries)]
    body = ",\n".join(lines)
    return f'{{"format": "{_FORMAT}", "findings": [\n{body}\n]}}\n' if lines else _EMPTY


_EMPTY = f'{{"format": "{_FORMAT}", "findings": []}}\n'


def known(report: ArticleReport, settings: Settings, entries: Sequence[Entry]) -> ArticleReport:
    """The report with the findings of the baseline marked known."""
    path = settings.relative(report.article.source)
    prints = {entry.fingerprint for entry in entries if entry.path == path}
    findings = (
        replace(found, state="known") if found.state == "new" and found.fingerprint in prints else found
        for found in report.findings
    )
    return replace(report, findings=tuple(findings))


def stale(
    report: ArticleReport, settings: Settings, entries: Sequence[Entry], ran: Collection[str]
) -> Iterator[Finding]:
    """A note for every entry of this file that matches nothing any more although its rule ran."""
    path = settings.relative(report.article.source)
    present = {found.fingerprint for found in report.findings}
    start = report.article.blocks[0].span if report.article.blocks else Span(0, 0)
    for entry in entries:
        if entry.path == path and entry.rule in ran and entry.fingerprint not in present:
            said = f"the baseline still lists {entry.rule} for “{entry.text[:60]}”, which is no longer found"
            yield triage_finding(report, "stale-baseline", said, start)
