"""Many inputs at once: a pool of processes that answers in the order asked, or one that threads hand work to.

Each process starts afresh ("spawn"), as it does on every system, so nothing is inherited that one system has and
another has not. It costs a second to make ready what a process needs: few inputs are quicker alone. A process that is
lost costs time and nothing else, because what it leaves undone is done by the one that asked.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import Generic, TypeVar

_FEWEST = 64  # inputs for which two processes are quicker than one
_EACH = 32  # inputs that are worth a further process
_MOST = 8
_LEAVE = 10.0  # seconds that a process has to end by itself

Item = TypeVar("Item")
Answer = TypeVar("Answer")


def alone(_: int) -> int:
    """One process, however many inputs there are: for callers that are not the command line."""
    return 1


def advised(inputs: int) -> int:
    """How many processes this machine should give so many inputs."""
    if inputs < _FEWEST:
        return 1
    return max(1, min(processors(), _MOST, inputs // _EACH))


def processors() -> int:
    """How many processors this process may use."""
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


class Assistant(Generic[Item, Answer]):
    """Another process that does one task for the threads of this one, each of which waits for its own answer.

    There, `begin(*given)` makes the task and ends it; both must be importable by name and picklable. The process takes
    a while to be `ready`, and ends when this one does, however it ends. `lost` is called, by a thread, after it died.
    """

    def __init__(
        self,
        begin: Callable[..., AbstractContextManager[Callable[[Item], Answer]]],
        given: tuple[object, ...],
        lost: Callable[[], None],
    ) -> None:
        self.ready = threading.Event()
        self._lost = lost
        self._lock = threading.Lock()
        self._count = 0
        self._waiting: dict[int, SimpleQueue[Answer | None]] = {}
        context = get_context("spawn")
        # One way each: on some systems a pipe for both ways is not to be written and read at the same time.
        asked, self._ask = context.Pipe(duplex=False)
        self._answers, answered = context.Pipe(duplex=False)
        self._process = context.Process(
            target=_assist, args=(asked, answered, begin, given), name="assistant", daemon=True
        )
        with closing(asked), closing(answered), _uninterrupted():
            self._process.start()
        self._listener = threading.Thread(target=self._listen, name="answers", daemon=True)
        self._listener.start()

    def ask(self, item: Item) -> Answer | None:
        """The answer; None where the task failed or the process was lost, and may have done it all the same."""
        answer: SimpleQueue[Answer | None] = SimpleQueue()
        with self._lock:
            if not self.ready.is_set():
                return None
            self._count += 1
            self._waiting[self._count] = answer
            with suppress(OSError):  # it died: the listener tells all that wait
                self._ask.send((self._count, item))
        return answer.get()

    def close(self) -> None:
        """Let it finish what it was asked; it is ended where that takes too long."""
        self._lost = _nothing
        if self._lock.acquire(timeout=_LEAVE):
            with suppress(OSError):
                self._ask.send(None)
            self._lock.release()
        self._listener.join(_LEAVE)
        self._process.kill()
        self._listener.join()
        self._ask.close()
        self._answers.close()

    def _listen(self) -> None:
        with suppress(EOFError, OSError):
            self._answers.recv()
            self.ready.set()
            while True:
                number, answer = self._answers.recv()
                self._waiting.pop(number).put(answer)
        self._process.join()
        self._lost()
        with self._lock:
            self.ready.clear()
            for waiting in self._waiting.values():
                waiting.put(None)


def _assist(
    asked: Connection,
    answers: Connection,
    begin: Callable[..., AbstractContextManager[Callable[[Item], Answer]]],
    given: tuple[object, ...],
) -> None:
    """What the other process does until it is told to end, or until nobody is left to tell it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(Exception), begin(*given) as task:  # what stands in its way is told by the one that asks
        answers.send(True)
        while (said := asked.recv()) is not None:
            answer = None
            with suppress(Exception):
                answer = task(said[1])
            answers.send((said[0], answer))


def _nothing() -> None:
    return None
