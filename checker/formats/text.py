"""Plain text for the terminal: findings with the words they point at; for a report, the desk's part before them."""

from __future__ import annotations

from collections.abc import Iterator

from checker.formats import Options
from checker.formats._cells import cells, hang, inert, line, paint
from checker.formats._counts import fresh, summary
from checker.formats._desk import desk
from checker.formats._excerpt import excerpt, gutter_of
from checker.formats._verified import verified
from checker.formats._wording import chain_line, names_line, place, route
from checker.model import ArticleReport, Finding, Hop, Report

NARROWEST = 40


def render(report: Report, options: Options) -> str:
    """Findings, after what `view` asks for: claims, sources, links; claims beside their pages; one summary line."""
    width = max(NARROWEST, options.width)
    rows: list[str] = []
    for part in report.articles:
        if options.view == "report":
            rows.extend(desk(part, width, options.color, report.explain))
        elif options.view == "evidence":
            rows.extend(verified(part, width, options.color))
        for finding in fresh(part.findings, report.audience == "auditor"):
            rows.extend([*_finding(part, finding, width, options.color), ""])
    return "\n".join(inert(row) for row in [*rows, *hang("", summary(report), width)]) + "\n"


def _finding(part: ArticleReport, finding: Finding, width: int, color: bool) -> Iterator[str]:
    head, *rest = hang(f"{finding.severity}[{line(finding.policy)}]: ", line(finding.message), width)
    label, _, message = head.partition(": ")
    yield f"{paint(label, finding.severity, color)}: {paint(message, 'bold', color)}"
    yield from rest
    gutter = gutter_of(part.article, finding.marks)
    if finding.marks:
        where = f"{line(finding.article)}:{place(part.article, finding.marks[0].span)}"
        yield f"{' ' * (gutter - 2)}{paint('-->', 'side', color)} {where}"
        yield from excerpt(part.article, finding.marks, width, color)
    for label, text in _notes(part, finding):
        head = f"{' ' * gutter} = {label + ':':<6} "
        yield from [head + text] if label == "chain" else hang(head, text, width)
    advice = f"{' ' * gutter} = do:    {line(finding.do)}"
    page = f"(checker rules {line(finding.policy)})"
    if cells(advice) + cells(page) + 6 <= width:
        yield f"{advice}{'      ' if finding.do else ''}{page}"
    else:
        yield from hang(f"{' ' * gutter} = do:    ", line(finding.do), width)
        yield from hang(" " * (gutter + 10), page, width)


def _notes(part: ArticleReport, finding: Finding) -> Iterator[tuple[str, str]]:
    """What stands below the excerpt: the chain, what it rests on, other places, and what triage said."""
    claim = next((claim for claim in part.claims if claim.id == finding.claim), None)
    if finding.chain:
        yield "chain", chain_line(route(part, claim)) if claim else names_line(finding.chain)
    for also in finding.also:
        yield "also", line(also)
    if basis := _basis(part, finding):
        yield "basis", basis
    if finding.state != "new":
        yield finding.state, line(finding.reason) or "in the baseline"


def _basis(part: ArticleReport, finding: Finding) -> str:
    """On whose word an outlet that the finding points at is called what it is: the article's, the registry's."""
    said = []
    for hop in _hops(part, finding):
        outlet = hop.source.outlet
        if outlet is None or outlet.control not in ("yes", "disputed"):
            continue
        where = "the text" if hop.basis != "carried-over" or hop.span is None else place(part.article, hop.span)
        if hop.source.label:
            said.append(f'{where} says "{line(hop.source.label)}"')
        if outlet.wording:
            said.append(f"the registry: {line(outlet.wording)}")
    return "; ".join(dict.fromkeys(said))


def _hops(part: ArticleReport, finding: Finding) -> Iterator[Hop]:
    """The hops of the finding's claim that its marks lie on."""
    claim = next((claim for claim in part.claims if claim.id == finding.claim), None)
    for hop in route(part, claim) if claim else ():
        if hop.span and any(hop.span.overlaps(mark.span) for mark in finding.marks):
            yield hop
