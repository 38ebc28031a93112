"""Threads at work on tasks that one other thread hands out and takes back."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

TICK = 0.2  # seconds after which a wait looks up, so that Ctrl-C is heard on every system
_MOMENT = 2.0  # seconds that the threads have to leave

Task = TypeVar("Task")
Done = TypeVar("Done")


class Line(Generic[Task, Done]):
    """Between the caller and its threads: what is to be done, what was done, and a bell for the caller."""

    def __init__(self) -> None:
        self.tasks: SimpleQueue[Task | None] = SimpleQueue()
        self.closed = False
        self._done: SimpleQueue[Done] = SimpleQueue()
        self._bell = threading.Event()

    def work(self, go: Callable[[Task], Done]) -> None:
        """What each thread does until there is nothing more to do."""
        while (task := self.tasks.get()) is not None and not self.closed:
            self._done.put(go(task))
            self._bell.set()

    def wait(self, seconds: float) -> None:
        """Until something was done. Takes nothing from the line, so that an interrupt here loses nothing."""
        self._bell.wait(seconds)
        self._bell.clear()

    def come(self) -> Iterator[Done]:
        """What has been done by now."""
        while True:
            try:
                yield self._done.get_nowait()
            except Empty:
                return


@contextmanager
def crew(go: Callable[[Task], Done], count: int, hang_up: Callable[[], None]) -> Iterator[Line[Task, Done]]:
    """As many threads at work; `hang_up` ends what they wait for.

    Daemons, not a pool's threads: after Ctrl-C nobody waits for a server that has half a minute left to answer. Their
    exchanges are ended and they are given a moment to leave: a daemon that the interpreter's end finds inside a C++
    library takes the whole process down with it.
    """
    line: Line[Task, Done] = Line()
    every = [threading.Thread(target=line.work, args=(go,), name=f"visit-{n}", daemon=True) for n in range(count)]
    for each in every:
        each.start()
    try:
        yield line
    finally:
        line.closed = True
        for _ in every:
            line.tasks.put(None)
        leave = time.monotonic() + _MOMENT
        while any(each.is_alive() for each in every) and time.monotonic() < leave:
            hang_up()
            for each in every:
                each.join(TICK / count)
