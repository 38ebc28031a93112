"""Whole runs from the command line: a large archive, hostile articles, allows, changed paragraphs, equal bytes.

Times are processor seconds of the child process, so that a busy neighbour does not count.
"""

from __future__ import annotations

import csv
import io
import json
import os
import random
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from checker.cli import main
from checker.formats import names

ROOT = Path(__file__).resolve().parent.parent
SEEDS = sorted(path for path in (ROOT / "seeds").iterdir() if path.is_file())
IDENTITY = ("-c", "user.name=Desk", "-c", "user.email=desk@courier.example", "-c", "commit.gpgsign=false")
PEOPLE = [
    ("Mara Voss", "engineer"), ("Joost Haan", "captain"), ("Lars Dahl", "minister"), ("Ilse Brandt", "mayor"),
    ("Nils Holm", "economist"), ("Wen Li", "harbour master"), ("Otto Brand", "lawyer"), ("Marta Lind", "teacher"),
]  # fmt: skip
OUTLETS = ["Reuters", "Bloomberg", "The Guardian", "Kommersant", "TASS", "the BBC", "Der Spiegel", "Le Monde"]
THINGS = ["the bridge", "the ferry line", "the second pier", "the grain terminal", "the tram depot", "the tide gate"]
SHAPES = """\
{what} will open in June, {role} {name} told {outlet}.
“Nobody asked us about {thing},” {name}, the {role} of the town, told {outlet}. “We read it in the paper.”
A senior official said {thing} had cost {number} million crowns, twice what was planned, according to [{outlet}](https://www.reuters.com/{number}).
{name} reportedly left the board in the spring. The council has not said why, and the minutes were not published until the autumn.
The council will meet again on Monday to hear the plan for {thing}. The hall holds two hundred people, and it opens at seven.
""".splitlines()  # noqa: E501
FAULT = "The gate will be shut in May, engineer Mara Voss told the [Harbour Courier](#).\n"


def git(*arguments: str, where: Path | None = None) -> None:
    subprocess.run(["git", *IDENTITY, *arguments], check=True, capture_output=True, cwd=where)


def story(number: int) -> str:
    """An article of about 290 words, with front matter, attributions, links and quotations."""
    pick = random.Random(number)
    rows = [f"---\ntitle: Harbour notes {number}\ndate: 2024-01-02\n---"]
    for _ in range(12):
        (name, role), thing = pick.choice(PEOPLE), pick.choice(THINGS)
        rows.append(pick.choice(SHAPES).format(
            what=thing.capitalize(), thing=thing, name=name, role=role, outlet=pick.choice(OUTLETS),
            number=pick.randrange(3, 90),
        ))  # fmt: skip
    return "\n\n".join(rows) + "\n"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with 300 committed articles and one new one that has a link without a target."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "content").mkdir()
    for number in range(300):
        (folder / "content" / f"old{number}.md").write_text(story(number), encoding="utf-8")
    git("init", "-q", "-b", "main", where=folder)
    git("add", ".", where=folder)
    git("commit", "-q", "-m", "archive", where=folder)
    (folder / "content" / "new.md").write_text(f"{story(300)}\n{FAULT}", encoding="utf-8")
    return folder


MEASURED = """
import json, os, sys
if {offline}:
    import socket
    class Refused:
        def __init__(self, *_, **__): raise AssertionError("a socket was opened")
    socket.socket = socket.getaddrinfo = Refused
from checker.cli import main
code = main(sys.argv[1:])
spent = os.times()
print(json.dumps([code, spent.user + spent.system]), file=sys.stderr)
"""


def measured(folder: Path, *arguments: str, offline: bool = False) -> tuple[int, float, str]:
    """Exit code, processor seconds and output of the command in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURED.format(offline=offline), *arguments], cwd=folder, capture_output=True,
        text=True, encoding="utf-8", timeout=300, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    code, spent = json.loads(done.stderr.splitlines()[-1])
    return code, spent, done.stdout


CHANGED = ("check", "content/", "--preset", "ci", "--changed-since", "main")


def test_one_new_article_among_three_hundred(archive: Path) -> None:
    measured(archive, *CHANGED)  # compiles the rules once, as the first run on a machine does
    code, spent, shown = measured(archive, *CHANGED)
    assert code == 1
    assert set(re.findall(r"--> (\S+?):", shown)) == {"content/new.md"}
    assert spent < 3
    assert measured(archive, *CHANGED, offline=True)[0] == 1


def test_the_whole_archive(archive: Path) -> None:
    code, spent, shown = measured(archive, "check", "content/", "--preset", "ci")
    assert code == 1
    assert "301 files" in shown
    assert spent < 10


# --------------------------------------------------------------------------------------------- equal bytes


@pytest.mark.parametrize("command", ["check", "report"])
def test_two_runs_give_the_same_bytes_in_every_format(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In two processes, for the order of a set differs from one to the next."""
    monkeypatch.chdir(ROOT)
    seen = []
    for number in "12":
        writes = [f"{name}={tmp_path / f'{name}.{number}'}" for name in names()]
        flags = [part for each in writes for part in ("-w", each)]
        done = subprocess.run(
            [sys.executable, "-m", "checker", command, "seeds", "--audience", "auditor", *flags],
            capture_output=True, timeout=300, env={**os.environ, "PYTHONHASHSEED": number},
        )  # fmt: skip
        assert done.returncode in (0, 1)
        seen.append([done.stdout, *((tmp_path / f"{name}.{number}").read_bytes() for name in names())])
    assert seen[0] == seen[1]
    assert all(seen[0])


# -------------------------------------------------------------------------------------- hostile, end to end

ATTACKS = {
    "terminal": "\x1b]8;;https://evil.example\x1b\\",
    "workflow": "%0A::error::gotcha ##[error]gotcha",
    "page": "</script><img src=x onerror=gotcha()>",
    "sheet": "=cmd|' /C calc'!A0",
    "cdata": "]]>",
    "astral": "𝔐arta 🌊",
    "direction": "\u202egnorw\u2066",
}


@pytest.fixture(params=ATTACKS.values(), ids=ATTACKS)
def hostile(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An article that attacks: in its words, in a quotation, in an anchor, in an address and in its title."""
    monkeypatch.chdir(tmp_path)
    attack = str(request.param)
    text = (
        f"# {attack}\n\n{attack} “the {attack} gate is shut,” Mara Voss told [{attack}](#).\n\n"
        f"Joost Haan reportedly left {attack}.\n\n"
        f"[{attack} Voss](https://x.example/?{attack.replace(' ', '+')}) told Sputnik the {attack} pier is open.\n"
    )
    Path("article.md").write_text(text, encoding="utf-8")
    return attack


@pytest.mark.parametrize("command", ["check", "report"])
def test_an_article_that_attacks_every_format_reaches_none(hostile: str, command: str) -> None:
    flags = [part for name in names() for part in ("-w", f"{name}=out.{name}")]
    assert main([command, "article.md", "--audience", "auditor", *flags]) in (0, 1)
    written = {name: Path(f"out.{name}").read_text(encoding="utf-8") for name in names()}
    for name, text in written.items():
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", text), name
    for name in ("json", "sarif", "gitlab"):
        json.loads(written[name])
    ElementTree.fromstring(written["junit"])
    assert not any(cell.startswith(("=", "+", "@")) for row in csv.reader(io.StringIO(written["csv"])) for cell in row)
    assert "<img src=x" not in written["html"] + written["markdown"]
    commands = [row for row in written["github"].splitlines() if "::" in row]
    assert all(row.startswith(("::error file=", "::warning file=", "::notice file=")) for row in commands)


def test_half_a_surrogate_pair_is_written_by_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    words = "The gate is &#xD83C; shut, Mara Voss told <a href='#'>Sputnik</a> today."
    Path("page.html").write_text(f"<article><h1>Gate</h1><p>{words}</p></article>", encoding="utf-8")
    for name in names():
        main(["check", "page.html", "--audience", "auditor", "-w", f"{name}=out"])
        Path("out").read_text(encoding="utf-8")


# ------------------------------------------------------------------------------- allows, changes, terminals


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    return tmp_path


@pytest.mark.parametrize(
    ("comment", "flags", "code", "told"),
    [
        ("checker: allow[link-empty] the archive is down, J.D.", (), 0, "0 known, 1 allowed"),
        ("checker: allow[link-empty] the archive is down, J.D.", ("--no-inline-allow",), 1, "error[link-empty]"),
        ("checker: allow[link-empty]", (), 1, "error[allow-without-reason]"),
        ("checker: allow the archive is down", (), 1, "error[allow-without-reason]"),
        ("checker: allow[second-hand] nothing of the kind here", (), 1, "warning[unused-allow]"),
    ],
)
@pytest.mark.parametrize("suffix", ["md", "html", "txt"])
def test_an_allow_needs_a_reason_and_a_finding(
    here: Path, comment: str, flags: tuple[str, ...], code: int, told: str, suffix: str,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    fault, note = FAULT.strip(), f"<!-- {comment} -->"
    page = f"<article><h1>Gate</h1>{note}<p>{fault.replace('[', '<a href=#>').replace('](#)', '</a>')}</p></article>"
    Path(f"article.{suffix}").write_text(page if suffix == "html" else f"{note}\n\n{fault}\n", encoding="utf-8")
    assert main(["check", f"article.{suffix}", *flags]) == code
    assert told in capsys.readouterr().out


def test_a_changed_footer_reports_the_footers_finding_and_no_other(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    body = f"# Gate\n\n{FAULT}\nThe pier is long, mayor Ilse Brandt told the [Morning Post](#).\n\n"
    Path("article.md").write_text(body + "This article first appeared [elsewhere](#).\n", encoding="utf-8")
    git("init", "-q")
    git("add", ".")
    git("commit", "-q", "-m", "before")
    Path("article.md").write_text(body + "This article first appeared in print [elsewhere](#).\n", encoding="utf-8")
    assert main(["check", "article.md", "--rule", "link-empty", "--changed-since", "HEAD"]) == 1
    shown = capsys.readouterr().out
    assert re.findall(r"--> article\.md:(\d+)", shown) == ["7"]


@pytest.mark.parametrize(("text", "code"), [(FAULT, 1), ("The gate is shut, Mara Voss said.\n", 0), ("", 2)])
def test_standard_input_has_the_same_codes(here: Path, text: str, code: int) -> None:
    command = [sys.executable, "-m", "checker", "check", "-", "--stdin-name", "a.md", "-w", "json=out.json"]
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, input=text.encode(), capture_output=True, timeout=60, env=surroundings)
    assert done.returncode == code
    assert Path("out.json").is_file()


def test_sixty_columns_hold_every_line_of_every_seed(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:

    shown: list[str] = []
    monkeypatch.setattr("checker.commands.runs.width", lambda stream: 60)
    monkeypatch.setattr("checker.commands.runs.put", lambda stream, text: shown.append(text))
    main(["check", *map(str, SEEDS), "--audience", "auditor"])
    long = [row for row in "".join(shown).splitlines() if len(row) > 60 and not re.match(r" *(= chain:|-->)", row)]
    assert long == []
