"""The corpus: documents in one SQLite file, found by the words that they hold.

Beside the store's index in the folder of evidence. Texts are kept whole (compressed), so that differences can be shown
without the store; sketches lead from a hash to a document and a place in it. Many processes may read while one writes.
Documents come in by transactions of a few hundred: an interruption loses the last of these and nothing else, and adding
the same again skips what is there.
"""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from checker.errors import EvidenceError
from checker.evidence.library.documents import Citation, Document, Entry, page_key
from checker.evidence.library.holdings import Holding, holdings, scanned
from checker.evidence.library.shingles import SHORTEST, sketch, whole, words
from checker.model import Span

FILE = "corpus.sqlite"
_APPLICATION = 0x63686B63  # "chkc"
_VERSION = 1
_PATIENCE = 20.0  # seconds to wait for another process that writes
_BATCH, _BATCH_TEXT = 300, 4_000_000  # documents and characters of one transaction
_AT_ONCE = 400  # hashes asked for in one statement
_PLACE = 24  # bits of a place in a text; the rest of the number is the document's
_LONGEST = 1 << _PLACE
_SCHEMA = f"""
CREATE TABLE documents (
    number INTEGER PRIMARY KEY, address TEXT NOT NULL, page TEXT NOT NULL, sha256 TEXT NOT NULL,
    published TEXT NOT NULL, publisher TEXT NOT NULL, outlet TEXT NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL,
    language TEXT NOT NULL, text BLOB NOT NULL, UNIQUE (address, sha256)
);
CREATE INDEX pages ON documents (page);
CREATE TABLE sketches (hash INTEGER, place INTEGER, PRIMARY KEY (hash, place)) WITHOUT ROWID;
CREATE TABLE quotations (hash INTEGER, document INTEGER, first INTEGER, last INTEGER,
    PRIMARY KEY (hash, document, first)) WITHOUT ROWID;
CREATE TABLE citations (document INTEGER, first INTEGER, last INTEGER, outlet TEXT, page TEXT, name TEXT);
CREATE INDEX cited_by ON citations (document);
PRAGMA application_id = {_APPLICATION};
PRAGMA user_version = {_VERSION};
"""
_COLUMNS = "number, address, sha256, published, publisher, outlet, kind, title, language"


class Corpus:
    """An open corpus; a context manager. Made by `Corpus.open`."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        """Wrap an open database that has the tables."""
        self._connection, self._path = connection, path
        self._kept = lru_cache(maxsize=64)(self._unpacked)

    @classmethod
    def open(cls, folder: Path, write: bool = False) -> Corpus:
        """The corpus of a folder of evidence; with `write` it is made where there is none.

        Raises `EvidenceError` in one line for what is no corpus, is of a newer version, is busy or cannot be written.
        """
        path = folder / FILE
        if not write and not path.is_file():
            raise EvidenceError(f"{folder}: no corpus here (checker corpus add makes one)")
        with _told(path):
            if write:
                folder.mkdir(parents=True, exist_ok=True)
            connection = _connected(path, write)
            try:
                _checked(connection, path, write)
            except BaseException:
                connection.close()
                raise
        return cls(connection, path)

    def close(self) -> None:
        """Give the file back."""
        self._connection.close()

    def __enter__(self) -> Corpus:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    # ------------------------------------------------------------------------------------------------ writing

    def add(self, document: Document) -> bool:
        """Take in one document; false where the same bytes of the same address are there already."""
        return self.add_all((document,)) == 1

    def add_all(self, documents: Iterable[Document]) -> int:
        """Take in documents as they come, a few hundred to a transaction; how many were new.

        What was handed over before an exception of the iterable, or an interruption in it, is kept.
        """
        added, waiting, size = 0, list[Document](), 0
        try:
            for document in documents:
                waiting.append(document)
                size += len(document.text)
                if len(waiting) >= _BATCH or size >= _BATCH_TEXT:
                    batch, waiting, size = waiting, [], 0
                    added += self._written(batch)
        finally:
            added += self._written(waiting) if waiting else 0
        return added

    def _written(self, batch: list[Document]) -> int:
        with _told(self._path):
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                numbers = [self._document(document) for document in batch]
                new = [(number, one) for number, one in zip(numbers, batch, strict=True) if number]
                # In the order of the hashes, so that neighbouring rows fall on the same page of the file.
                rows = sorted(row for number, one in new for row in _sketched(number, one))
                self._connection.executemany("INSERT OR IGNORE INTO sketches VALUES (?, ?)", rows)
                quoted = sorted(row for number, one in new for row in _quoted(number, one))
                self._connection.executemany("INSERT OR IGNORE INTO quotations VALUES (?, ?, ?, ?)", quoted)
                cited = ((number, *row) for number, one in new for row in _cited(one))
                self._connection.executemany("INSERT INTO citations VALUES (?, ?, ?, ?, ?, ?)", cited)
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
        return len(new)

    def _document(self, one: Document) -> int:
        made = self._connection.execute(
            "INSERT OR IGNORE INTO documents VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                _clean(one.address), _clean(page_key(one.address)), one.sha256,
                one.published.isoformat() if one.published else "",
                _clean(one.publisher), _clean(one.outlet), one.kind, _clean(one.title), one.language,
                zlib.compress(one.text.encode("utf-8", "surrogatepass")),
            ),
        )  # fmt: skip
        return int(made.lastrowid or 0) if made.rowcount == 1 else 0

    # ------------------------------------------------------------------------------------------------ reading

    def __len__(self) -> int:
        return int(self._rows("SELECT count(*) FROM documents")[0][0])

    def entries(self) -> Iterator[Entry]:
        """Every document, in the order they were added."""
        last = 0
        while rows := self._rows(f"SELECT {_COLUMNS} FROM documents WHERE number > ? ORDER BY number LIMIT 500", last):
            yield from map(_entry, rows)
            last = rows[-1][0]

    def entry(self, number: int) -> Entry:
        """The document of this number; raises `EvidenceError` where there is none."""
        rows = self._rows(f"SELECT {_COLUMNS} FROM documents WHERE number = ?", number)
        if not rows:
            raise EvidenceError(f"{self._path}: no document {number}")
        return _entry(rows[0])

    def at(self, address: str) -> tuple[Entry, ...]:
        """All versions of the page at an address or path, in the order they were added."""
        rows = self._rows(f"SELECT {_COLUMNS} FROM documents WHERE page = ? ORDER BY number", _clean(page_key(address)))
        return tuple(map(_entry, rows))

    def text(self, number: int) -> str:
        """The text of a document."""
        return self._kept(number)

    def _unpacked(self, number: int) -> str:
        rows = self._rows("SELECT text FROM documents WHERE number = ?", number)
        if not rows:
            raise EvidenceError(f"{self._path}: no document {number}")
        try:
            return zlib.decompress(rows[0][0]).decode("utf-8", "surrogatepass")
        except (zlib.error, ValueError) as error:
            raise EvidenceError(f"{self._path}: the text of document {number} is damaged ({error})") from error

    def citations(self, number: int, within: Span | None = None) -> tuple[Citation, ...]:
        """Whom a document cites, of those for words of a part of its text only."""
        span = within or Span(0, _LONGEST)
        rows = self._rows(
            "SELECT first, last, outlet, page, name FROM citations"
            " WHERE document = ? AND first < ? AND last > ? ORDER BY rowid",
            number, span.end, span.start,
        )  # fmt: skip
        return tuple(Citation(Span(first, last), *rest) for first, last, *rest in rows)

    def places(self, grams: Collection[int], most: int) -> dict[int, list[tuple[int, int]]]:
        """(document, character) of the places that each of these hashes of sketches stands for, the first `most`.

        Hashes that stand for none are left out.
        """
        found: dict[int, list[tuple[int, int]]] = {}
        asked = list(grams)
        for start in range(0, len(asked), _AT_ONCE):
            some = asked[start : start + _AT_ONCE]
            marks, limit = ",".join("?" * len(some)), most * 4
            rows = self._rows(f"SELECT hash, place FROM sketches WHERE hash IN ({marks}) LIMIT ?", *some, limit)
            if len(rows) == limit:  # a hash that is everywhere leaves the others no room
                one = "SELECT hash, place FROM sketches WHERE hash = ? LIMIT ?"
                rows = [row for gram in some for row in self._rows(one, gram, most)]
            for gram, place in rows:
                found.setdefault(gram, []).append((place >> _PLACE, place & (_LONGEST - 1)))
        return {gram: places[:most] for gram, places in found.items()}

    def quoted(self, gram: int) -> list[tuple[int, Span]]:
        """(document, place) of each whole quotation with this hash."""
        rows = self._rows("SELECT document, first, last FROM quotations WHERE hash = ?", gram)
        return [(number, Span(first, last)) for number, first, last in rows]

    def _rows(self, statement: str, *values: object) -> list[Any]:
        try:
            return self._connection.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise _fault(self._path, error) from error

    def scan(self, quote: str) -> tuple[Holding, ...]:
        """The documents in which few words stand, looked through one by one: the index needs five in a row."""
        return scanned(self, (entry.number for entry in self.entries()), quote)

    def holders(self, quote: str) -> tuple[Holding, ...]:
        """The documents that hold these words, the same or altered, each with its best place, by date.

        Every document that shares five words in a row is looked at; fewer words than that are found only where they
        are a whole quotation.
        """
        return holdings(self, quote)


def _entry(row: tuple[Any, ...]) -> Entry:
    number, address, sha256, published, *rest = row
    return Entry(number, address, sha256, date.fromisoformat(published) if published else None, *rest)


def _sketched(number: int, one: Document) -> Iterator[tuple[int, int]]:
    found = words(one.text[:_LONGEST], one.indexed or None)
    for gram, first in sketch(found.folded):
        yield gram, number << _PLACE | found.starts[first]


def _quoted(number: int, one: Document) -> Iterator[tuple[int, int, int, int]]:
    for span in one.quotations:
        found = words(one.text, (span,))
        if 0 < len(found) < SHORTEST:
            inside = found.span(0, len(found))
            yield whole(found.folded), number, inside.start, inside.end


def _cited(one: Document) -> Iterator[tuple[int, int, str, str, str]]:
    for cited in one.citations:
        yield cited.span.start, cited.span.end, _clean(cited.outlet), _clean(cited.page), _clean(cited.name)


def _clean(words: str) -> str:
    # Names of files that are no UTF-8 come with surrogates, which SQLite does not take.
    return words.encode("utf-8", "replace").decode()


def _connected(path: Path, write: bool) -> sqlite3.Connection:
    if write:
        connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA cache_size = -64000")
        return connection
    # Readers of a write-ahead log need a file beside it. Where the folder cannot be written, and nobody else writes,
    # the file is read as it lies.
    lone = not os.access(path.parent, os.W_OK) and not path.with_name(f"{path.name}-wal").exists()
    mode = "mode=ro&immutable=1" if lone else "mode=ro"
    return sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True, timeout=_PATIENCE, isolation_level=None)


def _checked(connection: sqlite3.Connection, path: Path, write: bool) -> None:
    """Make the tables where there are none; `EvidenceError` for another kind of file, or one of a newer version."""
    if write:
        connection.execute("BEGIN IMMEDIATE")
        if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            for statement in _SCHEMA.strip().split(";\n"):
                connection.execute(statement)
        connection.execute("COMMIT")
    kind = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if kind != _APPLICATION:
        raise EvidenceError(f"{path}: not a corpus")
    if version != _VERSION:
        raise EvidenceError(f"{path}: a corpus of version {version}, this checker reads version {_VERSION}")


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Faults of the file as one line that says which file."""
    try:
        yield
    except sqlite3.Error as error:
        raise _fault(path, error) from error
    except OSError as error:
        raise EvidenceError(f"{path}: {error.strerror or error}") from error


def _fault(path: Path, error: sqlite3.Error) -> EvidenceError:
    busy = isinstance(error, sqlite3.OperationalError) and ("locked" in str(error) or "busy" in str(error))
    return EvidenceError(f"{path}: {'another process is writing' if busy else error}")
