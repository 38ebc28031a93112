"""Whose reports rest on whose: followed from an article through the documents of a corpus that hold the same words.

A document rests on another where it cites its publisher or its page for these words, or declares it as the origin of
its whole text, and the other holds them too. What the corpus does not hold is not followed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from checker.evidence.library.corpus import Corpus
from checker.evidence.library.documents import Citation, Entry, cited, keys, outlet_key, own_keys, page_key
from checker.evidence.library.holdings import Holding
from checker.model import Article, ArticleReport, Claim, Loop
from checker.sourcing.view import outlet_hops

_LEAST = 6  # words of a claim: fewer are in many documents by chance
_DEEPEST = 6  # documents that are followed one behind the other
_WIDEST = 200  # documents that are followed from one claim: a saying of everybody's would lead to all
_MOST = 20  # documents that one claim cites: of an agency that printed the words again and again


@dataclass(slots=True)
class Reliances:
    """What was found: the primary report behind a claim, and the common report behind outlets that are cited.

    `primary` is by claim; `roots` by the key of an outlet that is cited: the report that its own rests on (an address,
    or the key of an outlet whose report the corpus does not hold), with the name of its publisher; `names` by outlet.
    """

    primary: dict[str, str] = field(default_factory=dict)
    roots: dict[str, tuple[str, str]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def publisher(self, outlet: str) -> str:
        """Whose report that of the outlet rests on, "" where it is its own or not known."""
        return self.roots.get(outlet, ("", ""))[1]

    def beside(self, outlet: str) -> tuple[str, ...]:
        """The names of the other outlets cited whose reports rest on the same."""
        root = self.roots.get(outlet, ("", ""))[0]
        others = (key for key, (other, _) in self.roots.items() if root and other == root and key != outlet)
        return tuple(self.names[key] for key in others)


@dataclass(frozen=True, slots=True)
class Cited:
    """A claim, the documents that hold its words, and one of these that it cites."""

    claim: Claim
    held: tuple[Holding, ...]
    first: Holding


def cited_holdings(report: ArticleReport, corpus: Corpus) -> Iterator[Cited]:
    """The documents that an article cites, once for each of its claims whose words they hold."""
    article = report.article
    for claim in report.claims:
        given = tuple(cited(article, claim))
        longest = max((span.of(article.text) for span in claim.content), key=len, default="")
        if claim.nested or not given or len(longest.split()) < _LEAST:
            continue
        held = tuple(one for one in corpus.holders(longest) if not is_of(article, one.document, corpus))
        others = (one for one in _matched(given, held) if not keys(one.document) & own_keys(article))
        yield from (Cited(claim, held, one) for one in islice(others, _MOST))


def loops(report: ArticleReport, corpus: Corpus, found: Iterable[Cited] | None = None) -> tuple[Loop, ...]:
    """The documents that the article cites for words that they have, in the end, from the article's own publisher.

    `found` are its cited holdings, where they are known already.
    """
    made: dict[tuple[str, ...], Loop] = {}
    for one in cited_holdings(report, corpus) if found is None else found:
        way = _back(report.article, one, corpus)
        if way:
            sources = (report.article.url or report.article.source, *(step.document.address for step in way))
            made.setdefault(sources, Loop(sources, one.claim.id, one.claim.sentence))
    return tuple(made.values())


def _back(article: Article, start: Cited, corpus: Corpus) -> tuple[Holding, ...]:
    """The shortest way from the document cited, over others that hold the words, back to the article."""
    own, pages = own_keys(article), addresses(article)
    passed = {start.first.document.number}
    waiting: deque[tuple[Holding, ...]] = deque([(start.first,)])
    while waiting:
        way = waiting.popleft()
        given = corpus.citations(way[-1].document.number, way[-1].span)
        if any(one.page in pages or one.outlet in own for one in given):
            return way
        for step in _matched(given, start.held):
            if step.document.number not in passed and len(passed) < _WIDEST:
                passed.add(step.document.number)
                waiting.append((*way, step))
    return ()


def reliances(report: ArticleReport, corpus: Corpus, found: Iterable[Cited] | None = None) -> Reliances:
    """On whose reports the documents rest that the article cites; `found` as for `loops`."""
    made = Reliances()
    for one in cited_holdings(report, corpus) if found is None else found:
        claim, first = one.claim, one.first
        given = tuple(cited(report.article, claim))
        root, name, last = _root(first, one.held, corpus)
        publisher = keys(last.document) if last is not None else frozenset({root})
        if last is not None and not publisher & own_keys(report.article) and not any(_matched(given, (last,))):
            made.primary.setdefault(claim.id, ", ".join(part for part in (name, last.document.address) if part))
        declared = {one.outlet for one in given} if any(hop.role == "relay" for hop in claim.hops) else set()
        if declared & publisher - keys(first.document):
            continue  # "the Times, citing the Post": the article says so itself
        for hop in outlet_hops(claim.hops):
            key = outlet_key(hop.source.name, hop.source.outlet)
            if key in keys(first.document) and key not in made.roots:
                made.roots[key] = (root, "" if key in publisher else name)
                made.names[key] = hop.source.name
    return made


def _root(first: Holding, held: Sequence[Holding], corpus: Corpus) -> tuple[str, str, Holding | None]:
    """Where a document's words come from: address or key, the publisher's name, and the document where there is one."""
    step, passed = first, {first.document.number}
    for _ in range(_DEEPEST):
        given = corpus.citations(step.document.number, step.span)
        behind = [one for one in _matched(given, held) if one.document.number not in passed]
        if not behind:
            break
        step = min(behind, key=lambda one: (one.document.published or date.max, one.document.address))
        passed.add(step.document.number)
    else:
        return "", "", None
    outside = {one.outlet: one.name for one in given if one.outlet and one.outlet not in keys(step.document)}
    known = {key for number in passed for key in keys(corpus.entry(number))}
    outside = {key: name for key, name in outside.items() if key not in known}
    if len(outside) == 1:
        ((key, name),) = outside.items()
        return key, name, None
    return page_key(step.document.address), step.document.publisher or step.document.address, step


def _matched(given: Iterable[Citation], held: Sequence[Holding]) -> Iterator[Holding]:
    """Those of some documents that are cited, by their page or by their publisher."""
    pages = {one.page for one in given if one.page}
    outlets = {one.outlet for one in given if one.outlet}
    for one in held:
        if page_key(one.document.address) in pages or keys(one.document) & outlets:
            yield one


def addresses(article: Article) -> frozenset[str]:
    """The keys of an article's own addresses: given, canonical, and the file's."""
    return frozenset(page_key(one) for one in (article.url, article.provenance.canonical, article.source) if one)


def is_of(article: Article, entry: Entry, corpus: Corpus) -> bool:
    """Whether a document is this very article: at one of its addresses, or the same file under another path."""
    if page_key(entry.address) in addresses(article):
        return True
    name = article.source.replace("\\", "/").rpartition("/")[2]
    lies = "://" not in entry.address and entry.address.rpartition("/")[2] == name
    return lies and corpus.text(entry.number) == article.text
