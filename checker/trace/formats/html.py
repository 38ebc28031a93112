"""One self-contained page: the words of each station beside those asked for, the merged chain, the pages by date.

Everything is escaped by the template engine; nothing is fetched when the page is opened (a content policy forbids it).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from checker.formats._cells import line, visible
from checker.formats._counts import many
from checker.model import Station, Trace
from checker.trace.formats import Options, _labels


def render(traces: Sequence[Trace], options: Options) -> str:
    """The page, one section for each trace."""
    return _environment().get_template("trace.html.jinja").render(traces=traces) + "\n"


@cache
def _environment() -> Environment:
    made = Environment(
        loader=ChoiceLoader([PackageLoader("checker.trace.formats"), PackageLoader("checker.formats")]),
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_shown,
    )  # fmt: skip
    made.globals.update({name: each for name, each in vars(_labels).items() if not name.startswith("_")})
    made.globals.update(tree=tree, safe_address=safe_address, many=many, line=line)
    return made


def _shown(value: object) -> object:
    """Last step before escaping: no control or lone surrogate character reaches the page."""
    return visible(value, keep="\n") if isinstance(value, str) and not isinstance(value, Markup) else value


def tree(trace: Trace, above: str = "") -> Iterator[Station]:
    """The stations, each before those that it led to first."""
    for station in trace.below(above):
        yield station
        yield from tree(trace, station.id)


def safe_address(address: str) -> str:
    """The address when it may stand in a link: http and https only."""
    return address if address.lower().startswith(("http://", "https://")) else ""
