"""Benchmark texts as articles: no markup is interpreted, each line is a paragraph, offsets stay as they are."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

from checker.model import Article, Block, Fact, Origin, Provenance, Span
from checker.outlets import Registry

# The rows carry no date; their pools are of 2015 to 2019, and outlets are read as of the middle of it.
AS_OF = date(2017, 7, 1)


def line_blocks(text: str) -> list[Block]:
    """Each line of a benchmark text is a paragraph."""
    return [Block(Span(match.start(), match.end()), "paragraph") for match in re.finditer(r"[^\n]*\S[^\n]*", text)]


def article_of(row: dict[str, Any], registry: Registry) -> Article:
    """The article of a benchmark row; its publisher, where the row names one, is known input."""
    provenance = Provenance(published=AS_OF)
    if row.get("publisher_domain") or row.get("publisher"):
        name = row.get("publisher", "")
        outlet = registry.by_domain(row["publisher_domain"]) if row.get("publisher_domain") else registry.by_name(name)
        provenance = replace(provenance, publisher=Fact(name, field="supplied"), publisher_outlet=outlet)
    text = row["text"]
    return Article(row["id"], text, Origin.over(text), tuple(line_blocks(text)), provenance=provenance)
