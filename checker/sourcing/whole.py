"""What several footings ask of the whole article, gathered once."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property

from checker.model import Claim
from checker.sourcing.bodies import Bodies
from checker.sourcing.view import View, outlet_hops, printed, source_key, words_of

_NEARBY = 2  # paragraphs behind a plural in which its single members are looked for


class Whole:
    """What several footings ask of the whole article, gathered once: a page may hold ten thousand claims."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._members: dict[str, Members] = {}

    @cached_property
    def claims(self) -> dict[str, Claim]:
        """The claims by their id."""
        return {claim.id: claim for claim in self.view.claims}

    @cached_property
    def said(self) -> dict[str, dict[str, list[int]]]:
        """Word -> source -> the passages that hold it, by number; a passage said twice by one source is one."""
        found: dict[str, dict[str, list[int]]] = {}
        passages: dict[tuple[str, frozenset[str]], int] = {}
        for claim in self.view.counted:
            passage = (source_key(claim.speaker), long_words(self.view.words(claim)))
            if passage[0] and passage not in passages:
                passages[passage] = len(passages)
                for word in passage[1]:
                    found.setdefault(word, {}).setdefault(passage[0], []).append(passages[passage])
        return found

    @cached_property
    def linked(self) -> dict[str, int]:
        """Outlet -> the offset of the first link that leads to it."""
        found: dict[str, int] = {}
        for link in self.view.article.links:
            if link.target and link.outlet is not None and link.outlet.id:
                found[link.outlet.id] = min(link.span.start, found.get(link.outlet.id, link.span.start))
        return found

    @cached_property
    def names(self) -> frozenset[str]:
        """The words of the speakers' names."""
        speakers = {claim.speaker.name.casefold() for claim in self.view.claims}
        return frozenset(word for name in speakers for word in re.findall(r"[\w’'-]+", name))

    @cached_property
    def told(self) -> tuple[int, ...]:
        """Where the sentences end that a known source tells."""
        return tuple(sorted(claim.sentence.end for claim in self.view.counted if source_key(claim.speaker)))

    @cached_property
    def described(self) -> dict[str, int]:
        """Noun -> where an unnamed source is first told apart: "source" of "sources close to the board"."""
        bare, found = self.view.markers["bare-sources"], dict[str, int]()
        for claim in self.view.claims:
            phrase = printed(self.view.article, claim.speaker)
            if claim.speaker.kind == "unnamed" and bare.found(phrase) and not is_bare(self.view, claim, phrase):
                for noun in nouns(phrase):
                    found[noun] = min(claim.sentence.start, found.get(noun, claim.sentence.start))
        return found

    @cached_property
    def telling(self) -> tuple[int, ...]:
        """Where the sentences begin that a known source tells."""
        return tuple(sorted(claim.sentence.start for claim in self.view.counted if source_key(claim.speaker)))

    @cached_property
    def surnames(self) -> frozenset[str]:
        """The last words of the names of persons and bodies that speak anywhere in the article."""
        speakers = (claim.speaker for claim in self.view.claims)
        known = (speaker for speaker in speakers if speaker.named and speaker.kind in {"person", "organisation"})
        return frozenset(last_name(speaker.name) for speaker in known)

    @cached_property
    def quoted(self) -> tuple[int, ...]:
        """The offsets of the sentences in which a named person speaks for the first time and is quoted."""
        first: dict[str, Claim] = {}
        for claim in sorted(self.view.claims, key=lambda claim: claim.sentence):
            if claim.speaker.kind == "person" and claim.speaker.named:
                first.setdefault(source_key(claim.speaker), claim)
        return tuple(claim.sentence.start for claim in first.values() if claim.kind in {"direct", "mixed"})

    @cached_property
    def entrances(self) -> tuple[int, ...]:
        """The numbers of the blocks in which a named person speaks for the first time."""
        first: dict[str, int] = {}
        for claim in self.view.claims:
            if claim.speaker.kind == "person" and claim.speaker.named:
                at, key = self.view.number(claim.sentence.start), source_key(claim.speaker)
                first[key] = min(at, first.get(key, at))
        return tuple(sorted(first.values()))

    @cached_property
    def reply(self) -> bool:
        """Whether the article tells of an answer, or that one was asked for."""
        text = self.view.article.text
        return any(self.view.markers["replies"].found(block.span.of(text)) for block in self.view.paragraphs())

    @cached_property
    def bodies(self) -> Bodies:
        """The research bodies that the article names, with their ties."""
        return Bodies(self.view)

    def members(self, name: str) -> Members:
        """The single members of a class of sources that speak in the article."""
        if name not in self._members:
            self._members[name] = Members(self.view, name)
        return self._members[name]


class Members:
    """Who of a class speaks alone, in order of the text: source, offset of the sentence and number of the block."""

    def __init__(self, view: View, name: str) -> None:
        found = sorted(self._found(view, name))
        self._starts = [start for start, _, _ in found]
        self._numbers = [number for _, number, _ in found]
        self._keys = [key for _, _, key in found]
        self._all = frozenset(self._keys)

    @staticmethod
    def _found(view: View, name: str) -> Iterator[tuple[int, int, str]]:
        for claim in view.claims:
            key = source_key(claim.speaker)
            if key and not claim.speaker.plural and is_member(view, name, claim):
                yield claim.sentence.start, view.number(claim.sentence.start), key

    def count(self, view: View, claim: Claim) -> tuple[int, int]:
        """Members other than the claim's own source: in the article, and in the paragraphs that follow."""
        own = {source_key(claim.speaker)}
        here = view.number(claim.sentence.start)
        first = bisect_left(self._starts, claim.sentence.start)
        last = bisect_right(self._numbers, here + _NEARBY)
        return len(self._all - own), len(set(self._keys[first:last]) - own)


def last_name(name: str) -> str:
    """The last word of a name that is no abbreviation: "Biden" of "Joseph R. Biden Jr."."""
    words = [word for word in name.split() if not word.endswith(".")]
    return words[-1] if words else name


def long_words(words: str) -> frozenset[str]:
    """The words of a passage with more than four letters, and its figures."""
    found = re.findall(r"[^\W_][\w-]*", words.casefold())
    return frozenset(word for word in found if len(word) > 4 or any(letter.isdigit() for letter in word))


def is_member(view: View, name: str, claim: Claim) -> bool:
    """Whether the speaker of a claim is described as one of a class of sources ("experts")."""
    speaker = claim.speaker
    if name == "media":
        return bool(outlet_hops(claim.hops))
    return speaker.kind in {"person", "unnamed"} and view.markers.one_of(name, view.described[source_key(speaker)])


def told_apart(view: View, claim: Claim) -> bool:
    """Whether the words behind an unnamed source go on to describe it: "people close to the talks"."""
    span = claim.speaker.phrase or claim.speaker.span
    behind = view.article.text[span.end : span.end + 24].lstrip(" ,") if span else ""
    return view.markers["told-apart"].pattern.match(behind) is not None


def is_bare(view: View, claim: Claim, phrase: str) -> bool:
    """Whether the words for an unnamed source say no more than "a source"."""
    return not told_apart(view, claim) and view.markers["bare-sources"].whole(phrase.strip(" ,"))


def nouns(phrase: str) -> list[str]:
    """The words of a phrase without the ending of a plural."""
    return [word.removesuffix("s") for word in words_of(phrase)]
