"""The corpus on disk: what is found again, what is refused, what survives; archives and files as its input."""

from __future__ import annotations

import gzip
import io
import multiprocessing
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from checker.errors import EvidenceError
from checker.evidence.library import archives
from checker.evidence.library.archives import PassedOver
from checker.evidence.library.corpus import FILE, Corpus
from checker.evidence.library.documents import Citation, Document, outlet_key, page_key
from checker.evidence.library.gathering import documents
from checker.evidence.library.shingles import SHORTEST, sketch, whole, words
from checker.model import Skipped, Span
from tests.corpora import english, outlets

SAID = "the harbour will be dredged in the spring if the council finds the nine million euros that it costs"
STORY = f"The mayor was asked again. “{SAID.capitalize()},” she said. “No way,” said the skipper, and went."


def document(number: int = 1, text: str = STORY, **more: object) -> Document:
    quoted = tuple(Span(at, text.index("”", at) + 1) for at in range(len(text)) if text[at] == "“")
    given: dict[str, object] = {"quotations": quoted, **more}
    return Document(f"https://site.example/{number}", f"{number:064}", text, **given)  # type: ignore[arg-type]


# ------------------------------------------------------------------------------------------------ sketches


def test_a_hash_is_the_same_on_every_machine() -> None:
    """An index that was built elsewhere is read here: these numbers may never change without a new version."""
    assert sketch(words("The old lock at Vessem has leaked since winter").folded) == PINNED
    assert whole(words("No way!").folded) == PINNED_WHOLE


PINNED = [(51699586903547, 2), (19580332071209, 5)]
PINNED_WHOLE = 114838992466311


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("“It’s a game-changer,” HE said.", "it's a game changer he said"),
        ("Cafe\u0301 co\xadop", "café coop"),
        ("ＡＢＣ straße", "abc strasse"),
        ("港は閉鎖", "港 は 閉 鎖"),
        ("İstanbul’da", "i̇stanbul'da"),
        ("_ — …", ""),
    ],
)
def test_words_are_compared_without_case_and_marks(text: str, folded: str) -> None:
    found = words(text)
    assert " ".join(found.folded) == folded
    assert [text[start:end] for start, end in zip(found.starts, found.ends, strict=True)] == [
        part for part in (text[start:end] for start, end in zip(found.starts, found.ends, strict=True)) if part.strip()
    ]


WORD = st.sampled_from(["the", "a", "of", "boat", "lock", "gate", "tide", "quay", "gull", "hull", "rope", "sail"])


@given(st.lists(WORD, max_size=40), st.lists(WORD, min_size=SHORTEST, max_size=12), st.lists(WORD, max_size=40))
def test_five_words_in_a_row_share_a_hash_wherever_they_stand(
    before: list[str], said: list[str], after: list[str]
) -> None:
    there = {gram for gram, _ in sketch([*before, *said, *after])}
    assert there & {gram for gram, _ in sketch(said)}


@given(st.text(max_size=200))
def test_the_places_of_words_lie_in_the_text(text: str) -> None:
    found = words(text)
    assert list(found.starts) == sorted(found.starts)
    assert all(0 <= start < end <= len(text) for start, end in zip(found.starts, found.ends, strict=True))
    assert all(found.folded)


# --------------------------------------------------------------------------------------------------- corpus


def test_the_words_are_found_the_same_normalised_and_altered(tmp_path: Path) -> None:
    altered = SAID.replace("spring", "autumn").replace("nine", "ten")
    with Corpus.open(tmp_path, write=True) as corpus:
        corpus.add_all(
            [document(1, published=date(2026, 3, 2)), document(2, f"“{altered},” he said."), document(3, "No.")]
        )
        found = corpus.holders(SAID)
        assert [(one.document.number, one.kind) for one in found] == [(1, "normalised"), (2, "altered")]
        assert (
            found[1].difference
            == "… dredged in the [-autumn-]{+spring+} if the council finds the [-ten-]{+nine+} million euros that …"
        )
        assert found[0].span.of(corpus.text(1)) == SAID.capitalize() == found[0].words
        assert corpus.holders(SAID.capitalize())[0].kind == "exact"
        assert corpus.holders("“" + SAID.upper() + "!”")[0].kind == "normalised"
        assert corpus.holders("words that nobody in this place has ever said to anybody at all") == ()


def test_a_spelling_is_no_alteration(tmp_path: Path) -> None:
    with Corpus.open(tmp_path, write=True) as corpus:
        corpus.add(document(1, "They will honour the neighbours with a new harbour at the centre of the bay."))
        (found,) = corpus.holders("they will honor the neighbors with a new harbor at the center of the bay")
        assert (found.kind, found.difference) == ("normalised", "")


def test_few_words_are_found_by_looking_through_all_texts(tmp_path: Path) -> None:
    said = "The lock is a tectonic shift, a game-changer for the coast, Wen Li said."
    with Corpus.open(tmp_path, write=True) as corpus:
        corpus.add_all([document(1, said), document(2, "Nets are dear this year.")])
        assert corpus.holders("shift a game") == ()
        (held,) = corpus.scan("Shift, a game")
        assert (held.document.number, held.kind, held.words) == (1, "normalised", "shift, a game")
        assert corpus.scan("a game-change") == ()
        assert corpus.scan(" - ") == ()


def test_a_part_of_a_long_quotation_is_found_and_words_left_out_are_marked(tmp_path: Path) -> None:
    with Corpus.open(tmp_path, write=True) as corpus:
        corpus.add(document())
        assert corpus.holders("if the council finds the nine")[0].kind == "exact"
        assert (
            corpus.holders("the harbour will be dredged ... if the council finds the nine million")[0].kind
            == "normalised"
        )


def test_fewer_than_five_words_are_found_as_a_whole_quotation_only(tmp_path: Path) -> None:
    with Corpus.open(tmp_path, write=True) as corpus:
        corpus.add(document())
        (found,) = corpus.holders("no way")
        assert found.words == "No way"
        assert corpus.holders("the mayor was") == ()
        assert corpus.holders("") == corpus.holders("“…”") == ()


def test_adding_again_changes_nothing_and_a_new_version_is_kept_beside_the_old(tmp_path: Path) -> None:
    with Corpus.open(tmp_path, write=True) as corpus:
        assert corpus.add_all([document(), document()]) == 1
        assert not corpus.add(document())
        assert corpus.add(replace(document(text=STORY.replace("spring", "summer")), sha256="f" * 64))
        assert [entry.number for entry in corpus.at("http://www.site.example/1/")] == [1, 2]
        assert [one.kind for one in corpus.holders(SAID)] == ["normalised", "altered"]
        assert len(corpus) == 2


def test_what_a_document_says_of_itself_comes_back(tmp_path: Path) -> None:
    given = document(
        published=date(2026, 3, 2), publisher="Site", outlet="site.example", kind="newspaper", title="“T”",
        language="en",
        citations=(Citation(Span(0, 5), "reuters", "//reuters.com/a", "Reuters"), Citation(Span(40, 50), "bbc")),
    )  # fmt: skip
    with Corpus.open(tmp_path, write=True) as corpus:
        corpus.add(given)
    with Corpus.open(tmp_path) as corpus:
        (entry,) = corpus.entries()
        fields = ("address", "sha256", "published", "publisher", "outlet", "kind", "title", "language")
        assert [getattr(entry, name) for name in fields] == [getattr(given, name) for name in fields]
        assert corpus.text(entry.number) == given.text
        assert corpus.citations(entry.number) == given.citations
        assert corpus.citations(entry.number, Span(45, 60)) == given.citations[1:]


def test_an_interruption_keeps_what_was_read_and_the_next_run_goes_on(tmp_path: Path) -> None:
    def interrupted() -> Iterator[Document]:
        yield from (document(number) for number in range(700))
        raise KeyboardInterrupt

    with Corpus.open(tmp_path, write=True) as corpus, pytest.raises(KeyboardInterrupt):
        corpus.add_all(interrupted())
    with Corpus.open(tmp_path, write=True) as corpus:
        assert len(corpus) == 700
        assert corpus.add_all(document(number) for number in range(705)) == 5
        assert len(corpus.holders(SAID)) == 705


def test_a_fault_while_writing_takes_back_its_transaction_only(tmp_path: Path) -> None:
    broken = replace(document(2), kind=object())  # type: ignore[arg-type]
    with Corpus.open(tmp_path, write=True) as corpus:
        corpus.add(document(1))
        with pytest.raises(EvidenceError, match=r"corpus\.sqlite: "):
            corpus.add_all([document(3), broken])
        assert [entry.address for entry in corpus.entries()] == ["https://site.example/1"]
        assert corpus.add(document(3))


def test_a_full_disk_is_told_in_one_line_and_nothing_is_lost(tmp_path: Path) -> None:
    with Corpus.open(tmp_path, write=True) as corpus:
        corpus.add(document(1))
        pages = corpus._connection.execute("PRAGMA page_count").fetchone()[0]
        corpus._connection.execute(f"PRAGMA max_page_count = {pages + 4}")
        with pytest.raises(EvidenceError, match="full"):
            corpus.add_all(document(number, f"{STORY} {number}") for number in range(2, 400))
    with Corpus.open(tmp_path, write=True) as corpus:
        assert len(corpus) == len(corpus.holders(SAID)) == 1
        assert corpus.add(document(2))


def add_some(folder: Path, first: int) -> None:
    with Corpus.open(folder, write=True) as corpus:
        for number in range(first, first + 40):
            corpus.add(document(number))


def test_two_processes_write_while_one_reads(tmp_path: Path) -> None:
    Corpus.open(tmp_path, write=True).close()
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=add_some, args=(tmp_path, first)) for first in (0, 20)]
    for writer in writers:
        writer.start()
    with Corpus.open(tmp_path) as corpus:
        while any(writer.is_alive() for writer in writers):
            assert len(corpus.holders(SAID)) <= 60
            writers[0].join(0.05)
        for writer in writers:
            writer.join()
        assert [writer.exitcode for writer in writers] == [0, 0]
        assert len(corpus.holders(SAID)) == len(corpus) == 60


def add_many(folder: Path) -> None:
    with Corpus.open(folder, write=True) as corpus:
        corpus.add_all(document(number) for number in range(100_000))


def test_a_writer_that_is_killed_leaves_an_index_that_goes_on(tmp_path: Path) -> None:
    Corpus.open(tmp_path, write=True).close()
    writer = multiprocessing.get_context("spawn").Process(target=add_many, args=(tmp_path,))
    writer.start()
    with Corpus.open(tmp_path) as corpus:
        while not len(corpus):
            assert writer.is_alive()
            writer.join(0.02)
    writer.kill()
    writer.join()
    check = sqlite3.connect(tmp_path / FILE)
    assert check.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    check.close()
    with Corpus.open(tmp_path, write=True) as corpus:
        there = len(corpus)
        assert len(corpus.holders(SAID)) == min(there, 3999)
        assert corpus.add_all(document(number) for number in range(there + 1)) == 1


def test_a_folder_that_cannot_be_written_is_read(tmp_path: Path) -> None:
    with Corpus.open(tmp_path, write=True) as corpus:
        corpus.add(document())
    tmp_path.chmod(0o555)
    try:
        with Corpus.open(tmp_path) as corpus:
            assert len(corpus.holders(SAID)) == 1
    finally:
        tmp_path.chmod(0o755)


def test_what_is_no_corpus_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="no corpus here"):
        Corpus.open(tmp_path)
    (tmp_path / FILE).write_bytes(b"not a database at all, but long enough to be one" * 40)
    for write in (False, True):
        with pytest.raises(EvidenceError, match=r"corpus\.sqlite: file is not a database"):
            Corpus.open(tmp_path, write)
    (tmp_path / FILE).unlink()
    other = sqlite3.connect(tmp_path / FILE)
    other.execute("CREATE TABLE things (name TEXT)")
    other.close()
    with pytest.raises(EvidenceError, match="not a corpus"):
        Corpus.open(tmp_path)
    (tmp_path / FILE).unlink()
    Corpus.open(tmp_path, write=True).close()
    newer = sqlite3.connect(tmp_path / FILE)
    newer.execute("PRAGMA user_version = 9")
    newer.close()
    with pytest.raises(EvidenceError, match="version 9"):
        Corpus.open(tmp_path)
    with pytest.raises(EvidenceError):
        Corpus.open(tmp_path / FILE, write=True)


def test_a_damaged_text_is_told_with_its_document(tmp_path: Path) -> None:
    with Corpus.open(tmp_path, write=True) as corpus:
        corpus.add(document())
    other = sqlite3.connect(tmp_path / FILE)
    other.execute("UPDATE documents SET text = x'00112233'")
    other.commit()
    other.close()
    with Corpus.open(tmp_path) as corpus, pytest.raises(EvidenceError, match="text of document 1 is damaged"):
        corpus.text(1)


def test_one_word_ten_thousand_times_is_a_text_like_others(tmp_path: Path) -> None:
    with Corpus.open(tmp_path, write=True) as corpus:
        corpus.add_all([document(1, "boat " * 10_000), document(2)])
        assert corpus.holders("boat boat boat boat boat boat")[0].document.number == 1
        assert corpus.holders(SAID)[0].document.number == 2


NAMES = st.sampled_from(["ada", "bo", "cem", "dov", "eli", "fay", "gus", "hal", "ida", "jon", "kay", "leo"])


@settings(max_examples=40, deadline=None)
@given(
    said=st.lists(NAMES, min_size=12, max_size=30),
    others=st.lists(st.lists(NAMES, max_size=30), max_size=4),
    cut=st.data(),
)
def test_what_stands_in_a_document_is_found_in_it(
    tmp_path_factory: pytest.TempPathFactory, said: list[str], others: list[list[str]], cut: st.DataObject
) -> None:
    first = cut.draw(st.integers(0, len(said) - SHORTEST))
    last = cut.draw(st.integers(first + SHORTEST, len(said)))
    texts = [" ".join(said), *(" ".join(other) for other in others)]
    with Corpus.open(tmp_path_factory.mktemp("corpus"), write=True) as corpus:
        corpus.add_all(document(number, text) for number, text in enumerate(texts))
        asked = " ".join(said[first:last])
        held = {holding.document.address: holding for holding in corpus.holders(asked)}
    assert held["https://site.example/0"].words == asked


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://www.site.example/a/", "https://site.example/a#x"),
        ("https://m.site.example/a", "https://site.example/a/index.html"),
        ("https://site.example:443/a?b=1", "http://amp.site.example/a?b=1"),
        (r".\texts\a.md", "texts/a.md"),
    ],
)
def test_addresses_of_one_page_have_one_key(one: str, other: str) -> None:
    assert page_key(one) == page_key(other)
    assert page_key(one) != page_key(other.replace("a", "c"))
    assert outlet_key("The Harbour  Post") == outlet_key("harbour post")


# ------------------------------------------------------------------------------------------------ gathering

PAGE = (
    "<html><head><title>Lock</title></head><body><article><h1>Lock</h1><p>The old lock at Vessem has leaked since the "
    "winter, and the council has put off its repair three times.</p><p>“We are tired of waiting for them,” skipper Wen "
    "Li told Reuters on Monday.</p></article></body></html>"
)


def archive(*records: tuple[str, str, bytes, dict[str, str], str], packed: bool = True) -> bytes:
    """A WARC of (type, address, body, headers, status) records."""
    file = io.BytesIO()
    writer = WARCWriter(file, gzip=packed)
    for kind, address, body, headers, status in records:
        http = StatusAndHeaders(status, list(headers.items()), protocol="HTTP/1.1") if kind == "response" else None
        made = writer.create_warc_record(
            address, kind, payload=io.BytesIO(body), http_headers=http,
            warc_content_type=headers.get("Content-Type", "") if http is None else "",
        )  # fmt: skip
        writer.write_record(made)
    return file.getvalue()


HTML = {"Content-Type": "text/html; charset=utf-8"}
PACKED = {**HTML, "Content-Encoding": "gzip"}
TEXT = b"The lock at Vessem leaks.\n\nNobody repairs it, said Wen Li.\n"
RECORDS = (
    ("response", "https://news.example/lock", PAGE.encode(), HTML, "200 OK"),
    ("response", "https://news.example/gone", PAGE.encode(), HTML, "404 Not Found"),
    ("response", "https://news.example/a.png", b"\x89PNG", {"Content-Type": "image/png"}, "200 OK"),
    ("resource", "file:///lock.txt", TEXT, {"Content-Type": "text/plain"}, ""),
    ("response", "https://news.example/packed", gzip.compress(PAGE.encode()), PACKED, "200 OK"),
    ("response", "https://news.example/empty", b"", HTML, "200 OK"),
)  # fmt: skip


def gathered(*names: Path) -> tuple[list[Document], list[Skipped]]:
    found = list(documents([str(name) for name in names], outlets(), english()))
    return [one for one in found if isinstance(one, Document)], [one for one in found if isinstance(one, Skipped)]


@pytest.mark.parametrize("name", ["a.warc.gz", "a.warc", "a.wacz"])
def test_the_pages_of_an_archive_are_documents_and_the_rest_is_counted(tmp_path: Path, name: str) -> None:
    data = archive(*RECORDS, packed=name != "a.warc")
    if name == "a.wacz":
        with zipfile.ZipFile(tmp_path / name, "w") as package:
            package.writestr("archive/data.warc.gz", data)
            package.writestr("pages/pages.jsonl", "{}")
    else:
        (tmp_path / name).write_bytes(data)
    given = list(documents([str(tmp_path / name)], outlets(), english()))
    (left,) = (one for one in given if isinstance(one, PassedOver))
    assert str(left) == f"{tmp_path / name}: records that are no page: 1 empty, 1 image/png, 1 status 404"
    found = [one for one in given if isinstance(one, Document)]
    assert [one.address for one in found] == [
        "https://news.example/lock",
        "file:///lock.txt",
        "https://news.example/packed",
    ]
    assert found[0].sha256 == found[2].sha256
    assert found[0].publisher == "news.example"
    assert any(cited.outlet == "reuters" for cited in found[0].citations)


def test_a_broken_file_is_one_line_and_the_others_are_added(tmp_path: Path) -> None:
    good, cut, lost, odd = (tmp_path / name for name in ("good.html", "cut.warc.gz", "lost.md", "odd.wacz"))
    good.write_text(PAGE, encoding="utf-8")
    whole_archive = archive(*RECORDS)
    cut.write_bytes(whole_archive[: len(archive(RECORDS[0])) + 200])
    odd.write_bytes(b"PK no zip")
    empty = tmp_path / "empty.md"
    empty.write_text("")
    found, left = gathered(lost, cut, odd, empty, good)
    assert [one.address for one in found] == ["https://news.example/lock", good.as_posix()]
    assert {Path(one.source).name for one in left} >= {"lost.md", "odd.wacz", "empty.md"}
    assert all("\n" not in one.reason and one.reason for one in left)


def test_bombs_are_left_at_the_cap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "_LARGEST", 100_000)
    monkeypatch.setattr(archives, "_HEADERS", 10_000)
    bomb = gzip.compress(b"<p>" + b"a" * 5_000_000)
    brotli = pytest.importorskip("brotli")
    records = (
        ("response", "https://news.example/gzip", bomb, {**HTML, "Content-Encoding": "gzip"}, "200 OK"),
        (
            "response",
            "https://news.example/br",
            brotli.compress(b"a" * 5_000_000),
            {**HTML, "Content-Encoding": "br"},
            "200 OK",
        ),
        (
            "response",
            "https://news.example/zlib",
            zlib.compress(PAGE.encode()),
            {**HTML, "Content-Encoding": "deflate"},
            "200 OK",
        ),
        ("response", "https://news.example/odd", PAGE.encode(), {**HTML, "Content-Encoding": "zstd"}, "200 OK"),
    )
    (tmp_path / "bombs.warc.gz").write_bytes(archive(*records))
    found, passed = documents([str(tmp_path / "bombs.warc.gz")], outlets(), english())
    assert isinstance(found, Document)
    assert found.address == "https://news.example/zlib"
    assert str(passed).endswith(": records that are no page: 2 larger than 0 MB, 1 packed with zstd")
    (tmp_path / "line.warc.gz").write_bytes(gzip.compress(b"WARC/1.0\r\nX: " + b"a" * 1_000_000))
    none, left = gathered(tmp_path / "line.warc.gz")
    assert none == []
    assert left


@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, 3000), put=st.binary(max_size=40), packed=st.booleans())
def test_a_damaged_archive_gives_pages_or_one_line(
    at: int, put: bytes, packed: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = archive(*RECORDS, packed=packed)
    path = tmp_path_factory.mktemp("archive") / ("a.warc.gz" if packed else "a.warc")
    path.write_bytes(data[: at % len(data)] + put + data[at % len(data) + len(put) :])
    told: list[object] = []
    try:
        told.extend(archives.leaves(path))
    except EvidenceError as error:
        told.append(str(error))
    assert all("\n" not in one for one in told if isinstance(one, str))
    assert all(one.body for one in told if isinstance(one, archives.Leaf))


def test_names_that_are_no_utf8_are_kept_as_far_as_they_can_be(tmp_path: Path) -> None:
    with Corpus.open(tmp_path, write=True) as corpus:
        odd = replace(document(), address="a\udce9.md", title="\udce9", text=f"{STORY} \udce9")
        assert corpus.add(odd)
        assert not corpus.add(odd)
        assert [entry.address for entry in corpus.at("a\udce9.md")] == ["a?.md"]
        assert corpus.text(1) == odd.text
