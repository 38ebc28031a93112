"""The patterns of a language, compiled: where a source stands, where a content stands, which verbs may report."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TypeVar

from checker.model import Act

# No pattern looks farther than this many phrases: it keeps the work linear on a sentence of a megabyte.
REACH = 60


@dataclass(frozen=True, slots=True)
class SourcePattern:
    """One compiled pattern of sources.yaml; `opens` are the letters it may begin with, any where there are none.

    `spoken`: it stands right behind what was said: ““It is safe,” a former mayor, Ann Lee, said”.
    """

    name: str
    side: str
    find: re.Pattern[str]
    opens: frozenset[str] = frozenset()
    spoken: bool = False


@dataclass(frozen=True, slots=True)
class ContentPattern:
    """One compiled pattern of contents.yaml; `opens` as in `SourcePattern`."""

    name: str
    recipient: bool
    speech: bool
    find: re.Pattern[str]
    opens: frozenset[str] = frozenset()


Pattern = TypeVar("Pattern", SourcePattern, ContentPattern)
# The patterns to try, in order, where the string goes on with a letter; "" is any letter that is not listed.
ByLetter = Mapping[str, Sequence[Pattern]]


def by_letter(patterns: Sequence[Pattern]) -> ByLetter[Pattern]:
    """Patterns in order of trial, by the letter that they may begin with."""
    letters = {"", *(letter for pattern in patterns for letter in pattern.opens)}
    return {letter: [each for each in patterns if not each.opens or letter in each.opens] for letter in letters}


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb that may report: its lemma, what it may take (recipient, inversion), and whether it hardly ever does."""

    lemma: str
    act: Act
    recipient: bool = False
    inverts: bool = False
    idle: bool = False


@dataclass(frozen=True)
class Patterns:
    """All patterns of a language, in order of trial, and its cues by word form.

    Besides the subordinators that liken (as), the prepositions of where and when something is said (in, at), what
    shows something by itself (a poll), and the prepositions of what somebody is criticised for (for, of).
    """

    sources: tuple[SourcePattern, ...]
    contents: tuple[ContentPattern, ...]
    cues: Mapping[str, Cue]
    likening: frozenset[str] = frozenset()
    settings: frozenset[str] = frozenset()
    surveys: frozenset[str] = frozenset()
    blaming: frozenset[str] = frozenset()

    @cached_property
    def subjects(self) -> ByLetter[SourcePattern]:
        """Those of a source to the left of its cue."""
        return by_letter([pattern for pattern in self.sources if pattern.side == "left"])

    @cached_property
    def participles(self) -> ByLetter[SourcePattern]:
        """Those of the subject that a participle has for itself."""
        return by_letter([pattern for pattern in self.sources if pattern.side == "participle"])

    @cached_property
    def inverted(self) -> tuple[SourcePattern, ...]:
        """Those of a source right behind its cue."""
        return tuple(pattern for pattern in self.sources if pattern.side == "right" and pattern.name != "agent")

    @cached_property
    def agents(self) -> tuple[SourcePattern, ...]:
        """Those of the agent of a passive."""
        return tuple(pattern for pattern in self.sources if pattern.name == "agent")

    @cached_property
    def _by_frame(self) -> dict[tuple[bool, bool, bool], ByLetter[ContentPattern]]:
        return {
            (recipient, speech, left): by_letter(
                [
                    pattern
                    for pattern in self.contents
                    if (recipient or not pattern.recipient)
                    and (speech or not pattern.speech)
                    and (left or not pattern.name.endswith("stop"))
                ]
            )
            for recipient, speech, left in product((False, True), repeat=3)
        }

    def contents_of(self, cue: Cue, left: bool) -> ByLetter[ContentPattern]:
        """Those that a cue may take; `left` says that some of its content stands to its left."""
        return self._by_frame[cue.recipient, cue.inverts or cue.recipient, left]
