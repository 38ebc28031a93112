"""JUnit XML: a suite a file, a case a policy; new findings fail it, known and allowed ones skip it."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from checker.formats import Options
from checker.formats._cells import line
from checker.formats._spots import path, primary
from checker.model import ArticleReport, Finding, Report


def render(report: Report, options: Options) -> str:
    """The suites; an input that could not be read is a suite with an error."""
    root = ET.Element("testsuites", name="checker")
    policies = [policy.name for policy in report.policies]
    for part in report.articles:
        names = dict.fromkeys([*policies, *(finding.policy for finding in part.findings)])
        suite = ET.SubElement(root, "testsuite", name=path(part.article.source))
        for name in names:
            _case(suite, part, name)
        _count(suite)
    for skipped in report.skipped:
        suite = ET.SubElement(root, "testsuite", name=path(skipped.source))
        case = ET.SubElement(suite, "testcase", name="read", classname=path(skipped.source))
        ET.SubElement(case, "error", message=line(skipped.reason))
        _count(suite)
    for total in ("tests", "failures", "errors", "skipped"):
        root.set(total, str(sum(int(suite.get(total, "0")) for suite in root)))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _case(suite: ET.Element, part: ArticleReport, name: str) -> None:
    found = [finding for finding in part.findings if finding.policy == name]
    new = [finding for finding in found if finding.state == "new"]
    case = ET.SubElement(suite, "testcase", name=line(name), classname=path(part.article.source))
    if new:
        first = primary(part, new[0])
        case.set("line", str(first.line))
        failure = ET.SubElement(case, "failure", message=line(new[0].message), type=new[0].severity)
        failure.text = "\n".join(_told(part, finding) for finding in new)
    elif found:
        reasons = "; ".join(f"{each.state}: {line(each.reason) or 'in the baseline'}" for each in found)
        ET.SubElement(case, "skipped", message=reasons)


def _told(part: ArticleReport, finding: Finding) -> str:
    at = primary(part, finding)
    return (
        f"{at.path}:{at.line}:{at.column}: {finding.severity}: {line(finding.message)}\n  {line(finding.do)}".rstrip()
    )


def _count(suite: ET.Element) -> None:
    suite.set("tests", str(len(suite)))
    for total, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(total, str(len(suite.findall(f"testcase/{tag}"))))
