"""The seed article, read by the text reader, its claims taken back to the file that was annotated."""

from __future__ import annotations

import json
from pathlib import Path

from checker.attribution import attribute, read_language
from checker.outlets import registry
from checker.readers import read
from checker.rulebase import rulebase
from tests.benchmarks.predict_chains import records


def predict(gold: Path, out: Path) -> None:
    """Read the seed's text out of `gold` and write its claims, spans pointing into that text."""
    row = json.loads(gold.read_text(encoding="utf-8"))
    rules = rulebase()
    outlets, language = registry(rules), read_language(rules)
    article = read(row["text"].encode(), "seed.txt", outlets)
    found = records(attribute(article, outlets, language), article.origin.span)
    out.write_text(json.dumps({"id": row["id"], "claims": found}) + "\n", encoding="utf-8")
