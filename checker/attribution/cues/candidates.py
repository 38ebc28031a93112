"""A possible attribution, as the patterns found it: cue, source and content in phrase numbers, nothing decided yet."""

from __future__ import annotations

from dataclasses import dataclass, field

# What is known of a candidate: of what it is, and its traits (`scoring` makes them, and names what they stand for).
Aspect = tuple[str, ...]


@dataclass(slots=True)
class Candidate:
    """A possible attribution, in phrase numbers: `cue` the phrase of its head.

    Ranges are half open, None where absent.
    """

    cue: int
    lemma: str
    source_pattern: str
    content_pattern: str
    source: tuple[int, int] | None = None
    head: int | None = None
    recipient: tuple[int, int] | None = None
    cue_end: int = 0
    left: tuple[int, int] | None = None
    right: tuple[int, int] | None = None
    floating: list[tuple[int, int]] = field(default_factory=list)
    owner: tuple[int, int] | None = None
    aspects: list[Aspect] = field(default_factory=list)
    weight: float = 0.0
    score: float = 0.0
