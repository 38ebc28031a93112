"""What stands beside a name and tells an outlet from the same word: a verb of reporting, a media noun, a credit.

All words are data (rules/language/XX/outlets.yaml).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from checker.model import Span

_CAPITAL = re.compile(r" ([A-Z]\w+)")
_WORD = re.compile(r"[^\s“”\"«»()\[\],;:!?]+|[“”\"«»()\[\],;:!?]")
_SENTENCE_END = (".", "!", "?", "\n", "”", '"', ":", "“", "»", "«")
REACH = 60
"""Characters on each side that are looked at."""


@dataclass(slots=True)
class Seen:
    """What was seen beside a name.

    `longer`, `goes_on`: capitals before it, behind it; `told`: the cue stands before it ("told X Editor Ann Bell");
    `opens`: it is first in its sentence; `stands_for`: it stands in brackets behind a name that it is short for, as in
    "Valley Trade Institute (VTI)"; `country`: the one that the words before it name.
    """

    cue: bool = False
    media: bool = False
    kind: str = ""
    why: str = ""
    person: bool = False
    stands_for: bool = False
    country: str = ""
    longer: bool = False
    goes_on: bool = False
    told: bool = False
    opens: bool = False


class Cues:
    """The cue words, ready to ask."""

    def __init__(self, words: dict[str, Any]) -> None:
        self._before = frozenset(words["before"])
        self._after = frozenset(words["after"])
        self._media = frozenset(words["media_nouns"])
        self._clauses = frozenset(words["clauses"])
        self._links = frozenset(words["links"])
        self._adverbs = frozenset(words["adverbs"])
        self._asides = tuple(f", {aside}," for aside in words["asides"])
        self._relatives = tuple(words["relatives"])
        self._labels = frozenset(words["labels"])
        self._credits = frozenset(words["credits"])
        self._titles = frozenset(words["titles"])
        self._free = (
            frozenset(words["demonyms"])
            | frozenset(words["regions"])
            | frozenset(words["openers"])
            | frozenset(words["labels"])
        )
        self._skipped = frozenset(words["articles"]) | frozenset(words["demonyms"]) | frozenset(words["regions"])
        self._months = frozenset(words["months"])
        self._demonyms: dict[str, str] = words["demonyms"]
        self._joined = frozenset(words["joined"])

    def seen(self, text: str, span: Span) -> Seen:
        """Everything beside the words that bears on what they are."""
        left = _WORD.findall(text[max(0, span.start - REACH) : span.start])
        if span.start > REACH and left and not text[span.start - REACH - 1].isspace():
            left = left[1:]
        right_text = text[span.end : span.end + REACH]
        right = _WORD.findall(right_text)
        seen = Seen(opens=_opens_sentence(text, span.start))
        last = left[-1] if left and text[span.start - 1 : span.start] == " " else ""
        seen.person = last.rstrip(".") in self._titles
        seen.longer = self._part_of_longer(last, left, seen.opens)
        seen.goes_on = self._goes_on(right_text)
        seen.stands_for = _stands_for(text, span)
        seen.country = self._country(left)
        self._by_credit(text, span, left, seen)
        if not seen.cue:
            self._by_left(left, seen)
        seen.told = seen.cue and seen.kind != "credit"
        if not seen.cue:
            self._by_right(right_text, right, seen)
        return seen

    def counters(self, text: str, span: Span, words: list[str]) -> bool:
        """Whether a counter-cue of the alias stands just before or after the words: "Sputnik V", "Mr. Bloomberg".

        The counter-cue "#" is any number: "Fox 5" is a local station.
        """
        if not words:
            return False
        before = text[max(0, span.start - REACH) : span.start].rstrip(" ")
        after = text[span.end : span.end + REACH].lstrip(" -")
        for word in words:
            if word == "#" and after[:1].isdigit():
                return True
            if after.startswith(word) and not after[len(word) : len(word) + 1].isalnum():
                return True
            if before.endswith(word) and not before[-len(word) - 1 : -len(word)].isalnum():
                return True
        return False

    def joins(self, text: str, one: Span, other: Span) -> bool:
        """Whether two names stand together as members of one list."""
        first, second = (one, other) if one.start < other.start else (other, one)
        return text[first.end : second.start] in self._joined

    def _country(self, left: list[str]) -> str:
        """The country that the words before a name give it: "the Canadian public broadcaster CBC"."""
        for word in reversed(left[-4:]):
            bare = word.removesuffix("'s").removesuffix("’s")
            if bare in self._demonyms:
                return self._demonyms[bare]
            if word not in self._media and word not in self._labels and not (word.isalpha() and word.islower()):
                return ""
        return ""

    def _part_of_longer(self, last: str, left: list[str], opens: bool) -> bool:
        """Whether a capitalised word before it, neither free nor first in its sentence, makes it part of a name."""
        bare = last.rstrip(".")
        if not last[:1].isupper() or opens or last in self._free or bare in self._media:
            return False
        first = len(left) == 1 or left[-2] in _SENTENCE_END or left[-2].endswith((".", "?", "!"))
        if first and bare not in self._titles and last.endswith(("ing", "ed")):
            return False
        return not (last.endswith(("'s", "’s")) or last.isupper())

    def _goes_on(self, right_text: str) -> bool:
        """Whether the name goes on behind the words: a capitalised word that is no media noun, or a hyphen."""
        follows = _CAPITAL.match(right_text)
        if follows:
            return follows[1] not in self._media and follows[1].lower() not in self._media
        return right_text[:1] == "-" and not right_text[1:2].isupper()

    def _by_credit(self, text: str, span: Span, left: list[str], seen: Seen) -> None:
        before = text[max(0, span.start - 1) : span.start]
        after = text[span.end : span.end + 1]
        closed = text[span.end : span.end + 2].lstrip(".")[:1]
        if before in ("(", "[") and (after == "/" or closed in (")", "]")):
            _set(seen, "credit", "in brackets, as a wire is credited")
        elif (
            (before == "/" and span.start > 1)
            or (after == "/" and text[span.end + 1 : span.end + 2].isupper())
            or (left and left[-1] == ":" and len(left) > 1 and left[-2].lower() in self._credits)
        ):
            _set(seen, "credit", "in a credit")
        elif span.start == 0 or text[span.start - 1] == "\n":
            dated = [
                word for word in _WORD.findall(text[span.end : span.end + 20]) if word != "," and not word.isdigit()
            ]
            if dated and dated[0].rstrip(".") in self._months:
                _set(seen, "credit", "in a dateline")
        elif text.startswith((".com", ".ru", ".net", ".org"), span.end):
            _set(seen, "domain", "written as an address")

    def _by_left(self, left: list[str], seen: Seen) -> None:
        words = list(left)
        while words and words[-1] in self._skipped:
            words.pop()
        if not words:
            return
        last = words[-1]
        if last in self._labels or last in self._media:
            seen.media = True
            _set(seen, "media-noun", f"beside “{last}”")
            return
        if last in self._links and len(words) > 1 and words[-2] in self._media:
            seen.media = True
            _set(seen, "media-noun", f"after “{words[-2]} {last}”")
            return
        for count in (3, 2, 1):
            phrase = " ".join(words[-count:]).lower()
            if len(words) >= count and phrase in self._before:
                weak = phrase in ("on", "by", "per")
                seen.media = True
                if not weak:
                    _set(seen, "reporting-verb", f"after “{phrase}”")
                return

    def _says(self, words: list[str]) -> bool:
        """Whether “reports” is a verb: a clause follows it, or nothing does (“P, Variety reports.”)."""
        verb = words[0].rstrip(".,")
        ends = verb != words[0] or (len(words) > 1 and words[1] in self._clauses)
        return ends and verb in self._after and verb in self._media

    def _by_right(self, right_text: str, right: list[str], seen: Seen) -> None:
        if right_text.startswith(self._relatives):
            _set(seen, "reporting-verb", f"before “{right_text[:7].strip(' ,')}”")
            return
        aside = next((aside for aside in self._asides if right_text.startswith(aside)), "")
        if aside:
            right_text = right_text.removeprefix(aside)
            right = _WORD.findall(right_text)
        possessive = right_text.startswith(("'s ", "’s "))
        words = right[1:] if possessive else right
        while len(words) > 1 and words[0] in self._adverbs:
            words = words[1:]
        if not words or not (right_text.startswith(" ") or possessive):
            return
        if self._says(words):
            _set(seen, "reporting-verb", f"before “{words[0].rstrip('.,')}”")
            return
        if words[0].rstrip(".,").lower() in self._media or words[0].rstrip(".,") in self._media:
            seen.media = True
            seen.goes_on = False
            _set(seen, "media-noun", f"beside “{words[0].rstrip('.,')}”")
            return
        for count in (2, 1):
            phrase = " ".join(words[:count]).rstrip(".,")
            if phrase in self._after and phrase != "that":
                _set(seen, "reporting-verb", f"before “{phrase}”")
                return
        if possessive and len(words) > 1 and words[0][:1].isupper() and words[1][:1].isupper():
            _set(seen, "media-noun", f"before its {words[0]} {words[1]}")


def _set(seen: Seen, kind: str, why: str) -> None:
    seen.cue, seen.kind, seen.why = True, kind, why


def _stands_for(text: str, span: Span) -> bool:
    """Whether the words in brackets are the initials of the words before them."""
    short = span.of(text)
    if not text.startswith(")", span.end) or not text.endswith(" (", 0, span.start) or not short.isupper():
        return False
    words = re.findall(r"\w+", text[max(0, span.start - 2 - REACH) : span.start - 2])
    named = [word[0].upper() for word in words if word[0].isupper() or len(words) <= len(short)]
    plain = [word[0].upper() for word in words]
    return named[-len(short) :] == list(short) or plain[-len(short) :] == list(short)


def _opens_sentence(text: str, start: int) -> bool:
    """Whether the words stand first in a sentence or a line."""
    before = text[:start].rstrip(" ") if start < 200 else text[start - 200 : start].rstrip(" ")
    return not before or before.endswith(_SENTENCE_END)
