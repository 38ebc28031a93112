"""The pages of a trace: captures of a store of evidence, documents of a corpus, and what is fetched on the way."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from checker import readers
from checker.attribution import Language
from checker.collecting import uncollected
from checker.errors import CheckerError, InputError
from checker.evidence.library.documents import Entry
from checker.evidence.library.shingles import SHORTEST
from checker.evidence.pages import Page, Records, address_key
from checker.evidence.wording.quotations import find
from checker.inputs import is_address
from checker.model import ArticleReport, Capture, Copy, LinkCheck, Supplied, Visit
from checker.outlets import Registry
from checker.pipeline import LARGEST, examine
from checker.rulebase import Rulebase
from checker.trace.pages import Sheet

_VERSIONS = 6
"""Captures of one address that are read, newest first, until one holds the words."""


class Held(Protocol):
    """A document of the corpus that holds the words asked for."""

    @property
    def document(self) -> Entry:
        """Which one."""


class Library(Protocol):
    """What is asked of a corpus (`checker.evidence.library.corpus.Corpus`)."""

    def holders(self, quote: str) -> Sequence[Held]:
        """The documents that hold the words, by date."""

    def scan(self, quote: str) -> Sequence[Held]:
        """The same for words that are too few for an index."""

    def at(self, address: str) -> Sequence[Entry]:
        """All versions of the page at an address or path."""

    def text(self, number: int) -> str:
        """The text of a document."""

    def __len__(self) -> int:
        """How many documents there are."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the desk has its pages from; each may be missing.

    `check` says the state of a link from the looks at it (`states.check`); `copies` finds the documents that an article
    shares its words with; `kept` gives the page with these bytes (SHA-256), for a corpus of files that are no captures;
    `fetch` is told of addresses of which there is no capture, and leaves captures of them in `records`.
    """

    records: Records | None = None
    check: Callable[[Sequence[Visit]], LinkCheck] | None = None
    corpus: Library | None = None
    copies: Callable[[ArticleReport], Sequence[Copy]] | None = None
    kept: Callable[[str], Page | None] | None = None
    fetch: Callable[[Sequence[str]], None] | None = None


class Desk:
    """Pages from these sources, each read and examined once; the check of one that cannot be read says why."""

    def __init__(self, known: Registry, language: Language, sources: Sources, rules: Rulebase | None = None) -> None:
        """Without `rules` pages are read by our own."""
        self.known, self.language, self.sources, self.rules = known, language, sources, rules
        self._sheets: dict[tuple[str, str], Sheet | None] = {}
        self._faults: dict[str, str] = {}
        self._fetched: set[str] = set()

    # ------------------------------------------------------------------------------------------- as `Pages`

    def prepare(self, addresses: Sequence[str]) -> None:
        """Fetch what has no capture, where there is something that fetches."""
        missing = [
            each for each in addresses if is_address(each) and each not in self._fetched and not self._good(each)
        ]
        self._fetched.update(missing)
        if missing and self.sources.fetch:
            self.sources.fetch(missing)

    def page(self, address: str, words: str) -> Sheet | None:
        """The newest capture of an address that holds the words, else the newest, else the document of the corpus."""
        first: Sheet | None = None
        for capture in self._good(address)[:_VERSIONS]:
            sheet = self._captured(capture, address)
            if sheet is not None and find(words, sheet.report.article.text) is not None:
                return sheet
            first = first or sheet
        if first is None and self.sources.corpus is not None:
            for entry in reversed(self.sources.corpus.at(address)):
                if (sheet := self._document(entry)) is not None:
                    return sheet
        return first

    def check(self, address: str) -> LinkCheck:
        """What is on record about an address; for a capture that cannot be read, why."""
        records, check = self.sources.records, self.sources.check
        found = LinkCheck()
        if records is not None and check is not None:
            found = check(records.visits(address))
        fault = self._faults.get(address_key(address), "")
        return replace(found, reason=fault) if fault and not found.reason else found

    def holders(self, words: str, most: int) -> tuple[Sequence[Sheet], int]:
        """The documents of the corpus that hold the words, the earliest of many, and how many were left."""
        corpus = self.sources.corpus
        found = corpus.holders(words) if corpus is not None else ()
        if not found and corpus is not None and len(words.split()) < SHORTEST:
            found = corpus.scan(words)
        sheets = (self._document(held.document) for held in found[:most])
        return [sheet for sheet in sheets if sheet is not None], len(found[most:])

    def copies(self, sheet: Sheet) -> Sequence[Copy]:
        """The documents that a page shares its own words with."""
        return self.sources.copies(sheet.report) if self.sources.copies else ()

    def size(self) -> int:
        """How many documents the corpus has."""
        return len(self.sources.corpus) if self.sources.corpus is not None else 0

    # ------------------------------------------------------------------------------------------- reading

    def _good(self, address: str) -> list[Capture]:
        """Captures that a page can be read from, newest first, those of an archive behind the page's own."""
        if self.sources.records is None or not address:
            return []
        found = [
            each for each in self.sources.records.captures(address) if each.status == 0 or 200 <= each.status < 300
        ]
        newest: dict[str, Capture] = {}
        for each in reversed(found):
            newest.setdefault(each.sha256, each)
        return sorted(newest.values(), key=lambda capture: capture.original != "")

    def _captured(self, capture: Capture, address: str) -> Sheet | None:
        key = (capture.sha256, address_key(address))
        if key not in self._sheets:
            self._sheets[key] = self._read(capture, address)
        return self._sheets[key]

    def _read(self, capture: Capture, address: str) -> Sheet | None:
        records = self.sources.records
        if records is None:
            return None
        own = capture.original or capture.final_url or capture.url
        try:
            page = records.page(capture)
            report = self._examined(page.body, own, Supplied(url=own if is_address(own) else ""), page.charset)
        except Exception as error:  # a page that nobody chose must not end the trace
            self._faults[address_key(address)] = _line(error).removeprefix(f"{own}: ")
            return None
        archived = (capture.final_url or capture.url) if capture.original else ""
        return Sheet(address, report, "" if capture.original else capture.final_url, capture.sha256, archived)

    def _document(self, entry: Entry) -> Sheet | None:
        """A document's page as it was captured or lies on the disk; where it is gone, its words without links."""
        key = (entry.sha256, entry.address)
        if key not in self._sheets:
            self._sheets[key] = self._opened(entry)
        return self._sheets[key]

    def _opened(self, entry: Entry) -> Sheet | None:
        for capture in self._good(entry.address):
            if capture.sha256 == entry.sha256:
                return self._captured(capture, entry.address)
        supplied = Supplied(url=entry.address if is_address(entry.address) else "")
        try:
            page = (self.sources.kept(entry.sha256) if self.sources.kept else None) or _file(entry)
            if page is not None:
                # What a file gives as its address is what it declares, and a repost declares the original's.
                supplied = Supplied(url=page.url if is_address(page.url) else "")
                return Sheet(page.url, self._examined(page.body, page.url, supplied, page.charset), "", entry.sha256)
            words = self.sources.corpus.text(entry.number) if self.sources.corpus is not None else ""
            supplied = replace(supplied, published=entry.published, publisher=entry.publisher)
            report = self._examined(words.encode("utf-8", "replace"), "document.txt", supplied, "utf-8")
        except Exception as error:
            self._faults[address_key(entry.address)] = _line(error)
            return None
        return Sheet(entry.address, report, "", entry.sha256)

    @uncollected()
    def _examined(self, data: bytes, name: str, supplied: Supplied, charset: str) -> ArticleReport:
        article = readers.read(data[:LARGEST], name, self.known, supplied, charset, self.rules)
        return examine(replace(article, trusted=False), self.known, self.language, self.rules)


def _file(entry: Entry) -> Page | None:
    """A document that is a file, where it is still the one that was taken in. Raises `InputError`."""
    if is_address(entry.address) or not os.path.isfile(entry.address):
        return None
    try:
        body = Path(entry.address).read_bytes()
    except OSError as error:
        raise InputError(f"{entry.address}: {error.strerror or error}") from error
    return Page(entry.address, "", 0, (), body, "") if sha256(body).hexdigest() == entry.sha256 else None


def _line(error: Exception) -> str:
    if isinstance(error, CheckerError):
        return str(error)
    said = " ".join(str(error).split())
    return f"internal error: {type(error).__name__}{f': {said}' if said else ''}"
