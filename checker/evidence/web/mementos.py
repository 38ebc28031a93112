"""Public archives: the copy of a page nearest to a day, the bytes behind a copy's address, and what a copy is of.

Plain calls through the guarded fetch: the Wayback Machine's availability JSON and its index (CDX), and TimeGates by RFC
7089 (Memento). An archive that does not answer is passed over: a missing suggestion is no error. Which archives there
are is data (rules/pages/archives.yaml).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any
from urllib.parse import quote

from checker.errors import FetchError
from checker.evidence.web.fetch import Options, look
from checker.evidence.web.signs import ARCHIVES
from checker.outlets import Registry
from checker.outlets.urls import host_key
from checker.rulebase import Rulebase, load

# What an answer of any other shape than the documented one raises while it is taken apart.
_ODD = (ValueError, LookupError, AttributeError, TypeError, RecursionError)
_STAMP = re.compile(r"/(\d{4,14})(?:[a-z]{2}_)?/")


@dataclass(frozen=True, slots=True)
class Raw:
    """How the address of a copy becomes that of its bytes: a pattern over the address and what stands in its place."""

    hosts: tuple[str, ...]
    from_: str
    to: str


@dataclass(frozen=True, slots=True)
class Archive:
    """One archive as written in rules/pages/archives.yaml, which explains the keys."""

    name: str
    available: str = ""
    cdx: str = ""
    timegate: str = ""
    copy_: str = ""
    raw: tuple[Raw, ...] = ()


@dataclass(frozen=True, slots=True)
class _File:
    archives: tuple[Archive, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An archive's copy: its address, that of its bytes, the page it is of, and when it was taken.

    `taken` is UTC as far as it is known: "2019-04-05T10:15:00Z", "2019-04-05" or "".
    """

    url: str
    raw: str
    original: str
    taken: str = ""


class Archives:
    """The archives of the rules, ready to be asked."""

    def __init__(self, known: tuple[Archive, ...]) -> None:
        self.known = known

    def nearest(self, url: str, on: date | None, options: Options) -> Snapshot | None:
        """The copy of a page that is nearest to a day (the newest without one), None where no archive has any."""
        for archive in self.known:
            for ask in (self._available, self._cdx, self._timegate):
                try:
                    found = ask(archive, url, on, options)
                except (FetchError, *_ODD):
                    continue
                if found is not None:
                    return found
        return None

    def raw(self, address: str) -> str:
        """The address of a copy's bytes as they were captured; the copy's own where its archive has none."""
        host = host_key(address)
        for rule in (rule for archive in self.known for rule in archive.raw):
            if host in rule.hosts:
                return re.sub(rule.from_, rule.to, address, count=1)
        return address

    def snapshot(self, address: str, registry: Registry) -> Snapshot | None:
        """What an archive's address is a copy of, and since when, without the network; None for any other address."""
        answer = registry.by_url(address)
        if answer.target is None or not any(name.startswith("archive") for name in answer.via):
            return None
        found = _STAMP.search(address)
        day = answer.captured.isoformat() if answer.captured else ""
        return Snapshot(address, self.raw(address), answer.target, _time(found[1]) if found else day)

    # -------------------------------------------------------------------------------------- one way to ask each

    def _available(self, archive: Archive, url: str, on: date | None, options: Options) -> Snapshot | None:
        if not archive.available:
            return None
        said = _json(_filled(archive.available, url, on), options)
        closest = said.get("archived_snapshots", {}).get("closest", {}) if isinstance(said, dict) else {}
        if not closest.get("available") or str(closest.get("status", "200")) != "200":
            return None
        return self._copy(str(closest["url"]), url, _time(str(closest.get("timestamp", ""))))

    def _cdx(self, archive: Archive, url: str, on: date | None, options: Options) -> Snapshot | None:
        if not archive.cdx:
            return None
        rows = _json(_filled(archive.cdx, url, on), options)
        if not isinstance(rows, list) or len(rows) < 2:
            return None
        row = dict(zip(rows[0], rows[1], strict=False))
        stamp = str(row.get("timestamp", ""))
        address = archive.copy_.replace("{time}", stamp).replace("{url}", str(row.get("original", url)))
        return self._copy(address, url, _time(stamp))

    def _timegate(self, archive: Archive, url: str, on: date | None, options: Options) -> Snapshot | None:
        if not archive.timegate:
            return None
        page = look(archive.timegate.replace("{url}", url), options, on=on or datetime.now(UTC).date())
        said = page.header("memento-datetime")
        if page.status != 200 or not said:
            return None  # by RFC 7089 whatever has no such header is no copy
        return self._copy(page.final_url, url, parsedate_to_datetime(said).strftime("%Y-%m-%dT%H:%M:%SZ"))

    def _copy(self, address: str, url: str, taken: str) -> Snapshot:
        return Snapshot(address, self.raw(address), url, taken)


@cache
def archives(rules: Rulebase) -> Archives:
    """The archives of rules/pages/archives.yaml; raises `RuleError` for a wrong file."""
    file: _File = load(rules.path(f"pages/{ARCHIVES}"), _File)
    return Archives(file.archives)


def _filled(address: str, url: str, on: date | None) -> str:
    time = on.strftime("%Y%m%d120000") if on is not None else ""
    return address.replace("{url}", quote(url, safe="")).replace("{time}", time)


def _json(address: str, options: Options) -> Any:
    page = look(address, options)
    if page.status != 200:
        raise FetchError(f"{address}: the server answered {page.status}")
    return json.loads(page.body)


def _time(stamp: str) -> str:
    """The digits of a copy's address as a UTC time or day, as exact as they are, "" where they are no time."""
    try:
        if len(stamp) == 14:
            return datetime.strptime(stamp, "%Y%m%d%H%M%S").strftime("%Y-%m-%dT%H:%M:%SZ")
        return datetime.strptime(stamp[:8], "%Y%m%d").date().isoformat()
    except ValueError:
        return ""
