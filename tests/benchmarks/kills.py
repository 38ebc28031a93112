"""Kills a process that writes to a store 200 times at random instants: `python -m tests.benchmarks kills`."""

from __future__ import annotations

import time
from pathlib import Path
from tempfile import TemporaryDirectory

from checker.evidence.keeping.inventory import verify
from checker.evidence.keeping.store import Store
from tests.kills import faults, kill

NUMBER = 200


def run(*_: Path) -> None:
    """Prints what was kept and what was found wrong."""
    with TemporaryDirectory() as place:
        folder = Path(place) / "E"
        start = time.perf_counter()
        kept, damages = kill(folder, NUMBER, seed=200)
        seconds = time.perf_counter() - start
        with Store.open(folder, write=True) as store:
            problems, sound = verify(store), store.index.sound()
        lost = faults(folder, kept)
    print(f"{NUMBER} kills in {seconds:.1f} s: {len(kept)} captures were told of as kept, {len(lost)} of them lost")
    print(f"faults after a kill: {len(damages)}; problems at the end: {len(problems)}; index sound: {sound}")
    for each in (*damages, *lost, *problems):
        print(f"  {each}")
