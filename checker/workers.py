"""Many inputs at once: a pool of processes that answers in the order asked, where there is enough to do.

Each process starts afresh ("spawn"), as it does on every system, so nothing is inherited that one system has and
another has not. It costs a second to make ready what a process needs: few inputs are quicker alone.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from typing import TypeVar

_FEWEST = 64  # inputs for which two processes are quicker than one
_EACH = 32  # inputs that are worth a further process
_MOST = 8

Item = TypeVar("Item")
Answer = TypeVar("Answer")


def alone(_: int) -> int:
    """One process, however many inputs there are: for callers that are not the command line."""
    return 1


def advised(inputs: int) -> int:
    """How many processes this machine should give so many inputs."""
    if inputs < _FEWEST:
        return 1
    return max(1, min(_processors(), _MOST, inputs // _EACH))


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def ordered(
    task: Callable[[Item], Answer],
    items: Sequence[Item],
    count: int,
    prepare: Callable[..., None],
    given: tuple[object, ...],
) -> Generator[Callable[[], Answer], None, None]:
    """For each item, in order, what gives `task` of it or raises what it raised.

    Each of `count` processes calls `prepare(*given)` once; all of these must be importable by name and picklable. What
    a lost process leaves undone is done here. Close the iterator to give up what has not begun.
    """
    pool = ProcessPoolExecutor(count, get_context("spawn"), _started, (prepare, given))
    try:
        with _uninterrupted():  # the processes inherit it: an interruption is for the one that waits
            waiting = [pool.submit(task, item) for item in items]
        lost = False
        for item, future in zip(items, waiting, strict=True):
            if not lost and isinstance(future.exception(), BrokenProcessPool):
                lost = True
                prepare(*given)
            yield partial(task, item) if lost else future.result
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _started(prepare: Callable[..., None], given: tuple[object, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    prepare(*given)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
