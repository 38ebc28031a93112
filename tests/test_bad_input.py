"""Bad input: one clear line on stderr, exit code 2, and everything else is still reported. Never a traceback."""

from __future__ import annotations

import gzip
import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from checker.cli import main

GOOD = "The bridge will open in June, engineer Mara Voss told the [Daily Courier](https://courier.example/ostrel).\n"
POLICY = """over: claim
when: claim.kind == "direct"
severity: note
confidence: high
needs: [T]
marks: [{at: claim.content, label: quoted}]
message: "{claim.speaker.name} is quoted"
why: because
do: nothing
references: []
examples: {fires: [], silent: []}
"""


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    Path("good.md").write_text(GOOD, encoding="utf-8")


def told(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str], str]:
    """Exit code, lines of stderr, stdout."""
    code = main(arguments)
    seen = capsys.readouterr()
    assert "Traceback" not in seen.err + seen.out
    return code, seen.err.splitlines(), seen.out


# ---------------------------------------------------------------------------------------- unreadable files

PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"
UNREADABLE = {
    "missing.md": (None, "missing.md: No such file or directory"),
    "empty.txt": (b"", "empty.txt: empty file"),
    "blank.md": (b" \n\n\t\n", "blank.md: empty file"),
    "nuls.txt": (b"\0" * 500, "nuls.txt: empty file"),
    "binary.md": (bytes(range(256)) * 40, "binary.md: binary file, not text"),
    "noise.html": (random.Random(7).randbytes(20_000), "noise.html: binary file, not text"),
    "paper.txt": (PDF, "paper.txt: a PDF file, not text"),
    "image.html": (b"\x89PNG\r\n\x1a\n" + bytes(200), "image.html: a PNG image, not text"),
    "empty.html": (b"", "empty.html: empty file"),
    "frames.html": (b"<frameset><frame src=x></frameset>", "frames.html: no article body"),
    "broken.html.gz": (b"\x1f\x8b\x08" + b"x" * 90, "broken.html.gz: damaged gzip file ("),
    "bomb.html.gz": (gzip.compress(b"<p>" + b"a" * 20_000_000), "bomb.html.gz: no article body"),
}


@pytest.mark.parametrize("name", UNREADABLE)
@pytest.mark.parametrize("command", ["check", "report"])
def test_an_unreadable_file_is_one_line_and_the_others_are_reported(
    command: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    content, line = UNREADABLE[name]
    if content is not None:
        Path(name).write_bytes(content)
    code, err, out = told([command, name, "good.md", "-f", "json"], capsys)
    assert code == 2
    assert len(err) == 1
    assert err[0].startswith(f"checker: {line}")
    report = json.loads(out)
    assert [article["source"] for article in report["articles"]] == ["good.md"]
    assert [skipped["source"] for skipped in report["skipped"]] == [name]


def test_a_folder_with_nothing_readable(capsys: pytest.CaptureFixture[str]) -> None:
    Path("photos").mkdir()
    Path("photos/a.jpg").write_bytes(b"\xff\xd8\xff")
    code, err, out = told(["check", "photos", "good.md", "--fail-on", "never"], capsys)
    assert (code, err) == (2, ["checker: photos: no readable article in this folder"])
    assert "1 file" in out


def test_a_file_that_may_not_be_read(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Path.open

    def refuse(path: Path, *arguments: Any, **named: Any) -> Any:
        if path.name == "good.md":
            raise PermissionError(13, "Permission denied")
        return opened(path, *arguments, **named)

    monkeypatch.setattr(Path, "open", refuse)
    code, err, _ = told(["check", "good.md"], capsys)
    assert (code, err) == (2, ["checker: good.md: Permission denied"])


def test_standard_input_that_is_empty(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    class Closed:
        buffer = None

    monkeypatch.setattr("sys.stdin", Closed())
    code, err, _ = told(["check", "-"], capsys)
    assert (code, err) == (2, ["checker: -: standard input is closed"])


# -------------------------------------------------------------------------------------------- read in part

DEGRADED = {
    "nested.html": (
        "<article>" + "<div>" * 3_000 + f"<p>{GOOD * 7}</p>",
        "read in part: the page is nested too deeply",
    ),
    "attributes.html": (
        "<article><p " + " ".join(f"a{number}=1" for number in range(5_000)) + f">{GOOD * 7}</p></article>",
        "read in part: a tag of more than 1000 attributes",
    ),
    "stub.html": (
        f"<article><p>{GOOD}</p></article>",
        "hardly any article body: a stub, or the rest is behind a paywall",
    ),
    "front.md": ("---\na: [\n---\n" + GOOD, "front matter could not be read (line 3)"),
    "alias.md": ("---\na: &a [*a]\n---\n" + GOOD, "front matter could not be read (line 2)"),
    "long.txt": (GOOD * 20, "only the first 1,000 characters of the text were read"),
}


@pytest.mark.parametrize("name", DEGRADED)
def test_what_is_read_in_part_says_so_once(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text, warning = DEGRADED[name]
    monkeypatch.setattr("checker.readers.assembly.MOST_TEXT", 1_000)
    Path(name).write_text(text, encoding="utf-8")
    code, err, out = told(["check", name, "--fail-on", "never"], capsys)
    assert (code, err) == (0, [f"checker: warning: {name}: {warning}"])
    assert "1 file" in out


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("nul.txt", b"The bridge \0opens, Mara Voss\0 said.\n"),
        ("sixteen.txt", "The bridge opens, Mara Voss said.\n".encode("utf-16")),
        ("wrong.html", b'<meta charset="utf-16">' + f"<article><p>{GOOD * 7}</p></article>".encode()),
        ("unclosed.html", f"<article><p>{GOOD * 7}<p>Mara Voss said <a href=x>it <b>was".encode()),
        ("surrogate.html", f"<article><p>&#xD800; &#x110000; {GOOD * 7}</p></article>".encode()),
        ("rtl.txt", "قالت مارا فوس لوكالة رويترز إن الجسر سيفتح.\n\u202eMara said\u202c “it”.\n".encode()),
        ("emoji.txt", "👩‍👩‍👧‍👦 Mara Voss 🎉 said “it is 😀 late”.\n".encode()),
        ("marks.txt", b'"' * 3_000),
        ("capitals.txt", b"Mara " * 5_000),
        ("brackets.md", b"[" * 5_000 + b"a" + b"](x)" * 5_000),
        ("comments.html", b"<!--" * 5_000 + f"<article><p>{GOOD * 7}</p></article>".encode()),
        ("date.html", f'<meta property="article:published_time" content="0000-99-99"><p>{GOOD * 7}</p>'.encode()),
        ("bytes.html", b"<article><p>" + GOOD.encode() * 7 + bytes(range(128, 256)) * 9 + b"</p></article>"),
        ("controls.txt", b"Mara \x1b]8;;http://x\x07 said \x08\x7f it. ::error::x\n"),
    ],
)
def test_odd_content_is_read_in_every_format(name: str, content: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    Path(name).write_bytes(content)
    writes = [part for each in ("json", "sarif", "html", "csv", "markdown") for part in ("-w", f"{each}=out.{each}")]
    code, err, out = told(["report", name, *writes], capsys)
    assert code == 0
    assert [line for line in err if "warning" not in line] == []
    assert "\x1b" not in out
    for each in ("json", "sarif"):
        json.loads(Path(f"out.{each}").read_text(encoding="utf-8"))


def test_libraries_say_nothing_by_themselves() -> None:
    """In a process of its own: here pytest would catch what they log."""
    Path("bytes.html").write_bytes(f"<article><p>{GOOD * 7}".encode() + bytes(range(128, 256)) * 9)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    command = [sys.executable, "-m", "checker", "report", "-q", "bytes.html"]
    done = subprocess.run(command, capture_output=True, timeout=60, env=environment)
    assert (done.returncode, done.stderr) == (0, b"")


# ----------------------------------------------------------------------------------- rules, names, settings


@pytest.mark.parametrize(
    ("place", "text", "line"),
    [
        ("policies/mine.yaml", POLICY.replace("over: claim", "over: [claim"), "mine.yaml:"),
        ("policies/mine.yaml", POLICY.replace("severity", "severty"), 'mine.yaml:3:1: unknown key "severty"'),
        ("policies/mine.yaml", POLICY.replace("claim.kind", "claim.kin"), "mine.yaml:2:"),
        ("policies/mine.yaml", POLICY.replace("nothing", "&a [*a]"), "mine.yaml:9:9: "),
        ("policies/mine.yaml", "\0", "mine.yaml:1:1: "),
        ("policies/mine.yaml", "over: " + "9" * 5_000, "mine.yaml: "),
        ("outlets/mine.yaml", "- id: x\n  name: [\n", "mine.yaml:3:1: "),
        ("urls/mine.yaml", "wrapers: []\n", 'mine.yaml:1:1: unknown key "wrapers"'),
        ("ratings/mine.csv", "domain,score\n", "mine.csv:1: the first line must be"),
    ],
)
def test_a_broken_rule_is_one_line_with_its_place(
    place: str, text: str, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = Path("own", place)
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    Path("checker.toml").write_text('rules = ["own"]\n', encoding="utf-8")
    code, err, out = told(["check", "good.md"], capsys)
    assert (code, len(err), out) == (2, 1, "")
    assert line in err[0]


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--rule", "link-emty"], 'did you mean "link-empty"?'),
        (["--skip", "link-emty"], 'did you mean "link-empty"?'),
        (["--preset", "bcc"], 'did you mean "bbc"?'),
        (["-f", "sarf"], "did you mean 'sarif'?"),
        (["-w", "htm=x.html"], "did you mean 'html'?"),
        (["--rule", "zzzzzz"], "zzzzzz"),
        (["--config", "none.toml"], "none.toml"),
    ],
)
def test_an_unknown_name_is_one_line(arguments: list[str], line: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, err, out = told(["check", "good.md", *arguments], capsys)
    assert (code, len(err), out) == (2, 1, "")
    assert line in err[0]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("fail-on = \n", "checker.toml:1:11: "),
        ('fail-on = "always"\n', "checker.toml:1: "),
        ("severity = 3\n", "checker.toml:1: "),
        ('[severity]\nlink-emty = "off"\n', 'did you mean "link-empty"?'),
        ('rules = ["nowhere"]\n', "nowhere: no such rules folder"),
    ],
)
def test_a_wrong_configuration_is_one_line(text: str, line: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("checker.toml").write_text(text, encoding="utf-8")
    code, err, out = told(["check", "good.md"], capsys)
    assert (code, len(err), out) == (2, 1, "")
    assert line in err[0]
