"""How many links a second are looked at and kept: `python -m tests.benchmarks visiting`.

A thousand links on fifty local host names, each answer 50 ms late and about 20 kB long; the server is a process of its
own, the pace of one request a second and host is lifted by `Options`, robots.txt is asked for. Every look reads the
page, finds its state and keeps a capture in a real store of evidence, with a clerk's process beside the one that
fetches. LinkChecker, where it is installed, looks at the same links in the same run with as many threads; it keeps
nothing and does not read these pages. Its maximum of requests a second is lifted by its configuration, which leaves it
a wait of 0.1 to 0.6 s between two requests to one host; only a server can take that away, by a header of its name. Both
are shown; the bar is held against what a user can set.
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import cast

from checker.evidence.keeping.store import Store
from checker.evidence.web.fetch import Options
from checker.evidence.web.visiting import Errand, visit
from tests.small_web import STORIES, article, resolver

ROOT = Path(__file__).resolve().parent.parent.parent
HOSTS = tuple(f"paper-{number:02}.test" for number in range(50))
LATENCY = 0.05
LINKS, MORE = 1_000, 3_000
WORKERS = 32
BAR, TIMES = 120, 3
UNIT = 1024 * 1024 if sys.platform == "darwin" else 1024  # of the memory that the system tells of
_FILL = '<div class="teaser"><a href="/t/{n}"><span>Another headline of the day, number {n}</span></a></div>\n'


def run() -> None:
    """Measure, and print one line a figure with its bar."""
    server = subprocess.Popen([sys.executable, "-m", __name__], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        print(f"{LINKS} links, {len(HOSTS)} hosts, {LATENCY * 1000:.0f} ms, {len(page('/a/1')):,} bytes a page\n")
        ours = _measured(port, LINKS)
        print(f"{'links a second, captures written':<40}{ours['rate']:>14.0f}   at least {BAR}")
        print(f"{'states other than ok':<40}{ours['others']:>14}   0")
        print(f"{'CPU a link, ms':<40}{ours['cpu'] / LINKS * 1000:>14.1f}")
        for count, made in ((LINKS, ours), (MORE, _measured(port, MORE))):
            print(f"{f'peak memory, {count} links, MB':<40}{made['own']:>14.0f}   flat")
            print(f"{'  and the clerk beside it':<40}{made['clerk']:>14.0f}   flat")
        if importlib.util.find_spec("linkcheck") is None:
            print("LinkChecker is not installed here")
            return
        peer, lifted = _linkchecker(port, "/a/"), _linkchecker(port, "/lifted/")
        print(f"{'LinkChecker, links a second':<40}{peer:>14.0f}")
        print(f"{'times as many':<40}{ours['rate'] / peer:>14.1f}   at least {TIMES}")
        print(f"{'LinkChecker, wait lifted by the server':<40}{lifted:>14.0f}")
        print(f"{'times as many':<40}{ours['rate'] / lifted:>14.1f}")
    finally:
        server.kill()
        server.wait()


def links(count: int) -> list[str]:
    """The addresses, neighbours on different hosts."""
    return [f"http://{HOSTS[number % len(HOSTS)]}/a/{number}" for number in range(count)]


def page(path: str) -> bytes:
    """An article of 20 kB, other words at every address."""
    return _whole(sum(path.encode()) % len(STORIES)).replace(b"@PATH@", path.encode())


@cache
def _whole(number: int) -> bytes:
    own = replace(STORIES[number], title=f"{STORIES[number].title} (@PATH@)")
    more = "".join(_FILL.format(n=number) for number in range(200))
    return article(
        own, more=f"<p>Number @PATH@ of the day, which makes the words of this page its own.</p>{more}"
    ).encode()


def _measured(port: int, count: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        made = subprocess.run(
            [sys.executable, "-c", _OURS.format(port=port, count=count, folder=folder)],
            capture_output=True, text=True, check=True, cwd=ROOT,
        )  # fmt: skip
    found: dict[str, float] = json.loads(made.stdout)
    return found


# A program of its own: what the command line's processes load when they start is hardly more than this either.
_OURS = """
from tests.benchmarks.visiting import visited
visited({port}, {count}, {folder!r})
"""


def visited(port: int, count: int, folder: str) -> None:
    """Visit so many links and print what it took, as JSON."""
    socket.getaddrinfo = resolver(HOSTS, port)
    options = Options(rate=1000.0, allow=tuple(f"{host}:80" for host in HOSTS))
    tasks = [Errand(url) for url in links(count)]
    place = Path(folder) / "E"
    with Store.open(place, write=True) as store:
        before, began = sum(os.times()[:4]), time.perf_counter()
        looks = visit(tasks, store, options, lambda: datetime.now(UTC), workers=WORKERS, folder=place)
        took = time.perf_counter() - began
        spent = sum(os.times()[:4]) - before
        others = sum(store.visits(url)[-1].state != "ok" for url in links(count))
        assert looks == count
    own, clerk = (
        resource.getrusage(whose).ru_maxrss / UNIT for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(json.dumps({"rate": count / took, "cpu": spent, "own": own, "clerk": clerk, "others": others}))


_PEER = """
import os, socket, sys
sys.path.insert(0, os.getcwd())
from tests.small_web import resolver
socket.getaddrinfo = resolver({hosts!r}, {port})
from linkcheck.command.linkchecker import linkchecker
sys.argv = ["linkchecker", "--no-status", "--config", {config!r}, "-o", "csv", {start!r}]
linkchecker()
"""
_CONFIG = f"""
[checking]
threads={WORKERS}
maxrequestspersecond=100000
recursionlevel=1
sslverify=0
[filtering]
checkextern=1
[output]
verbose=1
log=csv
"""


def _linkchecker(port: int, below: str) -> float:
    """Links a second."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)  # run by root, it gives its rights up before it reads
        start, config = Path(folder) / "start.html", Path(folder) / "linkcheckerrc"
        wanted = [url.replace("/a/", below) for url in links(LINKS)]
        start.write_text("".join(f'<a href="{url}">x</a>\n' for url in wanted), encoding="utf-8")
        config.write_text(_CONFIG, encoding="utf-8")
        script = _PEER.format(hosts=HOSTS, port=port, config=str(config), start=str(start))
        began = time.perf_counter()
        made = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=ROOT)
        took = time.perf_counter() - began
    looked = sum(f"{below}{number};" in made.stdout for number in range(LINKS))
    if looked < LINKS:
        raise RuntimeError(f"LinkChecker looked at {looked} links only: {made.stderr[-2000:]}")
    return LINKS / took


# ------------------------------------------------------------------------------------------ the server's process


class _Late(asyncio.Protocol):
    """Answers one request, late. A protocol and not streams: on two cores what the server takes is taken from us."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        path = data.split(b" ", 2)[1].decode()
        asyncio.get_running_loop().call_later(LATENCY, self.answer, path)

    def answer(self, path: str) -> None:
        """Send the page and close."""
        found = path.startswith(("/a/", "/lifted/"))
        body = page(path) if found else b"not here"
        head = f"HTTP/1.1 {'200 OK' if found else '404 Not Found'}\r\nContent-Type: text/html; charset=utf-8\r\n"
        if path.startswith("/lifted/"):
            head += "LinkChecker: no wait\r\n"
        self.transport.write(f"{head}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body)
        self.transport.close()


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(_Late, "127.0.0.1", 0, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve())
