"""Who pays for research bodies: the data of rules/interests, its faults, and the ties that an article leaves unsaid."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from checker.errors import RuleError
from checker.model import Interest, Provenance
from checker.outlets import registry
from checker.rulebase import Rulebase, load, rulebase
from checker.sourcing import sourcing
from checker.sourcing.interests import BodyFile, InterestsFile, interests
from checker.sourcing.markers import markers
from tests.records import article, claim, outlet, source

FILES: list[InterestsFile] = [load(path, InterestsFile) for path in rulebase().files("interests")]
BODIES = [body for file in FILES for body in file.bodies]
PARTIES = {name: party for file in FILES for name, party in file.parties.items()}

every_body = pytest.mark.parametrize("body", BODIES, ids=lambda body: body.id)


# --------------------------------------------------------------------------------------------- the data


@every_body
def test_every_tie_has_evidence_with_a_date_or_says_that_none_was_seen(body: BodyFile) -> None:
    assert body.ties
    for tie in body.ties:
        assert re.search(r"\b(19|20)\d\d\b|generally known", tie.evidence), tie.evidence
        assert re.search(r"excerpts?\b.* read|no page was fetched", tie.evidence), tie.evidence
        assert not re.search(r"[$£€]", tie.evidence), "no sums"
        assert tie.valid_from != ""


@every_body
def test_every_topic_has_words_in_english(body: BodyFile) -> None:
    known = markers(rulebase(), "en")
    assert [name for tie in body.ties for name in tie.topics if name not in {*known.topics, *known.states}] == []


def test_names_stand_for_one_body_and_parties_are_used() -> None:
    names = [name for body in BODIES for name in (*body.names, *body.short)]
    assert sorted(names) == sorted(set(names))
    assert {tie.party for body in BODIES for tie in body.ties} == set(PARTIES)
    assert all(party.called for party in PARTIES.values())


@every_body
def test_a_body_that_is_in_the_register_has_its_id(body: BodyFile) -> None:
    found = registry(rulebase()).by_name(body.names[0])
    assert found is None or found.id in {"", body.id}


def test_a_longer_name_is_not_the_body_in_it() -> None:
    known = interests(rulebase())
    text = "The North Atlantic Council met; the Atlantic Council and RAND did not. RANDOM words, Rand Paul, CNAS."
    assert [(body.id, span.of(text)) for body, span in known.named(text)] == [
        ("atlantic-council", "Atlantic Council"),
        ("rand", "RAND"),
        ("cnas", "CNAS"),
    ]


# --------------------------------------------------------------------------------------------- its faults

GOOD = """parties:
  navy: {name: the Navy of Oda, called: [Oda Navy]}
bodies:
  - id: harbour-studies
    names: [Centre for Harbour Studies]
    ties:
      - party: navy
        tie: client
        topics: [arms]
        evidence: invented, 2020
"""


def own(tmp_path: Path, text: str, name: str = "oda.yaml") -> Rulebase:
    topics, folder = tmp_path / "language" / "en" / "topics", tmp_path / "interests"
    topics.mkdir(parents=True)
    folder.mkdir()
    (topics / "arms.yaml").write_text("what: x\nwords: [frigates]\nmatches: []\nignores: []\n", encoding="utf-8")
    (folder / name).write_text(text, encoding="utf-8")
    return Rulebase((tmp_path,))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("party: navy", "party: navvy", r'oda\.yaml:7:16: no file of rules/interests has a party "navvy"'),
        ("[arms]", "[arm]", r'oda\.yaml:9:18: "arm" is neither a file'),
        ("[arms]", "[]", r"oda\.yaml:9:17: a tie needs a topic"),
        ("invented, 2020", '" "', r"oda\.yaml:10:19: a tie needs evidence"),
        ("        evidence: invented, 2020\n", "", r'oda\.yaml:7:9: "bodies.0.ties.0.evidence" is missing'),
        ("tie: client", "tie: friend", r"oda\.yaml:8:14: "),
        ("evidence:", "valid_from: May\n        evidence:", r"oda\.yaml:10:21: a date is written"),
        (
            "evidence:",
            "valid_from: 2020\n        valid_until: 2019\n        evidence:",
            r"oda\.yaml:11:22: valid_until",
        ),
        ("harbour-studies", "Harbour Studies", r"oda\.yaml:4:9: an id is small letters"),
        ("[Centre for Harbour Studies]", "[]", r"oda\.yaml:5:12: a body needs a full name"),
        ("[Centre for Harbour Studies]", "[CHS, CHS]", r'oda\.yaml:5:18: "CHS" is empty, or stands for a body'),
        ("tie: client", "sort: client", r'oda\.yaml:8:9: .*"sort"'),
    ],
)
def test_a_fault_is_named_with_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(RuleError, match=said):
        interests(own(tmp_path, GOOD.replace(old, new)))


@pytest.mark.parametrize(("name", "kept"), [("oda.yaml", True), ("us.yaml", False)])
def test_a_users_file_replaces_ours_of_its_name(tmp_path: Path, name: str, kept: bool) -> None:
    theirs = own(tmp_path, GOOD, name)
    found = interests(Rulebase((*rulebase().roots, *theirs.roots))).bodies
    assert "harbour-studies" in found
    assert ("rand" in found) is kept


# -------------------------------------------------------------------------------------- what is left unsaid

SAID = "Nine frigates will do"


def unsaid(text: str, speaker: str, kind: str = "person", published: date | None = None, **more: object) -> list[str]:
    """The parties of the ties that an article leaves unsaid, one a claim that has one."""
    said = claim(text, SAID, source(text, speaker, kind, **more))  # type: ignore[arg-type]
    made = article(text, provenance=Provenance(published=published))
    found: list[Interest | None] = [footing.interest for footing in sourcing(made, (said,), ()).footings]
    return [one.party for one in found if one is not None]


def test_a_tie_has_its_party_evidence_and_place() -> None:
    text = f"{SAID}, said Jan Vos of the RAND Corporation."
    vos = source(text, "Jan Vos", description="of the RAND Corporation")
    (footing,) = sourcing(article(text), (claim(text, SAID, vos),), ()).footings
    found = footing.interest
    assert found is not None
    assert (found.body, found.tie, found.topic) == ("RAND Corporation", "client", "arms")
    assert found.party == PARTIES["us-defense"].name
    assert "Master Government List" in found.evidence
    assert found.span.of(text) == "RAND Corporation"


def test_the_name_in_the_sentence_is_pointed_at() -> None:
    text = f"The RAND Corporation met.\n\nRAND Corporation: {SAID}."
    said = claim(text, SAID, source(text, "RAND Corporation", "organisation", 1))
    (footing,) = sourcing(article(text), (said,), ()).footings
    assert footing.interest is not None
    assert footing.interest.span.start == text.index("RAND Corporation:")


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("the RAND Corporation", 1),
        ("a RAND study", 1),
        ("RAND", 0),  # in capitals, and nothing says that it is no name of a person
        ("the Pentagon", 0),
    ],
)
def test_the_body_itself_speaks(words: str, count: int) -> None:
    assert len(unsaid(f"{SAID}, {words} said.", words, "organisation")) == count


def test_a_short_name_counts_where_the_full_one_stands() -> None:
    text = f"{SAID}, CNA said. Boats of the Center for Naval Analyses lie at the quay."
    assert unsaid(text, "CNA", "organisation")
    assert not unsaid(f"{text} Channel NewsAsia was first.", "CNA", "organisation")
    other = outlet("CNA", key="channel-newsasia")
    assert not unsaid(text, "CNA", "outlet", outlet=other)


@pytest.mark.parametrize(
    ("published", "count"),
    [(date(2008, 5, 1), 1), (date(2009, 12, 31), 1), (date(2010, 1, 1), 0), (date(2007, 12, 31), 0), (None, 0)],
)
def test_a_tie_counts_on_the_days_for_which_it_is_on_record(published: date | None, count: int) -> None:
    text = f"{SAID}, the Heritage Foundation said."
    assert len(unsaid(text, "the Heritage Foundation", "organisation", published)) == count


def test_an_undated_article_has_the_ties_that_have_not_ended() -> None:
    assert unsaid(f"{SAID}, the RAND Corporation said.", "the RAND Corporation", "organisation")


@pytest.mark.parametrize(
    ("more", "count"),
    [
        ("", 1),
        ("\n\nLockheed Martin builds them.", 0),
        (" Its donors build them.", 0),
        ("\n\nDonors of the museum came.", 1),  # another paragraph
    ],
)
def test_a_party_or_a_word_on_funding_beside_the_body_is_enough(more: str, count: int) -> None:
    text = f"{SAID}, the Hudson Institute said.{more}"
    assert len(unsaid(text, "the Hudson Institute", "organisation", date(2023, 3, 1))) == count


@pytest.mark.parametrize(("told", "others", "count"), [(3, 4, 1), (2, 4, 0), (3, 40, 0), (6, 40, 1)])
def test_an_article_is_about_a_topic_when_enough_of_it_is(told: int, others: int, count: int) -> None:
    paragraphs = ["The missiles are old."] * told + ["It rains."] * others
    text = "\n\n".join(["It is fine, the RAND Corporation said.", *paragraphs])
    said = claim(text, "It is fine", source(text, "the RAND Corporation", "organisation"))
    (footing,) = sourcing(article(text), (said,), ()).footings
    assert (footing.interest is not None) is bool(count)
