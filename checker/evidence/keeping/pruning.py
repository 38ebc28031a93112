"""Takes captures out of a store, and their bytes from the disk.

WARC files are only ever appended to, so each one that loses something is written anew beside the old one: all new files
are whole and on the disk before the index learns of them, in one change, and the old ones go last. Whatever is killed
in between leaves either the old store or the new one, and files that the next one that writes removes.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from checker.errors import EvidenceError
from checker.evidence.keeping.extracts import Extract, Placed
from checker.evidence.keeping.index import Row
from checker.evidence.keeping.store import Store
from checker.evidence.keeping.writing import created, sync_folder
from checker.evidence.pages import address_key
from checker.model import Capture


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was taken out: `size` is the bytes on the disk that are free now (0 of a trial)."""

    captures: tuple[Capture, ...]
    looks: int
    size: int


def prune(
    store: Store, before: date | None = None, cited: Collection[str] | None = None, trial: bool = False
) -> Pruned:
    """Takes out captures from before a day that are neither the first nor the last of their address, and with `cited`
    all captures and looks of addresses that are not among these.

    Bytes that a kept capture needs stay, whichever record they are in. `trial` only says what would go. Raises
    `EvidenceError` when another process writes to the store; nothing is changed then.
    """
    with store.alone() as files:
        newest, gone, heirs = _decided(store, before, cited)
        captures = tuple(row.of for row in gone if isinstance(row.of, Capture))
        size = 0
        if gone and not trial:
            size = _rewritten(store, files, newest, {row.id for row in gone}, heirs)
    return Pruned(captures, len(gone) - len(captures), size)


def _decided(store: Store, before: date | None, cited: Collection[str] | None) -> tuple[int, list[Row], set[str]]:
    """The newest row, the rows that go, and the WARC files of revisits that must take over bytes of those."""
    index = store.index
    newest = index.newest()
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for row in index.captures():
        first.setdefault(address_key(row.of.url), row.id)
        last[address_key(row.of.url)] = row.id
    ends = {*first.values(), *last.values()}
    wanted = None if cited is None else {address_key(url) for url in cited}
    gone = []
    for row in (*index.captures(), *index.visits()):
        named = [row.of.url]
        old = False
        if isinstance(row.of, Capture):
            named += [url for url in (row.of.final_url, row.of.original) if url]
            old = before is not None and row.of.fetched[:10] < before.isoformat() and row.id not in ends
        if old or (wanted is not None and wanted.isdisjoint(map(address_key, named))):
            gone.append(row)
    numbers = {row.id for row in gone}
    lost = {row.of.sha256 for row in gone if isinstance(row.of, Capture) and row.kind != "revisit"}
    left = {digest for digest in lost if any(row.id not in numbers for row in index.holders(digest))}
    heirs = {
        row.file
        for row in index.rows("kind = 'revisit'")
        if isinstance(row.of, Capture) and row.of.sha256 in lost - left and row.id not in numbers
    }
    return newest, gone, heirs


def _rewritten(store: Store, files: Collection[str], newest: int, gone: set[int], heirs: set[str]) -> int:
    """Writes the files anew that lose a record or take over bytes, and gives the bytes that are free now."""
    index, folder = store.index, store.folder
    touched = [name for name in files if name in heirs or any(row.id in gone for row in index.placed(name))]
    free = sum((folder / name).stat().st_size for name in touched)
    others = index.rows("kind IN ('response', 'resource')")
    held = {row.of.sha256 for row in others if isinstance(row.of, Capture) and row.id not in gone}
    made: list[Path] = []
    new: list[tuple[str, int, list[Placed]]] = []
    try:
        with ExitStack() as locks:
            for name in touched:
                rows = [row for row in index.placed(name) if row.id not in gone]
                if rows:
                    # locked until the index knows it: who opens the store meanwhile would take it for a leftover
                    path, handle = created(folder)
                    file = locks.enter_context(os.fdopen(handle, "r+b"))
                    made.append(path)
                    placed = _taken(store, rows, file, path.name, held)
                    new.append((path.name, file.tell(), placed))
            sync_folder(folder)
            with index.changing():
                if index.newest() != newest:
                    raise EvidenceError(f"{folder}: in use by another process")
                for name, end, placed in new:
                    index.mark(name, end, False)
                    for each in placed:
                        index.move(each.row.id, name, each.kind, each.offset, each.length)
                for name in touched:
                    index.drop(name)
    except BaseException:
        known = index.files()
        for path in made:
            if path.name not in known:
                path.unlink(missing_ok=True)
        raise
    return free - sum(end for _, end, _ in new)


def _taken(store: Store, rows: list[Row], file: BinaryIO, name: str, held: set[str]) -> list[Placed]:
    """Writes these rows to a file, to the disk."""
    extract = Extract(store, file.write, name, held)
    placed = [extract.take(row) for row in rows]
    file.flush()
    os.fsync(file.fileno())
    return placed
