"""The guarded fetch, against servers on loopback and a table of addresses that must be refused."""

from __future__ import annotations

import gzip
import re
import socket
import subprocess
import sys
import threading
import zlib
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from checker.errors import ConfigError, FetchError, NoHostError, RefusedError
from checker.evidence.web.fetch import Options, fetch, look, opened, pause
from checker.model import Visit

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


# DEPENDENCIES of a guard: what each of these tried on others.
TEN_TRICKS = {
    "loopback": "127.0.0.1",
    "hexadecimal": "0x7f.1",
    "one number": "2130706433",
    "a local name": "localhost",
    "IPv4 inside IPv6": "[::ffff:127.0.0.1]",
    "a cloud's metadata": "169.254.169.254",
    "IPv6 loopback": "[::1]",
    "a carrier's network": "100.64.0.1",
    "NAT64": "[64:ff9b::7f00:1]",
    "no address": "0.0.0.0",
}


@pytest.mark.parametrize("host", TEN_TRICKS.values(), ids=TEN_TRICKS)
@pytest.mark.parametrize("by", ["link", "redirect", "robots"])
def test_ten_tricks_lead_nowhere(httpserver: HTTPServer, options: Options, host: str, by: str) -> None:
    inward = f"http://{host}/latest"
    httpserver.expect_request("/").respond_with_data("", 302, {"Location": inward})
    httpserver.expect_request("/robots.txt").respond_with_data("", 302, {"Location": inward})
    asked = {"link": inward, "redirect": httpserver.url_for("/"), "robots": httpserver.url_for("/page")}[by]
    with pytest.raises(RefusedError, match="leads to a private address"):
        look(asked, replace(options, robots=by == "robots"))


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "https://[::1]/", "http://news.example.org/"])
@pytest.mark.parametrize(
    "loose",
    [
        {"robots": False, "tries": 100, "redirects": 100},
        {"rate": 1e6, "size": 10**12, "connect": 100.0, "read": 100.0, "total": 100.0},
        {"allow": ("127.0.0.1:81", "localhost:80", "other.example.org:80", "[::1]:80", "127.1:80")},
        {"user_agent": "", "patience": 1e6},
    ],
)
def test_no_option_leaves_the_guard_out(url: str, loose: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("all_proxy", "http://127.0.0.1:1/")
    monkeypatch.setattr(socket, "getaddrinfo", Names({"news.example.org": ["10.0.0.7"]}).resolve)
    with pytest.raises(RefusedError, match="private address"):
        look(url, Options(**{"robots": False, "rate": 1000.0, **loose}))


class Names:
    """A name service that gives one answer after the other, the last one over and over; `asked` counts by name."""

    def __init__(self, answers: dict[str, list[str]], port: int = 0) -> None:
        self.answers, self.port, self.real = answers, port, socket.getaddrinfo
        self.asked: Counter[str] = Counter()
        self.connected: list[str] = []

    def resolve(self, host: Any, service: Any, *more: Any, **named: Any) -> list[Any]:
        name = str(host)
        if name not in self.answers:
            self.connected.append(name)
            name, service = ("127.0.0.1", self.port) if self.port and name != "127.0.0.9" else (name, service)
            return self.real(name, service, *more, **named)
        given = self.answers[name][min(self.asked[name], len(self.answers[name]) - 1)]
        self.asked[name] += 1
        family = socket.AF_INET6 if ":" in given else socket.AF_INET
        return [(family, socket.SOCK_STREAM, 6, "", (given, service))]


def test_a_name_that_answers_differently_the_second_time_gains_nothing(
    httpserver: HTTPServer, options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: the address that was looked at is the one that is connected to, and the name is asked once."""
    names = Names({"rebound.example.org": ["93.184.216.34", "127.0.0.1"]}, httpserver.port)
    monkeypatch.setattr(socket, "getaddrinfo", names.resolve)
    httpserver.expect_request("/", headers={"Host": "rebound.example.org"}).respond_with_data("public")
    assert look("http://rebound.example.org/", options).body == b"public"
    assert (names.asked["rebound.example.org"], names.connected) == (1, ["93.184.216.34"])
    with pytest.raises(RefusedError, match="private address"):
        look("http://rebound.example.org/", options)


def test_an_opened_name_is_pinned_too(
    httpserver: HTTPServer, options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = httpserver.port
    names = Names({"staging.example.org": ["127.0.0.1", "127.0.0.9"]})
    monkeypatch.setattr(socket, "getaddrinfo", names.resolve)
    httpserver.expect_request("/", headers={"Host": f"staging.example.org:{port}"}).respond_with_data("draft")
    house = replace(options, allow=(f"staging.example.org:{port}",))
    assert look(f"http://staging.example.org:{port}/", house).body == b"draft"
    assert (names.asked["staging.example.org"], names.connected) == (1, ["127.0.0.1"])


@pytest.mark.parametrize(
    "address", ["169.254.169.254", "::ffff:169.254.169.254", "fe80::1", "fd00:ec2::254", "224.0.0.1"]
)
def test_even_an_opened_name_does_not_lead_to_a_clouds_keys(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", Names({"staging.example.org": [address]}).resolve)
    with pytest.raises(RefusedError, match="private address"):
        look("http://staging.example.org/", Options(robots=False, rate=1000, allow=("staging.example.org:80",)))


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


def test_the_tool_gives_its_name_and_version(httpserver: HTTPServer, options: Options) -> None:
    httpserver.expect_request("/").respond_with_data("x")
    look(httpserver.url_for("/"), options)
    assert re.fullmatch(r"sourcing-checker/\d+(\.\d+)*", httpserver.log[0][0].headers["User-Agent"])


# ------------------------------------------------------------------------------------------ asking again


def earlier(url: str, **more: str) -> Visit:
    return Visit(url, "2026-11-23T02:10:00Z", "ok", 200, sha256="ab" * 32, **more)


@pytest.mark.parametrize(
    ("more", "headers"),
    [
        ({"etag": '"v1"'}, {"If-None-Match": '"v1"'}),
        ({"modified": "Mon, 23 Nov 2026 02:00:00 GMT"}, {"If-Modified-Since": "Mon, 23 Nov 2026 02:00:00 GMT"}),
        ({"etag": 'W/"v1"', "modified": "then"}, {"If-None-Match": 'W/"v1"', "If-Modified-Since": "then"}),
    ],
)
def test_a_page_seen_before_is_asked_for_only_if_it_changed(
    httpserver: HTTPServer, options: Options, more: dict[str, str], headers: dict[str, str]
) -> None:
    httpserver.expect_request("/", headers=headers).respond_with_data("", 304)
    url = httpserver.url_for("/")
    page = look(url, options, since=earlier(url, **more))
    assert (page.status, page.body) == (304, b"")


def test_only_the_page_that_was_captured_is_asked_like_that(httpserver: HTTPServer, options: Options) -> None:
    """The tag belongs to the address where the redirects ended, and to a look that kept a capture."""
    httpserver.expect_request("/a").respond_with_data("", 301, {"Location": "/b"})
    httpserver.expect_request("/b").respond_with_data("words")
    a, b = httpserver.url_for("/a"), httpserver.url_for("/b")
    look(a, options, since=earlier(a, final_url=b, etag='"v1"'))
    look(b, options, since=replace(earlier(b, etag='"v1"'), sha256=""))
    assert ["If-None-Match" in request.headers for request, _ in httpserver.log] == [False, True, False]


def test_an_archive_is_asked_for_a_day(httpserver: HTTPServer, options: Options) -> None:
    httpserver.expect_request("/", headers={"Accept-Datetime": "Tue, 03 Nov 2026 00:00:00 GMT"}).respond_with_data("x")
    assert look(httpserver.url_for("/"), options, on=date(2026, 11, 3)).body == b"x"


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


def test_a_brotli_bomb_is_not_even_read(options: Options, waits: Waits) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 77\r\n\r\n"
    with raw_server(head, hold=True) as port, pytest.raises(FetchError, match="packed as br, which was not asked for"):
        look(f"http://127.0.0.1:{port}/", replace(options, allow=(f"127.0.0.1:{port}",)))
    assert waits == []


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
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(NoHostError) as error:
        look("http://gone.example.org/", Options(robots=False, rate=1000, sleep=waits.append))
    assert (str(error.value), waits) == ("http://gone.example.org/: the host is unknown", [])


def test_a_name_service_that_is_silent_says_nothing_of_the_host(monkeypatch: pytest.MonkeyPatch, waits: Waits) -> None:
    def resolve(*_: object, **__: object) -> list[object]:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(FetchError) as error:
        look("http://news.example.org/", Options(robots=False, rate=1000, sleep=waits.append))
    assert not isinstance(error.value, NoHostError)
    assert len(waits) == 2


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


def test_sixteen_threads_ask_for_robots_once(httpserver: HTTPServer, options: Options) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data("User-agent: *\nDisallow: /private\n")
    httpserver.expect_request("/open").respond_with_data("words")
    start = threading.Barrier(16)

    def once(number: int) -> bytes:
        start.wait(10)
        return look(httpserver.url_for(f"/open?{number}"), replace(options, robots=True)).body

    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(once, range(16))) == [b"words"] * 16
    assert Counter(request.path for request, _ in httpserver.log) == {"/robots.txt": 1, "/open": 16}


def test_a_site_without_an_answer_is_not_asked_for_its_robots_with_every_page(
    httpserver: HTTPServer, options: Options
) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data("", 500)
    for page in ("/a", "/b", "/c"):
        with pytest.raises(FetchError, match="stay unread"):
            fetch(httpserver.url_for(page), replace(options, robots=True))
    assert len(httpserver.log) == 1


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
    assert pause(httpserver.url_for("/"), replace(options, robots=True, rate=999)) == 10
    assert pause("http://other.example.org/", replace(options, robots=True, rate=4)) == 0.25


def test_threads_share_one_pace_for_each_host(
    httpserver: HTTPServer, options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: Waits = []
    monkeypatch.setattr("pyrate_limiter.limiter.sleep", _Clock(waited, monkeypatch).sleep)
    httpserver.expect_request("/").respond_with_data("words")
    slow = replace(options, rate=3)
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(lambda _: look(httpserver.url_for("/"), slow), range(12)))
    # Six at once, and the other six when two seconds are over.
    assert len(httpserver.log) == 12
    assert max(waited, default=0) >= 1


# ------------------------------------------------------------------------------------------ the extra


@pytest.mark.parametrize("name", ["requests_hardened", "requests_ratelimiter", "protego"])
def test_without_the_guard_nothing_is_fetched(name: str) -> None:
    script = (
        f"import sys; sys.modules[{name!r}] = None\n"
        "from checker.errors import RefusedError\n"
        "from checker.evidence.web.fetch import fetch\n"
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
        "from checker.evidence.web.fetch import Options, fetch\n"
        "try:\n    fetch('http://localhost/', Options(robots=False))\n"
        "except RefusedError:\n    print('refused')\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("refused\n", "")
