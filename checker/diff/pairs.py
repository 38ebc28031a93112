"""Which claim of the new version is which one of the old, by their words."""

from __future__ import annotations

import re
from collections import Counter

from checker.model import ArticleReport, Claim
from checker.sourcing.view import source_key
from checker.triage.fingerprints import folded

_ALIKE = 0.5
"""Share of words two claims must have in common to be one: an edit leaves most of a sentence, a new one a few."""


def counted(report: ArticleReport) -> tuple[Claim, ...]:
    """The claims that are compared: what somebody says or finds, not what stands inside another's words."""
    return tuple(
        claim
        for claim in report.claims
        if claim.act in {"statement", "finding"} and claim.kind != "linked" and not claim.nested
    )


def content(report: ArticleReport, claim: Claim) -> str:
    """The words of a claim, folded."""
    return folded(" ".join(span.of(report.article.text) for span in claim.content))


def words(text: str) -> list[str]:
    """The words of a text, in lower case, without punctuation."""
    return re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", text.casefold())


def paired(old: ArticleReport, new: ArticleReport) -> list[tuple[Claim, Claim | None]]:
    """Every claim of the old version with the one of the new that it became, or None.

    The most alike first; among equals the one of the same source, then the one that stands nearest in the order.
    """
    before, after = counted(old), counted(new)
    bags = [Counter(words(content(new, claim))) for claim in after]
    scored = []
    for here, claim in enumerate(before):
        bag = Counter(words(content(old, claim)))
        for there, other in enumerate(after):
            alike = _share(bag, bags[there])
            if alike >= _ALIKE:
                same = source_key(claim.speaker) == source_key(other.speaker)
                scored.append((-alike, not same, abs(here - there), here, there))
    found: dict[int, int] = {}
    for *_, here, there in sorted(scored):
        if here not in found and there not in found.values():
            found[here] = there
    return [(claim, after[found[here]] if here in found else None) for here, claim in enumerate(before)]


def _share(one: Counter[str], other: Counter[str]) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


def stands_alone(claim: str, sentence: Counter[str]) -> bool:
    """Whether a sentence holds nearly all words of a claim: it stays, and nobody says it any more."""
    bag = Counter(words(claim))
    return bag.total() >= 4 and (bag & sentence).total() >= 0.8 * bag.total()
