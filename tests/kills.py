"""Kills a process that writes to a store, again and again at random instants, and looks at what it left."""

from __future__ import annotations

import multiprocessing
import random
import sys
from dataclasses import dataclass
from hashlib import sha256
from multiprocessing.connection import Connection
from pathlib import Path

from checker.evidence.keeping.store import INDEX, Store
from checker.model import Capture
from tests.store_writers import write

# A server that has imported the store forks each writer at once; Windows must start each one anew.
START = multiprocessing.get_context("spawn" if sys.platform == "win32" else "forkserver")
LONGEST = 0.08  # seconds before a kill


@dataclass(frozen=True, slots=True)
class Damage:
    """What was found wrong after a kill."""

    kill: int
    said: str


def kill(folder: Path, number: int, seed: int) -> tuple[dict[Capture, str], list[Damage]]:
    """Every capture that a killed writer was told is kept, with the hash of its bytes, and what was found wrong."""
    if sys.platform != "win32":
        START.set_forkserver_preload(["tests.store_writers"])
    draw = random.Random(seed)
    kept: dict[Capture, str] = {}
    damages: list[Damage] = []
    for turn in range(number):
        here, there = START.Pipe(duplex=False)
        process = START.Process(target=write, args=(folder, seed * 1_000_000 + turn, there))
        process.start()
        there.close()
        process.join(draw.uniform(0, LONGEST))
        process.kill()
        process.join()
        said = told(here)
        damages += [Damage(turn, fault) for capture, fault in said if capture is None]
        new = {capture: digest for capture, digest in said if capture}
        kept |= new
        earlier = draw.sample(list(kept), min(len(kept), 5))
        damages += [Damage(turn, fault) for fault in faults(folder, {**new, **{each: kept[each] for each in earlier}})]
    return kept, damages


def faults(folder: Path, kept: dict[Capture, str]) -> list[str]:
    """What of these captures a reader of the store does not find as it was."""
    if not kept and not (folder / INDEX).exists():
        return []  # killed before anything was there
    found = []
    try:
        with Store.open(folder) as store:
            for capture, digest in kept.items():
                if sha256(store.page(capture).body).hexdigest() != digest:
                    found.append(f"{capture.record}: other bytes")
                if not store.visits(capture.url):
                    found.append(f"{capture.record}: no look")
    except Exception as error:
        found.append(f"{type(error).__name__}: {error}")
    return found


def told(here: Connection) -> list[tuple[Capture | None, str]]:
    """Everything that a writer said until it ended."""
    said = []
    with here:
        while True:
            try:
                said.append(here.recv())
            except (EOFError, OSError):
                return said
