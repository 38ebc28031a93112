"""What holds for any text: no error, spans inside it, contents in order, an origin first, the same answer twice, and a
time that grows with the length."""

from __future__ import annotations

import time
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from checker.attribution import attribute, read_language
from checker.model import Claim, Span
from checker.outlets import Registry, registry
from checker.rulebase import rulebase
from tests.benchmarks.articles import article_of

# Of the texts below, of so many characters, the slowest that is read in linear time took 0.9 s on a busy machine; a
# sentence of nothing but cues took 2.2 s, since each looks for its borders as far as a pattern reaches.
LENGTH, LIMIT = 40_000, 10.0
SLOWER = {"one sentence of cues": 25.0}

MARKS = st.sampled_from(
    ["“", "”", "‘", "’", '"', "'", "''", "``", "«", "»", "„", ",", ".", ":", ";", "—", " - ", "(", ")", "?", "!", "…",
     "\n", "\n\n", "’s", "\u200b", "\u2028", "\u0301", "\U0001f6a2", "\x00", "\ufffd"]
)  # fmt: skip
WORDS = st.sampled_from(
    ["Lee", "Ann", "Mr.", "Sen.", "Reuters", "CNN", "The Guardian", "Twitter", "said", "told", "reported", "according",
     "to", "that", "who", "which", "he", "she", "it", "they", "the", "a", "newspaper", "report", "official",
     "officials", "in", "by", "of", "interview", "statement", "with", "citing", "quoted", "as", "saying", "reportedly",
     "is", "was",
     "on", "Monday", "and", "but", "via", "tweeted", "claim", "claims", "accused", "denied", "one", "40%", "bridge",
     "safe", "not", "whose", "email", "obtained", "first", "U.S.", "police", "sources", "what", "if"]
)  # fmt: skip
ANYTHING = st.text(st.characters(codec="utf-8"), max_size=8)
SOUP = st.lists(st.one_of(WORDS, WORDS, WORDS, MARKS, ANYTHING), max_size=60).map(" ".join)
TIGHT = st.lists(st.one_of(WORDS, MARKS, MARKS, ANYTHING), max_size=60).map("".join)
RELAXED = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@cache
def outlets() -> Registry:
    return registry(rulebase())


def claims_of(text: str, publisher: str = "") -> tuple[Claim, ...]:
    row = {"id": "any", "text": text, "publisher_domain": publisher}
    return attribute(article_of(row, outlets()), outlets(), read_language(rulebase()))


def spans_of(claim: Claim) -> list[Span]:
    """Every span that a claim carries."""
    sources = [claim.speaker, *([claim.recipient] if claim.recipient else []), *(hop.source for hop in claim.hops)]
    loose = [claim.cue, claim.cue_head, claim.hedge, claim.sentence, *(hop.span for hop in claim.hops)]
    loose += [span for source in sources for span in (source.span, source.phrase)]
    return [*claim.content, *(span for span in loose if span is not None)]


def check(text: str, claims: tuple[Claim, ...]) -> None:
    """Asserts what every claim promises."""
    ids = [claim.id for claim in claims]
    assert len(set(ids)) == len(ids)
    for claim in claims:
        assert all(0 <= span.start < span.end <= len(text) for span in spans_of(claim))
        assert claim.content
        assert all(one.end <= other.start for one, other in zip(claim.content, claim.content[1:], strict=False))
        assert claim.hops
        assert claim.hops[0].role == "origin"
        assert [hop.role for hop in claim.hops[1:]].count("origin") == 0
        assert claim.hops[0].source.kind == "unknown" or claim.hops[0].source.name
        assert {claim.continues, claim.passes_on} <= {"", *ids}
        assert 0 <= claim.quoted_words <= max(claim.words, claim.quoted_words)


@given(SOUP)
@example("’s according to the Sen.")  # an office in the last place
@example("of State Ann Lee said it")  # half an office in the first
@RELAXED
def test_words_and_marks_in_any_order(text: str) -> None:
    check(text, claims_of(text))


@given(TIGHT)
@RELAXED
def test_words_and_marks_without_blanks(text: str) -> None:
    check(text, claims_of(text, "reuters.com"))


@given(st.text(st.characters(codec="utf-8"), max_size=300))
@RELAXED
def test_any_text_at_all(text: str) -> None:
    check(text, claims_of(text))


@given(SOUP)
@settings(RELAXED, max_examples=60)
def test_the_same_text_has_the_same_claims(text: str) -> None:
    assert claims_of(text) == claims_of(text)


@given(SOUP, SOUP)
@settings(RELAXED, max_examples=60)
def test_one_text_leaves_nothing_behind_for_the_next(first: str, second: str) -> None:
    alone = claims_of(second)
    claims_of(first)
    assert claims_of(second) == alone


# ------------------------------------------------------------------------------------------------ hostile lengths

# What is repeated until the text is long.
UNITS = {
    "opening marks": "“",
    "straight marks": '"',
    "closing marks": "”",
    "apostrophes": "'",
    "marks with blanks": '" ',
    "short quotations": "“a b c” ",
    "quotations with speakers": "“It is a day,” said Lee. ",
    "open paragraphs": "“Lee said\n",
    "one sentence": "the bridge and ",
    "commas": "Lee, ",
    "capitalised words": "Lee ",
    "names of outlets": "Reuters ",
    "prepositions": "of the bridge ",
    "brackets": "( ",
    "dashes": "Lee - ",
    "according to": "according to ",
    "that": "that ",
    "letters": "aaaaa",
    "stops": ".",
    "numbers": "1,",
    "pronouns": "He said it was. ",
    "definite phrases": "The newspaper said it was in an email to Reuters. ",
    "hedged sentences": "Lee said he reportedly said. ",
    "one sentence of cues": "said ",
    "single marks that may open": "‘a ",
    "adverbs": "reportedly ",
    "relative clauses": "Lee who said that ",
    "told, and told, and told": "Lee told Reuters that he said, ",
    "roles": "the mayor said that the bridge, ",
}


def seconds(text: str) -> float:
    """Processor time of one run."""
    start = time.process_time()
    claims_of(text)
    return time.process_time() - start


def long_texts() -> list[Any]:
    return [
        pytest.param(
            (unit * LENGTH)[:LENGTH],
            SLOWER.get(name, LIMIT),
            id=name,
        )
        for name, unit in UNITS.items()
    ]


@pytest.mark.parametrize(("text", "limit"), long_texts())
def test_a_long_text_of_one_kind_is_read_in_linear_time(text: str, limit: float) -> None:
    claims_of("Lee said so.")
    assert seconds(text) < limit


@pytest.mark.parametrize(
    "text",
    ['"' * 10_000, "Lee " * 50_000, "the bridge was old and " * 5_000, "A poll has Lee at 3 and " * 14_000],
    ids=lambda t: t[:8],
)
def test_a_hostile_text_is_read_in_seconds(text: str) -> None:
    assert seconds(text) < LIMIT
