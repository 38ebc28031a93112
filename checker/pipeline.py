"""Inputs and settings to a report; the one module that knows the order of the stages.

It opens no connection: what fetches an address, and what looks at links, is handed in; without it an address is an
input that cannot be read, and links are known by what is on record about them.
One bad input, or a fault of ours on one article, is an entry of `Report.skipped`; the others are still reported.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, partial
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from checker import inputs, readers, workers
from checker.attribution import Language, attribute, read_language
from checker.chains import chains
from checker.collecting import uncollected
from checker.config import FailOn, Settings
from checker.errors import CheckerError, InputError
from checker.model import Article, ArticleReport, Audience, Policy, Report, Skipped, Supplied, Versions
from checker.outlets import Registry, registry
from checker.policies import Preset, check_names, chosen, judge, load_policies, load_preset
from checker.rulebase import Rulebase, rulebase
from checker.sourcing import sourcing
from checker.triage import Triaged, changes_since, failing, read_baseline, triage

if TYPE_CHECKING:
    from checker.evidence.dossier import Dossier
    from checker.evidence.pages import Page

LARGEST = 64 * 1024 * 1024
_LAST_LINE = 2**31


@dataclass(frozen=True, slots=True)
class Delivery:
    """An input's bytes as they came, the charset that a server named, and the address they were found at."""

    data: bytes
    charset: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Streams:
    """What a run may read beside files: standard input under a name of its own, and addresses through `fetch`.

    `visit` is given the articles before they are judged, to look at what they link; `held` are inputs that were
    delivered already; `on_fault` is told of an unexpected exception while it is being handled, with the input's name.
    """

    stdin: BinaryIO | None = None
    stdin_name: str = inputs.STDIN
    fetch: Callable[[str], Delivery] | None = None
    on_fault: Callable[[str], None] | None = None
    visit: Callable[[Sequence[Article]], None] | None = None
    held: Mapping[str, Delivery] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A run: the report to show, the reports with every finding (for a baseline), and whether a finding fails it."""

    report: Report
    complete: tuple[ArticleReport, ...]
    fails: bool


def run(named: Sequence[str], settings: Settings, streams: Streams = Streams()) -> Report:
    """The report on everything named, findings judged and triaged; raises as `outcome` does."""
    return outcome(named, settings, streams).report


def outcome(
    named: Sequence[str],
    settings: Settings,
    streams: Streams = Streams(),
    audience: Audience = "editor",
    crew: Callable[[int], int] = workers.alone,
) -> Outcome:
    """The report on everything named and what follows from it; `audience` where neither settings nor preset name one.

    `crew` says how many processes so many files are worth; their number changes no byte of the outcome.

    Raises `ConfigError`, `RuleError` and `InputError` for what stops the whole run: a wrong rule file or setting, an
    unknown name, nothing to read at all.
    """
    desk = _Desk.opened(settings, streams, audience)
    found = inputs.find(named, settings)
    if streams.visit:
        desk = desk.visited(found.names)
    desk = desk.informed()
    changes = changes_since(settings.changed_since, settings.root) if settings.changed_since else None
    baseline = read_baseline(settings.baseline) if settings.baseline else ()
    skipped = list(found.skipped)
    reports: list[ArticleReport] = []
    ran: dict[str, tuple[Policy, ...]] = {}
    wanted = [name for name in found.names if not changes or changes.touched(name, 1, _LAST_LINE)]
    with closing(_looks(desk, wanted, crew)) as looks:
        for name, look in looks:
            try:
                part = look()
            except Exception as error:
                skipped.append(Skipped(name, _reason(name, error)))
                if streams.on_fault and not isinstance(error, CheckerError):
                    streams.on_fault(name)
            else:
                reports.append(part)
                ran[part.article.source] = desk.policies(part.article.source)
    done = triage(
        reports, settings, ran, audience=desk.audience, fail_on=desk.fail_on, baseline=baseline, changes=changes,
        today=settings.today or date.today(),
    )  # fmt: skip
    warnings = tuple(f"{name}: excluded by the configuration" for name in found.excluded)
    report = desk.report(done, tuple(skipped), warnings)
    return Outcome(report, done.complete, failing(done.reports, desk.fail_on))


@dataclass(frozen=True, slots=True)
class _Desk:
    """What every article of a run is looked at with."""

    settings: Settings
    streams: Streams
    rules: Rulebase
    known: Registry
    language: Language
    every: tuple[Policy, ...]
    preset: Preset
    default: Audience
    dossier: Dossier | None = None

    @classmethod
    def opened(cls, settings: Settings, streams: Streams, default: Audience) -> _Desk:
        rules = rulebase(settings.rules)
        policies, preset = load_policies(rules), load_preset(rules, settings.preset)
        check_names(policies, preset, settings)
        return cls(settings, streams, rules, registry(rules), read_language(rules), policies, preset, default)

    def informed(self) -> _Desk:
        """The desk with what is on record about pages, where an evidence folder is named; raises `EvidenceError`."""
        if self.settings.evidence is None:
            return self
        # by name, because a run without evidence has no use for the libraries that compare and unpack
        opened: Callable[[Path, Callable[[Page], ArticleReport], Rulebase], Dossier]
        opened = importlib.import_module("checker.evidence.dossier").opened
        look = partial(examined, known=self.known, language=self.language, rules=self.rules)
        return replace(self, dossier=opened(self.settings.evidence, look, self.rules))

    def visited(self, names: Sequence[str]) -> _Desk:
        """The desk after all links of these inputs were looked at; what cannot be read is told of when it is judged."""
        held, articles = {}, []
        for name in names:
            try:
                if name == inputs.STDIN or inputs.is_address(name):
                    held[name] = _deliver(name, self.streams)
                streams = replace(self.streams, held=held)
                articles.append(read(name, self.known, self.settings.supplied, streams, self.rules))
            except CheckerError:
                continue
        if self.streams.visit:
            self.streams.visit(articles)
        return replace(self, streams=replace(self.streams, held=held))

    @property
    def audience(self) -> Audience:
        return self.settings.audience or self.preset.audience or self.default

    @property
    def fail_on(self) -> FailOn:
        return self.settings.fail_on or self.preset.fail_on or "error"

    def policies(self, source: str) -> tuple[Policy, ...]:
        return chosen(self.every, self.preset, self.settings, source)

    @uncollected()
    def judged(self, name: str) -> ArticleReport:
        article = read(name, self.known, self.settings.supplied, self.streams, self.rules)
        part = examine(_spoken(article, self.rules), self.known, self.language, self.rules)
        if self.dossier:
            part = self.dossier.enriched(part)
        return replace(part, findings=judge(part, self.policies(article.source)))

    def report(self, done: Triaged, skipped: tuple[Skipped, ...], warnings: tuple[str, ...]) -> Report:
        ran = chosen(self.every, self.preset, self.settings, "-")
        return Report(
            done.reports, ran, skipped, warnings, done.hidden, self.settings.explain,
            versions(self.rules, self.settings), self.audience,
        )  # fmt: skip


def _looks(
    desk: _Desk, names: Sequence[str], crew: Callable[[int], int]
) -> Generator[tuple[str, Callable[[], ArticleReport]], None, None]:
    """Each input with what looks at it: here, or for files in one of several processes."""
    files = [name for name in names if name != inputs.STDIN and not inputs.is_address(name)]
    count = crew(len(files))
    if count < 2:
        yield from ((name, partial(desk.judged, name)) for name in names)
        return
    given = (desk.settings, desk.streams.stdin_name, desk.default)
    with closing(workers.ordered(_judged, files, count, _sat_down, given)) as elsewhere:
        for name in names:
            here = name == inputs.STDIN or inputs.is_address(name)
            yield name, partial(desk.judged, name) if here else next(elsewhere)


_seat: list[_Desk] = []  # of a process that works for another one


def _sat_down(settings: Settings, stdin_name: str, default: Audience) -> None:
    _seat[:] = [_Desk.opened(settings, Streams(stdin_name=stdin_name), default).informed()]


def _judged(name: str) -> ArticleReport:
    return _seat[0].judged(name)


def examined(page: Page, known: Registry, language: Language, rules: Rulebase | None = None) -> ArticleReport:
    """The report on a page as it was captured. Raises `InputError` for one without words."""
    address = page.final_url or page.url
    article = readers.read(page.body[:LARGEST], address, known, Supplied(url=address), page.charset, rules)
    return examine(replace(article, trusted=False), known, language, rules)


def examine(article: Article, known: Registry, language: Language, rules: Rulebase | None = None) -> ArticleReport:
    """Claims, chains and sourcing of one article; nothing is judged yet. Without `rules` our own are taken."""
    claims = attribute(article, known, language)
    routes = chains(article, claims)
    return ArticleReport(article, claims, routes, sourcing(article, claims, routes, rules))


def read(
    name: str, known: Registry, supplied: Supplied, streams: Streams = Streams(), rules: Rulebase | None = None
) -> Article:
    """One input as an article; without `rules` our own are taken.

    Raises `InputError`, and `FetchError` for an address that cannot be had.
    """
    given = _deliver(name, streams)
    shown = streams.stdin_name if name == inputs.STDIN else name
    if given.url and not supplied.url:
        supplied = replace(supplied, url=given.url)
    article = readers.read(given.data[:LARGEST], shown, known, supplied, given.charset, rules)
    if len(given.data) > LARGEST:
        more = f"read to {LARGEST // (1024 * 1024)} MB, the rest was left"
        article = replace(article, warnings=(*article.warnings, more), degraded=True)
    # what came over the network may not allow its own findings
    return replace(article, trusted=article.trusted and not given.url)


def _spoken(article: Article, rules: Rulebase) -> Article:
    """The article, with a warning when it is in a language that no rules are written for."""
    code = article.language.partition("-")[0].lower()
    if not code or any((root / "language" / code / "patterns").is_dir() for root in rules.roots):
        return article
    told = f'language "{code}" has no rules; claims were looked for as in English'
    return replace(article, warnings=(*article.warnings, told))


def _deliver(name: str, streams: Streams) -> Delivery:
    if name in streams.held:
        return streams.held[name]
    if name == inputs.STDIN:
        if streams.stdin is None:
            raise InputError("standard input is closed")
        return Delivery(streams.stdin.read(LARGEST + 1))
    if inputs.is_address(name):
        if streams.fetch is None:
            raise InputError("an address is only looked at with --online")
        return streams.fetch(name)
    try:
        with Path(name).open("rb") as file:
            return Delivery(file.read(LARGEST + 1))
    except (OSError, ValueError) as error:
        raise InputError(getattr(error, "strerror", None) or str(error)) from error


def _reason(name: str, error: Exception) -> str:
    """Why an input was skipped, on one line, without repeating its name."""
    if isinstance(error, CheckerError):
        return str(error).removeprefix(f"{name}: ")
    said = " ".join(str(error).split())
    return f"internal error: {type(error).__name__}{f': {said}' if said else ''}"


def versions(rules: Rulebase, settings: Settings) -> Versions:
    """What makes reports in this run: the tool's version, a digest of all rule files, the configuration file."""
    return Versions(_tool(), _rules_digest(rules), settings.file.name if settings.file else "")


@cache
def _rules_digest(rules: Rulebase) -> str:
    # Once, as registry, language and policies are made once: what was read is what the report names.
    return rules.digest([name for name in rules.names("", "") if os.path.isfile(name)])


@cache
def _tool() -> str:
    try:
        return metadata.version("sourcing-checker")
    except metadata.PackageNotFoundError:
        return "unreleased"
