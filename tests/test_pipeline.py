"""Inputs found and read: folders, .gitignore, include and exclude; one bad input never ends the run of the others."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from checker import pipeline
from checker.config import Settings, discover
from checker.errors import FetchError, InputError
from checker.inputs import find
from checker.model import Article, Report
from checker.pipeline import Delivery, Streams, outcome, run

STORY = """# A bridge for Ostrel

Daily Courier, 3 May 2021

The bridge will open in June, engineer Mara Voss told [Reuters](https://www.reuters.com/ostrel).
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path, *names: str, text: str = STORY) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def names(report: Report) -> list[str]:
    return [part.article.source for part in report.articles]


# ------------------------------------------------------------------------------------------------ finding


@pytest.mark.parametrize(
    ("ignore", "found"),
    [
        ("", ["in/a.md", "in/b.html", "in/sub/c.txt"]),
        ("*.md\n", ["in/b.html", "in/sub/c.txt"]),
        ("sub/\n", ["in/a.md", "in/b.html"]),
        ("*\n!*/\n!c.txt\n", ["in/sub/c.txt"]),
    ],
)
def test_a_folder_is_walked(folder: Path, ignore: str, found: list[str]) -> None:
    write(folder, "in/a.md", "in/b.html", "in/sub/c.txt", "in/code.py", "in/.hidden/d.md")
    write(folder, "in/.gitignore", text=ignore)
    assert list(find(["in"], Settings(folder)).names) == found


def test_the_repository_above_is_asked_too(folder: Path) -> None:
    (folder / ".git").mkdir()
    write(folder, ".gitignore", text="/in/a.md\n")
    write(folder, "in/a.md", "in/b.md")
    assert find(["in"], Settings(folder)).names == ("in/b.md",)
    assert find(["in/a.md"], Settings(folder)).names == ("in/a.md",)  # named is named


def test_include_is_used_without_names_and_in_folders(folder: Path) -> None:
    write(folder, "content/a.md", "content/deep/b.md", "notes/c.md", "content/d.txt")
    settings = replace(Settings(folder), include=("content/**/*.md",))
    assert find([], settings).names == ("content/a.md", "content/deep/b.md")
    assert find(["."], settings).names == ("content/a.md", "content/deep/b.md")


def test_exclude_holds_for_named_files(folder: Path) -> None:
    write(folder, "a.md", "old/b.md")
    settings = replace(Settings(folder), exclude=("old/**",))
    found = find(["a.md", "old/b.md", "."], settings)
    assert (found.names, found.excluded) == (("a.md",), ("old/b.md",))


def test_nothing_named_is_an_error(folder: Path) -> None:
    with pytest.raises(InputError, match="nothing to check"):
        find([], Settings(folder))


def test_an_input_named_twice_is_read_once(folder: Path) -> None:
    write(folder, "a.md")
    assert find(["a.md", ".", "a.md"], Settings(folder)).names == ("a.md",)


# ------------------------------------------------------------------------------------------------ reading


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda path: None, "No such file"),
        (lambda path: path.write_bytes(b""), "empty"),
        (lambda path: path.write_bytes(bytes(range(256)) * 40), "binary"),
        (lambda path: path.mkdir(), "no readable article"),
    ],
    ids=["missing", "empty", "binary", "empty folder"],
)
def test_a_bad_input_is_skipped_and_the_others_are_reported(
    folder: Path, make: Callable[[Path], object], reason: str
) -> None:
    write(folder, "a.md", "z.md")
    make(folder / "bad.md")
    report = run(["a.md", "bad.md", "z.md"], Settings(folder))
    assert names(report) == ["a.md", "z.md"]
    (skipped,) = report.skipped
    assert skipped.source == "bad.md"
    assert reason in skipped.reason
    assert "\n" not in skipped.reason


def test_a_fault_of_ours_is_one_line_and_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, "a.md", "b.md")
    examine = pipeline.examine

    def broken(article: Article, *rest: object) -> object:
        if article.source == "a.md":
            raise ZeroDivisionError("by\nnothing")
        return examine(article, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "examine", broken)
    told: list[str] = []
    report = run(["a.md", "b.md"], Settings(folder), Streams(on_fault=told.append))
    assert (names(report), told) == (["b.md"], ["a.md"])
    assert report.skipped[0].reason == "internal error: ZeroDivisionError: by nothing"


def test_stdin_is_read_under_its_name(folder: Path) -> None:
    report = run(["-"], Settings(folder), Streams(io.BytesIO(STORY.encode()), "draft.md"))
    assert names(report) == ["draft.md"]
    assert report.articles[0].article.format == "markdown"


def test_an_address_needs_something_that_fetches(folder: Path) -> None:
    report = run(["https://example.org/a"], Settings(folder))
    assert "--online" in report.skipped[0].reason


def test_a_fetched_page_has_its_address_and_may_allow_nothing(folder: Path) -> None:
    page = (
        b"<html><body><article><h1>A bridge</h1><p>" + b"The bridge is long, Mara Voss said. " * 9 + b"</p></article>"
    )
    streams = Streams(fetch=lambda url: Delivery(page, "utf-8", f"{url}?end"))
    (part,) = run(["https://example.org/a"], Settings(folder), streams).articles
    assert part.article.url == "https://example.org/a?end"
    assert not part.article.trusted


def test_a_page_that_cannot_be_fetched_is_skipped(folder: Path) -> None:
    def refuse(url: str) -> Delivery:
        raise FetchError(f"{url}: the server answered 404")

    report = run(["https://example.org/a"], Settings(folder), Streams(fetch=refuse))
    assert report.skipped[0].reason == "the server answered 404"


@pytest.mark.parametrize(("language", "warned"), [("es", True), ("en-GB", False)])
def test_a_language_without_rules_is_told(folder: Path, language: str, warned: bool) -> None:
    words = "Un puente largo, dijo Mara Voss. " * 12
    write(folder, "a.html", text=f'<html lang="{language}"><article><h1>Puente</h1><p>{words}</p></article></html>')
    (part,) = run(["a.html"], Settings(folder)).articles
    told = f'language "{language}" has no rules; claims were looked for as in English'
    assert (told in part.article.warnings) == warned


def test_an_input_over_the_cap_is_read_in_part(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "LARGEST", 1024 * 1024)
    write(folder, "a.md", text=STORY + "More of the bridge.\n\n" * 60_000)
    (part,) = run(["a.md"], Settings(folder)).articles
    assert part.article.degraded
    assert "read to 1 MB, the rest was left" in part.article.warnings


# ------------------------------------------------------------------------------------------------ the whole


def test_every_claim_has_a_chain_and_every_finding_a_place(folder: Path) -> None:
    write(folder, "a.md")
    report = run(["a.md"], discover(folder))
    (part,) = report.articles
    assert [claim.speaker.name for claim in part.claims] == ["Mara Voss"]
    assert {chain.claim for chain in part.chains} == {claim.id for claim in part.claims}
    assert all(finding.marks and finding.article == "a.md" for finding in part.findings)


def test_two_runs_are_equal(folder: Path) -> None:
    write(folder, "a.md", "b.txt")
    first, second = (outcome(["."], Settings(folder)) for _ in range(2))
    assert first == second


def test_the_audience_is_the_settings_then_the_presets_then_the_commands(folder: Path) -> None:
    write(folder, "a.md")
    plain = Settings(folder)
    assert outcome(["a.md"], plain, audience="ci").report.audience == "ci"
    assert outcome(["a.md"], replace(plain, preset="audit"), audience="ci").report.audience == "auditor"
    assert outcome(["a.md"], replace(plain, preset="audit", audience="editor")).report.audience == "editor"


# ------------------------------------------------------------------------------------------------ own rules

NOTICE = """- name: shared-with-us
  kind: republished
  relation: original-source
  match: "^Shared with us by {outlet}"
  examples: [{text: "Shared with us by Lakeside News.", gives: {outlet: Lakeside News}}]
  silent: ["They shared with us what they had."]
"""


def test_a_folder_of_own_rules_reaches_the_reader(folder: Path) -> None:
    write(folder, "a.md", text=f"{STORY}\nShared with us by Fen Observer.\n")
    (article,) = run(["a.md"], Settings(folder)).articles
    assert article.article.provenance.origins == ()
    write(folder, "own/language/en/notices/house.yaml", text=NOTICE)
    (article,) = run(["a.md"], Settings(folder, rules=(folder / "own",))).articles
    assert [origin.name for origin in article.article.provenance.origins] == ["Fen Observer"]
