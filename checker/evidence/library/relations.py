"""One article beside the documents of a corpus: who else has its words, and whether it says so.

Copies are counted in the article's own words: quotations, small print and what was said in public belong to others, or
to everybody. Two texts share a word where five words in a row are the same in both (a phrase in common is no copy).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from checker.evidence.library.comparing import changed
from checker.evidence.library.corpus import Corpus
from checker.evidence.library.documents import Credits, Entry, keys, outlet_key, own_keys, page_key
from checker.evidence.library.holdings import Holding
from checker.evidence.library.reliance import cited_holdings, is_of, loops, reliances
from checker.evidence.library.shingles import Words, sketch, words
from checker.model import Article, ArticleReport, BlockKind, Copy, Span
from checker.sourcing.view import quotations

_RUN = 5  # words in a row
_LEAST_WORDS, _LEAST_SHARE = 25, 10  # words and hundredths below which nothing is said
_COMMON = 1000  # places of one hash: a phrase that so many documents hold tells nothing
_MOST = 200  # documents compared word by word, those with the most hashes in common
_OWN_KINDS: frozenset[BlockKind] = frozenset({"headline", "heading", "paragraph", "other"})


def related(report: ArticleReport, corpus: Corpus) -> ArticleReport:
    """The report with what the corpus adds: copies, loops, and on whose reports the cited ones rest."""
    cited = tuple(cited_holdings(report, corpus))
    found = reliances(report, corpus, cited)
    footings = tuple(
        replace(one, primary=found.primary.get(one.claim, one.primary)) for one in report.sourcing.footings
    )
    outlets = tuple(
        replace(one, rests_on=found.publisher(key), rests_with=found.beside(key))
        for one in report.sourcing.outlets
        for key in (outlet_key(one.name, one.outlet),)
    )
    sourcing = replace(report.sourcing, footings=footings, outlets=outlets)
    return replace(report, copies=copies(report, corpus), loops=loops(report, corpus, cited), sourcing=sourcing)


# ---------------------------------------------------------------------------------------------------- copies


@dataclass(frozen=True, slots=True)
class _Shared:
    """A document and the numbers of the article's own words that it has."""

    entry: Entry
    words: frozenset[int]
    longest: Span
    credited: bool
    own: bool


def copies(report: ArticleReport, corpus: Corpus) -> tuple[Copy, ...]:
    """The documents that hold a tenth or more of the article's own words, earliest first, undated ones last.

    Of several versions of one page the one that shares most counts; this article itself, wherever it lies, does not.
    """
    article = report.article
    stretches = [found for span in _own(report) if len(found := words(article.text, (span,))) >= _RUN]
    total = sum(map(len, stretches))
    if total < _LEAST_WORDS:
        return ()
    named = Credits(article, report.claims)
    shared: dict[str, _Shared] = {}
    for entry in _candidates(stretches, corpus):
        if is_of(article, entry, corpus):
            continue
        one = _compared(stretches, entry, corpus, named, article)
        page = page_key(entry.address)
        if one is not None and (page not in shared or len(one.words) > len(shared[page].words)):
            shared[page] = one
    told = {
        number
        for one in shared.values()
        if (one.own or one.credited) and not _later(one.entry, article)
        for number in one.words
    }
    made = [_copy(one, article, total, told) for one in shared.values()]
    kept = sorted(
        (copy for copy in made if copy.shared >= _LEAST_SHARE),
        key=lambda copy: (copy.published or date.max, copy.source),
    )
    return tuple(
        replace(copy, first=all(other.undisclosed < copy.undisclosed for other in kept[:number]))
        for number, copy in enumerate(kept)
    )


def _copy(one: _Shared, article: Article, total: int, told: set[int]) -> Copy:
    entry, published = one.entry, article.provenance.published
    return Copy(
        source=entry.address,
        span=one.longest,
        shared=100 * len(one.words) // total,
        title=entry.title,
        publisher=entry.publisher,
        outlet=entry.outlet,
        kind=entry.kind,
        published=entry.published,
        earlier=bool(entry.published and published and entry.published < published),
        credited=one.credited,
        capture=entry.sha256,
        own=one.own,
        undisclosed=100 * len(one.words - told) // total,
        later=_later(entry, article),
    )


def _later(entry: Entry, article: Article) -> bool:
    published = article.provenance.published
    return bool(entry.published and published and entry.published > published)


def _own(report: ArticleReport) -> Iterator[Span]:
    """The parts of the article in its own words."""
    article = report.article
    public = [span for claim in report.claims if claim.public for span in claim.content]
    small = [notice.span for notice in article.provenance.notices]
    left = _merged(chain(quotations(article), public, small))
    ends = [span.end for span in left]
    for block in article.blocks:
        if not (block.kind == "headline" or block.body) or block.kind not in _OWN_KINDS:
            continue
        start = block.span.start
        for hole in left[bisect_right(ends, start) :]:
            if hole.start >= block.span.end:
                break
            if hole.start > start:
                yield Span(start, hole.start)
            start = max(start, hole.end)
        if start < block.span.end:
            yield Span(start, block.span.end)


def _merged(spans: Iterable[Span]) -> list[Span]:
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(span.end, found[-1].end))
        else:
            found.append(span)
    return found


def _candidates(stretches: Sequence[Words], corpus: Corpus) -> list[Entry]:
    grams = {gram for stretch in stretches for gram, _ in sketch(stretch.folded)}
    votes: Counter[int] = Counter()
    for places in corpus.places(grams, _COMMON).values():
        if len(places) < _COMMON:
            votes.update({number for number, _ in places})
    least = max(2, len(grams) * _LEAST_SHARE // 200)  # half of what a share of words gives: edits break hashes first
    ranked = sorted(votes.items(), key=lambda vote: (-vote[1], vote[0]))
    return [corpus.entry(number) for number, count in ranked[:_MOST] if count >= least]


def _compared(
    stretches: Sequence[Words], entry: Entry, corpus: Corpus, named: Credits, article: Article
) -> _Shared | None:
    theirs = words(corpus.text(entry.number)).folded
    runs = set(zip(*(theirs[start:] for start in range(_RUN)), strict=False))
    held: set[int] = set()
    longest, length, before = Span(0, 0), 0, 0
    for stretch in stretches:
        ours = stretch.folded
        here = {
            number
            for start, run in enumerate(zip(*(ours[first:] for first in range(_RUN)), strict=False))
            if run in runs
            for number in range(start, start + _RUN)
        }
        for first, last in _ranges(sorted(here)):
            if last - first > length:
                longest, length = stretch.span(first, last), last - first
        held.update(before + number for number in here)
        before += len(stretch)
    if len(held) < _LEAST_WORDS:
        return None
    return _Shared(entry, frozenset(held), longest, named.hold(entry), bool(own_keys(article) & keys(entry)))


def _ranges(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last (exclusive) of each run of numbers."""
    for place, number in enumerate(numbers):
        if place == 0 or numbers[place - 1] != number - 1:
            first = number
        if place + 1 == len(numbers) or numbers[place + 1] != number + 1:
            yield first, number + 1


# ------------------------------------------------------------------------------------------------- variants


@dataclass(frozen=True, slots=True)
class Variant:
    """One wording of a quotation: what is printed, by whom (earliest first), and the diff from the first wording."""

    words: str
    holdings: tuple[Holding, ...]
    difference: str = ""


def variants(quote: str, corpus: Corpus) -> tuple[Variant, ...]:
    """The wordings of a quotation in the corpus, in the order in which they first appear ("first in this corpus")."""
    found: dict[tuple[str, ...], list[Holding]] = {}
    for holding in corpus.holders(quote):
        found.setdefault(words(holding.words).folded, []).append(holding)
    first = next(iter(found.values()), [])
    return tuple(
        Variant(group[0].words, tuple(group), changed(group[0].words, first[0].words)) for group in found.values()
    )
