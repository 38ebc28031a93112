"""One table for a sheet: a row for every claim, hop, match and link of a report; for findings, a row a finding.

The first column says what the row is. A cell that a spreadsheet would take for a formula gets a leading quote.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from checker.formats import Options
from checker.formats._cells import line
from checker.formats._counts import fresh
from checker.formats._wording import content, link_of, link_outlet, link_target, route, station, words
from checker.model import Article, ArticleReport, Claim, Finding, Report, Span

COLUMNS = (
    "row", "file", "line", "column", "claim", "words", "kind", "act", "cue", "source", "source_kind", "description",
    "role", "relation", "basis", "state", "note", "link", "href", "target", "policy", "severity", "confidence",
    "message",
)  # fmt: skip
_FORMULA = "=+-@＝＋－＠"  # sheets read the wide forms as well


def render(report: Report, options: Options) -> str:
    """The table with its head; lines end in a line feed."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    for part in report.articles:
        rows = _report(part) if options.view != "findings" else _findings(part, report)
        writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return out.getvalue()


def _cell(value: object) -> object:
    if not isinstance(value, str):
        return value
    text = line(value)
    return f"'{text}" if text[:1] and text[0] in _FORMULA else text


def _at(article: Article, span: Span | None) -> dict[str, object]:
    if span is None:
        return {"file": article.source}
    place = article.place(span.start)
    return {"file": article.source, "line": place.line, "column": place.column}


def _report(part: ArticleReport) -> Iterator[dict[str, object]]:
    for claim in part.claims:
        yield _claim(part.article, claim)
        yield from _hops(part, claim)
        yield from _matches(part.article, claim)
    used = {index: claim.id for claim in part.claims for index in claim.links}
    for index, link in enumerate(part.article.links):
        yield _at(part.article, link.span) | {
            "row": "link", "claim": used.get(index, ""), "link": link.anchor, "href": link.href,
            "target": link.target or link_target(link), "note": link_outlet(link), "state": link.state,
        }  # fmt: skip


def _claim(article: Article, claim: Claim) -> dict[str, object]:
    speaker = claim.speaker
    return _at(article, claim.content[0] if claim.content else claim.sentence) | {
        "row": "claim", "claim": claim.id, "words": content(article, claim), "kind": claim.kind, "act": claim.act,
        "cue": words(article, claim.cue), "source": speaker.name, "source_kind": speaker.kind,
        "description": speaker.description, "confidence": claim.confidence,
    }  # fmt: skip


def _hops(part: ArticleReport, claim: Claim) -> Iterator[dict[str, object]]:
    for hop in route(part, claim):
        shown = station(hop)
        link = link_of(part.article, hop.link)
        yield _at(part.article, hop.span) | {
            "row": "hop", "claim": claim.id, "words": words(part.article, hop.span), "source": shown.name,
            "source_kind": hop.source.kind, "role": hop.role, "relation": hop.relation, "basis": hop.basis,
            "state": shown.state, "note": shown.note, "link": link.anchor if link else "",
            "href": link.href if link else "", "target": (link.target or "") if link else "",
        }  # fmt: skip


def _matches(article: Article, claim: Claim) -> Iterator[dict[str, object]]:
    for match in claim.matches:
        yield _at(article, match.content) | {
            "row": "match", "claim": claim.id, "kind": match.kind, "words": match.words, "source": match.speaker,
            "note": match.difference or match.reason, "target": match.url,
        }  # fmt: skip


def _findings(part: ArticleReport, report: Report) -> Iterator[dict[str, object]]:
    for finding in fresh(part.findings, report.audience == "auditor"):
        yield _finding(part, finding)


def _finding(part: ArticleReport, finding: Finding) -> dict[str, object]:
    first = finding.marks[0].span if finding.marks else None
    return _at(part.article, first) | {
        "row": "finding", "claim": finding.claim, "words": words(part.article, first), "policy": finding.policy,
        "severity": finding.severity, "confidence": finding.confidence, "message": finding.message,
        "state": finding.state, "note": finding.reason,
    }  # fmt: skip
