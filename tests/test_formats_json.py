"""`checker/1`: what is written agrees with the schema, and the schema only grows."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from checker.formats import render
from checker.formats.json import FORMAT, schema
from checker.model import Report, Skipped, Versions
from tests import made_reports as records

VALIDATOR = Draft202012Validator(schema())
REPORTS = {
    "plain": records.report(),
    "versions": records.report(explain=True, versions=Versions("1.2.3", "abc", "checker.toml")),
    "nothing": Report(()),
    "skipped": Report((), skipped=(Skipped("a.md", "empty"),), audience="ci", hidden=(("note", 2),)),
} | {name: records.hostile(attack) for name, attack in records.ATTACKS.items()}

# The first release of `checker/1`: what a reader of it may rely on. Lines are added here, never changed or taken away.
PROMISED = {
    "": {"format", "view", "articles", "policies", "skipped", "warnings", "audience", "hidden"},
    "articles": {
        "source", "url", "format", "language", "warnings", "degraded", "trusted", "text", "blocks", "links",
        "provenance", "claims", "chains", "sourcing", "outlets", "findings",
    },
    "Claim": {
        "id", "content", "kind", "act", "speaker", "sentence", "cue", "cue_head", "recipient", "links",
        "pattern", "terms", "continues", "hedge", "nested", "public", "words", "quoted_words", "confidence", "matches",
    },
    "Hop": {"source", "relation", "role", "span", "link", "basis", "pattern", "evidence"},
    "Source": {
        "name", "kind", "span", "phrase", "description", "outlet", "named", "plural", "pronoun", "described", "label",
        "id",
    },
    "Chain": {"claim", "hops"},
    "Link": {"span", "anchor", "href", "target", "missing", "via", "outlet", "state", "body"},
    "Finding": {
        "policy", "severity", "confidence", "message", "marks", "article", "do", "claim", "chain", "also",
        "fingerprint", "state", "reason",
    },
    "Span": {"start", "end", "line", "column", "end_line", "end_column", "words"},
}  # fmt: skip


def at(name: str) -> dict[str, Any]:
    whole = schema()
    if not name:
        return whole
    return whole["$defs"][name] if name in whole["$defs"] else whole["properties"][name]["items"]


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("name", PROMISED)
def test_fields_are_added_never_taken_away(name: str) -> None:
    assert PROMISED[name] <= set(at(name)["properties"])


@pytest.mark.parametrize("view", ["findings", "report"])
@pytest.mark.parametrize("name", REPORTS)
def test_what_is_written_agrees_with_the_schema(name: str, view: str) -> None:
    written = json.loads(render("json", REPORTS[name], view=view))
    assert [error.message for error in VALIDATOR.iter_errors(written)] == []
    assert (written["format"], written["view"]) == (FORMAT, view)


def test_every_field_written_is_described() -> None:
    """Nothing is written that the schema does not name."""

    def undescribed(value: Any, rule: dict[str, Any]) -> list[str]:
        rule = at(rule["$ref"].rpartition("/")[2]) if "$ref" in rule else rule
        if isinstance(value, list):
            return [each for item in value for each in undescribed(item, rule.get("items", {}))]
        if not isinstance(value, dict) or "anyOf" in rule or "properties" not in rule:
            return []
        unknown = [key for key in value if key not in rule["properties"]]
        return unknown + [each for key in value for each in undescribed(value[key], rule["properties"].get(key, {}))]

    assert undescribed(json.loads(render("json", REPORTS["versions"])), schema()) == []


def test_a_claim_carries_its_words_place_speaker_and_route() -> None:
    (article,) = json.loads(render("json", records.report()))["articles"]
    claim, chain = article["claims"][0], article["chains"][0]
    assert claim["speaker"]["name"] == "Ilse Marrot"
    (content,) = claim["content"]
    assert (content["line"], content["column"]) == (5, 1)
    assert content["words"] == article["text"][content["start"] : content["end"]]
    assert [hop["source"]["name"] for hop in chain["hops"]][:3] == ["Ilse Marrot", "Vzglyad", "Sputnik"]
    assert article["outlets"][chain["hops"][2]["source"]["outlet"]]["control"] == "yes"


def test_findings_alone_say_nothing_of_claims() -> None:
    (article,) = json.loads(render("json", records.report(), view="findings"))["articles"]
    assert len(article["findings"]) == 3
    assert not {"claims", "chains", "text"} & set(article)
