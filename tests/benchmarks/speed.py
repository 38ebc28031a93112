"""How fast, and how much memory: `python -m tests.benchmarks speed`.

Rates are CPU seconds of one thread, for each input the best of `ROUNDS`, so that other work on the machine weighs
little; starts are wall time, the best of five. The limit (lxml's bare parse) and the peer (trafilatura with its
metadata) read the same pages in the same run, page by page in turns with ours.
Articles and pages are those of ../shared where it is there, else the seeds over and over: the first line says which.
"""

from __future__ import annotations

import gzip
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import lxml.html
import trafilatura

from checker import formats
from checker.attribution import attribute, read_language
from checker.config import Settings
from checker.outlets import registry
from checker.pipeline import run as run_pipeline
from checker.readers import read
from checker.rulebase import rulebase

ROOT = Path(__file__).resolve().parent.parent.parent
SHARED = ROOT.parent / "shared"
TEXTS = SHARED / "benchmarks" / "polnear" / "dev.jsonl.gz"
PAGES = SHARED / "pages"
SEEDS = ROOT / "seeds"
ROUNDS = 5
TOO_LONG = 60  # seconds after which a run on a hostile text is ended

Row = tuple[str, str, str]
Job = Callable[[], object]


def run() -> None:
    """Measure everything and print one line a figure with its bar."""
    print(f"articles and pages: {'../shared' if PAGES.is_dir() else 'seeds/, repeated (no ../shared here)'}\n")
    for part in (attribution, names, reading, pages, starts, memory, growth, hostile):
        for name, value, bar in part():
            print(f"{name:<48} {value:>16}   {bar}".rstrip(), flush=True)
        print()


# ------------------------------------------------------------------------------------------ inputs


def texts() -> list[str]:
    """Plain texts of articles."""
    if not TEXTS.exists():
        return [path.read_text(encoding="utf-8") for path in sorted(SEEDS.iterdir()) if path.suffix != ".html"] * 20
    with gzip.open(TEXTS, "rt", encoding="utf-8") as rows:
        return [json.loads(row)["text"] for row in rows]


def documents() -> list[Path]:
    """HTML files."""
    found = sorted(PAGES.glob("*.html.gz")) if PAGES.is_dir() else []
    return found or sorted(SEEDS.glob("*.html")) * 20


def content(path: Path) -> bytes:
    """The page's bytes, unpacked."""
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


# ------------------------------------------------------------------------------------------ what is measured


def attribution() -> Iterator[Row]:
    """Articles a second through attribution alone, once everything is loaded."""
    rules = rulebase()
    outlets, language = registry(rules), read_language(rules)
    articles = [read(text.encode(), "article.txt", outlets) for text in texts()]
    attribute(articles[0], outlets, language)
    took = sum(least([lambda article=article: attribute(article, outlets, language) for article in articles]))
    words = sum(len(article.text.split()) for article in articles)
    yield f"attribution, {len(articles)} articles", f"{len(articles) / took:.0f} articles/s", ">= 120"
    yield "", f"{words / took / 1000:.0f} kwords/s", ""


def names() -> Iterator[Row]:
    """The registry's part: loading its index in a new process, and finding names beside all of attribution."""
    load = (
        "from time import process_time; from checker.outlets import registry; from checker.rulebase import rulebase\n"
        "start = process_time(); registry(rulebase()); print((process_time() - start) * 1000)"
    )
    loads = [float(output(["-c", load])) for _ in range(6)][1:]
    yield "registry, index loaded in a new process", f"{min(loads):.0f} ms", "<= 30"
    rules = rulebase()
    outlets, language = registry(rules), read_language(rules)
    articles = [read(text.encode(), "article.txt", outlets) for text in texts()]
    found, all_of_it = 0.0, 0.0
    for article in articles:
        about = article.provenance
        given = (article.text, about.published, about.publisher_outlet, article.links)
        outlets.mentions(*given)
        found += cpu(lambda given=given: outlets.mentions(*given))
        all_of_it += cpu(lambda article=article: attribute(article, outlets, language))
    yield f"names of outlets in {len(articles)} articles", f"{len(articles) / found:.0f} articles/s", ""
    yield "  part of attribution's time", f"{found / all_of_it:.1%}", "<= 10 %"


def reading() -> Iterator[Row]:
    """Pages and texts a second from bytes to an article, provenance and links included."""
    outlets = registry(rulebase())
    for label, inputs in (
        ("HTML pages", [(content(path), path.name) for path in documents()]),
        ("texts", [(text.encode(), "article.txt") for text in texts()]),
    ):
        read(*inputs[0], outlets)
        times = least([lambda job=job: read(*job, outlets) for job in inputs])
        yield f"reading, {len(times)} {label}", f"{len(times) / sum(times):.1f} a second", ""


def pages() -> Iterator[Row]:
    """Pages a second from HTML to the HTML report, beside the limit and the peer."""
    paths = documents()
    settings = Settings(root=paths[0].parent, audience="editor")

    def report(path: Path) -> str:
        return formats.render("html", run_pipeline([str(path)], settings))

    jobs: list[Job] = []
    for path in paths:
        data = content(path)
        jobs.append(lambda path=path: report(path))
        jobs.append(lambda data=data: trafilatura.bare_extraction(data, with_metadata=True))
        jobs.append(lambda data=data: lxml.html.document_fromstring(data))
    report(paths[0])
    times = least(jobs)
    ours, peer, limit = times[::3], times[1::3], times[2::3]
    rate = len(paths) / sum(ours)
    yield f"HTML to report, {len(paths)} pages", f"{rate:.1f} pages/s", ">= 9"
    yield "  median, 95th in a hundred", f"{middle(ours, 50):.0f}, {middle(ours, 95):.0f} ms", ""
    yield "trafilatura with metadata (peer)", f"{len(paths) / sum(peer):.1f} pages/s", ""
    yield "  ours / peer", f"{rate * sum(peer) / len(paths):.2f}", ">= 0.5"
    yield "lxml, parse alone (limit)", f"{len(paths) / sum(limit):.0f} pages/s", ""


def starts() -> Iterator[Row]:
    """Wall time of whole processes."""
    seed = str(SEEDS / "well-sourced.md")
    yield "python -c pass", f"{best(['-c', 'pass']):.0f} ms", ""
    yield "checker --help", f"{best(['-m', 'checker', '--help']):.0f} ms", "< 150"
    yield "checker check, one Markdown article", f"{best(['-m', 'checker', 'check', seed]):.0f} ms", "< 1000"


def memory() -> Iterator[Row]:
    """Peak resident memory of whole processes."""
    if not hasattr(os, "wait4"):
        yield "peak memory", "not measured", "(no wait4 here)"
        return
    yield "peak memory, one seed", f"{peak(['report', str(SEEDS / 'two-relays.txt')]):.0f} MB", ""
    named = [str(path) for path in documents()]
    yield f"peak memory, {len(named)} pages in one run", f"{peak(['report', '-f', 'json', *named]):.0f} MB", ""


def growth() -> Iterator[Row]:
    """Time of the whole report against length: linear means the same milliseconds a kilobyte."""
    article = (SEEDS / "two-relays.txt").read_text(encoding="utf-8")
    start = whole("The bridge held, the mayor said.\n", 3)
    for size in (10, 100, 1000):
        took = whole((article * (size * 1000 // len(article) + 1))[: size * 1000]) - start
        yield f"report on {size:,} kB of text", shown(took, f"{took * 1000 / size:.1f} ms/kB"), "no growth"


def hostile() -> Iterator[Row]:
    """Texts made to hurt, each in a process that is ended after a minute."""
    cases = {
        "10,000 quotation marks": "The bridge held. " + '" “ ” ' * 3334,
        "one sentence of 1 MB": "the mayor said that the bridge, " * 31_250 + "held.",
        "50,000 capitalised words": " ".join(f"Name{number % 977}" for number in range(50_000)) + " said.",
        "50,000 unclosed quotations": "“The bridge held, he said, and " * 50_000,
        "20,000 links": "[told Reuters](https://www.reuters.com/a) and " * 20_000,
    }
    for name, text in cases.items():
        took = whole(text)
        yield name, shown(took, f"{took:.1f} s"), "< 10 s"


def shown(seconds: float, value: str) -> str:
    """The value, unless the run was ended or failed."""
    return value if math.isfinite(seconds) else f"over {TOO_LONG} s" if seconds > 0 else "failed"


# ------------------------------------------------------------------------------------------ clocks


def cpu(job: Job) -> float:
    """CPU seconds of one call."""
    start = time.process_time()
    job()
    return time.process_time() - start


def least(jobs: Sequence[Job]) -> list[float]:
    """CPU seconds of each job, in the round in which it took the least."""
    return [min(times) for times in zip(*[[cpu(job) for job in jobs] for _ in range(ROUNDS)], strict=True)]


def middle(seconds: Sequence[float], percent: int) -> float:
    """The value, in ms, below which so many per cent lie."""
    return sorted(seconds)[min(len(seconds) - 1, len(seconds) * percent // 100)] * 1000


def best(arguments: Sequence[str]) -> float:
    """Best wall time of five processes, in ms, after one that leaves the bytecode that an installed program has."""
    times = []
    with tempfile.TemporaryDirectory() as folder:
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        kept["PYTHONPYCACHEPREFIX"] = folder
        for _ in range(6):
            start = time.perf_counter()
            subprocess.run([sys.executable, *arguments], cwd=ROOT, env=kept, capture_output=True, check=False)
            times.append(time.perf_counter() - start)
    return min(times[1:]) * 1000


def output(arguments: Sequence[str]) -> str:
    """What a process of this Python prints."""
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, check=True, text=True).stdout


def whole(text: str, runs: int = 1) -> float:
    """Best wall seconds of `checker report` on a text; infinite when ended, minus infinite when it failed."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "text.txt"
        file.write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "checker", "report", "-f", "json", str(file)]
        times = []
        for _ in range(runs):
            start = time.perf_counter()
            try:
                done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=TOO_LONG)
            except subprocess.TimeoutExpired:
                return math.inf
            if done.returncode:
                return -math.inf
            times.append(time.perf_counter() - start)
        return min(times)


def peak(arguments: Sequence[str]) -> float:
    """Peak resident memory of one `checker` process, in MB."""
    with subprocess.Popen(
        [sys.executable, "-m", "checker", *arguments], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
