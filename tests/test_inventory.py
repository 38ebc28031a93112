"""What is done with a store as a whole: its list, what is taken out of it, what is exported for others."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from fastwarc import ArchiveIterator as FastIterator
from fastwarc import GzipReader
from warcio.archiveiterator import ArchiveIterator

from checker.errors import EvidenceError
from checker.evidence.keeping import pruning, writing
from checker.evidence.keeping.index import Index
from checker.evidence.keeping.inventory import Item, listing, verify
from checker.evidence.keeping.pruning import prune
from checker.evidence.keeping.store import INDEX, Store, reindex
from checker.evidence.keeping.wacz import export, sort_key
from checker.evidence.pages import Page
from checker.model import Capture, Visit
from tests.store_writers import look, page

A, B, C = "https://a.example/story", "https://b.example/copy", "https://www.c.example/?z=1&a=2"
DAYS = ("2026-11-20T08:00:00Z", "2026-11-21T08:00:00Z", "2026-11-22T08:00:00Z", "2026-11-23T08:00:00Z")


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """A four times (the second and third with the same words), B with A's second words, C once and gone since."""
    folder = tmp_path / "E"
    with Store.open(folder, write=True) as store:
        for when, body in zip(DAYS, (b"first", b"second", b"second", b"last"), strict=True):
            store.note(look(store.keep(page(A, b"<p>%s words of A" % body), when)))
        store.note(look(store.keep(page(B, b"<p>second words of A"), DAYS[3])))
        store.keep(page(C, b"<p>words of C"), DAYS[0])
        store.note(Visit(C, DAYS[3], "gone", 404, "not found"))
    return folder


def held(folder: Path) -> dict[tuple[str, str], bytes]:
    """Address and time of each capture with the bytes that it re-reads with."""
    with Store.open(folder) as store:
        assert verify(store) == ()
        return {(each.url, each.fetched): store.page(each).body for each in store.captures()}


def test_the_list_has_looks_and_captures(filled: Path) -> None:
    with Store.open(filled) as store:
        rows = listing(store)
        assert [(row.address, row.when[:10], row.state, row.status, row.size) for row in rows] == [
            (A, "2026-11-20", "ok", 200, 19),
            (A, "2026-11-21", "ok", 200, 20),
            (A, "2026-11-22", "ok", 200, 20),
            (A, "2026-11-23", "ok", 200, 18),
            (B, "2026-11-23", "ok", 200, 20),
            (C, "2026-11-20", None, 200, 13),
            (C, "2026-11-23", "gone", 404, 0),
        ]
        assert listing(store, B) == (rows[4],)
        assert rows[5].sha256 == hashlib.sha256(b"<p>words of C").hexdigest()
        assert rows[6] == Item(C, DAYS[3], "gone", 404, "", 0)


def test_progress_is_told_in_bytes(filled: Path) -> None:
    told: list[tuple[int, int, str]] = []
    with Store.open(filled) as store:
        assert verify(store, lambda done, whole, name: told.append((done, whole, name))) == ()
    size = sum(path.stat().st_size for path in filled.glob("*.gz"))
    assert [each[:2] for each in told] == [(0, size), (size, size)]


@pytest.mark.parametrize("harm", ["no file", "moved", "stray", "orphan"])
def test_every_row_has_its_record_and_every_record_its_row(filled: Path, harm: str) -> None:
    [warc] = filled.glob("*.gz")
    with Store.open(filled, write=True) as store:
        rows = list(store.index.rows("kind = 'response'", (), "offset"))
        if harm == "no file":
            warc.unlink()
        elif harm == "moved":
            store.index.move(rows[0].id, warc.name, "response", rows[0].offset + 1, rows[0].length)
        elif harm == "stray":
            store.index._remove("records.id = ?", (rows[0].id,))
        else:
            store.index._remove("sha256 = ? AND kind = 'response'", (rows[1].of.sha256,))  # type: ignore[union-attr]
        problems = [(each.place.partition(":")[0], each.said) for each in verify(store)]
    assert {place for place, _ in problems} == {warc.name}
    assert {said for _, said in problems} == {
        "no file": {"No such file or directory"},
        "moved": {"no record begins here"},
        "stray": {"a record that the index does not know"},
        "orphan": {"a record that the index does not know", "no record holds the bytes that it names"},
    }[harm]


# ------------------------------------------------------------------------------------------------------------- pruning

PRUNED = [
    # before, cited, what is left of A, B and C
    ("nothing asked", None, None, [0, 1, 2, 3], True, True),
    ("the middle of A", date(2026, 11, 23), None, [0, 3], True, True),
    ("one of A", date(2026, 11, 22), None, [0, 2, 3], True, True),
    ("only B is cited", None, [B], [], True, False),
    ("all are cited", None, [A, B, C + "#part"], [0, 1, 2, 3], True, True),
    ("both", date(2030, 1, 1), [A], [0, 3], False, False),
    ("nothing is cited", None, [], [], False, False),
]


@pytest.mark.parametrize(
    ("before", "cited", "days", "b", "c"), [row[1:] for row in PRUNED], ids=[row[0] for row in PRUNED]
)
def test_pruning(filled: Path, before: date | None, cited: list[str] | None, days: list[int], b: bool, c: bool) -> None:
    all_of_it = held(filled)
    wanted = {(A, DAYS[day]) for day in days} | ({(B, DAYS[3])} if b else set()) | ({(C, DAYS[0])} if c else set())
    with Store.open(filled, write=True) as store:
        trial = prune(store, before, cited, trial=True)
        assert set(held(filled)) == set(all_of_it)
        done = prune(store, before, cited)
        assert done.captures == trial.captures
        assert {(each.url, each.fetched) for each in done.captures} == set(all_of_it) - wanted
        assert {visit.url for visit in store.visits()} == {A, B, C} & set(
            cited if cited is not None else (A, B, C)
        ) or c
        # what was a revisit has its bytes, and more can be kept
        again = store.keep(page(B, b"<p>second words of A"), "2026-11-24T08:00:00Z")
        assert store.page(again).body == b"<p>second words of A"
    wanted_bodies = {key: all_of_it[key] for key in wanted}
    assert held(filled) == {**wanted_bodies, (B, again.fetched): b"<p>second words of A"}
    assert reindex(filled) == len(wanted) + 1 + len(Store.open(filled).visits())
    assert held(filled) == {**wanted_bodies, (B, again.fetched): b"<p>second words of A"}
    assert len(list(filled.glob("draft*"))) == 0


def test_pruning_frees_the_disk(filled: Path) -> None:
    with Store.open(filled, write=True) as store:
        for number in range(3):
            store.keep(page(B, os.urandom(20_000)), f"2026-11-2{number}T00:00:00Z")
        before = sum(path.stat().st_size for path in filled.glob("*.gz"))
        done = prune(store, cited=[A])
        after = sum(path.stat().st_size for path in filled.glob("*.gz"))
        assert before - after == done.size > 60_000


def test_nothing_is_pruned_while_another_one_writes(filled: Path) -> None:
    before = held(filled)
    with Store.open(filled, write=True) as store, Store.open(filled, write=True) as other:
        other.keep(page(B, b"new"), DAYS[3])
        with pytest.raises(EvidenceError, match="in use by another process"):
            prune(store, cited=[])
    assert held(filled) == {**before, (B, DAYS[3]): b"new"} or (B, DAYS[3]) in held(filled)
    with Store.open(filled) as store, pytest.raises(EvidenceError, match="for reading only"):
        prune(store, cited=[])


def test_nothing_is_pruned_when_something_came_meanwhile(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = pruning.sync_folder

    def busy(folder: Path) -> None:
        with Store.open(filled, write=True) as other:
            other.keep(page(B, b"<p>first words of A"), "2026-11-24T00:00:00Z")
        real(folder)

    with Store.open(filled, write=True) as store:
        monkeypatch.setattr(pruning, "sync_folder", busy)
        with pytest.raises(EvidenceError, match="in use by another process"):
            prune(store, cited=[B])
    assert len(held(filled)) == 7
    assert held(filled)[B, "2026-11-24T00:00:00Z"] == b"<p>first words of A"


class Killed(BaseException):
    """Stands for the end of the process at a line."""


@pytest.mark.parametrize("where", ["written", "moving", "committed", "removing"])
def test_a_killed_pruning_leaves_the_old_store_or_the_new_one(
    filled: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    before = held(filled)

    def killed(*_: object, **__: object) -> None:
        raise Killed

    place = {
        "written": (pruning, "sync_folder"),
        "moving": (Index, "drop"),
        "committed": (writing, "recover"),
        "removing": (Path, "unlink"),
    }
    with monkeypatch.context() as patch, Store.open(filled, write=True) as store:
        patch.setattr(*place[where], killed)
        # a process that is killed clears nothing away either
        patch.setattr(Path, "unlink", killed)
        with pytest.raises(Killed):
            prune(store, cited=[B])
    left = {(B, DAYS[3]): b"<p>second words of A"}
    expected = before if where in ("written", "moving") else left
    assert {key: expected[key] for key in held_unverified(filled)} == expected
    with Store.open(filled, write=True):
        pass
    assert held(filled) == expected
    assert len(list(filled.glob("*.gz"))) == 1


def held_unverified(folder: Path) -> set[tuple[str, str]]:
    with Store.open(folder) as store:
        return {(each.url, each.fetched) for each in store.captures() if store.page(each)}


def test_a_damaged_record_that_is_to_stay_stops_the_pruning(filled: Path) -> None:
    [warc] = filled.glob("*.gz")
    with Store.open(filled, write=True) as store:
        at = int(store.captures(A)[0].record.rpartition(":")[2])
        data = bytearray(warc.read_bytes())
        data[at + 100] ^= 0xFF
        warc.write_bytes(data)
        with pytest.raises(EvidenceError, match=f"the record at byte {at} is damaged"):
            prune(store, cited=[A])
        assert len(prune(store, cited=[B]).captures) == 5
    assert held(filled) == {(B, DAYS[3]): b"<p>second words of A"}


# -------------------------------------------------------------------------------------------------------------- export


def contents(data: bytes) -> list[tuple[str, str, bytes]]:
    """Kind, address and payload of every record, as warcio reads them; fastwarc must read the same."""
    slow = [
        (record.rec_type, record.rec_headers.get_header("WARC-Target-URI") or "", record.content_stream().read())
        for record in ArchiveIterator(BytesIO(data), check_digests="raise")
    ]
    quick = []
    for record in FastIterator(GzipReader(BytesIO(data)), parse_http=True, verify_digests=True):
        quick.append(
            (
                str(record.record_type).rpartition(".")[2],
                record.headers.get("WARC-Target-URI", ""),
                record.reader.read(),
            )
        )
    assert [(kind, uri) for kind, uri, _ in quick] == [(kind, uri) for kind, uri, _ in slow]
    assert [body for kind, _, body in quick if kind != "revisit"] == [
        body for kind, _, body in slow if kind != "revisit"
    ]
    return slow


def test_an_exported_warc_is_read_by_others(filled: Path, tmp_path: Path) -> None:
    path = tmp_path / "all.warc.gz"
    with Store.open(filled) as store:
        assert export(store, path) == 12
        found = contents(path.read_bytes())
        assert [kind for kind, _, _ in found].count("response") == 4
        assert [kind for kind, _, _ in found].count("metadata") == 6
        # the first capture of A holds bytes of its own, the others of B come along although A is not asked for
        assert export(store, path, cited=[B]) == 2
    assert [(kind, uri, body) for kind, uri, body in contents(path.read_bytes())][1] == (
        "response", B, b"<p>second words of A"
    )  # fmt: skip
    assert sorted(each.name for each in tmp_path.iterdir()) == ["E", "all.warc.gz"]


def test_an_exported_package_follows_the_specification(filled: Path, tmp_path: Path) -> None:
    """WACZ 1.1.1: layout, hashes, pages, an index whose every line leads to its record."""
    path = tmp_path / "all.wacz"
    with Store.open(filled, write=True) as store:
        store.note(Visit(A, "2026-11-24T00:00:00Z", "ok", 200, title="A’s story", sha256=store.captures(A)[0].sha256))
        store.keep(Page("file:notes.txt", "", 0, (), b"notes", ""), DAYS[1])
        export(store, path, wacz=True)
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None
        files = {info.filename: package.read(info) for info in package.infolist()}
        stored = {info.filename for info in package.infolist() if info.compress_type == zipfile.ZIP_STORED}
    assert set(files) == {
        "archive/data.warc.gz", "indexes/index.cdxj", "pages/pages.jsonl", "datapackage.json", "datapackage-digest.json"
    }  # fmt: skip
    assert stored == {"archive/data.warc.gz"}
    described = json.loads(files["datapackage.json"])
    assert (described["profile"], described["wacz_version"]) == ("data-package", "1.1.1")
    assert {each["path"] for each in described["resources"]} == {name for name in files if "datapackage" not in name}
    for each in described["resources"]:
        assert each["hash"] == f"sha256:{hashlib.sha256(files[each['path']]).hexdigest()}"
        assert each["bytes"] == len(files[each["path"]])
    digest = json.loads(files["datapackage-digest.json"])
    assert digest == {
        "path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(files['datapackage.json']).hexdigest()}"
    }  # fmt: skip
    head, *rows = map(json.loads, files["pages/pages.jsonl"].splitlines())
    assert head["format"] == "json-pages-1.0"
    assert [(row["url"], row["ts"], row.get("title", "")) for row in rows[:2]] == [
        (A, DAYS[0], "A’s story"), (C, DAYS[0], "")
    ]  # fmt: skip
    check_index(files["indexes/index.cdxj"].decode(), files["archive/data.warc.gz"])


def check_index(index: str, archive: bytes) -> None:
    lines = index.splitlines()
    assert lines == sorted(lines)
    assert len(lines) == 7
    for line in lines:
        key, stamp, said = line.split(" ", 2)
        facts = json.loads(said)
        assert key == sort_key(facts["url"])
        part = archive[int(facts["offset"]) : int(facts["offset"]) + int(facts["length"])]
        record = next(iter(ArchiveIterator(BytesIO(part), check_digests="raise")))
        assert record.rec_headers.get_header("WARC-Target-URI") == facts["url"]
        assert "".join(letter for letter in record.rec_headers.get_header("WARC-Date") if letter.isdigit()) == stamp
        assert record.rec_headers.get_header("WARC-Payload-Digest") == facts["digest"]
        assert facts["filename"] == "data.warc.gz"
        if record.rec_type == "response":
            assert facts["digest"] == f"sha256:{hashlib.sha256(record.content_stream().read()).hexdigest()}"
            assert facts["status"] == "200"
        else:
            assert facts["mime"] == ("warc/revisit" if record.rec_type == "revisit" else "application/octet-stream")


SORTED = [
    ("https://www.News.example:8080/A?b=2&a=1", "example,news:8080)/a?a=1&b=2"),
    ("http://news.example:80", "example,news)/"),
    ("https://[::1]/x", "::1)/x"),
    ("https://a.example/a b", "example,a)/a%20b"),
    ("https://www3.a.example/path;x=1/?", "example,a)/path;x=1"),
    ("https://a.example/ä%20B?q=Ü", "example,a)/%c3%a4%20b?q=%c3%9c"),
    ("file:notes of A.txt", "file:notes%20of%20a.txt"),
]


@pytest.mark.parametrize(("url", "key"), SORTED)
def test_addresses_are_turned_round_for_looking_up(url: str, key: str) -> None:
    assert sort_key(url) == key


def test_an_export_that_fails_leaves_nothing(filled: Path, tmp_path: Path) -> None:
    [warc] = filled.glob("*.gz")
    data = bytearray(warc.read_bytes())
    with Store.open(filled) as store:
        at = int(store.captures(B)[0].record.rpartition(":")[2])
        data[at + 60] ^= 0xFF
        warc.write_bytes(data)
        for name in ("x.wacz", "x.warc.gz"):
            with pytest.raises(EvidenceError, match=f"the record at byte {at} is damaged"):
                export(store, tmp_path / name, wacz=name == "x.wacz")
        with pytest.raises(EvidenceError, match="cannot be written"):
            export(store, tmp_path / "no folder" / "x.warc.gz")
    assert [each.name for each in tmp_path.iterdir()] == ["E"]
    assert (filled / INDEX).is_file()


def test_captures_are_listed_with_what_they_are_of(tmp_path: Path) -> None:
    with Store.open(tmp_path, write=True) as store:
        kept = store.keep(page("https://archive.example/2020/x", b"x"), DAYS[0], "https://x.example/")
        [row] = listing(store, "https://x.example")
        assert isinstance(kept, Capture)
        assert (row.original, row.record, row.media_type) == ("https://x.example/", kept.record, "text/html")
