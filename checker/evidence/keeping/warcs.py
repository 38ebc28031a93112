"""Records of the evidence in WARC files: pages as responses, files as resources, looks as metadata.

Each record is a gzip member of its own (ISO 28500, annex D), so that an offset is enough to read it and players of
archives can open the files. What the types of `checker.model` say beside the standard headers stands in one header
`Checker-Facts` as JSON, so that an index can be made from the files alone.

warcio writes. Reading is done here, because warcio's reader gives out a member that breaks off as if it were whole.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from io import BytesIO
from typing import Any, BinaryIO, Literal
from uuid import NAMESPACE_URL, uuid5

from warcio.recordbuilder import RecordBuilder
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import BufferWARCWriter, WARCWriter

from checker.evidence.pages import Page
from checker.model import Capture, Visit

Kind = Literal["response", "resource", "revisit", "metadata"]
LARGEST = 256 * 1024 * 1024  # of one body, in bytes

_FACTS = "Checker-Facts"
_KEPT: dict[str, Kind] = {"response": "response", "resource": "resource", "revisit": "revisit"}
_BLOCK = 64 * 1024
_HEADERS = 1024 * 1024
_LEVEL = 6
_MAGIC = b"\x1f\x8b\x08"
# The body is kept unpacked, so that these would tell a player to unpack it once more; they are kept under another name.
_SENT = {name: f"x-sent-{name}" for name in ("content-encoding", "transfer-encoding", "content-length")}
_CAME = {kept: name for name, kept in _SENT.items()}
_INFO = {"software": "sourcing-checker", "format": "WARC File Format 1.1", "conformsTo": "http://bibnum.bnf.fr/WARC/"}


@dataclass(frozen=True, slots=True)
class First:
    """The record that holds the bytes which a revisit only names."""

    key: str
    url: str
    fetched: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What an index keeps of one record: its id, and the capture or the look that it holds; `size` is of the body."""

    key: str
    kind: Kind
    of: Capture | Visit
    size: int = 0


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it stands in a file; `headers` and `http` have names in lower case.

    `sha256` is over the payload (of a revisit: over nothing), `body` is empty where only the hash was asked for;
    `sound` says whether the block has the digest that its header names.
    """

    offset: int
    length: int
    headers: dict[str, str]
    http: tuple[tuple[str, str], ...]
    body: bytes
    sha256: str
    sound: bool

    def entry(self) -> Entry | None:
        """What an index keeps of it; None for a record that holds neither a capture nor a look."""
        kind, key = self.headers.get("warc-type", ""), self.headers.get("warc-record-id", "")
        try:
            said = json.loads(self.headers.get(_FACTS.lower(), "") or (self.body if kind == "metadata" else b""))
            if kind == "metadata":
                return Entry(key, "metadata", visit(said))
            if kind in _KEPT:
                return Entry(key, _KEPT[kind], capture(said), int(said["size"]))
        except (ValueError, TypeError, KeyError):
            pass
        return None

    def page(self, of: Capture, charset: str, body: bytes) -> Page:
        """The page of a capture, with the headers of this record."""
        headers = tuple((_CAME.get(name, name), value) for name, value in self.http if name not in _SENT)
        return Page(of.url, of.final_url or of.url, of.status, headers, body, charset)

    @property
    def charset(self) -> str:
        """The charset that the page came with."""
        return str(json.loads(self.headers.get(_FACTS.lower(), "{}")).get("charset", ""))


@dataclass(frozen=True, slots=True)
class Gap:
    """Bytes that are no whole record; `half` when the file ends in the middle of one."""

    offset: int
    length: int
    reason: str
    half: bool


class Broken(Exception):
    """The bytes at an offset are no whole record; `half` when the file ends before it does."""

    def __init__(self, reason: str, half: bool = False) -> None:
        super().__init__(reason)
        self.half = half


def capture(said: dict[str, Any]) -> Capture:
    """The capture from its JSON, keys of a later version left out; raises `TypeError` where one is missing."""
    return Capture(**{field.name: said[field.name] for field in fields(Capture) if field.name in said})


def visit(said: dict[str, Any]) -> Visit:
    """The look from its JSON, as `capture`."""
    given = {field.name: said[field.name] for field in fields(Visit) if field.name in said}
    return Visit(**{**given, "signs": tuple(given.get("signs", ()))})


def facts(of: Capture | Visit, **more: object) -> str:
    """A capture or a look as JSON in plain ASCII."""
    return _JSON.encode({**{name: getattr(of, name) for name in _NAMES[type(of)]}, **more})


# Made once: a store writes four of these texts a page, and `asdict` looks for dataclasses in every value.
_JSON = json.JSONEncoder(sort_keys=True, separators=(",", ":"))
_NAMES = {kind: tuple(field.name for field in fields(kind)) for kind in (Capture, Visit)}


# ---------------------------------------------------------------------------------------------------- writing


class _Sent(StatusAndHeaders):  # type: ignore[misc]
    """HTTP headers as they came over the line: bytes read as Latin-1; warcio would percent-encode them."""

    def compute_headers_buffer(self, header_filter: object = None) -> None:
        """Called by warcio's writer."""
        self.headers_buff = (self.to_str() + "\r\n").encode("latin-1", "replace")


def kept(page: Page, of: Capture, first: First | None, key: str = "") -> tuple[Entry, bytes]:
    """The record of a page: its bytes, or with `first` a revisit that names the record which holds them.

    `key` is the record's id where it replaces another one.
    """
    headers = {
        "WARC-Date": of.fetched,
        "WARC-Payload-Digest": f"sha256:{of.sha256}",
        _FACTS: facts(of, charset=page.charset, size=len(page.body)),
    }
    if key:
        headers["WARC-Record-ID"] = key
    http = _http(page) if page.status else None
    kind: Kind = "revisit" if first else "response" if page.status else "resource"
    if first:
        headers["WARC-Refers-To"] = first.key
        headers["WARC-Refers-To-Target-URI"] = uri(first.url)
        headers["WARC-Refers-To-Date"] = first.fetched
        headers["WARC-Profile"] = RecordBuilder.REVISIT_PROFILE_1_1
    body = b"" if first else page.body
    content = "" if page.status else of.media_type or "application/octet-stream"
    key, data = _member(uri(of.final_url or of.url), kind, body, headers, http, content)
    return Entry(key, kind, of, len(page.body)), data


def noted(of: Visit) -> tuple[Entry, bytes]:
    """The record of a look."""
    headers = {"WARC-Date": of.when}
    key, data = _member(uri(of.url), "metadata", facts(of).encode(), headers, None, "application/json")
    return Entry(key, "metadata", of), data


def opening(name: str, when: str = "") -> bytes:
    """The record that begins a file; with a time, always the same bytes."""
    writer = BufferWARCWriter(gzip=False, warc_version="1.1")
    record = writer.create_warcinfo_record(name, _INFO)
    if when:
        record.rec_headers.replace_header("WARC-Date", when)
        record.rec_headers.replace_header("WARC-Record-ID", f"<urn:uuid:{uuid5(NAMESPACE_URL, name + when)}>")
    writer.write_record(record)
    return _packed(writer.get_contents())


def _member(
    address: str, kind: str, body: bytes, headers: dict[str, str], http: StatusAndHeaders | None, content: str
) -> tuple[str, bytes]:
    out = BytesIO()
    writer = WARCWriter(out, gzip=False, warc_version="1.1")
    record = writer.create_warc_record(
        address, kind, BytesIO(body), len(body), warc_content_type=content, warc_headers_dict=headers,
        http_headers=http or StatusAndHeaders("", [], ""),
    )  # fmt: skip
    if not http:
        record.http_headers = None
    writer.write_record(record)
    return str(record.rec_headers.get_header("WARC-Record-ID")), _packed(out.getbuffer())


def _packed(data: bytes | memoryview) -> bytes:
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS + 16)
    return packer.compress(data) + packer.flush()


def _http(page: Page) -> StatusAndHeaders:
    headers = [(_SENT.get(name, name), _line(value)) for name, value in page.headers]
    headers.append(("content-length", str(len(page.body))))
    return _Sent(f"{page.status} {'OK' if page.status == 200 else '-'}", headers, protocol="HTTP/1.1")


def _line(value: str) -> str:
    return " ".join(value.splitlines()) if "\n" in value or "\r" in value else value


def uri(url: str) -> str:
    """An address as a header can hold it: a line break would begin another one, a space ends it for other readers."""
    return "".join(letter if letter > " " and letter.isprintable() else "%20" for letter in url)


# ---------------------------------------------------------------------------------------------------- reading


def records(file: BinaryIO, start: int = 0, end: int | None = None) -> Iterator[Record | Gap]:
    """Every record from an offset on, with its hash and without its body (looks keep theirs); memory stays flat.

    Bytes that are no whole record come as a `Gap`, and reading goes on at the next record behind them.
    """
    end = file.seek(0, 2) if end is None else end
    at = start
    while at < end:
        try:
            found = read(file, at, hold=False)
        except Broken as error:
            after = _next(file, at + 1, end)
            yield Gap(at, (after or end) - at, str(error), error.half and after is None)
            at = after or end
        else:
            yield found
            at += found.length


def read(file: BinaryIO, offset: int, hold: bool = True) -> Record:
    """The record at an offset, with its body where `hold`; raises `Broken`."""
    member = _Member(file, offset)
    headers = _fields(member.head())
    kind = headers.get("warc-type", "")
    try:
        size = int(headers["content-length"])
    except (KeyError, ValueError):
        raise Broken("no length") from None
    block, payload = hashlib.sha1(), hashlib.sha256()
    http: tuple[tuple[str, str], ...] = ()
    rest = size
    if kind in ("response", "revisit") and headers.get("content-type", "").startswith("application/http"):
        head = member.head()
        block.update(head)
        http = tuple(_pairs(head, "latin-1"))
        rest -= len(head)
    body = bytearray()
    hold = hold or kind == "metadata"
    if rest < 0 or (hold and rest > LARGEST):
        raise Broken("a wrong length")
    for part in member.parts(rest):
        block.update(part)
        payload.update(part)
        if hold:
            body += part
    member.end()
    said = headers.get("warc-block-digest", "").removeprefix("sha1:")
    sound = not said or said == base64.b32encode(block.digest()).decode()
    return Record(offset, member.length, headers, http, bytes(body), payload.hexdigest(), sound)


class _Member:
    """One gzip member, unpacked piece by piece."""

    def __init__(self, file: BinaryIO, offset: int) -> None:
        self.file, self.offset, self.read = file, offset, 0
        self.unpacker = zlib.decompressobj(zlib.MAX_WBITS + 16)
        self.held = b""
        self.packed = b""

    def more(self) -> bool:
        """Unpacks a further piece into `held`; False at the end of the member."""
        while not self.unpacker.eof:
            if not self.packed:
                self.file.seek(self.offset + self.read)
                self.packed = self.file.read(_BLOCK)
                if not self.packed:
                    raise Broken("it breaks off", half=True)
                self.read += len(self.packed)
            try:
                piece = self.unpacker.decompress(self.packed, _BLOCK)
            except zlib.error as error:
                raise Broken(str(error)) from None
            self.packed = self.unpacker.unconsumed_tail
            if piece:
                self.held += piece
                return True
        return False

    def head(self) -> bytes:
        """The bytes up to the first empty line."""
        looked = 0
        while (found := self.held.find(b"\r\n\r\n", looked)) < 0:
            looked = max(0, len(self.held) - 3)
            if len(self.held) > _HEADERS or not self.more():
                raise Broken("no headers")
        head, self.held = self.held[: found + 4], self.held[found + 4 :]
        return head

    def parts(self, size: int) -> Iterator[bytes]:
        """The next `size` bytes."""
        while size:
            if not self.held and not self.more():
                raise Broken("it is too short")
            part, self.held = self.held[:size], self.held[size:]
            size -= len(part)
            yield part

    def end(self) -> None:
        """Reads to the end of the member, which is two empty lines behind the block."""
        while self.more():
            if len(self.held) > 4:
                break
        if self.held != b"\r\n\r\n":
            raise Broken("a wrong length")

    @property
    def length(self) -> int:
        """Packed bytes of the member."""
        return self.read - len(self.unpacker.unused_data)


def _fields(head: bytes) -> dict[str, str]:
    if not head.startswith(b"WARC/"):
        raise Broken("no WARC record")
    return dict(_pairs(head, "utf-8"))


def _pairs(head: bytes, charset: str) -> Iterator[tuple[str, str]]:
    for line in head.decode(charset, "replace").split("\r\n")[1:]:
        name, colon, value = line.partition(":")
        if colon:
            yield name.strip().lower(), value.strip()


def _next(file: BinaryIO, start: int, end: int) -> int | None:
    """Where the next whole record begins."""
    for at in _marks(file, start, end):
        try:
            read(file, at, hold=False)
        except Broken:
            continue
        return at
    return None


def _marks(file: BinaryIO, start: int, end: int) -> Iterator[int]:
    at = start
    while at < end:
        file.seek(at)
        block = file.read(min(_BLOCK, end - at))
        if not block:
            return
        found = block.find(_MAGIC)
        while found >= 0:
            yield at + found
            found = block.find(_MAGIC, found + 1)
        at += max(1, len(block) - len(_MAGIC) + 1)
