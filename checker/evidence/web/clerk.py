"""A page read and kept: by the process that fetched it, or by a clerk, another one beside it.

Reading and keeping take two thirds of the time of a look. What reaches out does not move: the guard, robots.txt and the
pace of each host are there once, however many read. A clerk knows nothing of the network, and is ready in half a second
because it loads nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from pathlib import Path

from checker.errors import EvidenceError, FetchError
from checker.evidence.keeping.store import Store
from checker.evidence.pages import Keeping, Page
from checker.evidence.web.signs import Signs, signs
from checker.evidence.web.states import KEPT, observed
from checker.model import LinkState, Visit
from checker.rulebase import Rulebase
from checker.workers import Assistant

DEAD: frozenset[LinkState] = frozenset({"gone", "soft-404"})


@dataclass(frozen=True, slots=True)
class Found:
    """What came back for `url`, or why nothing did: `when`, asked against `since`, at `at` where a copy was asked."""

    url: str
    when: str
    page: Page | FetchError
    since: Visit | None = None
    at: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """One look: what is to be noted, and the page to keep with it.

    `written` says that both are on record, `doubtful` that a clerk may have put them there before it was lost.
    """

    visit: Visit
    page: Page | None = None
    written: bool = False
    doubtful: bool = False


def read(found: Found, known: Signs) -> Seen:
    """What a look says, nothing of it written."""
    made = observed(found.url, found.when, found.page, known, found.since)
    return _unwritten(replace(made, at=found.at) if found.at else made, found)


def write(seen: Seen, store: Keeping) -> None:
    """Keep the page and note the look, unless that is done."""
    made = seen.visit
    if seen.written or (seen.doubtful and _noted(seen, store)):
        return
    if seen.page is None:
        store.note(made)
    else:
        store.keep(seen.page, made.when, made.url if made.at else "", made)


def _noted(seen: Seen, store: Keeping) -> bool:
    digest = sha256(seen.page.body).hexdigest() if seen.page else seen.visit.sha256
    return replace(seen.visit, sha256=digest) in store.visits(seen.visit.url)


def _unwritten(made: Visit, found: Found) -> Seen:
    keeps = isinstance(found.page, Page) and found.page.status != 304 and made.state in KEPT
    return Seen(made, found.page if keeps and isinstance(found.page, Page) else None)


# ------------------------------------------------------------------------------------------ the other process


class Clerk:
    """A process that reads and writes into the store of a folder what the threads of this one found."""

    def __init__(self, folder: Path, rules: Rulebase) -> None:
        self._assistant: Assistant[Found, _Answer] = Assistant(_office, (folder, rules), partial(_set_right, folder))
        self.ready = self._assistant.ready

    def seen(self, found: Found) -> Seen | None:
        """What a look says, written unless the page is dead and its archives are to be asked; None when it failed."""
        answer = self._assistant.ask(found)
        if answer is None:
            return None
        made, written = answer
        return Seen(made, written=True) if written else _unwritten(made, found)

    def close(self) -> None:
        """Let it finish and end it."""
        self._assistant.close()


_Answer = tuple[Visit, bool]


@contextmanager
def clerk(folder: Path | None, rules: Rulebase) -> Iterator[Clerk | None]:
    """A clerk for the store in a folder; None without one, and where the system gives no more processes."""
    with ExitStack() as stack:
        made = None
        if folder is not None:
            with suppress(OSError):
                made = stack.enter_context(closing(Clerk(folder, rules)))
        yield made


@contextmanager
def _office(folder: Path, rules: Rulebase) -> Iterator[Callable[[Found], _Answer]]:
    known = signs(rules)
    with Store.open(folder, write=True) as store:

        def handle(found: Found) -> _Answer:
            seen = read(found, known)
            written = bool(found.at) or seen.visit.state not in DEAD
            if written:
                write(seen, store)
            return seen.visit, written

        yield handle


def _set_right(folder: Path) -> None:
    """Enter and cut what a lost clerk left: that is what opening does."""
    with suppress(EvidenceError):  # whoever writes next is told
        Store.open(folder, write=True).close()
