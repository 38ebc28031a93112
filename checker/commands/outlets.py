"""`checker outlets`: who an outlet is, the registry's faults, and ratings of one's own."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from checker.commands import FOUND, NOTHING
from checker.commands.setting import discovered
from checker.config import Settings
from checker.console import complain, put
from checker.errors import ConfigError
from checker.formats._cells import visible
from checker.outlets import Registry, registry
from checker.outlets.audit import check_registry
from checker.outlets.describe import describe
from checker.outlets.ratings import import_ratings
from checker.rulebase import Rulebase, rulebase


def outlets(args: argparse.Namespace) -> int:
    """Who an outlet is; with --check the registry's faults, with --import ratings of one's own."""
    settings = discovered(args)
    rules = rulebase(settings.rules)
    if args.check:
        return _audit(rules, args.on or date.today())
    known = registry(rules)
    if args.ratings:
        return _import(args.ratings, args.into or next(iter(settings.rules), None), known, settings)
    told, found = describe(args.name, known, args.on or date.today(), args.why)
    put(sys.stdout, visible(told, keep="\n"))
    return FOUND if found else NOTHING


def _audit(rules: Rulebase, today: date) -> int:
    found = check_registry(rules, today)
    wrong = sum(not problem.due for problem in found)
    lines = [f"{'note: ' if problem.due else ''}{problem}" for problem in found]
    lines.append(f"{wrong} problem{'' if wrong == 1 else 's'}, {len(found) - wrong} due for review")
    put(sys.stdout, visible("\n".join(lines) + "\n", keep="\n"))
    return NOTHING if wrong else FOUND


def _import(ratings: Path, folder: Path | None, known: Registry, settings: Settings) -> int:
    if folder is None:
        raise ConfigError("--import wants --into FOLDER, or a folder under rules in the configuration")
    put(sys.stdout, visible(f"{import_ratings(ratings, folder, known)}\n", keep="\n"))
    if folder.resolve() not in [each.resolve() for each in settings.rules]:
        complain(f'warning: {folder} is read once the configuration names it: rules = ["{folder.as_posix()}"]')
    return FOUND
