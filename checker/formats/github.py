"""Workflow commands of GitHub Actions: the ten worst as annotations (a step shows no more), the rest as log lines.

The command line adds the Markdown format to the job's summary where GitHub offers one.
"""

from __future__ import annotations

from checker.formats import Options
from checker.formats._cells import line
from checker.formats._counts import rank, summary
from checker.formats._spots import Spot, primary, shown
from checker.model import Finding, Report

MOST = 10
COMMANDS = {"error": "error", "warning": "warning", "note": "notice", "off": "notice"}


def render(report: Report, options: Options) -> str:
    """One command or log line a finding, the worst first over all files, and the summary."""
    found = sorted(shown(report), key=lambda pair: rank(pair[1]))
    rows = []
    for number, (part, finding) in enumerate(found):
        at = primary(part, finding)
        rows.append(_command(at, finding) if number < MOST else _log(at, finding))
    return "\n".join([*rows, _plain(summary(report))]) + "\n"


def _plain(text: str) -> str:
    """A log line that the runner takes for nothing else: it obeys `::` at the start and `##[` anywhere."""
    return text.replace("##[", "## [").lstrip(": ")


def _data(text: str) -> str:
    return line(text).replace("##[", "## [").replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _command(at: Spot, finding: Finding) -> str:
    place = f"file={_property(at.path)},line={at.line},endLine={at.end_line},title={_property(finding.policy)}"
    if at.line == at.end_line:
        place += f",col={at.column},endColumn={at.end_column}"
    advice = f". What to do: {finding.do}" if finding.do else ""
    return f"::{COMMANDS[finding.severity]} {place}::{_data(finding.message + advice)}"


def _log(at: Spot, finding: Finding) -> str:
    place = f"{at.path}:{at.line}:{at.column}"
    return _plain(f"{finding.severity}[{line(finding.policy)}] {place}: {line(finding.message)}")
