"""Traces -> str, one module an output format. A format sees `checker.model` and what `checker.formats` shows safely.

The formats are the modules of this folder whose name has no leading underscore: to add one is to add one file with
`render(traces, options) -> str`. They are imported by name when asked for, so a text tree loads no template engine.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from checker.errors import ConfigError
from checker.formats._names import listed, meant

if TYPE_CHECKING:
    from checker.model import Trace


@dataclass(frozen=True, slots=True)
class Options:
    """What a format may be told beside the traces: ANSI colours, and the columns of the terminal."""

    color: bool = False
    width: int = 100


def names() -> tuple[str, ...]:
    """The names of all formats, sorted."""
    return listed(__path__)


def known(name: str) -> str:
    """The name itself; raises `ConfigError` with the nearest name when there is no such format."""
    return meant(name, names(), "formats of a trace")


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
