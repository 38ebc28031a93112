"""Fetches one page, or refuses: the only module that opens a connection to the outside.

Every address that a page names was chosen by a stranger. So: http and https only, public addresses only, looked at
again on each redirect; robots.txt asked first; a pace per host; new attempts only where the server or the line asks for
them, with growing random waits or the server's own Retry-After; caps on decompressed bytes, redirects and time; no
proxy, netrc or cookie of the user's own. Needs the `fetch` extra: without its guard nothing is fetched at all. Many
threads may fetch at once.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.message import Message
from email.utils import format_datetime, parsedate_to_datetime
from functools import cache, lru_cache
from importlib import metadata
from urllib.parse import urljoin, urlsplit

import requests
import tenacity
from requests.cookies import RequestsCookieJar, extract_cookies_to_jar
from requests.sessions import SessionRedirectMixin

from checker.errors import ConfigError, FetchError, NoHostError, RefusedError, RobotsError
from checker.evidence.pages import Page, address_key
from checker.model import Visit

try:
    from requests_hardened.ip_filter import InvalidIPAddress

    from checker.evidence.web.guard import Deadline, Guard, Watch, unknown_host
    from checker.evidence.web.robots import SIZE, Robots
except ImportError as missing:
    _missing = missing.name or str(missing)
else:
    _missing = ""

_UNGUARDED = f'fetching needs the guard: pip install "sourcing-checker[fetch]" (no {_missing})'
_REDIRECTS = (301, 302, 303, 307, 308)
_TRY_AGAIN = (429, 502, 503, 504)
_PORTS = (80, 443)
_CHUNK = 64 * 1024
# What urllib3 can unpack with a cap on what comes out; brotli, which only some installations can unpack, is not asked
# for, and refused unread where it comes all the same. Anything unknown would reach the reader still packed.
_ENCODINGS = ("gzip", "deflate")
_ROBOTS_REDIRECTS = 5  # RFC 9309, section 2.3.1.2

Headers = dict[str, str]


@cache
def agent() -> str:
    """The name that servers are given: the tool and its version."""
    try:
        return f"sourcing-checker/{metadata.version('sourcing-checker')}"
    except metadata.PackageNotFoundError:
        return "sourcing-checker/0"


@dataclass(frozen=True, slots=True)
class Options:
    """How to fetch. `size` is in bytes after decompression; `connect`, `read`, `total` and `patience` in seconds.

    `total` covers one exchange from connection to last byte; `patience` is the longest Retry-After worth waiting for;
    `rate` is requests a second to one host; `allow` opens "HOST:PORT" wherever it lies, that host and port only;
    `sleep` is what waiting means (tests count instead). None of them turns the guard off.
    """

    user_agent: str = field(default_factory=agent)
    size: int = 10_000_000
    connect: float = 5.0
    read: float = 10.0
    total: float = 30.0
    tries: int = 3
    patience: float = 30.0
    redirects: int = 10
    rate: float = 1.0
    robots: bool = True
    allow: tuple[str, ...] = ()
    sleep: Callable[[float], None] = time.sleep


def fetch(url: str, options: Options | None = None) -> Page:
    """The page at `url`, when the server gave one.

    Raises `RefusedError` where the guard or robots.txt forbids it, `FetchError` for everything that went wrong,
    an error status included.
    """
    page = look(url, options)
    if page.status >= 400:
        raise FetchError(f"{url}: the server answered {page.status}")
    return page


def look(url: str, options: Options | None = None, since: Visit | None = None, on: date | None = None) -> Page:
    """What the server answers at `url`, whatever the status; raises `RefusedError` and `FetchError` as `fetch` does.

    With an earlier look (`since`) the server is asked whether the page changed: status 304 and no body mean that it
    did not. `on` asks an archive's TimeGate for that day (RFC 7089, Accept-Datetime).
    """
    if _missing:
        raise RefusedError(f"{url}: {_UNGUARDED}")
    return _desk(options or Options()).look(url, since, on)


def ready(options: Options) -> None:
    """Raises `RefusedError` where no page can be fetched at all, `ConfigError` for an entry that opens nothing."""
    if _missing:
        raise RefusedError(_UNGUARDED)
    opened(options.allow)


def pause(url: str, options: Options | None = None) -> float:
    """Seconds that lie between two requests to the host of an address, as far as is known without asking it."""
    if _missing:
        return 0.0
    return _desk(options or Options()).pause(url)


def hang_up(options: Options | None = None) -> None:
    """End every exchange that is under way with these options; each is then an error of its own."""
    if not _missing:
        _desk(options or Options()).watch.end_all()


def opened(allow: tuple[str, ...]) -> frozenset[tuple[str, int]]:
    """The (host, port) pairs of `HOST:PORT` entries; raises `ConfigError` for one without a host or a port."""
    pairs: set[tuple[str, int]] = set()
    for entry in allow:
        try:
            parts = urlsplit(f"//{entry}")
            host, port = parts.hostname, parts.port
        except ValueError:
            host, port = None, None
        if not host or port is None or parts.path:
            raise ConfigError(f'"{entry}" is no HOST:PORT')
        pairs.add((host, port))
    return frozenset(pairs)


# --------------------------------------------------------------------------------------------- one exchange


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    next: str = ""
    wait: float | None = None


class _Unreachable(FetchError):
    """The line failed; worth another attempt."""


class _Desk:
    """Adapters, paces and robots.txt answers for one set of options, kept for the life of the process.

    Shared by all threads: nothing of one look is kept here, and its cookies live no longer than it.
    """

    def __init__(self, options: Options) -> None:
        self.options = options
        self.opened = opened(options.allow)
        self.headers = {
            "User-Agent": options.user_agent,
            "Accept": "text/html,application/xhtml+xml,text/plain;q=0.9,*/*;q=0.5",
            "Accept-Encoding": ", ".join(_ENCODINGS),
            "Connection": "close",  # a kept connection would belong to no deadline
        }
        self.robot = options.user_agent.split("/")[0].split(" ")[0]
        self.robots = Robots(self._ask_robots, self.robot)
        self.lock = threading.Lock()
        self.watch = Watch()
        self.slow: dict[str, Guard] = {}
        self.paces: dict[str, float] = {}
        self.adapters = {
            "https": Guard(True, options.rate, self.opened),
            "http": Guard(False, options.rate, self.opened),
        }
        self.again = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(_Unreachable) | tenacity.retry_if_result(self._worth_waiting),
            wait=self._pause,
            stop=tenacity.stop_after_attempt(options.tries),
            sleep=options.sleep,
            retry_error_callback=_last,
        )

    def look(self, url: str, since: Visit | None, on: date | None) -> Page:
        jar = RequestsCookieJar()
        at = url
        for _ in range(self.options.redirects + 1):
            root = self._check(at)
            if self.options.robots:
                self._obey(root, at)
            asked = self.headers | _unless(at, since)
            if on is not None:
                asked["Accept-Datetime"] = format_datetime(datetime(on.year, on.month, on.day, tzinfo=UTC), usegmt=True)
            answer: _Answer = self.again(self._exchange, jar, root, at, asked, self.options.size)
            if not answer.next:
                media = dict(answer.headers).get("content-type", "")
                return Page(url, at, answer.status, answer.headers, answer.body, _charset(media))
            at = answer.next
        raise FetchError(f"{url}: more than {self.options.redirects} redirects")

    def pause(self, url: str) -> float:
        """Seconds between two requests to the site of an address."""
        parts = urlsplit(url)
        with self.lock:
            slow = self.paces.get(f"{parts.scheme.lower()}://{parts.netloc.lower()}", 0.0)
        return slow or 1 / self.options.rate

    def _check(self, url: str) -> str:
        """The site of an address that may be asked for; raises `RefusedError` for any other."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            raise RefusedError(f"{url}: not a well-formed address") from None
        scheme = parts.scheme.lower()
        if scheme not in ("http", "https") or not host:
            raise RefusedError(f"{url}: only http and https addresses are fetched")
        if parts.username is not None or parts.password is not None:
            raise RefusedError(f"{host}: an address with a user name or a password is not fetched")
        port = port if port is not None else (443 if scheme == "https" else 80)
        if port not in _PORTS and (host, port) not in self.opened:
            raise RefusedError(f"{url}: port {port} is closed")
        return f"{scheme}://{parts.netloc.lower()}"

    def _exchange(
        self, jar: RequestsCookieJar, root: str, url: str, asked: Headers, size: int, cut: bool = False
    ) -> _Answer:
        options = self.options
        with Deadline(options.total, self.watch) as deadline:
            try:
                request = requests.Request("GET", url, asked, cookies=jar or None).prepare()
                # Sent without a session: proxies and netrc of the environment would lead around the guard, and with a
                # redirect it would read the whole body first, even told not to follow.
                with self._adapter(root).send(
                    request, stream=True, timeout=(options.connect, options.read)
                ) as response:
                    if "set-cookie" in response.headers:
                        extract_cookies_to_jar(jar, request, response.raw)  # type: ignore[no-untyped-call]
                    answer = _read(response, url, size, cut)
            except InvalidIPAddress:
                raise RefusedError(f"{url}: leads to a private address") from None
            except (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError) as error:
                if deadline.passed:
                    raise FetchError(f"{url}: took longer than {options.total:g} s") from None
                if unknown_host(error):
                    raise NoHostError(f"{url}: the host is unknown") from None
                kind = FetchError if isinstance(error, requests.exceptions.SSLError) else _Unreachable
                raise kind(f"{url}: {_reason(error)}") from None
            except (requests.RequestException, UnicodeError) as error:
                raise FetchError(f"{url}: {_reason(error)}") from None
            if deadline.passed:
                # A body without a declared length ends in silence when its connection is shut.
                raise FetchError(f"{url}: took longer than {options.total:g} s")
        return answer

    def _adapter(self, root: str) -> Guard:
        with self.lock:
            return self.slow.get(root) or self.adapters[root.partition(":")[0]]

    def _worth_waiting(self, answer: _Answer) -> bool:
        return answer.status in _TRY_AGAIN and (answer.wait is None or answer.wait <= self.options.patience)

    def _pause(self, state: tenacity.RetryCallState) -> float:
        outcome = state.outcome
        if outcome is not None and not outcome.failed and outcome.result().wait is not None:
            return float(outcome.result().wait)
        return _growing(state)

    def _ask_robots(self, url: str) -> tuple[int, bytes]:
        """Status and body of a site's robots.txt, a few redirects on; the site is slowed down if it asks for that."""
        at, jar = url, RequestsCookieJar()
        for _ in range(_ROBOTS_REDIRECTS + 1):
            answer: _Answer = self.again(self._exchange, jar, self._check(at), at, self.headers, SIZE, True)
            if not answer.next:
                break
            at = answer.next
        return answer.status, answer.body

    def _obey(self, root: str, url: str) -> None:
        if not self.robots.allows(root, url):
            raise RobotsError(f"{url}: robots.txt of {urlsplit(url).hostname} asks not to fetch it")
        delay = self.robots.delay(root)
        if delay * self.options.rate > 1:
            # A site that asks for an hour between pages is asked at its own pace up to our patience.
            seconds = min(delay, self.options.patience)
            with self.lock:
                if root not in self.slow:
                    self.slow[root] = Guard(root.startswith("https"), 1 / seconds, self.opened)
                    self.paces[root] = seconds


_opening = threading.Lock()  # `cache` alone would let two threads that come at once each have a desk


def _desk(options: Options) -> _Desk:
    with _opening:
        return _kept(options)


@cache
def _kept(options: Options) -> _Desk:
    return _Desk(options)


_growing = tenacity.wait_random_exponential(multiplier=0.5, max=8)


def _last(state: tenacity.RetryCallState) -> _Answer:
    """The last attempt's answer, or its error."""
    assert state.outcome is not None
    answer: _Answer = state.outcome.result()
    return answer


def _unless(url: str, since: Visit | None) -> Headers:
    """The headers that ask for a page only if it is another one than at an earlier look at this very address."""
    if since is None or not since.sha256 or address_key(url) != address_key(since.final_url or since.url):
        return {}
    asked = {"If-None-Match": since.etag, "If-Modified-Since": since.modified}
    return {name: value for name, value in asked.items() if value}


_redirects = SessionRedirectMixin()


def _read(response: requests.Response, url: str, size: int, cut: bool) -> _Answer:
    """The answer with its body, at most `size` bytes of it: more is an error, or left out where `cut` says so."""
    headers = tuple((name.lower(), value) for name, value in response.headers.items())
    if response.status_code in _REDIRECTS and "location" in response.headers:
        try:
            target = urljoin(url, _redirects.get_redirect_target(response) or "")
        except ValueError:
            raise FetchError(f"{url}: redirects to a malformed address") from None
        return _Answer(response.status_code, headers, b"", target)
    packed = [name.strip().lower() for name in response.headers.get("content-encoding", "").split(",")]
    unknown = [name for name in packed if name not in (*_ENCODINGS, "x-gzip", "identity", "")]
    if unknown:
        raise FetchError(f"{url}: packed as {unknown[0]}, which was not asked for")
    declared = response.headers.get("content-length", "")
    too_large = FetchError(f"{url}: larger than {size:,} bytes")
    if declared.isdecimal() and int(declared) > size and not cut:
        raise too_large
    body = bytearray()
    for chunk in response.iter_content(_CHUNK):
        body += chunk
        if len(body) > size and not cut:
            raise too_large
        if len(body) > size:
            break
    return _Answer(response.status_code, headers, bytes(body[:size]), wait=_retry_after(response.headers))


@lru_cache(maxsize=256)
def _charset(content_type: str) -> str:
    message = Message()
    message["content-type"] = content_type
    return message.get_content_charset() or ""


def _retry_after(headers: requests.structures.CaseInsensitiveDict[str]) -> float | None:
    """Seconds that the server asks to wait, from a number or a date; None where it does not say."""
    said = headers.get("retry-after", "").strip()
    if said.isdecimal():
        return float(said)
    try:
        when = parsedate_to_datetime(said)
    except ValueError:
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())


def _reason(error: BaseException) -> str:
    """One plain line instead of the nested representations of three libraries."""
    if isinstance(error, requests.exceptions.SSLError):
        return "the certificate or the encryption was not accepted"
    if isinstance(error, requests.Timeout):
        return "no answer in time"
    if isinstance(error, requests.exceptions.ContentDecodingError):
        return "the body cannot be unpacked"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "the answer broke off"
    if isinstance(error, requests.ConnectionError):
        return "the host is unknown" if "resolve" in str(error) else "no connection"
    return "not a well-formed address" if isinstance(error, ValueError) else "the request failed"
