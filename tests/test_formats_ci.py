"""What other programs read: code scanning, annotations, code quality, test reports, review comments."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import Any

import pytest

from checker.formats import render
from checker.model import Finding, Mark, Report, Skipped, Span
from tests import made_reports as records


def sarif(report: Report) -> dict[str, Any]:
    (run,) = json.loads(render("sarif", report))["runs"]
    return run  # type: ignore[no-any-return]


def test_sarif_gives_the_chain_as_a_code_flow() -> None:
    run = sarif(records.report())
    result = next(each for each in run["results"] if each["ruleId"] == "chain-through-state")
    steps = result["codeFlows"][0]["threadFlows"][0]["locations"]
    assert [step["location"]["message"]["text"].partition(":")[0] for step in steps] == [
        "origin", "first publisher", "relay", "republisher", "publisher",
    ]  # fmt: skip
    assert "Sputnik, state-controlled, link without a target" in steps[2]["location"]["message"]["text"]
    assert result["properties"]["chain"][3] is None


def test_sarif_counts_code_points_and_says_so() -> None:
    run = sarif(records.report())
    assert run["columnKind"] == "unicodeCodePoints"
    region = next(each for each in run["results"] if each["ruleId"] == "chain-through-state")["locations"][0]
    region = region["physicalLocation"]["region"]
    assert (region["startLine"], region["startColumn"], region["endColumn"]) == (5, 101, 152)
    assert region["snippet"]["text"] == "according](#) to Russian state-owned outlet Sputnik"


def test_sarif_lists_every_policy_and_points_into_the_list() -> None:
    run = sarif(records.report())
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == [policy.name for policy in records.POLICIES]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])
    assert all(rule["help"]["markdown"] for rule in run["tool"]["driver"]["rules"])


def test_sarif_keeps_two_fingerprints_of_one_line_and_marks_what_was_accepted() -> None:
    report = records.report()
    (part,) = report.articles
    known = replace(part.findings[0], state="known", fingerprint="ffff000011112222")
    run = sarif(replace(report, articles=(replace(part, findings=(*part.findings, known)),)))
    prints = [result["partialFingerprints"]["checkerFinding/v1"] for result in run["results"]]
    assert len(set(prints)) == len(prints) == 4
    assert [result["baselineState"] for result in run["results"]] == ["new", "new", "new", "unchanged"]
    (allowed,) = [result for result in run["results"] if "suppressions" in result]
    assert allowed["suppressions"][0]["justification"] == "Known to the desk. J.D."
    assert "primaryLocationLineHash" not in json.dumps(run)


def test_sarif_tells_of_inputs_that_could_not_be_read() -> None:
    (invocation,) = sarif(Report((), skipped=(Skipped("a b.md", "empty"),)))["invocations"]
    assert not invocation["executionSuccessful"]
    (note,) = invocation["toolExecutionNotifications"]
    assert note["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a%20b.md"


@pytest.mark.parametrize(
    ("source", "artifact"),
    [
        ("./content/ä b.md", {"uri": "content/%C3%A4%20b.md", "uriBaseId": "%SRCROOT%"}),
        ("content\\a.md", {"uri": "content/a.md", "uriBaseId": "%SRCROOT%"}),
        ("/srv/a.md", {"uri": "file:///srv/a.md"}),
        ("https://example.org/a?b=c", {"uri": "https://example.org/a?b=c"}),
    ],
)
def test_sarif_paths_are_relative_and_valid(source: str, artifact: dict[str, str]) -> None:
    report = replace(records.report(), articles=(records.part(source),))
    place = sarif(report)["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == artifact


def many(count: int) -> Report:
    report = records.report()
    (part,) = report.articles
    mark = (Mark(Span(0, 4)),)
    notes = tuple(Finding(f"note-{number}", "note", "high", "a note", mark, "port.md") for number in range(count))
    errors = (Finding("worst", "error", "high", "50% lost, a:b", mark, "port.md"),)
    return replace(report, articles=(replace(part, findings=notes + errors),))


def test_github_annotates_the_ten_worst_and_logs_the_rest() -> None:
    rows = render("github", many(14)).splitlines()
    commands = [row for row in rows if row.startswith("::")]
    assert len(commands) == 10
    assert commands[0].startswith("::error file=port.md,line=1,endLine=1,title=worst,col=1,endColumn=5::50%25 lost")
    assert {row.partition(" ")[0] for row in commands[1:]} == {"::notice"}
    assert len([row for row in rows if row.startswith("note[note-")]) == 5


def test_gitlab_fingerprints_are_unique_and_stable() -> None:
    rows = json.loads(render("gitlab", many(3)))
    assert len({row["fingerprint"] for row in rows}) == 4
    assert rows == json.loads(render("gitlab", many(3)))
    assert {row["severity"] for row in rows} == {"major", "info"}


def test_junit_has_a_case_a_policy() -> None:
    root = ET.fromstring(render("junit", replace(records.report(), skipped=(Skipped("a.md", "empty"),))))
    assert {key: root.get(key) for key in ("tests", "failures", "errors", "skipped")} == {
        "tests": "4", "failures": "2", "errors": "1", "skipped": "1",
    }  # fmt: skip
    assert [case.get("name") for case in root.iter("testcase")] == [
        *(policy.name for policy in records.POLICIES),
        "read",
    ]


def test_rdjson_counts_utf8_bytes() -> None:
    rows = json.loads(render("rdjson", records.report()))["diagnostics"]
    place = next(row for row in rows if row["code"]["value"] == "chain-through-state")["location"]["range"]
    # code point 101 stands behind two curly quotation marks of three bytes each
    assert place["start"] == {"line": 5, "column": 105}


def test_rdjson_with_an_astral_letter() -> None:
    report = records.hostile("😀 text")
    (row,) = json.loads(render("rdjson", report))["diagnostics"]
    assert row["relatedLocations"][0]["location"]["range"]["start"]["column"] == 11  # 4 + 1 + 4 + 1 bytes, from 1


@pytest.mark.parametrize("name", ["github", "gitlab", "rdjson"])
def test_what_was_accepted_is_not_told_again(name: str) -> None:
    assert not re.search("anonymous-source", render(name, records.report()))
