"""GitLab's Code Quality report: a list of new findings, each with a fingerprint that survives moved lines."""

from __future__ import annotations

import hashlib
import json

from checker.formats import Options
from checker.formats._cells import line
from checker.formats._spots import primary, shown
from checker.model import Finding, Report

SEVERITY = {"error": "major", "warning": "minor", "note": "info", "off": "info"}


def render(report: Report, options: Options) -> str:
    """A JSON list; findings of one fingerprint are told apart by their order."""
    rows, seen = [], dict[str, int]()
    for part, finding in shown(report):
        at = primary(part, finding)
        print_ = _fingerprint(finding)
        seen[print_] = seen.get(print_, 0) + 1
        rows.append(
            {
                "description": line(finding.message),
                "check_name": line(finding.policy),
                "fingerprint": print_ if seen[print_] == 1 else f"{print_}-{seen[print_]}",
                "severity": SEVERITY[finding.severity],
                "location": {"path": at.path, "lines": {"begin": at.line, "end": at.end_line}},
            }
        )
    return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"


def _fingerprint(finding: Finding) -> str:
    if finding.fingerprint:
        return line(finding.fingerprint)
    key = "\0".join((finding.policy, finding.article, finding.message))
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]
