"""The guarded fetch, against servers on loopback and a table of addresses that must be refused."""

from __future__ import annotations

import gzip
import socket
import subprocess
import sys
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from pytest_httpserver import HTTPServer

from checker.errors import ConfigError, FetchError, RefusedError
from checker.evidence.fetch import Options, fetch, look, opened

Waits = list[float]


@pytest.fixture
def waits() -> Waits:
    """Seconds that a fetch wanted to wait, written down instead of waited."""
    return []


@pytest.fixture
def options(httpserver: HTTPServer, waits: Waits) -> Options:
    return Options(allow=(f"{httpserver.host}:{httpserver.port}",), rate=1000, robots=False, sleep=waits.append)


@contextmanager
def raw_server(answer: bytes, hold: bool = False) -> Iterator[int]:
    """A server that gives these bytes to one caller, and then ends the connection or holds it open; yields its port."""
    done = threading.Event()

    def serve(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(answer)
            if hold:
                done.wait(30)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,), daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            done.set()
            thread.join(5)


# ------------------------------------------------------------------------------------------ what is refused

PRIVATE = [
    "http://127.0.0.1/",
    "http://127.1/",
    "http://0x7f.1/",
    "http://2130706433/",
    "http://0/",
    "http://0.0.0.0/",
    "http://localhost/",
    "http://LOCALHOST/",
    "http://10.0.0.1/",
    "http://172.16.5.4/",
    "http://192.168.1.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.64.0.1/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://[::1]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[fc00::1]/",
    "http://[fe80::1]/",
    "http://[fec0::1]/",
    "http://[ff02::1]/",
    "https://127.0.0.1/",
    "https://[::1]/",
]
NOT_WEB = [
    "file:///etc/passwd",
    "ftp://example.org/",
    "gopher://example.org/",
    "data:text/html,x",
    "javascript:alert(1)",
    "//example.org/",
    "example.org",
    "http://",
    "http:///path",
    "http://[::1",
    "",
]
CLOSED_PORTS = [
    "http://example.org:22/",
    "http://example.org:6379/",
    "https://example.org:0/",
    "http://example.org:99999/",
]


@pytest.mark.parametrize("url", PRIVATE)
def test_private_addresses_are_refused(url: str) -> None:
    with pytest.raises(RefusedError, match="private address"):
        look(url, Options(robots=False, rate=1000))


@pytest.mark.parametrize("url", PRIVATE[:3])
def test_robots_are_asked_for_through_the_same_guard(url: str) -> None:
    with pytest.raises(RefusedError, match=r"robots\.txt: leads to a private address"):
        look(url, Options(rate=1000))


@pytest.mark.parametrize("url", NOT_WEB)
def test_only_web_addresses_are_fetched(url: str) -> None:
    with pytest.raises(RefusedError, match=r"only http and https|well-formed"):
        look(url)


@pytest.mark.parametrize("url", CLOSED_PORTS)
def test_other_ports_are_closed(url: str) -> None:
    with pytest.raises(RefusedError, match=r"port \d+ is closed|well-formed"):
        look(url)


def test_a_password_is_never_sent_nor_printed() -> None:
    with pytest.raises(RefusedError, match="user name") as refusal:
        look("http://editor:secret@example.org/")
    assert "secret" not in str(refusal.value)


def test_a_name_that_resolves_to_a_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(*_: object, **__: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.168.0.10", 80))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(RefusedError, match="private address"):
        look("http://news.example.org/", Options(robots=False, rate=1000))


def test_an_opened_host_opens_that_port_and_name_only(httpserver: HTTPServer, options: Options) -> None:
    httpserver.expect_request("/").respond_with_data("a page")
    assert look(httpserver.url_for("/"), options).body == b"a page"
    with pytest.raises(RefusedError, match="port"):
        look(f"http://{httpserver.host}:{httpserver.port + 1}/", options)
    with pytest.raises(RefusedError, match="port"):
        look(f"http://127.0.0.2:{httpserver.port}/", options)


@pytest.mark.parametrize(
    "entry", ["example.org", ":80", "example.org:", "example.org:http", "example.org:80/x", "[::1"]
)
def test_an_entry_that_opens_nothing_is_an_error(entry: str) -> None:
    with pytest.raises(ConfigError, match="HOST:PORT"):
        opened((entry,))


def test_hosts_are_opened_in_lower_case_and_without_brackets() -> None:
    assert opened(("Staging.Example.org:8080", "[::1]:81")) == {("staging.example.org", 8080), ("::1", 81)}


# ------------------------------------------------------------------------------------------ redirects


@pytest.mark.parametrize(
    ("location", "says"),
    [
        ("http://169.254.169.254/", "private address"),
        ("http://localhost/", "private address"),
        ("//10.0.0.1/x", "private address"),
        ("file:///etc/passwd", "only http and https"),
        ("http://127.0.0.1:1/", "port 1 is closed"),
    ],
)
def test_each_redirect_is_looked_at(httpserver: HTTPServer, options: Options, location: str, says: str) -> None:
    httpserver.expect_request("/").respond_with_data("", 302, {"Location": location})
    with pytest.raises(RefusedError, match=says):
        look(httpserver.url_for("/"), options)


def test_redirects_end_at_the_final_address(httpserver: HTTPServer, options: Options) -> None:
    httpserver.expect_request("/a").respond_with_data("", 301, {"Location": "/b?x=1"})
    httpserver.expect_request("/b").respond_with_data("here")
    page = fetch(httpserver.url_for("/a"), options)
    assert (page.url, page.final_url, page.body) == (httpserver.url_for("/a"), httpserver.url_for("/b?x=1"), b"here")


def test_cookies_live_as_long_as_one_look(httpserver: HTTPServer, options: Options) -> None:
    httpserver.expect_request("/").respond_with_data("", 302, {"Location": "/b", "Set-Cookie": "wall=passed"})
    httpserver.expect_request("/b", headers={"Cookie": "wall=passed"}).respond_with_data("here")
    assert fetch(httpserver.url_for("/"), options).body == b"here"
    assert look(httpserver.url_for("/b"), options).status == 500


def test_a_circle_of_redirects_ends(httpserver: HTTPServer, options: Options) -> None:
    httpserver.expect_request("/").respond_with_data("", 302, {"Location": "/"})
    with pytest.raises(FetchError, match="more than 10 redirects"):
        look(httpserver.url_for("/"), options)
    assert len(httpserver.log) == 11


def test_the_body_of_a_redirect_is_not_read(options: Options) -> None:
    head = b"HTTP/1.1 302 Found\r\nLocation: http://[/\r\nContent-Length: 99999999999\r\n\r\n"
    with raw_server(head, hold=True) as port, pytest.raises(FetchError, match="malformed"):
        look(f"http://127.0.0.1:{port}/", replace(options, allow=(f"127.0.0.1:{port}",)))


# ------------------------------------------------------------------------------------------ what comes back


def test_a_page_keeps_status_headers_and_charset(httpserver: HTTPServer, options: Options) -> None:
    httpserver.expect_request("/").respond_with_data(
        "ж".encode("cp1251"), content_type='text/html; charset="Windows-1251"'
    )
    page = fetch(httpserver.url_for("/"), options)
    assert (page.status, page.body, page.charset) == (200, b"\xe6", "windows-1251")
    assert page.header("Content-Type").startswith("text/html")
    assert page.header("x-absent") == ""


def test_no_charset_is_made_up(httpserver: HTTPServer, options: Options) -> None:
    httpserver.expect_request("/").respond_with_data(b"x", headers={"Content-Type": "text/html"})
    assert fetch(httpserver.url_for("/"), options).charset == ""


@pytest.mark.parametrize("status", [401, 403, 404, 410, 451, 500])
def test_an_error_status_is_looked_at_but_not_fetched(
    httpserver: HTTPServer, options: Options, waits: Waits, status: int
) -> None:
    httpserver.expect_request("/").respond_with_data("gone", status)
    assert look(httpserver.url_for("/"), options).status == status
    with pytest.raises(FetchError, match=f"answered {status}"):
        fetch(httpserver.url_for("/"), options)
    assert waits == []


def test_who_asks_is_said_and_nothing_of_the_user_is(
    httpserver: HTTPServer, options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1/")
    httpserver.expect_request("/").respond_with_data("x", headers={"Set-Cookie": "id=1"})
    asked = replace(options, user_agent="newsroom/2 (+https://example.org)")
    for _ in range(2):
        look(httpserver.url_for("/"), asked)
    seen = [request.headers for request, _ in httpserver.log]
    assert [headers["User-Agent"] for headers in seen] == ["newsroom/2 (+https://example.org)"] * 2
    assert all("Cookie" not in headers and "Authorization" not in headers for headers in seen)


# ------------------------------------------------------------------------------------------ caps


def test_a_large_page_is_an_error_by_its_length(httpserver: HTTPServer, options: Options) -> None:
    httpserver.expect_request("/").respond_with_data(b"x" * 2001)
    with pytest.raises(FetchError, match="larger than 2,000 bytes"):
        look(httpserver.url_for("/"), replace(options, size=2000))


def test_a_page_of_exactly_the_size_is_read(httpserver: HTTPServer, options: Options) -> None:
    httpserver.expect_request("/").respond_with_data(b"x" * 2000)
    assert len(look(httpserver.url_for("/"), replace(options, size=2000)).body) == 2000


def test_a_large_page_without_a_length_is_an_error(options: Options) -> None:
    with (
        raw_server(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 300_000) as port,
        pytest.raises(FetchError, match="larger than"),
    ):
        look(f"http://127.0.0.1:{port}/", replace(options, size=200_000, allow=(f"127.0.0.1:{port}",)))


@pytest.mark.parametrize("name", ["gzip", "deflate", "gzip, gzip"])
def test_a_bomb_is_stopped_by_what_comes_out(httpserver: HTTPServer, options: Options, name: str) -> None:
    bomb = zlib.compress(bytes(50_000_000)) if name == "deflate" else gzip.compress(bytes(50_000_000))
    packed = gzip.compress(bomb) if name == "gzip, gzip" else bomb
    assert len(packed) < 100_000
    httpserver.expect_request("/").respond_with_data(packed, headers={"Content-Encoding": name})
    with pytest.raises(FetchError, match="larger than 100,000 bytes"):
        look(httpserver.url_for("/"), replace(options, size=100_000))


def test_packed_pages_are_unpacked(httpserver: HTTPServer, options: Options) -> None:
    httpserver.expect_request("/").respond_with_data(gzip.compress(b"words"), headers={"Content-Encoding": "gzip"})
    assert fetch(httpserver.url_for("/"), options).body == b"words"


def test_only_what_can_be_capped_is_asked_for(httpserver: HTTPServer, options: Options) -> None:
    httpserver.expect_request("/", headers={"Accept-Encoding": "gzip, deflate"}).respond_with_data("words")
    assert fetch(httpserver.url_for("/"), options).body == b"words"


@pytest.mark.parametrize(
    ("encoding", "body", "says"),
    [
        ("br", b"\x0b\x02\x80words\x03", "packed as br"),
        ("zstd", b"(\xb5/\xfd", "packed as zstd"),
        ("gzip", b"words", "cannot be unpacked"),
    ],
)
def test_what_cannot_be_unpacked_is_an_error(
    httpserver: HTTPServer, options: Options, encoding: str, body: bytes, says: str
) -> None:
    httpserver.expect_request("/").respond_with_data(body, headers={"Content-Encoding": encoding})
    with pytest.raises(FetchError, match=says):
        look(httpserver.url_for("/"), options)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nX-Slow: ",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nwords\r\n",
        b"HTTP/1.1 200 OK\r\n\r\nwords without an end",
    ],
    ids=["nothing", "half a header", "half a body", "a chunk", "no length"],
)
def test_the_whole_exchange_has_a_time_cap(options: Options, waits: Waits, answer: bytes) -> None:
    with raw_server(answer, hold=True) as port, pytest.raises(FetchError, match=r"took longer than 0\.2 s"):
        look(f"http://127.0.0.1:{port}/", replace(options, total=0.2, allow=(f"127.0.0.1:{port}",)))
    assert waits == []


def test_half_a_body_is_no_page(options: Options) -> None:
    half = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"
    with raw_server(half) as port, pytest.raises(FetchError, match="broke off"):
        look(f"http://127.0.0.1:{port}/", replace(options, tries=1, allow=(f"127.0.0.1:{port}",)))


# ------------------------------------------------------------------------------------------ trying again


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_server_is_asked_again_with_growing_waits(
    httpserver: HTTPServer, options: Options, waits: Waits, status: int
) -> None:
    httpserver.expect_ordered_request("/").respond_with_data("busy", status)
    httpserver.expect_ordered_request("/").respond_with_data("busy", status)
    httpserver.expect_ordered_request("/").respond_with_data("here")
    assert fetch(httpserver.url_for("/"), options).body == b"here"
    assert len(waits) == 2
    assert all(0 <= wait <= limit for wait, limit in zip(waits, (0.5, 1.0), strict=True))


def test_the_last_answer_counts(httpserver: HTTPServer, options: Options, waits: Waits) -> None:
    httpserver.expect_request("/").respond_with_data("busy", 503)
    assert look(httpserver.url_for("/"), options).status == 503
    assert (len(httpserver.log), len(waits)) == (3, 2)


def test_retry_after_is_obeyed(httpserver: HTTPServer, options: Options, waits: Waits) -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)
    httpserver.expect_ordered_request("/").respond_with_data("", 503, {"Retry-After": "7"})
    httpserver.expect_ordered_request("/").respond_with_data("", 429, {"Retry-After": soon})
    httpserver.expect_ordered_request("/").respond_with_data("here")
    assert fetch(httpserver.url_for("/"), options).body == b"here"
    assert waits[0] == 7
    assert 15 < waits[1] <= 20


def test_a_server_that_asks_for_an_hour_is_left_alone(httpserver: HTTPServer, options: Options, waits: Waits) -> None:
    httpserver.expect_request("/").respond_with_data("", 503, {"Retry-After": "3600"})
    assert look(httpserver.url_for("/"), options).status == 503
    assert (len(httpserver.log), waits) == (1, [])


def test_a_failed_connection_is_tried_again(waits: Waits) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(FetchError, match="no connection"):
        look(
            f"http://127.0.0.1:{port}/",
            Options(allow=(f"127.0.0.1:{port}",), rate=1000, robots=False, sleep=waits.append),
        )
    assert len(waits) == 2


def test_an_address_without_encryption_is_not_tried_again(
    httpserver: HTTPServer, options: Options, waits: Waits
) -> None:
    with pytest.raises(FetchError, match="the encryption was not accepted"):
        look(f"https://{httpserver.host}:{httpserver.port}/", options)
    assert waits == []


def test_an_unknown_host_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch, waits: Waits) -> None:
    def resolve(*_: object, **__: object) -> list[object]:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(FetchError) as error:
        look("http://gone.example.org/", Options(robots=False, rate=1000, sleep=waits.append))
    assert str(error.value) == "http://gone.example.org/: the host is unknown"


# ------------------------------------------------------------------------------------------ manners


def test_robots_are_obeyed_and_asked_once(httpserver: HTTPServer, options: Options) -> None:
    rules = "User-agent: *\nDisallow: /private/*.html$\n\nUser-agent: newsroom\nDisallow: /\n"
    httpserver.expect_request("/robots.txt").respond_with_data(rules)
    httpserver.expect_request("/open").respond_with_data("words")
    polite = replace(options, robots=True)
    assert fetch(httpserver.url_for("/open"), polite).body == b"words"
    with pytest.raises(RefusedError, match=r"robots\.txt of 127\.0\.0\.1|robots\.txt of localhost"):
        fetch(httpserver.url_for("/private/a.html"), polite)
    with pytest.raises(RefusedError, match="asks not to fetch"):
        fetch(httpserver.url_for("/open"), replace(polite, user_agent="newsroom/2 (+https://example.org)"))
    assert [request.path for request, _ in httpserver.log] == ["/robots.txt", "/open", "/robots.txt"]


def test_without_robots_all_is_open(httpserver: HTTPServer, options: Options) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data("User-agent: *\nDisallow: /", 404)
    httpserver.expect_request("/").respond_with_data("words")
    assert fetch(httpserver.url_for("/"), replace(options, robots=True)).body == b"words"


def test_robots_that_cannot_be_served_close_the_site(httpserver: HTTPServer, options: Options) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data("", 500)
    with pytest.raises(FetchError, match="stay unread"):
        fetch(httpserver.url_for("/"), replace(options, robots=True))


def test_a_pace_per_host(httpserver: HTTPServer, options: Options, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: Waits = []
    monkeypatch.setattr("pyrate_limiter.limiter.sleep", _Clock(waited, monkeypatch).sleep)
    httpserver.expect_request("/").respond_with_data("words")
    for _ in range(4):
        look(httpserver.url_for("/"), replace(options, rate=2))
    assert len(httpserver.log) == 4
    assert waited == []
    look(httpserver.url_for("/"), replace(options, rate=2))
    assert 1 <= sum(waited) < 3


class _Clock:
    """Time for the pace: stands still, and moves on by what is slept."""

    def __init__(self, waited: Waits, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now, self.waited = 1_000_000, waited
        monkeypatch.setattr("pyrate_limiter.clocks.MonotonicClock.now", lambda _: self.now)

    def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.now += round(seconds * 1000)


def test_a_crawl_delay_slows_that_site_down(
    httpserver: HTTPServer, options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: Waits = []
    monkeypatch.setattr("pyrate_limiter.limiter.sleep", _Clock(waited, monkeypatch).sleep)
    httpserver.expect_request("/robots.txt").respond_with_data("User-agent: *\nCrawl-delay: 10\n")
    httpserver.expect_request("/").respond_with_data("words")
    for _ in range(3):
        look(httpserver.url_for("/"), replace(options, robots=True, rate=999))
    assert 9 <= sum(waited) < 21


# ------------------------------------------------------------------------------------------ the extra


@pytest.mark.parametrize("name", ["requests_hardened", "requests_ratelimiter", "protego"])
def test_without_the_guard_nothing_is_fetched(name: str) -> None:
    script = (
        f"import sys; sys.modules[{name!r}] = None\n"
        "from checker.errors import RefusedError\n"
        "from checker.evidence.fetch import fetch\n"
        "try:\n    fetch('http://example.org/')\n"
        "except RefusedError as refusal:\n    print(refusal)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert 'pip install "sourcing-checker[fetch]"' in done.stdout
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""


def test_a_refusal_leaves_stderr_alone() -> None:
    script = (
        "from checker.errors import RefusedError\n"
        "from checker.evidence.fetch import Options, fetch\n"
        "try:\n    fetch('http://localhost/', Options(robots=False))\n"
        "except RefusedError:\n    print('refused')\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("refused\n", "")
