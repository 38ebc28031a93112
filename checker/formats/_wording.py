"""How records are put into words, the same in every format. Names and quotations are the article's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from checker.formats._cells import line
from checker.formats._counts import many
from checker.model import (
    Article,
    ArticleReport,
    Claim,
    DeclaredOrigin,
    Exposure,
    Fact,
    Hop,
    Link,
    LinkCheck,
    Source,
    Span,
    Standing,
)

ARROW = " > "
GAPS = {
    "origin": "source not named",
    "first-publisher": "first publisher not named",
    "relay": "relay not named",
    "republisher": "earlier publisher not declared",
    "publisher": "publisher not known",
}
MISSING = {
    "empty": "no target",
    "fragment": "no target, a place on the same page",
    "script": "no target, a script",
    "not-web": "not a web address",
    "malformed": "not a valid address",
    "no-base": "relative, and the page has no known address",
}
CREDITS = {
    "image": "image credit",
    "agency": "agency credit",
    "contributor": "contributor",
    "copyright": "copyright",
}
DECLARED = {
    "byline": "byline",
    "first-published": "first publisher",
    "original-source": "original source",
    "contributed": "contributor",
    "copyright": "copyright line",
    "canonical": "canonical address",
    "supplied": "supplied, not in the article",
}
STATES = {"yes": "state-controlled", "disputed": "state control disputed"}


@dataclass(frozen=True, slots=True)
class Station:
    """One hop as a chain shows it: its name, and beside it what is known of its control; `gap` when nobody is named."""

    hop: Hop
    name: str
    gap: bool
    state: str
    note: str


def station(hop: Hop) -> Station:
    """The words for one hop."""
    outlet = hop.source.outlet
    named = "" if hop.source.kind == "unknown" and hop.source.name == "unknown" else hop.source.name
    gap = hop.basis == "unknown" or not (named or (outlet and outlet.name))
    name = named or (outlet.name if outlet else "") or GAPS[hop.role]
    state = STATES.get(outlet.control, "") if outlet else ""
    return Station(hop, line(name), gap, state, standing_note(outlet))


def stations(hops: Iterable[Hop]) -> list[Station]:
    """The words for a chain, origin first."""
    return [station(hop) for hop in hops]


def chain_line(hops: Iterable[Hop]) -> str:
    """A chain on one line: `Makienko > Vzglyad > Sputnik [state-controlled] > (earlier publisher not declared)`."""
    return ARROW.join(_step(each.name, each.gap, each.state) for each in stations(hops))


def _step(name: str, gap: bool, state: str) -> str:
    shown = f"({name})" if gap else name
    return f"{shown} [{state}]" if state else shown


def names_line(names: Sequence[str | None]) -> str:
    """A finding's chain of names on one line, where its claim is not in the report."""
    return ARROW.join(f"({GAPS['republisher']})" if name is None else line(name) for name in names)


def route(report: ArticleReport, claim: Claim) -> tuple[Hop, ...]:
    """The hops of the claim's chain, or those printed in the text where no chain was made."""
    return next((chain.hops for chain in report.chains if chain.claim == claim.id), claim.hops)


def standing_note(outlet: Standing | None) -> str:
    """What the registry says of an outlet's control, with who says so; "not in registry" is said, never left out.

    Owners of outlets that nobody calls state-controlled are left to `checker outlets`.
    """
    if outlet is None:
        return ""
    if outlet.wording:
        parts = line(outlet.wording).split("; ")
        return "; ".join(
            parts if outlet.control == "yes" else [part for part in parts if not part.startswith("owner: ")]
        )
    if outlet.status in ("unregistered", "opaque"):
        return "not in registry"
    if outlet.status == "ambiguous":
        return f"name of several outlets: {line(', '.join(outlet.candidates))}"
    return STATES.get(outlet.control, "")


def outlet_name(outlet: Standing | None) -> str:
    """The outlet's name, else its domain."""
    return line(outlet.name or outlet.domain) if outlet else ""


def place(article: Article, span: Span) -> str:
    """`line:column` of the span's first character in the input file."""
    at = article.place(span.start)
    return f"{at.line}:{at.column}"


def content(article: Article, claim: Claim) -> str:
    """The claim's words; parts that stand apart are joined by an ellipsis."""
    return " … ".join(line(span.of(article.text)) for span in claim.content) or "(no words)"


def words(article: Article, span: Span | None) -> str:
    """The words of a span on one line; nothing for no span."""
    return line(span.of(article.text)) if span else ""


def speaker(source: Source) -> str:
    """Who said it, as the fullest form in the article; "(nobody named)" when the article names nobody."""
    name = line(source.name)
    if not name or source.kind == "unknown":
        return "(nobody named)"
    if source.kind == "unnamed" or (not source.named and source.kind == "person"):
        return f"{name} (unnamed)"
    return name


def described(source: Source) -> str:
    """Who said it, with the description the article gives."""
    detail = line(source.description)
    return f"{speaker(source)}, {detail}" if detail and detail != line(source.name) else speaker(source)


def links_of(article: Article, indices: Iterable[int]) -> list[Link]:
    """The article's links of these numbers; a number that no link has is passed over."""
    return [article.links[index] for index in indices if 0 <= index < len(article.links)]


def link_of(article: Article, index: int | None) -> Link | None:
    """The article's link of this number, if there is one."""
    return next(iter(links_of(article, () if index is None else (index,))), None)


def link_target(link: Link) -> str:
    """Where a link leads, or why it leads nowhere; wrappers taken off are named."""
    if link.target is None:
        why = "no target" if link.href.strip() in ("", "#") else MISSING.get(link.missing, "no target")
        return f'{why} ("{line(link.href)}")'
    wrappers = f" (via {', '.join(line(each) for each in link.via)})" if link.via else ""
    return line(link.target) + wrappers


def link_outlet(link: Link) -> str:
    """Who is behind the target."""
    if link.outlet is None:
        return ""
    note = standing_note(link.outlet)
    return f"{outlet_name(link.outlet)} [{note}]" if note else outlet_name(link.outlet)


def earlier(article: Article) -> list[str]:
    """The earlier publications that the page declares, each with every way and place in which it does."""
    grouped: dict[str, list[DeclaredOrigin]] = {}
    for origin in article.provenance.origins:
        grouped.setdefault(line(origin.name), []).append(origin)
    rows = []
    for name, origins in grouped.items():
        note = next((note for origin in origins if (note := standing_note(origin.outlet))), "")
        ways = dict.fromkeys(f"{DECLARED[origin.relation]} {fact_place(article, origin.said)}" for origin in origins)
        dates = sorted({origin.published.isoformat() for origin in origins if origin.published})
        rows.append(", ".join([f"{name} [{note}]" if note else name, *dates, *ways]))
    return rows


def fact_place(article: Article, fact: Fact) -> str:
    """Where the page says it: a place in the text, else the metadata field in brackets."""
    return place(article, fact.span) if fact.span else f"({line(fact.field)})"


def exposure(part: Exposure) -> str:
    """How much of the article came through one outlet, as one sentence."""
    note = standing_note(part.outlet)
    through = f"{outlet_name(part.outlet)} [{note}]" if note else outlet_name(part.outlet)
    return (
        f"{part.quoted_words} of {many(part.of_quoted_words, 'quoted word')} and {part.claims} of"
        f" {many(part.of_claims, 'claim')} reach the reader through {through}"
    )


def checked(check: LinkCheck) -> str:
    """What is on record about a link's target: its state, why, and the day of the last look."""
    parts = (
        check.state,
        line(check.reason),
        f"seen {line(check.seen[:10])}" if check.seen else "",
        f"copy {line(check.archived)}" if check.archived else "",
    )
    return ", ".join(part for part in parts if part)
