"""The command line: flags, streams and exit codes. A command's module is imported when it is run.

Exit codes: 0 ran; 1 findings at or above --fail-on, or nothing found; 2 did not run as asked. 2 wins over 1.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import traceback
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import NoReturn

from checker import formats
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
    shared = _shared()
    for name, told, add in (
        ("check", "findings, for CI and pre-commit", _check_flags),
        ("report", "every claim with its source, link and chain", _report_flags),
        ("diff", "what the sourcing lost and gained between two versions", _diff_flags),
        ("init", "write a commented configuration file", _init_flags),
        ("rules", "the policies, or one policy's whole page", _rules_flags),
        ("outlets", "who is this, who controls it, since when, on what evidence", _outlets_flags),
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


def _shared() -> _Parser:
    shared = _Parser(add_help=False)
    shared.add_argument("--config", metavar="FILE", type=Path, help="this configuration for everything")
    shared.add_argument("--no-config", action="store_true", help="no configuration file")
    shared.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="colours (default auto)")
    shared.add_argument("-q", "--quiet", action="store_true", help="no warnings on stderr, only errors")
    shared.add_argument("-v", "--verbose", action="store_true", help="show where an internal error happened")
    return shared


def _check_flags(command: argparse.ArgumentParser) -> None:
    _run_flags(command)
    command.add_argument("--fail-on", choices=("error", "warning", "note", "never"), help="exit 1 from here on")
    command.add_argument("--write-baseline", metavar="FILE", type=Path, help="accept all present findings; exit 0")
    command.add_argument("--show-files", action="store_true", help="print what would be read and stop")
    command.add_argument("--show-settings", action="store_true", help="print the settings in force and stop")
    command.set_defaults(run="runs.check")


def _report_flags(command: argparse.ArgumentParser) -> None:
    _run_flags(command)
    command.add_argument("--explain", action="store_true", help="the pattern behind each claim, the reason of each hop")
    command.set_defaults(run="runs.report")


def _run_flags(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("paths", nargs="*", metavar="PATH", help="file, folder, URL (with --online) or - for stdin")
    add("-f", "--format", metavar="NAME", default="text", help=f"what stdout gets: {', '.join(formats.names())}")
    add("-w", "--write", metavar="NAME=FILE", action="append", default=[], help="also write this format to a file")
    add("--preset", metavar="NAME", help="which policies at which severity (default default)")
    add("--audience", choices=("ci", "editor", "auditor"), help="which findings are shown and counted")
    add("--rule", metavar="NAME", action="append", default=[], help="only this policy; repeatable")
    add("--skip", metavar="NAME", action="append", default=[], help="without this policy; repeatable")
    add("--baseline", metavar="FILE", type=Path, help="findings listed there are known and do not fail")
    add("--changed-since", metavar="REF", help="only findings in paragraphs changed since this git revision")
    add("--online", action="store_true", help="fetch addresses named as input, look at links (default offline)")
    add(
        "--allow-host", metavar="HOST:PORT", action="append", default=[], help="a private host that may be fetched from"
    )
    add("--user-agent", metavar="NAME", help="how fetching names itself (default sourcing-checker/VERSION)")
    add("--date", metavar="DATE", type=_date, help="the article's date, as 2017-07-24")
    add("--publisher", metavar="NAME", help="the article's publisher, by name or domain")
    add("--url", metavar="URL", help="the address of a saved page")
    add("--origin", metavar="OUTLET", help="the known original of a repost")
    add("--stdin-name", metavar="NAME", help="treat stdin as this file")
    add("--no-inline-allow", action="store_true", help="ignore allow comments")


def _rules_flags(command: argparse.ArgumentParser) -> None:
    command.add_argument("name", nargs="?", help="show this policy's whole page")
    command.add_argument("-f", "--format", choices=("text", "markdown"), default="text", help="text or markdown")
    command.set_defaults(run="rules.rules")


def _outlets_flags(command: argparse.ArgumentParser) -> None:
    asked = command.add_mutually_exclusive_group(required=True)
    asked.add_argument("name", nargs="?", metavar="NAME|DOMAIN|URL", help="the outlet")
    asked.add_argument("--check", action="store_true", help="every entry's faults, and the reviews that are due")
    asked.add_argument("--import", metavar="FILE.csv", type=Path, dest="ratings", help="ratings of your own: "
                       "domain,value,assessor,as_of")  # fmt: skip
    command.add_argument("--into", metavar="FOLDER", type=Path, help="the rules folder that imported ratings go to "
                         "(default: the first under rules in the configuration)")  # fmt: skip
    command.add_argument("--on", metavar="DATE", type=_date, help="facts in force that day (default today)")
    command.add_argument("--why", action="store_true", help="the evidence, and who disagrees")
    command.set_defaults(run="outlets.outlets")


def _diff_flags(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("old", metavar="OLD", help="file, or REV:PATH of a git revision")
    add("new", metavar="NEW", help="file, or REV:PATH of a git revision")
    add("-f", "--format", choices=("text", "json"), default="text", help="text or json")
    add("--fail-on", choices=("degraded", "changed", "never"), default="degraded", help="exit 1 (default degraded)")
    command.set_defaults(run="diff.diff")


def _init_flags(command: argparse.ArgumentParser) -> None:
    command.add_argument("folder", nargs="?", type=Path, default=Path(), help="where to write it (default here)")
    command.set_defaults(run="rules.init")


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date such as 2017-07-24") from None
