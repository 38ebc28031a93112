"""Public archives as the small web plays them: the nearest copy, its bytes, and what a copy is of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from checker.evidence.web.mementos import Archives, Snapshot, archives
from checker.outlets import registry
from checker.rulebase import rulebase
from tests.small_web import (
    ARCHIVED,
    CAPTURES,
    COURIER,
    GONE,
    OLD_QUAY,
    WITHDRAWN,
    Answer,
    Web,
    copy_of,
    rules,
    small_web,
)


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    with small_web() as running:
        yield running


@pytest.fixture
def known(tmp_path: Path) -> Archives:
    return archives(rulebase((rules(tmp_path),)))


def snapshot(url: str, stamp: str, taken: str) -> Snapshot:
    return Snapshot(copy_of(url, stamp), copy_of(url, stamp, raw=True), url, taken)


@pytest.mark.parametrize(
    ("url", "on", "found"),
    [
        (OLD_QUAY, date(2019, 4, 1), snapshot(OLD_QUAY, "20190405101500", "2019-04-05T10:15:00Z")),
        (OLD_QUAY, date(2022, 1, 1), snapshot(OLD_QUAY, "20210601000000", "2021-06-01T00:00:00Z")),
        (OLD_QUAY, None, snapshot(OLD_QUAY, "20210601000000", "2021-06-01T00:00:00Z")),
        (WITHDRAWN, date(2018, 7, 11), snapshot(WITHDRAWN, "20180711083000", "2018-07-11T08:30:00Z")),
        (GONE, date(2017, 5, 20), snapshot(GONE, "20170520120000", "2017-05-20T12:00:00Z")),
        (COURIER, date(2026, 11, 3), None),
    ],
    ids=["available", "available, later", "available, newest", "index", "TimeGate", "none"],
)
def test_the_copy_nearest_to_a_day(
    web: Web, known: Archives, url: str, on: date | None, found: Snapshot | None
) -> None:
    assert known.nearest(url, on, web.options()) == found


@pytest.mark.parametrize(
    "answer",
    [
        Answer(b"", 503, {}),
        Answer(b"<h1>down for maintenance</h1>"),
        Answer(b"[[[" * 100_000),
        Answer(b'{"archived_snapshots": {"closest": {"available": true, "status": "404", "url": "x"}}}'),
        Answer(b'{"archived_snapshots": []}'),
        Answer(b'{"archived_snapshots": {"closest": {"available": true}}}'),
        Answer(b"null"),
    ],
    ids=["busy", "no JSON", "nested", "a copy of an error", "a list", "without address", "null"],
)
def test_an_archive_in_trouble_is_passed_over(
    web: Web, known: Archives, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What one way of asking cannot say, the next one may."""
    monkeypatch.setitem(CAPTURES["cdx"], OLD_QUAY, ("20200101000000",))
    monkeypatch.setattr(web, "answer", lambda url, real=web.answer: answer if "/available" in url else real(url))
    found = known.nearest(OLD_QUAY, None, web.options(tries=1))
    assert found is not None
    assert found.taken == "2020-01-01T00:00:00Z"


def test_no_archive_at_all_is_no_error(web: Web, known: Archives) -> None:
    assert known.nearest(OLD_QUAY, None, replace(web.options(), allow=())) is None


@pytest.mark.parametrize(
    ("address", "taken", "raw"),
    [
        (ARCHIVED, "2019-04-05T10:15:00Z", copy_of(OLD_QUAY, "20190405101500", raw=True)),
        (f"https://web.archive.org/web/2019/{OLD_QUAY}", "", f"https://web.archive.org/web/2019id_/{OLD_QUAY}"),
        (
            f"https://web.archive.org/web/20190405im_/{OLD_QUAY}",
            "2019-04-05",
            f"https://web.archive.org/web/20190405id_/{OLD_QUAY}",
        ),
        (f"https://archive.ph/20190405/{OLD_QUAY}", "2019-04-05", f"https://archive.ph/20190405/{OLD_QUAY}"),
        (OLD_QUAY, None, ""),
        ("https://archive.org/details/quay", None, ""),
    ],
)
def test_what_an_address_is_a_copy_of(address: str, taken: str | None, raw: str) -> None:
    """With our own rules: the archives' real addresses."""
    ours = rulebase()
    found = archives(ours).snapshot(address, registry(ours))
    assert found == (None if taken is None else Snapshot(address, raw, OLD_QUAY, taken))


def test_the_archives_of_the_rules_can_be_asked() -> None:
    known = archives(rulebase()).known
    assert [archive.name for archive in known] == ["Wayback Machine", "Memento Time Travel"]
    assert all(archive.available or archive.cdx or archive.timegate for archive in known)
    assert all("{url}" in ask for archive in known for ask in (archive.available, archive.cdx, archive.timegate) if ask)
