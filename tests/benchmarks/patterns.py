"""How often each pattern is right, and how sure a claim may be called: `python -m tests.benchmarks patterns`.

Paths of the train and the dev part may follow. A found attribution is right where an annotated one has the same source
and shares at least half of the words of both contents (agreement.py). The first three tables count the attributions
that the engine accepts in the train part, by source pattern, by content pattern, by both; those right in less than half
of the cases are marked. Then: the share of claims that is right at each level of confidence, and the chances from which
the levels would keep what they promise.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checker.attribution import Language, attribute, read_language
from checker.attribution.analysis import Analysis, analyse, find_candidates
from checker.attribution.selection import select
from checker.outlets import Registry, registry
from checker.rulebase import rulebase
from tests.benchmarks.agreement import Gold, agrees
from tests.benchmarks.articles import article_of, line_blocks
from tests.benchmarks.predict_attribution import attributions

DATA = Path(__file__).resolve().parents[3] / "shared/benchmarks/polnear"
OVERLAP = 0.5
# Pairs of patterns that were accepted less often say nothing.
SEEN = 20
PROMISED = {"high": 0.9, "medium": 0.7}


@dataclass(frozen=True, slots=True)
class Case:
    """An accepted attribution: its patterns, its chance, whether annotators agree with it."""

    source: str
    content: str
    chance: float
    right: bool


def run(train: Path = DATA / "train.jsonl.gz", dev: Path = DATA / "dev.jsonl.gz") -> None:
    """Print the tables; says so where the annotated articles are not there."""
    if not train.exists() or not dev.exists():
        print("no annotated articles here (../shared/benchmarks)")
        return
    rules = rulebase()
    language, outlets = read_language(rules), registry(rules)
    trained = [case for row in rows(train) for case in accepted(row, language)]
    print_patterns("source patterns", trained, lambda case: case.source, 1)
    print_patterns("content patterns", trained, lambda case: case.content, 1)
    print_patterns("pairs", trained, lambda case: f"{case.source} · {case.content}", SEEN)
    for name, path in (("train", train), ("dev", dev)):
        print_levels(name, [level for row in rows(path) for level in levels(row, language, outlets)])
    print_thresholds("dev", [case for row in rows(dev) for case in accepted(row, language)])
    print_thresholds("train", trained)


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The articles of a benchmark file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _golds(analysis: Analysis, row: dict[str, Any]) -> list[Gold]:
    return [Gold.of(analysis.tokens, gold) for gold in row["attributions"] if gold["content"]]


def accepted(row: dict[str, Any], language: Language) -> Iterator[Case]:
    """The outermost attributions that the engine keeps in an article."""
    analysis = analyse(row["text"], line_blocks(row["text"]), language)
    golds = _golds(analysis, row)
    outer, _ = select(find_candidates(analysis, language), analysis, language)
    for candidate in outer:
        mine = Gold.found(analysis, candidate)
        right = any(agrees(analysis.tokens, gold, mine, OVERLAP) for gold in golds)
        yield Case(candidate.source_pattern, candidate.content_pattern, candidate.score, right)


def levels(row: dict[str, Any], language: Language, outlets: Registry) -> Iterator[tuple[str, bool]]:
    """The confidence of each claim that the scorer is given, and whether it is right."""
    text = row["text"]
    analysis = analyse(text, line_blocks(text), language)
    golds = _golds(analysis, row)
    claims = attribute(article_of({"id": row["id"], "text": text}, outlets), outlets, language)
    confidence = {claim.cue.start: claim.confidence for claim in claims if claim.cue is not None}
    for record in attributions(text, claims):
        if not record["cue"]:
            continue
        mine = Gold.of(analysis.tokens, record)
        right = any(agrees(analysis.tokens, gold, mine, OVERLAP) for gold in golds)
        yield confidence[record["cue"][0][0]], right


# ------------------------------------------------------------------------------------------------------ tables


def print_patterns(title: str, cases: Sequence[Case], key: Callable[[Case], str], least: int) -> None:
    """Count and precision of each name, the commonest first; "<" marks those under one half."""
    uses, hits = Counter(key(case) for case in cases), Counter(key(case) for case in cases if case.right)
    print(f"\n{title}: {len(cases)} accepted, {share(sum(hits.values()), len(cases))} right")
    for name, count in uses.most_common():
        if count >= least:
            mark = "<" if 2 * hits[name] < count else " "
            print(f"{count:7} {share(hits[name], count)} {mark} {name}")


def print_levels(title: str, found: Sequence[tuple[str, bool]]) -> None:
    """How many claims each level of confidence has, and how many of them are right."""
    print(f"\nconfidence, {title}: {len(found)} claims, {share(sum(right for _, right in found), len(found))} right")
    for level in ("high", "medium", "low"):
        here = [right for name, right in found if name == level]
        print(f"{len(here):7} {share(sum(here), len(here))}   {level}")


def print_thresholds(title: str, cases: Sequence[Case]) -> None:
    """The least chances from which the levels hold what they promise."""
    print(f"\nchances that would keep the promise, {title}")
    top = 1.01
    for level, promised in PROMISED.items():
        bound = threshold([case for case in cases if case.chance < top], promised)
        here = [case.right for case in cases if bound <= case.chance < top]
        print(f"{level:>7} from {bound:.2f}: {len(here):6} of {len(cases)}, {share(sum(here), len(here))} right")
        top = bound
    rest = [case.right for case in cases if case.chance < top]
    print(f"    low below it: {len(rest):6} of {len(cases)}, {share(sum(rest), len(rest))} right")


def threshold(cases: Sequence[Case], promised: float) -> float:
    """The least chance, in hundredths, from which at least the promised share of the cases is right."""
    for hundredth in range(101):
        here = [case.right for case in cases if case.chance >= hundredth / 100]
        if here and sum(here) >= promised * len(here):
            return hundredth / 100
    return 1.0


def share(part: int, whole: int) -> str:
    """A share with two decimals, without its zero."""
    return f"{part / whole:4.2f}".lstrip("0").rjust(4) if whole else "   -"
