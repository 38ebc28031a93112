"""The patterns of a language, compiled: where a source stands, where a content stands, which verbs may report."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from checker.model import Act

# No pattern looks farther than this many phrases: it keeps the work linear on a sentence of a megabyte.
REACH = 60


@dataclass(frozen=True, slots=True)
class SourcePattern:
    """One compiled pattern of sources.yaml."""

    name: str
    side: str
    find: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class ContentPattern:
    """One compiled pattern of contents.yaml."""

    name: str
    recipient: bool
    speech: bool
    find: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb that may report: its lemma, what it may take (recipient, inversion), and whether it hardly ever does."""

    lemma: str
    act: Act
    recipient: bool = False
    inverts: bool = False
    idle: bool = False


@dataclass(frozen=True, slots=True)
class Patterns:
    """All patterns of a language, in order of trial, and its cues by word form."""

    sources: tuple[SourcePattern, ...]
    contents: tuple[ContentPattern, ...]
    cues: Mapping[str, Cue]
