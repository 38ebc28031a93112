"""One article with its claims, as the tables and the footings look at it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from checker.model import Article, Block, Chain, Claim, Hop, Link, Source, Span, Standing
from checker.sourcing.interests import Interests
from checker.sourcing.markers import Markers

_WORD, _GENITIVE = re.compile(r"\w[\w’'-]*"), re.compile(r"[’']s?$")


@dataclass(frozen=True, slots=True)
class View:
    """An article, its claims and the language's markers, with the answers that several facts need.

    `described` holds by source all the words it is printed with anywhere in the article; `counts` how often each word
    stands there, in small letters and without a genitive's ending; `interests` what is on record of research bodies.
    """

    article: Article
    claims: tuple[Claim, ...]
    chains: tuple[Chain, ...]
    markers: Markers
    starts: tuple[int, ...]
    quotations: tuple[Span, ...]
    described: Mapping[str, str]
    counts: Mapping[str, int]
    interests: Interests

    @classmethod
    def of(
        cls,
        article: Article,
        claims: tuple[Claim, ...],
        chains: tuple[Chain, ...],
        markers: Markers,
        interests: Interests,
    ) -> View:
        """Look at an article with its claims."""
        starts = tuple(block.span.start for block in article.blocks)
        described: dict[str, str] = {}
        for claim in claims:
            key = source_key(claim.speaker)
            described[key] = f"{described.get(key, '')} {printed(article, claim.speaker)}"
        counts = Counter(words_of(article.text))
        passages = tuple(quotations(article))
        return cls(article, claims, chains, markers, starts, passages, described, counts, interests)

    @property
    def counted(self) -> tuple[Claim, ...]:
        """The claims that the tables count: statements and findings, not those inside another's or only linked."""
        return tuple(
            claim
            for claim in self.claims
            if claim.act in {"statement", "finding"} and claim.kind != "linked" and not claim.nested
        )

    def number(self, offset: int) -> int:
        """The number of the block that holds an offset."""
        return max(bisect_right(self.starts, offset) - 1, 0)

    def block(self, offset: int) -> Block | None:
        """The block that holds an offset."""
        return self.article.blocks[self.number(offset)] if self.article.blocks else None

    def paragraphs(self) -> Iterable[Block]:
        """The blocks in which the article tells its story."""
        return (
            block for block in self.article.blocks if block.body and block.kind in {"paragraph", "quote", "heading"}
        )

    def words(self, claim: Claim) -> str:
        """The content of a claim."""
        return " ".join(span.of(self.article.text) for span in claim.content)

    def quoted(self, span: Span) -> bool:
        """Whether a span stands inside quotation marks."""
        number = bisect_right(self.quotations, span) - 1
        near = self.quotations[max(number, 0) : number + 2]
        return any(quotation.holds(span) for quotation in near)

    def target(self, number: int | None) -> Link | None:
        """The link of this number when it leads somewhere."""
        if number is None or number >= len(self.article.links):
            return None
        link = self.article.links[number]
        return link if link.target else None


def words_of(words: str) -> list[str]:
    """The words of a passage in small letters, without a genitive's ending."""
    found = _WORD.findall(words.casefold())
    return [word if word.isalnum() else _GENITIVE.sub("", word) for word in found]


def printed(article: Article, source: Source) -> str:
    """The words that a source is printed with here, with what describes it elsewhere."""
    span = source.phrase or source.span
    words = span.of(article.text) if span else source.name
    return words if source.description in words else f"{words}, {source.description}"


def quotations(article: Article) -> Iterable[Span]:
    """What stands inside quotation marks, the marks included."""
    for block in article.blocks:
        words = block.span.of(article.text)
        for found in re.finditer(r"“[^”]*(?:”|$)|\"[^\"]*\"|«[^»]*»|„[^“”]*[“”]", words):
            yield Span(block.span.start + found.start(), block.span.start + found.end())


def source_key(source: Source) -> str:
    """What tells one source from another over the article; "" for an unknown one."""
    return "" if source.kind == "unknown" else source.id or outlet_key(source) or source.name.casefold()


def outlet_key(source: Source) -> str:
    """What tells one outlet from another: its id, else its name without an article; "" for what is no outlet."""
    if source.kind != "outlet" and source.outlet is None:
        return ""
    known = source.outlet.id if source.outlet and source.outlet.id else ""
    return known or re.sub(r"^the ", "", source.name.casefold())


def outlet_hops(hops: Iterable[Hop]) -> list[Hop]:
    """The hops that are outlets with a name."""
    return [hop for hop in hops if hop.source.kind == "outlet" and hop.basis != "unknown"]


def standing_of(source: Source) -> Standing:
    """The outlet's standing; one that the registry does not know is unregistered."""
    return source.outlet or Standing("", source.name, "unregistered")
