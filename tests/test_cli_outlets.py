"""`checker outlets --check` and `--import`: the registry looked through, and ratings of the user's own taken in."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from checker.cli import main

ENTRY = """- id: ostrel-courier
  name: Ostrel Courier
  kind: newspaper
  country: XX
  domains:
  - {{host: ostrel-courier.example, role: canonical}}
  ownership: [{{owner: Ostrel Press, class: private, evidence: [{evidence}]}}]
  review_due: "{due}"
  evidence:
    own: {{title: "About us", publisher: Ostrel Courier, date: 2025, url: "https://ostrel-courier.example/about"}}
  reviewed_on: 2025-01-02
"""
RATINGS = "domain,value,assessor,as_of\nostrel-courier.example,careful,Press Council,2024-05-01\n"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own" / "outlets").mkdir(parents=True)
    (tmp_path / "checker.toml").write_text('rules = ["own"]\n', encoding="utf-8")
    (tmp_path / "mine.csv").write_text(RATINGS, encoding="utf-8")


def entry(evidence: str = "own", due: str = "2031-01-01") -> None:
    text = ENTRY.format(evidence=evidence, due=due)
    Path("own/outlets/xx.yaml").write_text(text, encoding="utf-8")


def test_our_own_registry_is_without_problems(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["outlets", "--check", "--no-config"]) == 0
    assert "0 problems" in capsys.readouterr().out


DUE = "note: own/outlets/xx.yaml:1: ostrel-courier: review was due on 2031-01-01"
HEARSAY = (
    "own/outlets/xx.yaml:1: ostrel-courier: evidence hearsay is not given, neither here nor in rules/evidence.yaml"
)


@pytest.mark.parametrize(
    ("evidence", "on", "code", "lines"),
    [
        ("own", "2030-12-31", 0, []),
        ("own", "2031-01-01", 0, [DUE]),
        ("own, hearsay", "2030-12-31", 1, [HEARSAY]),
    ],
)
def test_a_fault_fails_and_a_late_review_does_not(
    evidence: str, on: str, code: int, lines: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    entry(evidence)
    assert main(["outlets", "--check", "--on", on]) == code
    shown = capsys.readouterr().out.splitlines()
    ours = [line for line in shown if line.startswith(("own/", "note: own/"))]
    assert ours == lines
    assert shown[-1].startswith(f"{code} problem")


def test_a_broken_entry_names_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    Path("own/outlets/xx.yaml").write_text("- id: ostrel-courier\n  name: [\n", encoding="utf-8")
    assert main(["outlets", "--check"]) == 2
    seen = capsys.readouterr()
    assert seen.out == ""
    assert "own/outlets/xx.yaml:3:1: " in seen.err
    assert seen.err.count("\n") == 1


def test_imported_ratings_are_shown_as_the_users_own(capsys: pytest.CaptureFixture[str]) -> None:
    entry()
    assert main(["outlets", "--import", "mine.csv"]) == 0
    seen = capsys.readouterr()
    assert "own/ratings/mine.csv: 1 of Press Council; 1 domains in the registry, 0 not" in seen.out
    assert seen.err == ""
    assert Path("own/ratings/mine.csv").read_text(encoding="utf-8") == RATINGS
    # in a process of its own, as its users ask: this one holds the registry of before
    command = [sys.executable, "-m", "checker", "outlets", "ostrel-courier.example", "--why"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    told = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, env=environment).stdout
    for part in ("careful", "Press Council", "2024-05-01", "origin: user"):
        assert part in told


def test_a_folder_that_the_configuration_does_not_name_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    Path("desk").mkdir()
    assert main(["outlets", "--import", "mine.csv", "--into", "desk"]) == 0
    assert 'rules = ["desk"]' in capsys.readouterr().err
    assert Path("desk/ratings/mine.csv").is_file()


@pytest.mark.parametrize(
    ("name", "table", "told"),
    [
        ("missing.csv", None, "missing.csv: No such file"),
        ("table.txt", RATINGS.encode(), "table.txt: ratings are a .csv file"),
        ("empty.csv", b"", "empty.csv:1: the first line must be domain,value,assessor,as_of"),
        ("columns.csv", b"domain,score\na.example,1\n", "columns.csv:1: the first line"),
        ("short.csv", RATINGS.encode() + b"b.example,good\n", "short.csv:3: a row is"),
        ("nobody.csv", RATINGS.encode() + b"b.example,good,,2024\n", "nobody.csv:3: a row is"),
        ("latin.csv", RATINGS.encode() + b"caf\xe9.example,good,me,2024\n", "latin.csv:3: not UTF-8"),
        ("open.csv", RATINGS.encode() + b'b.example,"good,me,2024\n', "open.csv:3: "),
    ],
    ids=lambda each: each if isinstance(each, str) and each.endswith(("csv", "txt")) else "",
)
def test_a_wrong_table_is_one_line(
    name: str, table: bytes | None, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if table is not None:
        Path(name).write_bytes(table)
    assert main(["outlets", "--import", name]) == 2
    err = capsys.readouterr().err
    assert err.startswith(f"checker: {told}")
    assert err.count("\n") == 1
    assert not Path("own/ratings").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--import", "mine.csv", "--no-config"], "--into FOLDER"),
        (["--import", "mine.csv", "--into", "nowhere"], "nowhere: no such rules folder"),
        (["--import", "mine.csv", "--check"], "not allowed with"),
        (["--check", "Sputnik"], "not allowed with"),
    ],
)
def test_a_wrong_call_is_one_line(arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["outlets", *arguments]) == 2
    err = capsys.readouterr().err
    assert told in err
    assert err.count("\n") == 1
