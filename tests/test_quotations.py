"""Quotations found in a page: the table of what writers may do to them, alterations, and places that stay true."""

from __future__ import annotations

import random
import re
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.errors import RuleError
from checker.evidence.wording.folding import Prepared, Words
from checker.evidence.wording.quotations import find, places
from checker.evidence.wording.spelling import Ending, Spelling, SpellingFile, spelling
from checker.rulebase import Rulebase, load, rulebase

PAGE = """The council met on Tuesday. Nobody voted.

“We don’t want a tectonic shift, and a game-changer is what the organisation [of ports] needs … today,” the mayor said.

“I will go back to the old harbour of Kiel before the winter comes,” Brandt told the Gazette. “Nobody in the U.S. office
has paid 12,000 euros, or 5 per cent, for the I I uh I mean the two cranes we were promised.”

He called it a disgrace – “a catastrophe for the whole coast” – and left. The isle is a lot of stone.
"""
READY = Prepared.of(PAGE)
BACK = "I will go back to the old harbour of Kiel"
ENGLISH = spelling(rulebase())


@pytest.mark.parametrize(
    ("quote", "kind", "words"),
    [
        (BACK, "exact", BACK),
        ("“a catastrophe for the whole coast”", "exact", "a catastrophe for the whole coast"),
        ("disgrace", "exact", "disgrace"),
        ("We don't want a tectonic shift,", "normalised", "We don’t want a tectonic shift"),
        ("we  don’t want\na tectonic shift.", "normalised", "We don’t want a tectonic shift"),
        ("We do not want a tectonic shift", "normalised", "We don’t want a tectonic shift"),
        ("Back to the old harbor of Kiel", "normalised", "back to the old harbour of Kiel"),
        ("A game changer is what the organization", "normalised", "a game-changer is what the organisation"),
        ("what the organisation needs today", "normalised", "what the organisation [of ports] needs … today"),
        ("I will go back ... before the winter", "normalised", f"{BACK} before the winter"),
        ("I will go back […] before the winter", "normalised", f"{BACK} before the winter"),
        ("I will go back. . . before the winter", "normalised", f"{BACK} before the winter"),
        ("[W]ill go back to [Kiel] before the winter comes", "normalised",
         "will go back to the old harbour of Kiel before the winter comes"),
        ("[Brandt] will go back to the old harbour", "normalised", "will go back to the old harbour"),
        ("Nobody in the US office has paid 12000 euros, or 5%", "normalised",
         "Nobody in the U.S. office\nhas paid 12,000 euros, or 5 per cent"),
        ("or 5 percent, for the, I mean, the two cranes", "normalised",
         "or 5 per cent, for the I I uh I mean the two cranes"),
        ("before the winter comes. Nobody in the U.S. office", "normalised",
         "before the winter comes,” Brandt told the Gazette. “Nobody in the U.S. office"),
    ],
)  # fmt: skip
def test_what_writers_may_do_leaves_a_quotation_whole(quote: str, kind: str, words: str) -> None:
    found = find(quote, READY)
    assert found is not None
    assert (found.kind, found.words, found.difference) == (kind, words, "")
    assert found.span.of(PAGE) == words


@pytest.mark.parametrize(
    ("quote", "difference"),
    [
        ("I will go back to the new harbour of Kiel before the winter",
         "… back to the [-old-]{+new+} harbour of Kiel …"),
        ("I will not go back to the old harbour of Kiel", "I will {+not+} go back to …"),
        ("We want a tectonic shift and a game-changer", "We [-don’t-] want a tectonic …"),
        ("We do want a tectonic shift, and a game-changer", "We [-don’t-]{+do+} want a tectonic …"),
        ("I will go back to the harbour of Kiel before winter comes",
         "… back to the [-old-] harbour of Kiel before [-the-] winter comes"),
        ("I will come back to the old harbour of Hamburg ... has paid 12,000 euros",
         "I will [-go-]{+come+} back to the old harbour of [-Kiel-]{+Hamburg+}"),
    ],
)  # fmt: skip
def test_changed_words_are_told_one_by_one(quote: str, difference: str) -> None:
    found = find(quote, READY)
    assert found is not None
    assert (found.kind, found.difference) == ("altered", difference)
    assert found.span.of(PAGE) == found.words


@pytest.mark.parametrize(
    "quote",
    [
        "isl",  # inside a word
        "We do",  # "We don't"
        "shif",
        "not go",  # a scare quote is never altered
        "a tectonic split",
        "a lot of money",
        "a lot of old stone in the harbour",
        "I will go home",  # the same frame, another statement
        "I will go to the council tomorrow",
        "I will go back, and nobody of us will ever come here again",
        "We have seen a disgrace for the whole coast and its ports",
        "Ministers shall resign over the matter of the stolen gold",
        "before the winter comes, and that is what we have said to the council all along",  # more than the page prints
        "... […] —",
        "",
        "“”",
    ],
)
def test_other_statements_are_not_found(quote: str) -> None:
    assert find(quote, READY) is None


@pytest.mark.parametrize(
    ("quote", "page"),
    [
        ("We will not go", "“We will go back,” he said."),
        ("You’ve got to be able to adapt", "“They have got to be able to win,” he said."),
        ("You don’t want to be the story", "“You don’t want to be squeezed in there,” he said."),
        ("the best in the Middle East", "“the conflicts in the Middle East,” he said."),
        ("We are going to build a bridge", "“We are going to have a lot of fun,” he said."),
        ("Lee Marsh is a dictator in the making", "“Lee Marsh is throwing a wrench in the works,” he said."),
    ],
)
def test_statements_of_one_frame_are_not_one_altered(quote: str, page: str) -> None:
    assert find(quote, page) is None


def test_the_word_diff_names_a_single_changed_word() -> None:
    found = find("Nobody in the U.S. office has paid 13,000 euros", READY)
    assert found is not None
    assert re.findall(r"\[-(.*?)-\]\{\+(.*?)\+\}", found.difference) == [("12,000", "13,000")]


def test_parts_far_from_each_other_are_said_to_be_apart() -> None:
    page = "“We will sell the boats,” he said. " + "The road is long. " * 80 + "“Nobody asked the school,” he said."
    found = find("We will sell the boats ... Nobody asked the school", page)
    assert found is not None
    assert (found.kind, found.apart) == ("normalised", True)
    near = find("We will sell the boats ... the road is long", page)
    assert near is not None
    assert not near.apart


def test_every_place_of_the_words_is_listed() -> None:
    page = Prepared.of("“It’s a disgrace,” he said. “It's a disgrace!” she said.")
    assert [place.of(page.text) for place in places("It's a disgrace.", page)] == ["It’s a disgrace", "It's a disgrace"]


def test_a_language_without_blanks_is_found_by_characters() -> None:
    found = find("我们不会回去", "他说：“我们不会回去，”然后离开了。")
    assert found is not None
    assert found.kind == "exact"


# ------------------------------------------------------------------------------------------- spellings


FILE = rulebase().path("language/en/spelling.yaml")
ENDINGS: tuple[Ending, ...] = load(FILE, SpellingFile).endings


@pytest.mark.parametrize("ending", ENDINGS, ids=lambda ending: ending.what)
def test_an_ending_reads_its_examples_alike(ending: Ending) -> None:
    pattern = re.compile(ending.find)
    for pair in ending.same:
        one, other = pair.split()
        assert ENGLISH.folded(one) == ENGLISH.folded(other), pair
        assert pattern.fullmatch(one) or pattern.fullmatch(other), pair
    assert [pair for pair in ending.other if len({ENGLISH.folded(word) for word in pair.split()}) == 1] == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("grey", "gray", True), ("programmes", "programs", True), ("Kiev", "Kyiv", True), ("Orbán’s", "orban's", True),
        ("ISIS’s", "ISIS’", True), ("U.S.", "US", True), ("5%", "5 per cent", True), ("e-mail", "email", True),
        ("do not", "don’t", True), ("he would", "he had", False), ("seven", "7", False), ("1.5", "15", False),
        ("can", "can't", False), ("10,000", "10.000", False),
    ],
)  # fmt: skip
def test_words_that_are_read_alike(one: str, other: str, same: bool) -> None:
    folded = [list(Words.of(words, ENGLISH).folded) for words in (one, other)]
    assert (folded[0] == folded[1]) is same


def test_a_wrong_ending_is_named_with_its_place(tmp_path: Path) -> None:
    folder = tmp_path / "language" / "xx"
    folder.mkdir(parents=True)
    rows = "endings:\n  - what: x\n    find: (open\n    put: x\n    same: []\n    other: []\npairs: []\nexpanded: {}\n"
    (folder / "spelling.yaml").write_text(rows, encoding="utf-8")
    with pytest.raises(RuleError, match=r"spelling\.yaml:3:11: not a pattern"):
        spelling(Rulebase((tmp_path,)), "xx")


def test_a_language_without_spellings_folds_case_only() -> None:
    assert spelling(rulebase(), "fi").folded("Harbour") == "harbour"


# ------------------------------------------------------------------------------------------- properties

WORDS = (
    "the harbour will close, “never” said – don’t [of] ... … 12,000 U.S. per cent 我们 e\u0301te\u0301 x\xady"
    " \U0001f600 \n\n “”"
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(WORDS.split(" ")), max_size=60).map(" ".join))


@settings(max_examples=300, deadline=None)
@given(TEXTS, TEXTS)
def test_no_text_raises_and_every_place_is_in_the_page(quote: str, page: str) -> None:
    found = find(quote, page)
    if found is not None:
        assert 0 <= found.span.start < found.span.end <= len(page)
        assert found.span.of(page) == found.words
        assert 0 < found.score <= 1
        assert bool(found.difference) == (found.kind == "altered")


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_folded_words_lead_back_to_the_text(text: str) -> None:
    ready = Prepared.of(text)
    spans = [ready.words.span(number, number + 1) for number in range(len(ready.words))]
    assert all(
        one.start < one.end and one.start <= other.start and one.end <= other.end for one, other in pairwise(spans)
    )
    for number, (span, folded) in enumerate(zip(spans, ready.words.folded, strict=True)):
        if not ready.words.halves & {number, number + 1}:
            assert list(Words.of(span.of(text), ready.spelling).folded) == [folded]
    assert len(ready.line) == len(ready.words)


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.integers(0, 200), st.integers(0, 200))
def test_a_part_of_a_page_is_found_in_it(page: str, one: int, other: int) -> None:
    part = page[min(one, other) : max(one, other)]
    words = Words.of(part, Spelling())

    if len(words) >= 3 and page.split() and part.split() and part in page:
        before, after = page[: min(one, other)][-1:], page[max(one, other) :][:1]
        if not (before + part[:1]).isalnum() and not (part[-1:] + after).isalnum():
            assert find(part, page) is not None


def test_changed_words_of_a_seeded_program_are_found() -> None:
    """One to three words of twenty changed; the figures on real articles: `python -m tests.benchmarks quotes`."""
    chance = random.Random(6)
    for _ in range(200):
        words = [f"w{number}" for number in chance.sample(range(2000), 400)]
        at = chance.randrange(370)
        quote = words[at : at + 20]
        for place in chance.sample(range(1, 19), chance.randint(1, 3)):
            quote[place] = "changed"
        found = find(" ".join(quote), " ".join(words))
        assert found is not None
        assert found.kind == "altered"
        assert found.words == " ".join(words[at : at + 20])


@pytest.mark.parametrize(
    "quote",
    [
        "we ... " * 20_000,
        "[we] " * 20_000,
        "we say " * 20_000,
        "[" * 50_000,
        "a" * 100_000,
        "e",
        ". " * 50_000,
        "say we go " + "[" * 500 + " on",
    ],
    ids=["ellipses", "brackets", "words", "open brackets", "one word", "a letter", "stops", "brackets inside"],
)
def test_hostile_quotations_come_to_an_end(quote: str) -> None:
    """What would take minutes or gigabytes without bounds."""
    page = Prepared.of("we say that we go on, they say, “and [we stay” ... " * 4000)
    started = time.process_time()
    find(quote, page)
    assert time.process_time() - started < 3
