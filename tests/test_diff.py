"""Two versions of an article: what its sourcing lost and gained, as text, as JSON and as an exit code."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from checker.cli import main
from checker.config import Settings
from checker.diff.versions import compared
from checker.model import Change, Comparison

HEAD = "# A bridge for Ostrel\n\nDaily Courier, 3 May 2021\n\n"
ROUTE = "“Nobody asked the fishermen about the second pier,” Joost Vos told Vzglyad, according to "
FULL = f"""{HEAD}The bridge will open in June, engineer Mara Voss told [Reuters](https://www.reuters.com/world/ostrel).

The steel was reportedly bought in Linz.

{ROUTE}the Russian state-owned outlet Sputnik.

The toll would stay below two crowns, minister Lars Dahl said.
"""


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("old.md").write_text(FULL, encoding="utf-8")


def compare(new: str) -> Comparison:
    Path("new.md").write_text(new, encoding="utf-8")
    return compared("old.md", "new.md", Settings(Path.cwd()))


def kinds(new: str) -> list[tuple[str, bool]]:
    return [(change.kind, change.degraded) for change in compare(new).changes]


@pytest.mark.parametrize(
    ("was", "becomes", "expected"),
    [
        ("[Reuters](https://www.reuters.com/world/ostrel)", "Reuters", [("link-lost", True)]),
        ("reportedly ", "", [("hedge-dropped", True)]),
        ("Russian state-owned ", "", [("label-dropped", True)]),
        ("fishermen", "fishers", [("quote-changed", True)]),
        ("told Vzglyad, according to the Russian state-owned outlet Sputnik", "told Sputnik", [
            ("chain-shortened", True), ("label-dropped", True),
        ]),
        ("engineer Mara Voss", "an engineer", [("name-dropped", True)]),
        (", minister Lars Dahl said", "", [("attribution-dropped", True)]),
        ("minister Lars Dahl said", "mayor Ilse Brandt said", [("speaker-changed", True)]),
        ("The toll would stay below two crowns, minister Lars Dahl said.\n", "", [("source-lost", True)]),
        ("The toll would", "The pier is long, mayor Ilse Brandt said.\n\nThe toll would", [("source-gained", False)]),
        ("in June", "in July", []),
        ("https://www.reuters.com/world/ostrel", "https://www.reuters.com/world/ostrel-bridge", []),
        ("“Nobody asked the fishermen about the second pier,”", '"Nobody asked the fishermen about the second pier,"',
         []),
    ],
)  # fmt: skip
def test_one_edit_is_one_change(was: str, becomes: str, expected: list[tuple[str, bool]]) -> None:
    assert was in FULL
    assert kinds(FULL.replace(was, becomes)) == expected


def test_a_version_against_itself_and_paragraphs_moved_are_no_change() -> None:
    assert compare(FULL).changes == ()
    head, *paragraphs = FULL.removeprefix(HEAD).strip().split("\n\n")
    assert compare(HEAD + "\n\n".join([*paragraphs, head]) + "\n").changes == ()


def test_a_change_has_its_words_and_its_place_in_both_files() -> None:
    (change,) = compare(
        FULL.replace("fishermen", "fishers").replace("# A bridge", "# A bridge\n\nA line.\n\n##")
    ).changes
    assert isinstance(change, Change)
    assert change.before is not None
    assert change.after is not None
    assert (change.before.line, change.after.line) == (9, 13)
    assert change.message == "words of a quotation differ: the [-fishermen-]{+fishers+} about"


def test_the_command_fails_on_degradation_only(capsys: pytest.CaptureFixture[str]) -> None:
    Path("more.md").write_text(FULL + "\nThe pier is long, mayor Ilse Brandt said.\n", encoding="utf-8")
    assert main(["diff", "old.md", "more.md"]) == 0
    assert "changed[source-gained]: Ilse Brandt is a new source" in capsys.readouterr().out
    assert main(["diff", "old.md", "more.md", "--fail-on", "changed"]) == 1
    assert main(["diff", "more.md", "old.md", "--fail-on", "degraded"]) == 1
    assert main(["diff", "more.md", "old.md", "--fail-on", "never"]) == 0
    capsys.readouterr()
    assert main(["diff", "old.md", "old.md", "--fail-on", "changed"]) == 0
    assert "no change" in capsys.readouterr().out


def test_the_json_holds_what_the_text_says(capsys: pytest.CaptureFixture[str]) -> None:
    Path("new.md").write_text(FULL.replace("reportedly ", ""), encoding="utf-8")
    assert main(["diff", "old.md", "new.md", "-f", "json"]) == 1
    value = json.loads(capsys.readouterr().out)
    assert (value["format"], value["old"], value["new"], value["degraded"]) == ("checker-diff/1", "old.md", "new.md", 1)
    (change,) = value["changes"]
    assert (change["kind"], change["degraded"]) == ("hedge-dropped", True)
    assert change["before"] == {"line": 7, "column": 1}


def test_hostile_words_are_shown_by_number(capsys: pytest.CaptureFixture[str]) -> None:
    Path("new.md").write_text(FULL.replace("fishermen", "fish\x1b]8;;x\x1b\\ers"), encoding="utf-8")
    for name in ("text", "json"):
        main(["diff", "old.md", "new.md", "-f", name])
        assert "\x1b" not in capsys.readouterr().out


# ---------------------------------------------------------------------------------------------------- git


def git(*arguments: str) -> None:
    identity = ("-c", "user.name=Desk", "-c", "user.email=desk@courier.example", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *arguments], check=True, capture_output=True)


def test_a_revision_is_named_as_git_names_it(capsys: pytest.CaptureFixture[str]) -> None:
    git("init", "-q")
    git("add", ".")
    git("commit", "-q", "-m", "before")
    Path("old.md").write_text(FULL.replace("Russian state-owned ", ""), encoding="utf-8")
    assert main(["diff", "HEAD:old.md", "old.md"]) == 1
    assert "degraded[label-dropped]" in capsys.readouterr().out
    assert main(["diff", "HEAD:./old.md", "HEAD:old.md"]) == 0


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("missing.md", "missing.md: No such file or directory"),
        ("HEAD:missing.md", "no such file, and git says:"),
        ("-x:old.md", "the following arguments are required"),
        ("empty.md", "empty.md: "),
    ],
)
def test_what_cannot_be_read_is_one_line_and_two(name: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    git("init", "-q")
    Path("empty.md").write_bytes(b"")
    assert main(["diff", "old.md", name]) == 2
    err = capsys.readouterr().err
    assert told in err
    assert err.count("\n") == 1
