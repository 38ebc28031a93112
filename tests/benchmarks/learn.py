"""Learns the tables of rules/language/en from annotated articles: counts of cues and borders, weights of features.

    python -m tests.benchmarks learn TRAIN.jsonl.gz

The articles are the train part described in ../shared/benchmarks/README.md. Only counts and weights are written,
keyed by lemmas, phrase letters and pattern names: no text, no name. Inflected forms come from the cues.tsv that is
there.
"""

from __future__ import annotations

import gzip
import json
import math
import random
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from checker.attribution.analysis import Analysis, analyse, border_cue, find_candidates
from checker.attribution.cues.borders import Aspect, names_of, walk, walk_back
from checker.attribution.cues.candidates import Candidate
from checker.attribution.cues.scoring import CueCounts, features_of, frame_of, shares
from checker.attribution.language import Language, read_language
from checker.rulebase import rulebase
from tests.benchmarks.agreement import Gold, agrees
from tests.benchmarks.articles import line_blocks

TABLES = Path("rules/language/en/tables")
OVERLAP = 0.5
ROUNDS, AVERAGED, RATE, DECAY = 16, 10, 0.1, 2e-5
# What weighs less is left out; so is what fewer borders have.
LEAST, MET = 0.02, 5
# The features of a border, and whether a content stopped there.
Passed = tuple[list[str], float]


@dataclass
class Case:
    """A candidate of a train article and what the annotators say of it."""

    candidate: Candidate
    right: bool
    nested: bool


@dataclass
class Seen:
    """An article with its analysis and cases."""

    analysis: Analysis
    golds: list[Gold]
    cases: list[Case] = field(default_factory=list)


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The articles of a benchmark file."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def run(train: Path) -> None:
    """Learn from the train file and write borders.tsv, cues.tsv and weights.tsv."""
    articles = list(rows(train))
    language = read_language(rulebase())
    _write("borders.tsv", "feature, weight", _weight_rows(_border_weights(articles, language)))
    language = read_language(rulebase(), fresh=True)
    seen = [_look(article, language) for article in articles]
    counts = _count(seen)
    _write("cues.tsv", "lemma, kind, takes (r recipient, i inversion), uses, hits, frames, forms", _cue_rows(counts))
    _write("weights.tsv", "feature, weight", _weight_rows(_cue_weights(seen, counts)))


def _weight_rows(weights: dict[str, float]) -> Iterator[list[str]]:
    return ([name, f"{value:.3f}"] for name, value in sorted(weights.items()) if abs(value) >= LEAST)


def _write(name: str, columns: str, table: Any) -> None:
    head = f"# Learned by `python -m tests.benchmarks learn`; do not edit. Columns: {columns}.\n"
    TABLES.mkdir(parents=True, exist_ok=True)
    lines = ["\t".join(str(cell) for cell in row) for row in table]
    (TABLES / name).write_text(head + "\n".join(lines) + "\n", encoding="utf-8")


# -------------------------------------------------------------------------------------------------- borders


def _border_weights(articles: list[dict[str, Any]], language: Language) -> dict[str, float]:
    passed: list[Passed] = []
    for article in articles:
        analysis = analyse(article["text"], line_blocks(article["text"]), language)
        golds = [gold for gold in article["attributions"] if gold["cue"] and gold["content"]]
        for candidate in find_candidates(analysis, language, learning=True):
            gold = _gold_of(candidate, analysis, golds)
            if gold is not None:
                passed.extend(_passed(candidate, analysis, gold, language.borders.strong))
    met = Counter(name for names, _ in passed for name in names)
    cases = [([("bias", 1.0), *((name, 1.0) for name in names if met[name] >= MET)], right) for names, right in passed]
    return _regress(cases)


def _gold_of(candidate: Candidate, analysis: Analysis, golds: list[dict[str, Any]]) -> dict[str, Any] | None:
    head = analysis.phrases.head[candidate.cue]
    start, end = analysis.tokens.starts[head], analysis.tokens.ends[head]
    return next((gold for gold in golds if any(first < end and start < last for first, last in gold["cue"])), None)


def _passed(candidate: Candidate, analysis: Analysis, gold: dict[str, Any], strong: Any) -> Iterator[Passed]:
    """The borders of a candidate whose other end the annotators put where it is, up to where they end it."""
    tokens, phrases = analysis.tokens, analysis.phrases
    parts = [(bisect_right(tokens.ends, first), bisect_left(tokens.starts, last)) for first, last in gold["content"]]
    if candidate.left:
        last = phrases.last[candidate.left[1] - 1]
        begins = [begin for begin, end in parts if abs(end - last) <= 1]
        if begins:
            yield from _until(
                walk_back(tokens, phrases, *candidate.left), lambda place: phrases.first[place] <= begins[0]
            )
    if candidate.right and candidate.content_pattern != "block":
        first = phrases.first[candidate.right[0]]
        ends = [end for begin, end in parts if begin in (first, first + 1)]
        if ends:
            borders = walk(tokens, phrases, candidate.right, strong, *border_cue(candidate))
            yield from _until(borders, lambda place: phrases.first[place] >= ends[0])


def _until(borders: Iterator[tuple[int, tuple[Aspect, ...]]], stops: Callable[[int], bool]) -> Iterator[Passed]:
    for place, aspects in borders:
        stopped = stops(place)
        yield [name for aspect in aspects for name in names_of(aspect)], float(stopped)
        if stopped:
            return


# ------------------------------------------------------------------------------------------------ cues, weights


def _look(article: dict[str, Any], language: Language) -> Seen:
    analysis = analyse(article["text"], line_blocks(article["text"]), language)
    golds = [Gold.of(analysis.tokens, gold) for gold in article["attributions"] if gold["content"]]
    seen = Seen(analysis, golds)
    for candidate in find_candidates(analysis, language, everything=True):
        mine = Gold.found(analysis, candidate)
        if not mine.content:
            continue
        head = analysis.phrases.head[candidate.cue]
        right = any(agrees(analysis.tokens, gold, mine, OVERLAP) for gold in golds)
        seen.cases.append(Case(candidate, right, any(head in gold.content for gold in golds)))
    return seen


def _count(seen: list[Seen]) -> dict[str, CueCounts]:
    uses, hits = Counter[str](), Counter[str]()
    frames: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    for case in (case for article in seen for case in article.cases if not case.nested):
        lemma, frame = case.candidate.lemma, frame_of(case.candidate.content_pattern)
        uses[lemma] += 1
        hits[lemma] += case.right
        use, hit = frames[lemma].get(frame, (0, 0))
        frames[lemma][frame] = (use + 1, hit + case.right)
    return {lemma: CueCounts(uses[lemma], hits[lemma], frames[lemma]) for lemma in uses}


def _cue_rows(counts: dict[str, CueCounts]) -> list[list[Any]]:
    """The cues that are there, with new counts.

    A form that nobody used keeps its row, so that it can be learned later.
    """
    lines = (TABLES / "cues.tsv").read_text(encoding="utf-8").splitlines()
    table = []
    for lemma, kind, takes, _, _, _, forms in (line.split("\t") for line in lines if line and not line.startswith("#")):
        found = counts.get(lemma, CueCounts(0, 0, {}))
        frames = ";".join(f"{name} {hit}/{use}" for name, (use, hit) in sorted(found.frames.items()))
        table.append([lemma, kind, takes, found.uses, found.hits, frames, forms])
    return table


def _cue_weights(seen: list[Seen], counts: dict[str, CueCounts]) -> dict[str, float]:
    """The cue's own case is taken out of its share."""
    cases = []
    for case in (case for article in seen for case in article.cases if not case.nested):
        cue, frame = shares(counts[case.candidate.lemma], case.candidate.content_pattern, case.right)
        values = [
            ("bias", 1.0),
            ("cue share", cue),
            ("frame share", frame),
            *((name, 1.0) for name in features_of(case.candidate)),
        ]
        cases.append((values, float(case.right)))
    return _regress(cases)


def _regress(cases: list[tuple[list[tuple[str, float]], float]]) -> dict[str, float]:
    """Logistic regression by stochastic gradient descent, averaged over the last passes."""
    weights: dict[str, float] = defaultdict(float)
    total: dict[str, float] = defaultdict(float)
    order = random.Random(1)
    for turn in range(ROUNDS):
        order.shuffle(cases)
        _descend(cases, weights, RATE / (1 + turn))
        if turn >= ROUNDS - AVERAGED:
            for name, value in weights.items():
                total[name] += value / AVERAGED
    return dict(total)


def _descend(cases: list[tuple[list[tuple[str, float]], float]], weights: dict[str, float], rate: float) -> None:
    """One pass; the shares are large numbers in every case, so they learn more slowly."""
    for values, right in cases:
        score = sum(weights[name] * value for name, value in values)
        error = right - 1 / (1 + math.exp(-max(min(score, 30), -30)))
        for name, value in values:
            pace = 0.2 if "share" in name else 1.0
            weights[name] += rate * (pace * error * value - DECAY * weights[name])
