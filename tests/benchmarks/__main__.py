"""`predict NAME GOLD OUT` writes what a scorer reads; `learn TRAIN` and `speed` do what their modules say.

A benchmark is a module `predict_NAME.py` of this folder with `predict(gold_path, out_path)`; every other module with a
function `run` is a command of its own name. Both are found by listing the folder.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent
SHARED = FOLDER.parents[2] / "shared"
PREFIX = "predict_"


def names() -> list[str]:
    """The benchmarks of this folder."""
    return sorted(path.stem.removeprefix(PREFIX) for path in FOLDER.glob(f"{PREFIX}*.py"))


def runs() -> list[str]:
    """The commands beside `predict`: modules with a function `run`, not imported before they are asked for."""
    return sorted(path.stem for path in FOLDER.glob("[!_]*.py") if "\ndef run(" in path.read_text(encoding="utf-8"))


def main(argv: list[str] | None = None) -> int:
    """Runs one command; the exit status is 2 for a command that does not exist."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    predicting = commands.add_parser("predict", help="write predictions for one benchmark")
    predicting.add_argument("name", choices=names())
    predicting.add_argument("gold", type=Path)
    predicting.add_argument("out", type=Path)
    for name in runs():
        commands.add_parser(name).add_argument("paths", type=Path, nargs="*")
    options = parser.parse_args(argv)
    if options.command == "predict":
        _module(PREFIX + options.name).predict(options.gold, options.out)
    else:
        _module(options.command).run(*options.paths)
    return 0


def _module(name: str) -> Any:
    return importlib.import_module(f"tests.benchmarks.{name}")


if __name__ == "__main__":
    sys.exit(main())
