"""What the user asks about: article and line taken apart, claims chosen, and what is said when there are none."""

from __future__ import annotations

import pytest

from checker import readers
from checker.attribution import read_language
from checker.errors import InputError
from checker.model import Supplied
from checker.outlets import registry
from checker.pipeline import examine
from checker.rulebase import rulebase
from checker.trace.asking import asked, target, words_alone
from checker.trace.pages import Sheet

TEXT = """# A bridge for Ostrel

Daily Courier, 3 May 2021

“Nobody asked the fishermen about the second pier,” Joost Vos told Vzglyad, according to Sputnik.

“It is a bridge,” he said. “And the steel for it was bought in Linz long before the vote.”

The toll would stay “below two crowns a day,” minister Lars Dahl said on Friday.

The bridge will open in June, engineer Mara Voss told [Reuters](https://www.reuters.com/world/ostrel).

Painted on the first pillar in white letters: “The river belongs to everybody who swims in it.”
"""

FISHERMEN = "Nobody asked the fishermen about the second pier"


@pytest.fixture(scope="module")
def sheet() -> Sheet:
    rules = rulebase()
    known, language = registry(rules), read_language(rules)
    article = readers.read(TEXT.encode(), "bridge.md", known, Supplied())
    return Sheet("bridge.md", examine(article, known, language))


# ------------------------------------------------------------------------------------------ ARTICLE[:LINE]


@pytest.mark.parametrize(
    ("given", "there", "name", "line"),
    [
        ("a.md", (), "a.md", 0),
        ("a.md:12", (), "a.md", 12),
        ("a.md:12", ("a.md:12",), "a.md:12", 0),
        ("a.md:12", ("a.md",), "a.md", 12),
        ("notes: may:3", ("notes: may",), "notes: may", 3),
        ("a:b.md", (), "a:b.md", 0),
        ("C:\\news\\a.md", (), "C:\\news\\a.md", 0),
        ("C:\\news\\a.md:7", (), "C:\\news\\a.md", 7),
        ("C:/news/a.md:7", (), "C:/news/a.md", 7),
        ("C:12", (), "C:12", 0),
        ("C", (), "C", 0),
        ("-", (), "-", 0),
        ("-:4", (), "-", 4),
        ("https://a.example", (), "https://a.example", 0),
        ("https://a.example:8080", (), "https://a.example:8080", 0),
        ("https://a.example:8080:9", (), "https://a.example:8080:9", 0),
        ("https://a.example:8080/b", (), "https://a.example:8080/b", 0),
        ("https://a.example:8080/b:12", (), "https://a.example:8080/b", 12),
        ("http://[::1]:80", (), "http://[::1]:80", 0),
        ("http://[::1]:80/a:2", (), "http://[::1]:80/a", 2),
        ("https://a.example/b?c=d:3", (), "https://a.example/b?c=d", 3),
        ("a.md:", (), "a.md:", 0),
        (":5", (), ":5", 0),
        ("a.md:1234567890123", (), "a.md:1234567890123", 0),
        ("a\nb.md:3", (), "a\nb.md", 3),
    ],
)
def test_article_and_line(given: str, there: tuple[str, ...], name: str, line: int) -> None:
    found = target(given, there.__contains__)
    assert (found.name, found.line) == (name, line)


def test_line_0_is_none() -> None:
    with pytest.raises(InputError, match="lines are counted from 1"):
        target("a.md:0", ().__contains__)


# ------------------------------------------------------------------------------------------ choosing


@pytest.mark.parametrize(
    ("line", "words", "speakers"),
    [
        (5, ["Nobody asked the fishermen about the second pier"], ["Joost Vos"]),
        (9, ["below two crowns a day"], ["Lars Dahl"]),
        (11, ["The bridge will open in June"], ["Mara Voss"]),
        (13, ["The river belongs to everybody who swims in it"], [""]),
    ],
)
def test_the_claims_of_a_line(sheet: Sheet, line: int, words: list[str], speakers: list[str]) -> None:
    found = asked(sheet, line)
    assert [each.question.words for each in found] == words
    assert [each.question.speaker for each in found] == speakers
    assert {each.question.line for each in found} == {line}
    for each in found:
        assert each.question.span
        assert each.question.span.of(sheet.report.article.text) == each.question.words


def test_a_quotation_in_two_parts_is_one_question(sheet: Sheet) -> None:
    assert any("Linz" in each.question.words for each in asked(sheet, 7))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (3, "bridge.md: no quotation on line 3; the nearest is on line 5"),
        (10, "bridge.md: no quotation on line 10; the nearest are on lines 9 and 11"),
        (14, "bridge.md: no line 14, the last one is 14"),
        (99, "bridge.md: no line 99, the last one is 14"),
    ],
)
def test_a_line_without_a_quotation(sheet: Sheet, line: int, told: str) -> None:
    if line == 14:
        told = "bridge.md: no quotation on line 14; the nearest is on line 13"
    with pytest.raises(InputError) as error:
        asked(sheet, line)
    assert str(error.value) == told


@pytest.mark.parametrize(
    ("quote", "words", "speaker"),
    [
        ("second pier", FISHERMEN, "Joost Vos"),
        ("“nobody asked the FISHERMEN”", FISHERMEN, "Joost Vos"),
        ("Nobody asked the fishers about the second pier", FISHERMEN, "Joost Vos"),
        (f"{FISHERMEN} and then they went home", FISHERMEN, "Joost Vos"),
        ("belongs to everybody", "The river belongs to everybody who swims in it", ""),
        ("on the first pillar", "on the first pillar", ""),
        ("open in June", "The bridge will open in June", "Mara Voss"),
    ],
)  # fmt: skip
def test_the_nearest_quotation(sheet: Sheet, quote: str, words: str, speaker: str) -> None:
    (found,) = asked(sheet, quote=quote)
    assert (found.question.words, found.question.speaker) == (words, speaker)


@pytest.mark.parametrize(("quote", "line"), [("the moon is made of cheese, said no one", 0), ("second pier", 9)])
def test_words_that_are_not_there(sheet: Sheet, quote: str, line: int) -> None:
    with pytest.raises(InputError, match="is not in the article"):
        asked(sheet, line, quote)


def test_all_that_is_worth_tracing(sheet: Sheet) -> None:
    words = [each.question.words for each in asked(sheet)]
    assert words[0] == "Nobody asked the fishermen about the second pier"
    assert "The bridge will open in June" in words  # through an outlet
    assert "The river belongs to everybody who swims in it" in words  # six words in marks, and no claim
    assert "It is a bridge" not in words
    assert "below two crowns a day" not in words


@pytest.mark.parametrize("words", ["", "  ", "“”", "...", "\x00"])
def test_no_words(words: str) -> None:
    with pytest.raises(InputError, match="no words"):
        words_alone(words)
