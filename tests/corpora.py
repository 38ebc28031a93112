"""Small corpora made by hand, for tests: pages written as Markdown with front matter, read by the whole pipeline."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from checker import readers
from checker.attribution import Language, attribute, read_language
from checker.chains import chains
from checker.evidence.library.archives import Leaf
from checker.evidence.library.corpus import Corpus
from checker.evidence.library.documents import Document
from checker.evidence.library.gathering import gathered
from checker.evidence.library.relations import related
from checker.evidence.memory import Memory
from checker.model import ArticleReport, ExamplePage, Supplied
from checker.outlets import Registry, registry
from checker.rulebase import rulebase
from checker.sourcing import sourcing


@cache
def outlets() -> Registry:
    """Our own registry."""
    return registry(rulebase())


@cache
def english() -> Language:
    """Our own rules for English."""
    return read_language(rulebase())


@dataclass(frozen=True, slots=True)
class Page:
    """A page of an invented site."""

    url: str
    body: str
    publisher: str = ""
    published: str = ""
    title: str = "Harbour news"

    def source(self) -> str:
        """The page as a Markdown file."""
        head = {"title": self.title, "publisher": self.publisher, "date": self.published, "canonical": self.url}
        lines = "".join(f"{key}: {value}\n" for key, value in head.items() if value)
        return f"---\n{lines}---\n\n# {self.title}\n\n{self.body}\n"


def examined(page: Page) -> ArticleReport:
    """The report of a page before anything was compared."""
    article = readers.read(page.source().encode(), "page.md", outlets(), Supplied(url=page.url))
    claims = attribute(article, outlets(), english())
    routes = chains(article, claims)
    return ArticleReport(article, claims, routes, sourcing(article, claims, routes))


def made(page: Page) -> Document:
    """The page as a document of a corpus."""
    found = gathered(Leaf("page.md", page.url, page.source().encode()), outlets(), english())
    assert isinstance(found, Document), found
    return found


def filled(folder: Path, *pages: Page) -> Corpus:
    """A corpus of these pages, open for reading and writing."""
    corpus = Corpus.open(folder, write=True)
    corpus.add_all(made(page) for page in pages)
    return corpus


def beside(report: ArticleReport, pages: Sequence[ExamplePage]) -> ArticleReport:
    """The report beside a corpus of the pages that an example brings along."""
    records = Memory.of(pages)
    leaves = [
        Leaf(page.url, page.url, records.page(capture).body, "utf-8", "html")
        for page in pages
        for capture in records.captures(page.url)
    ]
    with tempfile.TemporaryDirectory() as folder, Corpus.open(Path(folder), write=True) as corpus:
        found = [gathered(leaf, outlets(), english()) for leaf in leaves]
        corpus.add_all(one for one in found if isinstance(one, Document))
        return related(report, corpus)
