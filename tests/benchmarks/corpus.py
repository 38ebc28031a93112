"""The index of quotations: `python -m tests.benchmarks corpus`.

A hundred thousand quotations of 25 words, ten to a document, each between its marks and with who says it. A quarter are
windows of the benchmark texts (or the seeds, where ../shared is not there), the others words drawn at random from these
texts by a seeded generator. 3,000 of the quarter are asked for with three words cut, put in or replaced; others by a
part of eight words. Times are CPU seconds of one thread, so that other work on the machine weighs little; "found" means
that the very document is among the answers.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from checker.evidence.library.corpus import FILE, Corpus
from checker.evidence.library.documents import Document
from checker.model import Span

ROOT = Path(__file__).resolve().parent.parent.parent
TEXTS = ROOT.parent / "shared" / "benchmarks" / "polnear" / "train.jsonl.gz"
QUOTES, LENGTH, TO_A_DOCUMENT, QUERIES = 100_000, 25, 10, 3_000
FRAME = "On day {} the speaker of house {} said: “{}.” "


def run() -> None:
    """Build, ask, and print one line a figure with its bar."""
    given = vocabulary()
    chance = random.Random(20261123)
    quotes = drawn(given, chance)
    print(f"words: {len(given)} of {'../shared' if TEXTS.exists() else 'seeds/ (no ../shared here)'}\n")
    with tempfile.TemporaryDirectory() as folder:
        with Corpus.open(Path(folder), write=True) as corpus:
            start = time.thread_time()
            corpus.add_all(documents(quotes))
            built = time.thread_time() - start
        size = (Path(folder) / FILE).stat().st_size
        line("quotations in the index", f"{len(quotes)}", "")
        line("build", f"{built:.1f} s", f"{built / len(quotes) * 1e6:.0f} µs a quotation")
        line("size on disk, texts included", f"{size / 1e6:.1f} MB", f"{size / len(quotes):.0f} bytes a quotation")
        with Corpus.open(Path(folder)) as corpus:
            asked = chance.sample(range(QUOTES // 4), QUERIES)
            measure(corpus, "three words edited", asked, [edited(quotes[n], given, chance) for n in asked], ">= .99")
            measure(corpus, "as they stand", asked, [quotes[n] for n in asked], ">= .99")
            measure(corpus, "eight words of them", asked, [part(quotes[n], chance) for n in asked], "")
            strange = [chance.choices(given, k=LENGTH) for _ in range(QUERIES)]
            measure(corpus, "words of nobody", [-1] * QUERIES, strange, "")


def line(name: str, value: str, bar: str) -> None:
    """One figure."""
    print(f"{name:<44} {value:>14}   {bar}".rstrip(), flush=True)


def vocabulary() -> list[str]:
    """The running words of some articles."""
    if TEXTS.exists():
        with gzip.open(TEXTS, "rt", encoding="utf-8") as rows:
            texts = [json.loads(row)["text"] for row in rows]
    else:
        texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))]
    return [word for text in texts for word in re.findall(r"[^\W_]+(?:['’][^\W_]+)*", text)]


def drawn(given: Sequence[str], chance: random.Random) -> list[Sequence[str]]:
    """The quotations as lists of words: windows of the texts first, then words as they fall."""
    starts = [chance.randrange(len(given) - LENGTH) for _ in range(QUOTES // 4)]
    windows = [given[start : start + LENGTH] for start in starts]
    return [*windows, *(chance.choices(given, k=LENGTH) for _ in range(QUOTES - len(windows)))]


def documents(quotes: Sequence[Sequence[str]]) -> Iterator[Document]:
    """Ten quotations to a document."""
    for number in range(0, len(quotes), TO_A_DOCUMENT):
        text, spans = "", []
        for quote in quotes[number : number + TO_A_DOCUMENT]:
            words = " ".join(quote)
            text += FRAME.format(len(spans), number, words)
            start = text.rindex("“")
            spans.append(Span(start, len(text)))
        key = f"{number // TO_A_DOCUMENT}"
        yield Document(f"https://made.example/{key}", key, text, quotations=tuple(spans))


def edited(quote: Sequence[str], given: Sequence[str], chance: random.Random) -> list[str]:
    """The quotation with three words cut, put in or replaced."""
    words: list[list[str]] = [[word] for word in quote]
    for place in chance.sample(range(len(words)), 3):
        words[place] = chance.choice(([], [*words[place], chance.choice(given)], [chance.choice(given)]))
    return [word for group in words for word in group]


def part(quote: Sequence[str], chance: random.Random) -> Sequence[str]:
    """Eight words of the quotation."""
    start = chance.randrange(LENGTH - 8)
    return quote[start : start + 8]


def measure(corpus: Corpus, name: str, wanted: Sequence[int], asked: Sequence[Sequence[str]], bar: str) -> None:
    """Ask all, and print how many were found and how long it took."""
    times, found, answers = [], 0, 0
    for number, words in zip(wanted, asked, strict=True):
        query = " ".join(words)
        start = time.thread_time()
        holders = corpus.holders(query)
        times.append(time.thread_time() - start)
        found += any(holder.document.number == number // TO_A_DOCUMENT + 1 for holder in holders)
        answers += len(holders)
    times.sort()
    if wanted[0] >= 0:
        line(f"{name}: found", f"{found / len(asked):.4f}", bar)
    line(f"{name}: documents an answer", f"{answers / len(asked):.2f}", "")
    line(f"{name}: mean", f"{statistics.fmean(times) * 1000:.3f} ms", "<= 1 ms")
    line(f"{name}: p99", f"{times[len(times) * 99 // 100] * 1000:.3f} ms", "")
