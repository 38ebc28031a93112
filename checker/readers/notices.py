"""Passages in which an article speaks of itself: found by the patterns of rules/language/*/notices."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

import re2

from checker.errors import RuleError
from checker.model import Block, NoticeKind, Span
from checker.readers import dates
from checker.rulebase import Rulebase, load

Kind = NoticeKind | Literal["byline", "dateline", "masthead", "published", "promo", "label"]
Where = Literal["edge", "caption", "apart", "any"]
Declares = Literal["", "byline", "first-published", "original-source", "contributed", "copyright"]

_FOLDER = "language"
_KEPT = 2_000


@dataclass(frozen=True, slots=True)
class Example:
    """A text that a pattern must match, and what its groups must capture."""

    text: str
    gives: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """One pattern as written in a rule file; rules/language/en/notices/README.md explains the keys."""

    name: str
    kind: Kind
    match: str
    examples: tuple[Example, ...]
    silent: tuple[str, ...]
    where: Where = "edge"
    covers: Literal["block", "match"] = "block"
    relation: Declares = ""
    known: bool = False
    unless: str = ""


@dataclass(frozen=True, slots=True)
class Shapes:
    """What the placeholders of a language's patterns stand for."""

    months: Mapping[str, int] = field(default_factory=dict)
    shapes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """A pattern that matched in a block: the notice's span, and the spans of its groups."""

    entry: Entry
    block: int
    span: Span
    groups: Mapping[str, Span]


class Notices:
    """All patterns, compiled; `months` are the month names of every language, in lower case."""

    def __init__(self, entries: Sequence[Entry], months: dict[str, int]) -> None:
        self.entries = tuple(entries)
        self.months = months
        self._all = Sieve(entries)
        self._anywhere = Sieve([entry for entry in entries if entry.where == "any"])

    def search(self, text: str, blocks: Sequence[Block]) -> list[Found]:
        """Every notice of an article's blocks, in the order of the text."""
        edge = _edge(blocks)
        found: list[Found] = []
        for number, block in enumerate(blocks):
            sieve = self._all if number in edge or not block.body else self._anywhere
            for match in sieve.read(block.span.of(text), number, block.span.start):
                if _stands(match.entry.where, block, number in edge):
                    found.append(match)
        return found

    def read(self, words: str) -> list[Found]:
        """The notices in one block's words, wherever a block like it stands."""
        return self._all.read(words, 0, 0)


class Sieve:
    """Some of the patterns, asked together: RE2 first looks for the words that each one needs, all in one search.

    One pattern made of them all would be fifty times slower: its automaton outgrows its memory. What a block gave is
    kept: the outline of a text asks for it before its provenance does.
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._filter = re2.Filter()
        for entry in entries:
            self._filter.Add(entry.match, _OPTIONS)
        self._filter.Compile()
        patterns = [(entry, self._filter.re(number)) for number, entry in enumerate(entries)]
        self._patterns = [(entry, pattern, dict(pattern.groupindex)) for entry, pattern in patterns]
        self._unless = {entry.name: _compiled(entry.unless) for entry in entries if entry.unless}
        self._kept: dict[str, list[Found]] = {}

    def read(self, words: str, block: int, start: int) -> list[Found]:
        """The notices in a block's words; `start` is its place in the text."""
        if words not in self._kept:
            if len(self._kept) > _KEPT:
                self._kept.clear()
            self._kept[words] = self._search(words)
        return [_moved(found, block, start) for found in self._kept[words]]

    def _search(self, words: str) -> list[Found]:
        fitting = [self._patterns[number] for number in sorted(self._filter.Match(words) or ())]
        found = [match for entry, pattern, names in fitting if (match := _match(entry, pattern, names, words))]
        return [match for match in found if not self._silenced(match, words)]

    def _silenced(self, found: Found, words: str) -> bool:
        unless, span = self._unless.get(found.entry.name), found.groups.get("outlet")
        return unless is not None and span is not None and unless.search(span.of(words)) is not None


def _match(entry: Entry, pattern: Any, names: dict[str, int], words: str) -> Found | None:
    match = pattern.search(words)
    if match is None:
        return None
    groups = {
        name: Span(match.start(index), match.end(index)) for name, index in names.items() if match.start(index) >= 0
    }
    whole = groups.pop("all", None) or Span(match.start(), match.end())
    return Found(entry, 0, whole if entry.covers == "match" else Span(0, len(words)), groups)


def _moved(found: Found, block: int, by: int) -> Found:
    groups = {name: Span(span.start + by, span.end + by) for name, span in found.groups.items()}
    return Found(found.entry, block, Span(found.span.start + by, found.span.end + by), groups)


def _quiet() -> Any:
    options = re2.Options()
    options.log_errors = False
    return options


_OPTIONS = _quiet()


def _compiled(pattern: str) -> Any:
    return re2.compile(pattern, _OPTIONS)


@cache
def notices(rules: Rulebase) -> Notices:
    """The patterns of all languages, kept as long as the files stay; raises `RuleError` for a wrong file."""
    paths = [path for path in rules.files(_FOLDER) if path.parent.name == "notices" or path.name == "shapes.yaml"]
    kept: dict[str, Any] = rules.compiled("notices", (*paths, Path(__file__)), lambda: _build(paths))
    entries = [Entry(**{**row, "examples": (), "silent": ()}) for row in kept["entries"]]
    return Notices(entries, kept["months"])


def written(rules: Rulebase) -> list[tuple[Path, Entry]]:
    """Every pattern with its file and its examples, placeholders filled."""
    paths = rules.files(_FOLDER)
    shapes = {path.parent.name: load(path, Shapes) for path in paths if path.name == "shapes.yaml"}
    found = []
    for path in paths:
        if path.parent.name == "notices":
            own = shapes.get(path.parent.parent.name, Shapes())
            for entry in load(path, tuple[Entry, ...]):
                found.append((path, _filled(path, entry, own, shapes.get("en", Shapes()))))
    return found


def _build(paths: Sequence[Path]) -> dict[str, Any]:
    shapes = {path.parent.name: load(path, Shapes) for path in paths if path.name == "shapes.yaml"}
    months = {name.lower(): number for own in shapes.values() for name, number in own.months.items()}
    entries = []
    for path in paths:
        if path.parent.name == "notices":
            own = shapes.get(path.parent.parent.name, Shapes())
            entries += [_filled(path, e, own, shapes.get("en", Shapes())) for e in load(path, tuple[Entry, ...])]
    rows = [{k: v for k, v in asdict(entry).items() if k not in ("examples", "silent")} for entry in entries]
    return {"entries": rows, "months": months}


def _filled(path: Path, entry: Entry, own: Shapes, english: Shapes) -> Entry:
    shapes = {**english.shapes, **own.shapes}
    months = list(own.months or english.months)
    day = dates.pattern(months)
    shapes |= {"date": f"(?P<date>{day})", "day": day, "month": "|".join(map(re.escape, months))}
    match, unless = entry.match, entry.unless
    for _ in shapes:  # shapes may stand in shapes
        for name, shape in shapes.items():
            match, unless = match.replace(f"{{{name}}}", shape), unless.replace(f"{{{name}}}", f"(?:{shape})")
    for pattern in (match, unless):
        try:
            _compiled(pattern)
        except re2.error as error:
            reason = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error)
            raise RuleError(f"pattern {entry.name}: {reason}", str(path)) from None
    return replace(entry, match=match, unless=unless)


def _edge(blocks: Sequence[Block]) -> set[int]:
    """Blocks before the third and behind the third last paragraph of the body."""
    body = [number for number, block in enumerate(blocks) if block.body and block.kind != "headline"]
    if len(body) <= 5:
        return set(range(len(blocks)))
    return {number for number in range(len(blocks)) if number < body[2] or number > body[-4]}


def _stands(where: Where, block: Block, edge: bool) -> bool:
    if where == "any":
        return True
    if where == "caption" or block.kind == "caption":
        return where == block.kind
    return not block.body or (edge and where == "edge")
