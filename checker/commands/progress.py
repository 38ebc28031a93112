"""How far long work has come, on a terminal and nowhere else."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from checker.formats._cells import line

Told = Callable[[int, int, str], None]


@contextmanager
def shown(what: str, quiet: bool = False) -> Iterator[Told | None]:
    """What is told of progress: done, of how many, and the last one. None off a terminal or without the `tui` extra."""
    if quiet or sys.stderr is None or not sys.stderr.isatty() or importlib.util.find_spec("rich") is None:
        yield None
        return
    # by name: a quarter of a second that a pipe has no use for
    rich, console = importlib.import_module("rich.progress"), importlib.import_module("rich.console")
    last = rich.TextColumn("{task.fields[last]}", markup=False)
    columns = (rich.TextColumn("{task.description}"), rich.BarColumn(), rich.MofNCompleteColumn(), last)
    with rich.Progress(*columns, console=console.Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None, last="")

        def tell(done: int, total: int, name: str) -> None:
            bar.update(task, completed=done, total=total, last=line(name)[:60])

        yield tell
