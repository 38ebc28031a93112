"""Records of the evidence in WARC files: pages as responses, files as resources, looks as metadata.

Each record is a gzip member of its own (ISO 28500, annex D), so that an offset is enough to read it and players of
archives can open the files. What the types of `checker.model` say beside the standard headers stands in one header
`Checker-Facts` as JSON, so that an index can be made from the files alone.

Both directions are done here: warcio's reader gives out a member that breaks off as if it were whole, and its writer
takes as long for a record as all else that is done to keep a page.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any, BinaryIO, Literal
from uuid import NAMESPACE_URL, uuid4, uuid5

from checker.evidence.pages import Page
from checker.model import Capture, Visit

Kind = Literal["response", "resource", "revisit", "metadata"]
LARGEST = 256 * 1024 * 1024  # of one body, in bytes

_FACTS = "Checker-Facts"
_KEPT: dict[str, Kind] = {"response": "response", "resource": "resource", "revisit": "revisit"}
_REVISIT = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_HTTP = "application/http; msgtype=response"
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
    kind: Kind = "revisit" if first else "response" if page.status else "resource"
    if first:
        headers["WARC-Refers-To"] = first.key
        headers["WARC-Refers-To-Target-URI"] = uri(first.url)
        headers["WARC-Refers-To-Date"] = first.fetched
        headers["WARC-Profile"] = _REVISIT
    content = _HTTP if page.status else of.media_type or "application/octet-stream"
    block = (_http(page) if page.status else b"", b"" if first else page.body)
    key, data = _member(kind, {"WARC-Target-URI": uri(of.final_url or of.url), **headers}, content, *block)
    return Entry(key, kind, of, len(page.body)), data


def noted(of: Visit) -> tuple[Entry, bytes]:
    """The record of a look."""
    headers = {"WARC-Target-URI": uri(of.url), "WARC-Date": of.when}
    key, data = _member("metadata", headers, "application/json", facts(of).encode())
    return Entry(key, "metadata", of), data


def opening(name: str, when: str = "") -> bytes:
    """The record that begins a file; with a time, always the same bytes."""
    headers = {"WARC-Filename": name, "WARC-Date": when or datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}
    if when:
        headers["WARC-Record-ID"] = f"<urn:uuid:{uuid5(NAMESPACE_URL, name + when)}>"
    info = "".join(f"{name}: {value}\r\n" for name, value in _INFO.items())
    return _member("warcinfo", headers, "application/warc-fields", info.encode())[1]


def _member(kind: str, headers: dict[str, str], content: str, *block: bytes) -> tuple[str, bytes]:
    """The id of a record and the record, packed."""
    key = headers.get("WARC-Record-ID") or f"<urn:uuid:{uuid4()}>"
    digest = hashlib.sha1()
    for part in block:
        digest.update(part)
    every = {
        "WARC-Type": kind,
        "WARC-Record-ID": key,
        **headers,
        "WARC-Block-Digest": f"sha1:{base64.b32encode(digest.digest()).decode()}",
        "Content-Type": content,
        "Content-Length": str(sum(map(len, block))),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in every.items())
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS + 16)
    packed = [packer.compress(part) for part in (f"WARC/1.1\r\n{head}\r\n".encode(), *block, b"\r\n\r\n")]
    return key, b"".join((*packed, packer.flush()))


def _http(page: Page) -> bytes:
    """The HTTP headers as they came over the line, where bytes are read as Latin-1."""
    status = f"HTTP/1.1 {page.status} {'OK' if page.status == 200 else '-'}\r\n"
    came = "".join(f"{_SENT.get(name, name)}: {_line(value)}\r\n" for name, value in page.headers)
    return f"{status}{came}content-length: {len(page.body)}\r\n\r\n".encode("latin-1", "replace")


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
