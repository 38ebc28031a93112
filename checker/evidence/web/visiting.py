"""Many links looked at once, politely: by several threads, one host at a time, everything written as it comes.

The threads fetch and read; only the thread that called writes into the store, and where there is enough to do a clerk
in another process. A host is asked by one thread at a time and at its own pace, so that no thread waits for a slow host
while others have work. What was completed is on record at every moment, and a second run goes on where the first one
was ended.
"""

from __future__ import annotations

import heapq
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from checker.errors import FetchError
from checker.evidence.pages import Keeping, Page, address_key
from checker.evidence.web.clerk import DEAD, Clerk, Found, Seen, clerk, read, write
from checker.evidence.web.crew import TICK, crew
from checker.evidence.web.fetch import Options, hang_up, look, pause, ready
from checker.evidence.web.mementos import Archives, Snapshot, archives
from checker.evidence.web.signs import Signs, signs
from checker.evidence.web.states import KEPT
from checker.model import Article, Visit
from checker.outlets.urls import absolute, host_key
from checker.rulebase import Rulebase, rulebase
from checker.workers import processors

Progress = Callable[[int, int, str], None]

_AHEAD = 2  # tasks that wait for a thread, so that none is idle while a capture is written
_MANY = 200  # looks a second from which on one process has no time to read and keep as well
_NO_LINE = "no such host, and no other one could be reached"


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
    workers: int = 32,
    rules: Rulebase | None = None,
    folder: Path | None = None,
) -> int:
    """Looks at each page once, keeps what it saw, and gives the number of looks.

    Left out is what was looked at on the same day (UTC) unless that failed. Of pages that are gone the archive's copy
    nearest to the article's date is noted, and with `archive` read and kept as well. With `folder`, where the store
    lies, a clerk may write there too. Ctrl-C ends the run when what is complete is on record, and is raised again.
    Raises `RefusedError` where nothing can be fetched, and `EvidenceError`.
    """
    ready(options)
    chosen = rules or rulebase()
    queue = _Queue(_due(errands, store, _utc(today), archive), options)
    desk = _Desk(store, progress, queue.left)
    with ExitStack() as stack:
        beside = stack.enter_context(clerk(folder if processors() > 1 and queue.pace >= _MANY else None, chosen))
        scout = _Scout(options, signs(chosen), archives(chosen), archive, today, beside)
        line = stack.enter_context(crew(scout.go, workers, partial(hang_up, options)))
        try:
            while queue.left or queue.busy:
                while queue.busy < workers + _AHEAD and (task := queue.next()):
                    line.tasks.put(task)
                line.wait(queue.wait() if queue.busy < workers + _AHEAD else TICK)
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
class _Done:
    task: _Task
    seen: tuple[Seen, ...]


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
        if done and not (archive and done[-1] in DEAD and not copied):
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
    """Tasks by host: one task of a host at a time, and the host that may be asked first comes first.

    `pace` is how many tasks a second politeness lets through, as long as all hosts have some left.
    """

    def __init__(self, tasks: Iterable[_Task], options: Options) -> None:
        self._hosts: dict[str, deque[_Task]] = {}
        for task in tasks:
            self._hosts.setdefault(host_key(task.address), deque()).append(task)
        self.left = sum(map(len, self._hosts.values()))
        self.busy = 0
        self.pace = sum(min(len(tasks), options.rate) for tasks in self._hosts.values())
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
        return min(max(self._due[0][0] - time.monotonic(), 0.0), TICK) if self._due else TICK

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
        self,
        options: Options,
        known: Signs,
        copies: Archives,
        archive: bool,
        today: Callable[[], datetime],
        beside: Clerk | None,
    ) -> None:
        self.options, self.known, self.copies, self.archive, self.today = options, known, copies, archive, today
        self.clerk = beside
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
                task, (Seen(Visit(task.errand.url, _utc(self.today), "unknown", reason=reason, at=task.errand.at)),)
            )

    def _looks(self, task: _Task) -> Iterator[Seen]:
        errand = task.errand
        first = self._seen(self._found(task, task.address, task.since), self.clerk)
        if first.visit.state not in DEAD or errand.at:
            yield first
            return
        nearest = self._nearest(task)
        if nearest is not None:
            first = replace(first, visit=replace(first.visit, archived=nearest.url))
        yield first
        if nearest is not None and self.archive and not task.copied:
            copy = self._seen(self._found(task, nearest.raw), None)
            yield replace(copy, visit=replace(copy.visit, archived=nearest.url))

    def _nearest(self, task: _Task) -> Snapshot | None:
        if task.archived:
            return Snapshot(task.archived, self.copies.raw(task.archived), task.errand.url)
        return self.copies.nearest(task.errand.url, task.errand.date, self.options)

    def _found(self, task: _Task, address: str, since: Visit | None = None) -> Found:
        at = address if task.errand.at or address != task.errand.url else ""
        page: Page | FetchError
        try:
            page = look(address, self.options, since)
        except FetchError as error:
            page = error
        return Found(task.errand.url, _utc(self.today), page, since, at)

    def _seen(self, found: Found, clerk: Clerk | None) -> Seen:
        doubtful = False
        if clerk is not None and clerk.ready.is_set() and isinstance(found.page, Page):
            if (seen := clerk.seen(found)) is not None:
                return seen
            doubtful = True
        with self.turn:
            seen = read(found, self.known)
        return replace(seen, doubtful=True) if doubtful else seen


# ------------------------------------------------------------------------------------------ writing


class _Desk:
    """Writes what comes back, in the caller's thread, each look whole."""

    def __init__(self, store: Keeping, progress: Progress | None, total: int) -> None:
        self.store, self.progress, self.total = store, progress, total
        self.done = self.count = 0
        self._online = False
        self._held: list[Seen] = []

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

    def _note(self, seen: Seen) -> None:
        write(seen, self.store)
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
