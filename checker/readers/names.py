"""Names of authors, publishers and outlets as metadata and bylines write them, cleaned and told apart."""

from __future__ import annotations

import re

from checker.model import Fact, Span
from checker.readers.notices import Notices

_JOINED = re.compile(r"\s*(?:,|;|\||/|•|\band\b|&|\bund\b|\bet\b|\by\b|\bmit\b|\bwith\b)\s*", re.I)
_NO_NAME = re.compile(r"https?:|www\.|@|^\W*$|^\d+$|\.(?:php|html?)$", re.I)
_SUFFIX = re.compile(r"\s*(?:\(.*\)|\|.*|[–—·•].*| - .*)$")
_JUNIOR = re.compile(r"^(?:jr|sr|ii|iii|iv|md|m\.d|phd|ph\.d|esq)\.?$", re.I)


def people(facts: list[Fact], patterns: Notices, houses: set[str]) -> tuple[Fact, ...]:
    """The authors that the first telling field names, one fact each, without "By", addresses, and the house's own name.

    `houses` are keys (see `key`) of the publisher's names: beside a person they are a title, alone they are the author.
    """
    for field in dict.fromkeys(
        fact.field.rsplit(":", 1)[0] if fact.field.startswith("json") else fact.field for fact in facts
    ):
        found: dict[str, Fact] = {}
        for fact in facts:
            if fact.field.startswith(field):
                for name, span in _apart(fact, patterns):
                    found.setdefault(key(name), Fact(name, span, fact.field))
        persons = {k: fact for k, fact in found.items() if k not in houses}
        if found:
            return tuple((persons or found).values())
    return ()


def _apart(fact: Fact, patterns: Notices) -> list[tuple[str, Span | None]]:
    if _NO_NAME.search(fact.value):
        return []
    words, start = fact.value, fact.span.start if fact.span else 0
    for match in patterns.read(words):
        if match.entry.kind == "byline" and "people" in match.groups:
            span = match.groups["people"]
            words, start = span.of(words), start + span.start
            break
    found: list[tuple[str, Span | None]] = []
    at = 0
    for gap in [*_JOINED.finditer(words), None]:
        name = words[at : gap.start() if gap else len(words)].strip()
        if name and _JUNIOR.match(name) and found:
            at = gap.end() if gap else at
            continue
        if name and not _NO_NAME.search(name) and len(name) <= 80:
            place = start + words.index(name, at)
            found.append((name, Span(place, place + len(name)) if fact.span else None))
        at = gap.end() if gap else at
    return found


def site(name: str) -> str:
    """A publisher's name without what sites add behind it, such as "Lakeside | Sport | Weather"."""
    return _SUFFIX.sub("", name).strip() or name.strip()


def key(name: str) -> str:
    """A name for comparison: letters and digits only, without "the" and a domain's ending."""
    words = re.sub(r"^the\s+", "", name.strip().casefold())
    return re.sub(r"\W+", "", re.sub(r"\.[a-z]{2,4}(?:\.[a-z]{2})?$", "", words))
