"""How fast a store writes and reads: `python -m tests.benchmarks keeping [FOLDER]`, pages of 60 kB of made words."""

from __future__ import annotations

import random
import resource
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from checker.evidence.keeping.inventory import verify
from checker.evidence.keeping.store import Store, reindex
from checker.model import Capture
from tests.store_writers import WHEN, look, page

NUMBER = 2000


def run(*paths: Path) -> None:
    """Prints captures with their looks a second, and the memory at its highest."""
    draw = random.Random(7)
    words = ["".join(draw.choices("etaoinshrdlu", k=draw.randint(2, 9))) for _ in range(5000)]
    bodies = [" ".join(draw.choices(words, k=9000)).encode() for _ in range(20)]
    with TemporaryDirectory(dir=paths[0] if paths else None) as place:
        for threads in (1, 16):
            folder = Path(place) / str(threads)
            with Store.open(folder, write=True) as store, ThreadPoolExecutor(threads) as pool:

                def keep(number: int, store: Store = store) -> None:
                    body = b"%d %s" % (number, bodies[number % 20])
                    store.note(look(store.keep(page(f"https://a.example/{number}", body), WHEN)))

                def read(capture: Capture, store: Store = store) -> int:
                    return len(store.page(capture).body)

                timed(
                    f"keep and note, {threads} threads",
                    lambda pool=pool, keep=keep: list(pool.map(keep, range(NUMBER))),
                )
                kept = store.captures()
                timed(
                    f"read again, {threads} threads",
                    lambda pool=pool, read=read, kept=kept: list(pool.map(read, kept)),
                )
        with Store.open(folder) as store:
            timed("verify", lambda: verify(store))
        timed("index made anew", lambda: reindex(folder))
        for write in (False, True):
            timed(f"open, write={write}", lambda write=write: Store.open(folder, write=write).close(), 1)


def timed(what: str, act: Callable[[], object], number: int = NUMBER) -> None:
    """Runs it and prints how often a second it could be done."""
    start = time.perf_counter()
    act()
    seconds = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{what:<28} {number / seconds:8.0f}/s {seconds * 1000 / number:8.2f} ms each; memory {memory} MB")
