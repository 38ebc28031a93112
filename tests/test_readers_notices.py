"""Notice patterns against the examples in their own files."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from checker.readers.notices import Entry, Notices, notices, written
from checker.rulebase import rulebase

WRITTEN = written(rulebase())


@pytest.mark.parametrize(("path", "entry"), WRITTEN, ids=[entry.name for _, entry in WRITTEN])
def test_examples(path: Path, entry: Entry) -> None:
    assert entry.examples, f"{path.name}: {entry.name} has no example"
    assert entry.silent, f"{path.name}: {entry.name} has no text that must stay silent"
    patterns = Notices([entry], {})
    for example in entry.examples:
        found = patterns.read(example.text)
        assert found, f"{entry.name} must match {example.text!r}"
        captured = {name: span.of(example.text) for name, span in found[0].groups.items() if name != "all"}
        assert captured == dict(example.gives)
    for text in entry.silent:
        assert not patterns.read(text), f"{entry.name} must not match {text!r}"


def test_names_are_unique() -> None:
    assert [name for name, count in Counter(entry.name for _, entry in WRITTEN).items() if count > 1] == []


def test_kept_patterns_are_the_written_ones() -> None:
    assert [entry.match for entry in notices(rulebase()).entries] == [entry.match for _, entry in WRITTEN]
