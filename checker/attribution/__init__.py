"""Article into claims: a rule engine that explains itself (stages: tokens to phrases, patterns, borders, scores, routes)."""

from __future__ import annotations

from checker.attribution.claims import attribute
from checker.attribution.language import Language, read_language

__all__ = ["Language", "attribute", "read_language"]
