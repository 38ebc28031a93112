"""The desk's part of the text report: what the article says of itself, every claim with its route, sources, links."""

from __future__ import annotations

from collections.abc import Iterator

from checker.formats._cells import cells, fold, hang, line, pad, paint
from checker.formats._counts import lost_links, many, other_acts, spoken
from checker.formats._wording import (
    CREDITS,
    chain_line,
    checked,
    content,
    described,
    earlier,
    exposure,
    fact_place,
    link_of,
    link_outlet,
    link_target,
    links_of,
    place,
    route,
    standing_note,
    station,
    words,
)
from checker.model import Article, ArticleReport, Claim, Fact, Hop, Provenance

_LABEL = 13


def desk(part: ArticleReport, width: int, color: bool, explain: bool) -> Iterator[str]:
    """Rows of the report on one article, in at most `width` cells."""
    article = part.article
    yield from (paint(row, "bold", color) for row in fold(line(article.source), width))
    for label, text in _provenance(article):
        yield from hang(f"  {label:<{_LABEL}} ", text, width)
    yield ""
    yield paint(_claims_head(part), "bold", color)
    for number, claim in spoken(part):
        yield from _claim(part, number, claim, width, color)
        if explain:
            yield from _explained(part, claim, width)
    yield ""
    others = [row for number, claim in other_acts(part) for row in _other(part, number, claim, width, explain)]
    yield from _section("Beliefs, wishes and decrees credited to somebody", others, color)
    for title, rows in (("Sources", _sources(part, width)), ("Outlets", _outlets(part, width))):
        yield from _section(title, list(rows), color)
    yield from _section(f"Links ({_links_head(part)})", list(_links(part, width)), color)
    yield from _section("Notices", list(_notices(article, width)), color)


def _section(title: str, rows: list[str], color: bool) -> Iterator[str]:
    if rows:
        yield paint(title, "bold", color)
        yield from rows
        yield ""


def _provenance(article: Article) -> Iterator[tuple[str, str]]:
    """What the page says of itself, each with the place or the metadata field it was read from."""
    told: Provenance = article.provenance
    if told.title:
        yield "title", _fact(article, told.title)
    if told.publisher:
        note = standing_note(told.publisher_outlet)
        yield "publisher", _fact(article, told.publisher, f" [{note}]" if note else "")
    else:
        yield "publisher", "not known (--publisher)"
    if told.published:
        said = f"  {fact_place(article, told.published_said)}" if told.published_said else ""
        yield "published", told.published.isoformat() + said
    else:
        yield "published", "no date (--date)"
    for author in told.authors:
        yield "author", _fact(article, author)
    yield from (("earlier", each) for each in earlier(article))
    if told.canonical:
        yield "canonical", line(told.canonical)
    for contributor in told.contributors:
        yield "contributor", _fact(article, contributor)
    for credit in told.credits:
        note = standing_note(credit.outlet)
        yield (
            CREDITS[credit.kind],
            f"{line(credit.name)}{f' [{note}]' if note else ''}  {fact_place(article, credit.said)}",
        )
    for warning in article.warnings:
        yield "degraded" if article.degraded else "warning", line(warning)


def _fact(article: Article, fact: Fact, note: str = "") -> str:
    return f"{line(fact.value)}{note}  {fact_place(article, fact)}"


def _claims_head(part: ArticleReport) -> str:
    quoted = part.sourcing.quoted_words or sum(claim.quoted_words for claim in part.claims)
    return f"Claims ({len(spoken(part))}, {many(quoted, 'quoted word')})"


def _claim(part: ArticleReport, number: int, claim: Claim, width: int, color: bool) -> Iterator[str]:
    article = part.article
    first = claim.content[0] if claim.content else claim.sentence
    act = "" if claim.act == "statement" else f", {claim.act}"
    cue = f', cue "{words(article, claim.cue)}" {place(article, claim.cue)}' if claim.cue else ", no cue"
    hedge = f', hedged "{words(article, claim.hedge)}"' if claim.hedge else ""
    where = place(article, first)
    head, *rest = hang(f"{number:>4}  {where}  ", f"{claim.kind}{act}{cue}{hedge}", width)
    yield head.replace(where, paint(where, "side", color), 1)
    yield from rest
    yield from hang("      ", content(article, claim), width)
    yield from hang("      said by  ", described(claim.speaker), width)
    if hops := route(part, claim):
        yield f"      route    {chain_line(hops)}"
    for link in links_of(article, claim.links):
        anchor = f'{place(article, link.span)} "{line(link.anchor)}"'
        yield from hang("      link     ", f"{anchor} -> {link_target(link)}", width)
    for match in claim.matches:
        told = (match.kind, line(match.reason), line(match.url), line(match.difference))
        yield from hang("      page     ", " ".join(filter(None, told)), width)


def _other(part: ArticleReport, number: int, claim: Claim, width: int, explain: bool) -> Iterator[str]:
    first = claim.content[0] if claim.content else claim.sentence
    said = f"{described(claim.speaker)}: {content(part.article, claim)}"
    yield from hang(f"{number:>4}  {place(part.article, first)}  {claim.act:<7} ", said, width)
    if explain:
        yield from _explained(part, claim, width)


def _explained(part: ArticleReport, claim: Claim, width: int) -> Iterator[str]:
    """For --explain: the pattern that found the claim, the terms of scored choices, and the reason of each hop."""
    cue = words(part.article, claim.cue_head or claim.cue)
    after = f", continues {line(claim.continues)}" if claim.continues else ""
    found = f"pattern {line(claim.pattern) or '-'}, cue {cue or '-'}, confidence {claim.confidence}{after}"
    yield from hang("      found    ", found, width)
    if claim.terms:
        yield from hang(
            "      terms    ", ", ".join(f"{line(term.name)} {term.value:+.2f}" for term in claim.terms), width
        )
    for hop in route(part, claim):
        yield from hang(f"      {hop.role:<16} ", _reason(part.article, hop), width)


def _reason(article: Article, hop: Hop) -> str:
    where = place(article, hop.span) if hop.span else ""
    to = link_of(article, hop.link)
    link = f'link "{line(to.href)}"' if to else ""
    parts = (station(hop).name, hop.relation, hop.basis, where, link, line(hop.pattern), line(hop.evidence))
    return ", ".join(each for each in parts if each)


def _sources(part: ArticleReport, width: int) -> Iterator[str]:
    records = part.sourcing.sources
    if not records:
        return
    name = max(16, min(width - 48, max(cells(described(record.source)) for record in records)))
    yield f"  {pad('name', name)}  {'kind':<12} {'claims':>6} {'words':>6} {'quoted':>6} {'share':>6}"
    for record in records:
        counts = f"{len(record.claims):>6} {record.words:>6} {record.quoted_words:>6} {record.share:>6.0%}"
        yield f"  {pad(described(record.source), name)}  {record.source.kind:<12} {counts}"


def _outlets(part: ArticleReport, width: int) -> Iterator[str]:
    sourcing = part.sourcing
    for each in sourcing.outlets:
        yield from hang("  ", exposure(each), width)
    if sum(each.outlet.control == "yes" for each in sourcing.outlets) > 1:
        quoted = f"{sourcing.state_quoted_words} of {many(sourcing.quoted_words, 'quoted word')}"
        yield from hang("  ", f"{quoted} through state-controlled outlets in all", width)


def _links_head(part: ArticleReport) -> str:
    return lost_links(part.article.links) or str(len(part.article.links))


def _links(part: ArticleReport, width: int) -> Iterator[str]:
    article = part.article
    used = {index for claim in part.claims for index in claim.links}
    for index, link in enumerate(article.links):
        parts = (link_target(link), link_outlet(link), checked(link.check) if link.check else "")
        cited = "" if index in used else "" if not part.claims else "  (no claim)"
        leads = ", ".join(each for each in parts if each)
        yield from hang(f"  {place(article, link.span):<8} ", f'"{line(link.anchor)}" -> {leads}{cited}', width)


def _notices(article: Article, width: int) -> Iterator[str]:
    for notice in article.provenance.notices:
        yield from hang(f"  {place(article, notice.span):<8} {notice.kind:<14} ", line(notice.text), width)
