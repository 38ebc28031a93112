"""Two versions of some words, laid side by side: the runs that both have and those that differ."""

from __future__ import annotations

import unicodedata
from difflib import SequenceMatcher

from checker.evidence.wording.quotations import find
from checker.model import Stretch

# above it the matcher leaves out words that stand everywhere ("the"), which keeps the time linear
_LONG = 400


def stretches(here: str, there: str) -> tuple[Stretch, ...]:
    """Runs of words in order, `before` of the page nearer to the origin, `after` of the one that cites it.

    Where one is the other in another spelling, with other marks or with words left out at an ellipsis, all is the same.

    >>> [each.same for each in stretches("a large share of the catch is lost", "a huge share of the catch is lost")]
    [True, False, True]
    """
    if not here or not there:
        return ()
    found = find(there, here)
    if found is not None and found.kind != "altered" and not found.apart:
        return (Stretch(True, here, there),)
    old, new = here.split(), there.split()
    matcher = SequenceMatcher(None, [_bare(word) for word in old], [_bare(word) for word in new], len(old) > _LONG)
    return tuple(
        Stretch(kind == "equal", " ".join(old[a:b]), " ".join(new[c:d])) for kind, a, b, c, d in matcher.get_opcodes()
    )


def differs(found: tuple[Stretch, ...]) -> bool:
    """Whether any run differs."""
    return any(not stretch.same for stretch in found)


def _bare(word: str) -> str:
    """The word's letters and digits; a word of nothing else as it is."""
    kept = "".join(each for each in unicodedata.normalize("NFKC", word).casefold() if each.isalnum())
    return kept or word
