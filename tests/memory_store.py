"""A store of evidence in memory, for tests of what writes into one."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass, field, replace

from checker.evidence.pages import Page, address_key
from checker.model import Capture, Visit


@dataclass
class MemoryStore:
    """Keeps everything; `writers` are the threads that wrote."""

    noted: list[Visit] = field(default_factory=list)
    kept: list[tuple[Capture, Page]] = field(default_factory=list)
    writers: set[str] = field(default_factory=set)

    def keep(self, page: Page, fetched: str, original: str = "", look: Visit | None = None) -> Capture:
        """Keep a page and give its capture; note a look together with it."""
        self.writers.add(threading.current_thread().name)
        digest = hashlib.sha256(page.body).hexdigest()
        media = page.header("content-type").partition(";")[0]
        capture = Capture(page.url, fetched, page.status, digest, media, page.final_url, str(len(self.kept)), original)
        self.kept.append((capture, page))
        if look is not None:
            self.note(replace(look, sha256=digest))
        return capture

    def note(self, visit: Visit) -> None:
        """Keep a look."""
        self.writers.add(threading.current_thread().name)
        self.noted.append(visit)

    def visits(self, url: str) -> tuple[Visit, ...]:
        """All looks at an address."""
        return tuple(visit for visit in self.noted if address_key(visit.url) == address_key(url))

    def captures(self, url: str = "") -> tuple[Capture, ...]:
        """All captures of an address, asked for, ended at or original of; without one, all."""
        key = address_key(url)
        found = (capture for capture, _ in self.kept)
        return tuple(one for one in found if not url or key in map(address_key, (one.url, one.final_url, one.original)))

    def page(self, capture: Capture) -> Page:
        """The page of a capture."""
        return next(page for held, page in self.kept if held == capture)
