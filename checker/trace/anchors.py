"""Words that are found again: a passage with what stands around it, and where a text has such a passage.

As the W3C Web Annotation model's TextQuoteSelector and TextPositionSelector; words that stand in several places with
the same surroundings are an orphan unless the position decides.
"""

from __future__ import annotations

from checker.model import Passage, Span

CONTEXT, _WIDEST = 32, 512
_MOST = 1_000


def passage(text: str, span: Span) -> Passage:
    """The span's words with 32 characters on either side, more where that many stand around other places too.

    >>> passage("so they said, so they did", Span(3, 7)).suffix
    ' said, so they did'
    """
    exact, width = span.of(text), CONTEXT
    places = _places(text, exact)
    while True:
        made = Passage(span, exact, text[max(span.start - width, 0) : span.start], text[span.end : span.end + width])
        if len([place for place in places if _fits(text, made, place)]) < 2 or width >= _WIDEST:
            return made
        width *= 2


def anchor(text: str, words: Passage) -> Span | None:
    """Where the passage stands in a text; None where it does not, or where several places are equally good."""
    places = _places(text, words.exact)
    if len(places) > 1:
        places = [place for place in places if _fits(text, words, place)]
    if len(places) > 1:
        places = [place for place in places if place == words.span.start]
    return Span(places[0], places[0] + len(words.exact)) if len(places) == 1 else None


def _places(text: str, exact: str) -> list[int]:
    found: list[int] = []
    at = text.find(exact) if exact else -1
    while at >= 0 and len(found) < _MOST:
        found.append(at)
        at = text.find(exact, at + 1)
    return found


def _fits(text: str, words: Passage, place: int) -> bool:
    before = text[max(place - len(words.prefix), 0) : place]
    return before == words.prefix and text.startswith(words.suffix, place + len(words.exact))
