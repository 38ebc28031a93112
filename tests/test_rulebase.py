"""Compiled rules in the user's cache: built once, again when a file or the cache is broken, old ones let go."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from checker.errors import RuleError
from checker.rulebase import Rulebase, rulebase


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Rulebase:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "words.yaml").write_text("- said\n", encoding="utf-8")
    return Rulebase((tmp_path,))


def built(rules: Rulebase, calls: list[int]) -> object:
    """The compiled words; every call of the builder leaves its number."""

    def build() -> list[str]:
        calls.append(len(calls))
        return rules.path("words.yaml").read_text(encoding="utf-8").split()

    return rules.compiled("words", rules.files(""), build)


def kept(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "cache" / "sourcing-checker").iterdir())


def test_what_is_compiled_is_built_once_for_the_same_files(rules: Rulebase, tmp_path: Path) -> None:
    calls: list[int] = []
    assert built(rules, calls) == built(rules, calls) == ["-", "said"]
    (tmp_path / "words.yaml").write_text("- told\n", encoding="utf-8")
    assert built(rules, calls) == ["-", "told"]
    assert calls == [0, 1]


@pytest.mark.parametrize("broken", [b"", b'["-", "sa', b"\xff\xfe"])
def test_a_broken_cache_is_built_again(rules: Rulebase, tmp_path: Path, broken: bytes) -> None:
    calls: list[int] = []
    built(rules, calls)
    (place,) = kept(tmp_path)
    place.write_bytes(broken)
    assert built(rules, calls) == built(rules, calls) == ["-", "said"]
    assert calls == [0, 1]


def test_a_cache_that_cannot_be_written_costs_only_time(rules: Rulebase, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where a folder should be", encoding="utf-8")
    calls: list[int] = []
    assert built(rules, calls) == built(rules, calls) == ["-", "said"]
    assert calls == [0, 1]


def test_old_compiled_rules_are_let_go(rules: Rulebase, tmp_path: Path) -> None:
    other = tmp_path / "cache" / "sourcing-checker" / "words-of-others.json"
    other.parent.mkdir(parents=True)
    other.write_text("[]", encoding="utf-8")
    os.utime(other, (0, 0))
    for number in range(12):
        (tmp_path / "words.yaml").write_text(f"- said {number}\n", encoding="utf-8")
        built(rules, [])
        newest = max(kept(tmp_path), key=lambda place: place.stat().st_mtime)
        os.utime(newest, (number, number))
    assert other in kept(tmp_path)
    assert len(kept(tmp_path)) == 9
    assert built(rules, calls := []) == ["-", "said", "11"]
    assert calls == []


def test_a_missing_folder_is_named() -> None:
    with pytest.raises(RuleError, match="nowhere: no such rules folder"):
        rulebase((Path("nowhere"),))
