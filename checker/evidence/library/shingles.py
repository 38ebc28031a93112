"""Sketches of texts: the smallest hash of every three neighbouring word 3-grams, so that shared words are found.

Winnowing (Schleimer, Wilkerson and Aiken, SIGMOD 2003) with windows of three 3-grams: two texts that share five words
in a row share a hash of their sketches, wherever the words stand in them. The smallest eight hashes of a whole passage
cost a fourth less room, but a part of a long passage often has none of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from checker.model import Span

SHORTEST = 5  # words in a row that two texts must share to share a hash for certain
_SCRIPTS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"  # written without blanks: each letter counts as a word
_INSIDE = "\u00ad\u200b-\u200d\u2060\u0300-\u036f"  # soft hyphens and accents of their own, which part no word
_WORD = re.compile(
    r"[A-Za-z]+(?=[ ,\n])"  # most words stand before a blank: none of the other shapes need be tried
    rf"|[{_SCRIPTS}]|[^\W_{_SCRIPTS}](?:[^\W_{_SCRIPTS}]|[{_INSIDE}])*(?:['’ʼ][^\W_{_SCRIPTS}][^\W_{_SCRIPTS}{_INSIDE}]*)*"
)
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060]")
_MASK = (1 << 64) - 1
_OFTEN = 8  # places of one hash in one text that are kept: a text of one word repeated has no more


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text as they are compared (case, kind of apostrophe and marks gone), and where each stands."""

    folded: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.folded)

    def span(self, first: int, last: int) -> Span:
        """The characters from word `first` to word `last` (exclusive)."""
        return Span(self.starts[first], self.ends[last - 1])


def words(text: str, spans: Iterable[Span] | None = None) -> Words:
    """The words of a text, or of some of its spans, in order.

    >>> words("“It’s a game-changer”").folded
    ("it's", 'a', 'game', 'changer')
    """
    folded: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for part in (Span(0, len(text)),) if spans is None else spans:
        piece = text[part.start : part.end]
        places = [match.span() for match in _WORD.finditer(piece)]
        small = piece.lower()
        if len(small) == len(piece):
            small = small.replace("’", "'")
            found = [small[start:end] for start, end in places]
        else:  # some letters become two: “İ”
            found = [piece[start:end] for start, end in places]
        folded.extend(found if piece.isascii() else [word if word.isascii() else _folded(word) for word in found])
        starts.extend([part.start + start for start, _ in places])
        ends.extend([part.start + end for _, end in places])
    return Words(tuple(folded), tuple(starts), tuple(ends))


def _folded(word: str) -> str:
    plain = _UNSEEN.sub("", word).replace("’", "'").replace("ʼ", "'")
    return unicodedata.normalize("NFKC", plain).casefold()


def sketch(folded: Sequence[str]) -> list[tuple[int, int]]:
    """(hash, number of its first word) of the 3-grams that stand for a text, in order; hashes have 48 bits."""
    grams = _grams(folded)
    if len(grams) < SHORTEST - 2:
        return [(gram, number) for number, gram in enumerate(grams)]
    kept: list[tuple[int, int]] = []
    seen: dict[int, int] = {}
    last = -1
    for number, (one, two, three) in enumerate(zip(grams, grams[1:], grams[2:], strict=False)):
        # The rightmost of equal ones, so that it stands for the next windows too.
        lower, at = (three, 2) if three <= two else (two, 1)
        place = number + at if lower <= one else number
        if place > last:
            last, gram = place, grams[place]
            seen[gram] = seen.get(gram, 0) + 1
            if seen[gram] <= _OFTEN:
                kept.append((gram, place))
    return kept


def whole(folded: Sequence[str]) -> int:
    """The hash of a whole passage: for words that are too few to share a 3-gram with others."""
    return int.from_bytes(blake2b(" ".join(folded).encode("utf-8", "surrogatepass"), digest_size=6).digest(), "big")


def _grams(folded: Sequence[str]) -> list[int]:
    # Words are hashed once each; the multipliers (odd, of xxHash) tell their order apart.
    hashes = [_word_hash(word) for word in folded]
    return [
        ((one * 0x9E3779B185EBCA87 + two * 0xC2B2AE3D27D4EB4F + three * 0x165667B19E3779F9) & _MASK) >> 16
        for one, two, three in zip(hashes, hashes[1:], hashes[2:], strict=False)
    ]


@lru_cache(maxsize=1 << 16)
def _word_hash(word: str) -> int:
    return int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
