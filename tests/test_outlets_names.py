"""Names of outlets in prose: sentences of our own, with invented people."""

from __future__ import annotations

import csv
import gzip
import itertools
import json
from datetime import date
from pathlib import Path

import pytest

from checker.model import Link, Span
from checker.outlets import Mention, Registry, registry
from checker.rulebase import rulebase

DAY = date(2017, 7, 24)
TEXTS = Path(__file__).resolve().parents[2] / "shared" / "benchmarks" / "polnear"
LABELS = Path(__file__).with_name("outlet_labels.csv")


@pytest.fixture(scope="module")
def outlets() -> Registry:
    return registry(rulebase())


def seen(outlets: Registry, text: str) -> list[tuple[str, str, bool]]:
    """(words, id or "|"-joined candidates, certain) of every mention."""
    return [
        (found.span.of(text), found.outlet.id or "|".join(found.outlet.candidates), found.certain)
        for found in outlets.mentions(text, DAY)
    ]


# text -> mentions that are certain, by their words and id
CERTAIN = [
    # safe names, articles, longest match, possessives, compounds
    ("Reuters was first.", [("Reuters", "reuters")]),
    ("She reads the New York Times.", [("New York Times", "the-new-york-times")]),
    ("The New York Times was first.", [("The New York Times", "the-new-york-times")]),
    ("The New York Times Magazine was first.", [("The New York Times Magazine", "nyt-magazine")]),
    ("The Times of Israel was first.", [("The Times of Israel", "the-times-of-israel")]),
    ("Business Insider’s Ann Bell asked.", [("Business Insider", "business-insider")]),
    ("A CNN/ORC poll came out.", [("CNN", "cnn")]),
    # other scripts
    ("Об этом сообщает ТАСС.", [("ТАСС", "tass")]),
    ("据新华社报道，会议结束。", [("新华社", "xinhua")]),
    ("قالت قناة الجزيرة إن الاجتماع انتهى.", [("الجزيرة", "al-jazeera")]),
    # reporting verbs on both sides
    ("Bell told Bloomberg on Friday.", [("Bloomberg", "bloomberg")]),
    ("Bell told The Hill on Friday.", [("The Hill", "the-hill")]),
    ("Politico recently reported the plan.", [("Politico", "politico")]),
    ("According to Sputnik, the plan failed.", [("Sputnik", "sputnik")]),
    ("The plan failed, Vox wrote.", [("Vox", "vox")]),
    ("Politico, which saw the letter, asked.", [("Politico", "politico")]),
    # media nouns and labels
    ("The Russian news site Vzglyad asked.", [("Vzglyad", "vzglyad")]),
    ("The Russian state-owned outlet Sputnik asked.", [("Sputnik", "sputnik")]),
    ("A Politico reporter asked.", [("Politico", "politico")]),
    ("She is a writer for The Atlantic.", [("The Atlantic", "the-atlantic")]),
    ("Time magazine asked.", [("Time magazine", "time")]),
    # a country before it
    ("The Canadian broadcaster CBC asked.", [("CBC", "cbc")]),
    ("Bell told Turkey’s NTV channel.", [("NTV", "ntv-turkey")]),
    ("Bell told the Australian broadcaster ABC so.", [("ABC", "abc-australia")]),
    # credits
    ("LONDON (AP) - The talks ended.", [("AP", "associated-press")]),
    ("Photo: Sputnik/Ann Bell", [("Sputnik", "sputnik")]),
    ("Global Research, July 24, 2017\nThe talks ended.", [("Global Research", "global-research")]),
    ("Sputnik 24 July 2017\nThe talks ended.", [("Sputnik", "sputnik")]),
    ("The talks ended. [Vox]", [("Vox", "vox")]),
    ("The Associated Press (AP) asked.", [("Associated Press", "associated-press"), ("AP", "associated-press")]),
    # named together
    ("Reuters and Sputnik came.", [("Reuters", "reuters"), ("Sputnik", "sputnik")]),
    ("A Washington Post-ABC poll came.", [("Washington Post", "the-washington-post"), ("ABC", "abc-news")]),
    (
        "The New\xa0York\xa0Times and\xa0ABC came.",
        [("The New\xa0York\xa0Times", "the-new-york-times"), ("ABC", "abc-news")],
    ),
    # hosts
    ("The talks ended, vz.ru wrote.", [("vz.ru", "vzglyad")]),
    # a full name earlier
    (
        "The Washington Post asked. The Post had no answer.",
        [("The Washington Post", "the-washington-post"), ("The Post", "the-washington-post")],
    ),
    (
        "The Sydney Morning Herald asked. A Herald editor wrote.",
        [("The Sydney Morning Herald", "sydney-morning-herald"), ("Herald", "sydney-morning-herald")],
    ),
    # a headline in capitals
    ("BELL TELLS REUTERS THAT THE TALKS HAVE ENDED", [("REUTERS", "reuters")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CERTAIN, ids=lambda value: value[:40] if isinstance(value, str) else "")
def test_names_that_are_certain(outlets: Registry, text: str, expected: list[tuple[str, str]]) -> None:
    assert [(words, entry) for words, entry, certain in seen(outlets, text) if certain] == expected


NOBODY = [
    "Sputnik V was approved.",
    "The first Sputnik satellite flew over the valley.",
    "It was a Sputnik moment for the valley.",
    "Mr. Bloomberg left the room.",
    "Michael Bloomberg left the room.",
    "Michael Bloomberg left. Bloomberg polled at 9 percent.",
    "Capitol Hill was quiet.",
    "Staff on the Hill were quiet.",
    "The times were hard and the sun was high.",
    "It was in the national interest.",
    "An independent panel met at the post office.",
    "Time and again they met.",
    "Time to go.",
    "The Metro-Goldwyn-Mayer lion roared.",
    "Fox 5 sent a van.",
    "Vicente Fox left the room.",
    "People met in the valley.",
    "He bought AP classes for the school.",
    "RT @someone: the talks ended.",
    "An RT-PCR test was made.",
    "Write to desk@reuters.com at once.",
    "See https://www.reuters.com/world and go.",
    "The file reuters.jpg is lost.",
    "#Reuters",
    "BofA Global Research was bearish.",
    "Global Research.\nThe talks ended.",
    "Real Time host Ann Bell asked.",
    "The Star of the valley shone.",
    "The Pact for Trade and Industry (PTI) met. PTI said no.",
]


@pytest.mark.parametrize("text", NOBODY)
def test_the_same_words_that_are_no_outlet(outlets: Registry, text: str) -> None:
    assert [found for found in seen(outlets, text) if found[2]] == []


@pytest.mark.parametrize(
    ("text", "words", "candidates"),
    [
        ("Bell told the Times on Friday.", "the Times", {"the-times", "the-new-york-times"}),
        ("Bell told ABC News on Friday.", "ABC News", {"abc-news", "abc-australia"}),
        ("Bell told NTV on Friday.", "NTV", {"ntv-russia", "ntv-turkey"}),
        ("The Guild, as Pravda wrote, was late.", "Pravda", {"pravda-ru", "pravda-newspaper"}),
    ],
)
def test_two_candidates_rather_than_one_guess(outlets: Registry, text: str, words: str, candidates: set[str]) -> None:
    found = [mention for mention in outlets.mentions(text, DAY) if mention.span.of(text) == words]
    assert len(found) == 1
    assert not found[0].certain
    assert found[0].outlet.status == "ambiguous"
    assert candidates <= set(found[0].outlet.candidates)


def test_a_name_without_a_cue_is_doubtful_with_its_reason(outlets: Registry) -> None:
    (found,) = outlets.mentions("It was then that Politico came up.", DAY)
    assert (found.outlet.id, found.certain, found.reason) == ("politico", False, "no cue beside it")


def test_the_short_name_of_a_small_agency_needs_more_than_a_verb(outlets: Registry) -> None:
    (found,) = outlets.mentions("NNA said on Monday.", DAY)
    assert (found.outlet.id, found.certain) == ("nna-lebanon", False)
    (found,) = outlets.mentions("The Lebanese news agency NNA said so.", DAY)
    assert found.certain


def test_the_publisher_settles_a_short_name(outlets: Registry) -> None:
    text = "Bell told the Times on Friday."
    own = outlets.standing("the-irish-times", DAY)
    (found,) = outlets.mentions(text, DAY, publisher=own)
    assert (found.outlet.id, found.certain) == ("the-irish-times", True)


def test_the_publishers_country_settles_a_short_name(outlets: Registry) -> None:
    text = "Bell told ABC News on Friday."
    assert outlets.mentions(text, DAY, outlets.standing("sydney-morning-herald", DAY))[0].outlet.id == "abc-australia"
    assert outlets.mentions(text, DAY, outlets.standing("cnn", DAY))[0].outlet.id == "abc-news"
    # two of that country are left: the one that readers there call so, else no guess
    (found,) = outlets.mentions("Bell told the Post on Friday.", DAY, outlets.standing("cnn", DAY))
    assert (found.outlet.id, found.certain) == ("the-washington-post", True)
    (found,) = outlets.mentions("Bell told the Post on Friday.", DAY)
    assert found.outlet.status == "ambiguous"


def test_a_link_settles_a_name(outlets: Registry) -> None:
    text = "The Post had it first."
    link = Link(Span(0, 8), "The Post", "https://nypost.com/a", outlet=outlets.standing("new-york-post", DAY))
    (found,) = outlets.mentions(text, DAY, links=[link])
    assert (found.outlet.id, found.certain) == ("new-york-post", True)


def test_names_of_their_time(outlets: Registry) -> None:
    text = "ITAR-TASS was first."
    assert [found.outlet.id for found in outlets.mentions(text, date(2010, 1, 1))] == ["tass"]
    assert [found.alias for found in outlets.mentions(text, date(2020, 1, 1))] == ["TASS"]


def test_mentions_come_in_order_and_do_not_overlap(outlets: Registry) -> None:
    text = "Reuters, vz.ru, 新华社, The New York Times and Fox News; then Reuters again." * 3
    found: tuple[Mention, ...] = outlets.mentions(text, DAY)
    assert len(found) == 18
    assert all(one.span.end <= other.span.start for one, other in itertools.pairwise(found))


@pytest.mark.parametrize("text", ["", " ", "\n\n", ".", "…", "a" * 9000, "The " * 3000, "\ud83d\ude00 Reuters"])
def test_odd_texts_do_no_harm(outlets: Registry, text: str) -> None:
    assert all(found.span.of(text) for found in outlets.mentions(text, DAY))


@pytest.mark.skipif(not TEXTS.is_dir(), reason="the labelled texts (../shared/benchmarks/polnear) are not here")
def test_labelled_mentions_resolve(outlets: Registry) -> None:
    """Our labels: text, place, and who it is; at least 95 % resolved, at most 1 % wrong."""
    with LABELS.open(encoding="utf-8", newline="") as file:
        labels = list(csv.DictReader(file))
    with gzip.open(TEXTS / "dev.jsonl.gz", "rt", encoding="utf-8") as file:
        texts = {record["id"]: record for record in map(json.loads, file)}
    resolved = wrong = 0
    for label in labels:
        record = texts[label["text"]]
        publisher = outlets.by_name(record["publisher"], date(2016, 9, 1))
        at = int(label["start"])
        found = [
            m for m in outlets.mentions(record["text"], date(2016, 9, 1), publisher) if m.span.start <= at < m.span.end
        ]
        ids = {mention.outlet.id for mention in found}
        resolved += label["outlet"] in ids
        wrong += bool(ids - {label["outlet"], ""})
    assert len(labels) >= 200
    assert resolved >= 0.95 * len(labels), f"{resolved} of {len(labels)}"
    assert wrong <= 0.01 * len(labels), f"{wrong} wrong"


def test_a_host_in_prose_is_read_beside_a_publisher_of_its_country() -> None:
    known = registry(rulebase())
    (mention,) = known.mentions("The pier is shut, nytimes.com reported.", publisher=known.by_name("USA Today"))
    assert mention.outlet.name == "The New York Times"
