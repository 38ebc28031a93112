"""From what the user named to the files there are: folders walked, .gitignore and the settings' patterns obeyed.

Named files are taken whatever their suffix; `exclude` holds for them too, because pre-commit names every file it knows.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pathspec import GitIgnoreSpec

from checker.config import Settings, matches
from checker.errors import InputError
from checker.model import Skipped
from checker.readers import formats

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Inputs:
    """What will be read, in order and once each (paths, addresses, "-"), what cannot be, and what was excluded."""

    names: tuple[str, ...]
    skipped: tuple[Skipped, ...] = ()
    excluded: tuple[str, ...] = ()


def is_address(name: str) -> bool:
    """Whether an input is a URL rather than a path."""
    return name.lower().startswith(("http://", "https://"))


def find(named: Sequence[str], settings: Settings) -> Inputs:
    """The inputs behind the names; without names, those that `include` gives from the settings' root.

    Raises `InputError` when nothing is named and there is no `include`.
    """
    if not named and not settings.include:
        raise InputError("nothing to check: name a file, a folder, a URL or -, or set include in the configuration")
    found: dict[str, None] = {}
    skipped: list[Skipped] = []
    excluded: list[str] = []
    for name in named or [_shortest(settings.root)]:
        if name == STDIN or is_address(name):
            found[name] = None
        elif os.path.isdir(name):
            inside = list(_walk(Path(name), settings))
            found.update(dict.fromkeys(inside))
            if not inside:
                skipped.append(Skipped(name, "no readable article in this folder"))
        elif _matches(settings.exclude, name, settings):
            excluded.append(name)
        else:
            found[name] = None
    return Inputs(tuple(found), tuple(skipped), tuple(excluded))


def _shortest(root: Path) -> str:
    """The root as the user would write it, so that reports name `content/a.md` and not the whole path."""
    try:
        return str(root.relative_to(Path.cwd()))
    except ValueError:
        return str(root)


def _matches(patterns: Iterable[str], name: str, settings: Settings) -> bool:
    relative = settings.relative(name)
    return any(matches(pattern, relative) for pattern in patterns)


def _walk(folder: Path, settings: Settings) -> Iterator[str]:
    """The articles below a folder, sorted; hidden folders, ignored and excluded ones are not entered."""
    ignores = list(_above(folder))
    for place, folders, files in os.walk(folder):
        here = Path(place)
        if (here / ".gitignore").is_file():
            ignores.append(_Ignore.read(here))
        folders[:] = sorted(
            each for each in folders if not each.startswith(".") and not _ignored(here / each, ignores, settings, "/")
        )
        for each in sorted(files):
            path = here / each
            if _readable(path, settings) and not _ignored(path, ignores, settings, ""):
                yield os.path.normpath(path)


def _readable(path: Path, settings: Settings) -> bool:
    if settings.include:
        return _matches(settings.include, str(path), settings)
    suffix = Path(path.name.lower().removesuffix(".gz")).suffix
    return bool(suffix) and suffix in formats()


def _ignored(path: Path, ignores: list[_Ignore], settings: Settings, end: str) -> bool:
    if _matches(settings.exclude, str(path), settings):
        return True
    said = [answer for ignore in ignores if (answer := ignore.says(path, end)) is not None]
    return bool(said) and said[-1]


@dataclass(frozen=True, slots=True)
class _Ignore:
    """One .gitignore file and the folder that its patterns are relative to."""

    folder: Path
    patterns: GitIgnoreSpec

    @classmethod
    def read(cls, folder: Path) -> _Ignore:
        try:
            text = (folder / ".gitignore").read_text(encoding="utf-8", errors="replace")
        except OSError:
            text = ""
        return cls(folder.resolve(), GitIgnoreSpec.from_lines(text.splitlines()))

    def says(self, path: Path, end: str) -> bool | None:
        """Whether the file ignores the path; None when it has nothing to say. A folder's path ends in "/"."""
        full = path.parent.resolve() / path.name
        if not full.is_relative_to(self.folder):
            return None
        relative = full.relative_to(self.folder).as_posix()
        if not end:
            return self.patterns.check_file(relative).include
        # the last pattern that matches decides, as in git; `check_file` prefers others, for it is asked about files
        last = (each for each in reversed(self.patterns.patterns) if each.include is not None)
        return next((each.include for each in last if each.match_file(relative + end)), None)


def _above(folder: Path) -> Iterator[_Ignore]:
    """The .gitignore files of the folders above, from the repository's root down."""
    above = []
    full = folder.resolve()
    if not (full / ".git").exists():
        for parent in full.parents:
            above.append(parent)
            if (parent / ".git").exists():
                break
        else:
            above = []
    for parent in reversed(above):
        if (parent / ".gitignore").is_file():
            yield _Ignore.read(parent)
