"""Who an outlet is on a day: control per assessor, names of their time, descriptions, the users' own ratings."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from checker.errors import RuleError
from checker.outlets import Registry, registry
from checker.outlets.describe import describe
from checker.outlets.index import build_index
from checker.outlets.ratings import import_ratings
from checker.outlets.standing import Books, main_domain, standing, state_control
from checker.rulebase import Rulebase, rulebase

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def outlets() -> Registry:
    return registry(rulebase())


# id, day, control, words that the wording holds
CONTROL = [
    ("sputnik", date(2017, 7, 24), "yes", "state-controlled, per State Media Monitor 2023; same owner since 2014-11"),
    ("sputnik", date(2024, 1, 1), "yes", "state-controlled, per State Media Monitor 2023"),
    ("sputnik", date(2012, 1, 1), "unknown", "first recorded period begins 2014-11-10"),
    ("sputnik", None, "yes", "state-controlled, per State Media Monitor 2023"),
    ("voice-of-russia", date(2012, 1, 1), "unknown", "control not established"),
    ("ria-novosti", date(2012, 1, 1), "yes", "state-controlled, per State Media Monitor 2023"),
    ("vzglyad", date(2017, 7, 24), "unknown", "control not established; owner: ISEPI"),
    ("vzglyad", TODAY, "unknown", "control not established"),
    ("voice-of-america", date(2016, 5, 1), "no", "editorially independent, per State Media Monitor 2023"),
    ("voice-of-america", date(2025, 3, 13), "no", "editorially independent"),
    ("voice-of-america", date(2025, 3, 14), "yes", "state-controlled, per State Media Monitor 2025"),
    ("voice-of-america", None, "unknown", "article undated"),
    ("rfe-rl", date(2016, 5, 1), "no", "editorially independent"),
    ("rfe-rl", date(2025, 6, 1), "disputed", ""),
    ("tvp", date(2018, 5, 1), "yes", "state-controlled"),
    ("tvp", date(2023, 12, 18), "yes", "state-controlled"),
    ("tvp", date(2023, 12, 19), "disputed", "claims differ"),
    ("bbc", date(1995, 5, 1), "no", "public-service media, independent, per State Media Monitor 2023"),
    ("nhk", date(2016, 5, 1), "disputed", "per its founding law"),
    ("rai", date(2016, 5, 1), "disputed", "State Media Monitor 2023"),
    ("rtve", date(2016, 5, 1), "disputed", "State Media Monitor 2023"),
    ("business-insider", date(2014, 5, 1), "no", "owner: founders and venture investors"),
    ("business-insider", date(2017, 7, 1), "no", "owner: Axel Springer SE"),
    ("hurriyet", date(2017, 5, 1), "no", "owner: Doğan Media Group"),
    ("hurriyet", date(2019, 5, 1), "yes", "privately owned, content under state control, per State Media Monitor 2023"),
    ("lenta-ru", date(2013, 5, 1), "no", "owner: Rambler group"),
    ("lenta-ru", date(2015, 5, 1), "unknown", "control not established"),
    ("lenta-ru", date(2021, 5, 1), "yes", "publicly managed, content under state control"),
    ("granma", date(2016, 5, 1), "yes", "state-controlled"),
    ("al-manar", date(2016, 5, 1), "unknown", "published by Hezbollah"),
    ("sana", date(2025, 6, 1), "unknown", "control not established"),
    ("global-research", date(2017, 7, 24), "unknown", "control not established"),
    ("ruptly", date(2024, 1, 1), "yes", "per State Media Monitor 2023 (class of the parent company)"),
]


@pytest.mark.parametrize(("entry", "day", "control", "words"), CONTROL)
def test_control_is_said_by_somebody_for_that_day(
    outlets: Registry, entry: str, day: date | None, control: str, words: str
) -> None:
    found = outlets.standing(entry, day)
    assert found.control == control
    assert words in found.wording


def test_what_differs_today_stands_beside(outlets: Registry) -> None:
    then = outlets.standing("voice-of-america", date(2016, 5, 1))
    assert then.today == "state-controlled, per State Media Monitor 2025"
    assert outlets.standing("sputnik", date(2017, 7, 24)).today == ""
    assert outlets.standing("business-insider", date(2014, 5, 1)).today == "owner: Axel Springer SE"


def test_no_wording_calls_an_outlet_state_media(outlets: Registry) -> None:
    for rule in outlets.index["classes"].values():
        assert "state media" not in rule["wording"].lower()
        assert "state-run" not in rule["wording"].lower()


BOOKS = Books(
    {
        "state-controlled": {"controls": "yes", "wording": "state-controlled, per {by}"},
        "independent-public": {"controls": "no", "wording": "independent, per {by}"},
        "private": {"controls": "no", "wording": "owner: {owner}"},
        "not-established": {"controls": "unknown", "wording": "control not established; owner: {owner}"},
    },
    {"one": {"name": "One"}, "two": {"name": "Two"}},
    {"a": "A title, a publisher"},
)


def period(kind: str, start: str = "", end: str = "", **more: str) -> dict[str, object]:
    return {"owner": "O", "class": kind, "valid_from": start, "valid_until": end, "evidence": ["a"], **more}


@pytest.mark.parametrize(
    ("periods", "day", "control"),
    [
        # rule 1: a class without an assessor is no "yes"
        ([period("state-controlled")], date(2017, 1, 1), "unknown"),
        ([period("state-controlled", assessor="one", edition="2023")], date(2017, 1, 1), "yes"),
        # two assessors of one period that differ
        (
            [
                period("state-controlled", assessor="one", edition="2023"),
                period("independent-public", assessor="two", edition="2023"),
            ],
            date(2017, 1, 1),
            "disputed",
        ),
        # an owner without an assessor contradicts nobody
        ([period("state-controlled", assessor="one", edition="2023"), period("private")], date(2017, 1, 1), "yes"),
        ([period("private")], date(2017, 1, 1), "no"),
        ([period("not-established")], date(2017, 1, 1), "unknown"),
        ([], date(2017, 1, 1), "unknown"),
        # the end is exclusive
        ([period("private", end="2017-01-01")], date(2017, 1, 1), "unknown"),
        ([period("private", start="2017-01")], date(2017, 1, 1), "no"),
        # undated: only what holds in every period
        ([period("private", end="2015"), period("private", start="2015")], None, "no"),
        (
            [period("private", end="2015"), period("state-controlled", start="2015", assessor="one", edition="2023")],
            None,
            "unknown",
        ),
        # undated with a hole between two periods
        ([period("private", end="2015"), period("private", start="2016")], None, "unknown"),
    ],
)
def test_the_rules_of_control(periods: list[dict[str, object]], day: date | None, control: str) -> None:
    assert state_control({"ownership": periods}, day, BOOKS).control == control


def test_an_edition_younger_than_the_article_says_what_it_rests_on() -> None:
    entry = {"ownership": [period("state-controlled", "2014-11-10", assessor="one", edition="2023")]}
    assert state_control(entry, date(2017, 1, 1), BOOKS).wording.endswith("per One 2023; same owner since 2014-11")
    assert state_control(entry, date(2023, 1, 1), BOOKS).wording.endswith("per One 2023")
    entry = {"ownership": [period("state-controlled", assessor="one", edition="2023")]}
    assert state_control(entry, date(2017, 1, 1), BOOKS).wording.endswith("start of that ownership not recorded")


def test_the_standing_names_its_evidence() -> None:
    entry = {
        "name": "N",
        "kind": "wire",
        "country": "XX",
        "place": "rules/outlets/xx.yaml:2",
        "ownership": [period("private", "2015")],
    }
    found = standing("n", entry, date(2017, 1, 1), BOOKS)
    assert found.evidence == ("A title, a publisher", "rules/outlets/xx.yaml:2")
    assert (found.owner, found.since) == ("O", "2015")


@pytest.mark.parametrize(
    ("entry", "day", "domain"),
    [
        ("sputnik", date(2017, 7, 24), "sputniknews.com"),
        ("sputnik", date(2024, 7, 24), "sputnikglobe.com"),
        ("sputnik", None, ""),
        ("xinhua", date(2016, 7, 24), "xinhuanet.com"),
        ("huffpost", date(2016, 7, 24), "huffingtonpost.com"),
        ("the-guardian", date(2012, 7, 24), "guardian.co.uk"),
        ("the-guardian", None, "theguardian.com"),
        ("ms-now", date(2016, 7, 24), "msnbc.com"),
        ("cnn", None, "cnn.com"),
        ("bbc", date(2016, 7, 24), "bbc.co.uk"),
    ],
)
def test_the_main_site_of_the_day(outlets: Registry, entry: str, day: date | None, domain: str) -> None:
    assert outlets.standing(entry, day).domain == domain


def test_a_host_without_roles_has_no_main_site() -> None:
    assert main_domain({"domains": []}, TODAY) == ""


NAMES = [
    ("The New York Times", "the-new-york-times"),
    ("new york times", "the-new-york-times"),
    ("Barron’s", "barrons"),
    ("Barron's", "barrons"),
    ("Rossiya Segodnya", "rossiya-segodnya"),
    ("Russia Today", "rt"),
    ("ТАСС", "tass"),
    ("新华社", "xinhua"),
    ("الجزيرة", "al-jazeera"),
    ("sputniknews.com", "sputnik"),
    ("www.vz.ru", "vzglyad"),
    ("AP", "associated-press"),
]


@pytest.mark.parametrize(("name", "entry"), NAMES)
def test_a_whole_string_names_an_outlet(outlets: Registry, name: str, entry: str) -> None:
    found = outlets.by_name(name)
    assert found is not None
    assert found.id == entry


def test_a_name_of_several_gives_candidates_and_an_unknown_one_nothing(outlets: Registry) -> None:
    found = outlets.by_name("the Times", TODAY)
    assert found is not None
    assert (found.status, found.id, found.control) == ("ambiguous", "", "unknown")
    assert {"the-times", "the-new-york-times", "los-angeles-times"} <= set(found.candidates)
    assert outlets.by_name("The Quiet Valley Messenger") is None


def test_a_name_that_is_a_word_needs_its_capital(outlets: Registry) -> None:
    assert outlets.by_name("slate") is None
    assert outlets.by_name("people") is None
    assert outlets.by_name("reuters") is not None
    found = outlets.by_name("Slate")
    assert found is not None
    assert found.id == "slate"


def test_a_rating_shows_its_age(outlets: Registry) -> None:
    assert outlets.standing("reuters", date(2026, 1, 1)).lists == (
        "Wikipedia perennial sources: generally reliable, 2018, 8 years old",
    )
    assert outlets.standing("reuters", date(2020, 1, 1)).lists == (
        "Wikipedia perennial sources: generally reliable, 2018",
    )


def test_entries_past_their_review_are_named(outlets: Registry) -> None:
    found = [outlets.standing("reuters"), outlets.standing("bbc"), outlets.by_domain("example.org")]
    assert outlets.overdue(found, date(2027, 1, 1)) == ()
    assert outlets.overdue(found, date(2029, 1, 1)) == ("reuters", "bbc")


def test_a_name_is_read_as_of_its_day(outlets: Registry) -> None:
    early, late = outlets.by_name("ITAR-TASS", date(2010, 1, 1)), outlets.by_name("ITAR-TASS", TODAY)
    assert early is not None
    assert late is not None
    assert early.id == late.id == "tass"


def test_vzglyad_is_described_without_a_class(outlets: Registry) -> None:
    text, found = describe("vz.ru", outlets, date(2017, 7, 24), why=True)
    assert found
    assert "control not established" in text
    assert "ISEPI" in text
    assert "Realnoe Vremya" in text
    assert "state-controlled" not in text


def test_a_description_says_who_disagrees(outlets: Registry) -> None:
    text, found = describe("NHK", outlets, TODAY, why=True)
    assert found
    assert "control disputed" in text
    assert "Broadcasting Act" in text
    assert "State Media Monitor 2023" in text


def test_what_is_not_in_the_registry_gets_a_stub_that_loads(outlets: Registry, tmp_path: Path) -> None:
    text, found = describe("https://quiet-valley.example/a", outlets, TODAY)
    assert not found
    assert "not in the registry" in text
    stub = text[text.index("- id:") :]
    folder = tmp_path / "outlets"
    folder.mkdir()
    (folder / "xx.yaml").write_text(
        stub.replace("...", "to be filled in").replace("date: to be filled in", "date: 2026")
    )
    mine = registry(rulebase((tmp_path,)))
    assert mine.by_domain("quiet-valley.example").status == "known"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("the Times", "outlets go by this name"),
        ("https://t.co/abc", "does not tell where it leads"),
        ("mailto:a@b.example", "the address is not http"),
        ("reuters.ltd", "resembles Reuters"),
        ("The Quiet Valley Messenger", "not in the registry"),
        ("http://127.0.0.1/", "no outlet can be known by"),
    ],
)
def test_what_is_not_found_is_said(outlets: Registry, query: str, words: str) -> None:
    text, found = describe(query, outlets, TODAY)
    assert not found
    assert words in text


def test_an_address_is_described_with_its_route(outlets: Registry) -> None:
    text, found = describe("https://web.archive.org/web/20170724/https://vz.ru/a", outlets, TODAY)
    assert found
    assert "via archive 2017-07-24" in text.splitlines()[0]


# ------------------------------------------------------------------------------------------- users' files


def own_rules(tmp_path: Path, entries: str = "", ratings: str = "") -> Rulebase:
    """Our rules with one outlet instead of all (an index of them is built in no time), and the user's folder on top."""
    ours, small = rulebase().roots[0], tmp_path / "ours"
    (small / "outlets").mkdir(parents=True)
    for name in ("urls", "language", "assessors.yaml", "evidence.yaml"):
        (small / name).symlink_to(ours / name)
    (small / "outlets" / "gb.yaml").write_text(_entry_of(ours / "outlets" / "gb.yaml", "reuters"), encoding="utf-8")
    tmp_path = tmp_path / "mine"
    tmp_path.mkdir()
    if entries:
        (tmp_path / "outlets").mkdir()
        (tmp_path / "outlets" / "mine.yaml").write_text(entries, encoding="utf-8")
    if ratings:
        (tmp_path / "ratings").mkdir()
        (tmp_path / "ratings" / "mine.csv").write_text(ratings, encoding="utf-8")
    return Rulebase((small, tmp_path))


def _entry_of(path: Path, entry: str) -> str:
    text = path.read_text(encoding="utf-8")
    start = text.index(f"- id: {entry}\n")
    return text[start : text.index("\n- id: ", start) + 1]


ENTRY = """- id: quiet-valley-messenger
  name: Quiet Valley Messenger
  kind: newspaper
  country: XX
  aliases: [{text: Quiet Valley Messenger, class: safe}]
  domains: [{host: quiet-valley.example, role: canonical}]
  ownership: [{owner: Valley Press, class: private, evidence: [own]}]
  evidence: {own: {title: About, publisher: Valley Press}}
  reviewed_on: 2026-11-22
"""


def test_own_entries_come_on_top_of_ours(tmp_path: Path) -> None:
    mine = registry(own_rules(tmp_path, ENTRY))
    found = mine.by_name("Quiet Valley Messenger")
    assert found is not None
    assert found.wording == "owner: Valley Press"
    assert mine.by_name("Reuters") is not None


def test_own_entries_replace_ours_of_the_same_id(tmp_path: Path) -> None:
    mine = registry(own_rules(tmp_path, ENTRY.replace("quiet-valley-messenger", "reuters")))
    assert mine.standing("reuters").name == "Quiet Valley Messenger"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("  kind: newspaper", "  knd: newspaper", "knd"),
        ("  kind: newspaper", "  kind: paper", "kind"),
        ("  country: XX", "  country: Xanadu", "country"),
        ("role: canonical", "role: mirror", "needs evidence"),
        ("host: quiet-valley.example", "host: https://www.quiet-valley.example/", "host"),
        ("class: private, evidence: [own]", "class: private", "evidence"),
        ("class: private", "class: state-controlled", "needs the assessor"),
        ("reviewed_on: 2026-11-22", "reviewed_on: soon", "date"),
        ("reviewed_on: 2026-11-22", "", "reviewed_on"),
    ],
)
def test_a_wrong_entry_is_refused_with_its_place(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert old in ENTRY
    with pytest.raises(RuleError) as refused:
        build_index(own_rules(tmp_path, ENTRY.replace(old, new)))
    assert refused.value.path.endswith("mine.yaml")
    assert refused.value.line >= 1
    assert words in str(refused.value)


def test_an_id_stands_once_in_a_folder(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="stands already at"):
        build_index(own_rules(tmp_path, ENTRY + ENTRY))


def test_own_ratings_are_kept_apart(tmp_path: Path) -> None:
    rows = "domain,value,assessor,as_of\nreuters.com,95,our-desk,2026-01\nquiet-valley.example,low,our-desk,2026\n"
    mine = registry(own_rules(tmp_path, ratings=rows))
    assert "our-desk: 95, 2026-01, origin: user" in mine.by_domain("reuters.com").lists
    assert mine.by_domain("quiet-valley.example").lists == ("our-desk: low, 2026, origin: user",)


@pytest.mark.parametrize("rows", ["domain,score\na.example,1\n", "domain,value,assessor,as_of\na.example,1\n"])
def test_a_wrong_table_of_ratings_is_refused(tmp_path: Path, rows: str) -> None:
    with pytest.raises(RuleError) as refused:
        registry(own_rules(tmp_path, ratings=rows))
    assert refused.value.line in (1, 2)


def test_importing_ratings_copies_and_counts(tmp_path: Path, outlets: Registry) -> None:
    table = tmp_path / "desk.csv"
    table.write_text("domain,value,assessor,as_of\nreuters.com,95,desk,2026\nnowhere.example,1,desk,2026\n", "utf-8")
    folder = tmp_path / "rules"
    folder.mkdir()
    done = import_ratings(table, folder, outlets)
    assert (done.rows, done.known, done.unknown) == ((("desk", 2),), 1, 1)
    assert (folder / "ratings" / "desk.csv").read_bytes() == table.read_bytes()


def test_a_warm_run_loads_no_builder(outlets: Registry) -> None:
    code = (
        "import sys; from checker.rulebase import rulebase; from checker.outlets import registry\n"
        "found = registry(rulebase()); found.by_url('https://www.rt.com/a'); found.mentions('He told Reuters.')\n"
        "print([name for name in ('pydantic', 'yaml', 'tldextract', 'requests') if name in sys.modules])"
    )
    # The first run makes warm what the tests of other rules may have let go.
    *_, done = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True) for _ in range(2)
    ]
    assert done.stdout.strip() == "[]"
