"""A clerk beside the process that fetches: the same looks as without it, whatever happens to it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from checker.evidence.keeping.inventory import verify
from checker.evidence.keeping.store import Store
from checker.evidence.web import visiting
from checker.evidence.web.clerk import Clerk, clerk
from checker.evidence.web.visiting import Errand, visit
from checker.model import Capture, Visit
from checker.rulebase import Rulebase
from tests import small_web as web
from tests.memory_store import MemoryStore
from tests.small_web import EXPECTED_STATES, Web

ROOT = Path(__file__).resolve().parent.parent
Told = Callable[[int, int, str], None]
# Without those that are slow or too large: a look at them hangs on the time that the machine has.
PAGES = tuple(url for url in EXPECTED_STATES if url.split("/")[2] not in ("flaky.test", "hostile.test"))


@pytest.fixture
def clerks(monkeypatch: pytest.MonkeyPatch) -> list[Clerk]:
    """The clerks that were employed: one a run, however little there is to do, and from the first page on."""
    employed: list[Clerk] = []

    @contextmanager
    def waited(folder: Path | None, rules: Rulebase) -> Iterator[Clerk | None]:
        with clerk(folder, rules) as made:
            if made is not None:
                assert made.ready.wait(30)
                employed.append(made)
            yield made

    monkeypatch.setattr(visiting, "_MANY", 1)
    monkeypatch.setattr(visiting, "processors", lambda: 2)
    monkeypatch.setattr(visiting, "clerk", waited)
    return employed


def errand(url: str) -> Errand:
    return Errand(web.OLD_QUAY, at=url) if url == web.ARCHIVED else Errand(url, date=date(2019, 4, 1))


def looked(
    site: Web, folder: Path, day: int, rules: Rulebase, beside: bool, told: Told | None = None
) -> tuple[list[Visit], list[Capture]]:
    """The looks and the captures of a store after all pages of the table were looked at on a day."""
    site.forget()
    options = site.options(user_agent=f"{folder.name}/1", read=5.0)  # what robots.txt says is kept by options
    when = datetime(2026, 11, day, 2, tzinfo=UTC)
    tasks = [errand(url) for url in PAGES]
    with Store.open(folder, write=True) as store:
        visit(tasks, store, options, lambda: when, told, True, rules=rules, folder=folder if beside else None)
        assert verify(store) == ()
        captures = [replace(capture, record="") for capture in store.captures()]
        looks = [look for url in {task.url for task in tasks} for look in store.visits(url)]
        # A page and its copy in an archive are on two hosts: which is looked at first, threads decide.
        return sorted(looks, key=repr), sorted(captures, key=repr)


def end(made: Clerk) -> None:
    """Kill a clerk as a system does that is short of memory."""
    made._assistant._process.kill()


def test_the_looks_and_captures_are_those_without_a_clerk(
    site: Web, known: Rulebase, tmp_path: Path, clerks: list[Clerk]
) -> None:
    for day in (23, 24):
        alone = looked(site, tmp_path / "alone", day, known, beside=False)
        asked = site.asked.copy()
        assert looked(site, tmp_path / "beside", day, known, beside=True) == alone
        assert site.asked == asked, "no page is asked for by two processes"
    assert len(alone[0]) > 2 * len(PAGES), "copies of archives are among them"
    assert len(clerks) == 2
    names = [path.name for path in (tmp_path / "beside").glob("*.warc.gz")]
    assert len(names) == 2, "one file is the clerk's"


@pytest.mark.parametrize(
    ("hosts", "pages", "rate", "processors", "employed"),
    [(4, 1, 1000.0, 2, True), (1, 4, 1000.0, 2, True), (4, 1, 1000.0, 1, False), (3, 1, 1000.0, 2, False),
     (1, 4, 3.9, 2, False)],
    ids=["enough to do", "on one host", "one processor", "too little to do", "slow by politeness"],
)  # fmt: skip
def test_a_clerk_is_employed_where_it_helps(
    hosts: int, pages: int, rate: float, processors: int, employed: bool, site: Web, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    asked: list[Path | None] = []
    monkeypatch.setattr(visiting, "clerk", lambda folder, rules: (asked.append(folder), nullcontext())[1])
    monkeypatch.setattr(visiting, "_MANY", 4)
    monkeypatch.setattr(visiting, "processors", lambda: processors)
    monkeypatch.setattr(site, "answer", lambda url: web.Answer(b"", 404))
    tasks = [Errand(f"http://{host}/none/{number}") for host in list(web.PAPERS)[:hosts] for number in range(pages)]
    options = site.options(rate=rate, robots=False)
    visit(tasks, MemoryStore(), options, lambda: datetime(2026, 11, 23, tzinfo=UTC), folder=tmp_path)
    assert asked == [tmp_path if employed else None]


def test_what_a_killed_clerk_left_is_done_here(site: Web, known: Rulebase, tmp_path: Path, clerks: list[Clerk]) -> None:
    def told(done: int, total: int, url: str) -> None:
        if done == 9:
            end(clerks[0])

    alone = looked(site, tmp_path / "alone", 23, known, beside=False)
    asked = site.asked.copy()
    assert looked(site, tmp_path / "beside", 23, known, beside=True, told=told) == alone
    assert site.asked == asked, "no page is asked for again"


def test_an_interrupt_ends_the_clerk_and_the_next_run_goes_on(
    site: Web, known: Rulebase, tmp_path: Path, clerks: list[Clerk]
) -> None:
    def told(done: int, total: int, url: str) -> None:
        if done == 9:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        looked(site, tmp_path / "E", 23, known, beside=True, told=told)
    assert clerks[0]._assistant._process.exitcode == 0
    with Store.open(tmp_path / "E") as store:
        kept = store.visits()
        assert verify(store) == ()
    assert len(kept) >= 9
    looks, _ = looked(site, tmp_path / "E", 23, known, beside=True)
    again = ("unknown", "gone", "soft-404")  # what failed is looked at again, and what is gone until a copy was read
    done = {one.url for one in kept if one.state not in again and not one.at}
    done -= {one.final_url for one in looks if one.url not in done}  # where a page of the second run leads to
    assert {url: site.asked[url] for url in done if site.asked[url]} == {}
    assert {each: count for each, count in Counter(looks).items() if count > 1 and each.state not in again} == {}
    assert {one.url for one in looks} == {errand(url).url for url in PAGES}


SCRIPT = """
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from checker.evidence.keeping.store import Store
from checker.evidence.web import visiting
from checker.evidence.web.visiting import Errand, visit
from tests import small_web as web
from tests.memory_store import MemoryStore

visiting._MANY, visiting.processors = 1, lambda: 2
folder = Path(sys.argv[1])
with web.small_web() as site:
    tasks = [Errand(story.url) for story in web.STORIES] + [Errand(f"{web.SILENT}?{n}") for n in range(50)]
    site.pages |= {f"{web.SILENT}?{n}": site.pages[web.SILENT] for n in range(50)}
    try:
        with Store.open(folder, write=True) as store:
            visit(tasks, store, site.options(read=60.0, total=60.0), lambda: datetime(2026, 11, 23, tzinfo=UTC),
                  lambda done, total, url: print(done, flush=True), folder=folder)
    except KeyboardInterrupt:
        print("interrupted", flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="signals to a group are POSIX")
def test_ctrl_c_on_a_terminal_ends_both_processes_without_a_word(tmp_path: Path) -> None:
    run = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(tmp_path / "E")], cwd=ROOT, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert run.stdout is not None
        for line in run.stdout:
            if line.strip() == "20":
                break
        os.killpg(run.pid, signal.SIGINT)
        said, wrong = run.communicate(timeout=20)  # to its end: no other process has the streams open any more
    finally:
        run.kill()
    assert (said.splitlines()[-1], wrong, run.returncode) == ("interrupted", "", 0)
    with Store.open(tmp_path / "E") as store:
        assert len(store.visits()) >= 20
        assert verify(store) == ()
