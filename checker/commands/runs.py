"""`checker check` and `checker report`: a run over inputs, its outputs written."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from checker import formats, workers
from checker.commands import FAILED, FOUND, NOTHING
from checker.commands.setting import reach, run_settings, target
from checker.config import Settings
from checker.console import color, complain, put, width, write
from checker.errors import ConfigError
from checker.inputs import find
from checker.model import Report
from checker.pipeline import Outcome, outcome
from checker.policies import load_policies
from checker.rulebase import rulebase
from checker.triage import baseline_text, read_baseline


def check(args: argparse.Namespace) -> int:
    """Findings; 1 where one is at or above the level that fails a run."""
    settings = run_settings(args)
    if args.show_settings:
        return _show_settings(settings)
    if args.show_files:
        return _show_files(args, settings)
    done, code = _run(args, settings, "ci", "findings")
    if args.write_baseline:
        before = read_baseline(args.write_baseline) if args.write_baseline.exists() else ()
        written = write(args.write_baseline, baseline_text(done.complete, settings, before))
        return FAILED if code == FAILED or not written else FOUND
    return NOTHING if code == FOUND and done.fails else code


def report(args: argparse.Namespace) -> int:
    """Every claim with its source, link and chain."""
    settings = replace(run_settings(args), explain=args.explain)
    return _run(args, settings, "editor", "report")[1]


def verify(args: argparse.Namespace) -> int:
    """Each claim beside the words of the pages it links; 1 where a finding about them fails the run."""
    settings = run_settings(args)
    if settings.evidence is None and not args.online:
        raise ConfigError("verify wants pages: --evidence FOLDER where they are kept, or --online to look at them")
    if not settings.only:
        compared = load_policies(rulebase(settings.rules))
        names = (policy.name for policy in compared if "V" in policy.needs and policy.severity != "off")
        settings = replace(settings, only=tuple(names))
    done, code = _run(args, settings, "editor", "evidence")
    return NOTHING if code == FOUND and done.fails else code


def _run(args: argparse.Namespace, settings: Settings, audience: Any, view: formats.View) -> tuple[Outcome, int]:
    """The run, its outputs written; the code is 2 when an input or an output could not be had, else 0."""
    writes = [target(each, formats.known) for each in args.write]
    formats.known(args.format)
    with reach(args, settings) as (settings, streams):
        done = outcome(args.paths, settings, streams, audience, workers.advised)
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


def _show_files(args: argparse.Namespace, settings: Settings) -> int:
    found = find(args.paths, settings)
    put(sys.stdout, "".join(f"{name}\n" for name in found.names))
    for skipped in found.skipped:
        complain(f"{skipped.source}: {skipped.reason}")
    return FAILED if found.skipped else FOUND


def _show_settings(settings: Settings) -> int:
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
