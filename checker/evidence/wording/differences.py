"""Where the words of a quotation and those of a page differ, and how that is written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

_BESIDE = 3


@dataclass(frozen=True, slots=True)
class Edit:
    """Words `quoted` of a quotation that stand in place of the words `printed` of a page; numbers, half open."""

    quoted: tuple[int, int]
    printed: tuple[int, int]

    @property
    def size(self) -> int:
        """How many words were changed, left out or put in."""
        return max(self.quoted[1] - self.quoted[0], self.printed[1] - self.printed[0])


def edits(quoted: Sequence[str], printed: Sequence[str]) -> tuple[Edit, ...]:
    """The changes that make the page's words the quotation's, around the most words that both have in order.

    >>> edits("a large share".split(), "an enormous share".split())
    (Edit(quoted=(0, 2), printed=(0, 2)),)
    """
    found: list[Edit] = []
    for step in Indel.opcodes(quoted, printed):
        if step.tag == "equal":
            continue
        edit = Edit((step.src_start, step.src_end), (step.dest_start, step.dest_end))
        if found and found[-1].quoted[1] == edit.quoted[0] and found[-1].printed[1] == edit.printed[0]:
            edit = Edit((found[-1].quoted[0], edit.quoted[1]), (found[-1].printed[0], edit.printed[1]))
            found.pop()
        found.append(edit)
    return tuple(found)


def written(changes: Sequence[Edit], quoted: Sequence[str], printed: Sequence[str]) -> str:
    """The changes with up to three words around each: what the page has as [-x-], what the quotation has as {+x+}.

    >>> written([Edit((0, 2), (0, 2))], "an enormous share".split(), "a large share".split())
    '[-a large-]{+an enormous+} share'
    """
    parts: list[str] = []
    shown = 0
    for number, change in enumerate(changes):
        first, last = change.quoted
        following = changes[number + 1].quoted[0] if number + 1 < len(changes) else len(quoted)
        begin = max(shown, first - _BESIDE)
        if begin > shown or (not number and begin):
            parts.append("…")
        parts.extend(quoted[begin:first])
        out, into = " ".join(printed[slice(*change.printed)]), " ".join(quoted[first:last])
        parts.append((f"[-{out}-]" if out else "") + (f"{{+{into}+}}" if into else ""))
        shown = min(last + _BESIDE, following)
        parts.extend(quoted[last:shown])
    return " ".join(parts + ["…"] * (shown < len(quoted) and bool(changes)))
