"""The expected report of each seed: `python -m tests.reports` writes them into reports/, to be read as a diff,
the sample of README.md, which is cut from one of them, and the schemas of the formats in JSON.

Each is what `checker report seeds/NAME -f FORMAT` prints from the repository's root, without the line on versions:
a digest of the rules would change every file with every rule.
"""

from __future__ import annotations

import json
import re
import sys
from contextlib import chdir
from dataclasses import replace
from functools import cache
from pathlib import Path

from checker import formats
from checker.config import Settings
from checker.formats.json import schema as report_schema
from checker.model import Report
from checker.pipeline import run
from checker.trace.formats.json import schema as trace_schema

ROOT = Path(__file__).resolve().parent.parent
SEEDS = sorted(path for path in (ROOT / "seeds").iterdir() if path.is_file())
REPORTS = ROOT / "reports"
SUFFIXES = {"text": ".txt", "json": ".json", "markdown": ".md"}
README = ROOT / "README.md"
SHOWN = ROOT / "seeds" / "two-relays.txt"
SAMPLE = re.compile(
    r"(<!-- cut from reports/two-relays\.txt by python -m tests\.reports -->\n```text\n).*?(```\n)", re.S
)


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


def sample() -> str:
    """What README.md shows: the head, one plain claim and those through a relay, what is said of the chain, the sum."""
    head, claims, *rest = rendered(SHOWN, "text").split("\n\n")
    title, first, *others = re.split(r"^(?= *\d+  \d+:\d+  )", claims + "\n", flags=re.M)
    relayed = [claim for claim in others if re.search(r"route +[^>]+ > [^>]+ > [^>]+ > ", claim)]
    finding = next(part for part in rest if part.startswith("warning[chain-through-state]"))
    kept = [f"{head}\n\n{title}{first}", *relayed, f"{finding}\n", rest[-1]]
    return "…\n".join(kept)


def readme() -> str:
    """README.md with its sample as it should be; raises ValueError where it has no place for one."""
    text, places = SAMPLE.subn(lambda found: found[1] + sample() + found[2], README.read_text(encoding="utf-8"))
    if places != 1:
        raise ValueError("README.md has no place for the sample")
    return text


def schemas() -> dict[Path, bytes]:
    """Where the schema of each format in JSON lies, and what it is."""
    made = (report_schema(), trace_schema())
    return {
        REPORTS / f"{schema['title'].replace('/', '-')}.schema.json": f"{json.dumps(schema, indent=2)}\n".encode()
        for schema in made
    }


def expected() -> dict[Path, bytes]:
    """All files of reports/ and what they hold."""
    return {place(seed, name): rendered(seed, name).encode() for seed in SEEDS for name in SUFFIXES} | schemas()


def main() -> int:
    """Write all reports and say which of them changed."""
    REPORTS.mkdir(exist_ok=True)
    for path, new in expected().items():
        if not path.exists() or path.read_bytes() != new:
            path.write_bytes(new)
            print(f"changed: {path.relative_to(ROOT)}")
    if README.read_text(encoding="utf-8") != (new_readme := readme()):
        README.write_text(new_readme, encoding="utf-8", newline="\n")
        print("changed: README.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())
