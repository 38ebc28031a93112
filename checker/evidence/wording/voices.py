"""Whether a page gives the words of a claim to somebody else. In doubt it does not: a wrong answer accuses a writer.

Only two people with full names are told apart, both printed where they speak, when nothing on either page joins them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz

from checker.evidence.wording.folding import Words
from checker.evidence.wording.spelling import Spelling
from checker.model import ArticleReport, Claim, Source, Span

_ALIKE = 70  # "Medvedev" and "Medwedew", "Yatsenyuk" and "Yatseniuk" are over it
_NAMES = Spelling()


def another(
    part: ArticleReport, claim: Claim, compared: Span, page: ArticleReport, spots: Sequence[Span]
) -> Source | None:
    """The person whom the page names for these words at each of `spots`, when it is not the one whom the claim names.

    `compared` is the part of the claim that was looked for.
    """
    mine = claim.speaker
    if not spots or not _named_here(claim):
        return None
    here = [mine, *_all(claim)]
    for other in part.claims:
        if other is not claim and any(span.overlaps(compared) for span in other.content):
            here += [other.speaker, *_all(other)]
    carriers = {hop.source.id for hop in claim.hops if hop.role != "origin" and hop.source.kind == "organisation"}
    here = [source for source in here if source.id not in carriers or source is mine]  # “said Lee, the board reported”
    found: list[Source] = []
    for spot in spots:
        holding = [other for other in page.claims if any(_holds(span, spot) for span in other.content)]
        if not holding or not all(_certain(other, spot) for other in holding):
            return None
        there = [source for other in holding for source in (other.speaker, *_all(other))]
        if any(same_person(one, other) for one in here for other in there):
            return None
        if any(_mentioned(mine, page.article.text[span.start : span.end]) for span in _around(page, spot)):
            return None
        found += [other.speaker for other in holding]
    names = {source.name for source in found}
    return found[0] if len(names) == 1 else None


def same_person(one: Source, other: Source) -> bool:
    """Whether two sources may be one: a shared or alike word of their names, or a name too short to tell.

    Anything but two full names of people may be one: a title, a pronoun, a spokesman, a body.
    """
    mine, theirs = _full(one), _full(other)
    if not mine or not theirs:
        return not (one.kind in _BODIES or other.kind in _BODIES)
    return any(_alike(word, like) for word in mine for like in theirs)


# Outlets and papers on the way of the words are nobody's voice.
_BODIES = {"outlet", "document"}


def _alike(word: str, other: str) -> bool:
    return word == other or (min(len(word), len(other)) > 3 and fuzz.ratio(word, other) >= _ALIKE)


def _full(source: Source) -> list[str]:
    """The words of a person's full name, folded; none for anything else."""
    if source.kind != "person" or not source.named or source.plural:
        return []
    words = [word for word in Words.of(source.name, _NAMES).folded if len(word) > 1]
    return words if len(words) > 1 else []


def _named_here(claim: Claim) -> bool:
    """Whether the speaker is a person with a full name, printed as such where the claim is made."""
    source = claim.speaker
    printed = source.span is not None and not source.pronoun
    return bool(_full(source)) and printed and claim.confidence != "low" and not claim.continues


def _certain(claim: Claim, spot: Span) -> bool:
    stated = bool(claim.hops) and claim.hops[0].basis == "stated" and claim.cue is not None
    return (
        stated
        and claim.confidence == "high"
        and claim.kind in {"direct", "mixed"}
        and _named_here(claim)
        and claim.sentence.overlaps(spot)
    )


def _all(claim: Claim) -> Iterable[Source]:
    """Whoever stands on the way of the words; whom they were told to only where that is a person's name."""
    yield from (hop.source for hop in claim.hops if hop.relation != "told" or hop.role == "origin")
    if claim.recipient is not None and _full(claim.recipient):
        yield claim.recipient


def _holds(content: Span, spot: Span) -> bool:
    shared = min(content.end, spot.end) - max(content.start, spot.start)
    return 2 * shared > spot.end - spot.start


def _around(page: ArticleReport, spot: Span) -> Iterable[Span]:
    """The paragraphs that hold a place, and the one before."""
    blocks = [block.span for block in page.article.blocks]
    for number, span in enumerate(blocks):
        if span.overlaps(spot):
            yield from blocks[max(number - 1, 0) : number + 1]


def _mentioned(source: Source, words: str) -> bool:
    """Whether the last name of a person stands in some words, so that he may well be the one who speaks there."""
    last = _full(source)[-1:]
    return bool(last) and any(_alike(last[0], word) for word in Words.of(words, _NAMES).folded)
