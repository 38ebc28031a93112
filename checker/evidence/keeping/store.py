"""Where captures and looks are kept: one folder with WARC files, which hold everything, and an index of them.

Any number of processes and threads may write at once: each process appends to a WARC file of its own, held by a lock of
the system, and they meet only in the index. Both need locks that work, so the folder must not lie on a network share
without them (NFS version 2 or 3, some clouds' folders); two machines must never write at once.

A record is written whole before the index learns of it, and `keep` and `note` return after that: a process that is
killed loses nothing that it was told is kept. Half a record at the end of a file is cut off by the next one that writes
to it, and a whole one that the index does not know is entered. WARC files are synced to the disk once a second and at
the end, because a sync for each record would make the disk the limit: a power cut may take the last second with it, and
the hash of each capture tells.
"""

from __future__ import annotations

import os
import re
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import TypeVar
from uuid import uuid4

from checker.errors import EvidenceError
from checker.evidence.keeping import warcs
from checker.evidence.keeping.index import Index, Row
from checker.evidence.keeping.writing import DRAFT, Appended, locked, recover, sweep, warc_files
from checker.evidence.pages import Page
from checker.model import Capture, Visit

INDEX = "index.sqlite"
# What may lie in a folder that is to become a store: files of the parts that keep theirs beside it.
_BESIDE = re.compile(rf"\..*|.*\.sqlite(-journal|-wal|-shm)?|README.*|{re.escape(DRAFT)}.*")
_UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_BUSY = "busy: another process has been writing for too long"

_Result = TypeVar("_Result")


class Store:
    """A store of evidence, open; a context manager, and safe to share between threads.

    Its methods raise `EvidenceError`.
    """

    def __init__(self, folder: Path, index: Index, write: bool) -> None:
        self.folder, self.index, self._write = folder, index, write
        self._lock = threading.RLock()
        self._out: Appended | None = None
        self._closed = False

    @classmethod
    def open(cls, folder: Path, write: bool = False) -> Store:
        """The store in a folder; `write` makes it when there is none. Reading writes nothing.

        Raises `EvidenceError` for a folder that is no store, was written by a later version or cannot be written.
        """
        return _writing(folder) if write else _reading(folder)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Syncs what was written and gives the files free; a second time it does nothing."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            try:
                with _one_line(self.folder):
                    self._give_free()
            finally:
                self.index.close()

    def _give_free(self) -> None:
        out, self._out = self._out, None
        if out:
            out.close(self.index)

    # ----------------------------------------------------------------------------------------------- writing

    def keep(self, page: Page, fetched: str, original: str = "", look: Visit | None = None) -> Capture:
        """Keeps a page as it came, and gives its capture; bytes that are held already are not written again.

        `fetched` is UTC, as "2026-11-23T02:10:00Z"; `original` the address that an archive's copy is of. A `look` is
        noted in the same change, with the capture's hash.
        """
        self._may_write(fetched)
        if len(page.body) > warcs.LARGEST:
            raise EvidenceError(f"{page.url}: {len(page.body)} bytes are more than a record may hold")
        digest = sha256(page.body).hexdigest()
        media = page.header("content-type").partition(";")[0].strip().lower()
        of = Capture(page.url, fetched, page.status, digest, media, page.final_url, "", original)
        noted = [warcs.noted(replace(look, sha256=digest))] if look else []
        while True:
            with self._lock, _one_line(self.folder):
                same = [row.of for row in self.index.rows("sha256 = ? AND day = ?", (digest, fetched))]
                first = self.index.first(digest)
            for known in same:
                if isinstance(known, Capture) and replace(known, record="") == of:
                    if noted:
                        self._append(noted)
                    return known
            place = self._append([warcs.kept(page, of, first), *noted], digest, first)
            if place:
                return replace(of, record=place)

    def note(self, visit: Visit) -> None:
        """Keeps a look, also one that found nothing."""
        self._may_write(visit.when)
        self._append([warcs.noted(visit)])

    def _may_write(self, when: str) -> None:
        if not self._write:
            raise EvidenceError(f"{self.folder}: opened for reading only")
        if not _UTC.fullmatch(when):
            raise EvidenceError(f'"{when}" is no time such as 2026-11-23T02:10:00Z')

    def _append(
        self, made: Sequence[tuple[warcs.Entry, bytes]], digest: str = "", first: warcs.First | None = None
    ) -> str:
        """The first one's place; "" when another record than `first` has its bytes by now, and nothing was written."""
        with self._lock, _one_line(self.folder):
            if self._closed:
                raise EvidenceError(f"{self.folder}: closed")
            if self._out and self._out.full:
                self._give_free()
            if self._out is None:
                self._out = Appended.begun(self.folder, self.index)
            return self._out.append(self.index, made, lambda: not digest or self.index.first(digest) == first)

    @contextmanager
    def alone(self) -> Iterator[tuple[str, ...]]:
        """The names of the WARC files while neither another process nor another thread writes to them.

        Those that the index drops meanwhile are removed at the end. Raises `EvidenceError` when one is being written.
        """
        if not self._write:
            raise EvidenceError(f"{self.folder}: opened for reading only")
        with self._lock, _one_line(self.folder):
            self._give_free()
            names = warc_files(self.folder)
            with ExitStack() as locks:
                for name in names:
                    handle = locked(self.folder / name)
                    if handle is None:
                        raise EvidenceError(f"{self.folder}: in use by another process")
                    locks.callback(os.close, handle)
                yield tuple(names)
            sweep(self.folder, self.index)

    # ----------------------------------------------------------------------------------------------- reading

    def visits(self, url: str = "") -> tuple[Visit, ...]:
        """All looks at an address, oldest first; without one, all."""
        return tuple(row.of for row in self.asked(lambda: list(self.index.visits(url))) if isinstance(row.of, Visit))

    def captures(self, url: str = "") -> tuple[Capture, ...]:
        """Captures asked for at an address, ended there or of it as an original, oldest first; without one, all."""
        found = self.asked(lambda: list(self.index.captures(url)))
        return tuple(row.of for row in found if isinstance(row.of, Capture))

    def page(self, capture: Capture) -> Page:
        """The page as it was captured, its bytes read again and their hash compared."""
        fault = EvidenceError(f"{capture.url}: no such capture in {self.folder}")
        for _ in range(2):  # a file may be rewritten between the question and the reading
            row = self._row(capture)
            if row is None:
                break
            try:
                return self._page(capture, row)
            except EvidenceError as error:
                fault = error
        raise fault

    def _row(self, capture: Capture) -> Row | None:
        name, _, offset = capture.record.rpartition(":")
        placed = self.asked(
            lambda: list(self.index.rows("name = ? AND offset = ?", (name, int(offset) if offset.isdigit() else -1)))
        )
        if placed and isinstance(placed[0].of, Capture) and placed[0].of == capture:
            return placed[0]
        bare = replace(capture, record="")
        found = self.asked(lambda: list(self.index.rows("sha256 = ?", (capture.sha256,))))
        same = (row for row in found if isinstance(row.of, Capture) and replace(row.of, record="") == bare)
        return next(same, None)

    def _page(self, capture: Capture, row: Row) -> Page:
        record = self.record(row)
        if row.kind != "revisit":
            return record.page(capture, record.charset, self._body(record, row, capture.sha256))
        fault = EvidenceError(f"{capture.url}: its bytes are not in {self.folder} any more")
        for holder in self.asked(lambda: list(self.index.holders(capture.sha256))):
            try:
                body = self._body(self.record(holder), holder, capture.sha256)
            except EvidenceError as error:
                fault = error
            else:
                return record.page(capture, record.charset, body)
        raise fault

    def _body(self, record: warcs.Record, row: Row, digest: str) -> bytes:
        if record.sha256 != digest:
            raise EvidenceError(
                f"{self.folder / row.file}: the record at byte {row.offset} has other bytes than its hash"
            )
        return record.body

    def record(self, row: Row) -> warcs.Record:
        """The record of a row of the index, read again."""
        path = self.folder / row.file
        try:
            with path.open("rb") as file:
                record = warcs.read(file, row.offset)
        except OSError as error:
            raise EvidenceError(f"{path}: {error.strerror or error}") from None
        except warcs.Broken as error:
            raise EvidenceError(f"{path}: the record at byte {row.offset} is damaged: {error}") from None
        if record.headers.get("warc-record-id") != row.key:
            raise EvidenceError(f"{path}: another record than the index says is at byte {row.offset}")
        return record

    def asked(self, ask: Callable[[], _Result]) -> _Result:
        """What a question to the index gives, asked by one thread at a time."""
        with self._lock, _one_line(self.folder):
            if self._closed:
                raise EvidenceError(f"{self.folder}: closed")
            return ask()


def reindex(folder: Path) -> int:
    """Makes the index anew from the WARC files, and gives the number of records entered.

    Nobody else may have the store open for writing. Raises `EvidenceError`.
    """
    if not warc_files(folder):
        raise EvidenceError(f"{folder}: no WARC files of a store of evidence here")
    draft = folder / f"{DRAFT}{uuid4().hex[:8]}.sqlite"
    with _one_line(folder):
        try:
            index = Index.opened(draft, write=True)
            try:
                count = sum(recover(folder, name, index, strict=True) for name in warc_files(folder))
            finally:
                index.close()
            for left in (folder / f"{INDEX}-journal", folder / INDEX):
                left.unlink(missing_ok=True)
            os.rename(draft, folder / INDEX)
        finally:
            for left in folder.glob(f"{draft.name}*"):
                left.unlink()
    return count


# ---------------------------------------------------------------------------------------------------- opening


def holds_store(folder: Path) -> bool:
    """Whether a folder has a store of evidence; a corpus alone is none."""
    return folder.is_dir() and ((folder / INDEX).is_file() or bool(warc_files(folder)))


def _writing(folder: Path) -> Store:
    with _one_line(folder):
        if folder.exists() and not folder.is_dir():
            raise EvidenceError(f"{folder}: not a folder")
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / INDEX).exists() and not warc_files(folder):
            others = [each.name for each in folder.iterdir() if not _BESIDE.fullmatch(each.name)]
            if others:
                raise EvidenceError(f"{folder}: not a store of evidence, and not empty (it holds {min(others)})")
        if not os.access(folder, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
            raise EvidenceError(f"{folder}: cannot be written: permission denied")
        index = Index.opened(folder / INDEX, write=True)
        try:
            _set_right(folder, index)
        except BaseException:
            index.close()
            raise
    return Store(folder, index, write=True)


def _set_right(folder: Path, index: Index) -> None:
    """Enters, cuts and removes what a process that was killed left behind."""
    files = index.files()
    names = warc_files(folder)
    if any(_died(folder / file.name) for file in files.values() if file.open) and not index.sound():
        raise sqlite3.DatabaseError("database disk image is malformed")
    for name in names:
        file = files.get(name)
        if file is None or file.open or (folder / name).stat().st_size != file.ends:
            recover(folder, name, index)
    sweep(folder, index)


def _died(path: Path) -> bool:
    """Whether nobody writes to a file that is marked as being written."""
    handle = locked(path)
    if handle is not None:
        os.close(handle)
    return handle is not None


def _reading(folder: Path) -> Store:
    names = warc_files(folder) if folder.is_dir() else []
    if not names and not (folder / INDEX).is_file():
        raise EvidenceError(f"{folder}: not a store of evidence" if folder.is_dir() else f"{folder}: no such folder")
    try:
        index = Index.opened(folder / INDEX, write=False)
        try:
            index.files()
        except BaseException:
            index.close()
            raise
    except sqlite3.Error as error:
        if not names and not isinstance(error, sqlite3.OperationalError):
            raise EvidenceError(f"{folder}: not a store of evidence ({INDEX}: {error})") from None
        # None, or one that a killed process left in the middle of a change, or a damaged one: nothing may be written
        # here, so the files themselves are asked.
        if "locked" in str(error):
            raise EvidenceError(f"{folder}: {_BUSY}") from None
        index = Index.held()
        for name in names:
            _read_in(folder / name, index)
    return Store(folder, index, write=False)


def _read_in(path: Path, index: Index) -> None:
    try:
        with path.open("rb") as file, index.changing():
            index.mark(path.name, 0, False)
            for found in warcs.records(file):
                if isinstance(found, warcs.Record) and (entry := found.entry()):
                    index.enter(entry, path.name, found.offset, found.length)
    except OSError as error:
        raise EvidenceError(f"{path}: {error.strerror or error}") from None


@contextmanager
def _one_line(folder: Path) -> Iterator[None]:
    """Faults of the disk and of the index as `EvidenceError`."""
    try:
        yield
    except OSError as error:
        kept = " (what was kept before is still there)" if (folder / INDEX).exists() else ""
        raise EvidenceError(f"{folder}: cannot be written: {error.strerror or error}{kept}") from None
    except sqlite3.OperationalError as error:
        raise EvidenceError(f"{folder / INDEX}: {_BUSY if 'locked' in str(error) else error}") from None
    except sqlite3.DatabaseError as error:
        raise EvidenceError(f"{folder / INDEX}: damaged ({error}); make it anew: checker evidence reindex") from None
