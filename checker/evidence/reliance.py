"""Whose reports rest on whose: followed from an article through the documents of a corpus that hold the same words.

A document rests on another where it cites its publisher or its page for these words, or declares it as the origin of
its whole text, and the other holds them too. What the corpus does not hold is not followed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from checker.evidence.corpus import Corpus
from checker.evidence.documents import Citation, Entry, cited, keys, outlet_key, own_keys, page_key
from checker.evidence.holdings import Holding
from checker.model import Article, ArticleReport, Claim, Loop
from checker.sourcing.view import outlet_hops

_LEAST = 6  # words of a claim: fewer are in many documents by chance
_DEEPEST = 6  # documents that are followed one behind the other


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
        root, name = self.roots.get(outlet, ("", ""))
        return name if root and name != self.names.get(outlet) else ""

    def beside(self, outlet: str) -> tuple[str, ...]:
        """The names of the other outlets cited whose reports rest on the same."""
        root = self.roots.get(outlet, ("", ""))[0]
        others = (key for key, (other, _) in self.roots.items() if root and other == root and key != outlet)
        return tuple(self.names[key] for key in others)


def loops(report: ArticleReport, corpus: Corpus) -> tuple[Loop, ...]:
    """The documents that the article cites for words that they have, in the end, from the article's own publisher."""
    found: dict[tuple[str, ...], Loop] = {}
    for claim, held, first in _cited_holdings(report, corpus):
        for path in _back(report.article, held, [first], corpus):
            sources = (report.article.url or report.article.source, *(step.document.address for step in path))
            found.setdefault(sources, Loop(sources, claim.id, claim.sentence))
    return tuple(found.values())


def _back(
    article: Article, held: Sequence[Holding], path: list[Holding], corpus: Corpus
) -> Iterator[tuple[Holding, ...]]:
    """The ways from a document, over others that hold the words, back to the article."""
    given = corpus.citations(path[-1].document.number, path[-1].span)
    own, pages = own_keys(article), addresses(article)
    if any(one.page in pages or one.outlet in own for one in given):
        yield tuple(path)
        return
    if len(path) < _DEEPEST:
        for step in _matched(given, held):
            if all(step.document.number != before.document.number for before in path):
                yield from _back(article, held, [*path, step], corpus)


def reliances(report: ArticleReport, corpus: Corpus) -> Reliances:
    """On whose reports the documents rest that the article cites."""
    found = Reliances()
    for claim, held, first in _cited_holdings(report, corpus):
        given = tuple(cited(report.article, claim))
        root, name, last = _root(first, held, corpus)
        declared = {one.outlet for one in given} if any(hop.role == "relay" for hop in claim.hops) else set()
        if last is not None and last is not first and not list(_matched(given, (last,))):
            found.primary.setdefault(claim.id, ", ".join(part for part in (name, last.document.address) if part))
        if last is not None and declared & keys(last.document) - keys(first.document):
            continue  # "the Times, citing the Post": the article says so itself
        for hop in outlet_hops(claim.hops):
            key = outlet_key(hop.source.name, hop.source.outlet)
            if key in keys(first.document) and key not in found.roots:
                found.roots[key], found.names[key] = (root, name), hop.source.name
    return found


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


def _cited_holdings(report: ArticleReport, corpus: Corpus) -> Iterator[tuple[Claim, tuple[Holding, ...], Holding]]:
    """Each claim with the documents that hold its words, and one of them that it cites."""
    article = report.article
    for claim in report.claims:
        given = tuple(cited(article, claim))
        longest = max((span.of(article.text) for span in claim.content), key=len, default="")
        if claim.nested or not given or len(longest.split()) < _LEAST:
            continue
        held = tuple(one for one in corpus.holders(longest) if not is_of(article, one.document, corpus))
        for one in _matched(given, held):
            if not keys(one.document) & own_keys(article):
                yield claim, held, one


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
