"""Predictions for the reading benchmark: what the HTML reader makes of pages that lie beside the gold file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from checker.model import Article, Provenance, Supplied
from checker.outlets import registry
from checker.readers import read
from checker.rulebase import rulebase


def predict(gold_path: Path, out_path: Path) -> None:
    """Reads the page of every gold row by its `file` and `url`, and writes one prediction a line."""
    outlets = registry(rulebase())
    with gold_path.open(encoding="utf-8") as rows, out_path.open("w", encoding="utf-8") as out:
        for row in map(json.loads, rows):
            data = (gold_path.parent / row["file"]).read_bytes()
            article = read(data, row["file"], outlets, Supplied(url=row["url"]))
            out.write(json.dumps({"file": row["file"], **prediction(article)}, ensure_ascii=False) + "\n")


def prediction(article: Article) -> dict[str, Any]:
    """An article in the form of the reading scorer: body paragraphs, their links, metadata, notices."""
    blocks = [block for block in article.blocks if block.body and block.kind in ("paragraph", "quote", "heading")]
    links = []
    for number, block in enumerate(blocks):
        for link in article.links:
            if block.span.holds(link.span) and link.anchor and link.target is not None:
                start = link.span.start - block.span.start
                place = {"paragraph": number, "start": start, "end": start + len(link.anchor)}
                links.append({"anchor": link.anchor, "href": urljoin(article.url, link.href), **place})
    said = article.provenance
    return {
        "title": said.title.value if said.title else None,
        "authors": [author.value for author in said.authors],
        "date": _date(said),
        "publisher": said.publisher.value if said.publisher else None,
        "paragraphs": [block.span.of(article.text) for block in blocks],
        "links": links,
        "notices": [notice.text for notice in said.notices],
    }


def _date(said: Provenance) -> str | None:
    """The day with its time where the page wrote it so, else the day."""
    written = said.published_said.value if said.published_said else ""
    return (
        written if written[:4].isdigit() and "-" in written else said.published.isoformat() if said.published else None
    )
