"""The flags of every command; what they mean is said once, here, and printed by --help."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from checker import formats

TRACES = "text, json, html, annotation, prov, dot"


def shared(command: argparse.ArgumentParser) -> None:
    """Flags that every command has."""
    command.add_argument("--config", metavar="FILE", type=Path, help="this configuration for everything")
    command.add_argument("--no-config", action="store_true", help="no configuration file")
    command.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="colours (default auto)")
    command.add_argument("-q", "--quiet", action="store_true", help="no warnings on stderr, only errors")
    command.add_argument("-v", "--verbose", action="store_true", help="show where an internal error happened")


def check(command: argparse.ArgumentParser) -> None:
    """Flags of `checker check`."""
    _run(command)
    command.add_argument("--fail-on", choices=("error", "warning", "note", "never"), help="exit 1 from here on")
    command.add_argument("--write-baseline", metavar="FILE", type=Path, help="accept all present findings; exit 0")
    command.add_argument("--show-files", action="store_true", help="print what would be read and stop")
    command.add_argument("--show-settings", action="store_true", help="print the settings in force and stop")
    command.set_defaults(run="runs.check")


def report(command: argparse.ArgumentParser) -> None:
    """Flags of `checker report`."""
    _run(command)
    command.add_argument("--explain", action="store_true", help="the pattern behind each claim, the reason of each hop")
    command.set_defaults(run="runs.report")


def _run(command: argparse.ArgumentParser) -> None:
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
    _evidence_folder(command)
    _network(command)
    _supplied(command)
    add("--no-inline-allow", action="store_true", help="ignore allow comments")


def verify(command: argparse.ArgumentParser) -> None:
    """Flags of `checker verify`."""
    _run(command)
    command.add_argument("--fail-on", choices=("error", "warning", "note", "never"), help="exit 1 from here on")
    command.set_defaults(run="runs.verify")


def trace(command: argparse.ArgumentParser) -> None:
    """Flags of `checker trace`."""
    add = command.add_argument
    add("article", nargs="?", metavar="ARTICLE[:LINE]", help="file, URL (with --online) or -; the line of the claim")
    add("--quote", metavar="TEXT", help="the words to trace; without an article they are looked for in the corpus")
    add("--corpus", metavar="PATH", action="append", default=[], help="folder, file or WARC to look in; repeatable")
    add("--depth", metavar="N", type=int, default=6, help="pages to follow one behind the other (default 6)")
    add("-f", "--format", metavar="NAME", default="text", help=f"what stdout gets: {TRACES}")
    add("-w", "--write", metavar="NAME=FILE", action="append", default=[], help="also write this format to a file")
    _evidence_folder(command)
    _network(command)
    _supplied(command)
    command.set_defaults(run="traces.trace")


def evidence(command: argparse.ArgumentParser) -> None:
    """Flags of `checker evidence`."""
    add = command.add_argument
    add("action", choices=("list", "verify", "prune", "export", "reindex"), help="what to do")
    add("folder", metavar="FOLDER", type=Path, help="the evidence folder")
    add("out", nargs="?", metavar="FILE", type=Path, help="export: the .warc.gz or .wacz file to write")
    add("--url", metavar="URL", help="list: only this address")
    add("--before", metavar="DATE", type=_date, help="prune: captures older than this that are not an address's newest")
    command.set_defaults(run="records.evidence")


def corpus(command: argparse.ArgumentParser) -> None:
    """Flags of `checker corpus`."""
    add = command.add_argument
    add("action", choices=("add", "list"), help="what to do")
    add("paths", nargs="*", metavar="PATH", help="files, folders, WARC or WACZ files")
    _evidence_folder(command)
    command.set_defaults(run="records.corpus")


def bundle(command: argparse.ArgumentParser) -> None:
    """Flags of `checker bundle`."""
    add = command.add_argument
    add("article", metavar="ARTICLE", help="the file to put in")
    add("-o", "--output", metavar="FILE.zip", type=Path, required=True, help="where to write the bundle")
    add("--preset", metavar="NAME", help="which policies at which severity (default default)")
    _evidence_folder(command)
    _network(command)
    _supplied(command)
    command.set_defaults(run="bundles.bundle")


def replay(command: argparse.ArgumentParser) -> None:
    """Flags of `checker replay`."""
    command.add_argument("bundle", metavar="FILE.zip", type=Path, help="the bundle")
    command.set_defaults(run="bundles.replay")


def rules(command: argparse.ArgumentParser) -> None:
    """Flags of `checker rules`."""
    command.add_argument("name", nargs="?", help="show this policy's whole page")
    command.add_argument("-f", "--format", choices=("text", "markdown"), default="text", help="text or markdown")
    command.set_defaults(run="rules.rules")


def outlets(command: argparse.ArgumentParser) -> None:
    """Flags of `checker outlets`."""
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


def diff(command: argparse.ArgumentParser) -> None:
    """Flags of `checker diff`."""
    add = command.add_argument
    add("old", metavar="OLD", help="file, or REV:PATH of a git revision")
    add("new", metavar="NEW", help="file, or REV:PATH of a git revision")
    add("-f", "--format", choices=("text", "json"), default="text", help="text or json")
    add("--fail-on", choices=("degraded", "changed", "never"), default="degraded", help="exit 1 (default degraded)")
    command.set_defaults(run="diff.diff")


def init(command: argparse.ArgumentParser) -> None:
    """Flags of `checker init`."""
    command.add_argument("folder", nargs="?", type=Path, default=Path(), help="where to write it (default here)")
    command.set_defaults(run="rules.init")


def _evidence_folder(command: argparse.ArgumentParser) -> None:
    told = "captures and link states are read there, and with --online also written"
    command.add_argument("--evidence", metavar="FOLDER", type=Path, help=told)


def _network(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("--online", action="store_true", help="fetch addresses named as input, look at links (default offline)")
    add("--archive", action="store_true", help="with --online: read a public archive's copy in place of a dead page")
    add("--allow-host", metavar="HOST:PORT", action="append", default=[], help="a host of yours that may be private")
    add("--user-agent", metavar="NAME", help="how fetching names itself (default sourcing-checker/VERSION)")


def _supplied(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("--date", metavar="DATE", type=_date, help="the article's date, as 2017-07-24")
    add("--publisher", metavar="NAME", help="the article's publisher, by name or domain")
    add("--url", metavar="URL", help="the address of a saved page")
    add("--origin", metavar="OUTLET", help="the known original of a repost")
    add("--stdin-name", metavar="NAME", help="treat stdin as this file")


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date such as 2017-07-24") from None
