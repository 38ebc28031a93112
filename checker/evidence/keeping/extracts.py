"""Records taken over into another file as they are, which then needs no other file: for pruning, export and bundles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from checker.errors import EvidenceError
from checker.evidence.keeping import warcs
from checker.evidence.keeping.index import Row
from checker.evidence.keeping.store import Store
from checker.model import Capture


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a row's record lies in the other file, and of what kind it is there."""

    row: Row
    kind: str
    offset: int
    length: int


class Extract:
    """The other file, being written through `write`.

    `held` are the SHA-256 of bytes that need not come along; those that did are put in. With the time `when` the same
    records give the same file.
    """

    def __init__(
        self, store: Store, write: Callable[[bytes], object], name: str, held: set[str], when: str = ""
    ) -> None:
        self._store, self._write, self._held = store, write, held
        self._end = 0
        self._put(warcs.opening(name, when))

    def take(self, row: Row) -> Placed:
        """Takes a record over, its hash compared; a revisit becomes a whole record where its bytes are not here yet.

        Raises `EvidenceError` for a damaged one.
        """
        kind, at = row.kind, self._end
        if kind == "revisit" and isinstance(row.of, Capture) and row.of.sha256 not in self._held:
            entry, data = warcs.kept(self._store.page(row.of), row.of, None, row.key)
            kind = entry.kind
        else:
            data = self._packed(row)
        if isinstance(row.of, Capture):
            self._held.add(row.of.sha256)
        self._put(data)
        return Placed(row, kind, at, len(data))

    def _packed(self, row: Row) -> bytes:
        record = self._store.record(row)
        digest = row.of.sha256 if isinstance(row.of, Capture) and row.kind != "revisit" else record.sha256
        path = self._store.folder / row.file
        if record.sha256 != digest or not record.sound:
            raise EvidenceError(f"{path}: the record at byte {row.offset} has other bytes than its hash says")
        with path.open("rb") as file:
            file.seek(row.offset)
            return file.read(record.length)

    def _put(self, data: bytes) -> None:
        self._write(data)
        self._end += len(data)
