"""SARIF 2.1.0, for code scanning: the chain as a code flow, our own fingerprints, allowed findings as suppressions.

All policies that ran are listed, with their reasons, so that an alert that is gone can be closed. `view` makes no
difference. Brackets of a message that would read as an embedded link are escaped (section 3.11.6 of the standard).
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from checker.formats import Options
from checker.formats._cells import line
from checker.formats._spots import Spot, others, path, primary, spot
from checker.formats._wording import described, link_of, route, station
from checker.model import ArticleReport, Finding, Hop, Policy, Report, Span

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {"error": "error", "warning": "warning", "note": "note", "off": "none"}
PROBLEM = {"error": "error", "warning": "warning", "note": "recommendation", "off": "recommendation"}
_RESERVED = ":/?#@!$&'()*+,;=%"


def render(report: Report, options: Options) -> str:
    """One log with one run."""
    policies = {policy.name: policy for policy in report.policies}
    found = [(part, finding) for part in report.articles for finding in part.findings]
    names = list(dict.fromkeys([*policies, *(finding.policy for _, finding in found)]))
    driver: dict[str, Any] = {"name": "checker", "rules": [_rule(name, policies.get(name)) for name in names]}
    if report.versions:
        driver["version"] = line(report.versions.tool)
    run: dict[str, Any] = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The folder that the paths are relative to."}}},
        "invocations": [_invocation(report)],
        "results": [_result(part, finding, names.index(finding.policy)) for part, finding in found],
    }
    if any(finding.state == "known" for _, finding in found):
        for result, (_, finding) in zip(run["results"], found, strict=True):
            result["baselineState"] = "unchanged" if finding.state == "known" else "new"
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def _text(words: str) -> dict[str, str]:
    plain = line(words)
    if "](" in plain:
        plain = plain.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    return {"text": plain}


def _rule(name: str, policy: Policy | None) -> dict[str, Any]:
    rule: dict[str, Any] = {"id": line(name)}
    if policy is None:
        return rule
    why, do = line(policy.why), line(policy.do)
    references = [line(each) for each in policy.references]
    listed = "".join(f"\n- {each}" for each in references)
    rule |= {
        "shortDescription": _text(policy.why.split(". ")[0].rstrip(".") + "."),
        "fullDescription": _text(policy.why),
        "help": {"text": f"{why} What to do: {do}", "markdown": f"{why}\n\n**What to do:** {do}\n{listed}".rstrip()},
        "defaultConfiguration": {"level": LEVELS[policy.severity]},
        "properties": {
            "precision": policy.confidence,
            "problem.severity": PROBLEM[policy.severity],
            "tags": ["sourcing"],
        },
    }
    if links := [each for each in references if each.startswith("https://")]:
        rule["helpUri"] = quote(links[0], safe=_RESERVED)
    return rule


def _invocation(report: Report) -> dict[str, Any]:
    notes = [
        {"level": "error", "message": _text(f"{each.source}: {each.reason}"), "locations": [_file(path(each.source))]}
        for each in report.skipped
    ]
    return {"executionSuccessful": not report.skipped, "toolExecutionNotifications": notes}


def _artifact(name: str) -> dict[str, str]:
    if name.startswith(("http://", "https://")):
        return {"uri": quote(name, safe=_RESERVED)}
    if name.startswith("/"):
        return {"uri": f"file://{quote(name)}"}
    return {"uri": quote(name), "uriBaseId": "%SRCROOT%"}


def _file(name: str) -> dict[str, Any]:
    return {"physicalLocation": {"artifactLocation": _artifact(name)}}


def _location(at: Spot, message: str = "") -> dict[str, Any]:
    region: dict[str, Any] = {"startLine": at.line, "startColumn": at.column}
    region |= {"endLine": at.end_line, "endColumn": at.end_column, "snippet": {"text": at.words}}
    place: dict[str, Any] = {"physicalLocation": {"artifactLocation": _artifact(at.path), "region": region}}
    return place | {"message": _text(message)} if message else place


def _result(part: ArticleReport, finding: Finding, index: int) -> dict[str, Any]:
    related = [_location(spot(part.article, mark.span), mark.label) for mark in others(finding)]
    result: dict[str, Any] = {
        "ruleId": line(finding.policy), "ruleIndex": index, "level": LEVELS[finding.severity],
        "message": _text(finding.message), "locations": [_location(primary(part, finding))],
    }  # fmt: skip
    if related:
        result["relatedLocations"] = [{"id": number, **each} for number, each in enumerate(related, 1)]
    if finding.chain and (flow := _flow(part, finding)):
        result["codeFlows"] = [{"threadFlows": [{"locations": flow}]}]
    if finding.fingerprint:
        result["partialFingerprints"] = {"checkerFinding/v1": line(finding.fingerprint)}
    if finding.state == "allowed":
        result["suppressions"] = [{"kind": "inSource", "status": "accepted", "justification": line(finding.reason)}]
    names = [None if name is None else line(name) for name in finding.chain]
    result["properties"] = {"confidence": finding.confidence} | ({"chain": names} if names else {})
    return result


def _flow(part: ArticleReport, finding: Finding) -> list[dict[str, Any]]:
    """The hops that stand somewhere in the file, origin first: viewers show them as numbered steps."""
    claim = next((claim for claim in part.claims if claim.id == finding.claim), None)
    hops = route(part, claim) if claim else ()
    return [{"location": _location(spot(part.article, span), _step(part, hop))} for hop in hops if (span := _span(hop))]


def _span(hop: Hop) -> Span | None:
    return hop.span or hop.source.span


def _step(part: ArticleReport, hop: Hop) -> str:
    shown = station(hop)
    name = described(hop.source) if hop.role == "origin" and not shown.gap else shown.name
    to = link_of(part.article, hop.link)
    link = "link without a target" if to and to.target is None else ""
    basis = "" if hop.basis == "stated" else hop.basis
    return f"{hop.role.replace('-', ' ')}: {', '.join(each for each in (name, shown.state, link, basis) if each)}"
