"""The command line: commands, streams and exit codes. A command's module is imported when it is run.

Exit codes: 0 ran; 1 findings at or above --fail-on, or nothing found; 2 did not run as asked. 2 wins over 1.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import NoReturn

from checker import flags
from checker.commands import FAILED
from checker.console import complain, flushed, put
from checker.errors import CheckerError, ConfigError


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; the answer is the exit code. Nothing that goes wrong shows a traceback, unless with -v."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        args = _parser().parse_args(arguments)
        module, _, name = args.run.rpartition(".")
        run: Callable[[argparse.Namespace], int] = getattr(importlib.import_module(f"checker.commands.{module}"), name)
        return flushed(run(args))
    except SystemExit as done:
        return flushed(done.code if isinstance(done.code, int) else FAILED)
    except CheckerError as error:
        complain(str(error))
    except KeyboardInterrupt:
        complain("interrupted")
    except Exception as error:
        if {"-v", "--verbose"} & set(arguments):
            traceback.print_exc()
        complain(f"internal error: {type(error).__name__}: {error} (-v shows where)")
    flushed(FAILED)
    return FAILED


# ------------------------------------------------------------------------------------------------ flags


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise ConfigError(f"{message} ({self.prog} --help)")


def _parser() -> _Parser:
    parser = _Parser(
        prog="checker", description="Who said each thing in an article, through whom it came, where every link leads.",
        epilog="Exit codes: 0 ran; 1 findings at or above --fail-on, or nothing found; 2 did not run as asked.",
    )  # fmt: skip
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and stop")
    commands = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=_Parser)
    shared = _Parser(add_help=False)
    flags.shared(shared)
    for name, told, add in (
        ("check", "findings, for CI and pre-commit", flags.check),
        ("report", "every claim with its source, link and chain", flags.report),
        ("verify", "quotations and claims beside the pages they link", flags.verify),
        ("trace", "one quotation back to its origin, page by page", flags.trace),
        ("diff", "what the sourcing lost and gained between two versions", flags.diff),
        ("evidence", "what is kept of pages: list, verify, prune, export", flags.evidence),
        ("corpus", "the texts in which copies and earlier uses are looked for", flags.corpus),
        ("bundle", "an article and all that its report was made from, as one file", flags.bundle),
        ("replay", "the report of a bundle made again, compared byte by byte", flags.replay),
        ("init", "write a commented configuration file", flags.init),
        ("rules", "the policies, or one policy's whole page", flags.rules),
        ("outlets", "who is this, who controls it, since when, on what evidence", flags.outlets),
    ):
        command = commands.add_parser(name, help=told, description=f"{told[0].upper()}{told[1:]}.", parents=[shared])
        add(command)
    return parser


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib import metadata

        try:
            version = metadata.version("sourcing-checker")
        except metadata.PackageNotFoundError:
            version = "unreleased"
        put(sys.stdout, f"checker {version}\n")
        parser.exit()
