"""A page as it came, and where pages and looks at addresses are kept: the shape that every store of evidence has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

from checker.model import Capture, Visit

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Page:
    """What came back. `final_url` is where the redirects ended; header names are in lower case; `body` is unpacked.

    `charset` is the one of the Content-Type header, "" where it names none: the reader decides then.
    """

    url: str
    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    charset: str

    def header(self, name: str) -> str:
        """The header's first value, or ""."""
        return next((value for key, value in self.headers if key == name.lower()), "")


class Records(Protocol):
    """What is on record: the store on disk, or pages held in memory. Addresses are compared by `address_key`."""

    def visits(self, url: str) -> Sequence[Visit]:
        """All looks at an address, oldest first."""

    def captures(self, url: str) -> Sequence[Capture]:
        """All captures of an address, asked for or ended at, oldest first."""

    def page(self, capture: Capture) -> Page:
        """The page as it was captured; raises `EvidenceError` when its bytes are not there or have another hash."""


class Keeping(Protocol):
    """Where looks are written: the store on disk, or one held in memory."""

    def keep(self, page: Page, fetched: str, original: str = "", look: Visit | None = None) -> Capture:
        """Keeps a page and gives its capture; notes a look together with it, with its hash."""

    def note(self, visit: Visit) -> None:
        """Keeps a look."""

    def visits(self, url: str) -> Sequence[Visit]:
        """All looks at an address, oldest first."""

    def captures(self, url: str) -> Sequence[Capture]:
        """All captures of an address."""


def address_key(url: str) -> str:
    """What makes two addresses the same page: no fragment, no default port, host in lower case, a path at least "/".

    >>> address_key("HTTPS://News.Example:443#top")
    'https://news.example/'
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return url.strip()
    scheme = parts.scheme.lower()
    if ":" in host:
        host = f"[{host}]"
    if port is not None and port != _PORTS.get(scheme):
        host = f"{host}:{port}"
    return urlunsplit((scheme, host, parts.path or "/", parts.query, ""))
