"""Markdown for a pull request comment or a repository: summary, findings; for a report claims, sources and links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from checker.formats import Options
from checker.formats._cells import line
from checker.formats._counts import fresh, lost_links, other_acts, spoken, summary
from checker.formats._wording import (
    CREDITS,
    chain_line,
    checked,
    content,
    described,
    earlier,
    exposure,
    link_outlet,
    link_target,
    links_of,
    names_line,
    place,
    route,
    standing_note,
    words,
)
from checker.model import ArticleReport, Finding, Link, Report

_SPECIAL = re.compile(r"([\\`*_\[\]#|~$])")
_PINGS = re.compile(r"([@#])(?=\w)")
_ADDRESS = re.compile(r"(?i)(https?|ftp|mailto|xmpp)(?=:)|\b(www)(?=\.)")


def render(report: Report, options: Options) -> str:
    """A heading a file; GitHub's tables; words of the article are escaped, addresses stand in code."""
    rows = [f"**{text(summary(report))}**", ""]
    for part in report.articles:
        rows.extend([f"## {text(part.article.source)}", ""])
        if options.view != "findings":
            rows.extend([*_provenance(part), ""])
        rows.extend(_findings(part, report))
        if options.view != "findings":
            rows.extend(
                [*_claims(part, report.explain), *_matches(part), *_others(part), *_sources(part), *_links(part)]
            )
            rows.extend(_notices(part))
    for skipped in report.skipped:
        rows.append(f"- skipped {code(skipped.source)}: {text(skipped.reason)}")
    if report.versions:
        rows.append(f"<sub>checker {text(report.versions.tool)}, rules {code(report.versions.rules[:12])}</sub>")
    return "\n".join(rows).rstrip("\n") + "\n"


def text(words: str) -> str:
    r"""The words as plain Markdown text: nothing in them is markup, a link, a mention or a reference.

    >>> text("<b>*x*</b> @desk #1")
    '&lt;b>\\*x\\*&lt;/b> @&#8203;desk \\#&#8203;1'
    """
    plain = line(words).replace("&", "&amp;").replace("<", "&lt;")
    plain = _PINGS.sub("\\1\x00", plain)
    plain = _ADDRESS.sub(lambda found: f"{found[0]}\x00", plain)
    return _SPECIAL.sub(r"\\\1", plain).replace("\x00", "&#8203;")


def code(words: str) -> str:
    """The words as a code span that also stands in a table cell; nothing for no words."""
    plain = line(words).replace("|", "\\|")
    if not plain:
        return ""
    fence = "`" * (max((len(run) for run in re.findall("`+", plain)), default=0) + 1)
    space = " " if plain[0] == "`" or plain[-1] == "`" else ""
    return f"{fence}{space}{plain}{space}{fence}"


def _table(title: str, head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    body = [f"| {' | '.join(row)} |" for row in rows]
    if not body:
        return
    names = list(head)
    yield from (f"### {title}", "", f"| {' | '.join(names)} |", f"|{' --- |' * len(names)}", *body, "")


def _provenance(part: ArticleReport) -> Iterator[str]:
    told = part.article.provenance
    facts = []
    if told.title:
        facts.append(("title", text(told.title.value)))
    note = standing_note(told.publisher_outlet)
    publisher = told.publisher.value if told.publisher else "not known"
    facts.append(("publisher", text(publisher) + (f" ({text(note)})" if note else "")))
    facts.append(("published", told.published.isoformat() if told.published else "no date"))
    facts.extend(("author", text(author.value)) for author in told.authors)
    facts.extend(("earlier", text(each)) for each in earlier(part.article))
    for credit in told.credits:
        note = standing_note(credit.outlet)
        facts.append((CREDITS[credit.kind], text(credit.name) + (f" ({text(note)})" if note else "")))
    facts.extend(("warning", text(warning)) for warning in part.article.warnings)
    yield from (f"- {name}: {value}" for name, value in facts)


def _findings(part: ArticleReport, report: Report) -> Iterator[str]:
    found = fresh(part.findings, report.audience == "auditor")
    if not found:
        yield from ("No findings.", "")
        return
    yield from ("### Findings", "")
    for finding in found:
        yield from _finding(part, finding)
    yield ""


def _finding(part: ArticleReport, finding: Finding) -> Iterator[str]:
    article = part.article
    where = place(article, finding.marks[0].span) if finding.marks else "-"
    yield f"- **{finding.severity}** {code(finding.policy)} at {where}: {text(finding.message)}"
    for mark in finding.marks:
        label = f": {text(mark.label)}" if mark.label else ""
        yield f"  - {place(article, mark.span)} “{text(words(article, mark.span))}”{label}"
    claim = next((claim for claim in part.claims if claim.id == finding.claim), None)
    if finding.chain:
        yield f"  - chain: {text(chain_line(route(part, claim)) if claim else names_line(finding.chain))}"
    yield from (f"  - also: {text(also)}" for also in finding.also)
    if finding.do:
        yield f"  - do: {text(finding.do)}"
    if finding.state != "new":
        yield f"  - {finding.state}: {text(finding.reason) or 'in the baseline'}"


def _claims(part: ArticleReport, explain: bool) -> Iterator[str]:
    article = part.article
    rows = []
    for number, claim in spoken(part):
        first = claim.content[0] if claim.content else claim.sentence
        links = "; ".join(link_target(link) for link in links_of(article, claim.links))
        found = [code(claim.pattern)] if explain else []
        cells = (str(number), place(article, first), text(content(article, claim)), text(described(claim.speaker)))
        kind = claim.kind if claim.act == "statement" else f"{claim.kind}, {claim.act}"
        rows.append((*cells, kind, text(chain_line(route(part, claim))), code(links), *found))
    head = ("#", "place", "words", "said by", "kind", "route", "links", *(["pattern"] if explain else []))
    yield from _table(f"Claims ({len(rows)})", head, rows)


def _matches(part: ArticleReport) -> Iterator[str]:
    article = part.article
    rows = [
        (str(number), match.kind, text(words(article, match.content)), text(match.words), code(match.difference),
         text(match.reason), code(match.url))
        for number, claim in enumerate(part.claims, 1)
        for match in claim.matches
    ]  # fmt: skip
    yield from _table(
        "Beside the pages", ("#", "match", "words here", "words there", "difference", "why", "page"), rows
    )


def _others(part: ArticleReport) -> Iterator[str]:
    rows = [
        (str(number), claim.act, text(content(part.article, claim)), text(described(claim.speaker)))
        for number, claim in other_acts(part)
    ]
    yield from _table("Beliefs, wishes and decrees", ("#", "act", "words", "credited to"), rows)


def _sources(part: ArticleReport) -> Iterator[str]:
    rows = [
        (text(described(record.source)), record.source.kind, str(len(record.claims)), str(record.quoted_words))
        for record in part.sourcing.sources
    ]
    yield from _table("Sources", ("source", "kind", "claims", "quoted words"), rows)
    if part.sourcing.outlets:
        yield from (*(f"- {text(exposure(each))}" for each in part.sourcing.outlets), "")


def _links(part: ArticleReport) -> Iterator[str]:
    article = part.article
    rows = [
        (place(article, link.span), text(link.anchor), code(link_target(link)), text(_behind(link)))
        for link in article.links
    ]
    yield from _table(
        f"Links ({lost_links(article.links) or len(rows)})", ("place", "words", "leads to", "outlet"), rows
    )


def _behind(link: Link) -> str:
    return ", ".join(told for told in (link_outlet(link), checked(link.check) if link.check else "") if told)


def _notices(part: ArticleReport) -> Iterator[str]:
    rows = [(place(part.article, each.span), each.kind, text(each.text)) for each in part.article.provenance.notices]
    yield from _table("Notices", ("place", "kind", "words"), rows)
