"""The index of a store: which record holds what, in one SQLite file. It can be made anew from the WARC files.

Journal in place and `synchronous=OFF`: a process that is killed leaves a journal that the next one rolls back, and
reading needs no file of its own in the folder, as a write-ahead log would. Only a power cut can damage the file; the
next opening for writing finds that, because the file that was being written then is still marked as open.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from checker.errors import EvidenceError
from checker.evidence.keeping.warcs import Entry, First, capture, facts, visit
from checker.evidence.pages import address_key
from checker.model import Capture, Visit

VERSION = 1
_APPLICATION = 0x63686B65
_BUSY = 60.0  # seconds
_SCHEMA = """
CREATE TABLE files (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, ends INTEGER NOT NULL DEFAULT 0,
  open INTEGER NOT NULL DEFAULT 0, dropped INTEGER NOT NULL DEFAULT 0);
CREATE TABLE records (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
  file INTEGER NOT NULL REFERENCES files, offset INTEGER NOT NULL, length INTEGER NOT NULL,
  day TEXT NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL, facts TEXT NOT NULL);
CREATE INDEX by_bytes ON records (sha256);
CREATE INDEX by_place ON records (file, offset);
CREATE TABLE addresses (address TEXT NOT NULL, record INTEGER NOT NULL, PRIMARY KEY (address, record)) WITHOUT ROWID;
CREATE INDEX by_record ON addresses (record);
"""
_ROW = "records.id, key, kind, name, offset, length, size, facts"
_FROM = "FROM records JOIN files ON files.id = records.file"
_CAPTURES, _VISITS = "kind != 'metadata'", "kind = 'metadata'"


@dataclass(frozen=True, slots=True)
class File:
    """One WARC file: `ends` is how far it is indexed, `open` that a process writes to it or died while it did."""

    name: str
    ends: int
    open: bool
    dropped: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One record in the index."""

    id: int
    key: str
    kind: str
    file: str
    offset: int
    length: int
    size: int
    of: Capture | Visit


class Index:
    """The index, open. Its methods raise `sqlite3.Error`; whoever holds it turns that into one line."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    @classmethod
    def opened(cls, path: Path, write: bool) -> Index:
        """The index in a file, made when it is to be written and not there.

        Raises `EvidenceError` for a file of another program or of a later version, `sqlite3.Error` for a damaged one.
        """
        mode = "rwc" if write else "ro"
        database = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}", _BUSY, 0, None, check_same_thread=False, uri=True
        )
        try:
            index = cls(database)
            if write:
                database.execute("PRAGMA journal_mode = TRUNCATE").fetchone()
                database.execute("PRAGMA synchronous = OFF")
            index._checked(path, write)
            if write:
                # what may not be written SQLite opens for reading, and says so at the first change
                database.execute("UPDATE files SET open = open WHERE 0")
        except BaseException:
            database.close()
            raise
        return index

    @classmethod
    def held(cls) -> Index:
        """An empty index in memory."""
        index = cls(sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False))
        index._make()
        return index

    def _checked(self, path: Path, write: bool) -> None:
        application, version, tables = self._marks()
        if not tables and write:
            with self.changing():
                if not self._marks()[2]:
                    self._make()
            application, version, tables = self._marks()
        if tables and application != _APPLICATION:
            raise EvidenceError(f"{path}: this is not the index of a store of evidence")
        if version > VERSION:
            raise EvidenceError(
                f"{path}: the store has version {version}, this checker reads up to {VERSION}; a newer one is needed"
            )
        if not tables:
            raise sqlite3.OperationalError("it is empty")

    def _marks(self) -> tuple[int, int, int]:
        ask = "SELECT (SELECT * FROM pragma_application_id), (SELECT * FROM pragma_user_version), count(*) FROM"
        row = self._database.execute(f"{ask} sqlite_master").fetchone()
        return int(row[0]), int(row[1]), int(row[2])

    def _make(self) -> None:
        for statement in _SCHEMA.split(";"):
            self._database.execute(statement)
        self._database.execute(f"PRAGMA application_id = {_APPLICATION}")
        self._database.execute(f"PRAGMA user_version = {VERSION}")

    def close(self) -> None:
        """Closes the file."""
        self._database.close()

    @contextmanager
    def changing(self) -> Iterator[None]:
        """One change: all of it is kept, or nothing. Waits for the changes of other processes."""
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._database.execute("COMMIT")
        except BaseException:
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")
            raise

    def sound(self) -> bool:
        """Whether SQLite finds no damage."""
        return bool(self._database.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")

    # ------------------------------------------------------------------------------------------------- files

    def files(self) -> dict[str, File]:
        """The WARC files by name."""
        rows = self._database.execute("SELECT name, ends, open, dropped FROM files ORDER BY name")
        return {name: File(name, ends, bool(being), bool(dropped)) for name, ends, being, dropped in rows}

    def mark(self, name: str, ends: int, being: bool) -> None:
        """Says how far a file is indexed, and whether it is being written."""
        self._database.execute(
            "INSERT INTO files (name, ends, open) VALUES (?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET ends = excluded.ends, open = excluded.open",
            (name, ends, being),
        )

    def drop(self, name: str) -> None:
        """A file that is to be removed; its records left the index."""
        self._remove("file = (SELECT id FROM files WHERE name = ?)", (name,))
        self._database.execute("UPDATE files SET dropped = 1, open = 0 WHERE name = ?", (name,))

    def forget(self, name: str) -> None:
        """A file that was removed."""
        self._database.execute("DELETE FROM files WHERE name = ?", (name,))

    def cut(self, name: str, end: int) -> int:
        """Takes out the records of a file that reach over `end`; the end of the last one left."""
        this = "file = (SELECT id FROM files WHERE name = ?)"
        self._remove(f"{this} AND offset + length > ?", (name, end))
        row = self._database.execute(f"SELECT max(offset + length) FROM records WHERE {this}", (name,)).fetchone()
        return int(row[0] or 0)

    def _remove(self, where: str, values: tuple[object, ...]) -> None:
        self._database.execute(f"DELETE FROM addresses WHERE record IN (SELECT id FROM records WHERE {where})", values)
        self._database.execute(f"DELETE FROM records WHERE {where}", values)

    # ----------------------------------------------------------------------------------------------- records

    def enter(self, entry: Entry, name: str, offset: int, length: int) -> bool:
        """Enters a record; False when it is there already, at whatever place."""
        of = entry.of
        day, sha256 = (of.when, "") if isinstance(of, Visit) else (of.fetched, of.sha256)
        row = self._database.execute(
            "INSERT OR IGNORE INTO records (key, kind, file, offset, length, day, sha256, size, facts)"
            " VALUES (?, ?, (SELECT id FROM files WHERE name = ?), ?, ?, ?, ?, ?, ?)",
            (entry.key, entry.kind, name, offset, length, day, sha256, entry.size, facts(of)),
        )
        if not row.rowcount:
            return False
        named = {of.url} if isinstance(of, Visit) else {of.url, of.final_url, of.original} - {""}
        self._database.executemany(
            "INSERT INTO addresses VALUES (?, ?)", {(_key(each), row.lastrowid) for each in named}
        )
        return True

    def rows(self, where: str = "1", values: Iterable[object] = (), order: str = "day, records.id") -> Iterator[Row]:
        """Rows under a condition on the columns of `records` and `files`."""
        found = self._database.execute(f"SELECT {_ROW} {_FROM} WHERE {where} ORDER BY {order}", tuple(values))
        for number, key, kind, name, offset, length, size, said in found:
            of = visit(json.loads(said)) if kind == "metadata" else capture(json.loads(said))
            if isinstance(of, Capture):
                of = replace(of, record=f"{name}:{offset}")
            yield Row(number, key, kind, name, offset, length, size, of)

    def placed(self, name: str, behind: int = -1, number: int = -1) -> list[Row]:
        """The next rows of a file, in the order of their places; without a number all."""
        return list(self.rows("name = ? AND offset > ?", (name, behind), f"offset LIMIT {number:d}"))

    def move(self, row: int, name: str, kind: str, offset: int, length: int) -> None:
        """Says that a record lies elsewhere now."""
        self._database.execute(
            "UPDATE records SET file = (SELECT id FROM files WHERE name = ?), kind = ?, offset = ?, length = ?"
            " WHERE id = ?",
            (name, kind, offset, length, row),
        )

    def newest(self) -> int:
        """The number of the record that was entered last."""
        return int(self._database.execute("SELECT coalesce(max(id), 0) FROM records").fetchone()[0])

    def captures(self, url: str = "") -> Iterator[Row]:
        """Captures that were asked for at an address, ended there or are of it; all without one. Oldest first."""
        return self._at(_CAPTURES, url)

    def visits(self, url: str = "") -> Iterator[Row]:
        """Looks at an address, all without one. Oldest first."""
        return self._at(_VISITS, url)

    def _at(self, kind: str, url: str) -> Iterator[Row]:
        if not url:
            return self.rows(kind)
        at = "records.id IN (SELECT record FROM addresses WHERE address = ?)"
        return self.rows(f"{kind} AND {at}", (_key(url),))

    def first(self, sha256: str) -> First | None:
        """The oldest record that holds these bytes."""
        found = self._database.execute(
            "SELECT key, facts FROM records WHERE sha256 = ? AND kind IN ('response', 'resource') ORDER BY id LIMIT 1",
            (sha256,),
        ).fetchone()
        if not found:
            return None
        of = capture(json.loads(found[1]))
        return First(found[0], of.final_url or of.url, of.fetched)

    def holders(self, sha256: str) -> Iterator[Row]:
        """Every record that holds these bytes."""
        return self.rows("sha256 = ? AND kind IN ('response', 'resource')", (sha256,), "records.id")

    def has(self, key: str) -> bool:
        """Whether a record is entered."""
        return bool(self._database.execute("SELECT 1 FROM records WHERE key = ?", (key,)).fetchone())


def _key(url: str) -> str:
    # SQLite takes no half of a surrogate pair, which a hostile page may have in an address.
    return address_key(url).encode("utf-8", "backslashreplace").decode()
