"""The store of evidence: what was kept comes back, whatever was killed, cut, damaged or written at the same time."""

from __future__ import annotations

import errno
import json
import os
import random
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from warcio.archiveiterator import ArchiveIterator

from checker.errors import EvidenceError
from checker.evidence.keeping import warcs, writing
from checker.evidence.keeping.index import VERSION, Index
from checker.evidence.keeping.inventory import verify
from checker.evidence.keeping.store import INDEX, Store, reindex
from checker.evidence.pages import Page
from checker.model import Capture, Visit
from tests import kills
from tests.store_writers import WHEN, look, page, write

LATER = "2026-11-24T09:00:00Z"
# All 200 take a quarter of a minute: `python -m tests.benchmarks kills`, or this variable.
KILLS = int(os.environ.get("CHECKER_KILLS", "40"))


def fill(folder: Path, number: int = 3, body: bytes = b"<p>words %d</p>" + b"<p>the same</p>" * 40) -> list[Capture]:
    """A store with some captures and their looks."""
    with Store.open(folder, write=True) as store:
        made = [store.keep(page(f"https://a.example/{n}", body % n), WHEN) for n in range(number)]
        for capture in made:
            store.note(look(capture))
    return made


def only_warc(folder: Path) -> Path:
    [found] = folder.glob("captures-*.warc.gz")
    return found


def listed(folder: Path) -> dict[str, tuple[int, int]]:
    return {path.name: (path.stat().st_size, path.stat().st_mtime_ns) for path in folder.iterdir()}


# --------------------------------------------------------------------------------------------- what is kept comes back


def test_a_page_comes_back_as_it_came(tmp_path: Path) -> None:
    headers = (
        ("content-type", "text/html; charset=windows-1252"), ("content-encoding", "gzip"), ("content-length", "12"),
        ("x-words", "caf\xe9"), ("x-sent-by", "hand"), ("set-cookie", "a=1"), ("set-cookie", "b=2"),
    )  # fmt: skip
    came = Page(
        "https://a.example/x?q=ü#top", "https://b.example/y", 404, headers, b"\x00caf\xe9" * 999, "windows-1252"
    )
    with Store.open(tmp_path, write=True) as store:
        capture = store.keep(came, WHEN, "https://original.example/")
        assert store.page(capture) == came
    with Store.open(tmp_path) as store:
        assert store.captures() == (capture,)
        assert store.page(capture) == came
    assert capture.media_type == "text/html"
    assert capture.sha256 == sha256(came.body).hexdigest()
    assert (capture.status, capture.original, capture.final_url) == (404, "https://original.example/", came.final_url)


line = some.text(some.characters(max_codepoint=255, exclude_characters="\r\n", exclude_categories=("Cc",)), max_size=20)
pages = some.builds(
    Page,
    some.text(min_size=1, max_size=40).map(lambda text: f"https://a.example/{text}"),
    some.text(max_size=40).map(lambda text: f"https://b.example/{text}"),
    some.sampled_from([0, 200, 301, 404, 503]),
    some.lists(some.tuples(some.sampled_from(["content-type", "etag", "x-a"]), line.map(str.strip)), max_size=4).map(
        tuple
    ),
    some.binary(max_size=400),
    some.sampled_from(["", "utf-8", "shift_jis"]),
)


@settings(deadline=None, max_examples=40)
@given(came=pages)
def test_any_page_comes_back_also_from_files_alone(came: Page, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("any")
    with Store.open(folder, write=True) as store:
        capture = store.keep(came, WHEN)
        store.note(Visit(came.url, WHEN, "ok", title=came.url, signs=(came.url, "\ud800")))
    (folder / INDEX).unlink()
    with Store.open(folder) as store:
        assert store.captures(came.url) == (capture,)
        [looked] = store.visits(came.url)
        assert looked.signs == (came.url, "\ud800")
        back = store.page(capture)
    # a file came over no line and has no headers of one
    assert back == (came if came.status else replace(came, headers=()))


def test_the_same_bytes_are_written_once(tmp_path: Path) -> None:
    body = random.Random(1).randbytes(50_000)
    with Store.open(tmp_path, write=True) as store:
        first = store.keep(page("https://a.example/", body), WHEN)
        assert store.keep(page("https://a.example/", body), WHEN) == first
        again = store.keep(page("https://a.example/", body), LATER)
        copy = store.keep(page("https://b.example/", body, 404), LATER)
        assert [store.page(each).body for each in (first, again, copy)] == [body] * 3
        assert store.page(copy).status == 404
        assert store.captures("https://a.example") == (first, again)
    assert only_warc(tmp_path).stat().st_size < 60_000
    with only_warc(tmp_path).open("rb") as file:
        kinds = [record.rec_type for record in ArchiveIterator(file)]
    assert kinds == ["warcinfo", "response", "revisit", "revisit"]


def test_addresses_are_found_however_they_are_written(tmp_path: Path) -> None:
    with Store.open(tmp_path, write=True) as store:
        came = Page("http://A.example:80", "https://b.example/end", 200, (), b"x", "")
        capture = store.keep(came, WHEN, "https://c.example/original")
        for written in ("http://a.example/#part", "https://B.example:443/end", "https://c.example/original"):
            assert store.captures(written) == (capture,), written
        assert store.captures("https://b.example/END") == ()


def test_looks_come_back_oldest_first(tmp_path: Path) -> None:
    looks = [Visit("https://a.example/x", when, "gone", 404, "not found", signs=("404",)) for when in (LATER, WHEN)]
    with Store.open(tmp_path, write=True) as store:
        for each in looks:
            store.note(each)
        assert store.visits("https://a.example/x#part") == (looks[1], looks[0])
        assert store.visits("https://a.example/y") == ()
        assert len(store.visits()) == 2


def test_a_file_is_kept_without_headers(tmp_path: Path) -> None:
    with Store.open(tmp_path, write=True) as store:
        capture = store.keep(Page("file:corpus/a.txt", "", 0, (), b"words", "utf-8"), WHEN)
        assert store.page(capture) == Page("file:corpus/a.txt", "file:corpus/a.txt", 0, (), b"words", "utf-8")
    with only_warc(tmp_path).open("rb") as file:
        assert [record.rec_type for record in ArchiveIterator(file)] == ["warcinfo", "resource"]


@pytest.mark.parametrize(
    "url", ["https://a.example/\r\nWARC-Type: response", "https://a.example/a b", "https://a.example/" + "x" * 20_000]
)
def test_an_address_cannot_write_headers(tmp_path: Path, url: str) -> None:
    with Store.open(tmp_path, write=True) as store:
        headers = (("x", "a\r\n\r\n<p>not the body"), ("content-type", "text/html"))
        capture = store.keep(Page(url, url, 200, headers, b"body", ""), WHEN)
        store.note(look(capture))
        assert store.page(capture).body == b"body"
    assert reindex(tmp_path) == 2
    with Store.open(tmp_path) as store:
        assert store.captures()[0] == capture
    with only_warc(tmp_path).open("rb") as file:
        assert [record.rec_type for record in ArchiveIterator(file)] == ["warcinfo", "response", "metadata"]


def test_only_full_times_are_taken(tmp_path: Path) -> None:
    with Store.open(tmp_path, write=True) as store:
        for wrong in ("2026-11-23", "2026-11-23T02:10:00+00:00", ""):
            with pytest.raises(EvidenceError, match="is no time such as"):
                store.keep(page("https://a.example/", b"x"), wrong)
        assert store.captures() == ()


# ------------------------------------------------------------------------------------------------------- what is killed


def test_a_killed_writer_loses_nothing_that_it_was_told_is_kept(tmp_path: Path) -> None:
    folder = tmp_path / "E"
    kept, damages = kills.kill(folder, KILLS, seed=6)
    assert damages == []
    assert len(kept) > KILLS // 4
    with Store.open(folder, write=True) as store:
        assert store.index.sound()
        assert verify(store) == ()
        before = set(store.captures()), store.visits()
    assert kills.faults(folder, kept) == []
    reindex(folder)
    with Store.open(folder) as store:
        assert (set(store.captures()), store.visits()) == before


@pytest.mark.parametrize("part", [1, 17, 300, -1])
def test_half_a_record_at_the_end_is_cut_off(tmp_path: Path, part: int) -> None:
    kept = fill(tmp_path)
    warc = only_warc(tmp_path)
    whole = warc.read_bytes()
    _, data = warcs.kept(page("https://a.example/half", random.Random(2).randbytes(900)), kept[0], None)
    warc.write_bytes(whole + data[:part])
    with Store.open(tmp_path) as store:
        assert len(store.captures()) == 3
    assert warc.stat().st_size > len(whole), "reading wrote"
    with Store.open(tmp_path, write=True) as store:
        assert warc.read_bytes() == whole
        capture = store.keep(page("https://a.example/next", b"next"), WHEN)
        assert [len(store.page(each).body) > 0 for each in (*kept, capture)] == [True] * 4
        assert verify(store) == ()


def test_a_whole_record_that_the_index_does_not_know_is_entered(tmp_path: Path) -> None:
    fill(tmp_path)
    came = page("https://a.example/late", b"late words")
    of = Capture(came.url, WHEN, 200, sha256(came.body).hexdigest(), "text/html", came.final_url)
    seen = look(of)
    with only_warc(tmp_path).open("ab") as file:
        file.write(warcs.kept(came, of, None)[1] + warcs.noted(seen)[1] + b"\x1f\x8b\x08")
    with Store.open(tmp_path, write=True) as store:
        [capture] = store.captures(came.url)
        assert replace(capture, record="") == of
        assert store.page(capture) == came
        assert store.visits(came.url) == (seen,)
        assert verify(store) == ()


def test_a_power_cut_that_took_the_end_of_a_file_is_noticed(tmp_path: Path) -> None:
    kept = fill(tmp_path)
    warc = only_warc(tmp_path)
    os.truncate(warc, int(kept[2].record.rpartition(":")[2]) + 20)
    with Store.open(tmp_path, write=True) as store:
        assert store.captures() == tuple(kept[:2])
        assert store.visits() == ()
        with pytest.raises(EvidenceError, match="no such capture"):
            store.page(kept[2])
        again = store.keep(page(kept[2].url, b"<p>words 2"), WHEN)
        assert store.page(again).body.startswith(b"<p>words 2")
        assert verify(store) == ()


def test_a_crash_between_a_change_and_its_journal_leaves_the_old_index(tmp_path: Path) -> None:
    """What SQLite finds after `kill -9` in the middle of a commit: a journal that must be rolled back first."""
    kept = fill(tmp_path)
    child = (
        "import os, sqlite3, sys\n"
        "base = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "base.execute('PRAGMA cache_size = 1'); base.execute('PRAGMA journal_mode = TRUNCATE')\n"
        "base.execute('PRAGMA synchronous = OFF'); base.execute('BEGIN IMMEDIATE')\n"
        "base.execute('UPDATE records SET facts = hex(zeroblob(20000))')\n"
        "os._exit(9)\n"
    )
    subprocess.run([sys.executable, "-c", child, str(tmp_path / INDEX)], check=False)
    assert (tmp_path / f"{INDEX}-journal").stat().st_size > 0
    before = listed(tmp_path)
    with Store.open(tmp_path) as store:
        assert store.captures() == tuple(kept)
        assert [store.page(each).status for each in kept] == [200] * 3
    assert listed(tmp_path) == before, "reading wrote"
    with Store.open(tmp_path, write=True) as store:
        assert store.captures() == tuple(kept)


# -------------------------------------------------------------------------------------------------- several at one time


def test_threads_share_a_store(tmp_path: Path) -> None:
    with Store.open(tmp_path, write=True) as store, ThreadPoolExecutor(8) as threads:
        bodies = [b"words of page %d" % (number % 50) for number in range(200)]
        kept = list(
            threads.map(lambda pair: store.keep(page(f"https://a.example/{pair[0]}", pair[1]), WHEN), enumerate(bodies))
        )
        list(threads.map(store.note, map(look, kept)))
        assert [back.body for back in threads.map(store.page, kept)] == bodies
        assert verify(store) == ()
        whole = list(store.index.rows("kind = 'response'"))
    assert len(whole) == 50, "the same bytes were written twice"


def test_processes_share_a_store(tmp_path: Path) -> None:
    folder = tmp_path / "E"
    start = kills.START
    pipes = [start.Pipe(duplex=False) for _ in range(3)]
    processes = [start.Process(target=write, args=(folder, 70 + n, there, 12)) for n, (_, there) in enumerate(pipes)]
    for process, (_, there) in zip(processes, pipes, strict=True):
        process.start()
        there.close()
    told = [pair for here, _ in pipes for pair in kills.told(here)]
    for process in processes:
        process.join()
        assert process.exitcode == 0
    assert len(told) == 36
    assert kills.faults(folder, {capture: digest for capture, digest in told if capture}) == []
    with Store.open(folder, write=True) as store:
        assert verify(store) == ()
        assert len(store.captures()) == 36
        assert {file.open for file in store.index.files().values()} == {False}


def test_a_second_writer_takes_another_file_and_a_later_one_the_first(tmp_path: Path) -> None:
    with Store.open(tmp_path, write=True) as one, Store.open(tmp_path, write=True) as other:
        first, second = (
            store.keep(page("https://a.example/", b"%d" % n), WHEN) for n, store in enumerate((one, other))
        )
        assert first.record.partition(":")[0] != second.record.partition(":")[0]
        assert one.captures() == other.captures() == (first, second)
    with Store.open(tmp_path, write=True) as store:
        third = store.keep(page("https://a.example/", b"third"), WHEN)
    assert third.record.partition(":")[0] in {first.record.partition(":")[0], second.record.partition(":")[0]}


def test_a_file_that_another_process_writes_to_is_left_alone(tmp_path: Path) -> None:
    with Store.open(tmp_path, write=True) as one:
        one.keep(page("https://a.example/", b"one"), WHEN)
        with only_warc(tmp_path).open("ab") as file:
            file.write(b"a record on its way")
        size = only_warc(tmp_path).stat().st_size
        with Store.open(tmp_path, write=True) as other:
            assert len(other.captures()) == 1
        assert only_warc(tmp_path).stat().st_size == size


def test_large_files_are_continued_in_another_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "FULL", 2500)
    body = random.Random(3).randbytes(1200)
    with Store.open(tmp_path, write=True) as store:
        kept = [store.keep(page(f"https://a.example/{n}", body + b"%d" % n), WHEN) for n in range(6)]
        assert len({each.record.partition(":")[0] for each in kept}) == 3
        assert [store.page(each).body[-1:] for each in kept] == [b"0", b"1", b"2", b"3", b"4", b"5"]


# ---------------------------------------------------------------------------------------------------- what goes wrong


def full_disk(*_: object) -> int:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_keeps_what_was_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store.open(tmp_path, write=True) as store:
        kept = store.keep(page("https://a.example/", b"before"), WHEN)
        size = only_warc(tmp_path).stat().st_size
        real, left = os.write, [100]

        def half(handle: int, data: memoryview) -> int:
            part = min(left[0], len(data))
            left[0] -= part
            return real(handle, data[:part]) if part else full_disk()

        monkeypatch.setattr(os, "write", half)
        with pytest.raises(
            EvidenceError, match=r"cannot be written: No space left on device \(what was kept before"
        ) as said:
            store.keep(page("https://a.example/2", random.Random(4).randbytes(5000)), WHEN)
        assert "\n" not in str(said.value)
        assert only_warc(tmp_path).stat().st_size == size
        monkeypatch.setattr(os, "write", real)
        after = store.keep(page("https://a.example/3", b"after"), WHEN)
        assert [store.page(each).body for each in (kept, after)] == [b"before", b"after"]
        assert verify(store) == ()


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on the size of files")
def test_a_real_limit_of_the_system_is_one_line(tmp_path: Path) -> None:
    child = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from checker.errors import EvidenceError; from checker.evidence.keeping.store import Store\n"
        "from tests.store_writers import WHEN, page; import random\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "with Store.open(Path(sys.argv[1]), write=True) as store:\n"
        "    store.keep(page('https://a.example/', b'before'), WHEN)\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "    try: store.keep(page('https://a.example/2', random.Random(5).randbytes(300_000)), WHEN)\n"
        "    except EvidenceError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", child, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout.count("\n") == 1
    assert "File too large (what was kept before is still there)" in done.stdout
    with Store.open(tmp_path, write=True) as store:
        assert [store.page(each).body for each in store.captures()] == [b"before"]
        assert verify(store) == ()


def test_an_index_that_cannot_be_written_keeps_no_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store.open(tmp_path, write=True) as store:
        kept = store.keep(page("https://a.example/", b"before"), WHEN)

        def refuse(*_: object) -> bool:
            raise sqlite3.OperationalError("database or disk is full")

        monkeypatch.setattr(Index, "enter", refuse)
        with pytest.raises(EvidenceError, match=r"index\.sqlite: database or disk is full$"):
            store.note(look(kept))
        monkeypatch.undo()
        store.note(replace(look(kept), state="moved"))
        assert [each.state for each in store.visits()] == ["moved"]
        assert verify(store) == ()


@pytest.mark.parametrize("moment", ["before", "after"])
def test_an_interruption_leaves_a_usable_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    """Ctrl-C while a record is entered: before, nothing is kept of it; after, it is kept."""
    real = Index.mark

    def interrupted(self: Index, *given: object) -> None:
        if moment == "after":
            real(self, *given)  # type: ignore[arg-type]
            self._database.execute("COMMIT")
        raise KeyboardInterrupt

    with Store.open(tmp_path, write=True) as store:
        store.keep(page("https://a.example/", b"before"), WHEN)
        monkeypatch.setattr(Index, "mark", interrupted)
        with pytest.raises((KeyboardInterrupt, EvidenceError)):
            store.keep(page("https://a.example/2", b"interrupted"), WHEN)
        monkeypatch.undo()
        store.keep(page("https://a.example/3", b"after"), WHEN)
        bodies = {store.page(each).body for each in store.captures()}
        assert bodies == {b"before", b"after"} | ({b"interrupted"} if moment == "after" else set())
        assert verify(store) == ()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="this user may write everywhere")
def test_a_folder_that_cannot_be_written_is_read(tmp_path: Path) -> None:
    kept = fill(tmp_path)
    tmp_path.chmod(0o555)
    try:
        with Store.open(tmp_path) as store:
            assert store.page(kept[0]).status == 200
        with pytest.raises(EvidenceError, match="cannot be written: permission denied"):
            Store.open(tmp_path, write=True)
    finally:
        tmp_path.chmod(0o755)


def test_reading_writes_nothing(tmp_path: Path) -> None:
    kept = fill(tmp_path)
    before = listed(tmp_path)
    with Store.open(tmp_path) as store:
        assert [store.page(each).status for each in kept] == [200] * 3
        assert verify(store) == ()
        for write_it in (lambda: store.note(look(kept[0])), lambda: store.keep(page("https://a.example/", b""), WHEN)):
            with pytest.raises(EvidenceError, match="opened for reading only"):
                write_it()
    assert listed(tmp_path) == before


def no_folder(folder: Path) -> None:
    folder.rmdir()


def a_file(folder: Path) -> None:
    folder.rmdir()
    folder.write_text("words", encoding="utf-8")


def other_files(folder: Path) -> None:
    (folder / "article.md").write_text("words", encoding="utf-8")


def other_index(folder: Path) -> None:
    base = sqlite3.connect(folder / INDEX)
    base.execute("CREATE TABLE bookmarks (a)")
    base.close()


def newer(folder: Path) -> None:
    fill(folder)
    base = sqlite3.connect(folder / INDEX)
    base.execute(f"PRAGMA user_version = {VERSION + 1}")
    base.close()


def no_database(folder: Path) -> None:
    (folder / INDEX).write_bytes(b"no database at all, but long enough to be one" * 50)


NO_STORES: list[tuple[Callable[[Path], None], str, str]] = [
    (no_folder, r"E: no such folder$", ""),
    (a_file, r"E: no such folder$", r"E: not a folder$"),
    (other_files, r"E: not a store of evidence$", r"not a store of evidence, and not empty \(it holds article\.md\)$"),
    (other_index, r"not the index of a store of evidence$", r"not the index of a store of evidence$"),
    (newer, rf"has version {VERSION + 1}, this checker reads up to {VERSION}; a newer one is needed$", "a newer one"),
    (no_database, "not a store of evidence", r"damaged \(file is not a database\); make it anew"),
]


@pytest.mark.parametrize(("make", "reading", "writes"), NO_STORES, ids=[row[0].__name__ for row in NO_STORES])
def test_what_is_no_store_is_refused_in_one_line(
    tmp_path: Path, make: Callable[[Path], None], reading: str, writes: str
) -> None:
    folder = tmp_path / "E"
    folder.mkdir()
    make(folder)
    with pytest.raises(EvidenceError, match=reading) as said:
        Store.open(folder)
    assert "\n" not in str(said.value)
    if writes:
        with pytest.raises(EvidenceError, match=writes) as said:
            Store.open(folder, write=True)
        assert "\n" not in str(said.value)
    else:
        Store.open(folder, write=True).close()
        assert (folder / INDEX).is_file()


def test_a_corpus_may_lie_there_first_and_a_closed_store_says_so(tmp_path: Path) -> None:
    (tmp_path / "corpus.sqlite").touch()
    fill(tmp_path)
    store = Store.open(tmp_path)
    store.close()
    store.close()
    with pytest.raises(EvidenceError, match="closed"):
        store.captures()


def test_every_changed_byte_of_a_record_is_noticed(tmp_path: Path) -> None:
    kept = fill(tmp_path, body=b"<p>words %d of the page, several of them</p>")
    warc = only_warc(tmp_path)
    whole = warc.read_bytes()
    start, end = (int(kept[n].record.rpartition(":")[2]) for n in (1, 2))
    unnoticed = []
    with Store.open(tmp_path) as store:
        for at in range(start, end):
            warc.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
            with suppress(EvidenceError):
                store.page(kept[1])
                unnoticed.append(at - start)
        with pytest.raises(EvidenceError, match=rf"{warc.name}: the record at byte {start} is damaged: "):
            store.page(kept[1])
        assert store.page(kept[2]).body.startswith(b"<p>words 2")
    # gzip's own header: time, speed and system of the packer say nothing of the content
    assert set(unnoticed) <= set(range(3, 10))


def test_damage_is_told_of_and_the_rest_is_read(tmp_path: Path) -> None:
    kept = fill(tmp_path, 5)
    warc = only_warc(tmp_path)
    damaged = bytearray(warc.read_bytes())
    at = int(kept[2].record.rpartition(":")[2])
    damaged[at + 120] ^= 0xFF
    warc.write_bytes(damaged)
    with Store.open(tmp_path) as store:
        [problem] = verify(store)
        assert problem.place == kept[2].record
        assert problem.said.startswith("the record is damaged")
        readable = [each for each in kept if each is not kept[2]]
        assert [store.page(each).status for each in readable] == [200] * 4
    assert reindex(tmp_path) == 9
    with Store.open(tmp_path) as store:
        assert set(store.captures()) == set(readable)
        assert len(store.visits()) == 5


@pytest.mark.parametrize("harm", ["cut", "zeros", "gone", "empty"])
def test_an_index_is_made_anew_from_the_files(tmp_path: Path, harm: str) -> None:
    kept = fill(tmp_path, 60)
    with Store.open(tmp_path) as store:
        looks = store.visits()
    index = tmp_path / INDEX
    size = index.stat().st_size
    if harm == "cut":
        os.truncate(index, size // 2 // 4096 * 4096)
    elif harm == "zeros":
        index.write_bytes(b"\0" * size)
    elif harm == "empty":
        index.write_bytes(b"")
    else:
        index.unlink()
    assert reindex(tmp_path) == 120
    assert sorted(path.name for path in tmp_path.iterdir()) == [only_warc(tmp_path).name, INDEX]
    for write_it in (False, True):
        with Store.open(tmp_path, write=write_it) as store:
            assert set(store.captures()) == set(kept)
            assert store.visits() == looks
            assert verify(store) == ()


def test_the_index_is_not_made_anew_under_a_writer(tmp_path: Path) -> None:
    with Store.open(tmp_path, write=True) as store:
        kept = store.keep(page("https://a.example/", b"one"), WHEN)
        with pytest.raises(EvidenceError, match="in use by another process"):
            reindex(tmp_path)
        assert store.page(kept).body == b"one"
    assert sorted(path.suffix for path in tmp_path.iterdir() if "draft" in path.name) == []


def test_a_damaged_index_is_found_after_a_writer_died(tmp_path: Path) -> None:
    fill(tmp_path, 60)
    base = sqlite3.connect(tmp_path / INDEX)
    base.execute("UPDATE files SET open = 1")
    [pages] = base.execute("SELECT pageno FROM dbstat WHERE name = 'by_bytes' LIMIT 1").fetchone() or [0]
    base.commit()
    base.close()
    data = bytearray((tmp_path / INDEX).read_bytes())
    data[(pages - 1) * 4096 : pages * 4096] = b"\xff" * 4096
    (tmp_path / INDEX).write_bytes(data)
    with pytest.raises(EvidenceError, match="make it anew: checker evidence reindex"):
        Store.open(tmp_path, write=True)


# ------------------------------------------------------------------------------------------------------ speed and shape


def test_the_store_needs_neither_network_nor_parsers() -> None:
    names = ("requests", "lxml", "yaml", "pydantic", "rapidfuzz")
    code = f"import sys, checker.evidence.keeping.store; print([name for name in {names} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_facts_of_a_later_version_are_passed_over() -> None:
    said = json.loads(warcs.facts(Visit("https://a.example/", WHEN, "ok")))
    assert warcs.visit({**said, "mood": "new"}) == Visit("https://a.example/", WHEN, "ok")


def test_waiting_readers_and_a_writer_do_not_stop_each_other(tmp_path: Path) -> None:
    fill(tmp_path)
    stop, faults, read = threading.Event(), list[str](), [0]

    def reading() -> None:
        while not stop.is_set():
            try:
                with Store.open(tmp_path) as store:
                    read[0] += all(store.page(each).status == 200 for each in store.captures())
            except EvidenceError as error:
                faults.append(str(error))

    reader = threading.Thread(target=reading)
    reader.start()
    with Store.open(tmp_path, write=True) as store:
        for number in range(60):
            store.keep(page(f"https://b.example/{number}", b"%d" % number), WHEN)
    stop.set()
    reader.join()
    assert faults == []
    assert read[0] > 0
