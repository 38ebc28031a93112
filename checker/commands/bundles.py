"""`checker bundle` and `checker replay`: an article with all that its report was made from, and the report anew."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace

from checker.bundle import make
from checker.bundle import replay as remade
from checker.commands import FOUND, NOTHING
from checker.commands.setting import discovered, reach, supplied
from checker.console import put
from checker.formats._cells import line
from checker.formats._counts import many


def bundle(args: argparse.Namespace) -> int:
    """Writes the bundle of one article."""
    settings = replace(discovered(args), supplied=supplied(args))
    if args.preset:
        settings = replace(settings, preset=args.preset)
    with reach(args, settings) as (settings, streams):
        made = make(args.article, settings, streams, args.output, args.evidence)
    put(sys.stdout, f"{line(str(made.path))}: the article, the rules and {many(made.records, 'record')} of its pages\n")
    return FOUND


def replay(args: argparse.Namespace) -> int:
    """Makes the reports of a bundle again; 1 where a byte differs."""
    done = remade(args.bundle)
    if done.tool != done.now:
        put(sys.stdout, f"made by checker {line(done.tool)}, replayed by checker {line(done.now)}\n")
    for row in done.differences:
        put(sys.stdout, f"{line(row)}\n")
    put(sys.stdout, "the same report, byte for byte\n" if done.same else "another report than the one in the bundle\n")
    return FOUND if done.same else NOTHING
