"""The word lists behind story-level facts: every file's own sentences, and the classes of plural speakers."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.errors import RuleError
from checker.rulebase import Rulebase, load, rulebase
from checker.sourcing.markers import MarkerFile, markers

FILES = rulebase().files("language/en/markers")
WHOLE = {"bare-sources", "accusations", "definite", "institutions", "offices", "nobody", "shares"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_marker_matches_its_examples_and_ignores_the_others(path: Path) -> None:
    marker = markers(rulebase(), "en")[path.stem]
    file: MarkerFile = load(path, MarkerFile)
    asked = marker.whole if path.stem in WHOLE else marker.found
    assert len(file.matches) >= 2
    assert len(file.ignores) >= 1
    assert [words for words in file.matches if not asked(words)] == []
    assert [words for words in file.ignores if asked(words)] == []


@pytest.mark.parametrize("path", rulebase().files("language/en/topics"), ids=lambda path: path.stem)
def test_a_topic_is_told_by_its_words(path: Path) -> None:
    topic = markers(rulebase(), "en").topic(path.stem)
    file: MarkerFile = load(path, MarkerFile)
    assert len(file.matches) >= 2
    assert len(file.ignores) >= 2
    assert [words for words in file.matches if not topic.found(words)] == []
    assert [words for words in file.ignores if topic.found(words)] == []


def test_a_state_is_a_topic_too() -> None:
    words = markers(rulebase(), "en")
    assert words.topic("QA").found("a port in Qatar")
    assert not words.topic("QA").found("a port in Oda")
    assert not words.topic("nothing").found("a port in Qatar")


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("observers in Russia", "experts"),
        ("Several critics of the plan", "critics"),
        ("some", "people"),
        ("media reports", "media"),
        ("a senior analyst", ""),
        ("Turkish officials", ""),
        ("an adviser to experts", ""),
    ],
)
def test_the_head_of_a_plural_phrase_names_its_class(phrase: str, name: str) -> None:
    assert markers(rulebase(), "en").collective(phrase) == name


def test_a_language_without_markers_matches_nothing() -> None:
    assert not markers(rulebase(), "fi")["replies"].found("declined to comment")


def test_a_wrong_pattern_is_named_with_its_place(tmp_path: Path) -> None:
    folder = tmp_path / "language" / "xx" / "markers"
    folder.mkdir(parents=True)
    (folder / "odd.yaml").write_text(
        "what: x\nwords:\n  - fine\n  - (open\nmatches: []\nignores: []\n", encoding="utf-8"
    )
    with pytest.raises(RuleError, match=r"odd\.yaml:4:5: not a pattern"):
        markers(Rulebase((tmp_path,)), "xx")
