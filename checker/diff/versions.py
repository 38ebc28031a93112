"""The two versions: files, or blobs of a git repository named as git names them, `REV:PATH`."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

from checker.attribution import read_language
from checker.config import Settings
from checker.diff import compare
from checker.errors import InputError
from checker.model import ArticleReport, Comparison
from checker.outlets import registry
from checker.pipeline import Streams, examine, read
from checker.rulebase import rulebase


def compared(old: str, new: str, settings: Settings) -> Comparison:
    """The comparison of two named versions. Raises `InputError` for one that cannot be read."""
    return compare(*examined((old, new), settings))


def examined(names: tuple[str, ...], settings: Settings) -> tuple[ArticleReport, ...]:
    """Each version with its claims, chains and sourcing. Raises `InputError` for one that cannot be read."""
    rules = rulebase(settings.rules)
    known, language = registry(rules), read_language(rules)
    reports = []
    for name in names:
        blob = _blob(name)
        streams = Streams(io.BytesIO(blob), name) if blob is not None else Streams()
        try:
            article = read("-" if blob is not None else name, known, settings.supplied, streams, rules)
        except InputError as error:
            raise InputError(f"{name}: {str(error).removeprefix(f'{name}: ')}") from error
        reports.append(examine(article, known, language, rules))
    return tuple(reports)


def _blob(name: str) -> bytes | None:
    """What git holds under this name; None where it names a file here, or nothing with a revision before it."""
    if Path(name).exists() or ":" not in name:
        return None
    # `--end-of-options` is no option of cat-file, and a name that begins with a hyphen is none of git's
    if name.startswith("-"):
        raise InputError(f"{name}: no such file, and no revision")
    try:
        done = subprocess.run(["git", "cat-file", "blob", name], capture_output=True, check=False)
    except OSError as error:
        raise InputError(f"{name}: git is needed to read a revision ({error.strerror})") from None
    if done.returncode:
        told = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0].removeprefix("fatal: ")
        raise InputError(f"{name}: no such file, and git says: {told}")
    return done.stdout
