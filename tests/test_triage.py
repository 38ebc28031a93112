"""Which findings count: fingerprints, allows, baseline, changed paragraphs, audiences."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from checker.config import Allow, Settings
from checker.errors import ConfigError
from checker.model import ArticleReport, Comment, Finding, Policy
from checker.policies import judge, load_policies
from checker.rulebase import rulebase
from checker.triage import Entry, Triaged, baseline_text, changes_since, failing, read_baseline, triage
from tests.records import article, claim, hop, link, outlet, report, source

TODAY = date(2026, 3, 1)
POLICIES = {policy.name: policy for policy in load_policies(rulebase())}
RAN = tuple(POLICIES[name] for name in ("chain-through-state", "anonymous-source", "second-hand", "link-empty"))
FIRST = "The boats are old, Jan Vos told Sputnik."
SECOND = "The harbour is deep, a harbour official said."
THIRD = "Boat Anna sails at nine. Boat Anna sails at nine."
TEXT = f"{FIRST}\n\n{SECOND}\n\n{THIRD}"


def made(
    text: str = TEXT, comments: tuple[Comment, ...] = (), path: str = "made.md", trusted: bool = True
) -> ArticleReport:
    """A report with four findings: a route, an unnamed source, and the same empty link twice."""
    links = []
    at = text.find("Boat Anna")
    while at >= 0:
        single = link(text, "Boat Anna", None)
        links.append(replace(single, span=replace(single.span, start=at, end=at + len("Boat Anna"))))
        at = text.find("Boat Anna", at + 1)
    claims = []
    if "Vos" in text:
        route = (hop(text, "Sputnik", outlet("Sputnik", "yes")),)
        claims.append(claim(text, "The boats are old", source(text, "Jan Vos"), "c1", hops=route))
    if "official" in text:
        official = source(text, "a harbour official", "unnamed")
        claims.append(claim(text, "The harbour is deep", official, "c2"))
    page = replace(article(text, tuple(links), comments=comments, source=path), trusted=trusted)
    before = report(page, *claims)
    return replace(before, findings=judge(before, RAN))


def run(
    *reports: ArticleReport,
    root: Path = Path(),
    ran: Sequence[Policy] = RAN,
    audience: str = "auditor",
    **more: object,
) -> Triaged:
    """Triage with everything shown."""
    settings = more.pop("settings", None) or Settings(root.resolve())
    policies = {made.article.source: tuple(ran) for made in reports}
    return triage(reports, settings, policies, audience=audience, today=TODAY, **more)  # type: ignore[arg-type]


def states(triaged: Triaged) -> dict[str, str]:
    return {found.policy: found.state for report in triaged.reports for found in report.findings}


def prints(triaged: Triaged) -> dict[tuple[str, str], str]:
    return {
        (found.policy, found.marks[0].span.of(report.article.text) + str(number)): found.fingerprint
        for report in triaged.complete
        for number, found in enumerate(sorted(report.findings, key=lambda found: found.policy))
    }


# ---------------------------------------------------------------------------------------- fingerprints


def test_a_fingerprint_is_sixteen_hex_digits_and_different_for_equal_words() -> None:
    found = run(made()).complete[0].findings
    assert len({finding.fingerprint for finding in found}) == len(found) == 4
    assert all(len(finding.fingerprint) == 16 and int(finding.fingerprint, 16) >= 0 for finding in found)


@pytest.mark.parametrize(
    "text",
    [
        f"Rain fell on the town.\n\n{TEXT}",
        TEXT.replace("The boats are old", "The boats  are\told"),
        TEXT.replace(THIRD, f"A new paragraph.\n\n{THIRD}"),
    ],
)
def test_a_fingerprint_outlives_paragraphs_above_and_other_spaces(text: str) -> None:
    words = text.replace("boats  are\told", "boats are old")
    before = {(found.policy, found.fingerprint) for found in run(made()).complete[0].findings}
    after = {(found.policy, found.fingerprint) for found in run(made(words)).complete[0].findings}
    assert after == before


def test_a_fingerprint_does_not_look_at_quotation_marks_spaces_or_our_wording() -> None:
    def printed(words: str, message: str) -> str:
        text = f"{words}, Jan Vos told Sputnik."
        said = claim(text, words, source(text, "Jan Vos"), hops=(hop(text, "Sputnik", outlet("Sputnik", "yes")),))
        before = report(article(text), said)
        found = tuple(replace(finding, message=message) for finding in judge(before, RAN[:1]))
        return run(replace(before, findings=found)).complete[0].findings[0].fingerprint

    assert printed("The “old” boats’ nets", "one") == printed('The "old"  boats\' nets', "two")
    assert printed("The “old” boats’ nets", "one") != printed("The “new” boats’ nets", "one")


def test_a_fingerprint_knows_its_file_and_its_route() -> None:
    here = {found.fingerprint for found in run(made()).complete[0].findings}
    there = {found.fingerprint for found in run(made(path="other.md")).complete[0].findings}
    rerouted = {found.fingerprint for found in run(made(TEXT.replace("Sputnik", "Sputnik News"))).complete[0].findings}
    assert here.isdisjoint(there)
    assert len(here & rerouted) >= 2


# ---------------------------------------------------------------------------------------------- allows


def comment(text: str, said: str, before: str | None = None, line: int = 1) -> Comment:
    """A comment in front of these words, at the very end of the first paragraph without any."""
    at = text.index(before) if before else len(FIRST)
    return Comment(at, said, line)


@pytest.mark.parametrize(
    ("note", "allowed"),
    [
        (comment(TEXT, " checker: allow[chain-through-state] page is offline. J.D. ", FIRST), {"chain-through-state"}),
        (comment(TEXT, "checker: allow[chain-through-state] ends its block"), {"chain-through-state"}),
        (comment(TEXT, "checker: allow[chain-through-state] stands before the next", SECOND), set()),
        (comment(TEXT, "checker: allow[anonymous-source, chain-through-state] why", SECOND), {"anonymous-source"}),
        (comment(TEXT, "checker: allow-file[link-empty] a test page", FIRST), {"link-empty"}),
        (comment(TEXT, "checker: allow[chain-through-state]", FIRST), set()),
        (comment(TEXT, "checker: allow why not", FIRST), set()),
        (comment(TEXT, "checkers: allow[chain-through-state] no", FIRST), set()),
    ],
)
def test_an_allow_comment_covers_the_next_block_or_the_one_it_ends(note: Comment, allowed: set[str]) -> None:
    found = states(run(made(comments=(note,))))
    assert {name for name, state in found.items() if state == "allowed"} == allowed


def test_an_allowed_finding_carries_its_reason() -> None:
    note = comment(TEXT, " checker: allow[chain-through-state]  page is\n offline. J.D. ", FIRST)
    (found,) = [found for found in run(made(comments=(note,))).reports[0].findings if found.state == "allowed"]
    assert found.reason == "page is offline. J.D."


@pytest.mark.parametrize(
    ("said", "rule", "message"),
    [
        ("checker: allow[chain-through-state]", "allow-without-reason", "line 7 gives no reason"),
        ("checker: allow I know better", "allow-without-reason", "line 7 names no rule"),
        ("checker: allow[second-hand] cited twice", "unused-allow", "line 7 for second-hand covers no finding"),
    ],
)
def test_a_faulty_allow_comment_is_a_finding(said: str, rule: str, message: str) -> None:
    note = comment(TEXT, said, FIRST, 7)
    (fault,) = [found for found in run(made(comments=(note,))).reports[0].findings if found.policy == rule]
    assert message in fault.message
    assert fault.severity == ("error" if rule == "allow-without-reason" else "warning")
    assert fault.fingerprint


def test_an_allow_for_a_rule_that_did_not_run_is_not_called_unused() -> None:
    note = comment(TEXT, "checker: allow[second-hand] cited twice", FIRST)
    assert "unused-allow" not in states(run(made(comments=(note,)), ran=RAN[:1]))


def test_allow_comments_count_only_in_files_of_our_own_and_where_they_are_wanted() -> None:
    note = comment(TEXT, "checker: allow[chain-through-state] trust me", FIRST)
    assert states(run(made(comments=(note,), trusted=False)))["chain-through-state"] == "new"
    settings = Settings(Path().resolve(), inline_allow=False)
    assert states(run(made(comments=(note,)), settings=settings))["chain-through-state"] == "new"


def entry(**more: object) -> Settings:
    given = {"path": "*.md", "rule": "chain-through-state", "reason": "checked", "quote": "boats are old", "line": 4}
    return Settings(Path().resolve(), allow=(Allow(**{**given, **more}),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("settings", "state", "fault"),
    [
        (entry(), "allowed", ""),
        (entry(quote="told  Sputnik"), "allowed", ""),
        (entry(quote=""), "allowed", ""),
        (entry(until=TODAY), "allowed", ""),
        (entry(until=date(2026, 2, 28)), "new", "expired on 2026-02-28"),
        (entry(quote="boats are new"), "new", "covers no finding"),
        (entry(path="content/*.md"), "new", ""),
        (entry(rule="second-hand"), "new", "covers no finding"),
    ],
)
def test_an_allow_of_the_configuration_is_matched_by_words(settings: Settings, state: str, fault: str) -> None:
    triaged = run(made(), settings=settings)
    assert states(triaged)["chain-through-state"] == state
    faults = [found.message for found in triaged.reports[0].findings if found.policy == "unused-allow"]
    assert len(faults) == bool(fault)
    assert all(fault in said and "line 4" in said for said in faults)


def test_the_faults_of_allows_obey_the_configuration() -> None:
    settings = replace(entry(quote="none"), severity=(("unused-allow", "off"),))
    assert "unused-allow" not in states(run(made(), settings=settings))


# -------------------------------------------------------------------------------------------- baseline


def test_a_baseline_makes_findings_known_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "baseline.json"
    settings = Settings(Path().resolve())
    file.write_text(baseline_text(run(made()).complete, settings), encoding="utf-8")
    entries = read_baseline(file)
    assert [item.rule for item in entries] == ["anonymous-source", "chain-through-state", "link-empty", "link-empty"]
    assert json.loads(file.read_text(encoding="utf-8"))["findings"][0]["text"] == "The harbour is deep"
    again = run(made(), baseline=entries)
    assert set(states(again).values()) == {"known"}
    assert not failing(again.reports, "note")
    third = run(made(TEXT + " Boat Anna sails at nine."), baseline=entries)
    assert sorted(found.state for found in third.reports[0].findings if found.policy == "link-empty") == [
        "known",
        "known",
        "new",
    ]
    assert failing(third.reports, "error")


def test_a_baseline_entry_that_matches_nothing_is_a_note(tmp_path: Path) -> None:
    settings = Settings(Path().resolve())
    file = tmp_path / "baseline.json"
    file.write_text(baseline_text(run(made()).complete, settings), encoding="utf-8")
    shorter = run(made(f"{FIRST}\n\n{THIRD}"), baseline=read_baseline(file))
    (fault,) = [found for found in shorter.reports[0].findings if found.policy == "stale-baseline"]
    assert (fault.severity, "anonymous-source" in fault.message) == ("note", True)
    unasked = run(made(f"{FIRST}\n\n{THIRD}"), baseline=read_baseline(file), ran=RAN[:1])
    assert "stale-baseline" not in states(unasked)


def test_writing_a_baseline_keeps_the_entries_of_other_files_and_leaves_out_what_is_allowed() -> None:
    settings = entry()
    other = run(made(path="other.md")).complete
    before = tuple(
        item for item in read_text_baseline(baseline_text(other, Settings(Path().resolve()))) if item.path == "other.md"
    )
    text = baseline_text(run(made(), settings=settings).complete, settings, before)
    rules = [(item.path, item.rule) for item in read_text_baseline(text)]
    assert ("made.md", "chain-through-state") not in rules
    assert ("other.md", "chain-through-state") in rules
    assert rules == sorted(rules)
    assert text == baseline_text(run(made(), settings=settings).complete, settings, before)


def read_text_baseline(text: str) -> tuple[Entry, ...]:
    return tuple(Entry(**item) for item in json.loads(text)["findings"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", r"b\.json:1:2: "),
        ("[]", "not a baseline"),
        ('{"format": "checker-baseline/1", "findings": [{}]}', "entry"),
    ],
)
def test_a_wrong_baseline_is_refused(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "b.json").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=said):
        read_baseline(tmp_path / "b.json")
    with pytest.raises(ConfigError, match="no such baseline"):
        read_baseline(tmp_path / "none.json")


# ------------------------------------------------------------------------------------------- audiences


def test_each_audience_sees_its_part_and_the_rest_is_counted() -> None:
    before = made()
    grades = {"anonymous-source": "low", "chain-through-state": "medium"}
    graded = tuple(replace(found, confidence=grades.get(found.policy, "high")) for found in before.findings)
    before = replace(before, findings=graded)
    ci, editor, auditor = (run(before, audience=name) for name in ("ci", "editor", "auditor"))
    assert set(states(ci)) == {"link-empty"}
    assert ci.hidden == (("warning", 1), ("note", 1))
    assert set(states(editor)) == {"link-empty", "chain-through-state"}
    assert editor.hidden == (("note", 1),)
    assert set(states(auditor)) == {"link-empty", "chain-through-state", "anonymous-source"}
    assert auditor.hidden == ()


@pytest.mark.parametrize(
    ("severity", "instead", "audience", "shown"),
    [
        ("note", ("anonymous-source",), "editor", {"says-more"}),
        ("warning", ("anonymous-source",), "editor", {"says-more"}),
        ("note", ("anonymous-source",), "auditor", {"says-more", "anonymous-source"}),
        ("note", (), "editor", {"says-more", "anonymous-source"}),
        ("note", ("link-empty",), "editor", {"says-more", "anonymous-source"}),
    ],
)
def test_at_the_same_words_one_finding_takes_the_place_of_another(
    severity: str, instead: tuple[str, ...], audience: str, shown: set[str]
) -> None:
    before = made(SECOND)
    (plain,) = judge(before, [POLICIES["anonymous-source"]])
    more = replace(plain, policy="says-more", severity=severity)  # type: ignore[arg-type]
    policy = replace(POLICIES["anonymous-source"], name="says-more", instead_of=instead)
    ran = (POLICIES["anonymous-source"], policy)
    done = run(replace(before, findings=(plain, more)), ran=ran, audience=audience)
    assert {found.policy for found in done.reports[0].findings} == shown
    assert len(done.complete[0].findings) == 2


def test_a_milder_finding_takes_no_place() -> None:
    before = made(SECOND)
    (plain,) = judge(before, [POLICIES["anonymous-source"]])
    policy = replace(POLICIES["anonymous-source"], name="says-more", instead_of=("anonymous-source",))
    findings = (replace(plain, severity="warning"), replace(plain, policy="says-more"))
    ran = (POLICIES["anonymous-source"], policy)
    done = run(replace(before, findings=findings), ran=ran, audience="editor")
    assert len(done.reports[0].findings) == 2


def test_a_build_shows_notes_when_it_is_to_fail_on_them() -> None:
    before = made()
    before = replace(before, findings=tuple(replace(found, confidence="high") for found in before.findings))
    assert "anonymous-source" not in states(run(before, audience="ci"))
    assert "anonymous-source" in states(run(before, audience="ci", fail_on="note"))


@pytest.mark.parametrize(
    ("severity", "fail_on", "expected"),
    [("note", "note", True), ("note", "warning", False), ("warning", "error", False), ("error", "error", True)],
)
def test_the_threshold(severity: str, fail_on: str, expected: bool) -> None:
    before = made()
    one: Finding = replace(before.findings[0], severity=severity)  # type: ignore[arg-type]
    assert failing((replace(before, findings=(one,)),), fail_on) is expected  # type: ignore[arg-type]
    assert not failing((replace(before, findings=(one,)),), "never")
    assert not failing((replace(before, findings=(replace(one, state="known"),)),), fail_on)  # type: ignore[arg-type]


# --------------------------------------------------------------------------------------------- changes


def git(folder: Path, *arguments: str) -> str:
    who = ("-c", "user.name=A", "-c", "user.email=a@a.example", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    git(tmp_path, "init", "-q")
    (tmp_path / "made.md").write_text(TEXT, encoding="utf-8")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "one")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def changed(repository: Path, text: str, name: str = "made.md", reference: str = "HEAD") -> set[str]:
    (repository / name).write_text(text, encoding="utf-8")
    triaged = run(made(text, path=name), root=repository, changes=changes_since(reference, repository))
    return set(states(triaged))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TEXT, set()),
        (TEXT.replace("old,", "very old,").replace("The boats are very old", "The boats are old"), set()),
        (TEXT.replace(SECOND, f"{SECOND} It is deep."), {"anonymous-source"}),
        (f"A new opening.\n\n{TEXT}", set()),
        (TEXT + " The tide is high.", {"link-empty"}),
        (
            TEXT.replace(FIRST, f"{FIRST} Nobody asked.").replace(THIRD, f"{THIRD} So."),
            {"chain-through-state", "link-empty"},
        ),
    ],
)
def test_only_changed_paragraphs_are_reported(repository: Path, text: str, expected: set[str]) -> None:
    assert changed(repository, text) == expected


def test_a_line_taken_out_of_a_paragraph_changes_it(repository: Path) -> None:
    wrapped = TEXT.replace(SECOND, f"{SECOND}\nThe tide is high.\nThe rain fell.")
    (repository / "made.md").write_text(wrapped, encoding="utf-8")
    git(repository, "commit", "-qam", "two")
    assert changed(repository, wrapped.replace("\nThe tide is high.", "")) == {"anonymous-source"}


def test_a_new_file_is_changed_throughout_also_with_an_odd_name(repository: Path) -> None:
    assert len(changed(repository, TEXT, 'new "é".md')) == 3
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "two")
    assert changed(repository, TEXT, 'new "é".md') == set()
    assert changed(repository, TEXT + " So.", 'new "é".md') == {"link-empty"}


def test_the_reference_is_where_the_branch_was_left(repository: Path) -> None:
    main = git(repository, "branch", "--show-current").strip()
    git(repository, "checkout", "-qb", "draft")
    (repository / "made.md").write_text(TEXT + " The tide is high.", encoding="utf-8")
    git(repository, "commit", "-qam", "draft")
    git(repository, "checkout", "-q", main)
    (repository / "made.md").write_text(TEXT.replace(FIRST, f"{FIRST} Corrected."), encoding="utf-8")
    git(repository, "commit", "-qam", "main goes on")
    git(repository, "checkout", "-q", "draft")
    assert changed(repository, TEXT + " The tide is high.", reference=main) == {"link-empty"}


def test_what_git_does_not_know_is_one_clear_line(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    with pytest.raises(ConfigError, match='git knows no "nowhere"'):
        changes_since("nowhere", repository)
    with pytest.raises(ConfigError, match='git knows no "--output=x"'):
        changes_since("--output=x", repository)
    with pytest.raises(ConfigError, match="--changed-since: git rev-parse"):
        changes_since("HEAD", tmp_path_factory.mktemp("plain"))
