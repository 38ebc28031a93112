"""The command line: flags, streams and exit codes. Every command imports what it needs when it is run.

Exit codes: 0 ran; 1 findings at or above --fail-on, or nothing found; 2 did not run as asked. 2 wins over 1.
"""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from checker import formats
from checker.console import color, complain, flushed, put, width, write
from checker.errors import CheckerError, ConfigError
from checker.formats._cells import visible

if TYPE_CHECKING:
    from checker.config import Settings
    from checker.model import Report
    from checker.outlets import Registry
    from checker.pipeline import Delivery, Outcome, Streams
    from checker.rulebase import Rulebase

FOUND, NOTHING, FAILED = 0, 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; the answer is the exit code. Nothing that goes wrong shows a traceback, unless with -v."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        args = _parser().parse_args(arguments)
        run: Callable[[argparse.Namespace], int] = args.run
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
    command.set_defaults(run=_check)


def _report_flags(command: argparse.ArgumentParser) -> None:
    _run_flags(command)
    command.add_argument("--explain", action="store_true", help="the pattern behind each claim, the reason of each hop")
    command.set_defaults(run=_report)


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
    add("--online", action="store_true", help="fetch addresses named as input (default offline)")
    add("--date", metavar="DATE", type=_date, help="the article's date, as 2017-07-24")
    add("--publisher", metavar="NAME", help="the article's publisher, by name or domain")
    add("--url", metavar="URL", help="the address of a saved page")
    add("--origin", metavar="OUTLET", help="the known original of a repost")
    add("--stdin-name", metavar="NAME", help="treat stdin as this file")
    add("--no-inline-allow", action="store_true", help="ignore allow comments")


def _rules_flags(command: argparse.ArgumentParser) -> None:
    command.add_argument("name", nargs="?", help="show this policy's whole page")
    command.add_argument("-f", "--format", choices=("text", "markdown"), default="text", help="text or markdown")
    command.set_defaults(run=_rules)


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
    command.set_defaults(run=_outlets)


def _diff_flags(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("old", metavar="OLD", help="file, or REV:PATH of a git revision")
    add("new", metavar="NEW", help="file, or REV:PATH of a git revision")
    add("-f", "--format", choices=("text", "json"), default="text", help="text or json")
    add("--fail-on", choices=("degraded", "changed", "never"), default="degraded", help="exit 1 (default degraded)")
    command.set_defaults(run=_diff)


def _init_flags(command: argparse.ArgumentParser) -> None:
    command.add_argument("folder", nargs="?", type=Path, default=Path(), help="where to write it (default here)")
    command.set_defaults(run=_init)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date such as 2017-07-24") from None


# --------------------------------------------------------------------------------------------- commands


def _check(args: argparse.Namespace) -> int:
    settings = _settings(args)
    if args.show_settings:
        return _show_settings(settings)
    if args.show_files:
        return _show_files(args, settings)
    done, code = _run(args, settings, "ci", "findings")
    if args.write_baseline:
        from checker.triage import baseline_text, read_baseline

        before = read_baseline(args.write_baseline) if args.write_baseline.exists() else ()
        written = write(args.write_baseline, baseline_text(done.complete, settings, before))
        return FAILED if code == FAILED or not written else FOUND
    return NOTHING if code == FOUND and done.fails else code


def _report(args: argparse.Namespace) -> int:
    settings = replace(_settings(args), explain=args.explain)
    return _run(args, settings, "editor", "report")[1]


def _run(args: argparse.Namespace, settings: Settings, audience: Any, view: formats.View) -> tuple[Outcome, int]:
    """The run, its outputs written; the code is 2 when an input or an output could not be had, else 0."""
    from checker import workers
    from checker.pipeline import outcome

    writes = [_target(each) for each in args.write]
    formats.known(args.format)
    done = outcome(args.paths, settings, _streams(args), audience, workers.advised)
    report = done.report
    _tell(args, report)
    written = [write(path, formats.render(name, report, view=view)) for name, path in writes]
    stdout = sys.stdout
    shown = formats.render(args.format, report, view=view, color=color(args.color, stdout), width=width(stdout))
    put(stdout, shown)
    if args.format == "github" and (summary := os.environ.get("GITHUB_STEP_SUMMARY")):
        written.append(write(Path(summary), formats.render("markdown", report, view=view), "a"))
    return done, FOUND if all(written) and not report.skipped else FAILED


def _tell(args: argparse.Namespace, report: Report) -> None:
    """What concerns the run and not its findings, on stderr: inputs that could not be read, and warnings."""
    for skipped in report.skipped:
        complain(f"{skipped.source}: {skipped.reason}")
    if args.quiet:
        return
    for warning in report.warnings:
        complain(f"warning: {warning}")
    for part in report.articles:
        for warning in part.article.warnings:
            complain(f"warning: {part.article.source}: {warning}")


def _settings(args: argparse.Namespace) -> Settings:
    from checker.config import discover
    from checker.model import Supplied

    settings = discover(Path.cwd(), args.config, args.no_config)
    given: dict[str, Any] = {
        "preset": args.preset, "audience": args.audience, "only": tuple(args.rule), "skip": tuple(args.skip),
        "baseline": args.baseline, "changed_since": args.changed_since, "fail_on": getattr(args, "fail_on", None),
    }  # fmt: skip
    supplied = Supplied(args.date, args.publisher or "", args.url or "", args.origin or "")
    inline = settings.inline_allow and not args.no_inline_allow
    flags = {name: value for name, value in given.items() if value}
    return replace(settings, supplied=supplied, online=args.online, inline_allow=inline, **flags)


def _target(text: str) -> tuple[str, Path]:
    name, equals, path = text.partition("=")
    if not equals or not path:
        raise ConfigError(f'--write wants NAME=FILE, for instance html=report.html, not "{text}"')
    return formats.known(name), Path(path)


def _streams(args: argparse.Namespace) -> Streams:
    from checker.pipeline import Streams

    stdin = getattr(sys.stdin, "buffer", None)
    name = args.stdin_name or "-"
    return Streams(stdin, name, _fetcher() if args.online else None, _trace if args.verbose else None)


def _fetcher() -> Callable[[str], Delivery]:
    """What fetches an address; imported only when asked for, because it loads the network's libraries."""
    from checker.evidence.fetch import fetch
    from checker.pipeline import Delivery

    def deliver(url: str) -> Delivery:
        page = fetch(url)
        return Delivery(page.body, page.charset, page.final_url)

    return deliver


def _trace(name: str) -> None:
    put(sys.stderr, f"checker: {name}:\n{traceback.format_exc()}")


def _show_files(args: argparse.Namespace, settings: Settings) -> int:
    from checker.inputs import find

    found = find(args.paths, settings)
    put(sys.stdout, "".join(f"{name}\n" for name in found.names))
    for skipped in found.skipped:
        complain(f"{skipped.source}: {skipped.reason}")
    return FAILED if found.skipped else FOUND


def _show_settings(settings: Settings) -> int:
    from dataclasses import fields

    rows = [f"{'configuration':<16}{settings.file or 'none'}"]
    for each in fields(settings):
        value = getattr(settings, each.name)
        if each.name not in ("file", "supplied", "explain") and value not in ((), "", None):
            rows.append(f"{each.name.replace('_', '-'):<16}{_plain(value)}")
    put(sys.stdout, "\n".join(rows) + "\n")
    return FOUND


def _plain(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(" = ".join(map(str, each)) if isinstance(each, tuple) else str(each) for each in value)
    return str(value)


def _rules(args: argparse.Namespace) -> int:
    from checker.policies import load_policies
    from checker.policies.describe import listing, page
    from checker.rulebase import rulebase
    from checker.triage import TRIAGE_POLICIES

    policies = load_policies(rulebase(_discovered(args).rules))
    if args.name is None:
        put(sys.stdout, listing(policies, TRIAGE_POLICIES))
        return FOUND
    every = {policy.name: policy for policy in (*policies, *TRIAGE_POLICIES)}
    if args.name not in every:
        from checker.policies.presets import unknown

        complain(unknown("rule", args.name, every))
        return NOTHING
    put(sys.stdout, page(every[args.name], args.format == "markdown"))
    return FOUND


def _outlets(args: argparse.Namespace) -> int:
    from checker.outlets import registry
    from checker.outlets.describe import describe
    from checker.rulebase import rulebase

    settings = _discovered(args)
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
    from checker.outlets.audit import check_registry

    found = check_registry(rules, today)
    wrong = sum(not problem.due for problem in found)
    lines = [f"{'note: ' if problem.due else ''}{problem}" for problem in found]
    lines.append(f"{wrong} problem{'' if wrong == 1 else 's'}, {len(found) - wrong} due for review")
    put(sys.stdout, visible("\n".join(lines) + "\n", keep="\n"))
    return NOTHING if wrong else FOUND


def _import(ratings: Path, folder: Path | None, known: Registry, settings: Settings) -> int:
    from checker.outlets.ratings import import_ratings

    if folder is None:
        raise ConfigError("--import wants --into FOLDER, or a folder under rules in the configuration")
    put(sys.stdout, visible(f"{import_ratings(ratings, folder, known)}\n", keep="\n"))
    if folder.resolve() not in [each.resolve() for each in settings.rules]:
        complain(f'warning: {folder} is read once the configuration names it: rules = ["{folder.as_posix()}"]')
    return FOUND


def _diff(args: argparse.Namespace) -> int:
    from checker.diff.rendering import render
    from checker.diff.versions import compared

    found = compared(args.old, args.new, _discovered(args))
    put(sys.stdout, render(args.format, found))
    counted = {"degraded": found.degraded, "changed": len(found.changes), "never": 0}
    return NOTHING if counted[args.fail_on] else FOUND


def _init(args: argparse.Namespace) -> int:
    from checker.starter import NAME, TEXT

    path = args.folder / NAME
    if path.exists() or path.is_symlink():
        raise ConfigError("is there already, and is not written over", str(path))
    return FOUND if write(path, TEXT) else FAILED


def _discovered(args: argparse.Namespace) -> Settings:
    from checker.config import discover

    return discover(Path.cwd(), args.config, args.no_config)
