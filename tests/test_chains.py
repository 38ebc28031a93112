"""Chains: behind the hops of a claim, the publications that a page declares, the gap before them, and its publisher."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pytest

from checker.attribution import attribute, read_language
from checker.chains import chains
from checker.model import (
    Article,
    Chain,
    Claim,
    DeclaredOrigin,
    Fact,
    Hop,
    Provenance,
    Relation,
    Source,
    Standing,
    Supplied,
)
from checker.outlets import Registry, registry
from checker.readers import read
from checker.rulebase import rulebase
from tests import records

TEXT = "The ferry was sold, Ada Kerr said."
CONTENT = "The ferry was sold"


def named(name: str, kind: str = "news-site") -> Standing | None:
    """The outlet of a name; one that begins with "?" is in no registry."""
    return None if name.startswith("?") else Standing(name.lower(), name, "known", kind=kind)


def claim(route: str, key: str = "c1", relation: Relation = "told") -> Claim:
    """A claim of Ada Kerr that passed these outlets; the first by `relation`, later ones as relays."""
    hops = tuple(
        Hop(
            Source(name, "outlet", outlet=named(name), named=True),
            "reported" if number else relation,
            "relay" if number else "first-publisher",
        )
        for number, name in enumerate(route.split(" > ") if route else [])
    )
    return records.claim(TEXT, CONTENT, records.source(TEXT, "Ada Kerr"), key, hops=hops)


def declared(written: str) -> tuple[DeclaredOrigin, ...]:
    """Origins written as "relation NAME", with a "!" behind the name of an agency."""
    found = []
    for part in written.split("; ") if written else []:
        relation, _, name = part.partition(" ")
        outlet = named(name.rstrip("!"), "wire" if name.endswith("!") else "news-site")
        field = "supplied" if relation == "supplied" else "text"
        said = Fact(name.strip("?!"), field=field)
        found.append(DeclaredOrigin(name.strip("?!"), relation, said, outlet))  # type: ignore[arg-type]
    return tuple(found)


def page(origins: str = "", publisher: str = "") -> Article:
    """An article that declares these origins and this publisher."""
    said = Fact(publisher.strip("?"), field="text") if publisher else None
    outlet = named(publisher) if publisher else None
    return records.article(
        TEXT, provenance=Provenance(publisher=said, publisher_outlet=outlet, origins=declared(origins))
    )


def shown(chain: Chain) -> str:
    """The names along a chain; a gap is "(gap)"."""
    return " > ".join("(gap)" if hop.pattern == "gap" else hop.source.name for hop in chain.hops)


@dataclass(frozen=True, slots=True)
class Case:
    """Routes of the claims, what the page declares, and the chain of the first claim."""

    shows: str
    routes: tuple[str, ...]
    origins: str
    publisher: str
    chain: str
    relation: Relation = "told"


CASES = [
    Case("nothing declared, no publisher", ("Reuters",), "", "", "Ada Kerr > Reuters"),
    Case("the publisher stands last", ("Reuters",), "", "Echo", "Ada Kerr > Reuters > Echo"),
    Case("a publisher that no registry holds", ("Reuters",), "", "?Lake News", "Ada Kerr > Reuters > Lake News"),
    Case("the page's own reporting", ("",), "", "Echo", "Ada Kerr > Echo"),
    Case("a publisher that the claim was told is named once", ("Echo",), "", "Echo", "Ada Kerr > Echo"),
    Case("a circle is shown as one", ("Echo > Reuters",), "", "Echo", "Ada Kerr > Echo > Reuters > Echo"),
    Case("a declared origin", ("",), "original-source Asia Times", "Echo", "Ada Kerr > Asia Times > Echo"),
    Case(
        "a repost of a repost, in the order of publication",
        ("Asia Times",),
        "original-source ZeroHedge; first-published Asia Times; canonical Gamma",
        "Echo",
        "Ada Kerr > Asia Times > ZeroHedge > Gamma > Echo",
    ),
    Case(
        "the declared order does not matter",
        ("",),
        "canonical Gamma; copyright Delta; byline Beta; first-published Alpha",
        "Echo",
        "Ada Kerr > Alpha > Beta > Delta > Gamma > Echo",
    ),
    Case(
        "one outlet declared twice",
        ("",),
        "byline Alpha; original-source Alpha; canonical Alpha",
        "Echo",
        "Ada Kerr > Alpha > Echo",
    ),
    Case("the publisher declared as origin", ("",), "canonical Echo; copyright Echo", "Echo", "Ada Kerr > Echo"),
    Case("the origin was told", ("Alpha",), "first-published Alpha", "Echo", "Ada Kerr > Alpha > Echo"),
    Case(
        "the origin gathered nothing: a gap before it",
        ("Reuters",),
        "first-published Alpha",
        "Echo",
        "Ada Kerr > Reuters > (gap) > Alpha > Echo",
    ),
    Case(
        "the same where somebody was interviewed",
        ("Reuters",),
        "first-published Alpha",
        "Echo",
        "Ada Kerr > Reuters > (gap) > Alpha > Echo",
        "interviewed_by",
    ),
    Case(
        "an outlet that only reported gathered nothing that we know of: no gap",
        ("Reuters",),
        "first-published Alpha",
        "Echo",
        "Ada Kerr > Reuters > Alpha > Echo",
        "reported",
    ),
    Case("nobody was told anything: no gap", ("",), "first-published Alpha", "Echo", "Ada Kerr > Alpha > Echo"),
    Case(
        "one claim was told to the origin: no gap for any",
        ("Reuters", "Alpha"),
        "first-published Alpha",
        "Echo",
        "Ada Kerr > Reuters > Alpha > Echo",
    ),
    Case(
        "one claim was told to the publisher: no gap",
        ("Reuters", "Echo"),
        "original-source Alpha",
        "Echo",
        "Ada Kerr > Reuters > Alpha > Echo",
    ),
    Case(
        "wire copy is the agency's own reporting: no gap",
        ("Le Monde",),
        "original-source AFP!",
        "Echo",
        "Ada Kerr > Le Monde > AFP > Echo",
    ),
    Case("nothing declared: no gap", ("Reuters",), "", "Echo", "Ada Kerr > Reuters > Echo"),
    Case("a supplied origin", ("",), "supplied Alpha", "Echo", "Ada Kerr > Alpha > Echo"),
    Case("a supplied origin stands behind the first publication", ("",), "supplied Alpha; first-published Beta", "Echo",
         "Ada Kerr > Beta > Alpha > Echo"),
    Case("names in no registry are compared without case and article", ("",), "byline ?The Lake News", "?lake news",
         "Ada Kerr > lake news"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.shows)
def test_a_chain_runs_from_the_speaker_to_the_page(case: Case) -> None:
    claims = [claim(route, f"c{number}", case.relation) for number, route in enumerate(case.routes, 1)]
    found = chains(page(case.origins, case.publisher), claims)
    assert [chain.claim for chain in found] == [one.id for one in claims]
    assert shown(found[0]) == case.chain


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.shows)
def test_the_hops_of_a_claim_stay_as_they_are(case: Case) -> None:
    claims = [claim(route, f"c{number}", case.relation) for number, route in enumerate(case.routes, 1)]
    for one, chain in zip(claims, chains(page(case.origins, case.publisher), claims), strict=True):
        assert chain.hops[: len(one.hops)] == one.hops


def test_no_claims_have_no_chains() -> None:
    assert chains(page("first-published Alpha", "Echo"), ()) == ()


def test_a_gap_says_why_and_guesses_no_name() -> None:
    (chain,) = chains(page("first-published Alpha", "Echo"), [claim("Reuters")])
    gap = chain.hops[2]
    assert (gap.role, gap.basis, gap.source.kind, gap.source.outlet) == ("republisher", "unknown", "unknown", None)
    assert gap.span is None
    assert "told to the declared origin" in gap.evidence


def test_the_hops_of_the_page_say_what_they_rest_on() -> None:
    (chain,) = chains(page("first-published Alpha; supplied Beta; canonical Gamma", "Echo"), [claim("Alpha")])
    behind = [(hop.source.name, hop.relation, hop.role, hop.basis) for hop in chain.hops[2:]]
    assert behind == [
        ("Beta", "declared", "republisher", "supplied"),
        ("Gamma", "canonical", "republisher", "stated"),
        ("Echo", "publishes", "publisher", "stated"),
    ]


# ----------------------------------------------------------------------------------------------- through the reader


@cache
def outlets() -> Registry:
    return registry(rulebase())


def chain_of(source: str, name: str = "page.md", **supplied: str) -> Chain:
    """The chain of the first claim of a file."""
    made = read(source.encode(), name, outlets(), Supplied(**supplied))  # type: ignore[arg-type]
    found = chains(made, attribute(made, outlets(), read_language(rulebase())))
    return found[0]


BODY = "Ada Kerr told Reuters that the ferry was sold in May, and that nobody had been paid for it.\n"


@pytest.mark.parametrize(
    ("source", "supplied", "expected"),
    [
        (BODY, {}, "Ada Kerr > Reuters"),
        (BODY, {"publisher": "theguardian.com"}, "Ada Kerr > Reuters > The Guardian"),
        (BODY, {"publisher": "Lake News"}, "Ada Kerr > Reuters > Lake News"),
        (BODY, {"publisher": "reuters.com"}, "Ada Kerr > Reuters"),
        (
            BODY,
            {"publisher": "theguardian.com", "origin": "Asia Times"},
            "Ada Kerr > Reuters > (gap) > Asia Times > The Guardian",
        ),
        (
            BODY + "\nThis article originally appeared on Asia Times.\n",
            {"publisher": "zerohedge.com"},
            "Ada Kerr > Reuters > (gap) > Asia Times > Zero Hedge",
        ),
        (
            "The ferry was sold in May, the port said.\n\nThis article originally appeared on Asia Times.\n",
            {"publisher": "zerohedge.com"},
            "port > Asia Times > Zero Hedge",
        ),
    ],
)
def test_a_file_has_this_chain(source: str, supplied: dict[str, str], expected: str) -> None:
    assert shown(chain_of(source, **supplied)) == expected
