"""Spellings of one word: data of rules/language/LANGUAGE/spelling.yaml, by which words of two texts are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from checker.errors import RuleError
from checker.rulebase import Rulebase, load, place_of

_APOSTROPHES = str.maketrans(dict.fromkeys("’ʼ‘´`′", "'") | dict.fromkeys("\xad\u200b\u200c\u200d\u2060\ufeff", ""))
_MARKS = re.compile(r"[\u0300-\u036f]+")
_THOUSANDS = re.compile(r",(?=\d{3})")


@dataclass(frozen=True, slots=True)
class Ending:
    """A rule for the end of words: what `find` matches as a whole is read as `put`; `same` and `other` are tests."""

    what: str
    find: str
    put: str
    same: tuple[str, ...]
    other: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SpellingFile:
    """rules/language/LANGUAGE/spelling.yaml."""

    endings: tuple[Ending, ...]
    pairs: tuple[tuple[str, ...], ...]
    expanded: dict[str, str]
    fillers: tuple[str, ...] = ()
    common: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Spelling:
    """How the words of a language are read when two texts are compared.

    `expanded` holds words that are read as two; `fillers` are sounds that a transcript prints, `common` words that any
    two statements share.
    """

    pairs: Mapping[str, str] = field(default_factory=dict)
    endings: tuple[tuple[re.Pattern[str], str], ...] = ()
    any_ending: re.Pattern[str] = re.compile(r"(?!)")
    expanded: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    fillers: frozenset[str] = frozenset()
    common: frozenset[str] = frozenset()

    def folded(self, word: str) -> str:
        """A word without its case, accents and dots, in the spelling that stands for all of its spellings.

        >>> Spelling().folded("Orbán’s"), Spelling().folded("U.S."), Spelling().folded("12,000.5")
        ("orban's", 'us', '12000.5')
        """
        return _folded(self, word)


@lru_cache(maxsize=65536)
def _folded(spelling: Spelling, word: str) -> str:
    plain = word.casefold()
    if not plain.isascii():
        plain = unicodedata.normalize(
            "NFC", _MARKS.sub("", unicodedata.normalize("NFKD", plain.translate(_APOSTROPHES)))
        )
    plain = plain.replace("`", "'")
    if plain[:1].isdigit():
        plain = _THOUSANDS.sub("", plain)
    elif "." in plain:
        plain = plain.replace(".", "")
    if plain.endswith("s's"):
        plain = plain[:-2]  # "ISIS's" and "ISIS'"
    plain = plain.rstrip("'")
    if plain in spelling.pairs:
        return spelling.pairs[plain]
    if spelling.any_ending.fullmatch(plain):
        for find, put in spelling.endings:
            plain = find.sub(put, plain) if find.fullmatch(plain) else plain
        return spelling.pairs.get(plain, plain)
    return plain


def spelling(rules: Rulebase, language: str = "en") -> Spelling:
    """The spellings of a language, one without rules where it has none. Raises `RuleError` for a wrong file."""
    return _spelling(rules, language.partition("-")[0].lower() or "en")


@lru_cache(maxsize=16)
def _spelling(rules: Rulebase, language: str) -> Spelling:
    path = rules.path(f"language/{language}/spelling.yaml")
    if not path.is_file():
        return Spelling()
    data = rules.compiled(f"spelling-{language}", (path, Path(__file__)), lambda: _read(path))
    expanded = {word: (first, second) for word, (first, second) in data["expanded"].items()}
    endings = tuple((re.compile(find), put) for find, put in data["endings"])
    either = re.compile("|".join(f"(?:{find})" for find, _ in data["endings"]) or "(?!)")
    return Spelling(data["pairs"], endings, either, expanded, frozenset(data["fillers"]), frozenset(data["common"]))


def _read(path: Path) -> dict[str, Any]:
    file: SpellingFile = load(path, SpellingFile)
    for word, two in file.expanded.items():
        if len(two.split()) != 2:
            raise RuleError(f'"{two}" are not two words', str(path), *place_of(path, ("expanded", word)))
    for number, ending in enumerate(file.endings):
        try:
            re.compile(ending.find).sub(ending.put, "")
        except (re.error, IndexError) as error:
            raise RuleError(
                f"not a pattern: {error}", str(path), *place_of(path, ("endings", number, "find"))
            ) from None
    return {
        "pairs": {other: first for first, *others in file.pairs for other in others},
        "endings": [(ending.find, ending.put) for ending in file.endings],
        "expanded": {word: two.split() for word, two in file.expanded.items()},
        "fillers": list(file.fillers),
        "common": file.common.split(),
    }
