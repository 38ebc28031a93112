"""Findings that a person has accepted, with the reason: allow comments in the text and entries of the configuration."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date

from checker.config import Allow, Settings, matches
from checker.model import ArticleReport, Comment, Finding, Mark, Severity, Span
from checker.triage.fingerprints import folded, words_of

_COMMENT = re.compile(r"\s*checker:\s*allow(?P<file>-file)?\s*(?:\[(?P<rules>[^\]]*)\])?(?P<reason>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class AllowComment:
    """One `checker: allow[rule, rule] reason` of an article. `covers` None: the whole file."""

    rules: tuple[str, ...]
    reason: str
    line: int
    at: Span
    covers: Span | None


def allow_comments(report: ArticleReport) -> tuple[AllowComment, ...]:
    """The allow comments of an article, also those without a rule or a reason.

    One that stands inside a block or ends it covers that block, any other the next block; `allow-file` the file.
    """
    found = []
    for comment in report.article.comments:
        said = _COMMENT.fullmatch(comment.text)
        if said:
            rules = tuple(name.strip() for name in (said["rules"] or "").split(",") if name.strip())
            block = _block(report, comment)
            covers = None if said["file"] else block
            found.append(AllowComment(rules, " ".join(said["reason"].split()), comment.line, block, covers))
    return tuple(found)


def _block(report: ArticleReport, comment: Comment) -> Span:
    spans = [block.span for block in report.article.blocks]
    for span in spans:
        if span.start < comment.at <= span.end or span.start >= comment.at:
            return span
    return spans[-1] if spans else Span(0, 0)


def allowed(
    report: ArticleReport, settings: Settings, ran: Collection[str], today: date
) -> tuple[ArticleReport, tuple[Finding, ...]]:
    """The report with accepted findings marked so, and what is wrong with the allows themselves.

    Comments count only in trusted inputs (files of the working tree) and unless `--no-inline-allow`. An allow is
    called unused only when its rule ran (`ran`).
    """
    inline = settings.inline_allow and report.article.trusted
    comments = allow_comments(report) if inline else ()
    path = settings.relative(report.article.source)
    entries = [entry for entry in settings.allow if matches(entry.path, path)]
    used: set[object] = set()
    findings = []
    for found in report.findings:
        cover = _comment_for(found, comments) or _entry_for(found, report, entries, today)
        if cover is not None:
            used.add(cover)
            found = replace(found, state="allowed", reason=cover.reason)
        findings.append(found)
    faults = [
        *_comment_faults(report, comments, used, ran),
        *_entry_faults(report, settings, entries, used, ran, today),
    ]
    return replace(report, findings=tuple(findings)), tuple(faults)


def _comment_for(found: Finding, comments: Collection[AllowComment]) -> AllowComment | None:
    for comment in comments:
        named = found.policy in comment.rules and comment.reason
        if named and (comment.covers is None or found.marks[0].span.overlaps(comment.covers)):
            return comment
    return None


def _entry_for(found: Finding, report: ArticleReport, entries: Collection[Allow], today: date) -> Allow | None:
    for entry in entries:
        in_force = entry.until is None or today <= entry.until
        if entry.rule == found.policy and in_force and _quoted(entry.quote, found, report):
            return entry
    return None


def _quoted(quote: str, found: Finding, report: ArticleReport) -> bool:
    if not quote:
        return True
    text = report.article.text
    blocks = (block.span for block in report.article.blocks if block.span.overlaps(found.marks[0].span))
    around = " ".join(folded(span.of(text)) for span in blocks)
    return folded(quote) in around or folded(quote) in words_of(found, report)


def _comment_faults(
    report: ArticleReport, comments: Collection[AllowComment], used: set[object], ran: Collection[str]
) -> Iterator[Finding]:
    for comment in comments:
        if not comment.rules:
            said = f"the allow comment on line {comment.line} names no rule"
            yield triage_finding(report, "allow-without-reason", said, comment.at)
        elif not comment.reason:
            said = f"the allow comment on line {comment.line} gives no reason"
            yield triage_finding(report, "allow-without-reason", said, comment.at)
        elif comment not in used and set(comment.rules) <= set(ran):
            said = f"the allow comment on line {comment.line} for {', '.join(comment.rules)} covers no finding"
            yield triage_finding(report, "unused-allow", said, comment.at)


def _entry_faults(
    report: ArticleReport,
    settings: Settings,
    entries: Collection[Allow],
    used: set[object],
    ran: Collection[str],
    today: date,
) -> Iterator[Finding]:
    name = settings.file.name if settings.file else "configuration"
    start = report.article.blocks[0].span if report.article.blocks else Span(0, 0)
    for entry in entries:
        where = f"the allow on line {entry.line} of {name} for {entry.rule}"
        if entry.until is not None and today > entry.until:
            yield triage_finding(report, "unused-allow", f"{where} expired on {entry.until}", start)
        elif entry not in used and entry.rule in ran:
            yield triage_finding(report, "unused-allow", f"{where} covers no finding", start)


_SEVERITIES: dict[str, Severity] = {
    "allow-without-reason": "error",
    "unused-allow": "warning",
    "stale-baseline": "note",
}


def triage_finding(report: ArticleReport, rule: str, message: str, at: Span) -> Finding:
    """A finding about an allow or a baseline entry."""
    return Finding(rule, _SEVERITIES[rule], "high", message, (Mark(at),), report.article.source)
