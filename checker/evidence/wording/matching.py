"""The quotations of an article beside the pages that it links for them: one answer for each claim and page.

What is not certain is "not-checked", with a reason: a page that was not read in full never lacks anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from checker.evidence.pages import address_key
from checker.evidence.wording import hedges, voices
from checker.evidence.wording.alterations import SHORTEST, nearness
from checker.evidence.wording.excerpts import Excerpt
from checker.evidence.wording.folding import Prepared, Words
from checker.evidence.wording.quotations import Found, find, places
from checker.evidence.wording.spelling import Spelling, spelling
from checker.model import ArticleReport, Claim, Link, LinkCheck, LinkState, Match, MatchKind, Span
from checker.rulebase import Rulebase, load, rulebase
from checker.sourcing.markers import markers
from checker.sourcing.view import quotations

_READ_IN_FULL: frozenset[LinkState] = frozenset({"ok", "moved", "drifted"})
_MARKS = ' \t\n"“”„«»'
# A page with fewer words is a teaser, a caption or a video.
_PAGE = 80
# The most words in a row, and the best ratio, that a page without the quotation has in common with it: of 1,000 pairs
# of a quotation and another article 999 stay below (`python -m tests.benchmarks quotes`).
_IN_A_ROW, _LIKE, _LIKE_SHORT, _SHORT = 5, 0.5, 0.6, 8
# The part of a text's words that are among its language's commonest ones.
_OF_THE_LANGUAGE = 0.15
_PARTS = 4
_NOTE = 60
_CITED_WHOLE = frozenset({"outlet", "document", "social"})


@dataclass(frozen=True, slots=True)
class Cited:
    """A page that a claim links: its address, the report on its capture (None without one), and what its looks say."""

    url: str
    report: ArticleReport | None
    check: LinkCheck


def match(part: ArticleReport, claim: Claim, cited: Cited) -> Match | None:
    """What comparing a claim's quotations with one page gives; None for a claim that lies inside another's words."""
    if claim.nested:
        return None
    return _Comparing(part).match(claim, cited)


def matches(part: ArticleReport, cited: Sequence[Cited], rules: Rulebase | None = None) -> ArticleReport:
    """The report with each claim's matches: one for each page that its links, or those of its route, lead to.

    A claim whose quotation goes on from another one is compared with that one's pages too.
    """
    pages = {address_key(one.url): one for one in cited}
    comparing = _Comparing(part, rules)
    by_id = {claim.id: claim for claim in part.claims}
    claims = []
    for claim in part.claims:
        targets = [] if claim.nested else list(_targets(part, claim, by_id))
        ones = [replace(pages.get(address_key(url)) or Cited(url, None, check), url=url) for url, check in targets]
        claims.append(replace(claim, matches=tuple(comparing.match(claim, one) for one in ones)))
    return replace(part, claims=tuple(claims))


def _targets(part: ArticleReport, claim: Claim, by_id: dict[str, Claim]) -> Iterator[tuple[str, LinkCheck]]:
    seen: set[str] = set()
    for each in _continued(claim, by_id):
        hops = (hop.link for hop in each.hops if hop.link is not None)
        for number in (*each.links, *hops):
            link = part.article.links[number]
            if link.target and address_key(link.target) not in seen:
                seen.add(address_key(link.target))
                yield link.target, link.check or LinkCheck()


def _continued(claim: Claim, by_id: dict[str, Claim]) -> Iterator[Claim]:
    done: set[str] = set()
    following: Claim | None = claim
    while following is not None and following.id not in done:
        done.add(following.id)
        yield following
        following = by_id.get(following.continues)


@dataclass(frozen=True, slots=True)
class _Spot:
    """A quotation of a claim: its place in the article, its words, and where the page holds it."""

    span: Span
    quote: str
    found: Found | None
    size: int


class _Comparing:
    """One article beside pages; what is prepared of a page serves all claims."""

    def __init__(self, part: ArticleReport, rules: Rulebase | None = None) -> None:
        self.part = part
        self.text = part.article.text
        self.language = _primary(part.article.language)
        rules = rules or rulebase()
        self.spelling = spelling(rules, self.language)
        self.marked = markers(rules, self.language)
        self.quotations = list(quotations(part.article))
        self._pages: dict[int, tuple[ArticleReport, Prepared]] = {}

    def match(self, claim: Claim, cited: Cited) -> Match:
        """The answer for one claim and one page."""
        quoted = self._quoted(claim)
        made = _Answer(cited.url, cited.check.capture, quoted[0] if quoted else None)
        if not quoted:
            return made.unchecked("not quoted word for word")
        if cited.report is None:
            return made.unchecked(_unread(cited.check))
        page = self._page(cited.report)
        spots = [self._spot(span, page) for span in quoted[:_PARTS]]
        foreign = _primary(cited.report.article.language) != self.language
        if foreign and not all(spot.found is not None and spot.found.kind == "exact" for spot in spots[:1]):
            return made.unchecked(f"page in {_language(_primary(cited.report.article.language))}")
        changed = next((spot for spot in spots if spot.found is not None and spot.found.kind == "altered"), None)
        if changed is not None and not foreign:
            return self._altered(changed, made, cited, page)
        if spots[0].found is None:
            return self._absent(claim, spots[0], made, cited, page)
        return self._there(claim, spots[0], spots[0].found, made, cited.report, page)

    def _quoted(self, claim: Claim) -> list[Span]:
        """The quotations of a claim without their marks, the longest first."""
        found = []
        for content in claim.content:
            for quotation in self.quotations:
                start, end = max(content.start, quotation.start), min(content.end, quotation.end)
                while start < end and self.text[start] in _MARKS:
                    start += 1
                while start < end and self.text[end - 1] in _MARKS:
                    end -= 1
                if start < end:
                    found.append(Span(start, end))
        return sorted(set(found), key=lambda span: (span.start - span.end, span.start))

    def _page(self, report: ArticleReport) -> Prepared:
        if id(report) not in self._pages:
            self._pages[id(report)] = (report, Prepared.of(report.article.text, self.spelling))
        return self._pages[id(report)][1]

    def _spot(self, span: Span, page: Prepared) -> _Spot:
        quote = span.of(self.text)
        return _Spot(span, quote, find(quote, page), len(Words.of(quote, self.spelling)))

    def _altered(self, spot: _Spot, made: _Answer, cited: Cited, page: Prepared) -> Match:
        found = spot.found
        assert found is not None
        assert cited.report is not None
        made = replace(made, content=spot.span)
        doubt = _incomplete(cited)
        if not doubt and page.quotations and not _spoken(cited.report, found.span, page):
            doubt = "the page has words like these outside quotation marks"
        if doubt:
            return made.unchecked(doubt)
        return made.as_("altered", words=found.words, difference=found.difference)

    def _there(
        self, claim: Claim, spot: _Spot, found: Found, made: _Answer, report: ArticleReport, page: Prepared
    ) -> Match:
        made = replace(made, words=found.words)
        if spot.size >= SHORTEST:
            spots = places(spot.quote, page) or [found.span]
            other = voices.another(self.part, claim, spot.span, report, spots)
            if other is not None:
                return made.as_("other-speaker", speaker=other.name)
        if spot.size >= SHORTEST - 2 and not found.apart:
            hedge = hedges.dropped(self.part, claim, spot.quote, found.span, report, page, self.marked)
            if hedge:
                return made.as_("hedge-dropped", hedge=hedge)
        kind: MatchKind = "exact" if found.kind == "exact" else "normalised"
        return made.as_(kind, reason="its parts stand far from each other on the page" if found.apart else "")

    def _absent(self, claim: Claim, spot: _Spot, made: _Answer, cited: Cited, page: Prepared) -> Match:
        doubt = _incomplete(cited)
        if not doubt and spot.size < SHORTEST:
            doubt = "too few words to be missed"
        if not doubt and not self._supports(claim, spot.span, cited.url):
            doubt = "the link stands on other words of the sentence"
        if not doubt and _foreign(page, self.spelling):
            doubt = "page in another language"
        if not doubt:
            row, like = nearness(Excerpt.of(spot.quote, self.spelling), page)
            if row > _IN_A_ROW or like >= (_LIKE if spot.size >= _SHORT else _LIKE_SHORT):
                doubt = "the page has it in part, or in other words"
        if doubt:
            return made.unchecked(doubt)
        changed = cited.check.state == "drifted"
        return made.as_("absent", reason="the page was changed since the first look" if changed else "")

    def _supports(self, claim: Claim, compared: Span, url: str) -> bool:
        """Whether a link to this address is there for the quotation: on its words, cue or source, or as a note."""
        key = address_key(url)
        sources = [*(hop.source for hop in claim.hops), claim.speaker, *filter(None, [claim.recipient])]
        spans = [claim.cue, *(hop.span for hop in claim.hops)]
        # the phrase of a person may hold a relative clause, and a link in that is about something else
        spans += [source.phrase if source.kind in _CITED_WHOLE else source.span for source in sources]
        near = [span for span in spans if span is not None] + [compared]
        routed = {hop.link for hop in claim.hops}
        for number, link in enumerate(self.part.article.links):
            if link.target and address_key(link.target) == key:
                on_them = any(link.span.overlaps(span) for span in near)
                if number in routed or claim.continues or on_them or self._noted(link):
                    return True
        return False

    def _noted(self, link: Link) -> bool:
        """Whether a link stands in brackets, as a note does: "(BBC, Reuters)", "[2]"."""
        before = self.text[max(link.span.start - _NOTE, 0) : link.span.start + 1]
        return max(before.rfind("("), before.rfind("[")) > max(before.rfind(")"), before.rfind("]"))


@dataclass(frozen=True, slots=True)
class _Answer:
    """What all answers about one claim and one page share."""

    url: str
    capture: str
    content: Span | None
    words: str = ""

    def as_(self, kind: MatchKind, **more: Any) -> Match:
        given = {"words": self.words, **more}
        return Match(kind, self.url, content=self.content, capture=self.capture, **given)

    def unchecked(self, reason: str) -> Match:
        return self.as_("not-checked", reason=reason, words="")


def _unread(check: LinkCheck) -> str:
    if check.state in {"unchecked", "ok", "moved", "drifted"}:
        return "no capture"
    return check.reason or check.state


def _incomplete(cited: Cited) -> str:
    """Why nothing can be missing from a page; "" when it was read in full."""
    assert cited.report is not None
    if cited.check.state not in _READ_IN_FULL:
        return f"page {cited.check.state}" if cited.check.state != "unchecked" else "no look at the page on record"
    if cited.report.article.degraded:
        return "page read in part"
    blocks = [block for block in cited.report.article.blocks if block.body and block.kind in {"paragraph", "quote"}]
    words = sum(len(block.span.of(cited.report.article.text).split()) for block in blocks)
    return f"page of {words} words" if words < _PAGE else ""


def _spoken(report: ArticleReport, place: Span, page: Prepared) -> bool:
    quoted = any(block.kind == "quote" and block.span.overlaps(place) for block in report.article.blocks)
    return quoted or page.quoted(place)


def _foreign(page: Prepared, known: Spelling) -> bool:
    """Whether a text has too few of the commonest words of the language; asked only where the language lists them."""
    common = sum(word in known.common for word in page.words.folded)
    return bool(known.common) and common < _OF_THE_LANGUAGE * len(page.words)


def _primary(language: str) -> str:
    return language.replace("_", "-").partition("-")[0].lower() or "en"


@lru_cache(maxsize=1)
def _languages() -> dict[str, str]:
    names: dict[str, str] = load(rulebase().path("language/en/languages.yaml"), dict[str, str])
    return names


def _language(code: str) -> str:
    return _languages().get(code, f'language "{code}"')
