"""Finds rules/ (checkout or wheel), loads and validates its files, and keeps what is compiled from them.

A wrong file raises `RuleError` with file, line and column. Users' own folders of the same shape are further roots:
their files come after ours and win by name.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module, resources
from pathlib import Path
from typing import Any

from checker.errors import RuleError

RULES = "SOURCING_CHECKER_RULES"  # a variable of the environment

_DIGITS, _KEPT = 20, 8


def packaged_rules() -> Path:
    """The folder of our own rules: inside the wheel, else beside the package in a checkout.

    The environment may name another one: a bundle is replayed, in a process of its own, with the rules it was made by.
    """
    if given := os.environ.get(RULES):
        return Path(given)
    inside = Path(str(resources.files("checker"))) / "_rules"
    return inside if inside.is_dir() else Path(__file__).resolve().parent.parent / "rules"


@dataclass(frozen=True, slots=True)
class Rulebase:
    """The rule folders in force, ours first."""

    roots: tuple[Path, ...]

    def files(self, folder: str, suffix: str = ".yaml") -> tuple[Path, ...]:
        """All files below `folder` ("policies", "language/en/patterns") with this suffix, by name, our root first."""
        return tuple(map(Path, self.names(folder, suffix)))

    def names(self, folder: str, suffix: str = ".yaml") -> list[str]:
        """What `files` gives, as words: for whoever asks for all of them at every run."""
        found: list[str] = []
        for root in self.roots:
            walked = os.walk(root / folder)  # pathlib's own walk and order take eight times as long
            names = [os.path.join(at, name) for at, _, files in walked for name in files if name.endswith(suffix)]
            found.extend(sorted(names, key=lambda name: name.split(os.sep)))
        return found

    def path(self, name: str) -> Path:
        """The last root's file of this name ("language/en/abbreviations.txt"); ours must exist."""
        for root in reversed(self.roots):
            if (root / name).exists():
                return root / name
        return self.roots[0] / name

    def digest(self, paths: Sequence[Path | str]) -> str:
        """SHA-256 over names and bytes of the files; they are read again only when one of them was written."""
        stats = [(str(path), os.stat(path)) for path in paths]
        return _digest(tuple((name, stat.st_ino, stat.st_size, stat.st_mtime_ns) for name, stat in stats))

    def compiled(self, name: str, paths: Sequence[Path], build: Callable[[], Any]) -> Any:
        """The JSON value `build()` makes from the files, kept under the user's cache folder by digest.

        Where the folder cannot be written the value is built in memory each time, without a word.
        """
        place = _cache_folder() / f"{name}-{self.digest(paths)[:_DIGITS]}.json"
        try:
            return json.loads(place.read_bytes())
        except (OSError, ValueError):
            value = build()
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            handle, draft = tempfile.mkstemp(dir=place.parent)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(value, file, ensure_ascii=False, separators=(",", ":"))
            os.replace(draft, place)
            _prune(place.parent, name)
        except OSError:
            pass
        return value


@lru_cache(maxsize=64)
def _digest(files: tuple[tuple[str, int, int, int], ...]) -> str:
    total = hashlib.sha256()
    for path in (Path(name) for name, *_ in files):
        total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def _prune(folder: Path, name: str) -> None:
    """Keep the newest few of a name: who writes rules makes a new one of up to 1.5 MB with every change."""
    made = [path for path in folder.glob(f"{name}-*.json") if len(path.stem) == len(name) + 1 + _DIGITS]
    for path in sorted(made, key=lambda path: path.stat().st_mtime)[:-_KEPT]:
        path.unlink(missing_ok=True)


def _cache_folder() -> Path:
    given = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(given) if given else Path.home() / ".cache") / "sourcing-checker"


def rulebase(extra: Sequence[Path] = ()) -> Rulebase:
    """Our rules, then the user's folders in the order given; raises `RuleError` for a folder that is not there."""
    for folder in extra:
        if not folder.is_dir():
            raise RuleError("no such rules folder", str(folder))
    return Rulebase((packaged_rules(), *extra))


def load(path: Path, schema: Any, literal: Sequence[str] = ()) -> Any:
    """The value of a YAML rule file, validated against `schema`: any type that pydantic's TypeAdapter takes.

    Plain dataclasses, tuples, dicts, Literals and unions are enough, so a caller need not import pydantic; keys that no
    field reads are refused at any depth; a field whose name ends in "_" reads the key without it ("not_" reads "not").
    `literal` names the keys whose text may not be folded (`>`), because an error inside it must know its line.
    Raises `RuleError` with file, line and column, and the nearest known key. Aliases, duplicate keys and tags are
    refused.
    """
    # By name and late: the reader of files needs pydantic and yaml (0.15 s), compiled rules do not need the reader.
    return import_module("checker.rulefiles").read(path, schema, literal)


def place_of(path: Path, loc: tuple[int | str, ...], line: int = 0, column: int = 0) -> tuple[int, int]:
    """Line and column of the value at `loc` of a rule file, or of a line and column (from 1) inside its text."""
    place: tuple[int, int] = import_module("checker.rulefiles").place_of(path, loc, line, column)
    return place
