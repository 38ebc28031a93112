"""Every pattern of rules/language/en finds what its examples mark, and stays out of its silent sentences.

[Brackets] mark the source (sources.yaml), the content (contents.yaml), the stations with the origin (routes.yaml) or
the words whose class a rule decides (context); *stars* mark the cue where a sentence has several.
"""

from __future__ import annotations

import dataclasses
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from checker.attribution import attribute, read_language
from checker.attribution.analysis import Analysis, analyse, find_candidates
from checker.attribution.cues.candidates import Candidate
from checker.attribution.language import ContextRule, Language, PatternFile, RouteFile
from checker.attribution.words.tokens import tokenise
from checker.model import Claim, Span
from checker.outlets import Registry, registry
from checker.rulebase import load, rulebase
from tests.benchmarks.articles import article_of, line_blocks
from tests.marked import Marked, unmark

FOLDER = Path("language/en")
# Examples that the engine gets wrong, with what is wrong; each is to be mended, none to be dropped.
WRONG: dict[str, str] = {
    "[Ann Lee, a Democrat, the chairwoman of the committee,] *said* the bridge was safe.": "two appositions, the first "
    "a name: the first apposition is taken for the head",
    "[The engineer at the port — Ann Lee —] *said* the bridge was safe.": "a short insertion is an aside",
    "[The engineer who built it] *said* the bridge was safe.": "the object in the relative clause is taken for it",
    "“The bridge is safe,” *said* [an engineer who asked not to be named].": "no comma before who: the clause is lost",
    "She *said* this: [The bridge is safe.]": "what the colon announces is an object",
    "She *denied* [having closed the bridge].": "a perfect gerund is read as a finite verb",
    "She *told* the crew of plans to repair it.": "the recipient swallows “of plans”",
    "[Lee] said in [an email] to her crew that was seen by [Reuters] that the bridge was safe.": "the first “that” is "
    "taken for the content's",
    "Lee sent the plan to Reuters and said the bridge was safe.": "the verb that governs “to Reuters” is another one",
    "Engineers [claim] the bridge is safe.": "a plural that opens the sentence is still undecided here",
    "The closing [saved] her.": "a gerund that is a noun is still undecided here",
}
# Patterns that no file holds, because they follow from the words beside the cue: source and content pattern.
BUILT_IN = {
    ("possessor", "noun-that"): "There is [Lee]’s *claim* that [the bridge was safe].",
    ("maker", "noun-that"): "There is the *claim* by [Lee] [that the bridge was safe].",
    ("light-subject", "noun-that"): "[Lee] made the *claim* [that the bridge was safe].",
    ("according", "according"): "*According* to [Lee], [the bridge is safe].",
    ("according", "left-stop"): "[The bridge is safe], *according* to [Lee].",
    ("according", "left+according"): "[The bridge], *according* to [Lee], [is safe].",
    ("line", "colon-quotation"): "[Lee]*:* [“The bridge is safe.”]",
    ("line", "colon-clause"): "[Lee]*:* [The bridge is safe.]",
    ("shared", "clause"): "[Lee] left and *said* [the bridge was safe].",
    ("shared", "that"): "[Lee] left, *saying* [that the bridge was safe].",
}
_EDGES = " .,;:–—-“”\"'"


@cache
def language() -> Language:
    return read_language(rulebase())


@cache
def outlets() -> Registry:
    return registry(rulebase())


def entries(name: str, schema: Any) -> tuple[Any, ...]:
    found: tuple[Any, ...] = load(rulebase().path(str(FOLDER / f"patterns/{name}.yaml")), schema).patterns
    return found


SOURCES, CONTENTS = entries("sources", PatternFile), entries("contents", PatternFile)
ROUTES = entries("routes", RouteFile)
RULES = load(rulebase().path(str(FOLDER / "words/context.yaml")), list[ContextRule])


def cases(found: tuple[Any, ...], which: str) -> list[Any]:
    """Name and sentence of every example of a file of patterns."""
    return [case(entry.name, sentence) for entry in found for sentence in getattr(entry, which)]


def case(name: str, sentence: str) -> Any:
    """One example; one that is known to go wrong is marked."""
    marks = [pytest.mark.xfail(reason=WRONG[sentence], strict=True)] if sentence in WRONG else []
    return pytest.param(name, sentence, marks=marks, id=f"{name}: {sentence}")


def analysed(text: str) -> tuple[Analysis, list[Candidate]]:
    """The candidates of a text, those of verbs that hardly ever report included."""
    analysis = analyse(text, line_blocks(text), language())
    return analysis, find_candidates(analysis, language(), everything=True)


def at_cue(sentence: Marked) -> tuple[Analysis, list[Candidate]]:
    """The candidates at the starred cue; all of them where none is starred."""
    analysis, found = analysed(sentence.text)
    cue = sentence.cue
    if cue is None:
        return analysis, found
    kept = [
        candidate
        for candidate in found
        if (span := analysis.span((candidate.cue, candidate.cue + 1))) and span.overlaps(cue)
    ]
    return analysis, kept


def bare(words: str) -> str:
    """Words without the marks at their edges, which the next stage takes off."""
    return words.strip(_EDGES)


def contents_of(analysis: Analysis, candidate: Candidate) -> list[str]:
    parts = [part for part in (candidate.left, candidate.right, *candidate.floating) if part]
    return [bare(span.of(analysis.tokens.text)) for part in parts if (span := analysis.span(part))]


def frame(candidate: Candidate) -> str:
    """The content pattern without what stands to the left."""
    return candidate.content_pattern.removeprefix("left+").removeprefix("left-")


# ----------------------------------------------------------------------------------------------- all have examples


@pytest.mark.parametrize("entry", [*SOURCES, *CONTENTS, *ROUTES, *RULES], ids=lambda entry: entry.name)
def test_every_pattern_shows_what_it_finds_and_what_it_does_not(entry: Any) -> None:
    assert entry.examples
    assert entry.silent
    assert set(entry.examples).isdisjoint(entry.silent)


def test_names_are_unique_and_nothing_known_as_wrong_is_gone() -> None:
    for found in (SOURCES, CONTENTS, ROUTES, RULES):
        names = [entry.name for entry in found]
        assert len(names) == len(set(names))
    entries = (*SOURCES, *CONTENTS, *ROUTES, *RULES)
    written = {sentence for entry in entries for sentence in (*entry.examples, *entry.silent)}
    assert WRONG.keys() - written == set()


# ------------------------------------------------------------------------------------------------------- patterns


@pytest.mark.parametrize(("name", "sentence"), cases(SOURCES, "examples"))
def test_a_source_pattern_finds_the_source(name: str, sentence: str) -> None:
    marked = unmark(sentence)
    analysis, found = at_cue(marked)
    assert name in {candidate.source_pattern for candidate in found}
    sources = [candidate.source for candidate in found if candidate.source_pattern == name and candidate.source]
    assert [bare(words) for words in marked.words] in [
        [bare(span.of(marked.text))] for part in sources if (span := analysis.span(part))
    ]


@pytest.mark.parametrize(("name", "sentence"), cases(CONTENTS, "examples"))
def test_a_content_pattern_finds_the_content(name: str, sentence: str) -> None:
    marked = unmark(sentence)
    analysis, found = at_cue(marked)
    assert name in {frame(candidate) for candidate in found}
    assert [bare(words) for words in marked.words] in [
        contents_of(analysis, candidate) for candidate in found if frame(candidate) == name
    ]


def test_a_pattern_begins_with_the_letters_that_open_it_alone() -> None:
    sentences = [unmark(sentence).text for entry in (*SOURCES, *CONTENTS) for sentence in entry.examples]
    forwards = [analysed(text)[0].phrases.kinds for text in sentences]
    for pattern in (*language().patterns.sources, *language().patterns.contents):
        for kinds in (*forwards, *(kinds[::-1] for kinds in forwards)):
            found = {letter for place, letter in enumerate(kinds) if pattern.find.match(kinds, place)}
            assert found <= pattern.opens or not pattern.opens, pattern.name


@pytest.mark.parametrize(("name", "sentence"), cases(SOURCES, "silent"))
def test_a_source_pattern_leaves_other_sentences_alone(name: str, sentence: str) -> None:
    marked = unmark(sentence)
    _, found = at_cue(marked)
    assert name not in {candidate.source_pattern for candidate in found}


@pytest.mark.parametrize(("name", "sentence"), cases(CONTENTS, "silent"))
def test_a_content_pattern_leaves_other_sentences_alone(name: str, sentence: str) -> None:
    marked = unmark(sentence)
    _, found = at_cue(marked)
    assert name not in {frame(candidate) for candidate in found}


@pytest.mark.parametrize(("names", "sentence"), BUILT_IN.items(), ids=lambda value: " ".join(value))
def test_a_pattern_without_a_file_finds_source_and_content(names: tuple[str, str], sentence: str) -> None:
    marked = unmark(sentence)
    analysis, found = at_cue(marked)
    (candidate,) = [one for one in found if (one.source_pattern, one.content_pattern) == names]
    tokens = analysis.token_span(candidate.owner) if candidate.owner else None
    source = tokens or (analysis.span(candidate.source) if candidate.source else None)
    assert source is not None
    parts = [bare(source.of(marked.text)), *contents_of(analysis, candidate)]
    expected = [bare(words).removeprefix("that ") for words in marked.words]
    assert sorted(part.removeprefix("that ") for part in parts) == sorted(expected)


# --------------------------------------------------------------------------------------------------------- routes


def claims_of(text: str) -> tuple[Claim, ...]:
    return attribute(article_of({"id": "example", "text": text}, outlets()), outlets(), language())


def printed(claim: Claim, text: str) -> list[str]:
    """The words of the claim's hops, in order of text."""
    spans = [hop.source.span for hop in claim.hops if hop.source.span is not None]
    return [span.of(text) for span in sorted(spans)]


@pytest.mark.parametrize(("name", "sentence"), cases(ROUTES, "examples"))
def test_a_route_pattern_finds_the_stations(name: str, sentence: str) -> None:
    marked = unmark(sentence)
    found = [claim for claim in claims_of(marked.text) if name in {hop.pattern for hop in claim.hops}]
    assert found
    assert [claim.hops[0].role for claim in found] == ["origin"] * len(found)
    assert marked.words in [printed(claim, marked.text) for claim in found]


@pytest.mark.parametrize(("name", "sentence"), cases(ROUTES, "silent"))
def test_a_route_pattern_leaves_other_sentences_alone(name: str, sentence: str) -> None:
    claims = claims_of(unmark(sentence).text)
    assert name not in {hop.pattern for claim in claims for hop in claim.hops}


# -------------------------------------------------------------------------------------------------- word classes


@pytest.mark.parametrize(
    ("word", "letter", "role"),
    [
        ("\n“", '"', "mark"),
        (" U.S.", "N", "stop"),
        (" Corp.", "N", "stop"),
        (" which", "w", ""),
        (" morning", "n", "second"),
    ],
)
def test_a_word_is_looked_up_with_the_white_space_before_it(word: str, letter: str, role: str) -> None:
    entry = language().lexicon[word]
    assert (entry.word, entry.letter, entry.role) == (word.strip(), letter, role)


def test_a_long_word_is_read_and_not_kept() -> None:
    lexicon, word = language().lexicon, "bridge" * 1000
    assert lexicon[word].word == word
    assert word not in lexicon


def decided(name: str, text: str) -> list[tuple[Span, str, str]]:
    """The words whose letter the rule changes, with the letters before and behind it."""
    number = [rule.name for rule in RULES].index(name)
    classes = language().classes
    tokens = tokenise(text, line_blocks(text), language().tokens, language().lexicon)
    before, behind = (
        dataclasses.replace(classes, context=classes.context[:length]).classify(tokens, [0])
        for length in (number, number + 1)
    )
    places = range(len(tokens))
    changed = [place for place in places if before[place] != behind[place]]
    return [(Span(tokens.starts[place], tokens.ends[place]), before[place], behind[place]) for place in changed]


@pytest.mark.parametrize(("name", "sentence"), cases(RULES, "examples"))
def test_a_rule_of_context_decides_the_marked_words(name: str, sentence: str) -> None:
    marked = unmark(sentence)
    put = next(rule.put for rule in RULES if rule.name == name)
    found = decided(name, marked.text)
    assert [span for span, _, _ in found] == list(marked.parts)
    assert {letter for _, _, letter in found} == {put[-1]}


@pytest.mark.parametrize(("name", "sentence"), cases(RULES, "silent"))
def test_a_rule_of_context_leaves_other_words_alone(name: str, sentence: str) -> None:
    assert decided(name, unmark(sentence).text) == []
