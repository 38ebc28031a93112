"""What is on record about the pages that an article links, put into its report before policies judge it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from checker.errors import CheckerError
from checker.evidence.keeping.store import Store, holds_store
from checker.evidence.library.corpus import FILE, Corpus
from checker.evidence.library.relations import related
from checker.evidence.memory import Memory
from checker.evidence.pages import Page, Records, address_key
from checker.evidence.web.states import check
from checker.evidence.wording.matching import Cited, matches
from checker.model import ArticleReport, Link, LinkCheck
from checker.rulebase import Rulebase

_KEPT = 256  # pages with their claims


class Dossier:
    """Adds to a report what the records say: the state of each link, each claim beside its pages, copies and loops.

    `look` reads a captured page and finds its claims. Nothing is fetched and nothing is written.
    """

    def __init__(
        self,
        records: Records,
        look: Callable[[Page], ArticleReport],
        corpus: Corpus | None = None,
        rules: Rulebase | None = None,
    ) -> None:
        """Without `rules` our own say which spellings are one word and what hedges."""
        self.records, self.corpus, self.rules = records, corpus, rules
        self._look = look
        # A page is cited by neighbouring articles; an archive of thousands must not fill the memory with its pages.
        self._kept = lru_cache(maxsize=_KEPT)(self._read)
        self._faults: dict[str, str] = {}

    def enriched(self, part: ArticleReport) -> ArticleReport:
        """The report with checks of its links, matches of its claims, and its copies and loops in the corpus."""
        article = part.article
        links = tuple(self._checked(link, article.provenance.published) for link in article.links)
        part = replace(part, article=replace(article, links=links))
        cited = list(self._cited(part))
        faults = dict.fromkeys(self._faults[one.check.capture] for one in cited if one.check.capture in self._faults)
        warned = (*article.warnings, *faults)
        part = matches(replace(part, article=replace(part.article, warnings=warned)), cited, self.rules)
        return part if self.corpus is None else related(part, self.corpus)

    def _checked(self, link: Link, published: date | None) -> Link:
        if not link.target:
            return link
        found = check(self.records.visits(link.target), link, published)
        return replace(link, check=found, state=found.state)

    def _cited(self, part: ArticleReport) -> Iterator[Cited]:
        """The captured pages behind the links that claims and their hops rest on, each once."""
        numbers = {number for claim in part.claims for number in claim.links}
        numbers |= {hop.link for claim in part.claims for hop in claim.hops if hop.link is not None}
        seen: set[str] = set()
        for number in sorted(numbers):
            link = part.article.links[number]
            key = address_key(link.target or "")
            if link.target and key not in seen:
                seen.add(key)
                yield Cited(link.target, self.page(link.check or LinkCheck(), link.target), link.check or LinkCheck())

    def page(self, found: LinkCheck, url: str) -> ArticleReport | None:
        """The report on the capture that a check names; None where there is none, or none that can be read."""
        return self._kept(found.capture, url) if found.capture else None

    def _read(self, digest: str, url: str) -> ArticleReport | None:
        for capture in reversed(self.records.captures(url)):
            if capture.sha256 == digest:
                try:
                    report = self._look(self.records.page(capture))
                except CheckerError as error:
                    self._faults[digest] = str(error)
                else:
                    self._faults.pop(digest, None)  # another capture of the same bytes was damaged
                    return report
        return None


def opened(folder: Path, look: Callable[[Page], ArticleReport], rules: Rulebase | None = None) -> Dossier:
    """The dossier of an evidence folder, opened for reading: a store of captures, a corpus, or both.

    Raises `EvidenceError` for a folder that holds neither, and for what cannot be used.
    """
    corpus = Corpus.open(folder) if (folder / FILE).is_file() else None
    if corpus is not None and not holds_store(folder):
        return Dossier(Memory((), (), ()), look, corpus, rules)
    return Dossier(Store.open(folder), look, corpus, rules)
