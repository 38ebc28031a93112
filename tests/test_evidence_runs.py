"""Commands that look at pages, from the command line: a small web is visited, and what was seen is used without it."""

from __future__ import annotations

import json
import socket
from argparse import Namespace
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from checker import flags
from checker.cli import main
from checker.commands.network import options
from checker.trace.formats import names
from tests import small_web as web
from tests.small_web import Web, small_web

DRAFT = f"""---
title: What the harbour said
date: 2026-11-20
publisher: Weekly Digest
---

“We cannot dig through the spawning season and pretend that the herring will not notice,” Ilse Brandt
[told the Harbour Courier]({web.COURIER}).

“The ferry is held together by tape and promises,” Tomas Reuel [told Radio Elmstad]({web.ELMSTAD}).

“Nobody paints a ferry in November,” Tomas Reuel told Radio Elmstad.
"""
ROTTEN = f"""# Links of a year

The [pilot boat]({web.GONE}) is gone, and so is the [paper of the quarry]({web.NO_HOST}).
The [harbour report]({web.FORBIDDEN}) is not for everybody, the [robots]({web.CAPTCHA}) are asked who they are.
The [summit]({web.TO_HOME}) was in the spring, and the [storm]({web.STORM}) is told anew each day.
"""


@pytest.fixture(scope="module")
def site() -> Iterator[Web]:
    with small_web() as served:
        yield served


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, site: Web) -> Path:
    """A folder with a draft and the register of the small web's papers; --online reaches that web and nothing else."""
    web.rules(tmp_path / "rules")
    (tmp_path / "checker.toml").write_text('rules = ["rules"]\n', encoding="utf-8")
    (tmp_path / "draft.md").write_text(DRAFT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("checker.commands.network.options", lambda args: site.options())
    site.forget()
    return tmp_path


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sets the day on which links are looked at."""
    return lambda day: monkeypatch.setattr(
        "checker.commands.network._now", lambda: datetime.fromisoformat(f"{day}T08:00:00").replace(tzinfo=UTC)
    )


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    capsys.readouterr()
    code = main(list(arguments))
    captured = capsys.readouterr()
    return code, captured.out + captured.err


def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)


# ------------------------------------------------------------------------------------------ verify and check


def test_what_is_seen_online_is_used_offline(
    desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, said = told(capsys, "verify", "draft.md", "--online", "--evidence", "E")
    assert code == 1
    assert "error[quote-altered]" in said
    assert "[-paint-]{+tape+}" in said
    assert "1 altered, 1 exact, 1 claim without a page to compare with" in said
    no_network(monkeypatch)
    assert told(capsys, "verify", "draft.md", "--evidence", "E") == (code, said)
    code, report = told(capsys, "check", "draft.md", "--evidence", "E", "-f", "json")
    assert code == 1
    assert "quote-altered" in [found["policy"] for found in json.loads(report)["articles"][0]["findings"]]


def test_own_spellings_reach_the_comparison(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = desk / "rules" / "language" / "en" / "spelling.yaml"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text("endings: []\npairs: [[paint, tape]]\nexpanded: {}\n", encoding="utf-8")
    assert "1 exact, 1 normalised" in told(capsys, "verify", "draft.md", "--online", "--evidence", "E")[1]


@pytest.mark.parametrize("form", ["json", "markdown", "html", "csv", "sarif"])
def test_matches_stand_in_every_format(desk: Path, capsys: pytest.CaptureFixture[str], form: str) -> None:
    assert told(capsys, "verify", "draft.md", "--online", "--evidence", "E", "-f", form)[0] == 1
    first = told(capsys, "verify", "draft.md", "--evidence", "E", "-f", form)
    assert first == told(capsys, "verify", "draft.md", "--evidence", "E", "-f", form)
    assert "altered" in first[1]


def test_verify_wants_pages(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = told(capsys, "verify", "draft.md")
    assert (code, said.count("\n")) == (2, 1)
    assert "--evidence FOLDER" in said


@pytest.mark.parametrize("command", ["check", "report", "verify", "trace"])
def test_a_folder_without_evidence_is_one_line(desk: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    (desk / "empty").mkdir()
    for folder, why in (("nowhere", "no such folder"), ("empty", "not a store of evidence")):
        code, said = told(capsys, command, "draft.md", "--evidence", folder)
        assert (code, said) == (2, f"checker: {folder}: {why}\n")


def test_without_a_folder_nothing_is_left_behind(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(path.name for path in desk.iterdir())
    assert told(capsys, "verify", "draft.md", "--online")[0] == 1
    assert sorted(path.name for path in desk.iterdir()) == before


def test_links_that_rot_are_found_on_the_second_day(
    desk: Path, capsys: pytest.CaptureFixture[str], on: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    (desk / "rotten.md").write_text(ROTTEN, encoding="utf-8")
    run = ("check", "rotten.md", "--evidence", "E", "--fail-on", "warning", "--audience", "auditor")
    only = ("--rule", "link-gone")
    on("2026-11-21")
    assert told(capsys, *run, *only, "--online")[0] == 0
    on("2026-11-22")
    code, said = told(capsys, *run, *only, "--online")
    assert (code, said.count("warning[link-gone]")) == (1, 2)
    no_network(monkeypatch)
    code, said = told(capsys, *run)
    assert "warning[link-not-article]" in said
    assert "note[link-drifted]" in said
    assert code == 1
    kept = told(capsys, "evidence", "list", "E")[1]
    assert "blocked" in kept
    assert all(" - " in line for line in kept.splitlines() if " blocked " in line), "a captcha is no evidence"


def test_a_damaged_capture_is_said_and_the_rest_is_done(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "verify", "draft.md", "--online", "--evidence", "E")[0] == 1
    for path in (desk / "E").glob("*.warc.gz"):
        data = bytearray(path.read_bytes())
        data[len(data) // 4 : 3 * len(data) // 4] = bytes(len(data) // 2)
        path.write_bytes(bytes(data))
    code, said = told(capsys, "report", "draft.md", "--evidence", "E")
    assert code == 0
    assert "is damaged" in said
    code, said = told(capsys, "evidence", "verify", "E")
    assert code == 1
    assert "damaged" in said


# --------------------------------------------------------------------------------------------------- trace


def test_the_formats_of_a_trace_are_those_that_help_names() -> None:
    assert sorted(flags.TRACES.split(", ")) == list(names())


def test_a_quotation_is_traced_online_and_again_without(
    desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    quote = web.QUOTES[0]
    code, said = told(capsys, "trace", quote.page, "--quote", quote.words, "--online", "--evidence", "E")
    assert code == 0
    assert all(name in said for name in quote.chain)
    assert quote.origin in said
    page = next(line for line in said.splitlines() if line.endswith("earliest in what was searched"))
    assert "Harbour Courier" in page
    no_network(monkeypatch)
    (desk / "cites.md").write_text(f"“{quote.words},” [she said]({quote.page}).\n", encoding="utf-8")
    for form in names():
        code, first = told(capsys, "trace", "cites.md:1", "--evidence", "E", "-f", form)
        assert (code, first) == told(capsys, "trace", "cites.md:1", "--evidence", "E", "-f", form)
        assert code == 0
        assert quote.origin.removeprefix("http://") in first.replace("\\/", "/")


def test_words_alone_are_looked_for_in_a_folder(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (desk / "texts").mkdir()
    (desk / "texts" / "one.md").write_text(DRAFT, encoding="utf-8")
    words = "held together by tape and promises"
    code, said = told(capsys, "trace", "--quote", words, "--corpus", "texts", "-w", "json=trace.json")
    assert code == 0
    assert "texts/one.md" in said.replace("\\", "/")
    assert json.loads((desk / "trace.json").read_text(encoding="utf-8"))["format"].startswith("checker-trace/")
    assert told(capsys, "trace", "--quote", words, "--corpus", "texts", "--corpus", "nowhere.md")[0] == 2
    code, said = told(capsys, "trace", "--quote", "words that nobody has ever said here", "--corpus", "texts")
    assert code == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "an article, or --quote TEXT"),
        (("draft.md",), "--evidence FOLDER, --corpus FOLDER or --online"),
        (("draft.md:4", "--corpus", "draft.md"), "no quotation on line 4; the nearest"),
        (("missing.md", "--corpus", "draft.md"), "No such file"),
        (("draft.md", "--corpus", "draft.md", "-f", "jsno"), "did you mean 'json'"),
        (("draft.md", "--corpus", "draft.md", "--depth", "0"), "--depth counts from 1"),
    ],
)
def test_a_trace_that_cannot_be_is_one_line(
    desk: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], says: str
) -> None:
    code, said = told(capsys, "trace", *arguments)
    assert (code, said.count("\n")) == (2, 1)
    assert says in said


# ------------------------------------------------------------------------------------- evidence and corpus


def test_evidence_is_listed_verified_pruned_exported_and_indexed_anew(
    desk: Path, capsys: pytest.CaptureFixture[str], on: Callable[[str], None]
) -> None:
    for day in ("2026-11-20", "2026-11-21", "2026-11-22"):
        on(day)
        told(capsys, "verify", "draft.md", "--online", "--evidence", "E")
    code, said = told(capsys, "evidence", "list", "E")
    assert (code, said.splitlines()[-1]) == (0, "6 entries: 6 ok")
    assert told(capsys, "evidence", "list", "E", "--url", web.COURIER)[1].endswith("3 entries: 3 ok\n")
    assert told(capsys, "evidence", "list", "E", "--url", "http://nobody.test/") == (1, "0 entries\n")
    assert told(capsys, "evidence", "verify", "E") == (0, "0 problems\n")
    assert told(capsys, "evidence", "prune", "E")[0] == 2
    assert told(capsys, "evidence", "prune", "E", "--before", "2026-11-22")[0] == 0
    assert told(capsys, "evidence", "export", "E")[0] == 2
    for name in ("out.wacz", "out.warc.gz"):
        assert told(capsys, "evidence", "export", "E", name)[0] == 0
        code, said = told(capsys, "corpus", "add", name, "--evidence", f"from-{name}")
        assert (code, said.splitlines()[0]) == (0, "2 documents added, 2 in the corpus")
        assert "warning: " in said, "revisits are told of"
    (desk / "E" / "index.sqlite").unlink()
    assert told(capsys, "evidence", "reindex", "E")[0] == 0
    assert told(capsys, "evidence", "verify", "E") == (0, "0 problems\n")


def test_a_corpus_takes_folders_with_archives_and_says_what_it_leaves(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told(capsys, "verify", "draft.md", "--online", "--evidence", "E")
    (desk / "texts").mkdir()
    told(capsys, "evidence", "export", "E", "texts/pages.wacz")
    (desk / "texts" / "one.md").write_text(DRAFT, encoding="utf-8")
    (desk / "texts" / "empty.md").write_text("", encoding="utf-8")
    code, said = told(capsys, "corpus", "add", "texts", "--evidence", "C")
    assert code == 2
    assert "3 documents added, 3 in the corpus" in said
    assert "empty.md: empty" in said
    assert "3 documents" in told(capsys, "corpus", "list", "--evidence", "C")[1]
    code, said = told(capsys, "check", "draft.md", "--evidence", "C", "--audience", "auditor")
    assert code == 0
    assert told(capsys, "corpus", "add", "nowhere.md", "--evidence", "C")[0] == 2
    code, said = told(capsys, "corpus", "list")
    assert (code, said.count("\n")) == (2, 1)
    (desk / "checker.toml").write_text('evidence = "C"\n', encoding="utf-8")
    assert told(capsys, "corpus", "list")[0] == 0


# -------------------------------------------------------------------------------------------------- bundle


def test_a_bundle_is_replayed_with_the_pages_it_was_made_from(
    desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told(capsys, "verify", "draft.md", "--online", "--evidence", "E")
    assert told(capsys, "bundle", "draft.md", "--evidence", "E", "-o", "x.zip")[0] == 0
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    assert told(capsys, "replay", "../x.zip") == (0, "the same report, byte for byte\n")
    code, said = told(capsys, "replay", "../draft.md")
    assert (code, said.count("\n")) == (2, 1)


# ------------------------------------------------------------------------------------------------- flags


@pytest.mark.parametrize("host", ["nohost", "a.example", "a.example:port", ":80"])
def test_a_host_that_opens_nothing_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], host: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "draft.md").write_text("The quay is empty, Ilse Brandt said.\n", encoding="utf-8")
    code, said = told(capsys, "check", "draft.md", "--online", "--allow-host", host)
    assert (code, said) == (2, f'checker: "{host}" is no HOST:PORT\n')


def test_who_asks_is_named() -> None:
    plain = options(Namespace(allow_host=["stage.example:8080"], user_agent=None))
    assert plain.user_agent.startswith("sourcing-checker/")
    assert plain.allow == ("stage.example:8080",)
    assert options(Namespace(allow_host=[], user_agent="Desk/1")).user_agent == "Desk/1"
