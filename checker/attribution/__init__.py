"""Article into claims: a rule engine that explains itself.

Stages, a module each: tokens, quotations, sentences, word classes, phrases, candidates (by patterns), borders, scores,
selection, drafts with their sources and routes, speakers, claims.
"""

from __future__ import annotations

from checker.attribution.claims import attribute
from checker.attribution.language import Language, read_language

__all__ = ["Language", "attribute", "read_language"]
