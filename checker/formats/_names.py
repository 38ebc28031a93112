"""Formats are the modules of a folder: their names, and the one that is meant."""

from __future__ import annotations

import difflib
import pkgutil
from collections.abc import Iterable, Sequence

from checker.errors import ConfigError


def listed(folder: Iterable[str]) -> tuple[str, ...]:
    """The names of a package's modules without a leading underscore, sorted; `folder` is its `__path__`."""
    return tuple(sorted(found.name for found in pkgutil.iter_modules(folder) if not found.name.startswith("_")))


def meant(name: str, names: Sequence[str], what: str) -> str:
    """The name itself; raises `ConfigError` with the nearest name when it is none of these."""
    if name in names:
        return name
    near = difflib.get_close_matches(name, names, 1)
    advice = f", did you mean {near[0]!r}?" if near else f"; {what} are {', '.join(names)}"
    raise ConfigError(f"unknown format {name!r}{advice}")
