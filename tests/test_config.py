"""Configuration: which file is read, and that nothing in it is silently not read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from checker.config import Settings, discover, matches
from checker.errors import ConfigError

FULL = """
[project]
name = "news"

[tool.checker]
include  = ["content/**/*.md"]
exclude  = ["content/archive/**"]
fail-on  = "warning"
preset = "ap"
audience = "editor"
baseline = "checker-baseline.json"
rules    = ["newsroom-rules/"]

[tool.checker.severity]
anonymous-source  = "error"
image-state-credit = "off"

[[tool.checker.paths]]
match    = ["content/opinion/**"]
severity = { attribution-unlinked = "note" }

[[tool.checker.allow]]
path   = "content/2017/s400.txt"
rule   = "chain-through-state"
quote  = "close the strait"
reason = "page is offline; wording checked against the archived copy"
until  = 2027-01-01
"""


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_every_key_is_read(tmp_path: Path) -> None:
    file = write(tmp_path / "pyproject.toml", FULL)
    settings = discover(tmp_path)
    assert settings.file == file
    assert settings.root == tmp_path
    assert settings.include == ("content/**/*.md",)
    assert settings.exclude == ("content/archive/**",)
    assert (settings.fail_on, settings.preset, settings.audience) == ("warning", "ap", "editor")
    assert settings.baseline == tmp_path / "checker-baseline.json"
    assert settings.rules == (tmp_path / "newsroom-rules/",)
    assert dict(settings.severity) == {"anonymous-source": "error", "image-state-credit": "off"}
    assert settings.paths[0].match == ("content/opinion/**",)
    assert dict(settings.paths[0].severity) == {"attribution-unlinked": "note"}
    (entry,) = settings.allow
    assert (entry.rule, entry.until, entry.line) == ("chain-through-state", date(2027, 1, 1), 22)
    assert dict(settings.names())["chain-through-state"] == 22


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('fail_on = "error"', r'checker\.toml:1: unknown key "fail_on", did you mean "fail-on"\?'),
        (
            '\nfail-on = "never"\nbase-line = "x"',
            r'checker\.toml:3: unknown key "base-line", did you mean "baseline"\?',
        ),
        ('fail-on = "fatal"', r"checker\.toml:1: fail-on: must be one of error, warning, note, never"),
        ('[severity]\n\nlink-empty = "grave"', r"checker\.toml:3: severity\.link-empty: must be one of error"),
        ("include = 'a.md'", r"checker\.toml:1: include: must be a list of texts"),
        ("[[paths]]\nmatch = ['a']\n[[paths]]\nmatches = ['b']", r'checker\.toml:4: unknown key "matches"'),
        ("[[paths]]\nmatch = ['a']", r"checker\.toml:1: paths\.0\.severity: must be a table"),
        ("[[allow]]\npath = 'a'\nrule = 'b'", r'checker\.toml:1: allow: "reason" is missing'),
        ("[[allow]]\npath = 'a'\nrule = 'b'\nreason = ' '", r'allow: "reason" is missing'),
        (
            "[[allow]]\npath = 'a'\nrule = 'b'\nreason = 'c'\nuntil = '2027-01-01'",
            r"checker\.toml:5: allow\.until: must be a date",
        ),
        ("severity = 3", r"checker\.toml:1: severity: must be a table"),
        ("x = = 3", r"checker\.toml:1:5: Invalid value"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    write(tmp_path / "checker.toml", text)
    with pytest.raises(ConfigError, match=said):
        discover(tmp_path)


def test_the_closest_file_wins_whole(tmp_path: Path) -> None:
    write(tmp_path / "checker.toml", 'fail-on = "note"\npreset = "bbc"')
    write(tmp_path / "a" / "pyproject.toml", '[tool.checker]\nfail-on = "never"')
    write(tmp_path / "a" / "b" / "pyproject.toml", "[tool.ruff]\nline-length = 90")
    settings = discover(tmp_path / "a" / "b")
    assert settings.file == tmp_path / "a" / "pyproject.toml"
    assert (settings.fail_on, settings.preset) == ("never", "default")
    assert discover(tmp_path).preset == "bbc"


def test_extend_begins_from_another_file(tmp_path: Path) -> None:
    write(tmp_path / "checker.toml", 'preset = "bbc"\nbaseline = "known.json"\n[severity]\nlink-empty = "note"')
    write(tmp_path / "a" / "checker.toml", 'extend = "../checker.toml"\npreset = "ap"\n[severity]\nrepublished = "off"')
    settings = discover(tmp_path / "a")
    assert settings.preset == "ap"
    assert settings.root == tmp_path / "a"
    assert settings.baseline == tmp_path / "known.json"
    assert dict(settings.severity) == {"link-empty": "note", "republished": "off"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('extend = "none.toml"', "no such configuration file: none.toml"),
        ('extend = "checker.toml"', "round in a circle"),
    ],
)
def test_an_extend_that_leads_nowhere_is_refused(tmp_path: Path, text: str, said: str) -> None:
    write(tmp_path / "checker.toml", text)
    with pytest.raises(ConfigError, match=said):
        discover(tmp_path)


def test_a_file_given_by_name_and_no_file_at_all(tmp_path: Path) -> None:
    write(tmp_path / "checker.toml", 'preset = "bbc"')
    other = write(tmp_path / "else" / "strict.toml", 'preset = "ap"')
    assert discover(tmp_path, given=other).preset == "ap"
    assert discover(tmp_path, given=other).root == other.parent
    assert discover(tmp_path, ignore=True) == Settings(tmp_path)
    with pytest.raises(ConfigError, match="no such configuration file"):
        discover(tmp_path, given=tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("content/**/*.md", "content/a.md", True),
        ("content/**/*.md", "content/x/y/a.md", True),
        ("content/*.md", "content/x/a.md", False),
        ("*.md", "content/x/a.md", True),
        ("content/archive/**", "content/archive/a.md", True),
        ("content/archive/", "content/archive/x/a.md", True),
        ("content/?.md", "content/ab.md", False),
        ("a+b.md", "a+b.md", True),
        ("content/a.md", "other/content/a.md", False),
    ],
)
def test_globs(pattern: str, path: str, expected: bool) -> None:
    assert matches(pattern, path) is expected


def test_paths_are_relative_to_the_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "content").mkdir()
    monkeypatch.chdir(tmp_path / "content")
    settings = Settings(tmp_path)
    assert settings.relative("a.md") == "content/a.md"
    assert settings.relative(str(tmp_path / "content" / "b.md")) == "content/b.md"
    assert settings.relative("https://a.example/x") == "https://a.example/x"
    assert settings.relative("-") == "-"
