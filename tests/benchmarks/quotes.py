"""Quotations in pages, how fast and how surely: `python -m tests.benchmarks quotes`.

Times are CPU seconds of one thread for a quotation of 200 characters in a page of 50,000, prepared once: the middle and
the slowest of a hundred. Then, on the articles of ../shared (else the seeds): quotations of 8 to 40 words with
one to three words changed by a seeded program, looked for in their own articles; quotations looked for in other
articles, which should hold none (those found "altered" are printed: most are the same statement told twice); and how
near an article without the quotation comes to it.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from checker.evidence.wording.alterations import nearness
from checker.evidence.wording.excerpts import Excerpt
from checker.evidence.wording.folding import Prepared
from checker.evidence.wording.quotations import find

ROOT = Path(__file__).resolve().parent.parent.parent
TRAIN = ROOT.parent / "shared" / "benchmarks" / "polnear" / "train.jsonl.gz"
QUOTE, PAGE, RUNS = 200, 50_000, 100
SAMPLE, PAIRS = 2000, 100_000
_QUOTED = re.compile(r"“([^“”\n]{20,400})”")


def run(train: Path = TRAIN) -> None:
    """Measure everything and print one line a figure with its bar."""
    texts = articles(train)
    print(f"{len(texts)} articles: {train.name if train.exists() else 'seeds/ (no ../shared here)'}\n")
    for row in (*speed(texts), *changed(texts), *others(texts)):
        print(row, flush=True)


def articles(train: Path) -> list[str]:
    """Plain texts of articles."""
    if not train.exists():
        return [path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").iterdir()) if path.is_file()]
    with gzip.open(train, "rt", encoding="utf-8") as rows:
        return [json.loads(row)["text"] for row in rows]


def quotations(texts: list[str], least: int, most: int) -> list[tuple[int, str]]:
    """Every quotation of so many words with the number of its article."""
    found = ((number, match[1]) for number, text in enumerate(texts) for match in _QUOTED.finditer(text))
    return [(number, quote) for number, quote in found if least <= len(quote.split()) <= most]


# --------------------------------------------------------------------------------------------- speed


def speed(texts: list[str]) -> Iterator[str]:
    """Milliseconds for a quotation that stands in the page, is altered there, or is absent."""
    page = "\n\n".join(texts * (1 + PAGE // max(sum(map(len, texts)), 1)))[:PAGE]
    chance = random.Random(1)
    took = [clocked(lambda: Prepared.of(page)) for _ in range(10)]
    yield f"{'page prepared, ms':<44} {median(took):8.2f}"
    ready = Prepared.of(page)
    for name, made in (("exact", _same), ("normalised", _respelled), ("altered", _three_changed), ("absent", _strange)):
        quotes = [made(page, chance) for _ in range(RUNS)]
        times = sorted(clocked(lambda quote=quote: find(quote, ready)) for quote in quotes)  # type: ignore[misc]
        kinds = Counter(found.kind if found else "none" for found in (find(quote, ready) for quote in quotes))
        told = ", ".join(f"{kind} {count}" for kind, count in kinds.most_common())
        yield f"{name + ', ms: middle, slowest':<44} {median(times):8.3f} {times[-1]:8.3f}   <= 2   ({told})"


def clocked(job: Callable[[], object]) -> float:
    """CPU milliseconds of one call."""
    start = time.process_time()
    job()
    return (time.process_time() - start) * 1000


def _same(page: str, chance: random.Random) -> str:
    start = page.index(" ", chance.randrange(len(page) - 2 * QUOTE)) + 1
    return page[start : page.rindex(" ", start, start + QUOTE)]


def _respelled(page: str, chance: random.Random) -> str:
    return " ".join(_same(page, chance).upper().split())


def _three_changed(page: str, chance: random.Random) -> str:
    words = _same(page, chance).split()
    for place in chance.sample(range(1, len(words) - 1), 3):
        words[place] = "changed"
    return " ".join(words)


def _strange(page: str, chance: random.Random) -> str:
    # the page's own words in another order: nothing can be refused because it is unknown
    words = page.split()
    return " ".join(chance.choice(words) for _ in range(60))[:QUOTE].rpartition(" ")[0]


# ------------------------------------------------------------------------------------------- certainty


def changed(texts: list[str]) -> Iterator[str]:
    """How many quotations with changed words are found as altered, by their length and the number of changes."""
    chance = random.Random(7)
    every = quotations(texts, 8, 40)
    sample = chance.sample(every, min(SAMPLE, len(every)))
    pages = {number: Prepared.of(texts[number]) for number in {number for number, _ in sample}}
    vocabulary = sorted({word for text in texts[:200] for word in text.split() if word.isalpha()})
    yield f"\n{len(sample)} quotations with words changed, found as altered"
    for low, high in ((8, 11), (12, 20), (21, 40)):
        rows = [(number, quote) for number, quote in sample if low <= len(quote.split()) <= high]
        for count in (1, 2, 3):
            edited = [(number, edit(quote, count, vocabulary, chance)) for number, quote in rows]
            kinds = Counter(found.kind if found else "none" for found in (find(q, pages[n]) for n, q in edited))
            whole = sum(kinds.values())
            told = ", ".join(f"{kind} {count}" for kind, count in kinds.most_common())
            yield f"{f'{low}-{high} words, {count} changed':<44} {kinds['altered'] / max(whole, 1):8.3f}   ({told})"


def edit(quote: str, count: int, vocabulary: list[str], chance: random.Random) -> str:
    """A quotation with so many of its inner words replaced, left out or followed by another one."""
    words = quote.split()
    for place in sorted(chance.sample(range(1, len(words) - 1), count), reverse=True):
        kind = chance.choice("sid")
        if kind == "s":
            words[place] = chance.choice(vocabulary)
        elif kind == "i":
            words.insert(place, chance.choice(vocabulary))
        else:
            del words[place]
    return " ".join(words)


def others(texts: list[str]) -> Iterator[str]:
    """What quotations find in articles that they are not from, and how near those come to them."""
    chance = random.Random(11)
    every = quotations(texts, 4, 60)
    if len(texts) < 2 or not every:
        return
    pages = [Prepared.of(text) for text in texts]
    kinds: Counter[str] = Counter()
    shown, near = [], []
    for _ in range(PAIRS):
        (home, quote), other = chance.choice(every), chance.randrange(len(pages))
        if home == other:
            continue
        found = find(quote, pages[other])
        kinds[found.kind if found else "none"] += 1
        if found is not None and found.kind == "altered":
            shown.append(f"    {found.difference}   | {quote}")
        if found is None and len(near) < PAIRS // 10:
            near.append(nearness(Excerpt.of(quote, pages[other].spelling), pages[other]))
    yield f"\nquotations in other articles: {', '.join(f'{kind} {count}' for kind, count in kinds.most_common())}"
    yield from shown
    rows, likes = sorted(row for row, _ in near), sorted(like for _, like in near)
    at = len(near) * 999 // 1000
    yield f"without the quotation, 999 of 1,000 below: {rows[at]} words in a row, ratio {likes[at]:.2f}"
