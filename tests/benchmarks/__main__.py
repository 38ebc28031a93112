"""`predict NAME GOLD OUT` writes what a scorer reads; `speed` measures readers in pages a second of one core's time.

A benchmark is a module `predict_NAME.py` of this folder with `predict(gold_path, out_path)`, found by listing it.
"""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from checker.model import Supplied
from checker.outlets import registry
from checker.readers import read
from checker.rulebase import rulebase
from tests import benchmarks

PREFIX = "predict_"
SHARED = Path(__file__).resolve().parents[3] / "shared"


def names() -> list[str]:
    """The benchmarks of this folder."""
    return [module.name.removeprefix(PREFIX) for module in pkgutil.iter_modules(benchmarks.__path__)
            if module.name.startswith(PREFIX)]  # fmt: skip


def speed(shared: Path, rounds: int) -> int:
    """Prints how fast the development pages and the seed are read; 2 where the pages are not there."""
    gold = shared / "pages/gold.jsonl"
    if not gold.exists():
        print(f"no pages under {shared}", file=sys.stderr)
        return 2
    outlets = registry(rulebase())
    rows = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    pages = [((gold.parent / row["file"]).read_bytes(), row["file"], Supplied(url=row["url"])) for row in rows]
    texts = [(path.read_bytes(), path.name, Supplied()) for path in sorted((shared / "seeds").glob("*.txt"))]
    for label, inputs in (("html", pages), ("text", texts)):
        times = [clock(lambda job=job: read(job[0], job[1], outlets, job[2])) for _ in range(rounds) for job in inputs]
        times.sort()
        rate, late = len(times) / sum(times), times[int(len(times) * 0.95)]
        print(
            f"{label:5} {rate:8.1f} a second, median {statistics.median(times) * 1000:.1f} ms, p95 {late * 1000:.1f} ms"
        )
    return 0


def clock(work: Callable[[], object]) -> float:
    """Seconds of processor time that the work takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main(argv: list[str] | None = None) -> int:
    """Runs one command; the exit status is 2 where something needed is not there."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    predicting = commands.add_parser("predict", help="write predictions for one benchmark")
    predicting.add_argument("name", choices=names())
    predicting.add_argument("gold", type=Path)
    predicting.add_argument("out", type=Path)
    racing = commands.add_parser("speed", help="measure the readers")
    racing.add_argument("--shared", type=Path, default=SHARED)
    racing.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args(argv)
    if options.command == "speed":
        return speed(options.shared, options.rounds)
    importlib.import_module(f"{benchmarks.__name__}.{PREFIX}{options.name}").predict(options.gold, options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
