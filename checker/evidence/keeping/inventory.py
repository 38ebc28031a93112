"""What a store holds: its list, and whether every capture still has the bytes that its hash names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from checker.evidence.keeping import warcs
from checker.evidence.keeping.index import Row
from checker.evidence.keeping.store import Store
from checker.evidence.keeping.writing import warc_files
from checker.evidence.pages import address_key
from checker.model import Capture, LinkState, Visit

Progress = Callable[[int, int, str], None]
_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Item:
    """One look at an address and the capture it led to, or a capture without a look (then no `state`).

    `size` is in bytes, of the unpacked body; `status` is 0 where no server answered.
    """

    address: str
    when: str
    state: LinkState | None
    status: int
    sha256: str
    size: int
    media_type: str = ""
    title: str = ""
    final_url: str = ""
    original: str = ""
    record: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it should be, at "FILE:OFFSET" of a WARC file."""

    place: str
    said: str


def listing(store: Store, url: str = "") -> tuple[Item, ...]:
    """What is held of an address, of all without one: by address, then oldest first."""
    rows = store.asked(lambda: [*store.index.captures(url), *store.index.visits(url)])
    captures = [(row.of, row.size) for row in rows if isinstance(row.of, Capture)]
    visits = [row.of for row in rows if isinstance(row.of, Visit)]
    held = {(address_key(of.url), of.sha256): (of, size) for of, size in captures}
    looked: set[tuple[str, str, str]] = set()
    found = []
    for look in visits:
        of, size = held.get((address_key(look.url), look.sha256), (None, 0))
        looked.add((address_key(look.url), look.sha256, look.when))
        found.append(_looked(look, of, size))
    for of, size in captures:
        if (address_key(of.url), of.sha256, of.fetched) not in looked:
            found.append(_captured(of, size))
    return tuple(sorted(found, key=lambda row: (row.address, row.when, row.record)))


def _looked(look: Visit, of: Capture | None, size: int) -> Item:
    held = _captured(of, size) if of else Item(look.url, "", None, 0, "", 0)
    return replace(
        held, address=look.url, when=look.when, state=look.state, status=look.status, sha256=look.sha256,
        title=look.title, final_url=look.final_url or held.final_url,
    )  # fmt: skip


def _captured(of: Capture, size: int) -> Item:
    return Item(
        of.url, of.fetched, None, of.status, of.sha256, size, of.media_type, "", of.final_url, of.original, of.record
    )


def verify(store: Store, progress: Progress | None = None) -> tuple[Problem, ...]:
    """Every record read again and compared with its hash and with the index; nothing found means all is as it was.

    `progress` is given bytes read, bytes in all and the file. Memory does not grow with the store.
    """
    files = store.asked(store.index.files)
    names = sorted({*warc_files(store.folder), *(name for name, file in files.items() if not file.dropped)})
    sizes = {name: _size(store, name) for name in names}
    done, found = 0, list[Problem]()
    for name in names:
        if progress:
            progress(done, sum(sizes.values()), name)
        found += _file_problems(store, name)
        done += sizes[name]
    if progress:
        progress(done, done, "")
    return tuple(found)


def _size(store: Store, name: str) -> int:
    path = store.folder / name
    return path.stat().st_size if path.exists() else 0


def _file_problems(store: Store, name: str) -> Iterator[Problem]:
    path = store.folder / name
    known = store.asked(store.index.files).get(name)
    rows = _Rows(store, name)
    try:
        with path.open("rb") as file:
            # behind that mark another process may be writing just now
            for found in warcs.records(file, 0, known.ends if known and known.open else None):
                for row, said in _compared(store, rows.upto(found.offset + found.length), found):
                    yield Problem(f"{name}:{row.offset if row else found.offset}", said)
    except OSError as error:
        yield Problem(name, error.strerror or str(error))
        return
    for row in rows.upto(None):
        yield Problem(f"{name}:{row.offset}", "the file ends before the record that the index says is here")


def _compared(store: Store, rows: list[Row], found: warcs.Record | warcs.Gap) -> Iterator[tuple[Row | None, str]]:
    """What is wrong with a record, or with bytes that are none, and with the rows of the index for this place."""
    if isinstance(found, warcs.Gap):
        yield from ((row, f"the record is damaged: {found.reason}") for row in rows)
        if not rows:
            yield None, f"{found.length} bytes that are no record: {found.reason}"
        return
    here = next((row for row in rows if row.offset == found.offset), None)
    yield from ((row, "no record begins here") for row in rows if row is not here)
    if here is None:
        entry = found.entry()
        if entry and not store.asked(lambda: store.index.has(entry.key)):
            yield None, "a record that the index does not know"
    elif here.key != found.headers.get("warc-record-id"):
        yield here, "another record than the index says"
    elif said := _unsound(store, here, found):
        yield here, said


def _unsound(store: Store, row: Row, found: warcs.Record) -> str:
    if not found.sound:
        return "other bytes than its digest says"
    if isinstance(row.of, Capture):
        digest = row.of.sha256
        if row.kind != "revisit":
            return "" if found.sha256 == digest else "other bytes than its hash says"
        if store.asked(lambda: store.index.first(digest)) is None:
            return "no record holds the bytes that it names"
    return ""


class _Rows:
    """The index's rows of one file in the order of their places, a batch at a time."""

    def __init__(self, store: Store, name: str) -> None:
        self._store, self._name = store, name
        self._held: list[Row] = []
        self._last = -1

    def upto(self, end: int | None) -> list[Row]:
        """The next rows that begin before `end`; all that are left without one."""
        found: list[Row] = []
        while self._held or self._more():
            if end is not None and self._held[0].offset >= end:
                break
            found.append(self._held.pop(0))
        return found

    def _more(self) -> bool:
        self._held = self._store.asked(lambda: self._store.index.placed(self._name, self._last, _BATCH))
        if self._held:
            self._last = self._held[-1].offset
        return bool(self._held)
