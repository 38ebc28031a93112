"""What the user asks about: an article and a line of it, or words; and which of its claims that is."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from checker.errors import InputError
from checker.evidence.wording.quotations import find
from checker.inputs import STDIN, is_address
from checker.model import ArticleReport, Claim, Question, Span
from checker.sourcing.view import quotations
from checker.trace.leads import foreign
from checker.trace.pages import Sheet
from checker.trace.sightings import Sighting, holder, hull, route

_LEAST_WORDS, _QUOTED_WORDS = 6, 3
_LINED = re.compile(r"(.+):([0-9]{1,9})", re.S)
_AUTHORITY = re.compile(r"[a-z][a-z0-9+.-]*://[^/?#]*", re.I)
_MARKS = "\"'“”„‟‘’«»‹› \t\n"


@dataclass(frozen=True, slots=True)
class Target:
    """The input that was named, and the line of it, 0 for none."""

    name: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, with the article that it is about and where that has the words; both None for words alone."""

    question: Question
    sheet: Sheet | None = None
    found: Sighting | None = None


def target(given: str, exists: Callable[[str], bool] = os.path.exists) -> Target:
    """`ARTICLE[:LINE]` taken apart. A file of that very name wins; the port of an address is no line of it.

    Raises `InputError` for line 0.

    >>> target("https://a.example:8080"), target("https://a.example:8080/b:12")
    (Target(name='https://a.example:8080', line=0), Target(name='https://a.example:8080/b', line=12))
    """
    found = _LINED.fullmatch(given)
    if found is None or (given != STDIN and not is_address(given) and exists(given)):
        return Target(given)
    name, line = found[1], int(found[2])
    authority = _AUTHORITY.match(given)
    if authority and authority.end() >= len(name) + 1:
        return Target(given)
    if len(name) == 1 and name.isalpha() and not exists(name):
        return Target(given)  # `C:12`: the file 12 of a drive
    if line < 1:
        raise InputError(f"{given}: lines are counted from 1")
    return Target(name, line)


def words_alone(words: str) -> Asked:
    """A question for words without an article. Raises `InputError` where there are none."""
    bare = words.strip(_MARKS)
    if not re.search(r"\w", bare):
        raise InputError("no words to trace")
    return Asked(Question(bare))


def asked(sheet: Sheet, line: int = 0, quote: str = "") -> tuple[Asked, ...]:
    """The questions that an article gives: of a line, for a quotation, or all that is worth tracing.

    Without a line and a quotation: every quotation of at least six words and every claim that an outlet passed on.
    Raises `InputError` with the nearest there is.
    """
    places = _places(sheet.report)
    if quote.strip():
        return (_nearest(sheet, places, quote, line),)
    if line:
        return tuple(_on_line(sheet, places, line))
    worth = [place for place in places if place.worth(sheet.report)]
    if not worth:
        raise InputError(f"{sheet.address}: no quotation of {_LEAST_WORDS} words and no claim through an outlet")
    return tuple(_asked(sheet, place) for place in worth)


# ---------------------------------------------------------------------------------------------- places


@dataclass(frozen=True, slots=True)
class _Place:
    """Words of the article that can be asked about: a claim's, or a quotation's that is in no claim."""

    span: Span
    words: str
    quoted: bool
    claim: Claim | None = None

    def worth(self, report: ArticleReport) -> bool:
        """Whether it is traced without being asked for."""
        if self.quoted and len(self.words.split()) >= _LEAST_WORDS:
            return True
        return self.claim is not None and bool(foreign(report.article, route(report, self.claim)))


def _places(report: ArticleReport) -> list[_Place]:
    """One place for each claim, in the order of the text; of claims for the same words the one closest about them."""
    marks = list(quotations(report.article))
    found: dict[Span, _Place] = {}
    for claim in report.claims:
        place = _claimed(report, claim, marks)
        if place and place.span not in found:
            closest = holder(report, place.span)
            found[place.span] = replace(place, claim=closest) if closest and place.quoted else place
    for mark in marks:
        bare = _bare(mark, report.article.text)
        if bare and not any(span.overlaps(bare) for span in found):
            found[bare] = _Place(bare, bare.of(report.article.text), True)
    return [found[span] for span in sorted(found)]


def _claimed(report: ArticleReport, claim: Claim, marks: Sequence[Span]) -> _Place | None:
    """The words of a claim: what it quotes where that is three words or more, else all of its content."""
    text, whole = report.article.text, hull(claim)
    if whole is None:
        return None
    parts = [
        bare
        for mark in marks
        for part in claim.content
        if mark.overlaps(part) and (bare := _bare(Span(max(mark.start, part.start), min(mark.end, part.end)), text))
    ]
    quoted = sum(len(part.of(text).split()) for part in parts) >= _QUOTED_WORDS
    parts = parts if quoted else [bare for part in claim.content if (bare := _bare(part, text))]
    if not parts:
        return None
    words = " … ".join(part.of(text) for part in parts)
    return _Place(Span(parts[0].start, parts[-1].end), words, quoted, claim)


def _bare(span: Span, text: str) -> Span | None:
    """The span without quotation marks and spaces at its ends, and without the comma or point that ends it."""
    words = span.of(text)
    start = span.start + len(words) - len(words.lstrip(_MARKS))
    end = span.end - len(words) + len(words.rstrip(_MARKS + ",."))
    return Span(start, end) if start < end else None


# ---------------------------------------------------------------------------------------------- choosing


def _on_line(sheet: Sheet, places: list[_Place], line: int) -> list[Asked]:
    article = sheet.report.article
    last = len(article.origin.line_starts)
    if line > last:
        raise InputError(f"{sheet.address}: no line {line}, the last one is {last}")
    here = [place for place in places if article.place(place.span.start).line == line]
    here = here or [
        place
        for place in places
        if place.claim and article.place(place.claim.sentence.start).line <= line <= article.place(place.span.end).line
    ]
    if not here:
        raise InputError(f"{sheet.address}: no quotation on line {line}{_near(sheet, places, line)}")
    return [_asked(sheet, place) for place in here]


def _near(sheet: Sheet, places: list[_Place], line: int) -> str:
    """ "; the nearest are on lines 9 and 15"."""
    lines = sorted({sheet.report.article.place(place.span.start).line for place in places})
    near = [*[each for each in lines if each < line][-1:], *[each for each in lines if each > line][:1]]
    if not near:
        return ", and none in the article"
    told = "is on line" if len(near) == 1 else "are on lines"
    return f"; the nearest {told} {' and '.join(map(str, near))}"


def _nearest(sheet: Sheet, places: list[_Place], quote: str, line: int) -> Asked:
    """The question for words that the user gives: the claim that holds them best, else their place in the text."""
    report = sheet.report
    article = report.article
    bare = quote.strip(_MARKS)
    inside = [place for place in places if not line or article.place(place.span.start).line == line]
    holding, parts, near = _ranked(inside, bare)
    if holding:
        return _asked(sheet, holding)
    whole = find(bare, article.text) if not line else None
    if whole is not None and whole.kind != "altered":
        return _asked(sheet, _Place(whole.span, whole.words, False, holder(report, whole.span)))
    if place := parts or near:
        return _asked(sheet, place)
    if whole is not None:
        return _asked(sheet, _Place(whole.span, whole.words, False, holder(report, whole.span)))
    where = f" on line {line}" if line else ""
    raise InputError(f'{sheet.address}: "{_short(bare)}" is not in the article{where}')


def _ranked(places: list[_Place], bare: str) -> tuple[_Place | None, _Place | None, _Place | None]:
    """The place that holds the words, the longest one that is a part of them, and the one most like them."""
    holding: list[tuple[bool, int, int]] = []
    parts: list[tuple[int, int]] = []
    near: list[tuple[float, int]] = []
    for number, place in enumerate(places):
        inside = find(bare, place.words)
        if inside is not None and inside.kind != "altered":
            holding.append((place.claim is None, len(place.words), number))
            continue
        around = find(place.words, bare)
        if around is not None and around.kind != "altered":
            parts.append((-len(place.words), number))
        elif found := inside or around:
            near.append((-found.score, number))
    return (
        places[min(holding)[-1]] if holding else None,
        places[min(parts)[-1]] if parts else None,
        places[min(near)[-1]] if near else None,
    )


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= 60 else f"{line[:59].rstrip()}…"


def _asked(sheet: Sheet, place: _Place) -> Asked:
    report = sheet.report
    claim = place.claim
    speaker = claim.speaker.name if claim and claim.speaker.kind != "unknown" else ""
    question = Question(
        place.words, report.article.source, speaker, claim.id if claim else "", place.span,
        report.article.place(place.span.start).line, place.quoted,
    )  # fmt: skip
    return Asked(question, sheet, Sighting("exact", place.span, claim, route(report, claim)))
