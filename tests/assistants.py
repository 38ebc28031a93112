"""Tasks for another process in tests/test_workers.py; of its own, because that process loads no more than this."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def doubling(first: int, ended: Path) -> Iterator[Callable[[int], int]]:
    """Twice a number and `first`; 3 cannot be done, 4 is the end of the process; the end is written down."""

    def double(number: int) -> int:
        if number == 3:
            raise ValueError("three")
        if number == 4:
            os._exit(1)
        return 2 * number + first

    try:
        yield double
    finally:
        ended.write_text("ended", encoding="utf-8")


@contextmanager
def failing() -> Iterator[Callable[[int], int]]:
    """What cannot even begin."""
    raise ValueError("no task")
    yield int
