"""The expected report of each seed: `python -m tests.reports` writes them into reports/, to be read as a diff.

Each is what `checker report seeds/NAME -f FORMAT` prints from the repository's root, without the line on versions:
a digest of the rules would change every file with every rule.
"""

from __future__ import annotations

import sys
from contextlib import chdir
from dataclasses import replace
from functools import cache
from pathlib import Path

from checker import formats
from checker.config import Settings
from checker.model import Report
from checker.pipeline import run

ROOT = Path(__file__).resolve().parent.parent
SEEDS = sorted(path for path in (ROOT / "seeds").iterdir() if path.is_file())
REPORTS = ROOT / "reports"
SUFFIXES = {"text": ".txt", "json": ".json", "markdown": ".md"}


@cache
def report(seed: Path) -> Report:
    """What the tool says of a seed, named as a user in the root names it."""
    with chdir(ROOT):
        made = run([seed.relative_to(ROOT).as_posix()], Settings(root=ROOT, audience="editor"))
    return replace(made, versions=None)


def rendered(seed: Path, format_name: str) -> str:
    """The report in one format."""
    return formats.render(format_name, report(seed), view="report")


def place(seed: Path, format_name: str) -> Path:
    """Where the expected report lies."""
    return REPORTS / (seed.stem + SUFFIXES[format_name])


def main() -> int:
    """Write all reports and say which of them changed."""
    REPORTS.mkdir(exist_ok=True)
    for seed in SEEDS:
        for name in SUFFIXES:
            path, new = place(seed, name), rendered(seed, name).encode()
            if not path.exists() or path.read_bytes() != new:
                path.write_bytes(new)
                print(f"changed: {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
