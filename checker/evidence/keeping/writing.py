"""The one WARC file that a process appends to, and what is done about those of processes that were killed."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from checker.errors import EvidenceError
from checker.evidence.keeping import warcs
from checker.evidence.keeping.index import Index
from checker.evidence.keeping.locks import lock

DRAFT = "draft-"
FULL = 1 << 30  # bytes from which on a further file is begun
_EVERY = 1.0  # seconds between two syncs
_FIRST, _LAST = "captures-", ".warc.gz"
_DAY = 24 * 60 * 60.0
_AT_ONCE = 500  # records entered in one change


def warc_files(folder: Path) -> list[str]:
    """Names of the WARC files of a store, in order."""
    return sorted(path.name for path in folder.glob(f"{_FIRST}*{_LAST}"))


def created(folder: Path) -> tuple[Path, int]:
    """A new WARC file of a name that no other process gives, and its descriptor with the lock."""
    while True:
        path = folder / f"{_FIRST}{datetime.now(UTC):%Y%m%d}-{uuid4().hex[:8]}{_LAST}"
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
        if lock(handle):
            return path, handle
        os.close(handle)  # a process that opens the store just now looks whether somebody was killed


def sync_folder(folder: Path) -> None:
    """Makes new and removed names last; Windows has no such call and needs none."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


class Appended:
    """A WARC file, locked and open for appending. Not for several threads at once."""

    def __init__(self, path: Path, handle: int, end: int) -> None:
        self._path, self._handle, self._end = path, handle, end
        self._synced = time.monotonic()

    @classmethod
    def begun(cls, folder: Path, index: Index) -> Appended:
        """The first file that nobody writes to and that has room, else a new one."""
        for name, file in index.files().items():
            if file.dropped or file.ends >= FULL:
                continue
            held = locked(folder / name)
            if held is None:
                continue
            end = os.fstat(held).st_size
            now = index.files().get(name)
            if now and not now.dropped and now.ends == end < FULL:
                return cls._marked(folder / name, held, end, index)
            os.close(held)
        path, held = created(folder)
        sync_folder(folder)
        return cls._marked(path, held, 0, index)

    @classmethod
    def _marked(cls, path: Path, handle: int, end: int, index: Index) -> Appended:
        try:
            with index.changing():
                index.mark(path.name, end, True)
        except BaseException:
            os.close(handle)
            raise
        return cls(path, handle, end)

    @property
    def full(self) -> bool:
        """Whether another file is to be begun."""
        return self._end >= FULL

    def append(self, index: Index, made: Sequence[tuple[warcs.Entry, bytes]], holds: Callable[[], bool]) -> str:
        """Writes records and enters them, unless what they rest on no longer `holds`: then "". The place of the first.

        Where anything fails nothing is kept of them.
        """
        before = self._end
        parts = [b"" if before else warcs.opening(self._path.name), *(data for _, data in made)]
        end = before + sum(map(len, parts))
        try:
            self._write(b"".join(parts), before)
            with index.changing():
                if holds():
                    at = before + len(parts[0])
                    for entry, data in made:
                        index.enter(entry, self._path.name, at, len(data))
                        at += len(data)
                    index.mark(self._path.name, end, True)
                    self._end = end
        except BaseException:
            self._undo(index, made[0][0].key, before, end)
            raise
        if self._end == before:
            os.ftruncate(self._handle, before)
            return ""
        self._sync()
        return f"{self._path.name}:{before + len(parts[0])}"

    def _write(self, data: bytes, at: int) -> None:
        os.lseek(self._handle, at, os.SEEK_SET)
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self._handle, rest) :]

    def _undo(self, index: Index, key: str, before: int, end: int) -> None:
        # An interrupt may come when the index has the record already; then it stays.
        try:
            entered = index.has(key)
        except sqlite3.Error:
            entered = True  # not known: the next one that opens the store finds out
        self._end = end if entered else before
        if not entered:
            os.ftruncate(self._handle, before)

    def _sync(self) -> None:
        if time.monotonic() - self._synced >= _EVERY:
            os.fsync(self._handle)
            self._synced = time.monotonic()

    def close(self, index: Index) -> None:
        """Syncs the file and gives it free."""
        try:
            os.fsync(self._handle)
            with index.changing():
                index.mark(self._path.name, self._end, False)
        finally:
            os.close(self._handle)


def locked(path: Path) -> int | None:
    """A descriptor of the file with its lock; None when another one has it, or when it is gone."""
    try:
        handle = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        return None
    try:
        if lock(handle) and os.path.samestat(os.fstat(handle), os.stat(path)):
            return handle
    except FileNotFoundError:
        pass
    except BaseException:
        os.close(handle)
        raise
    os.close(handle)
    return None


def recover(folder: Path, name: str, index: Index, strict: bool = False) -> int:
    """Brings index and file together after a process was killed, and gives the number of records entered.

    Whole records that the index does not know are entered, half a record at the end is cut off, and a file that was to
    be removed is. A file that another process writes to is left alone; `strict` raises `EvidenceError` then, and
    removes nothing.
    """
    path = folder / name
    handle = locked(path)
    if handle is None:
        if strict:
            raise EvidenceError(f"{folder}: in use by another process")
        return 0
    with os.fdopen(handle, "r+b") as file:
        known = index.files().get(name)
        if known and known.dropped:
            return _removed(path, index, file.close)
        size = file.seek(0, os.SEEK_END)
        start = known.ends if known else 0
        with index.changing():
            if size < start:
                start = index.cut(name, size)
            index.mark(name, start, True)
        seen, entered = _entered(file, name, start, index, not strict)
        if seen and not entered and not known and not strict:
            # All of it is kept elsewhere: a file was being rewritten.
            return _removed(path, index, file.close)
        with index.changing():
            index.mark(name, file.seek(0, os.SEEK_END), False)
    return entered


def sweep(folder: Path, index: Index) -> None:
    """Removes files that were to be removed, and drafts of a process that was killed more than a day ago."""
    for name, file in index.files().items():
        if file.dropped and (folder / name).exists():
            recover(folder, name, index)
        elif file.dropped:
            with index.changing():
                index.forget(name)
    for draft in folder.glob(f"{DRAFT}*"):
        if time.time() - draft.stat().st_mtime > _DAY:
            draft.unlink(missing_ok=True)


def _removed(path: Path, index: Index, close: Callable[[], None]) -> int:
    with index.changing():
        index.drop(path.name)
    close()
    try:
        path.unlink(missing_ok=True)
    except PermissionError:
        return 0  # Windows: somebody reads it; whoever writes next removes it
    with index.changing():
        index.forget(path.name)
    return 0


def _entered(file: BinaryIO, name: str, start: int, index: Index, cut: bool) -> tuple[int, int]:
    """The number of records seen and of those entered; half a record at the end is `cut` off."""
    seen = entered = 0
    waiting: list[tuple[warcs.Entry, int, int]] = []

    def enter() -> int:
        with index.changing():
            count = sum(index.enter(entry, name, offset, length) for entry, offset, length in waiting)
        waiting.clear()
        return count

    for found in warcs.records(file, start):
        if isinstance(found, warcs.Gap):
            if found.half and cut:
                file.truncate(found.offset)
        elif entry := found.entry():
            waiting.append((entry, found.offset, found.length))
            seen += 1
            if len(waiting) >= _AT_ONCE:
                entered += enter()
    return seen, entered + enter()
