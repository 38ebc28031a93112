"""What `checker outlets NAME | DOMAIN | URL` prints: the entry, the facts in force that day, and on what evidence.

Pure functions from a query to text; what is not in the registry gets its kind, what it resembles, and a stub.
"""

from __future__ import annotations

from datetime import date

from checker.model import Standing
from checker.outlets.registry import Registry, UrlAnswer
from checker.outlets.standing import Fact, in_force

OWN_RULES = "outlets/"


def describe(query: str, registry: Registry, on: date, why: bool = False) -> tuple[str, bool]:
    """The text for a name, a domain or an address on a day, and whether the registry knows it.

    `why` adds the evidence of each fact, who disagrees, and how an address was resolved.
    """
    answer = _ask(query.strip(), registry, on)
    if answer.target is None and answer.outlet is None:
        return f"{query}: no outlet, {_MISSING.get(answer.missing, answer.missing)}\n", False
    outlet = answer.outlet
    if outlet is None:
        return f"{query}: an IP address or a single label, which no outlet can be known by\n", False
    lines = _route(answer) if why or answer.via else []
    if outlet.status == "ambiguous":
        return "\n".join([*lines, *_candidates(outlet, registry, on)]) + "\n", False
    if outlet.status != "known":
        return "\n".join([*lines, *_unknown(outlet, registry, on)]) + "\n", False
    return "\n".join([*lines, *_known(outlet, registry, on, why)]) + "\n", True


_MISSING = {
    "empty": "the address is empty",
    "fragment": "the address is a placeholder (#)",
    "script": "the address is a script",
    "not-web": "the address is not http",
    "malformed": "the address is malformed",
    "no-base": "a relative address without a base",
}


def _ask(query: str, registry: Registry, on: date) -> UrlAnswer:
    if "://" in query or query.startswith(("#", "mailto:", "javascript:")):
        return registry.by_url(query, on)
    named = registry.by_name(query, on) or _by_id(query, registry, on)
    if named is not None:
        return UrlAnswer(query, outlet=named)
    if "." in query and " " not in query:
        return registry.by_url("https://" + query, on)
    return UrlAnswer(query, outlet=Standing("", query, "unregistered"))


def _by_id(query: str, registry: Registry, on: date) -> Standing | None:
    return registry.standing(query, on) if query in registry.index["entries"] else None


def _route(answer: UrlAnswer) -> list[str]:
    route = " > ".join(answer.via)
    return [f"{answer.target}" + (f"   via {route}" if route else "")] if answer.target else []


def _known(outlet: Standing, registry: Registry, on: date, why: bool) -> list[str]:
    entry = registry.entry(outlet.id)
    facts = [outlet.name, outlet.wording, outlet.country, outlet.kind]
    if outlet.owner and outlet.owner not in outlet.wording:
        facts.append(f"owner: {outlet.owner}")
    if outlet.since:
        facts.append(f"since {outlet.since}")
    lines = ["   ".join(facts), f"  on       {on.isoformat()}"]
    rows = [
        ("section", [outlet.section]),
        ("account", [outlet.account + (f" (of {', '.join(outlet.candidates)})" if outlet.candidates else "")]),
        ("names", entry.get("aliases", [])),
        ("domains", [_domain(domain) for domain in entry.get("domains", [])]),
        ("status", [_status(entry)]),
        ("today", [outlet.today]),
        ("measures", outlet.measures),
        ("lists", outlet.lists),
        ("note", [entry.get("note", "")]),
    ]
    lines += [f"  {label:<8} {', '.join(kept)}" for label, values in rows if (kept := [v for v in values if v])]
    if why:
        lines += _evidence(entry, registry, on)
    said = [line for line in outlet.evidence if not line.startswith("rules/")]
    at = [
        cite for domain in entry.get("domains", []) for cite in registry.books.cite(entry, domain.get("evidence", []))
    ]
    sources = len(dict.fromkeys([*said, *at]))
    return [
        *lines,
        f"  entry    {entry.get('place', '')}  ({sources} source{'' if sources == 1 else 's'}), {_reviewed(entry)}",
    ]


def _domain(domain: Fact) -> str:
    span = "..".join((domain.get("valid_from", ""), domain.get("valid_until", "")))
    role = "" if domain["role"] == "canonical" else f" {domain['role']}"
    return f"{domain['host']}{role}{'' if span == '..' else ' ' + span}"


def _status(entry: Fact) -> str:
    links = [f"{key} {', '.join(entry[key])}" for key in ("successor", "predecessor") if entry.get(key)]
    links += [f"part of {entry['parent']}"] if entry.get("parent") else []
    state = entry.get("status", "active")
    return "; ".join(([] if state == "active" else [state]) + links)


def _reviewed(entry: Fact) -> str:
    due = f", due again {entry['review_due']}" if entry.get("review_due") else ""
    return f"reviewed {entry['reviewed_on']}{due}"


def _evidence(entry: Fact, registry: Registry, on: date) -> list[str]:
    """Every address, period and rating with its evidence; periods not in force that day are marked."""
    lines, day = ["  addresses"], on.isoformat()
    for domain in entry.get("domains", []):
        lines.append(f"    {_domain(domain)}")
        lines += [f"      evidence: {cite}" for cite in registry.books.cite(entry, domain.get("evidence", []))]
    lines = [*(lines if len(lines) > 1 else []), *(["  periods"] if entry.get("ownership") else [])]
    for period in entry.get("ownership", []):
        span = f"{period.get('valid_from', '')}..{period.get('valid_until', '')}"
        mark = "" if in_force(period, day) else "   (not that day)"
        said = registry.books.assessor(period) or "no assessor"
        lines.append(
            f"    {span}  {period['owner']}: {period['class']}, {said}, confidence {period['confidence']}{mark}"
        )
        lines += [f"      note: {period['note']}"] if period.get("note") else []
        lines += [f"      evidence: {cite}" for cite in registry.books.cite(entry, period["evidence"])]
    for kind in ("assessments", "measures", "republishes"):
        for fact in entry.get(kind, []):
            name = " ".join(
                str(fact[key]) for key in ("assessor", "authority", "from", "value", "measure", "how") if key in fact
            )
            lines.append(f"    {name}, {fact.get('as_of', fact.get('decided_on', ''))}")
            lines += [f"      evidence: {cite}" for cite in registry.books.cite(entry, fact.get("evidence", []))]
    return lines + _voices(entry, registry)


def _voices(entry: Fact, registry: Registry) -> list[str]:
    """How many raters speak for themselves: lists that repeat another one are no second voice."""
    raters = {fact["assessor"] for fact in entry.get("assessments", [])}
    raters |= {period["assessor"] for period in entry.get("ownership", []) if period.get("assessor")}
    own = {who for who in raters if not raters & set(registry.books.assessors.get(who, {}).get("derived_from", ()))}
    return [f"  voices   {len(own)} of {len(raters)} raters speak for themselves"] if len(own) != len(raters) else []


def _candidates(outlet: Standing, registry: Registry, on: date) -> list[str]:
    lines = [f"{outlet.name}: {len(outlet.candidates)} outlets go by this name; the text must tell which"]
    for one in (registry.standing(candidate, on) for candidate in outlet.candidates):
        lines.append(f"  {one.id:<24} {one.name}   {one.country}   {one.domain}   {one.wording}")
    return lines


def _unknown(outlet: Standing, registry: Registry, on: date) -> list[str]:
    if outlet.status == "opaque":
        return [f"{outlet.domain}: {outlet.kind}, the address does not tell where it leads (--online follows it)"]
    lines = [f"{outlet.name}   not in the registry" + (f"   kind: {outlet.kind}" if outlet.kind else "")]
    if outlet.account:
        lines.append(f"  account  {outlet.account}")
    lines += [f"  lists    {line}" for line in outlet.lists]
    if outlet.domain and (twin := registry.lookalike(outlet.domain)):
        lines.append(f"  resembles {registry.standing(twin, on).name} ({registry.standing(twin, on).domain})")
    return [*lines, "", *_stub(outlet, on)]


def _stub(outlet: Standing, on: date) -> list[str]:
    """A YAML entry to fill in, for a folder of one's own rules."""
    slug = (
        "-".join("".join(c if c.isalnum() and c.isascii() else " " for c in outlet.name.lower()).split())
        or "new-outlet"
    )
    domain = [f"  domains: [{{host: {outlet.domain}, role: canonical}}]"] if outlet.domain else []
    return [
        f"# For a file such as {OWN_RULES}XX.yaml in a folder named by `rules` in the configuration:",
        f"- id: {slug}",
        f"  name: {outlet.name}",
        f"  kind: {outlet.kind if outlet.kind and outlet.kind not in ('archive',) else 'news-site'}",
        "  country: XX            # two letters; XX when not established",
        f"  aliases: [{{text: {outlet.name}, class: safe}}]",
        *domain,
        "  ownership:",
        "    - {owner: ..., owner_type: unknown, class: not-established, confidence: low, evidence: [own]}",
        "  evidence:",
        "    own: {title: ..., publisher: ..., date: ...}",
        f"  reviewed_on: {on.isoformat()}",
    ]
