"""What flags and configuration set for a run, and what it may read beside files."""

from __future__ import annotations

import argparse
import importlib
import sys
import traceback
from dataclasses import replace
from pathlib import Path
from typing import Any

from checker.config import Settings, discover
from checker.console import put
from checker.model import Supplied
from checker.pipeline import Streams


def discovered(args: argparse.Namespace) -> Settings:
    """The settings of the configuration that the flags name, or of the closest one."""
    return discover(Path.cwd(), args.config, args.no_config)


def run_settings(args: argparse.Namespace) -> Settings:
    """The settings of a run: the configuration's, with the flags put in."""
    settings = discovered(args)
    given: dict[str, Any] = {
        "preset": args.preset, "audience": args.audience, "only": tuple(args.rule), "skip": tuple(args.skip),
        "baseline": args.baseline, "changed_since": args.changed_since, "fail_on": getattr(args, "fail_on", None),
    }  # fmt: skip
    supplied = Supplied(args.date, args.publisher or "", args.url or "", args.origin or "")
    inline = settings.inline_allow and not args.no_inline_allow
    flags = {name: value for name, value in given.items() if value}
    return replace(settings, supplied=supplied, online=args.online, inline_allow=inline, **flags)


def streams(args: argparse.Namespace) -> Streams:
    """Standard input under its name, and with --online what fetches an address."""
    stdin = getattr(sys.stdin, "buffer", None)
    fetch = _network().fetcher(args) if args.online else None
    return Streams(stdin, args.stdin_name or "-", fetch, _trace if args.verbose else None)


def _network() -> Any:
    # by name and only when asked for, because it loads the network's libraries
    return importlib.import_module("checker.commands.network")


def _trace(name: str) -> None:
    put(sys.stderr, f"checker: {name}:\n{traceback.format_exc()}")
