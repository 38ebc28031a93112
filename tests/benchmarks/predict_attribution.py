"""Attributions in the form that score_attributions.py documents: the outermost claims of every act."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from checker.attribution import attribute, read_language
from checker.model import Claim, Span
from checker.outlets import registry
from checker.rulebase import rulebase
from tests.benchmarks.articles import article_of

_OPENING = '“"„«`'
_CLOSING = '”"»'
_OCCASION = re.compile(r":| in (?:a|an) (?:statement|interview|email|e-mail|tweet)\b:?")


def predict(gold: Path, out: Path) -> None:
    """Read the texts of `gold` and write one line of attributions an article."""
    rules = rulebase()
    outlets, language = registry(rules), read_language(rules)
    with gzip.open(gold, "rt", encoding="utf-8") as source, out.open("w", encoding="utf-8") as target:
        for line in source:
            row = {key: value for key, value in json.loads(line).items() if key in {"id", "text"}}
            claims = attribute(article_of(row, outlets), outlets, language)
            target.write(json.dumps({"id": row["id"], "attributions": attributions(row["text"], claims)}) + "\n")


def attributions(text: str, claims: Sequence[Claim]) -> list[dict[str, Any]]:
    """The corpus knows no nesting, no lone quotations; what goes on in the next paragraph belongs to its claim.

    Of “told B, according to C” it takes C.
    """
    records: dict[str, dict[str, Any]] = {}
    passed_on = {claim.passes_on for claim in claims if claim.passes_on}
    for claim in claims:
        if (claim.nested and not claim.passes_on) or claim.kind == "linked" or claim.id in passed_on:
            continue
        content = [widen(text, span) for span in claim.content]
        if claim.kind == "unattributed":
            if claim.continues in records:
                records[claim.continues]["content"].extend(content)
            continue
        source = claim.speaker.phrase or claim.speaker.span
        records[claim.id] = {
            "source": [_comma(text, source, claim.cue)] if source is not None else [],
            "cue": [_with_occasion(text, claim.cue)] if claim.cue is not None else [],
            "content": content,
        }
    return list(records.values())


def widen(text: str, span: Span) -> list[int]:
    """A content with the marks and the word that our claims leave out: “that”, quotation marks, a stop inside them."""
    start, end = span.start, span.end
    while (start and text[start - 1] in _OPENING) or text[start - 2 : start] == "''":
        start -= 2 if text[start - 2 : start] == "''" else 1
    if text[max(start - 5, 0) : start].lower() in {" that "[:5], "that "}:
        start -= 5
    behind = end
    while behind < len(text) and text[behind] in ".,?!…":
        behind += 1
    if (
        behind < len(text)
        and (text[behind] in _CLOSING or text[behind : behind + 2] == "''")
        and _unbalanced(text[start:end])
    ):
        end = behind + (2 if text[behind : behind + 2] == "''" else 1)
    return [start, end]


def _unbalanced(words: str) -> bool:
    """Whether a quotation is open at the end of the words."""
    curly = words.count("“") - words.count("”")
    return curly > 0 or words.count('"') % 2 == 1 or words.count("''") % 2 == 1


def _with_occasion(text: str, span: Span) -> list[int]:
    """The corpus counts “in a statement” and a colon to the cue."""
    match = _OCCASION.match(text, span.end)
    return [span.start, match.end() if match else span.end]


def _comma(text: str, span: Span, cue: Span | None) -> list[int]:
    """A source with an apposition keeps the comma that closes it, where the cue follows."""
    end = span.end
    if cue is not None and cue.start < span.start:
        return [span.start, end]
    if "," in span.of(text) and text[end : end + 1] == ",":
        end += 1
    return [span.start, end]
