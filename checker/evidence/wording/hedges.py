"""Words beside a quotation on a page that turn, bind or soften it, and that the article left away.

A negation or a "may" counts in the clause that the quotation goes on with, a condition in the whole sentence; outside
the page's quotation marks only what stands directly before them does. The words are markers of the language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from checker.evidence.wording.alterations import LONGEST
from checker.evidence.wording.differences import edits
from checker.evidence.wording.excerpts import Excerpt
from checker.evidence.wording.folding import Prepared
from checker.model import ArticleReport, Claim, Span
from checker.sourcing.markers import Markers

NEGATIONS, CONDITIONS, MODALS = "quote-negations", "quote-conditions", "quote-modals"
IDIOMS = "quote-idioms"  # "not only", "if you ask me": no hedges
KINDS = (NEGATIONS, CONDITIONS, MODALS)
_SENTENCE = re.compile(r"[.!?…][”\"’')\]]*\s+(?=[“\"‘'(\[]?[^\W\d_a-zа-я])|\n")
_CLAUSE = re.compile(r"[,;:—–()]|\s-\s|\b(?:and|but|or)\b")
_NEGATED = re.compile(r"\s+(?:not|never)\b")
_BEHIND = re.compile(r"[\s,—–-]*(?:(?:but|and) )?")
# Words of the clause before a quotation, directly before its marks, and cut out of it by an ellipsis.
_BEFORE, _DIRECTLY, _CUT_OUT = 8, 3, 5


def dropped(
    part: ArticleReport, claim: Claim, quote: str, place: Span, page: ArticleReport, ready: Prepared, known: Markers
) -> str:
    """The hedge that stands beside a quotation at a place of the page; "" where there is none or the article has one.

    `ready` is the page's text prepared, `known` the markers of its language.
    """
    sentence = claim.sentence.of(part.article.text)
    if any(known[kind].found(f"{sentence} {quote}") for kind in KINDS) or claim.hedge is not None:
        return ""
    paragraph = _paragraph(part, claim)
    for kind, hedge in _beside(quote, place, page, ready, known):
        if not known[kind].found(paragraph):
            return " ".join(hedge.split())
    return ""


def _paragraph(part: ArticleReport, claim: Claim) -> str:
    blocks = (block.span for block in part.article.blocks if block.span.overlaps(claim.sentence))
    return " ".join(span.of(part.article.text) for span in blocks)


def _beside(quote: str, place: Span, page: ArticleReport, ready: Prepared, known: Markers) -> Iterator[tuple[str, str]]:
    text = ready.text
    start = _sentence_start(text, place.start)
    marks = next((span for span in ready.quotations if span.start <= place.start < span.end), None)
    inside = text[max(start, marks.start + 1) if marks else start : place.start]
    outside = text[start : marks.start] if marks and start <= marks.start else ""
    yield from _before(inside, known, _BEFORE)
    if outside and not any(letter.isalnum() for letter in inside):
        yield from _introducing(Span(start, marks.start if marks else start), place, page, known)
    behind = text[place.end : _sentence_end(text, place.end, marks)]
    lead = _BEHIND.match(behind)
    rest = behind[lead.end() if lead else 0 :]
    yield from ((CONDITIONS, span.of(rest)) for span in _spans(CONDITIONS, rest, known) if span.start == 0)
    cut = _NEGATED.match(behind)
    if cut:
        yield NEGATIONS, cut[0]
    yield from _cut_out(quote, place, ready, known)


def _spans(kind: str, words: str, known: Markers) -> list[Span]:
    idioms = known[IDIOMS].spans(words)
    return [span for span in known[kind].spans(words) if not any(span.overlaps(idiom) for idiom in idioms)]


def _before(words: str, known: Markers, most: int) -> Iterator[tuple[str, str]]:
    for span in _spans(CONDITIONS, words, known):
        yield CONDITIONS, span.of(words)
    clause = " ".join(_CLAUSE.split(words)[-1].split()[-most:])
    for kind in (NEGATIONS, MODALS):
        for span in _spans(kind, clause, known):
            yield kind, span.of(clause)


def _introducing(before: Span, place: Span, page: ArticleReport, known: Markers) -> Iterator[tuple[str, str]]:
    """What stands directly before the page's own quotation marks; with a cue there, only what belongs to the cue."""
    text = page.article.text
    claims = [claim for claim in page.claims if any(span.overlaps(place) for span in claim.content)]
    for claim in claims:
        if claim.hedge is not None:
            yield MODALS, claim.hedge.of(text)
    cues = [claim.cue for claim in claims if claim.cue is not None and before.overlaps(claim.cue)]
    words = cues[0].of(text) if cues else " ".join(_CLAUSE.split(before.of(text))[-1].split()[-_DIRECTLY:])
    for kind in (NEGATIONS, MODALS):
        for span in _spans(kind, words, known):
            yield kind, span.of(words)


def _cut_out(quote: str, place: Span, ready: Prepared, known: Markers) -> Iterator[tuple[str, str]]:
    """A negation among a few words that an ellipsis or a bracket of the article stands for."""
    words = ready.words.touching(place.start, place.end)
    quoted = ready.coded(Excerpt.of(quote, ready.spelling).words.folded)
    if max(len(quoted), len(words)) > LONGEST:
        return
    for edit in edits(quoted, ready.line[words.start : words.stop]):
        if 0 < edit.printed[1] - edit.printed[0] <= _CUT_OUT:
            left = ready.words.span(words.start + edit.printed[0], words.start + edit.printed[1]).of(ready.text)
            yield from ((NEGATIONS, span.of(left)) for span in _spans(NEGATIONS, left, known))


def _sentence_start(text: str, offset: int) -> int:
    low = max(offset - 600, 0)
    ends = [found.end() for found in _SENTENCE.finditer(text, low, offset + 1) if found.end() <= offset]
    return ends[-1] if ends else low


def _sentence_end(text: str, offset: int, marks: Span | None) -> int:
    found = _SENTENCE.search(text, offset)
    end = found.start() if found else len(text)
    return min(end, marks.end - 1) if marks and marks.end > offset else end
