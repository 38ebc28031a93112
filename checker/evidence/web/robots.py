"""What sites ask of robots: one robots.txt a site, asked for once however many threads come, by RFC 9309."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from protego import Protego

from checker.errors import FetchError

SIZE = 512 * 1024  # RFC 9309, section 2.5: at least 500 kB of a file must be read
# A site whose robots.txt could not be had is not asked again for each of its pages.
_FORGIVEN = 60.0


class Robots:
    """The rules of all sites asked so far. `ask` gives status and body of a robots.txt, or raises `FetchError`."""

    def __init__(self, ask: Callable[[str], tuple[int, bytes]], robot: str) -> None:
        self._ask, self._robot = ask, robot
        self._lock = threading.Lock()
        self._sites: dict[str, _Site] = {}

    def allows(self, root: str, url: str) -> bool:
        """Whether a site ("https://news.example") lets our robot have an address of its own.

        No rules where the file is absent (4xx); raises `FetchError` where it cannot be served: then all is closed.
        """
        return bool(self._rules(root).can_fetch(url, self._robot))

    def delay(self, root: str) -> float:
        """Seconds that a site wants between two requests, 0 where it does not say; raises as `allows` does."""
        return float(self._rules(root).crawl_delay(self._robot) or 0)

    def _rules(self, root: str) -> Protego:
        with self._lock:
            site = self._sites.setdefault(root, _Site())
        if site.rules is not None:
            return site.rules
        with site.lock:  # who comes second waits here, and finds what the first one was told
            if site.rules is None:
                if site.error is not None and time.monotonic() - site.failed < _FORGIVEN:
                    raise type(site.error)(str(site.error))
                try:
                    site.rules = self._read(f"{root}/robots.txt")
                except FetchError as error:
                    site.error, site.failed = error, time.monotonic()
                    raise
            return site.rules

    def _read(self, url: str) -> Protego:
        status, body = self._ask(url)
        if status >= 500 or status == 429:
            raise FetchError(f"{url}: the server answered {status}, so its pages stay unread")
        return Protego.parse(body.decode("utf-8", "replace") if status == 200 else "")


class _Site:
    __slots__ = ("error", "failed", "lock", "rules")

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.rules: Protego | None = None
        self.error: FetchError | None = None
        self.failed = 0.0
