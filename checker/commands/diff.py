"""`checker diff`: what the sourcing lost and gained between two versions."""

from __future__ import annotations

import argparse
import sys

from checker.commands import FOUND, NOTHING
from checker.commands.setting import discovered
from checker.console import put
from checker.diff.rendering import render
from checker.diff.versions import compared


def diff(args: argparse.Namespace) -> int:
    """The comparison of two versions."""
    found = compared(args.old, args.new, discovered(args))
    put(sys.stdout, render(args.format, found))
    counted = {"degraded": found.degraded, "changed": len(found.changes), "never": 0}
    return NOTHING if counted[args.fail_on] else FOUND
