"""A document of the corpus: the text of an article, who published it, what it quotes and whom it cites for what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from checker.evidence.pages import address_key
from checker.model import Article, Claim, Span, Standing
from checker.sourcing.view import outlet_hops, quotations

_FRONT = re.compile(r"^(?:www\d?|m|mobile|amp)\.")
_WHOLE = {"first-published", "original-source", "canonical", "supplied"}  # declared of the whole text
_INDEX = re.compile(r"/(?:index\.\w{3,5})?$")


@dataclass(frozen=True, slots=True)
class Citation:
    """Whom a document cites for a passage: the key of the outlet, of the page, or both; `name` as it is printed."""

    span: Span
    outlet: str = ""
    page: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A document as the corpus takes it in.

    `address` is its URL, or its path where it has none; `sha256` is over the bytes that it was read from; `outlet` is
    the publisher's key (see `outlet_key`) and `kind` the registry's; `indexed` the passages that belong to the article.
    """

    address: str
    sha256: str
    text: str
    published: date | None = None
    publisher: str = ""
    outlet: str = ""
    kind: str = ""
    title: str = ""
    language: str = ""
    indexed: tuple[Span, ...] = ()
    quotations: tuple[Span, ...] = ()
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A document as the corpus lists it; `number` is its place there, and its text is had by it."""

    number: int
    address: str
    sha256: str
    published: date | None = None
    publisher: str = ""
    outlet: str = ""
    kind: str = ""
    title: str = ""
    language: str = ""


def document(article: Article, claims: Sequence[Claim], sha256: str, address: str = "") -> Document:
    """The document of an article that was read and whose claims were found; `address` wins over the article's own."""
    provenance = article.provenance
    standing = provenance.publisher_outlet
    said = provenance.publisher.value if provenance.publisher else ""
    known = standing.name if standing and standing.status == "known" else said
    return Document(
        address=address or article.url or provenance.canonical or article.source,
        sha256=sha256,
        text=article.text,
        published=provenance.published,
        publisher=known or (standing.name if standing else ""),
        outlet=outlet_key(said, standing),
        kind=standing.kind if standing else "",
        title=provenance.title.value if provenance.title else "",
        language=article.language,
        indexed=tuple(block.span for block in article.blocks if block.body or block.kind == "headline"),
        quotations=tuple(quotations(article)),
        citations=tuple(dict.fromkeys(citations(article, claims))),
    )


def outlet_key(name: str, standing: Standing | None = None) -> str:
    """What tells one outlet from another: its id or domain where the registry gives one, else its name, folded.

    >>> outlet_key("The Harbour  Post")
    'harbour post'
    """
    if standing is not None and standing.id:
        return standing.id
    return " ".join(name.casefold().split()).removeprefix("the ")


def page_key(address: str) -> str:
    """What makes two addresses the same page for copying: scheme, www, AMP's host and a last "/" make no difference.

    >>> page_key("http://www.news.example/a/") == page_key("https://news.example/a#top")
    True
    """
    parts = urlsplit(address_key(address)) if "://" in address else None
    if parts is None or not parts.netloc:
        return address.replace("\\", "/").removeprefix("./")
    path = _INDEX.sub("", parts.path)
    return f"//{_FRONT.sub('', parts.netloc)}{path}{'?' + parts.query if parts.query else ''}"


def citations(article: Article, claims: Sequence[Claim]) -> Iterator[Citation]:
    """Whom an article cites for which of its words: routes and links of its claims, and whom it has all its text from.

    A byline, a copyright line, an agency named for a part of a text do not say that these words are from there.
    """
    for claim in claims:
        yield from cited(article, claim)
    own, everything = own_keys(article), Span(0, len(article.text))
    for origin in article.provenance.origins:
        target = article.links[origin.link].target if origin.link is not None else None
        key = outlet_key(origin.name, origin.outlet)
        if origin.relation in _WHOLE and (key not in own or target):
            yield Citation(everything, key, page_key(target) if target else "", origin.name)


def cited(article: Article, claim: Claim) -> Iterator[Citation]:
    """Whom a claim cites for its content: the outlets of its route, and where its links lead."""
    if not claim.content:
        return
    span = Span(min(part.start for part in claim.content), max(part.end for part in claim.content))
    own = own_keys(article)
    for hop in outlet_hops(claim.hops):
        key = outlet_key(hop.source.name, hop.source.outlet)
        if key not in own:
            yield Citation(span, key, "", hop.source.name)
    for number in claim.links:
        link = article.links[number]
        if link.target:
            name = link.outlet.name if link.outlet else ""
            yield Citation(span, outlet_key("", link.outlet), page_key(link.target), name)


def own_keys(article: Article) -> frozenset[str]:
    """The keys of an article's own publisher: the registry's and that of its name."""
    said = article.provenance.publisher.value if article.provenance.publisher else ""
    return frozenset({outlet_key(said, article.provenance.publisher_outlet), outlet_key(said)} - {""})


def keys(entry: Entry) -> frozenset[str]:
    """The keys of a document's publisher: the registry's and that of its name."""
    return frozenset({entry.outlet, outlet_key(entry.publisher)} - {""})


class Credits:
    """Everybody whom an article names as a source of its words, and every page that it links."""

    def __init__(self, article: Article, claims: Sequence[Claim]) -> None:
        """Gather them from its claims, its links and what it says of its own provenance."""
        self._article = article
        given = tuple(citations(article, claims))
        links = [link for link in article.links if link.target and (link.body or article.format != "html")]
        self.pages = {one.page for one in given} | {page_key(str(link.target)) for link in links}
        self.outlets = {one.outlet for one in given} | {outlet_key("", link.outlet) for link in links}
        said = article.provenance
        self.outlets |= {outlet_key(origin.name, origin.outlet) for origin in said.origins}
        self.outlets |= {outlet_key(credit.name, credit.outlet) for credit in said.credits if credit.kind != "image"}
        self.outlets |= {outlet_key(fact.value) for fact in said.contributors}
        self.pages.discard("")
        self.outlets.discard("")

    def hold(self, entry: Entry) -> bool:
        """Whether the article names a document's publisher, or links it or its page."""
        named = keys(entry) & self.outlets or (not entry.kind and self._named(entry.publisher))
        return page_key(entry.address) in self.pages or bool(named)

    def _named(self, publisher: str) -> bool:
        # A name that the registry does not hold is not always read as an outlet's ("as the Harbour Post had it").
        if len(publisher) < 4 or publisher.islower():
            return False
        name = re.escape(publisher.removeprefix("The "))
        pictures = [one.said.span for one in self._article.provenance.credits if one.kind == "image" and one.said.span]
        told = [
            block.span for block in self._article.blocks if block.kind in {"byline", "paragraph", "quote", "notice"}
        ]
        for found in re.finditer(rf"(?<!\w){name}(?!\w)", self._article.text):
            place = Span(*found.span())
            if any(span.holds(place) for span in told) and not any(span.holds(place) for span in pictures):
                return True
        return False
