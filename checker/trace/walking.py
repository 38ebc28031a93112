"""From page to page: the links of the words' claim, then those of the claim found there, breadth first."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit

from checker.evidence.pages import address_key
from checker.inputs import is_address
from checker.model import Article, LinkCheck, MatchKind, Question, Reached, Step
from checker.trace.identities import folded, publisher_keys
from checker.trace.leads import Lead, leads
from checker.trace.pages import Pages, Sheet
from checker.trace.sightings import Sighting, sight

MOST_PAGES = 200
"""Pages of one trace; a site that invents a new link on every page ends here."""


@dataclass(slots=True)
class Stop:
    """One address that was reached, while the walk goes on; `sheet` None where no page could be read."""

    id: str
    address: str
    depth: int
    reached: Reached
    by: str = ""
    named: str = ""
    sheet: Sheet | None = None
    found: Sighting | None = None
    check: LinkCheck = field(default_factory=LinkCheck)
    leads: tuple[Lead, ...] = ()
    unmet: list[Lead] = field(default_factory=list)
    waiting: int = 0

    @property
    def article(self) -> Article | None:
        """The page's article, where it could be read."""
        return self.sheet.report.article if self.sheet else None

    @property
    def kind(self) -> MatchKind:
        """How its words stand to those asked for; a page that was not read whole has not been checked."""
        if self.found is not None:
            return self.found.kind
        return "not-checked" if self.sheet is None or self.partial else "absent"

    @property
    def partial(self) -> bool:
        """Whether what was read is not the whole article."""
        return self.check.state in ("blocked", "paywalled", "not-article", "soft-404") or bool(
            self.article and self.article.degraded
        )


class Walk:
    """One walk from the article asked about, or from the corpus alone; `stops` and `steps` grow as it goes."""

    def __init__(self, question: Question, pages: Pages, depth: int) -> None:
        self.question, self.pages, self.depth = question, pages, depth
        self.stops: list[Stop] = []
        self.steps: list[Step] = []
        self.read = self.unread = self.left = 0
        self._seen: dict[str, Stop] = {}
        self._shelf: tuple[Sheet, ...] = ()

    def go(self, sheet: Sheet | None, found: Sighting | None) -> None:
        """Walk until nothing is left to follow: from the article, then from what only the corpus holds."""
        held, self.left = self.pages.holders(self.question.words, MOST_PAGES)
        self._shelf = _latest_first(held)
        if sheet is not None and found is not None:
            start = Stop(
                "p0", sheet.address, 0, "asked", sheet=sheet, found=found, check=_check(self.pages, sheet.address)
            )
            self._spread(self._entered(start))
        for page in self._shelf:
            if self._met(page.address, page):
                continue
            if len(self.stops) >= MOST_PAGES:
                self.left += 1
            elif new := self._arrived(Lead("corpus", page.address), page, None):
                self._spread(new)

    def _spread(self, start: Stop) -> None:
        """Everything that can be reached from a stop, breadth first, the pages of one depth asked for together.

        Outlets that are only named come after all links: the Wire's page, which is linked, may link the Courier's.
        """
        level, named = [start], list[tuple[Stop, Lead]]()
        while level:
            addresses = [
                lead.address for stop in level if stop.depth < self.depth for lead in stop.leads if lead.address
            ]
            self.pages.prepare([each for each in _once(addresses) if key(each) not in self._seen])
            named += [(stop, lead) for stop in level for lead in reversed(stop.leads) if not lead.address]
            level = [
                new for stop in level for lead in stop.leads if lead.address and (new := self._followed(stop, lead))
            ]
            while named and not level:
                stop, lead = named.pop()  # the farthest page first, and of it the nearest outlet
                new = self._named(stop, lead)
                level = [new] if new else []

    def _followed(self, stop: Stop, lead: Lead) -> Stop | None:
        """The new stop that a link gives; None where it gives none, or one that is known."""
        sheet = None
        met = self._met(lead.address)
        if met is None and self._ends_here(stop):
            return None
        if met is None:
            sheet = self.pages.page(lead.address, self.question.words)
            met = self._met(sheet.address, sheet) if sheet else None
        if met is None:
            return self._arrived(lead, sheet, stop)
        self._seen.setdefault(key(lead.address), met)
        self._again(stop, lead, met)
        return None

    def _named(self, stop: Stop, lead: Lead) -> Stop | None:
        """The page of the corpus by an outlet that is named without a link, where no page on the way is that outlet's.

        Of several its earliest, for it is the source.
        """
        if any(each.article and lead.keys & publisher_keys(each.article) for each in self._beyond(stop)):
            return None
        held = (sheet for sheet in reversed(self._shelf) if publisher_keys(sheet.report.article) & lead.keys)
        sheet = next(held, None)
        if sheet is None:
            stop.unmet.append(lead)
            return None
        met = self._met(sheet.address, sheet)
        if met is not None:
            self._again(stop, lead, met)
        elif not self._ends_here(stop):
            return self._arrived(lead, sheet, stop)
        return None

    def _ends_here(self, stop: Stop) -> bool:
        """Whether no new page is looked at from a stop; what is left out is counted."""
        if stop.depth < self.depth and len(self.stops) < MOST_PAGES:
            return False
        stop.waiting += 1
        self.left += 1
        return True

    def _beyond(self, stop: Stop) -> list[Stop]:
        """All stops that a stop leads to, directly and through others."""
        found, waiting = list[Stop](), [stop]
        while waiting:
            new = [each for each in self.cited(waiting.pop()) if each not in found and each is not stop]
            found += new
            waiting += new
        return found

    def _again(self, stop: Stop, lead: Lead, met: Stop) -> None:
        """A step to a page that was reached before; to itself it is none."""
        if met is stop or any((step.start, step.end) == (stop.id, met.id) for step in self.steps):
            return
        if met.found is not None:
            loop = met in self._above(stop)
            self.steps.append(Step(stop.id, met.id, lead.reached, lead.anchor, again=True, loop=loop))

    def cited(self, stop: Stop) -> list[Stop]:
        """The stops that a stop's own words lead to, and that hold the words."""
        ends = {step.end for step in self.steps if step.start == stop.id}
        return [each for each in self.stops if each.id in ends and each.found is not None]

    def _above(self, stop: Stop) -> list[Stop]:
        by_id = {each.id: each for each in self.stops}
        found = [stop]
        while found[-1].by:
            found.append(by_id[found[-1].by])
        return found

    def _arrived(self, lead: Lead, sheet: Sheet | None, by: Stop | None) -> Stop | None:
        """A page that was not met before: a stop, unless a link that may be about anything leads to other words."""
        address = lead.address or (sheet.address if sheet else "")
        found = sight(self.question.words, sheet.report) if sheet else None
        self.read += sheet is not None
        self.unread += sheet is None
        stop = Stop(
            f"p{len(self.stops) + (not self.question.source)}", address, by.depth + 1 if by else 1,
            lead.reached if lead.address else "corpus", by.id if by else "", lead.name, sheet, found,
            _check(self.pages, address),
        )  # fmt: skip
        if found is None and (lead.loose or by is None):
            self._register(stop)
            return None
        if by is not None:
            self.steps.append(Step(by.id, stop.id, stop.reached, lead.anchor))
        return self._entered(stop)

    def _entered(self, stop: Stop) -> Stop:
        self.stops.append(stop)
        self._register(stop)
        if stop.article is not None and stop.found is not None:
            stop.leads = leads(stop.article, stop.found)
        return stop

    def _register(self, stop: Stop) -> None:
        """The page by the address asked for, the one where redirects ended, what it calls itself, and its bytes."""
        names = _names(stop.address, stop.sheet)
        if stop.reached == "asked" and stop.article and _own_address(stop.article):
            names.append(key(stop.article.url))
        for name in names:
            self._seen.setdefault(name, stop)

    def _met(self, address: str, sheet: Sheet | None = None) -> Stop | None:
        """The stop of this page, known by an address or by the very same bytes."""
        return next((self._seen[name] for name in _names(address, sheet) if name in self._seen), None)


def _check(pages: Pages, address: str) -> LinkCheck:
    return pages.check(address) if is_address(address) else LinkCheck()


def _own_address(article: Article) -> bool:
    """Whether the address that a saved article gives as its own is not that of the page it is a repost of."""
    declared = [origin for origin in article.provenance.origins if origin.relation == "canonical"]
    return bool(article.url) and not declared


def _names(address: str, sheet: Sheet | None) -> list[str]:
    """What a page is recognised by.

    What it calls itself counts together with its publisher's name: a repost names the original as its canonical
    address. The home page as canonical address of every page of a site counts for nothing.
    """
    if sheet is None:
        return [key(address)]
    names = [key(each) for each in (address, sheet.address, sheet.final) if each]
    told = sheet.report.article.provenance
    publisher = folded(told.publisher.value) if told.publisher else ""
    for own in (sheet.report.article.url, told.canonical):
        if own and publisher and urlsplit(own).path.strip("/"):
            names.append(f"{key(own)} {publisher}")
    return [*names, sheet.capture] if sheet.capture else names


def key(address: str) -> str:
    """What makes two addresses, or two paths, the same page."""
    return address_key(address) if is_address(address) else os.path.normcase(os.path.abspath(address))


def _once(addresses: Iterable[str]) -> list[str]:
    first: dict[str, str] = {}
    for each in addresses:
        first.setdefault(key(each), each)
    return list(first.values())


def _latest_first(sheets: Sequence[Sheet]) -> tuple[Sheet, ...]:
    """A page that cites comes before the page that it cites, so that it leads there; those without a date first."""

    def order(sheet: Sheet) -> tuple[int, str]:
        published = sheet.report.article.provenance.published or date.max
        return -published.toordinal(), sheet.address

    return tuple(sorted(sheets, key=order))
