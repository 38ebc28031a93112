"""What pages that are no article look like: the patterns of rules/pages, compiled, and asked for by meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

import re2

from checker.errors import RuleError
from checker.rulebase import Rulebase, load

Meaning = Literal["captcha", "consent", "paywall", "not-found", "home", "section", "search", "login"]
Where = Literal["title", "text", "markup", "host", "path"]

ARCHIVES = "archives.yaml"
_FOLDER = "pages"


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign as written in a file of rules/pages; its README explains the keys."""

    say: str
    in_: Where
    words: tuple[str, ...]
    matches: tuple[str, ...]
    ignores: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class File:
    """The signs of one thing that a link can lead to."""

    means: Meaning
    signs: tuple[Sign, ...]


class Signs:
    """All signs, ready to be looked for."""

    def __init__(self, files: Sequence[File]) -> None:
        options = re2.Options()
        options.case_sensitive = False
        options.log_errors = False
        self.all = tuple((file.means, sign) for file in files for sign in file.signs)
        self._compiled: dict[tuple[Meaning, Where], list[tuple[str, object]]] = {}
        for means, sign in self.all:
            pattern = re2.compile("|".join(f"(?:{words})" for words in sign.words), options)
            self._compiled.setdefault((means, sign.in_), []).append((sign.say, pattern))

    def find(self, means: Meaning, where: Where, text: str) -> str:
        """What the first sign that stands in `text` says, "" where none does."""
        folded = text.replace("’", "'").replace("\xa0", " ")
        for say, pattern in self._compiled.get((means, where), ()):
            if pattern.search(folded):  # type: ignore[attr-defined]
                return say
        return ""


@cache
def signs(rules: Rulebase) -> Signs:
    """The signs of all files under rules/pages; raises `RuleError` for a wrong one."""
    files = [(path, load(path, File)) for path in rules.files(_FOLDER) if path.name != ARCHIVES]
    for path, file in files:
        for sign in file.signs:
            for words in sign.words:
                try:
                    re2.compile(words)
                except re2.error as error:
                    raise RuleError(f'"{words}" is no pattern: {error}', str(path)) from None
    return Signs([file for _, file in files])
