"""Names of outlets in prose: exact case, longest match, cues, counter-cues, context.

Method: section 4 of the registry's schema. A word that begins with a capital or a digit is looked up as the first word
of an alias: one dictionary look-up per such word, whatever the number of aliases, and nothing to build (an alternation
of 5,000 names in google-re2 takes 29 ms to build). Cues of the language are data: rules/language/XX/outlets.yaml.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import accumulate, compress
from typing import Any

from checker.model import Link, Span, Standing
from checker.outlets.cues import Cues, Seen
from checker.outlets.packed import Packed
from checker.outlets.standing import in_force, iso

# An anchor is looked for this far in front of a name; links are in order of the text.
_LONGEST_ANCHOR = 300
# The look back stands behind the capital, so that only capitals are looked at; a text split by it gives the places.
# Of ASCII, capitals and digits are left; what else is a letter is told by Unicode.
_FIRST_WORD = re.compile(r"([^\x00-/:-@\[-\x7f\W](?<![\w@#].)\w*)")
_UNSPACED = re.compile(r"[\u0590-\u08ff\u0900-\u0dff\u0e00-\u10ff\u3040-\u9fff\uac00-\ud7af]")
_DOT = re.compile(r"\.[a-zA-Z]{2}")
_HOST = re.compile(r"\w[\w-]*(?:\.[\w-]+)*\.[a-z]{2,}(?![\w@/=-]|\.\w)", re.IGNORECASE)
_IN_ADDRESS = re.compile(r"(?:://|^www\.|@\w|[\w.]@)|\.(?:jpe?g|png|gif|pdf|html?|php)\b", re.IGNORECASE)

_NARROW_SPACES = "\xa0\u202f\u2009\u2007"

BODY, ARTICLE, ID, CLASS, CASE, NEEDS, COUNTER, FROM, UNTIL, HOME = range(10)
Record = list[Any]


@dataclass(frozen=True, slots=True)
class Mention:
    """The name of an outlet in the text.

    `certain` is false where the alias needs a cue or a context that was not seen: it is an outlet only if it stands in
    the place of one ("told X"). `reason` says what was seen, or what is missing. An ambiguous name has a standing of
    status "ambiguous" with the candidates.
    """

    span: Span
    outlet: Standing
    alias: str
    certain: bool
    reason: str


@dataclass(slots=True)
class _Hit:
    """Words of the text that are an alias of one or more entries."""

    span: Span
    records: list[Record]
    seen: Seen = field(default_factory=Seen)


@dataclass(slots=True)
class _Context:
    """What the article has told so far."""

    on: date | None
    publisher: Standing | None
    links: Sequence[Link]
    full: list[str] = field(default_factory=list)
    people: set[str] = field(default_factory=set)


class Names:
    """The matcher over one index. `stand` makes a `Standing` of an id and a date."""

    def __init__(self, index: dict[str, Any], stand: Callable[[str, date | None], Standing]) -> None:
        self._keyed: Packed = index["aliases"]
        self._uncapitalised = [
            (record, not record[BODY].isascii() and _UNSPACED.search(record[BODY]) is not None)
            for record in index["unspaced"]
        ]
        self._small = [(record, unspaced) for record, unspaced in self._uncapitalised if not unspaced]
        self._hosts: Packed = index["hosts"]
        self._countries: dict[str, str] = index["countries"]
        self._stand = stand
        self._cues = Cues(index["cues"])

    @cached_property
    def _capitals(self) -> dict[str, list[Record]]:
        """First word in capitals -> records that a headline in capitals may name."""
        found: dict[str, list[Record]] = {}
        for key, records in self._keyed.items():
            open_to = [[record[BODY].upper(), *record[1:]] for record in records if record[CLASS] in ("safe", "cue")]
            if open_to:
                found.setdefault(key.upper(), []).extend(open_to)
        return {key: sorted(records, key=lambda record: -len(record[BODY])) for key, records in found.items()}

    def mentions(
        self, text: str, on: date | None, publisher: Standing | None, links: Sequence[Link]
    ) -> tuple[Mention, ...]:
        """Every mention, in order; see `Registry.mentions`."""
        for space in _NARROW_SPACES:
            text = text.replace(space, " ")
        context = _Context(on, publisher, links)
        found = [mention for hit in self._hits(text, on) if (mention := self._read(text, hit, context)) is not None]
        return tuple(self._beside(text, found, on))

    # ------------------------------------------------------------------------------------------ finding words

    def _hits(self, text: str, on: date | None) -> list[_Hit]:
        hits: list[_Hit] = []
        day, end = iso(on), 0
        parts = _FIRST_WORD.split(text)
        words, starts = parts[1::2], list(accumulate(map(len, parts)))[::2]
        different = set(words)
        told = self._keyed.keys() & different
        told.update(key for key in compress(different, map(str.isupper, different)) if len(key) > 1)
        for key, start in compress(zip(words, starts, strict=False), map(told.__contains__, words)):
            if start < end:
                continue
            hit = self._longest(text, start, self._keyed[key], day) if key in self._keyed else None
            if hit is None and key.isupper():
                hit = self._in_capitals(text, start, key, day)
            if hit is not None and not _in_address(text, hit.span):
                hits.append(hit)
                end = hit.span.end
        extra = [*self._dotted(text), *self._as_they_stand(text, day)]
        if not extra:
            return hits
        free = [hit for hit in extra if not any(hit.span.overlaps(other.span) for other in hits)]
        return sorted([*hits, *free], key=lambda hit: hit.span)

    def _longest(self, text: str, start: int, records: list[Record], day: str) -> _Hit | None:
        """The longest alias at this place with everyone who goes by it; records come longest first."""
        kept: list[Record] = []
        first, end = start, start
        for record in records:
            body = record[BODY]
            if kept and len(body) < end - start:
                break
            if not text.startswith(body, start) or not _border(text, start + len(body)):
                continue
            if day and not in_force({"valid_from": record[FROM], "valid_until": record[UNTIL]}, day):
                continue
            begin = _with_article(text, start, record[ARTICLE])
            if begin is None or (record[CASE] == "upper" and not body.isupper()):
                continue
            kept.append(record)
            first, end = min(begin, first), start + len(body)
        return _Hit(Span(first, end), kept) if kept else None

    def _in_capitals(self, text: str, start: int, word: str, day: str) -> _Hit | None:
        """A name in a line that has no small letter; a line of one or two words is no headline."""
        line = text[text.rfind("\n", 0, start) + 1 : (text.find("\n", start) + 1 or len(text) + 1) - 1]
        if not line.isupper() or line.count(" ") < 3:
            return None
        records = self._capitals.get(word)
        plain = [[record[BODY], "", *record[2:]] for record in records] if records else None
        return self._longest(text, start, plain, day) if plain else None

    def _dotted(self, text: str) -> list[_Hit]:
        """Hosts in prose ("vz.ru reported"), which name their outlet by themselves."""
        found: list[_Hit] = []
        for dot in _DOT.finditer(text):
            start = _run_start(text, dot.start())
            match = _HOST.match(text, start)
            if match is None or match.end() < dot.end() or (found and start < found[-1].span.end):
                continue
            host = match[0].casefold().removeprefix("www.")
            if host in self._hosts:
                record = [match[0], "", self._hosts[host][0][0], "safe", "any", [], [], "", "", False]
                found.append(_Hit(Span(start, match.end()), [record]))
        return found

    def _as_they_stand(self, text: str, day: str) -> list[_Hit]:
        """Aliases without a capital first letter, and those of scripts without case or spaces."""
        other_script = not text.isascii() and _UNSPACED.search(text) is not None
        found: list[_Hit] = []
        for record, unspaced in self._uncapitalised if other_script else self._small:
            body = record[BODY]
            if body not in text:
                continue
            for match in re.finditer(re.escape(body), text):
                span = Span(*match.span())
                bordered = unspaced or (
                    _border(text, span.end) and (not span.start or not _wordy(text[span.start - 1]))
                )
                if bordered and not any(span.overlaps(hit.span) for hit in found):
                    found.append(_Hit(span, [record]))
        return found

    # ----------------------------------------------------------------------------------------- judging them

    def _read(self, text: str, hit: _Hit, context: _Context) -> Mention | None:
        """What the words are: nobody, an outlet, one of several, and how surely."""
        words = hit.span.of(text)
        hit.seen = seen = self._cues.seen(text, hit.span)
        open_records = [r for r in hit.records if not self._cues.counters(text, hit.span, r[COUNTER])]
        if self._somebody_else(text, hit, open_records, context):
            return None
        kind = open_records[0][CLASS]
        if seen.longer and kind == "context":
            context.people.add(words)  # “Ann Fox, the skipper”: Fox is she from here on
        seen.longer = kind != "safe" and (seen.longer or (seen.goes_on and not (kind == "cue" and seen.told)))
        linked = self._linked(hit.span, context.links, open_records)
        if linked:
            return self._certain(hit, words, linked, "a link beside it leads there", context)
        if seen.person and open_records[0][CLASS] != "safe":
            context.people.add(words)
            return None
        chosen, reason = self._choose(open_records, context, seen.country)
        if chosen is None:
            vague = seen.longer or words in context.people or (seen.opens and not (seen.cue or seen.media))
            if vague and all(record[CLASS] == "context" for record in open_records):
                return None
            ids = list(dict.fromkeys(record[ID] for record in open_records))
            several = Standing(
                "", words, "ambiguous", control="unknown", wording="name of several outlets", candidates=tuple(ids)
            )
            return Mention(hit.span, several, words, False, f"{len(ids)} outlets go by this name")
        return self._single(hit, words, chosen, reason, context)

    def _somebody_else(self, text: str, hit: _Hit, open_records: list[Record], context: _Context) -> bool:
        """Whether the words are a person's or a thing's name here; what is one once is doubtful later on."""
        words, start = hit.span.of(text), hit.span.start
        if hit.seen.stands_for and not any(record[ID] in context.full[-1:] for record in open_records):
            context.people.add(words)
            return True
        if not open_records:
            if text[start - 1 : start] == " " and not text[:start].endswith("the "):
                context.people.add(words)
            return True
        return open_records[0][CLASS] == "context" and self._hyphened(text, hit.span.end)

    def _hyphened(self, text: str, end: int) -> bool:
        """Whether a hyphen ties the words to one that begins no outlet's name: "Metro-Goldwyn-Mayer", "Post-war"."""
        follows = re.match(r"-(\w+)", text[end : end + 40])
        return follows is not None and follows[1] not in self._keyed

    def _single(self, hit: _Hit, words: str, record: Record, reason: str, context: _Context) -> Mention | None:
        """One candidate: certain by its class, by a cue, by context, or not at all."""
        seen, kind = hit.seen, record[CLASS]
        if kind == "safe":
            return self._certain(hit, words, record, reason or "the name is nobody else's", context)
        if kind == "context":
            if reason == "full name earlier" and not seen.longer:
                return self._certain(hit, words, record, reason, context)
            if reason and seen.cue and not seen.longer and words not in context.people:
                return self._certain(hit, words, record, f"{reason}; {seen.why}", context)
            return self._doubtful(hit, words, record, reason or "needs an earlier full name or a link", context)
        wanted = not record[NEEDS] or seen.kind in record[NEEDS]
        if words in context.people:
            wanted = seen.kind in ("media-noun", "credit", "link") and seen.why.startswith(("beside", "in "))
        if seen.cue and wanted and not seen.longer:
            return self._certain(hit, words, record, seen.why, context)
        if record[ID] in context.full and not seen.longer and words not in context.people:
            return self._certain(hit, words, record, "full name earlier", context)
        return self._doubtful(hit, words, record, "no cue beside it", context)

    def _choose(self, records: list[Record], context: _Context, country: str) -> tuple[Record | None, str]:
        """The one candidate that context or class leaves, and why; None where two are left."""
        named = [record for record in records if country and self._countries[record[ID]] == country]
        if len(named) == 1 and len(records) > 1:
            return named[0], "the country named before it"
        for full in reversed(context.full):
            for record in records:
                if record[ID] == full:
                    return record, "full name earlier"
        publisher = context.publisher
        if publisher is not None:
            own = [record for record in records if record[ID] == publisher.id]
            if own:
                return own[0], "the article's own publisher"
            near = [record for record in records if self._countries[record[ID]] == publisher.country]
            if len(near) == 1 and len(records) > 1:
                return near[0], "the publisher's country"
            meant = [record for record in near if record[HOME]]
            if len(meant) == 1:
                return meant[0], "what readers in the publisher's country call so"
        first = [record for record in records if record[CLASS] != "context"]
        if len({record[ID] for record in first}) == 1:
            return first[0], ""
        return (records[0], "") if len({record[ID] for record in records}) == 1 else (None, "")

    def _linked(self, span: Span, links: Sequence[Link], records: list[Record]) -> Record | None:
        """The candidate that a link on the words, or touching them, leads to."""
        low = bisect_left(links, span.start - _LONGEST_ANCHOR, key=lambda link: link.span.start)
        for number in range(low, len(links)):
            link = links[number]
            if link.span.start - 2 > span.end:
                break
            if link.outlet is not None and span.start <= link.span.end + 2:
                for record in records:
                    if record[ID] == link.outlet.id:
                        return record
        return None

    def _certain(self, hit: _Hit, words: str, record: Record, reason: str, context: _Context) -> Mention:
        context.full.append(record[ID])
        return Mention(hit.span, self._stand(record[ID], context.on), words, True, reason)

    def _doubtful(self, hit: _Hit, words: str, record: Record, reason: str, context: _Context) -> Mention | None:
        bare = hit.seen.opens and not (hit.seen.cue or hit.seen.media)
        if hit.seen.longer or bare or words in context.people:
            return None
        return Mention(hit.span, self._stand(record[ID], context.on), words, False, reason)

    def _beside(self, text: str, found: list[Mention], on: date | None) -> list[Mention]:
        """Names together with a sure one are outlets too: "Reuters and Sputnik", "Washington Post-ABC poll"."""
        for at in (*range(len(found)), *reversed(range(len(found)))):
            if found[at].certain:
                continue
            for other in (found[at - 1] if at else None, found[at + 1] if at + 1 < len(found) else None):
                if other is not None and other.certain and self._cues.joins(text, found[at].span, other.span):
                    found[at] = self._joined(found[at], other, on)
        home = _home([mention.outlet.country for mention in found if mention.certain])
        return [self._at_home(mention, home, on) if home and not mention.certain else mention for mention in found]

    def _at_home(self, mention: Mention, home: str, on: date | None) -> Mention:
        """An ambiguous name among outlets of one country: the candidate of that country, not for certain."""
        near = [one for one in mention.outlet.candidates if self._countries[one] == home]
        if mention.outlet.status != "ambiguous" or len(near) != 1:
            return mention
        return replace(mention, outlet=self._stand(near[0], on), reason=f"the other outlets named are of {home}")

    def _joined(self, mention: Mention, other: Mention, on: date | None) -> Mention:
        """A doubtful name beside a sure one; of several candidates the one of the same country, if there is one."""
        reason = f"named together with {other.alias}"
        if mention.outlet.status == "known":
            return replace(mention, certain=True, reason=reason)
        near = [one for one in mention.outlet.candidates if self._countries[one] == other.outlet.country]
        if len(near) != 1:
            return mention
        return replace(mention, outlet=self._stand(near[0], on), certain=True, reason=f"{reason}, same country")


def _home(countries: list[str]) -> str:
    """The country of at least three quarters of two or more sure mentions; "" for none."""
    most = max(set(countries), key=lambda country: (countries.count(country), country), default="")
    return most if len(countries) > 1 and countries.count(most) * 4 >= len(countries) * 3 else ""


def _border(text: str, at: int) -> bool:
    """Whether a name may end here: no letter or digit follows."""
    return at >= len(text) or not _wordy(text[at])


def _wordy(char: str) -> bool:
    return char.isalnum() or char == "_"


def _run_start(text: str, at: int) -> int:
    """Where the run of letters, digits, dots and hyphens before `at` begins; `at` where it cannot begin a host."""
    start = at
    while start and (_wordy(text[start - 1]) or text[start - 1] in ".-"):
        start -= 1
    return at if start and text[start - 1] in "@/:&=" else start


def _with_article(text: str, start: int, article: str) -> int | None:
    """Where the name begins: `The ` must stand with its capital, `the ` in either; None where it is missing."""
    if not article:
        return start
    begin = start - len(article)
    there = text[begin:start] if begin >= 0 else ""
    if there == article or (article == "the " and there == "The "):
        return begin if begin == 0 or not _wordy(text[begin - 1]) else None
    return None


def _in_address(text: str, span: Span) -> bool:
    """Whether the words are part of an address, an e-mail, or the name of a file."""
    left = max(text.rfind(" ", 0, span.start), text.rfind("\n", 0, span.start), text.rfind("(", 0, span.start)) + 1
    right = min((at for at in (text.find(" ", span.end), text.find("\n", span.end)) if at >= 0), default=len(text))
    return _IN_ADDRESS.search(text[left:right]) is not None
