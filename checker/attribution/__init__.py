"""Article into claims: a rule engine that explains itself.

Stages, in order: the text as `words` (tokens, quotations, sentences, word classes, phrases); `cues` with their sources
and contents, found by patterns, cut at their borders and weighed; the `selection` among them; `drafts` of claims, with
their `sources` and `routes`; `speakers` across the article; `claims`. `language` holds what all of them need of one.
"""

from __future__ import annotations

from checker.attribution.claims import attribute
from checker.attribution.language import Language, read_language

__all__ = ["Language", "attribute", "read_language"]
