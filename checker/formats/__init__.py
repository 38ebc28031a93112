"""Report -> str, one module an output format. A format sees `checker.model` and nothing else of the program.

The formats are the modules of this folder whose name has no leading underscore: to add one is to add one file with
`render(report, options) -> str`. They are imported by name when asked for, so a text report loads no template engine.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Literal, cast

from checker.formats._names import listed, meant

if TYPE_CHECKING:
    from checker.model import Report

View = Literal["findings", "report", "evidence"]


@dataclass(frozen=True, slots=True)
class Options:
    """What a format may be told beside the report; none of it changes what was found.

    `view`: findings only (`checker check`), claims, chains and links as well (`checker report`), or claims beside the
    words of the pages they link (`checker verify`); `color`: ANSI colours; `width`: columns of the terminal.
    """

    view: View = "report"
    color: bool = False
    width: int = 100


def names() -> tuple[str, ...]:
    """The names of all formats, sorted."""
    return listed(__path__)


def known(name: str) -> str:
    """The name itself; raises `ConfigError` with the nearest name when there is no such format."""
    return meant(name, names(), "formats")


def render(name: str, report: Report, **options: object) -> str:
    """The report in the format of this name; options are the fields of `Options`.

    Raises `ConfigError` for an unknown format and TypeError for an unknown option.
    """
    module = importlib.import_module(f"{__name__}.{known(name)}")
    allowed = {field.name for field in fields(Options)}
    if unknown := sorted(set(options) - allowed):
        raise TypeError(f"no such option: {', '.join(unknown)}")
    return cast(str, module.render(report, Options(**options)))  # type: ignore[arg-type]
