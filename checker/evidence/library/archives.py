"""Pages out of web archives: the responses and resources of WARC files, plain, gzipped or inside a WACZ.

Everything is read as a stream with a cap on each page, so that an archive's size says nothing about memory.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader

from checker.errors import EvidenceError

try:
    import brotli
except ImportError:  # pages packed with it are left, and counted
    brotli = None

SUFFIXES = (".warc", ".warc.gz", ".wacz")
_LARGEST = 16 * 1024 * 1024  # bytes of one page, unpacked
_LONGEST_RECORD = 512 * 1024 * 1024  # bytes: passing over a larger one would take minutes
_HEADERS = 1024 * 1024  # bytes of one record's headers
_READ = ("text/html", "application/xhtml+xml", "text/plain")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page as it lies in a file or an archive: `name` for messages, `address` "" for a file without one."""

    name: str
    address: str
    body: bytes
    charset: str = ""
    format: str = ""


@dataclass(frozen=True, slots=True)
class PassedOver:
    """What an archive holds beside pages: how many records of which kind were left ("image/png", "status 404")."""

    name: str
    counts: tuple[tuple[str, int], ...]

    def __str__(self) -> str:
        """The line that tells of it."""
        return f"{self.name}: records that are no page: {', '.join(f'{count} {what}' for what, count in self.counts)}"


def is_archive(name: str) -> bool:
    """Whether a file is read as a web archive, by its name."""
    return name.lower().endswith(SUFFIXES)


def leaves(path: Path) -> Iterator[Leaf | PassedOver]:
    """The pages of an archive as they stand in it, and at its end what was left.

    Raises `EvidenceError` where the file cannot be read on; what came before is good.
    """
    counts: dict[str, int] = {}
    try:
        if path.suffix.lower() == ".wacz":
            yield from _packed(path, counts)
        else:
            with path.open("rb") as file:
                yield from _records(file, str(path), counts)
    except EvidenceError:
        raise
    except Exception as error:  # an archive is a stranger's: whatever is wrong in it, the other files are read
        raise EvidenceError(f"{path}: {_line(error)}") from error
    if counts:
        yield PassedOver(str(path), tuple(sorted(counts.items())))


def _packed(path: Path, counts: dict[str, int]) -> Iterator[Leaf]:
    with zipfile.ZipFile(path) as package:
        inside = [item for item in package.infolist() if item.filename.lower().endswith(SUFFIXES[:2])]
        if not inside:
            raise EvidenceError(f"{path}: no WARC file inside")
        for item in inside:
            with package.open(item) as file:
                yield from _records(file, f"{path}:{item.filename}", counts)


def _records(file: IO[bytes], name: str, counts: dict[str, int]) -> Iterator[Leaf]:
    records = ArchiveIterator(file)
    headers = _Headers(records.reader)
    try:
        for record in records:
            headers.read = 0
            left = _left(record)
            if left == "":
                body = _body(record)
                if isinstance(body, bytes) and body:
                    yield _leaf(record, name, body)
                    continue
                left = body if isinstance(body, str) else "empty"
            if left is not None:
                counts[left] = counts.get(left, 0) + 1
            if (record.length or 0) > _LONGEST_RECORD:
                raise EvidenceError(f"{name}: a record of {record.length} bytes; the rest of the file was left")
    finally:
        records.close()


class _Headers:
    """Stands before a reader's lines, which have no end of their own: an archive may be one line of 10 GB."""

    def __init__(self, reader: Any) -> None:
        self._line = reader.readline
        self.read = 0
        reader.readline = self.readline

    def readline(self, length: int | None = None) -> bytes:
        """The next line, at most as long as the headers of a record may be together."""
        line: bytes = self._line(min(length or _HEADERS, _HEADERS))
        self.read += len(line)
        if self.read > _HEADERS:
            raise ValueError(f"headers of more than {_HEADERS} bytes")
        return line


def _body(record: Any) -> bytes | str:
    """The unpacked bytes of a page, or why they are left."""
    headers = record.http_headers if record.rec_type == "response" else None
    chunked = headers is not None and (headers.get_header("Transfer-Encoding") or "").lower() == "chunked"
    stream = ChunkedDataReader(record.raw_stream, decomp_type=None) if chunked else record.raw_stream
    packed: bytes = stream.read(_LARGEST + 1)
    encoding = ((headers.get_header("Content-Encoding") or "") if headers is not None else "").lower().strip()
    body = _unpacked(packed, encoding) if encoding not in {"", "identity"} else packed
    if body is None:
        return f"packed with {encoding}"
    return body if len(body) <= _LARGEST else f"larger than {_LARGEST // (1024 * 1024)} MB"


def _unpacked(packed: bytes, encoding: str) -> bytes | None:
    """At most one byte more than the largest page; None for a packing that cannot be undone with a limit."""
    if encoding in {"gzip", "x-gzip", "deflate"}:
        # Pages are kept unpacked under their old headers, too; and raw deflate is sent as "deflate".
        for window in (zlib.MAX_WBITS | 32, -zlib.MAX_WBITS):
            try:
                return zlib.decompressobj(window).decompress(packed, _LARGEST + 1)
            except zlib.error:
                continue
        return packed
    if encoding == "br" and brotli is not None and hasattr(brotli.Decompressor, "can_accept_more_data"):
        try:
            unpacked: bytes = brotli.Decompressor().process(packed, output_buffer_limit=_LARGEST + 1)
        except brotli.error:
            return packed
        return unpacked
    return None


def _left(record: Any) -> str | None:
    """Why a record is no page; "" for a page, None for what never is one (requests, metadata)."""
    if record.rec_type not in {"response", "resource"}:
        return None if record.rec_type in {"warcinfo", "request", "metadata"} else str(record.rec_type)
    status = record.http_headers.get_statuscode() if record.http_headers else "200"
    if record.rec_type == "response" and status != "200":
        return f"status {status}"
    kind = _content_type(record).partition(";")[0].strip().lower()
    return "" if kind in _READ else kind or "no content type"


def _content_type(record: Any) -> str:
    headers = record.http_headers if record.rec_type == "response" and record.http_headers else record.rec_headers
    return headers.get_header("Content-Type") or ""


def _leaf(record: Any, name: str, body: bytes) -> Leaf:
    address = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")
    said = _content_type(record)
    _, _, charset = said.lower().partition("charset=")
    kind = "text" if said.lower().startswith("text/plain") else "html"
    return Leaf(f"{name}:{address}", address, body, charset.partition(";")[0].strip(" \"'"), kind)


def _line(error: Exception) -> str:
    said = getattr(error, "strerror", None) or " ".join(str(error).split())
    return said or type(error).__name__
