"""Captures and looks of a store as one file for others: a WARC file, or a WACZ package (WACZ 1.1.1, CDXJ index)."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote, urlsplit
from uuid import uuid4
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from checker.errors import EvidenceError
from checker.evidence.keeping import warcs
from checker.evidence.keeping.extracts import Extract, Placed
from checker.evidence.keeping.index import Row
from checker.evidence.keeping.store import Store
from checker.evidence.pages import address_key
from checker.model import Capture, Visit

_VERSION = "1.1.1"
_ARCHIVE = "data.warc.gz"
_PAGES = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}
_WWW = re.compile(r"^www\d*\.")
_SAFE = "".join(map(chr, range(33, 127)))
_MEDIA = ("text/html", "application/xhtml+xml")


def export(store: Store, path: Path, wacz: bool = False, cited: Collection[str] | None = None) -> int:
    """Writes all captures and looks, or those of these addresses, to one file; gives the number of records.

    Every hash is compared on the way. The file stands there whole or not at all. Raises `EvidenceError`.
    """
    rows = selected(store, cited)
    draft = path.with_name(f"{path.name}.{uuid4().hex[:8]}.part")
    try:
        with draft.open("xb") as file:
            if wacz:
                _package(store, rows, file, path.stem)
            else:
                extract = Extract(store, file.write, path.name, set())
                for row in rows:
                    extract.take(row)
        os.replace(draft, path)
    except OSError as error:
        raise EvidenceError(f"{path}: cannot be written: {error.strerror or error}") from None
    finally:
        draft.unlink(missing_ok=True)
    return len(rows)


def selected(store: Store, cited: Collection[str] | None = None) -> list[Row]:
    """The rows of all records, or of those that these addresses lead to, oldest first."""
    if cited is None:
        return store.asked(lambda: [*store.index.captures(), *store.index.visits()])
    found = {}
    for url in sorted(cited):
        at = store.asked(lambda url=url: [*store.index.captures(url), *store.index.visits(url)])  # type: ignore[misc]
        found.update({row.id: row for row in at})
    return in_order(found.values())


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Rows as a store gives them: captures first, the oldest first, those of one time as they were entered."""
    return sorted(rows, key=lambda row: (isinstance(row.of, Visit), _when(row), row.id))


def _when(row: Row) -> str:
    return row.of.when if isinstance(row.of, Visit) else row.of.fetched


def _package(store: Store, rows: Iterable[Row], file: BinaryIO, title: str) -> None:
    rows = list(rows)
    with ZipFile(file, "w") as package:
        parts = _Parts(package)
        # players read records from the middle of the package, so the archive itself is not packed once more
        with parts.begun(f"archive/{_ARCHIVE}", ZIP_STORED) as write:
            extract = Extract(store, write, _ARCHIVE, set())
            placed = [extract.take(row) for row in rows]
        with parts.begun("indexes/index.cdxj") as write:
            for line in sorted(_cdxj(each, each.row.of) for each in placed if isinstance(each.row.of, Capture)):
                write(line.encode() + b"\n")
        with parts.begun("pages/pages.jsonl") as write:
            for said in _pages(rows):
                write(json.dumps(said).encode() + b"\n")
        package_json = json.dumps(parts.described(title), indent=2).encode()
        with parts.begun("datapackage.json") as write:
            write(package_json)
        digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(package_json).hexdigest()}"}
        with parts.begun("datapackage-digest.json") as write:
            write(json.dumps(digest, indent=2).encode())


class _Parts:
    """The files of a package, their hashes taken while they are written."""

    def __init__(self, package: ZipFile) -> None:
        self._package = package
        self._found: list[dict[str, object]] = []

    @contextmanager
    def begun(self, name: str, packing: int = ZIP_DEFLATED) -> Iterator[Callable[[bytes], object]]:
        digest, size = hashlib.sha256(), 0
        info = ZipInfo(name)
        info.compress_type = packing

        with self._package.open(info, "w", force_zip64=True) as file:

            def write(data: bytes) -> None:
                nonlocal size
                digest.update(data)
                size += len(data)
                file.write(data)

            yield write
        found = {"name": name.rpartition("/")[2], "path": name, "hash": f"sha256:{digest.hexdigest()}", "bytes": size}
        self._found.append(found)

    def described(self, title: str) -> dict[str, object]:
        now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        return {
            "profile": "data-package", "wacz_version": _VERSION, "title": title, "software": "sourcing-checker",
            "created": now, "resources": self._found,
        }  # fmt: skip


def _pages(rows: Iterable[Row]) -> Iterator[dict[str, str]]:
    titles = {row.of.sha256: row.of.title for row in rows if isinstance(row.of, Visit) and row.of.title}
    yield _PAGES
    for row in rows:
        if isinstance(row.of, Capture) and row.of.media_type in _MEDIA and row.of.status in (0, 200):
            said = {"id": row.key.strip("<>").rpartition(":")[2], "url": row.of.final_url or row.of.url}
            said |= {"ts": row.of.fetched}
            yield said | ({"title": titles[row.of.sha256]} if row.of.sha256 in titles else {})


def _cdxj(placed: Placed, of: Capture) -> str:
    url = of.final_url or of.url
    said: dict[str, object] = {"url": warcs.uri(url), "mime": of.media_type or "application/octet-stream"}
    if placed.kind == "revisit":
        said["mime"] = "warc/revisit"
    if of.status:
        said["status"] = str(of.status)
    said |= {"digest": f"sha256:{of.sha256}", "length": str(placed.length), "offset": str(placed.offset)}
    stamp = "".join(letter for letter in of.fetched if letter.isdigit())
    return f"{sort_key(url)} {stamp} {json.dumps({**said, 'filename': _ARCHIVE})}"


def sort_key(url: str) -> str:
    """An address with its host turned round (SURT), as players look it up: lower case, no `www.`, arguments in order.

    >>> sort_key("https://www.News.example:8080/A?b=2&a=1")
    'example,news:8080)/a?a=1&b=2'
    """
    try:
        # what stands encoded in the address stays as it is
        parts = urlsplit(quote(address_key(url), safe=_SAFE, errors="replace").lower())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    if host:
        turned = host if ":" in host else ",".join(reversed(_WWW.sub("", host).split(".")))
        query = "&".join(sorted(parts.query.split("&"))) if parts.query else ""
        path = parts.path.rstrip("/") or "/"
        url = f"{turned}{f':{port}' if port else ''}){path}{f'?{query}' if query else ''}"
    return quote(url, safe=_SAFE, errors="replace").lower()
