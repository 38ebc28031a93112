"""Users' own ratings: a CSV with the columns domain,value,assessor,as_of, kept apart from the registry's quotations.

Nothing of it ships. `checker outlets --import FILE.csv` puts the file into a folder of the user's rules, as
ratings/NAME.csv; from there the index reads it, and reports print each value with assessor, date and "origin: user".
"""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from checker.errors import ConfigError
from checker.outlets.index import read_ratings
from checker.outlets.registry import Registry


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import brought: where the file lies now, rows by assessor, and how many domains the registry knows."""

    path: Path
    rows: tuple[tuple[str, int], ...]
    known: int
    unknown: int

    def __str__(self) -> str:
        rows = ", ".join(f"{count} of {who}" for who, count in self.rows)
        return f"{self.path}: {rows}; {self.known} domains in the registry, {self.unknown} not"


def import_ratings(source: Path, folder: Path, registry: Registry) -> Imported:
    """Checks the CSV and copies it to `folder`/ratings; raises `RuleError` with the line of a wrong row.

    `folder` is one of the user's rule folders (`rules` in the configuration); raises `ConfigError` where it is missing.
    """
    if not folder.is_dir():
        raise ConfigError("no such rules folder; name one under `rules` in the configuration", str(folder))
    if source.suffix != ".csv":
        raise ConfigError("ratings are a .csv file: domain,value,assessor,as_of", str(source))
    ratings = read_ratings((source,))
    counted = Counter(who for rows in ratings.values() for _, who, _ in rows)
    place = folder / "ratings" / source.name
    place.parent.mkdir(exist_ok=True)
    if place.resolve() != source.resolve():
        shutil.copyfile(source, place)
    known = sum(registry.by_domain(domain).status == "known" for domain in ratings)
    return Imported(place, tuple(sorted(counted.items())), known, len(ratings) - known)
