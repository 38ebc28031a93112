"""The tables of `python -m tests.benchmarks patterns`, over two invented articles."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from tests.benchmarks.patterns import Case, run, share, threshold

TEXT = "Ann Lee said the bridge was safe. The mayor told the crew that it was old."


def gold(source: str, cue: str, content: str) -> dict[str, list[list[int]]]:
    """An annotation of these words of the text."""
    spans = {"source": source, "cue": cue, "content": content}
    return {role: [[TEXT.index(words), TEXT.index(words) + len(words)]] for role, words in spans.items()}


def articles(path: Path, *golds: dict[str, list[list[int]]]) -> Path:
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.write(json.dumps({"id": "a", "text": TEXT, "attributions": list(golds)}) + "\n")
    return path


def test_patterns_are_counted_with_those_that_annotators_agree_with(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    right = gold("Ann Lee", "said", "the bridge was safe")
    other = gold("the crew", "told", "that it was old")
    train = articles(tmp_path / "train.gz", right, other)
    run(train, articles(tmp_path / "dev.gz", right))
    said = capsys.readouterr().out
    assert "source patterns: 2 accepted,  .50 right" in said
    assert "      1 1.00   clause" in said
    assert "      1  .00 < told-that" in said
    assert "confidence, dev: 2 claims,  .50 right" in said


def test_without_articles_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(tmp_path / "none.gz", tmp_path / "none.gz")
    assert "no annotated articles" in capsys.readouterr().out


def test_the_least_chance_that_keeps_a_promise() -> None:
    cases = [
        Case("s", "c", chance / 100, right) for chance, right in ((40, False), (60, True), (80, False), (90, True))
    ]
    assert threshold(cases, 0.5) == 0.0
    assert threshold(cases, 0.6) == 0.41
    assert threshold(cases, 1.0) == 0.81
    assert share(1, 2) == " .50"
    assert share(0, 0) == "   -"
