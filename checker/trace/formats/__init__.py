"""Traces -> str, one module an output format. A format sees `checker.model` and what `checker.formats` shows safely.

The formats are the modules of this folder whose name has no leading underscore: to add one is to add one file with
`render(traces, options) -> str`. They are imported by name when asked for, so a text tree loads no template engine.
"""

from __future__ import annotations

import difflib
import importlib
import pkgutil
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from checker.errors import ConfigError

if TYPE_CHECKING:
    from checker.model import Trace


@dataclass(frozen=True, slots=True)
class Options:
    """What a format may be told beside the traces: ANSI colours, and the columns of the terminal."""

    color: bool = False
    width: int = 100


def names() -> tuple[str, ...]:
    """The names of all formats, sorted."""
    return tuple(sorted(found.name for found in pkgutil.iter_modules(__path__) if not found.name.startswith("_")))


def known(name: str) -> str:
    """The name itself; raises `ConfigError` with the nearest name when there is no such format."""
    if name in names():
        return name
    near = difflib.get_close_matches(name, names(), 1)
    advice = f", did you mean {near[0]!r}?" if near else f"; formats of a trace are {', '.join(names())}"
    raise ConfigError(f"unknown format {name!r}{advice}")


def render(name: str, traces: Sequence[Trace], options: Options = Options()) -> str:
    """The traces in the format of this name.

    Raises `ConfigError` for an unknown format, and for one whose extra is not installed.
    """
    try:
        module = importlib.import_module(f"{__name__}.{known(name)}")
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "checker":
            raise
        told = f"format {name!r} needs the extra {name}: pip install 'sourcing-checker[{name}]'"
        raise ConfigError(told) from error
    return cast(str, module.render(traces, options))
