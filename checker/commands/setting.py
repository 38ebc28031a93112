"""What flags and configuration set for a run, and what it may read beside files."""

from __future__ import annotations

import argparse
import importlib
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from checker.config import Settings, discover
from checker.console import put
from checker.errors import ConfigError
from checker.model import Supplied
from checker.pipeline import Streams
from checker.rulebase import rulebase


def discovered(args: argparse.Namespace) -> Settings:
    """The settings of the configuration that the flags name, or of the closest one."""
    return discover(Path.cwd(), args.config, args.no_config)


def supplied(args: argparse.Namespace) -> Supplied:
    """What the flags say of an input that it does not say itself."""
    return Supplied(args.date, args.publisher or "", args.url or "", args.origin or "")


def run_settings(args: argparse.Namespace) -> Settings:
    """The settings of a run: the configuration's, with the flags put in."""
    settings = discovered(args)
    given: dict[str, Any] = {
        "preset": args.preset, "audience": args.audience, "only": tuple(args.rule), "skip": tuple(args.skip),
        "baseline": args.baseline, "changed_since": args.changed_since, "fail_on": getattr(args, "fail_on", None),
        "evidence": args.evidence,
    }  # fmt: skip
    inline = settings.inline_allow and not args.no_inline_allow
    flags = {name: value for name, value in given.items() if value}
    return replace(settings, supplied=supplied(args), online=args.online, inline_allow=inline, **flags)


def target(text: str, known: Callable[[str], str]) -> tuple[str, Path]:
    """The format and the file of `--write NAME=FILE`; raises `ConfigError` for what is none."""
    name, equals, path = text.partition("=")
    if not equals or not path:
        raise ConfigError(f'--write wants NAME=FILE, for instance html=report.html, not "{text}"')
    return known(name), Path(path)


@contextmanager
def reach(args: argparse.Namespace, settings: Settings) -> Iterator[tuple[Settings, Streams]]:
    """What a run may read: standard input under its name; with --online addresses too, and what it saw of them.

    Without --evidence, what is seen online is kept in a folder that is gone afterwards.
    """
    stdin = getattr(sys.stdin, "buffer", None)
    streams = Streams(stdin, args.stdin_name or "-", on_fault=_trace if args.verbose else None)
    if not args.online:
        yield settings, streams
        return
    # by name and only when asked for, because it loads the network's libraries
    network = importlib.import_module("checker.commands.network")
    with TemporaryDirectory(prefix="checker-", ignore_cleanup_errors=True) as folder:
        settings = settings if settings.evidence else replace(settings, evidence=Path(folder) / "evidence")
        given = (args, rulebase(settings.rules), settings.evidence)
        yield settings, replace(streams, fetch=network.fetcher(*given), visit=network.visitor(*given))


def _trace(name: str) -> None:
    put(sys.stderr, f"checker: {name}:\n{traceback.format_exc()}")
