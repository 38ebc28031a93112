"""Many links looked at once, politely: by several threads, one host at a time, everything written as it comes.

The threads fetch and read; only the thread that called writes into the store. A host is asked by one thread at a time
and at its own pace, so that no thread waits for a slow host while others have work. What was completed is on record at
every moment, and a second run goes on where the first one was ended.
"""

from __future__ import annotations

import heapq
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from queue import Empty, SimpleQueue
from typing import Any, Protocol

from checker.errors import FetchError
from checker.evidence.pages import Page, address_key
from checker.evidence.web.fetch import Options, hang_up, look, pause, ready
from checker.evidence.web.mementos import Archives, Snapshot, archives
from checker.evidence.web.signs import Signs, signs
from checker.evidence.web.states import KEPT, observed
from checker.model import Article, Capture, Visit
from checker.outlets.urls import absolute, host_key
from checker.rulebase import Rulebase, rulebase

Progress = Callable[[int, int, str], None]

_DEAD = ("gone", "soft-404")
_AHEAD = 2  # tasks that wait for a thread, so that none is idle while a capture is written
_MOMENT = 2.0  # seconds that the threads have to leave
_TICK = 0.2  # seconds after which a wait looks up, so that Ctrl-C is heard on every system
_NO_LINE = "no such host, and no other one could be reached"


class Keeping(Protocol):
    """Where looks are kept: the store, or one in memory."""

    def keep(self, page: Page, fetched: str, original: str = "") -> Capture:
        """Keeps a page and gives its capture."""

    def note(self, visit: Visit) -> None:
        """Keeps a look."""

    def visits(self, url: str) -> Sequence[Visit]:
        """All looks at an address, oldest first."""

    def captures(self, url: str) -> Sequence[Capture]:
        """All captures of an address."""


@dataclass(frozen=True, slots=True)
class Errand:
    """A page to look at; `at` is what to fetch when it is not `url` itself, an archive's copy; `date` the article's."""

    url: str
    at: str = ""
    date: date | None = None


def errands(articles: Iterable[Article]) -> Iterator[Errand]:
    """The pages behind the links of articles' bodies, and behind the links that name an earlier publication."""
    for article in articles:
        declared = {origin.link for origin in article.provenance.origins}
        for number, link in enumerate(article.links):
            if link.target and (link.body or number in declared):
                copied = bool(link.via) and link.via[0].startswith("archive")
                yield Errand(
                    link.target, (absolute(link.href)[0] or "") if copied else "", article.provenance.published
                )


def visit(
    errands: Iterable[Errand],
    store: Keeping,
    options: Options,
    today: Callable[[], datetime],
    progress: Progress | None = None,
    archive: bool = False,
    workers: int = 16,
    rules: Rulebase | None = None,
) -> int:
    """Looks at each page once, keeps what it saw, and gives the number of looks.

    Left out is what was looked at on the same day (UTC) unless that failed. Of pages that are gone the archive's copy
    nearest to the article's date is noted, and with `archive` read and kept as well. Ctrl-C ends the run when what is
    complete is on record, and is raised again. Raises `RefusedError` where nothing can be fetched, and `EvidenceError`.
    """
    ready(options)
    chosen = rules or rulebase()
    scout = _Scout(options, signs(chosen), archives(chosen), archive, today)
    desk = _Desk(store, progress)
    with _crew(scout, workers) as line:
        queue = _Queue(_due(errands, store, _utc(today), archive), options)
        desk.total = queue.left
        try:
            while queue.left or queue.busy:
                while queue.busy < workers + _AHEAD and (task := queue.next()):
                    line.tasks.put(task)
                line.wait(queue.wait() if queue.busy < workers + _AHEAD else _TICK)
                with _whole(), scout.turn:
                    for done in line.come():
                        queue.done(done.task)
                        desk.write(done)
            desk.end()
        except KeyboardInterrupt:
            with _whole():
                for done in line.come():
                    desk.write(done)
                desk.end()
            raise
    return desk.count


# ------------------------------------------------------------------------------------------ what is to be done


@dataclass(frozen=True, slots=True)
class _Task:
    """`since` is the look to ask against, `archived` a copy that an earlier look found, `copied`: it was read."""

    errand: Errand
    since: Visit | None = None
    archived: str = ""
    copied: bool = False

    @property
    def address(self) -> str:
        return self.errand.at or self.errand.url


@dataclass(frozen=True, slots=True)
class _Seen:
    """One look: what is to be noted, the page to keep with it, and what that page is a copy of."""

    visit: Visit
    page: Page | None = None
    original: str = ""


@dataclass(frozen=True, slots=True)
class _Done:
    task: _Task
    seen: tuple[_Seen, ...]


def _due(errands: Iterable[Errand], store: Keeping, now: str, archive: bool) -> Iterator[_Task]:
    """What is to be looked at, each address once."""
    known: set[tuple[str, str]] = set()
    for errand in errands:
        key = (address_key(errand.url), address_key(errand.at) if errand.at else "")
        if key in known:
            continue
        known.add(key)
        every = store.visits(errand.url)
        before = [one for one in every if (address_key(one.at) if one.at else "") == key[1]]
        copied = any(one.at and one.sha256 for one in every)
        done = [one.state for one in before if one.when[:10] == now[:10] and one.state != "unknown"]
        if done and not (archive and done[-1] in _DEAD and not copied):
            continue
        archived = next((one.archived for one in reversed(every) if one.archived), "")
        yield _Task(errand, _since(before, store), archived, copied)


def _since(before: Sequence[Visit], store: Keeping) -> Visit | None:
    """The last look that kept a capture which is still there, when its server gave something to ask against."""
    for one in reversed(before):
        if one.sha256 and one.state in KEPT and (one.etag or one.modified):
            held = any(capture.sha256 == one.sha256 for capture in store.captures(one.url))
            return one if held else None
    return None


class _Queue:
    """Tasks by host: one task of a host at a time, and the host that may be asked first comes first."""

    def __init__(self, tasks: Iterable[_Task], options: Options) -> None:
        self._hosts: dict[str, deque[_Task]] = {}
        for task in tasks:
            self._hosts.setdefault(host_key(task.address), deque()).append(task)
        self.left = sum(map(len, self._hosts.values()))
        self.busy = 0
        self._options = options
        self._began: dict[str, float] = {}
        self._due = [(0.0, number, host) for number, host in enumerate(self._hosts)]
        self._count = len(self._due)

    def next(self) -> _Task | None:
        """The next task whose host may be asked now, None where there is none."""
        if not self._due or self._due[0][0] > time.monotonic():
            return None
        host = heapq.heappop(self._due)[2]
        self._began[host] = time.monotonic()
        self.left -= 1
        self.busy += 1
        return self._hosts[host].popleft()

    def wait(self) -> float:
        """Seconds until a host may be asked that is not busy, at most a tick."""
        return min(max(self._due[0][0] - time.monotonic(), 0.0), _TICK) if self._due else _TICK

    def done(self, task: _Task) -> None:
        """A task has come back: its host may be asked again after its pause."""
        self.busy -= 1
        host = host_key(task.address)
        if not self._hosts[host]:
            del self._hosts[host]
            return
        again = self._began[host] + pause(task.address, self._options)
        self._count += 1
        heapq.heappush(self._due, (again, self._count, host))


# ------------------------------------------------------------------------------------------ looking


class _Scout:
    """What each thread does with a task; shared by them, and changes nothing of its own."""

    def __init__(
        self, options: Options, known: Signs, copies: Archives, archive: bool, today: Callable[[], datetime]
    ) -> None:
        self.options, self.known, self.copies, self.archive, self.today = options, known, copies, archive, today
        # Pages are read, and captures written, one at a time: both need the interpreter, and threads that want it at
        # once stop each other at every step (158 links a second without this turn, 198 with it).
        self.turn = threading.Lock()

    def go(self, task: _Task) -> _Done:
        """The looks that one task takes; a fault of ours on one page is a look that says nothing of it."""
        try:
            return _Done(task, tuple(self._looks(task)))
        except Exception as error:
            said = " ".join(str(error).split())
            reason = f"internal error: {type(error).__name__}{f': {said}' if said else ''}"
            return _Done(
                task, (_Seen(Visit(task.errand.url, _utc(self.today), "unknown", reason=reason, at=task.errand.at)),)
            )

    def _looks(self, task: _Task) -> Iterator[_Seen]:
        errand = task.errand
        first = self._look(errand.url, task.address, task.since, errand.url if errand.at else "")
        if first.visit.state not in _DEAD or errand.at:
            yield first
            return
        nearest = self._nearest(task)
        if nearest is not None:
            first = replace(first, visit=replace(first.visit, archived=nearest.url))
        yield first
        if nearest is not None and self.archive and not task.copied:
            copy = self._look(errand.url, nearest.raw, None, errand.url)
            yield replace(copy, visit=replace(copy.visit, archived=nearest.url))

    def _nearest(self, task: _Task) -> Snapshot | None:
        if task.archived:
            return Snapshot(task.archived, self.copies.raw(task.archived), task.errand.url)
        return self.copies.nearest(task.errand.url, task.errand.date, self.options)

    def _look(self, url: str, address: str, since: Visit | None, original: str) -> _Seen:
        found: Page | FetchError
        try:
            found = look(address, self.options, since)
        except FetchError as error:
            found = error
        with self.turn:
            made = observed(url, _utc(self.today), found, self.known, since)
        if original:
            made = replace(made, at=address)
        keeps = isinstance(found, Page) and found.status != 304 and made.state in KEPT
        return _Seen(made, found if keeps and isinstance(found, Page) else None, original)


class _Line:
    """Between the caller and its threads: what is to be done, what was seen, and a bell for the caller."""

    def __init__(self) -> None:
        self.tasks: SimpleQueue[_Task | None] = SimpleQueue()
        self.closed = False
        self._seen: SimpleQueue[_Done] = SimpleQueue()
        self._bell = threading.Event()

    def work(self, scout: _Scout) -> None:
        """What each thread does until there is nothing more to do."""
        while (task := self.tasks.get()) is not None and not self.closed:
            self._seen.put(scout.go(task))
            self._bell.set()

    def wait(self, seconds: float) -> None:
        """Until something was seen. Takes nothing from the line, so that an interrupt here loses nothing."""
        self._bell.wait(seconds)
        self._bell.clear()

    def come(self) -> Iterator[_Done]:
        """What has been seen by now."""
        while True:
            try:
                yield self._seen.get_nowait()
            except Empty:
                return


@contextmanager
def _crew(scout: _Scout, count: int) -> Iterator[_Line]:
    """Threads at work.

    Daemons, not a pool's threads: after Ctrl-C nobody waits for a server that has half a minute left to answer. Their
    exchanges are ended and they are given a moment to leave: a daemon that the interpreter's end finds inside a C++
    library takes the whole process down with it.
    """
    line = _Line()
    crew = [threading.Thread(target=line.work, args=(scout,), name=f"visit-{n}", daemon=True) for n in range(count)]
    for each in crew:
        each.start()
    try:
        yield line
    finally:
        line.closed = True
        for _ in crew:
            line.tasks.put(None)
        leave = time.monotonic() + _MOMENT
        while any(each.is_alive() for each in crew) and time.monotonic() < leave:
            hang_up(scout.options)
            for each in crew:
                each.join(_TICK / count)


# ------------------------------------------------------------------------------------------ writing


class _Desk:
    """Writes what comes back, in the caller's thread, each look whole."""

    def __init__(self, store: Keeping, progress: Progress | None) -> None:
        self.store, self.progress = store, progress
        self.total = self.done = self.count = 0
        self._online = False
        self._held: list[_Seen] = []

    def write(self, done: _Done) -> None:
        """Note what one task saw."""
        self._online = self._online or any(seen.visit.status for seen in done.seen)
        for seen in done.seen:
            if seen.visit.state == "gone" and not seen.visit.status and not self._online:
                # A machine without a network may be told that no host exists: wait until one did answer.
                self._held.append(seen)
            else:
                self._note(seen)
        if self._online:
            self.end()
        self.done += 1
        if self.progress is not None:
            self.progress(self.done, self.total, done.task.errand.url)

    def end(self) -> None:
        """Note what was held back."""
        held, self._held = self._held, []
        for seen in held:
            offline = replace(seen.visit, state="unknown", reason=_NO_LINE)
            self._note(seen if self._online else replace(seen, visit=offline))

    def _note(self, seen: _Seen) -> None:
        made = seen.visit
        if seen.page is not None:
            made = replace(made, sha256=self.store.keep(seen.page, made.when, seen.original).sha256)
        self.store.note(made)
        self.count += 1


@contextmanager
def _whole() -> Iterator[None]:
    """Ctrl-C waits until this is over: an exception in the middle of a write would leave half of it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[tuple[Any, ...]] = []
    before = signal.getsignal(signal.SIGINT)
    if not callable(before):
        yield
        return
    signal.signal(signal.SIGINT, lambda *said: came.append(said))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if came:
        before(*came[0])


def _utc(today: Callable[[], datetime]) -> str:
    return today().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
