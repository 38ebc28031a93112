"""The seeds: their reports byte for byte, and what a person found in them (seeds_expected.yaml)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from checker.cli import main
from checker.model import Claim, Hop
from tests import reports

EXPECTED: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "seeds_expected.yaml").read_text(encoding="utf-8")
)
SEEDS = {seed.name: seed for seed in reports.SEEDS}
CLAIMS = [
    pytest.param(
        name,
        claim,
        id=f"{name}: {claim['says'][:30]}",
        marks=pytest.mark.xfail(reason=claim["missed"], strict=True) if "missed" in claim else (),
    )
    for name, seed in EXPECTED.items()
    for claim in seed["claims"]
]
FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.S)

every_seed = pytest.mark.parametrize("seed", reports.SEEDS, ids=lambda seed: seed.name)


# ------------------------------------------------------------------------------------------ the reports


@every_seed
@pytest.mark.parametrize("format_name", reports.SUFFIXES)
def test_the_report_is_the_one_reviewed(seed: Path, format_name: str) -> None:
    path = reports.place(seed, format_name)
    assert reports.rendered(seed, format_name) == path.read_bytes().decode(), (
        "python -m tests.reports, and read the diff"
    )


def test_the_schemas_are_those_of_the_types() -> None:
    for path, schema in reports.schemas().items():
        assert path.read_bytes() == schema, "python -m tests.reports, and read the diff"


def test_no_report_is_left_over() -> None:
    assert set(reports.REPORTS.iterdir()) == set(reports.expected())


@every_seed
def test_the_command_prints_the_same(
    seed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(reports.ROOT)
    assert main(["report", f"seeds/{seed.name}", "-f", "text"]) == 0
    printed = re.sub(r"^made by .*\n(?: +.*\n)*", "", capsys.readouterr().out, flags=re.M)
    assert printed == reports.place(seed, "text").read_bytes().decode()


@every_seed
def test_a_report_names_no_folder_of_the_machine(seed: Path) -> None:
    assert str(reports.ROOT) not in reports.rendered(seed, "json")


def test_the_readme_shows_a_real_report() -> None:
    assert reports.README.read_text(encoding="utf-8") == reports.readme(), "python -m tests.reports, and read the diff"
    assert "chain-through-state" in reports.sample()
    whole = set(reports.place(reports.SHOWN, "text").read_text(encoding="utf-8").splitlines())
    assert set(reports.sample().splitlines()) - whole == {"…"}


# ------------------------------------------------------------------------------------------ the articles


@every_seed
def test_a_seed_says_first_that_it_is_invented(seed: Path) -> None:
    text = FRONT_MATTER.sub("", seed.read_text(encoding="utf-8"))
    assert text.startswith("<!-- Invented for this project: no person, ")
    assert "Invented for this project" not in reports.report(seed).articles[0].article.text


@every_seed
def test_every_seed_is_described(seed: Path) -> None:
    assert EXPECTED[seed.name]["claims"]


def test_no_description_is_left_over() -> None:
    assert set(EXPECTED) == set(SEEDS)


def words(text: str) -> set[str]:
    """Words in lower case, articles left out."""
    return set(re.findall(r"[\w'-]+", text.lower())) - {"the", "a", "an"}


def names_it(expected: str, found: str) -> bool:
    """Whether a name holds the expected words: a fuller form is right too."""
    return words(expected) <= words(found)


def same_station(expected: str, found: str) -> bool:
    """Whether two names can stand for one station: the registry's may be shorter or longer than the printed one."""
    return words(expected) <= words(found) or words(found) <= words(expected)


def route(claim: Claim) -> list[Hop]:
    """The hops between the origin and the publisher."""
    return [hop for hop in claim.hops if hop.role != "origin"]


def claim_with(seed: str, fragment: str) -> Claim:
    """The innermost claim whose content holds these words."""
    part = reports.report(SEEDS[seed]).articles[0]
    found = [claim for claim in part.claims if any(fragment in span.of(part.article.text) for span in claim.content)]
    assert found, "no claim holds these words"
    return min(found, key=lambda claim: claim.words)


@pytest.mark.parametrize(("seed", "expected"), CLAIMS)
def test_claims_are_found_with_speaker_and_route(seed: str, expected: dict[str, Any]) -> None:
    claim = claim_with(seed, expected["says"])
    if expected["speaker"] is None:
        assert claim.speaker.kind == "unknown"
        return
    assert names_it(expected["speaker"], claim.speaker.name), claim.speaker.name
    found = [hop.source.name for hop in route(claim)]
    assert len(found) == len(expected["route"]), found
    assert all(same_station(*pair) for pair in zip(expected["route"], found, strict=True)), found


@pytest.mark.parametrize("name", EXPECTED)
def test_provenance_is_what_the_text_says(name: str) -> None:
    provenance = reports.report(SEEDS[name]).articles[0].article.provenance
    assert provenance.publisher is not None
    assert provenance.publisher.value == EXPECTED[name]["publisher"]
    origins = {origin.outlet.name if origin.outlet else origin.name for origin in provenance.origins}
    assert origins == set(EXPECTED[name].get("origins", ()))


@pytest.mark.parametrize("name", EXPECTED)
def test_policies_fire_and_stay_silent(name: str) -> None:
    fired = {finding.policy for finding in reports.report(SEEDS[name]).articles[0].findings}
    expected, silent = set(EXPECTED[name]["fires"]), set(EXPECTED[name]["silent"])
    assert expected - fired == set()
    if "*" in silent:
        assert fired == expected
    else:
        assert fired & silent == set()


@pytest.mark.parametrize("name", [name for name in EXPECTED if "words" in EXPECTED[name]])
def test_some_words_are_never_printed(name: str) -> None:
    printed = reports.rendered(SEEDS[name], "text").lower()
    assert [word for word in EXPECTED[name]["words"] if word in printed] == []


@every_seed
def test_no_report_passes_a_verdict(seed: Path) -> None:
    """A list that others keep is quoted by its name, edition and class; these words are nobody else's."""
    printed = " ".join(reports.rendered(seed, "text").lower().split())
    own = re.sub(r"wikipedia perennial sources: [a-z ]+, \d{4}", "", printed)
    assert re.findall(r"\b(?:fake|reliable|unreliable|misinformation|disinformation|propaganda)\b", own) == []
