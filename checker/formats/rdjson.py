"""Reviewdog's diagnostics (rdjson), for review comments and editors. Its columns count UTF-8 bytes from 1."""

from __future__ import annotations

import json
from typing import Any

from checker.formats import Options
from checker.formats._cells import line
from checker.formats._spots import Spot, others, primary, shown, spot
from checker.model import Article, ArticleReport, Finding, Report

SEVERITY = {"error": "ERROR", "warning": "WARNING", "note": "INFO", "off": "INFO"}


def render(report: Report, options: Options) -> str:
    """One diagnostic a new finding, its other marks as related places."""
    rows = [_diagnostic(part, finding) for part, finding in shown(report)]
    return json.dumps({"source": {"name": "checker"}, "diagnostics": rows}, indent=2, ensure_ascii=False) + "\n"


def _diagnostic(part: ArticleReport, finding: Finding) -> dict[str, Any]:
    row: dict[str, Any] = {
        "message": line(finding.message),
        "location": _location(part.article, primary(part, finding)),
        "severity": SEVERITY[finding.severity],
        "code": {"value": line(finding.policy)},
    }
    related = [
        {
            "message": line(mark.label or finding.message),
            "location": _location(part.article, spot(part.article, mark.span)),
        }
        for mark in others(finding)
    ]
    return row | {"relatedLocations": related} if related else row


def _location(article: Article, at: Spot) -> dict[str, Any]:
    start = {"line": at.line, "column": _bytes(article, at.line, at.column)}
    end = {"line": at.end_line, "column": _bytes(article, at.end_line, at.end_column)}
    return {"path": at.path, "range": {"start": start, "end": end}}


def _bytes(article: Article, number: int, column: int) -> int:
    """The column in UTF-8 bytes; half a surrogate pair has three, as it would be written."""
    return len(article.origin.line(number)[: column - 1].encode("utf-8", "surrogatepass")) + 1
