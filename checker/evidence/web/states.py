"""What one look at a page says, and what all looks together say of a link: alive, moved, gone, walled, changed.

A page is gone only when two looks on two days said so; a soft 404 takes two signs that do not depend on each other;
what a server, a line or a guard refused is never counted as gone. The signs are data (rules/pages).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from urllib.parse import parse_qsl, urlsplit

from checker.errors import FetchError, NoHostError, RobotsError
from checker.evidence.pages import Page, address_key
from checker.evidence.web.glance import Glance, fingerprint, glance
from checker.evidence.web.signs import Signs
from checker.model import Link, LinkCheck, LinkState, Visit

# What is kept as a capture. Also what only looks like a soft 404 or a section: those are guesses, and a person decides.
KEPT: frozenset[LinkState] = frozenset({"ok", "moved", "paywalled", "soft-404", "not-article"})
_ARTICLES: frozenset[LinkState] = frozenset({"ok", "moved"})
_GONE, _BLOCKED = (404, 410), (401, 403, 407, 429, 451)
_STUB = 150  # words under which a page may be a wall, and its other words are looked at
_HARDLY = 50  # words under which there is hardly an article
_LONGEST_TAG = 1_000  # characters of an ETag that is sent back
_TERMS = re.compile(r"\w{4,}")
_SLUG = re.compile(r"[^\W_]{3,}")

Outcome = tuple[LinkState, str, tuple[str, ...]]


def observed(url: str, when: str, found: Page | FetchError, known: Signs, since: Visit | None = None) -> Visit:
    """What one look says: `found` is the page or why there is none, `when` UTC, `since` the look it was asked against.

    `reason` is the evidence for a state other than ok. With ok and moved, `signs` are those that speak against the
    page and are not enough alone.
    """
    if isinstance(found, FetchError):
        state, reason = _failed(found)
        return Visit(url, when, state, reason=reason)
    if found.status == 304 and since is not None:
        return replace(since, when=when, status=304, archived="", at="")
    at = "" if address_key(found.url) == address_key(url) else found.url
    base = Visit(
        url, when, "unknown", found.status, final_url=found.final_url, at=at,
        etag=_header(found, "etag"), modified=_header(found, "last-modified"),
    )  # fmt: skip
    seen = glance(found) if found.body else None
    state, reason, signs = _judged(found, seen, known, bool(at))
    if seen is None or state not in KEPT:
        return replace(base, state=state, reason=reason, signs=signs)
    title = seen.heading or seen.title
    return replace(
        base, state=state, reason=reason, signs=signs, text_sha256=fingerprint(seen), title=title[:300],
        published=seen.published,
    )  # fmt: skip


def _header(page: Page, name: str) -> str:
    value = page.header(name)
    return value if len(value) <= _LONGEST_TAG else ""


def _failed(error: FetchError) -> tuple[LinkState, str]:
    said = str(error).partition(": ")[2] or str(error)
    if isinstance(error, RobotsError):
        return "blocked", "robots.txt asks not to fetch it"
    return ("gone", "no such host") if isinstance(error, NoHostError) else ("unknown", said)


def _judged(page: Page, seen: Glance | None, known: Signs, archived: bool) -> Outcome:
    if page.status in _GONE:
        return "gone", str(page.status), ()
    if page.status in _BLOCKED:
        return "blocked", f"the server answered {page.status}", ()
    if seen is not None and (wall := _wall(page, seen, known)):
        return "blocked", wall, (wall,)
    if not 200 <= page.status < 300:
        return "unknown", f"the server answered {page.status}", ()
    if not page.body:
        return "unknown", "the server sent an empty page", ()
    if not archived and (place := _no_article(page, seen, known)):
        return "not-article", place, (place,)
    doubts: tuple[str, ...] = ()
    if seen is not None and seen.source:
        doubts = tuple(_doubts(page, seen, known, archived))
        if len(doubts) > 1:
            return "soft-404", ", ".join(doubts), doubts
        if closed := _closed(seen, known):
            return "paywalled", closed, (closed,)
    if not archived and not trivial(page.url, page.final_url):
        return "moved", f"redirected to {page.final_url}", doubts
    return "ok", "", doubts


def _wall(page: Page, seen: Glance, known: Signs) -> str:
    """The sign of a captcha or a consent page, which stands in place of the page that was asked for."""
    if seen.words >= 4 * _STUB or (seen.kind == "article" and seen.words >= _HARDLY):
        return ""
    names = (seen.title, seen.heading)
    host, path = _place(page.final_url)
    for name in names:
        if sign := known.find("consent", "title", name):
            return sign
    away = not trivial(page.url, page.final_url)
    if sign := (away and known.find("consent", "host", host)) or known.find("consent", "path", path):
        return sign
    if seen.words >= _STUB:
        return ""
    for name in names:
        if sign := known.find("captcha", "title", name):
            return sign
    return (
        known.find("captcha", "text", seen.shown)
        or known.find("captcha", "markup", seen.source)
        or known.find("consent", "text", seen.shown)
    )


def _no_article(page: Page, seen: Glance | None, known: Signs) -> str:
    """What the address where the redirects ended is instead of an article, "" for an article."""
    host, path = _place(page.final_url)
    redirected = not trivial(page.url, page.final_url)
    if redirected and known.find("home", "path", path.partition("?")[0]):
        return "redirected to the home page"
    kind = seen.kind if seen is not None else "article"  # a PDF has no section pages
    if path == "/" or (kind != "article" and known.find("home", "path", path)):
        return "is a home page"
    asks = redirected or (seen is not None and seen.password)
    if asks and (sign := known.find("login", "path", path) or (redirected and known.find("login", "host", host))):
        return sign
    if kind == "article":
        return ""
    return known.find("search", "path", path) or known.find("section", "path", path.partition("?")[0])


def _doubts(page: Page, seen: Glance, known: Signs, archived: bool) -> Iterator[str]:
    """Signs of a page that says "not found" with status 200; each of them alone also stands on good pages."""
    named = next((sign for name in (seen.title, seen.heading) if (sign := known.find("not-found", "title", name))), "")
    written = known.find("not-found", "text", seen.shown) if seen.words < _HARDLY else ""
    if named or written:
        yield named or written
    if seen.canonical and not archived and (other := _canonical(seen.canonical, page.final_url, known)):
        yield other
    if seen.words < _HARDLY:
        yield "hardly any text"


def _canonical(canonical: str, final: str, known: Signs) -> str:
    host, path = _place(final)
    own_host, own_path = _place(canonical)
    if known.find("home", "path", own_path) and not known.find("home", "path", path):
        return "its canonical address is a home page"
    here, there = (set(_SLUG.findall(one.partition("?")[0].rstrip("/").rpartition("/")[2])) for one in (path, own_path))
    other = _bare(host) == _bare(own_host) and here and there and not here & there
    return "its canonical address is another page" if other else ""


def _closed(seen: Glance, known: Signs) -> str:
    if seen.closed:
        return "says of itself that it is not free to read"
    if seen.words >= _STUB:
        return ""
    return known.find("paywall", "text", seen.shown) or known.find("paywall", "markup", seen.source)


# ------------------------------------------------------------------------------------------ addresses


def trivial(asked: str, final: str) -> bool:
    """Whether a redirect is none to a reader: http to https, "www.", a trailing slash, parameters added.

    >>> trivial("http://www.news.example/a", "https://news.example/a/?consent=1")
    True
    >>> trivial("http://news.example/a?id=1", "http://news.example/a")
    False
    """
    if asked == final:
        return True
    (host, path), (final_host, final_path) = _place(asked), _place(final)
    if _bare(host) != _bare(final_host):
        return False
    stem, _, query = path.partition("?")
    final_stem, _, final_query = final_path.partition("?")
    return _stem(stem) == _stem(final_stem) and set(_parameters(query)) <= set(_parameters(final_query))


@lru_cache(maxsize=256)
def _place(url: str) -> tuple[str, str]:
    """Host, and path with query."""
    try:
        parts = urlsplit(address_key(url))
    except ValueError:
        return "", "/"
    host = (parts.hostname or "") + (f":{parts.netloc.rpartition(':')[2]}" if parts.netloc[-1:].isdigit() else "")
    return host, parts.path + (f"?{parts.query}" if parts.query else "")


def _bare(host: str) -> str:
    return host.removeprefix("www.")


def _stem(path: str) -> str:
    return re.sub(r"/(?:index\.(?:html?|php))?$", "", path)


def _parameters(query: str) -> list[tuple[str, str]]:
    return parse_qsl(query, keep_blank_values=True)


# ------------------------------------------------------------------------------------------ all looks together


def check(visits: Sequence[Visit], link: Link | None = None, article_date: date | None = None) -> LinkCheck:
    """What the looks at a link's target (oldest first) say of the link, in an article of this day.

    A link to an archive's copy is judged by looks at copies, any other by looks at the page itself. A page has
    drifted when its words are others than at the last look before the article's day, or else at the first one.
    """
    archived = link is not None and any(name.startswith("archive") for name in link.via)
    looks = [visit for visit in visits if bool(visit.at) == archived]
    if not looks:
        return LinkCheck()
    last = looks[-1]
    state, reason, since, before = _together(looks, link, article_date)
    capture = last if last.sha256 and last.state in _ARTICLES else _captured(looks) or _captured(visits) or last
    known = last if last.title else _titled(looks) or _titled(visits) or last
    return LinkCheck(
        state, reason, _day(last), since, last.status, last.final_url, known.title, _date(known.published),
        next((visit.archived for visit in reversed(visits) if visit.archived), ""),
        capture.sha256, before.sha256 if before is not None else "",
    )  # fmt: skip


def _together(looks: Sequence[Visit], link: Link | None, on: date | None) -> tuple[LinkState, str, str, Visit | None]:
    """State, reason, first day of this state, and the look that a changed page is measured against."""
    last = looks[-1]
    if last.state == "gone":
        return *_gone(looks), None
    if last.state in _ARTICLES:
        if doubts := _doubted(last, link):
            return "soft-404", doubts, _begun(looks), None
        if (before := _before(looks, on)) is not None and before.text_sha256 != last.text_sha256:
            return "drifted", f"the words are others than on {_day(before)}", _changed(looks), before
    if last.state == "unknown":
        fine = next((visit for visit in reversed(looks) if visit.state != "unknown"), None)
        earlier = f"; {fine.state} on {_day(fine)}" if fine is not None and fine.state != "gone" else ""
        return "unknown", f"{last.reason} on {_day(last)}{earlier}", _begun(looks), None
    return last.state, last.reason, _begun(looks), None


def _gone(looks: Sequence[Visit]) -> tuple[LinkState, str, str]:
    """Gone on two days with nothing but failures between; on one day it is not known yet."""
    found: list[Visit] = []
    for visit in reversed(looks):
        if visit.state == "gone":
            found.append(visit)
        elif visit.state != "unknown":
            break
    days = sorted({_day(visit) for visit in found})
    said = found[0].reason
    if len(days) > 1:
        return "gone", f"{said} on {days[0]} and {days[-1]}", days[0]
    once = "looked at once" if len(found) == 1 else "looked at on one day"
    return "unknown", f"{said} on {days[0]}, {once}", days[0]


def _doubted(last: Visit, link: Link | None) -> str:
    """Why a page is a soft 404 for this link: one sign of its own, and a title that has no word of the anchor."""
    if link is None or not last.signs or not last.title:
        return ""
    anchor = {word[:5] for word in _TERMS.findall(link.anchor.casefold())}
    title = {word[:5] for word in _TERMS.findall(last.title.casefold())}
    if len(anchor) < 3 or anchor & title:
        return ""
    return ", ".join((*last.signs, "its title has no word of the link"))


def _before(looks: Sequence[Visit], on: date | None) -> Visit | None:
    """The look whose words the author of the article may have seen: the last one by that day, or else the first."""
    read = [visit for visit in looks if visit.text_sha256 and visit.state in _ARTICLES]
    if not read or not looks[-1].text_sha256:
        return None
    earlier = [visit for visit in read if on is not None and _day(visit) <= on.isoformat()]
    return earlier[-1] if earlier else read[0]


def _changed(looks: Sequence[Visit]) -> str:
    """The first day of the words that the last look found."""
    words, day = looks[-1].text_sha256, _day(looks[-1])
    for visit in reversed(looks):
        if visit.text_sha256 == words:
            day = _day(visit)
        elif visit.text_sha256:
            break
    return day


def _begun(looks: Sequence[Visit]) -> str:
    """The first day of the last look's state."""
    day = _day(looks[-1])
    for visit in reversed(looks):
        if visit.state != looks[-1].state:
            break
        day = _day(visit)
    return day


def _captured(looks: Sequence[Visit]) -> Visit | None:
    """The last capture of the article, of its stub where there is no other."""
    kept = [visit for visit in reversed(looks) if visit.sha256 and visit.state in (*_ARTICLES, "paywalled")]
    return next((visit for visit in kept if visit.state in _ARTICLES), kept[0] if kept else None)


def _titled(looks: Sequence[Visit]) -> Visit | None:
    return next((visit for visit in reversed(looks) if visit.title), None)


def _day(visit: Visit) -> str:
    return visit.when[:10]


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None
