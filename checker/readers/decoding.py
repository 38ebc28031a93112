"""Bytes to text: which charset a file is in, and what to say when it cannot be known.

Order (measured on re-encoded pages in twelve languages): byte order mark, the charset a server named, strict UTF-8, the
charset the page itself declares, a detector, and windows-1252 with replacement characters, which is reported.
"""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import cchardet

from checker.errors import InputError

MAX_BYTES = 10_000_000
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\x7fELF", "a program"),
)
# What no text has: controls other than tab, feeds, return and escape, and what could not be decoded.
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the charset it was read in, and one line for each thing lost on the way."""

    text: str
    charset: str
    warnings: tuple[str, ...] = ()
    degraded: bool = False


def detect(data: bytes) -> str:
    """The charset that the detector finds likeliest, or an empty string."""
    return cchardet.detect(data[:100_000]).get("encoding") or ""


def inflate(data: bytes) -> bytes:
    """A gzip file's content, at most one byte over `MAX_BYTES` of it; other bytes as they are.

    The declared size is not trusted: decompression stops at the cap. A file that breaks off gives what could be read.
    """
    if data[:2] != b"\x1f\x8b":
        return data
    stream, room = zlib.decompressobj(wbits=31), MAX_BYTES + 1
    try:
        return stream.decompress(data, room)
    except zlib.error as error:
        raise InputError(f"damaged gzip file ({error})") from error


def decode(data: bytes, charset: str = "", declared: str = "", guess: Callable[[bytes], str] = detect) -> Decoded:
    """Text of `data`; `charset` is what a server said, `declared` what the page says of itself.

    Raises `InputError` for empty and for binary input.
    """
    if not data.strip(b" \t\r\n\f\0"):
        raise InputError("empty file")
    refuse_binary(data)
    warnings: list[str] = []
    if over := len(data) > MAX_BYTES:
        data = data[:MAX_BYTES]
        warnings.append(f"only the first {MAX_BYTES // 1_000_000} MB were read")
    found = _marked(data, over) or _named(data, charset, over, warnings) or _strict(data, "utf-8", over)
    found = found or _named(data, declared, over, warnings) or _strict(data, guess(data), over)
    if found is None:
        text = data.decode("windows-1252", errors="replace")
        found = (text, "windows-1252")
        if "\ufffd" in text:
            warnings.append(f"charset unknown, read as windows-1252; {text.count(chr(0xFFFD))} characters lost")
    text, name = found
    if _controls(text) > len(text) // 10:
        raise InputError("binary file, not text")
    return Decoded(text, name, tuple(warnings), bool(warnings))


def refuse_binary(data: bytes) -> None:
    """Raises `InputError` for files known by their first bytes to be no text, naming what they are."""
    for start, kind in _MAGIC:
        if data.startswith(start):
            raise InputError(f"{kind}, not text")


def _marked(data: bytes, cut: bool) -> tuple[str, str] | None:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, errors="ignore" if cut else "replace"), name
    for name, nuls, letters in (
        ("utf-16-le", data[1:200:2], data[0:200:2]),
        ("utf-16-be", data[0:200:2], data[1:200:2]),
    ):
        if nuls.count(0) > len(nuls) * 0.7 and letters.count(0) < len(letters) * 0.1:
            return data.decode(name, errors="replace"), name
    return None


def _named(data: bytes, name: str, cut: bool, warnings: list[str]) -> tuple[str, str] | None:
    if not name:
        return None
    found = _strict(data, name, cut)
    if found is None:
        warnings.append(f"the declared charset {name[:40]!r} does not fit the bytes")
    return found


def _strict(data: bytes, name: str, cut: bool) -> tuple[str, str] | None:
    """The text, or None where one byte does not fit; a file cut at the cap may end within a character."""
    name = name.strip().lower()
    if name in ("iso-8859-1", "latin-1", "latin1", "ascii", "us-ascii"):
        name = "windows-1252"
    if not name:
        return None
    try:
        decoder = codecs.getincrementaldecoder(name)("strict")
        return decoder.decode(data, final=not cut), name
    except (LookupError, UnicodeError, ValueError):
        return None


def _controls(text: str) -> int:
    sample = text[:20_000]
    seen = len(_UNSEEN.findall(sample))
    return seen * max(1, len(text) // max(1, len(sample)))
