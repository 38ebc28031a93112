"""Word lists that tell facts about a story: reasons of anonymity, relative times, replies, courts, translations.

Each is a file of rules/language/LANGUAGE/markers with the sentences that it must and must not match.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import re2

from checker.errors import RuleError
from checker.model import Span
from checker.rulebase import Rulebase, load, place_of

# Phrases shorter than this are asked for again and again: "officials", "the mayor".
_PHRASE = 80


@dataclass(frozen=True, slots=True)
class MarkerFile:
    """One marker file: patterns for RE2, matched between word borders, and examples."""

    what: str
    words: tuple[str, ...]
    matches: tuple[str, ...]
    ignores: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _CollectiveFile:
    many: tuple[str, ...]
    one: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Marker:
    """The patterns of one marker file, as one linear-time matcher."""

    name: str
    pattern: Any

    def spans(self, text: str, start: int = 0, end: int | None = None) -> list[Span]:
        """Where the words stand in a part of the text."""
        part = text[start:end]
        return [Span(start + found.start(), start + found.end()) for found in self.pattern.finditer(part)]

    def found(self, text: str) -> bool:
        """Whether the words stand anywhere in the text."""
        return _found(self.pattern, text) if len(text) < _PHRASE else self.pattern.search(text) is not None

    def whole(self, text: str) -> bool:
        """Whether the words are the whole text."""
        return _whole(self.pattern, text) if len(text) < _PHRASE else self.pattern.fullmatch(text) is not None


@lru_cache(maxsize=4096)
def _found(pattern: Any, text: str) -> bool:
    return pattern.search(text) is not None


@lru_cache(maxsize=4096)
def _whole(pattern: Any, text: str) -> bool:
    return pattern.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Markers:
    """All markers of a language; one that a language does not have matches nothing.

    `topics` are the words by which a text shows what it is about (rules/language/LANGUAGE/topics).
    """

    by_name: Mapping[str, Marker] = field(default_factory=dict)
    collectives: Mapping[str, tuple[Marker, Marker]] = field(default_factory=dict)
    states: Mapping[str, Marker] = field(default_factory=dict)
    topics: Mapping[str, Marker] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Marker:
        return self.by_name.get(name) or _NOTHING

    def topic(self, name: str) -> Marker:
        """The words of a topic ("arms") or of a state as one ("CN")."""
        return self.topics.get(name) or self.states.get(name) or _NOTHING

    def collective(self, phrase: str) -> str:
        """The class of a plural speaker by the head of its phrase: "experts" for "observers in Russia"."""
        return next((name for name, (many, _) in self.collectives.items() if many.found(_head(phrase))), "")

    def one_of(self, name: str, phrase: str) -> bool:
        """Whether a phrase describes a single member of a class."""
        return name in self.collectives and self.collectives[name][1].found(phrase)


_BEHIND = (
    r" (?:of|in|at|from|with|on|for|to|who|that|close|near|familiar|inside|outside|around|across|briefed|speaking) "
)


def _head(phrase: str) -> str:
    # The last word before a preposition or a relative clause carries the plural noun: "some of the critics" -> "some".
    return re.split(_BEHIND, f"{phrase} ", maxsplit=1)[0].split(",")[0].strip().rpartition(" ")[2]


def markers(rules: Rulebase, language: str) -> Markers:
    """The markers of a language, compiled once for each rulebase. Raises `RuleError` for a wrong file."""
    return _markers(rules, language.partition("-")[0].lower() or "en")


@lru_cache(maxsize=16)
def _markers(rules: Rulebase, language: str) -> Markers:
    folder = f"language/{language}"
    files, topics = rules.files(f"{folder}/markers"), rules.files(f"{folder}/topics")
    groups, states = rules.path(f"{folder}/collectives.yaml"), rules.path(f"{folder}/states.yaml")
    others = [path for path in (groups, states) if path.is_file()]
    data = rules.compiled(
        f"markers-{language}",
        (*files, *topics, *others, Path(__file__)),
        lambda: _read(files, topics, groups, states),
    )
    return Markers(
        {name: Marker(name, _compile(words, path)) for (name, words), path in zip(data["words"], files, strict=True)},
        {
            name: (
                Marker(name, _compile(map(re.escape, many), groups)),
                Marker(name, _compile(map(re.escape, one), groups)),
            )
            for name, (many, one) in data["collectives"].items()
        },
        {code: exact(code, words) for code, words in data["states"].items()},
        {name: Marker(name, _compile(words, path)) for (name, words), path in zip(data["topics"], topics, strict=True)},
    )


def _read(files: tuple[Path, ...], topics: tuple[Path, ...], groups: Path, states: Path) -> dict[str, Any]:
    collectives = load(groups, dict[str, _CollectiveFile]) if groups.is_file() else {}
    return {
        "words": [(path.stem, list(load(path, MarkerFile).words)) for path in files],
        "topics": [(path.stem, list(load(path, MarkerFile).words)) for path in topics],
        "collectives": {name: [list(group.many), list(group.one)] for name, group in collectives.items()},
        "states": load(states, dict[str, tuple[str, ...]]) if states.is_file() else {},
    }


def exact(name: str, words: Iterable[str]) -> Marker:
    """A matcher of words as they are printed; of two that begin alike the longer one is found."""
    return Marker(name, _compile(map(re.escape, sorted(words, key=len, reverse=True)), Path(), case=True))


def _compile(words: Any, path: Path, case: bool = False) -> Any:
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = case
    parts = list(words)
    try:
        return re2.compile(_bordered(parts), options)
    except re2.error:
        for number, part in enumerate(parts):
            _check(part, number, path, options)
        raise


def _check(part: str, number: int, path: Path, options: Any) -> None:
    try:
        re2.compile(part, options)
    except re2.error as error:
        said = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error)
        raise RuleError(f"not a pattern: {said}", str(path), *place_of(path, ("words", number))) from None


def _bordered(parts: list[str]) -> str:
    return r"(?:\b|^)(?:" + "|".join(f"(?:{part})" for part in parts) + r")(?:\b|$)" if parts else r"[^\s\S]"


_NOTHING = Marker("", re.compile(r"(?!)"))
