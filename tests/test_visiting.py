"""Visiting the small web: every state right in one table, everything written, nothing asked twice or all at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from checker import readers
from checker.errors import ConfigError, EvidenceError
from checker.evidence.pages import Page
from checker.evidence.web.fetch import Options
from checker.evidence.web.states import check
from checker.evidence.web.visiting import Errand, errands, visit
from checker.model import Capture, Link, Span, Supplied, Visit
from checker.outlets import registry
from checker.rulebase import Rulebase
from tests import small_web as web
from tests.memory_store import MemoryStore
from tests.small_web import EXPECTED_STATES, FIRST_STATES, Web

ROOT = Path(__file__).resolve().parent.parent


def on(day: int, hour: int = 2) -> Callable[[], datetime]:
    return lambda: datetime(2026, 11, day, hour, tzinfo=UTC)


def errand(url: str) -> Errand:
    return Errand(web.OLD_QUAY, at=url) if url == web.ARCHIVED else Errand(url)


def link(url: str) -> Link:
    via = ("archive 2019-04-05",) if url == web.ARCHIVED else ()
    anchor = web.ANCHORS.get(url, "")
    return Link(Span(0, len(anchor)), anchor, url, errand(url).url, via=via)


# ------------------------------------------------------------------------------------------ the table


def test_every_state_of_the_small_web(site: Web, known: Rulebase) -> None:
    store = MemoryStore()
    options = site.options(user_agent="state-table/1")  # of its own: what robots.txt says is kept by options
    tasks = [errand(url) for url in EXPECTED_STATES]
    looks = visit(tasks, store, options, on(23), rules=known)
    first = {url: check(store.visits(errand(url).url), link(url)).state for url in EXPECTED_STATES}
    assert first == FIRST_STATES
    assert looks == len(store.noted) == len(EXPECTED_STATES)

    visit(tasks, store, options, on(24), rules=known)
    second = {url: check(store.visits(errand(url).url), link(url)) for url in EXPECTED_STATES}
    assert {url: found.state for url, found in second.items()} == EXPECTED_STATES
    assert store.writers == {threading.current_thread().name}

    # What stood in the way of a page is no evidence of it.
    walled = {url for url, state in EXPECTED_STATES.items() if state in ("blocked", "unknown", "gone")}
    assert {capture.url for capture, _ in store.kept} & walled == set()
    assert all(b"human" not in page.body for _, page in store.kept)
    assert len({capture.url for capture, _ in store.kept}) == len(EXPECTED_STATES) - len(walled)

    gone = second[web.OLD_QUAY]
    assert (gone.reason, gone.since) == ("404 on 2026-11-23 and 2026-11-24", "2026-11-23")
    assert gone.archived == web.copy_of(web.OLD_QUAY, "20210601000000")
    storm = second[web.STORM]
    assert (storm.since, storm.reason) == ("2026-11-24", "the words are others than on 2026-11-23")
    assert "" != storm.capture_before != storm.capture != ""
    assert second[web.COURIER].title == "Dredging of the old basin stops for the winter"
    assert second[web.COURIER].published == date(2026, 11, 3)
    assert second[web.CAMERAS].capture_before == ""
    assert site.asked["http://guarded.test/robots.txt"] == 1


def test_quotations_of_the_web_stand_on_their_pages(known: Rulebase) -> None:
    """The table itself: every quotation on the pages it is said to travel over, as the reader reads them."""
    outlets = registry(known)
    texts = {
        story.url: " ".join(
            readers.read(web.article(story).encode(), story.url, outlets, Supplied(url=story.url)).text.split()
        )
        for story in web.STORIES
    }
    assert len(web.QUOTES) == 20
    assert [q.words for q in web.QUOTES for url in q.route if q.words not in texts[url]] == []
    assert [q.words for q in web.CHANGED if q.words not in texts[q.page] or q.printed not in texts[q.origin]] == []
    assert [url for url, text in texts.items() if not 110 <= len(text.split()) <= 270] == []


# ------------------------------------------------------------------------------------------ politeness and order


def test_an_address_is_looked_at_once_a_day_unless_that_failed(site: Web) -> None:
    store = MemoryStore()
    tasks = [Errand(web.COURIER), Errand(f"{web.COURIER}#top"), Errand(web.BROKEN), Errand(web.FORBIDDEN)]
    assert visit(tasks, store, site.options(), on(23)) == 3
    assert visit(tasks, store, site.options(), on(23, 14)) == 1
    assert Counter(one.url for one in store.noted) == {web.COURIER: 1, web.BROKEN: 2, web.FORBIDDEN: 1}
    assert visit(tasks, store, site.options(), on(24)) == 3


def test_a_page_that_did_not_change_confirms_its_capture(site: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    store = MemoryStore()
    tag = web.Answer(web.article(web.STORIES[0]).encode(), 200, {"Content-Type": "text/html", "ETag": '"v1"'})
    answers = [tag, web.Answer(b"", 304, {}), tag]
    real = site.answer
    monkeypatch.setattr(site, "answer", lambda url: answers.pop(0) if url == web.COURIER else real(url))
    for day in (23, 24):
        visit([Errand(web.COURIER)], store, site.options(), on(day))
    first, second = store.noted
    assert (second.status, second.when) == (304, "2026-11-24T02:00:00Z")
    assert replace(second, status=200, when=first.when) == first
    assert len(store.kept) == 1
    # A capture that was pruned is not confirmed: the page is asked for as if for the first time.
    store.kept.clear()
    visit([Errand(web.COURIER)], store, site.options(), on(25))
    assert (store.noted[-1].status, len(store.kept)) == (200, 1)


class Hosts:
    """Counts how many requests each host and the web have at the same time."""

    def __init__(self, site: Web, meet: int) -> None:
        self.real, self.lock = site.answer, threading.Lock()
        self.now: Counter[str] = Counter()
        self.most: Counter[str] = Counter()
        self.together = 0
        self.full = threading.Barrier(meet)

    def answer(self, url: str) -> web.Answer:
        host = url.split("/")[2]
        with self.lock:
            self.now[host] += 1
            self.most[host] = max(self.most[host], self.now[host])
            self.together = max(self.together, sum(self.now.values()))
        with suppress(threading.BrokenBarrierError):
            self.full.wait(3)
        with self.lock:
            self.now[host] -= 1
        return self.real(url)


def test_hosts_are_asked_side_by_side_and_each_by_one_thread(site: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    hosts = list(web.PAPERS)[:6]
    watch = Hosts(site, len(hosts))
    monkeypatch.setattr(site, "answer", watch.answer)
    tasks = [Errand(f"http://{host}/none/{number}") for host in hosts for number in range(5)]
    visit(tasks, MemoryStore(), site.options(robots=False, read=10.0), on(23), workers=8)
    assert watch.together == len(hosts)
    assert set(watch.most.values()) == {1}


def test_one_slow_host_does_not_hold_the_others_up(site: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty pages of a host that does not answer, and one page each of others: two threads are enough."""
    free, done = threading.Event(), []
    real = site.answer
    monkeypatch.setattr(site, "answer", lambda url: (free.wait(10), real(url))[1] if "pilot.test" in url else real(url))
    tasks = [Errand(f"http://pilot.test/{number}") for number in range(20)]
    tasks += [Errand(story.url) for story in web.STORIES[:15] if "pilot.test" not in story.url]

    def told(count: int, total: int, url: str) -> None:
        done.append(url)
        if len([one for one in done if "pilot.test" not in one]) == 14:
            free.set()

    visit(tasks, MemoryStore(), site.options(robots=False, read=15.0, total=15.0), on(23), told, workers=2)
    assert [url for url in done[:14] if "pilot.test" in url] == []
    assert len(done) == len(tasks)


def test_progress_counts_to_the_end(site: Web) -> None:
    told: list[tuple[int, int]] = []
    tasks = [Errand(story.url) for story in web.STORIES[:5]]
    visit(tasks, MemoryStore(), site.options(), on(23), lambda done, total, url: told.append((done, total)))
    assert told == [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]


# ------------------------------------------------------------------------------------------ archives


def test_a_dead_page_is_read_from_the_archive(site: Web, known: Rulebase) -> None:
    store = MemoryStore()
    tasks = [Errand(url, date=date(2019, 4, 1)) for url in (web.OLD_QUAY, web.WITHDRAWN, web.GONE, web.COURIER)]
    visit(tasks, store, site.options(), on(23), rules=known)
    visit(tasks, store, site.options(), on(24), archive=True, rules=known)
    asked = site.asked.copy()
    found = check(store.visits(web.OLD_QUAY), article_date=date(2019, 4, 1))
    near = web.copy_of(web.OLD_QUAY, "20190405101500")
    assert (found.state, found.archived) == ("gone", near)
    capture = next(one for one in store.captures(web.OLD_QUAY) if one.sha256 == found.capture)
    assert (capture.url, capture.original) == (web.copy_of(web.OLD_QUAY, "20190405101500", raw=True), web.OLD_QUAY)
    assert b"One can fight silt" in store.page(capture).body
    assert found.title == "Old quay is given up to the silt"
    assert [len(store.captures(url)) for url in (web.OLD_QUAY, web.WITHDRAWN, web.GONE)] == [1, 1, 1]

    visit(tasks, store, site.options(), on(25), archive=True, rules=known)
    again = [url for url in site.asked if "archive.org" in url and site.asked[url] != asked[url]]
    assert again == [], "a copy that is on record is neither looked for nor read again"


def test_the_archive_is_read_on_the_same_day_when_it_is_asked_for(site: Web, known: Rulebase) -> None:
    store = MemoryStore()
    visit([Errand(web.OLD_QUAY)], store, site.options(), on(23), rules=known)
    assert store.captures(web.OLD_QUAY) == ()
    visit([Errand(web.OLD_QUAY)], store, site.options(), on(23), archive=True, rules=known)
    assert len(store.captures(web.OLD_QUAY)) == 1
    assert check(store.visits(web.OLD_QUAY)).state == "unknown", "two looks on one day are one day's"


def test_a_link_to_a_copy_says_nothing_of_the_page_itself(site: Web) -> None:
    store = MemoryStore()
    visit([Errand(web.OLD_QUAY, at=web.ARCHIVED)], store, site.options(), on(23))
    assert check(store.visits(web.OLD_QUAY), link(web.ARCHIVED)).state == "ok"
    assert check(store.visits(web.OLD_QUAY), link(web.OLD_QUAY)).state == "unchecked"
    assert [one.original for one in store.captures(web.OLD_QUAY)] == [web.OLD_QUAY]


def test_errands_are_the_links_of_the_body(known: Rulebase) -> None:
    text = (
        "The quay is [given up](http://courier.test/2019/04/02/old-quay), the Harbour Courier wrote then, and "
        f"the [copy]({web.ARCHIVED}) is kept. The [office](mailto:x@courier.test) and the [empty]() say nothing.\n"
    )
    supplied = Supplied(published=date(2026, 11, 10), url="http://digest.test/a")
    article = readers.read(text.encode(), "a.md", registry(known), supplied)
    day = date(2026, 11, 10)
    assert list(errands([article])) == [Errand(web.OLD_QUAY, "", day), Errand(web.OLD_QUAY, web.ARCHIVED, day)]


# ------------------------------------------------------------------------------------------ when things go wrong


def test_without_a_network_no_host_is_said_to_be_gone(site: Web) -> None:
    """A machine that is offline may be told that no name exists: that is no look at anything."""
    store = MemoryStore()
    tasks = [Errand(f"http://closed-{number}.test/") for number in range(3)]
    visit(tasks, store, site.options(), on(23))
    assert {(one.state, one.reason) for one in store.noted} == {
        ("unknown", "no such host, and no other one could be reached")
    }
    visit([*tasks, Errand(web.COURIER)], store, site.options(), on(24))
    assert [one.state for one in store.noted[3:] if "closed" in one.url] == ["gone"] * 3


def test_a_fault_of_ours_on_one_page_ends_nothing(site: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(page: Page) -> object:
        if page.url == web.WIRE:
            raise KeyError("a page that nobody thought of")
        return real(page)

    real = sys.modules["checker.evidence.web.states"].glance
    monkeypatch.setattr("checker.evidence.web.states.glance", broken)
    store = MemoryStore()
    assert visit([Errand(web.WIRE), Errand(web.COURIER)], store, site.options(), on(23)) == 2
    states = {one.url: (one.state, one.reason) for one in store.noted}
    assert states[web.WIRE] == ("unknown", "internal error: KeyError: 'a page that nobody thought of'")
    assert states[web.COURIER] == ("ok", "")


class Full(MemoryStore):
    """A disk with room for three captures."""

    def keep(self, page: Page, fetched: str, original: str = "", look: Visit | None = None) -> Capture:
        if len(self.kept) == 3:
            raise EvidenceError("E/: no space left on device")
        return super().keep(page, fetched, original, look)


def test_a_full_disk_ends_the_run_in_one_line(site: Web) -> None:
    store = Full()
    with pytest.raises(EvidenceError, match="no space left"):
        visit([Errand(story.url) for story in web.STORIES], store, site.options(), on(23))
    assert len(store.kept) == 3
    assert {one.sha256 for one in store.noted if one.sha256} == {capture.sha256 for capture, _ in store.kept}


def test_a_wrong_option_is_told_before_anything_is_looked_at() -> None:
    store = MemoryStore()
    with pytest.raises(ConfigError, match="HOST:PORT"):
        visit([Errand(web.COURIER)], store, Options(allow=("nowhere",)), on(23))
    assert store.noted == []


def test_an_interrupt_keeps_what_is_complete_and_the_next_run_goes_on(site: Web) -> None:
    store = MemoryStore()
    tasks = [Errand(story.url) for story in web.STORIES]

    def told(done: int, total: int, url: str) -> None:
        if done == 7:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        visit(tasks, store, site.options(read=10.0), on(23), told)
    kept = len(store.noted)
    assert 7 <= kept < len(tasks)
    assert {one.sha256 for one in store.noted if one.sha256} == {capture.sha256 for capture, _ in store.kept}
    asked = Counter(site.asked)
    visit(tasks, store, site.options(read=10.0), on(23, 3))
    done = {one.url for one in store.noted[:kept]}
    assert [url for url in done if site.asked[url] != asked[url]] == []
    assert len(store.noted) == len(tasks)


class Signalled(MemoryStore):
    """Is told of Ctrl-C in the middle of a write."""

    def note(self, visit: Visit) -> None:
        if len(self.noted) == 4:
            os.kill(os.getpid(), signal.SIGINT)
        super().note(visit)


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot send itself Ctrl-C there")
def test_a_write_is_never_cut_in_half(site: Web) -> None:
    store = Signalled()
    with pytest.raises(KeyboardInterrupt):
        visit([Errand(story.url) for story in web.STORIES], store, site.options(read=10.0), on(23))
    assert len(store.noted) >= 5
    assert {one.sha256 for one in store.noted if one.sha256} == {capture.sha256 for capture, _ in store.kept}


SCRIPT = """
import sys
from datetime import UTC, datetime
from checker.evidence.web.visiting import Errand, visit
from tests import small_web as web
from tests.memory_store import MemoryStore
store = MemoryStore()
with web.small_web() as site:
    tasks = [Errand(story.url) for story in web.STORIES] + [Errand(f"{web.SILENT}?{n}") for n in range(50)]
    site.pages |= {f"{web.SILENT}?{n}": site.pages[web.SILENT] for n in range(50)}
    try:
        visit(tasks, store, site.options(read=60.0, total=60.0), lambda: datetime(2026, 11, 23, tzinfo=UTC),
              lambda done, total, url: print(done, flush=True))
    except KeyboardInterrupt:
        print("kept", len(store.noted), flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent otherwise there")
def test_ctrl_c_does_not_wait_for_a_server_that_says_nothing() -> None:
    process = subprocess.Popen([sys.executable, "-c", SCRIPT], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip() == "20":
                break
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=20)
    finally:
        process.kill()
    assert int(said.rpartition("kept ")[2]) >= 20
    assert process.returncode == 0
