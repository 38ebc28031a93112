"""The registry against the fact tables kept beside the project; skipped where they are absent."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from checker.outlets import Registry, registry
from checker.rulebase import rulebase

TABLES = Path(__file__).resolve().parents[2] / "shared" / "reference"
TODAY = date(2026, 11, 22)

pytestmark = pytest.mark.skipif(not TABLES.is_dir(), reason="the fact tables (../shared/reference) are not here")


def rows(name: str) -> list[dict[str, str]]:
    path = TABLES / name
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def outlets() -> Registry:
    return registry(rulebase())


@pytest.mark.parametrize("row", rows("url_lookup_cases.csv"), ids=lambda row: row["url"][:60])
def test_every_address_leads_where_the_table_says(outlets: Registry, row: dict[str, str]) -> None:
    answer = outlets.by_url(row["url"])
    if row["status"] == "missing":
        assert answer.target is None
        assert answer.missing
        return
    assert answer.outlet is not None
    assert answer.outlet.status == row["status"]
    assert {step.split()[0] for step in answer.via} == {row["via"]} - {""}
    if row["status"] == "known":
        assert answer.outlet.id == row["outlet"]
    if row["outlet"] == "blogspot":
        assert (answer.outlet.kind, answer.outlet.account) == ("blog-host", "example")
    assert row["section"] in (answer.outlet.section, answer.outlet.kind)


@pytest.mark.parametrize("row", rows("public_service_guard.csv"), ids=lambda row: row["domain"])
def test_no_public_service_outlet_is_called_controlled(outlets: Registry, row: dict[str, str]) -> None:
    dated = "depends on the date" in row["rule"]
    days = [date(1995, 1, 1), date(2016, 6, 1), date(2024, 12, 31)] + ([] if dated else [TODAY, None])
    for day in days:
        found = outlets.by_domain(row["domain"], day)
        assert found.status == "known", row["domain"]
        assert found.control in ("no", "disputed", "unknown")
        assert "state media" not in found.wording
        if "report both" in row["rule"] and day == TODAY:
            assert found.control == "disputed"
            assert "State Media Monitor 2023" in found.wording
        elif day == date(2024, 12, 31):
            assert found.control == "no" or "report both" in row["rule"]


@pytest.mark.parametrize("row", rows("domain_history.csv"), ids=lambda row: row["host"])
def test_renamed_mirrored_and_seized_hosts_resolve(outlets: Registry, row: dict[str, str]) -> None:
    found = outlets.by_domain(row["host"], TODAY)
    assert found.status == "known", row["host"]
    successor = outlets.by_domain(row["canonical_domain"], TODAY) if row["canonical_domain"] else found
    related = {found.id, *outlets.entry(found.id).get("successor", [])}
    apart = ("separate outlet", "sister", "different outlet", "predecessor", "closed; editors")
    if not any(word in row["relation"] for word in apart):
        assert successor.id in related, (found.id, successor.id)


# rows of the table that name no outlet of their own: the words of the alias decide
CLASSES = {"hard": {"context", "never"}, "medium": {"cue", "safe", "context"}, "easy": {"safe", "cue"}}
SAFE_HERE = {
    "Time": "cue: it is never taken without a verb, a noun or a link",
    "the Hill": "cue with a capital T, as the table's own rule asks",
    "Medium": "a platform: no name in prose at all",
    "Pravda": "context",
    "El Pais": "context with the Uruguayan paper, safe otherwise",
}


@pytest.mark.parametrize("row", rows("alias_ambiguity.csv"), ids=lambda row: row["alias"])
def test_ambiguous_names_are_never_guessed(outlets: Registry, row: dict[str, str]) -> None:
    alias = row["alias"]
    found = outlets.by_name(alias, TODAY)
    if alias == "Medium":
        assert outlets.mentions("He posted it on Medium, he said.") == ()
        return
    assert found is not None, alias
    expected = set()
    for candidate in row["candidates"].replace("kprf: ", "").split("|"):
        host = candidate.split(" ")[0].removeprefix("thejournal:")
        if "." in host and (held := outlets.by_domain(host, TODAY)).status == "known":
            expected.add(held.id)
    got = set(found.candidates) or {found.id}
    assert got & expected, (alias, got, expected)
    bare = outlets.mentions(f"Nothing here. It was {alias} that stood there, and so on.", TODAY)
    if row["class"] == "hard" and len(expected) > 1:
        assert found.status == "ambiguous", (alias, found.id)
        assert not any(mention.certain for mention in bare), (alias, bare)
