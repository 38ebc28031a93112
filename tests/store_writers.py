"""What other processes do to a store in tests/test_store.py and `python -m tests.benchmarks kills`."""

from __future__ import annotations

import random
from hashlib import sha256
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

from checker.evidence.keeping.store import Store
from checker.evidence.pages import Page
from checker.model import Capture, Visit

WHEN = "2026-11-23T02:10:00Z"


def page(url: str, body: bytes, status: int = 200) -> Page:
    """A page as a server would give it."""
    return Page(url, url, status, (("content-type", "text/html; charset=utf-8"),), body, "utf-8")


def look(capture: Capture) -> Visit:
    """The look that goes with a capture."""
    return Visit(capture.url, capture.fetched, "ok", capture.status, sha256=capture.sha256)


def write(folder: Path, seed: int, told: Connection, number: int = 0) -> None:
    """Keeps and notes, and tells of each capture when it is kept; without a number for ever."""
    draw = random.Random(seed)
    try:
        with Store.open(folder, write=True) as store:
            for turn in range(number) if number else count():
                # a large body now and then: only a long write can be cut in two
                body = draw.randbytes(draw.choice((40, 900, 20_000, 20_000, 400_000)))
                if draw.random() < 0.2:
                    body = b"the same words on many pages"
                capture = store.keep(page(f"https://a.example/{seed}/{turn}", body), WHEN)
                store.note(look(capture))
                told.send((capture, sha256(body).hexdigest()))
    except Exception as error:
        told.send((None, f"{type(error).__name__}: {error}"))
        raise
