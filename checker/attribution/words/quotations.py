"""Quotations: which marks open, which close, what lies between, and what goes on in the next paragraph.

Curly, straight, doubled single, angled and low marks are paired inside one paragraph; a stray mark is dropped where it
stands and never loses the rest of the text. A quotation that is open at a paragraph's end goes on when the next
paragraph begins with a mark (the re-opening rule of news style).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from checker.attribution.words.lexicon import CLOSING, OPENING, SINGLE, SINGLE_OPENING, STRAIGHT
from checker.attribution.words.tokens import Tokens

_BEFORE_CLOSING = frozenset(",.?!")
_BEFORE_OPENING = "([{—–-‘“/"


@dataclass(frozen=True, slots=True)
class Quotation:
    """Token numbers of the opening mark and behind the closing one; `closed` is false at a paragraph's open end.

    `continues` says that it goes on from an unclosed quotation of the paragraph before.
    """

    first: int
    last: int
    closed: bool
    continues: bool

    def inner(self) -> tuple[int, int]:
        """Token numbers of the words between the marks."""
        return self.first + 1, self.last - 1 if self.closed else self.last


def find_quotations(tokens: Tokens) -> list[Quotation]:
    """All quotations, in order, none inside another."""
    found: list[Quotation] = []
    marks = tokens.marks
    open_before = False
    for first, last in tokens.paragraphs:
        inside = marks[bisect_left(marks, first) : bisect_left(marks, last)]
        here = _pair(tokens, inside, first, last, open_before) if inside else []
        open_before = bool(here) and not here[-1].closed
        found.extend(here)
    return found


def _pair(tokens: Tokens, marks: Sequence[int], first: int, last: int, open_before: bool) -> list[Quotation]:
    found: list[Quotation] = []
    opened, closer, inner = -1, "", ""
    for number in marks:
        word = tokens.words[number]
        if opened < 0:
            mate = _opens(tokens, number, first, last)
            if mate:
                opened, closer, inner = number, mate, ""
            continue
        if closer in STRAIGHT and word in OPENING and number > opened + 1:
            inner = OPENING[word]  # "The “old” bridge is safe," said Lee
            continue
        if word == inner:
            inner = ""
            continue
        if _closes(tokens, number, last, word, closer):
            found.append(Quotation(opened, number + 1, True, open_before and opened == first))
            opened = -1
        elif word in OPENING and OPENING[word] == closer and word != closer:
            if tokens.ends[number - 1] == tokens.starts[number] and tokens.words[number - 1] in _BEFORE_CLOSING:
                found.append(Quotation(opened, number + 1, True, open_before and opened == first))  # “It is,“ said Lee
                opened = -1
            else:
                opened = number  # the earlier mark was a stray one
    if opened >= 0 and closer not in SINGLE and _runs_to_the_end(tokens, opened, first, open_before):
        found.append(Quotation(opened, last, False, open_before and opened == first))
    return found


def _opens(tokens: Tokens, number: int, first: int, last: int) -> str:
    """The mark that will close what this one opens, or "" where it opens nothing."""
    word = tokens.words[number]
    if word in OPENING:
        return OPENING[word]
    start, end = tokens.starts[number], tokens.ends[number]
    blank_before = number == first or tokens.ends[number - 1] < start or tokens.words[number - 1][-1] in _BEFORE_OPENING
    touches_next = number + 1 < last and tokens.starts[number + 1] == end
    if word in STRAIGHT and (blank_before or number == first) and number + 1 < last:
        return word
    if word in STRAIGHT and touches_next and tokens.words[number - 1] in {",", ":"}:
        return word
    if word == SINGLE_OPENING and _single_end(tokens, number, last):
        return "’"
    if word == "'" and blank_before and touches_next and _single_end(tokens, number, last):
        return "'"
    return ""


def _closes(tokens: Tokens, number: int, last: int, word: str, closer: str) -> bool:
    if word != closer:
        # Curly and straight marks are mixed up in edited texts: “It is,\" said Lee.
        ends_here = tokens.ends[number - 1] == tokens.starts[number] and (
            number + 1 >= last
            or tokens.starts[number + 1] > tokens.ends[number]
            or not tokens.words[number + 1][0].isalnum()
        )
        return (word in CLOSING and closer in CLOSING | STRAIGHT) or (
            word in STRAIGHT and closer in CLOSING and ends_here
        )
    if closer in SINGLE:
        return _ends_word(tokens, number, last)
    if word in STRAIGHT and number + 1 < last:
        touches_both = (
            tokens.starts[number + 1] == tokens.ends[number] and tokens.ends[number - 1] < tokens.starts[number]
        )
        return not (touches_both and tokens.words[number + 1][0].isalnum())
    return True


def _ends_word(tokens: Tokens, number: int, last: int) -> bool:
    """A single mark closes behind a word or a stop, before a blank or a stop; "voters' rights" does not."""
    if tokens.ends[number - 1] != tokens.starts[number]:
        return False
    behind = tokens.words[number - 1]
    free_after = (
        number + 1 >= last
        or tokens.starts[number + 1] > tokens.ends[number]
        or not tokens.words[number + 1][0].isalnum()
    )
    return free_after and (behind[-1] in ".,!?;…" or not behind.lower().endswith("s") or number + 1 >= last)


def _single_end(tokens: Tokens, number: int, last: int) -> bool:
    closer = "’" if tokens.words[number] == SINGLE_OPENING else "'"
    return any(
        tokens.words[place] == closer and _ends_word(tokens, place, last)
        for place in range(number + 2, min(last, number + 200))
    )


def _runs_to_the_end(tokens: Tokens, opened: int, first: int, open_before: bool) -> bool:
    """Whether an unclosed mark opens a quotation that goes on: it begins the paragraph or follows a colon or comma."""
    return opened == first or tokens.words[opened - 1] in {":", ",", ".", "—", "–", "--", "?", "!"} or not open_before
