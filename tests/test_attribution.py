"""What is claimed, by whom, on which route: sentences of every construction that the law of claims and hops names.

The cases are in attribution_cases.yaml. A case fails where a claim is missing, too much, out of order, or has another
route, kind or content.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from checker.attribution import attribute, read_language
from checker.model import Claim, Hop
from checker.outlets import Registry, registry
from checker.rulebase import load, rulebase
from tests.benchmarks.articles import article_of

_ARTICLES = {"the", "a", "an"}
# A head noun is the last word before one of these.
_BEHIND_HEAD = {"of", "with", "from", "who", "that", "familiar", "close", "at", "in", "for", "by", "on", "to"}


@dataclass(frozen=True, slots=True)
class Case:
    """A passage and its claims; `wrong` tells what the engine makes of one that it gets wrong."""

    shows: str
    text: str
    claims: tuple[str, ...]
    publisher: str = ""
    wrong: str = ""


CASES: list[Case] = load(Path(__file__).with_name("attribution_cases.yaml"), list[Case])


@cache
def outlets() -> Registry:
    return registry(rulebase())


def claims_of(case: Case) -> list[Claim]:
    """The claims that a reader counts: statements and findings, none inside another."""
    row = {"id": "case", "text": case.text, "publisher_domain": case.publisher}
    found = attribute(article_of(row, outlets()), outlets(), read_language(rulebase()))
    return [
        claim
        for claim in found
        if claim.act in {"statement", "finding"} and claim.kind != "linked" and not claim.nested
    ]


def words(name: str) -> list[str]:
    return [word for word in re.findall(r"[^\W_]+", name.casefold()) if word not in _ARTICLES]


def head(name: str) -> str:
    """The word that a name or noun phrase stands on."""
    found = words(name)
    end = next((place for place, word in enumerate(found) if place and word in _BEHIND_HEAD), len(found))
    return found[end - 1] if found else ""


def is_hop(expected: str, hop: Hop) -> bool:
    """Whether a hop is the one expected: the same outlet, or a name with the same head that has all its words."""
    carried, name = expected.startswith("~"), expected.removeprefix("~")
    if carried != (hop.basis == "carried-over"):
        return False
    known = outlets().by_name(name)
    if known is not None and known.id and hop.source.outlet is not None and hop.source.kind == "outlet":
        return known.id == hop.source.outlet.id
    return head(name) == head(hop.source.name) and set(words(name)) <= set(words(hop.source.name))


def is_piece(expected: str, found: str) -> bool:
    """Whether a piece of content begins and ends as expected; without an ellipsis it is the whole piece."""
    first, gap, last = expected.partition(" … ")
    return found.startswith(first) and found.endswith(last) and len(found) > len(first) if gap else found == expected


def is_claim(expected: str, claim: Claim, text: str) -> bool:
    """Whether a claim has the route, kind and content of a line of a case."""
    route, kind, content = expected.split(" | ")
    hops, pieces = route.split(" > "), content.split(" // ")
    return (
        len(hops) == len(claim.hops)
        and all(is_hop(name, hop) for name, hop in zip(hops, claim.hops, strict=True))
        and kind == claim.kind
        and len(pieces) == len(claim.content)
        and all(is_piece(piece, span.of(text)) for piece, span in zip(pieces, claim.content, strict=True))
    )


def shown(claim: Claim, text: str) -> str:
    """A claim as a case writes it."""
    route = " > ".join(("~" if hop.basis == "carried-over" else "") + hop.source.name for hop in claim.hops)
    return f"{route} | {claim.kind} | {' // '.join(span.of(text) for span in claim.content)}"


def parameters() -> list[Any]:
    """Every case; those that go wrong are expected to."""
    return [
        pytest.param(
            case, id=case.shows, marks=[pytest.mark.xfail(reason=case.wrong, strict=True)] if case.wrong else []
        )
        for case in CASES
    ]


@pytest.mark.parametrize("case", parameters())
def test_a_passage_has_these_claims(case: Case) -> None:
    found = claims_of(case)
    agree = len(found) == len(case.claims) and all(
        is_claim(expected, claim, case.text) for expected, claim in zip(case.claims, found, strict=True)
    )
    assert agree, [shown(claim, case.text) for claim in found]


def test_cases_are_told_apart_and_are_many() -> None:
    assert len({case.shows for case in CASES}) == len({case.text for case in CASES}) == len(CASES)
    assert len(CASES) >= 80


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.shows)
def test_every_hop_of_a_case_rests_on_words_or_on_an_earlier_claim(case: Case) -> None:
    for claim in claims_of(case):
        assert claim.hops
        assert claim.hops[0].role == "origin"
        for hop in claim.hops:
            assert (hop.span is None) == (hop.basis in {"carried-over", "unknown"}) or hop.source.kind == "unknown"


def test_attributions_in_each_others_content_come_to_an_end() -> None:
    text = "Kerr knew it. Tom Roe said when he was talking about the ferry, te said, ‘It holds,'” Voss told them."
    found = claims_of(Case("", text, ()))
    assert found
    assert all(0 <= span.start < span.end <= len(text) for claim in found for span in claim.content)
