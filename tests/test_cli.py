"""The command line as its users meet it: exit codes, streams, flags; no traceback, no socket, nothing heavy."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import checker
from checker.cli import main
from checker.formats import names

CLEAN = """# A bridge for Ostrel

Daily Courier, 3 May 2021

The bridge will open in June, engineer Mara Voss told the [Daily Courier](https://courier.example/ostrel).
"""
ERROR = CLEAN.replace("https://courier.example/ostrel", "#")
PYTHON = [sys.executable, "-m", "checker"]


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    (tmp_path / "clean.md").write_text(CLEAN, encoding="utf-8")
    (tmp_path / "error.md").write_text(ERROR, encoding="utf-8")
    (tmp_path / "empty.md").write_bytes(b"")
    (tmp_path / "binary.md").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "folder").mkdir()


def piped(*arguments: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    return subprocess.run([*PYTHON, *arguments], capture_output=True, timeout=60, env=environment, **options)  # type: ignore[call-overload,no-any-return]


# --------------------------------------------------------------------------------------------- exit codes

ONLY = ("--rule", "link-empty")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["check", "clean.md", *ONLY], 0),
        (["check", "error.md", *ONLY], 1),
        (["check", "error.md", *ONLY, "--fail-on", "never"], 0),
        (["check", "error.md", *ONLY, "--fail-on", "note"], 1),
        (["check", "error.md", "--skip", "link-empty"], 0),
        (["check", "clean.md", "error.md", *ONLY], 1),
        (["check", "missing.md"], 2),
        (["check", "empty.md"], 2),
        (["check", "binary.md"], 2),
        (["check", "folder"], 2),
        (["check", "error.md", "missing.md"], 2),
        (["check", "missing.md", "clean.md", "binary.md"], 2),
        (["check"], 2),
        (["check", "https://example.org/"], 2),
        (["check", "clean.md", "--fail-on", "sometimes"], 2),
        (["check", "clean.md", "--no-such-flag"], 2),
        (["check", "clean.md", "-f", "jsn"], 2),
        (["check", "clean.md", "-w", "json"], 2),
        (["check", "clean.md", "-w", "jsn=x"], 2),
        (["check", "clean.md", "--rule", "link-emty"], 2),
        (["check", "clean.md", "--preset", "defualt"], 2),
        (["check", "clean.md", "--date", "yesterday"], 2),
        (["check", "clean.md", "--baseline", "none.json"], 2),
        (["check", "clean.md", "--config", "none.toml"], 2),
        (["check", "error.md", *ONLY, "-w", "json=out.json"], 1),
        (["check", "clean.md", *ONLY, "-w", "json=clean.md/out.json"], 2),
        (["check", "error.md", *ONLY, "--write-baseline", "known.json"], 0),
        (["check", "--show-files", "clean.md"], 0),
        (["check", "--show-files", "folder"], 2),
        (["check", "--show-settings"], 0),
        (["report", "clean.md"], 0),
        (["report", "error.md"], 0),
        (["report", "missing.md", "error.md"], 2),
        (["rules"], 0),
        (["rules", "link-empty"], 0),
        (["rules", "link-emty"], 1),
        (["outlets", "Sputnik"], 0),
        (["outlets", "sputniknews.com", "--on", "2017-07-24"], 0),
        (["outlets", "no-such-outlet.example"], 1),
        (["outlets"], 2),
        (["--version"], 0),
        (["--help"], 0),
        (["check", "--help"], 0),
        ([], 2),
        (["chekc"], 2),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, list) else str(each),
)
def test_exit_code(arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == code
    seen = capsys.readouterr()
    assert "Traceback" not in seen.err + seen.out
    if code == 2:
        assert seen.err.startswith("checker: ")


@pytest.mark.parametrize("name", names())
def test_the_format_never_decides_the_code(name: str) -> None:
    assert main(["check", "error.md", *ONLY, "-f", name]) == 1
    assert main(["check", "clean.md", *ONLY, "-f", name]) == 0
    assert main(["check", "clean.md", "missing.md", *ONLY, "-f", name]) == 2


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["check", "clean.md", "--rule", "link-emty"], 'did you mean "link-empty"?'),
        (["check", "clean.md", "-f", "jsn"], "did you mean 'json'?"),
        (["check", "clean.md", "--preset", "defualt"], 'did you mean "default"?'),
        (["rules", "link-emty"], 'did you mean "link-empty"?'),
        (["check", "missing.md"], "checker: missing.md: No such file or directory"),
        (["check"], "nothing to check"),
    ],
)
def test_one_clear_line(arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(arguments)
    err = capsys.readouterr().err
    assert told in err
    assert err.count("\n") == 1


def test_a_broken_rule_names_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules = tmp_path / "own" / "policies"
    rules.mkdir(parents=True)
    (rules / "mine.yaml").write_text("name: mine\nover: [claim\n", encoding="utf-8")
    (tmp_path / "checker.toml").write_text('rules = ["own"]\n', encoding="utf-8")
    assert main(["check", "clean.md"]) == 2
    assert "mine.yaml:" in capsys.readouterr().err


def test_an_unknown_key_names_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "checker.toml").write_text('\nfail_on = "error"\n', encoding="utf-8")
    assert main(["check", "clean.md"]) == 2
    assert 'checker.toml:2: unknown key "fail_on", did you mean "fail-on"?' in capsys.readouterr().err


# ------------------------------------------------------------------------------------------------ baseline


def test_a_baseline_accepts_what_is_there_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "error.md", *ONLY, "--write-baseline", "known.json"]) == 0
    assert main(["check", "error.md", *ONLY, "--baseline", "known.json"]) == 0
    assert "1 known" in capsys.readouterr().out
    Path("error.md").write_text(ERROR + "\nHe told the [Morning Post](#) more.\n", encoding="utf-8")
    assert main(["check", "error.md", *ONLY, "--baseline", "known.json"]) == 1


# ------------------------------------------------------------------------------------------------- streams


def test_findings_go_to_stdout_and_the_rest_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "error.md", "missing.md", *ONLY])
    seen = capsys.readouterr()
    assert "error[link-empty]" in seen.out
    assert "missing.md" not in seen.out
    assert "missing.md" in seen.err


def test_several_outputs_in_one_run(capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "error.md", *ONLY, "-w", "json=deep/out.json", "-w", "sarif=out.sarif"])
    assert json.loads(Path("deep/out.json").read_text(encoding="utf-8"))["format"] == "checker/1"
    assert json.loads(Path("out.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert "error[link-empty]" in capsys.readouterr().out


def test_github_gets_a_job_summary(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    main(["check", "error.md", *ONLY, "-f", "github"])
    assert "link-empty" in (tmp_path / "summary.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("flags", "environment", "colored"),
    [([], {}, False), (["--color", "always"], {"NO_COLOR": "1"}, True), (["--color", "never"], {}, False)],
)
def test_colour(
    flags: list[str], environment: dict[str, str], colored: bool, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    main(["check", "error.md", *ONLY, *flags])
    assert ("\x1b[" in capsys.readouterr().out) == colored


def test_stdin_takes_the_name_it_is_given() -> None:
    done = piped("report", "-", "--stdin-name", "draft.md", "-f", "json", input=CLEAN.encode())
    (article,) = json.loads(done.stdout)["articles"]
    assert (article["source"], article["format"], done.returncode) == ("draft.md", "markdown", 0)


def test_a_reader_that_goes_away_is_no_error() -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    process = subprocess.Popen(
        [*PYTHON, "report", "clean.md"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(60) == 0


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full on this system")
def test_a_full_disk_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "clean.md", "-w", "json=/dev/full"]) == 2
    assert "/dev/full: cannot write: No space left on device" in capsys.readouterr().err
    with open("/dev/full", "wb") as full:
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
        command = [*PYTHON, "report", "clean.md"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, timeout=60, env=environment)
    assert done.returncode == 2
    assert done.stderr == b"checker: cannot write: No space left on device\n"


def test_a_charset_without_our_characters_loses_nothing_in_silence() -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), "PYTHONIOENCODING": "ascii"}
    Path("curly.md").write_text("The café has curly “words”, Mara Voss said.\n", encoding="utf-8")
    done = subprocess.run([*PYTHON, "report", "curly.md"], capture_output=True, timeout=60, env=environment)
    assert done.returncode == 0
    assert b"The caf\\xe9 has curly \\u201cwords" in done.stdout


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_an_interrupt_is_one_line() -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    process = subprocess.Popen(
        [*PYTHON, "report", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    )
    assert process.stdin is not None
    try:
        # More than a pipe holds: written only once the process has begun to read, and it goes on waiting for the end.
        process.stdin.write(b"word " * 100_000)
        process.stdin.flush()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    finally:
        process.kill()
    assert (process.returncode, err) == (2, b"checker: interrupted\n")


# ------------------------------------------------------------------------------------- light, and offline


def test_help_loads_nothing_heavy() -> None:
    code = "import sys; from checker.cli import main; main(['--help']); print(*sys.modules, file=sys.stderr)"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, env=environment)
    loaded = {name.partition(".")[0] for name in done.stderr.split()}
    heavy = {"yaml", "pydantic", "lxml", "bs4", "jinja2", "requests", "trafilatura", "re2", "tldextract", "tenacity"}
    assert not loaded & heavy
    assert "checker.model" not in done.stderr.split()


def test_importing_the_package_loads_none_of_its_modules() -> None:
    code = "import sys, checker; print(*[name for name in sys.modules if name.startswith('checker.')])"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, env=environment)
    assert done.stdout.strip() == ""


@pytest.mark.parametrize("command", ["check", "report"])
def test_the_default_run_opens_no_socket(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Refused:  # a class, for the standard library makes children of it
        def __init__(self, *_: object, **__: object) -> None:
            raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", Refused)
    monkeypatch.setattr(socket, "getaddrinfo", Refused)
    Path("page.html").write_text(f"<article><h1>Bridge</h1><p>{'A long bridge, Mara Voss said. ' * 12}</p></article>")
    assert main([command, "clean.md", "page.html", "-w", "html=out.html"]) in (0, 1)


def test_rules_lists_as_many_as_there_are_files(capsys: pytest.CaptureFixture[str]) -> None:
    main(["rules"])
    listed = capsys.readouterr().out.partition("\n\n")[0].splitlines()
    files = list((Path(__file__).parent.parent / "rules" / "policies").glob("*.yaml"))
    assert [row.split()[0] for row in listed] == sorted(path.stem for path in files)


@pytest.mark.parametrize("flags", [[], ["-f", "markdown"]])
def test_a_rule_has_a_page(flags: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    main(["rules", "chain-through-state", *flags])
    page = capsys.readouterr().out
    for part in ("why", "do", "hop.source.outlet.control", "rules/policies/chain-through-state.yaml", "silent"):
        assert part in page


# ------------------------------------------------------------------------------------------ git, names, the API


def git(*arguments: str) -> None:
    identity = ("-c", "user.name=Desk", "-c", "user.email=desk@courier.example", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *arguments], check=True, capture_output=True)


@pytest.mark.parametrize(("changed", "code"), [("clean.md", 0), ("error.md", 1)])
def test_changed_since_reports_what_changed(changed: str, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    git("init", "-q")
    git("add", ".")
    git("commit", "-q", "-m", "before")
    path = Path(changed)
    path.write_text(path.read_text(encoding="utf-8").replace("in June", "in July"), encoding="utf-8")
    assert main(["check", "clean.md", "error.md", *ONLY, "--changed-since", "HEAD"]) == code
    assert capsys.readouterr().out.count("error[link-empty]") == code


def test_an_unknown_revision_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    git("init", "-q")
    assert main(["check", "clean.md", "--changed-since", "nowhere"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.skipif(sys.platform != "linux", reason="file names of any bytes")
def test_a_file_name_that_is_no_text() -> None:
    name = os.fsdecode(b"\xff\x1b[2Jodd.md")
    Path(name).write_text(ERROR, encoding="utf-8")
    for each in names():
        assert main(["check", name, *ONLY, "-f", each, "-w", f"{each}=out"]) == 1
        Path("out").read_text(encoding="utf-8")


def test_the_package_answers_as_the_command_does() -> None:
    report = checker.check(["error.md"])
    assert [part.article.source for part in report.articles] == ["error.md"]
    assert isinstance(report, checker.Report)
    assert checker.read("clean.md").links[0].target == "https://courier.example/ostrel"
    with pytest.raises(AttributeError, match="no attribute 'verdict'"):
        checker.verdict  # noqa: B018
