"""The entries themselves: evidence for each fact, no contradictions, and nobody called controlled who must not be."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from checker.outlets import Registry, registry
from checker.outlets.audit import check_registry
from checker.outlets.index import read_entries, shared_evidence
from checker.outlets.schema import Entry
from checker.rulebase import rulebase

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def outlets() -> Registry:
    return registry(rulebase())


@pytest.fixture(scope="module")
def entries() -> dict[str, Entry]:
    return {entry_id: entry for entry_id, (entry, _) in read_entries(rulebase()).items()}


def test_the_entries_are_in_order() -> None:
    problems = check_registry(rulebase(), date(2026, 11, 23))
    assert [str(problem) for problem in problems] == []


def test_a_late_review_is_a_problem_of_its_own() -> None:
    problems = check_registry(rulebase(), date(2035, 1, 1))
    assert problems
    assert all(problem.due for problem in problems)


def test_every_fact_has_its_evidence_and_all_evidence_its_date(entries: dict[str, Entry]) -> None:
    bare: list[str] = []
    shared = shared_evidence(rulebase())
    for entry in entries.values():
        facts: list[Any] = [*entry.ownership, *entry.assessments, *entry.measures, *entry.republishes]
        facts += [*entry.accounts, *entry.domains]
        cited = [entry.evidence.get(key) or shared[key] for fact in facts for key in fact.evidence]
        if not cited or not all(fact.evidence for fact in facts):
            bare.append(entry.id)
        bare += [f"{entry.id}: {one.title}" for one in cited if not (one.date or one.retrieved)]
    assert bare == []


def test_the_check_names_what_lacks_evidence_or_a_date(tmp_path: Path) -> None:
    (tmp_path / "outlets").mkdir()
    (tmp_path / "outlets" / "xx.yaml").write_text(
        """
- {id: bare, name: Bare Gazette, kind: newspaper, country: XX, domains: [{host: bare-gazette.example, role: canonical}],
   reviewed_on: 2026-11-23}
- id: undated
  name: Undated Gazette
  kind: newspaper
  country: XX
  domains: [{host: undated-gazette.example, role: canonical, evidence: [own]}]
  evidence: {own: {title: Imprint, publisher: Undated Gazette}}
  reviewed_on: 2026-11-23
""",
        encoding="utf-8",
    )
    problems = check_registry(rulebase([tmp_path]), date(2026, 11, 23))
    assert [(one.entry, one.what) for one in problems] == [
        ("bare", "has no evidence"),
        ("undated", "evidence own has no date"),
    ]


def test_there_are_enough_full_and_short_entries(entries: dict[str, Entry]) -> None:
    full = [e for e in entries.values() if e.ownership and e.aliases and e.domains and e.languages]
    assert len(full) >= 180
    assert len(entries) - len(full) >= 900


def test_a_class_of_state_media_monitor_names_its_edition(entries: dict[str, Entry]) -> None:
    for entry in entries.values():
        for period in entry.ownership:
            if period.assessor == "state-media-monitor":
                assert period.edition in ("2023", "2025"), entry.id
                assert {"smm2023", "smm2025"} & set(period.evidence), entry.id
                assert "asd2024" not in period.evidence or period.note, entry.id


# who must never come out as controlled on any of these days, whatever an assessor says
PUBLIC_SERVICE = [
    "bbc", "channel-4", "s4c", "npr", "pbs", "cbc", "radio-canada", "abc-australia", "sbs-australia", "rnz", "kbs",
    "nhk", "ard", "tagesschau", "zdf", "ndr", "wdr", "deutsche-welle", "deutschlandfunk", "orf", "srf",
    "rts-switzerland", "swissinfo", "svt", "sveriges-radio", "nrk", "dr", "tv2-denmark", "yle", "ruv", "rte", "nos",
    "npo", "vrt", "rtbf", "france-televisions", "radio-france", "france-24", "rfi", "afp", "rtve", "rtp", "rai",
    "czech-television", "czech-radio", "ctk", "err", "lsm", "lrt", "suspilne", "thai-pbs", "kan",
]  # fmt: skip


@pytest.mark.parametrize("entry", PUBLIC_SERVICE)
@pytest.mark.parametrize("day", [date(1995, 1, 1), date(2016, 6, 1), date(2024, 6, 1), TODAY, None], ids=str)
def test_public_service_is_never_called_controlled(outlets: Registry, entry: str, day: date | None) -> None:
    found = outlets.standing(entry, day)
    assert found.control in ("no", "disputed", "unknown")
    if found.control == "disputed":
        assert entry in ("nhk", "rai", "rtve")
        assert "State Media Monitor 2023" in found.wording


CONTROLLED_IN_2023 = {
    "RU": ["rt", "sputnik", "tass", "ria-novosti", "rossiyskaya-gazeta", "channel-one-russia", "zvezda", "vgtrk"],
    "CN": ["xinhua", "cgtn", "cctv", "china-daily", "global-times", "peoples-daily"],
    "IR": ["press-tv", "irna", "fars-news-agency", "tasnim", "irib"],
    "TR": ["anadolu", "trt", "trt-world", "sabah", "hurriyet"],
    "BY": ["belta", "belarus-segodnya"],
    "CU": ["granma", "prensa-latina"],
    "VE": ["vtv", "avn"],
    "KP": ["kcna", "rodong-sinmun"],
    "VN": ["nhan-dan", "vtv-vietnam"],
    "SY": ["sana"],
    "SA": ["al-arabiya", "arab-news", "spa"],
    "QA": ["al-jazeera", "qna"],
    "AE": ["wam", "the-national-uae"],
    "EG": ["al-ahram", "mena"],
    "IN": ["doordarshan", "all-india-radio"],
    "HU": ["mti", "magyar-nemzet", "origo"],
    "RS": ["tanjug", "politika", "rts-serbia"],
}


@pytest.mark.parametrize("country", CONTROLLED_IN_2023)
def test_the_best_known_controlled_outlets_say_by_whom(outlets: Registry, country: str) -> None:
    for entry in CONTROLLED_IN_2023[country]:
        found = outlets.standing(entry, date(2023, 6, 1))
        assert (found.control, found.country) == ("yes", country), entry
        assert "per State Media Monitor 2023" in found.wording


@pytest.mark.parametrize("entry", ["interfax", "rbc", "moskovskij-komsomolets", "pravda-ru", "strana-ua", "vzglyad"])
def test_outlets_that_no_assessor_classes_are_not_called_controlled(outlets: Registry, entry: str) -> None:
    assert outlets.standing(entry, date(2023, 6, 1)).control in ("no", "unknown")


def test_the_registry_knows_the_world(entries: dict[str, Entry]) -> None:
    countries = Counter(entry.country for entry in entries.values())
    assert len(countries) >= 120
    kinds = Counter(entry.kind for entry in entries.values())
    assert kinds["wire"] >= 100
    assert kinds["broadcaster"] >= 200
