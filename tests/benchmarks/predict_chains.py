"""Claims with their chains in the form that score_chains.py documents."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from checker.attribution import attribute, read_language
from checker.model import Claim, Hop, Span
from checker.outlets import registry
from checker.rulebase import rulebase
from tests.benchmarks.articles import article_of


def predict(gold: Path, out: Path) -> None:
    """Read the passages of `gold` and write one line of claims a passage."""
    rules = rulebase()
    outlets, language = registry(rules), read_language(rules)
    with gold.open(encoding="utf-8") as source, out.open("w", encoding="utf-8") as target:
        for line in source:
            known = {"id", "text", "publisher", "publisher_domain"}
            row = {key: value for key, value in json.loads(line).items() if key in known}
            claims = attribute(article_of(row, outlets), outlets, language)
            target.write(json.dumps({"id": row["id"], "claims": records(claims, lambda span: span)}) + "\n")


def records(claims: Sequence[Claim], place: Callable[[Span], Span]) -> list[dict[str, Any]]:
    """Statements and findings, nested ones and links alone left out; `place` takes spans back to the scored text."""
    return [
        {
            "content": [[place(span).start, place(span).end] for span in claim.content],
            "kind": claim.kind,
            "cue": _pair(claim.cue_head, place),
            "chain": [_hop(hop, place) for hop in claim.hops],
        }
        for claim in claims
        if claim.act in {"statement", "finding"} and claim.kind != "linked" and not claim.nested
    ]


def _hop(hop: Hop, place: Callable[[Span], Span]) -> dict[str, Any]:
    outlet = hop.source.outlet
    domain = (outlet.domain or None) if outlet is not None and hop.source.kind == "outlet" else None
    return {
        "span": _pair(hop.span, place),
        "name": hop.source.name.removeprefix("the ").removeprefix("The "),
        "type": hop.source.kind,
        "outlet_domain": domain,
        "relation": hop.relation,
    }


def _pair(span: Span | None, place: Callable[[Span], Span]) -> list[int] | None:
    return None if span is None else [place(span).start, place(span).end]
