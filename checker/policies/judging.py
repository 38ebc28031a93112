"""Compiles policies and asks them of every record of their kind; what holds is a finding."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, get_args

from checker.conditions import Condition, Reader, Scope, Vocabulary, path_reader
from checker.errors import RuleError
from checker.model import Article, ArticleReport, Chain, Finding, Level, Mark, Policy, Severity, Span
from checker.policies.files import read_policies
from checker.policies.presets import unknown
from checker.policies.subjects import COMMON, OVER, SUBJECTS, Subject
from checker.rulebase import Rulebase, place_of

Route = tuple[str | None, ...]  # the names along a chain, None for a gap

_LONGEST = 90
_EVIDENCE = frozenset({"V", "C"})  # what a policy needs that has nothing to say of an article by itself
_AT_ONCE = 8  # conditions asked as one before each is asked by itself


@cache
def load_policies(rules: Rulebase) -> tuple[Policy, ...]:
    """All policies of the rulebase by name, read and compiled once; a user's file replaces ours of the same name.

    Raises `RuleError` with file, line and column.
    """
    found = {policy.name: policy for policy in read_policies(rules, _check)}
    for policy in found.values():
        _ruling(policy)
        _check_covered(policy, found)
    return tuple(found[name] for name in sorted(found))


def _check_covered(policy: Policy, known: Mapping[str, Policy]) -> None:
    for number, name in enumerate(policy.instead_of):
        with _Placed(policy, ("instead_of", number)):
            if name not in known:
                raise RuleError(unknown("policy", name, known))


def _check(policy: Policy) -> None:
    scope = _scope(policy.over)
    with _Placed(policy, ("when",)):
        scope.compile(policy.name, policy.when)
        scope.check(policy.when)
    with _Placed(policy, ("milder", "when")):
        scope.check(policy.milder_when)


# ---------------------------------------------------------------------------------------------- compiling


@dataclass(frozen=True, slots=True)
class _Template:
    """A text with `{path}` in it; a path through a list gives its members, each once, joined by commas."""

    parts: tuple[str | Reader, ...]

    def fill(self, text: str, values: Mapping[str, Any]) -> str:
        """The text with the words of spans and the values of fields put in."""
        return "".join(part if isinstance(part, str) else _joined(text, part(values)) for part in self.parts)


@dataclass(frozen=True, slots=True)
class _Ruling:
    """A policy ready to be asked."""

    scope: Scope
    condition: Condition
    milder: Condition | None
    message: _Template
    gathered: _Template
    marks: tuple[tuple[Reader, _Template], ...]
    once_per: tuple[Reader, ...]


@lru_cache(maxsize=1)
def _vocabulary() -> Vocabulary:
    every = {cls for names in (COMMON, *OVER.values()) for cls in names.values()}
    return Vocabulary(tuple(sorted(every, key=lambda cls: cls.__name__)))


@lru_cache(maxsize=len(OVER))
def _scope(over: str) -> Scope:
    return Scope(_vocabulary(), {**COMMON, **OVER[over]})


_rulings: dict[tuple[object, ...], _Ruling] = {}


def _ruling(policy: Policy) -> _Ruling:
    # Severity takes no part, so that presets and overrides share one compiled policy.
    texts = (policy.name, policy.over, policy.when, policy.milder_when, policy.message, policy.gathered)
    key = (*texts, policy.marks, policy.once_per)
    if key not in _rulings:
        _rulings[key] = _compiled(policy)
    return _rulings[key]


def _compiled(policy: Policy) -> _Ruling:
    scope = _scope(policy.over)
    variables = scope.variables
    counted = {**variables, "count": _Count}
    milder = policy.milder_when
    marks = []
    for number, (at, label) in enumerate(policy.marks):
        with _Placed(policy, ("marks", number, "at")):
            reader, owner, end = _mark_reader(at, variables)
            if end is not Span:
                raise RuleError(f'"{at}" is no place in the text (a Span)')
        with _Placed(policy, ("marks", number, "label")):
            marks.append((reader, _template(label, {**variables, "each": owner})))
    with _Placed(policy, ("when",)):
        condition = scope.compile(policy.name, policy.when)
    with _Placed(policy, ("milder", "when")):
        milder_condition = scope.compile(policy.name, milder) if milder else None
    with _Placed(policy, ("message",)):
        message = _template(policy.message, variables)
    with _Placed(policy, ("gather", "message")):
        gathered = _template(policy.gathered, counted)
    with _Placed(policy, ("once_per",)):
        once_per = tuple(path_reader(path, variables)[0] for path in policy.once_per)
    return _Ruling(scope, condition, milder_condition, message, gathered, tuple(marks), once_per)


@dataclass(frozen=True, slots=True)
class _Count:
    """How many findings a summary stands for, as `{count.findings}`."""

    findings: int


class _Placed:
    """Gives a RuleError raised inside it the place in the policy's file."""

    def __init__(self, policy: Policy, loc: tuple[int | str, ...]) -> None:
        self.policy, self.loc = policy, loc

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, RuleError) and not error.path and self.policy.path:
            place = place_of(Path(self.policy.path), self.loc, error.line, error.column)
            raise RuleError(error.message, self.policy.path, *place) from None


def _mark_reader(path: str, variables: Mapping[str, type]) -> tuple[Reader, type, Any]:
    # A path to a record that has a `span` means that span.
    reader, end = path_reader(path, variables)
    if end is not Span and dataclasses.is_dataclass(end):
        return _mark_reader(f"{path}.span", variables)
    head = path.rpartition(".")[0]
    owner = path_reader(head, variables)[1] if head else Span
    return reader, owner, end


def _template(text: str, variables: Mapping[str, type]) -> _Template:
    parts: list[str | Reader] = []
    for literal, path in re.findall(r"([^{}]*)(?:\{([\w.]+)\})?", text):
        parts.append(literal)
        if path:
            reader, end = path_reader(path, variables)
            if dataclasses.is_dataclass(end) and end is not Span:
                raise RuleError(f'"{path}" is a record, not words')
            parts.append(reader)
    return _Template(tuple(part for part in parts if part != ""))


def _joined(text: str, pairs: Sequence[tuple[Any, Any]]) -> str:
    words = [_clipped(value.of(text)) if isinstance(value, Span) else str(value) for value, _ in pairs]
    return ", ".join(dict.fromkeys(word for word in words if word))


def _clipped(words: str) -> str:
    folded = " ".join(words.split())
    if len(folded) <= _LONGEST:
        return folded
    return folded[:_LONGEST].rpartition(" ")[0] + "…"


# ------------------------------------------------------------------------------------------------ judging


def judge(report: ArticleReport, policies: Sequence[Policy]) -> tuple[Finding, ...]:
    """What these policies find in one article, in the order of the text. Their severities are taken as they stand.

    Raises `PolicyFault` when a condition cannot be evaluated.
    """
    findings: list[Finding] = []
    if not _looked_at(report):
        policies = [policy for policy in policies if not policy.needs or not set(policy.needs) <= _EVIDENCE]
    for over in OVER:
        asked = [(policy, _ruling(policy)) for policy in policies if policy.over == over]
        if asked:
            findings.extend(_asked(report, over, asked))
    return tuple(sorted(findings, key=lambda found: (found.marks[0].span, found.policy, found.message)))


def _looked_at(report: ArticleReport) -> bool:
    """Whether pages behind the article's links, or other articles, were laid beside it."""
    checked = any(link.check is not None for link in report.article.links)
    return checked or bool(report.copies or report.loops) or any(claim.matches for claim in report.claims)


def _asked(report: ArticleReport, over: str, asked: list[tuple[Policy, _Ruling]]) -> Iterator[Finding]:
    scope = _scope(over)
    common = {"article": report.article, "story": report.sourcing}
    groups = [asked[start : start + _AT_ONCE] for start in range(0, len(asked), _AT_ONCE)]
    eithers = [_either(over, tuple(ruling.condition for _, ruling in group)) for group in groups]
    made: dict[int, Any] = {}
    fired: dict[str, list[tuple[tuple[Any, ...], Finding]]] = {}
    routes = {chain.claim: _names(chain) for chain in report.chains}
    for subject in SUBJECTS[over](report):
        values = {**common, **subject.values}
        records = {}
        for name, value in values.items():
            if id(value) not in made:
                made[id(value)] = scope.record(name, value)
            records[name] = made[id(value)]
        facts = scope.bind(records)
        open_still = (group for group, either in zip(groups, eithers, strict=True) if not scope.excludes(either, facts))
        for policy, ruling in itertools.chain.from_iterable(open_still):
            if scope.holds(ruling.condition, facts):
                mild = ruling.milder is not None and scope.holds(ruling.milder, facts)
                found = _finding(report, routes, _milder(policy) if mild else policy, ruling, subject, values)
                key = tuple(tuple(value for value, _ in read(values)) for read in ruling.once_per)
                fired.setdefault(policy.name, []).append((key, found))
    for policy, _ in asked:
        yield from _once(report, policy, fired.get(policy.name, []))


@lru_cache(maxsize=256)
def _either(over: str, conditions: tuple[Condition, ...]) -> Condition:
    return _scope(over).either(conditions)


def _milder(policy: Policy) -> Policy:
    # A preset may already have set the policy lower than its milder case.
    weights: tuple[Severity, ...] = ("off", "note", "warning", "error")
    return replace(policy, severity=min(policy.severity, policy.milder, key=weights.index))


def _finding(
    report: ArticleReport,
    routes: Mapping[str, Route],
    policy: Policy,
    ruling: _Ruling,
    subject: Subject,
    values: Mapping[str, Any],
) -> Finding:
    text = report.article.text
    marks: list[Mark] = []
    for read, label in ruling.marks:
        for span, owner in read(values):
            if all(mark.span != span for mark in marks):
                marks.append(Mark(span, label.fill(text, {**values, "each": owner})))
    if not marks:
        marks.append(Mark(subject.place or _opening(report.article)))
    levels = get_args(Level)
    confidence = max(policy.confidence, subject.confidence, key=levels.index)
    claim = subject.claims[0] if subject.claims else ""
    return Finding(
        policy=policy.name,
        severity=policy.severity,
        confidence=confidence,
        message=ruling.message.fill(text, values),
        marks=tuple(marks),
        article=report.article.source,
        do=policy.do,
        claim=claim,
        chain=routes.get(claim, ()),
        claims=subject.claims,
    )


def _opening(article: Article) -> Span:
    # Where a finding about the whole article points: its first body block.
    body = [block.span for block in article.blocks if block.body] or [block.span for block in article.blocks]
    return body[0] if body else Span(0, min(len(article.text), 1))


def _names(chain: Chain) -> Route:
    return tuple(None if hop.basis == "unknown" else hop.source.name for hop in chain.hops)


def _once(report: ArticleReport, policy: Policy, fired: list[tuple[tuple[Any, ...], Finding]]) -> Iterator[Finding]:
    if not policy.once_per:
        yield from (found for _, found in fired)
        return
    groups: dict[tuple[Any, ...], list[Finding]] = {}
    for key, found in fired:
        groups.setdefault(key, []).append(found)
    for group in groups.values():
        claims = tuple(dict.fromkeys(claim for found in group for claim in found.claims))
        yield replace(collected(report.article, group), claims=claims)


def collected(article: Article, findings: Sequence[Finding]) -> Finding:
    """The first of some findings, with the places of the others beside it."""
    first, *rest = sorted(findings, key=lambda found: found.marks[0].span)
    elsewhere = tuple(found.marks[0] for found in rest if found.marks[0].span != first.marks[0].span)
    here = article.place(first.marks[0].span.start).line
    lines = dict.fromkeys(article.place(mark.span.start).line for mark in elsewhere)
    lines.pop(here, None)
    also = (f"line{'s' if len(lines) > 1 else ''} {_some(list(lines))}",) if lines else ()
    return replace(first, elsewhere=elsewhere, also=also)


def _some(lines: list[int]) -> str:
    shown = ", ".join(str(line) for line in lines[:8])
    return shown + (f" and {len(lines) - 8} more" if len(lines) > 8 else "")


def replaced(findings: Sequence[Finding], policies: Sequence[Policy]) -> frozenset[Finding]:
    """The new findings whose place another takes: at the same words, of a policy that stands instead, as severe."""
    weights = get_args(Severity)
    instead = {policy.name: policy.instead_of for policy in policies}
    taken: dict[tuple[str, Span], int] = {}
    for found in findings:
        for name in instead.get(found.policy, ()) if found.state == "new" else ():
            place = (name, found.marks[0].span)
            taken[place] = min(taken.get(place, len(weights)), weights.index(found.severity))
    return frozenset(
        found
        for found in findings
        if found.state == "new"
        and taken.get((found.policy, found.marks[0].span), len(weights)) <= weights.index(found.severity)
    )


def gather(report: ArticleReport, policies: Sequence[Policy]) -> ArticleReport:
    """The report with the many new findings of one policy made into one, where the policy asks for it.

    The last step before a report is shown: baseline and allows have seen each finding by itself.
    """
    kept = list(report.findings)
    for policy in policies:
        many = [found for found in kept if found.policy == policy.name and found.state == "new"]
        if not policy.gather_above or len(many) <= policy.gather_above:
            continue
        values = {"article": report.article, "story": report.sourcing, "count": _Count(len(many))}
        message = _ruling(policy).gathered.fill(report.article.text, values)
        one = replace(collected(report.article, many), message=message, claims=())
        kept = [found for found in kept if found not in many] + [one]
    kept.sort(key=lambda found: (found.marks[0].span, found.policy, found.message))
    return replace(report, findings=tuple(kept))
