"""Who is this? A name, a host or an address on a date, answered from the compiled index.

Nothing is built for an entry until it is asked for: the index is plain JSON, a `Standing` is made on lookup and kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

from checker.model import Link, LinkMissing, Standing
from checker.outlets.kinds import Kinds, Place
from checker.outlets.lookalike import Lookalikes
from checker.outlets.names import Mention, Names
from checker.outlets.packed import Packed
from checker.outlets.standing import Books, in_force, iso, standing
from checker.outlets.suffixes import Suffixes
from checker.outlets.urls import Wrappers, absolute, host_key, is_name, shown, split
from checker.rulebase import Rulebase

PACKED = ("entries", "hosts", "sections", "names", "aliases")


@dataclass(frozen=True, slots=True)
class UrlAnswer:
    """What an address leads to.

    `target` is absolute and unwrapped, or None, and then `missing` says why. `via` names the wrappers taken off,
    outermost first; `captured` is the day of an archived copy; `outlet` is None where the host can be nobody's
    (an IP address, a single label) or the address is missing. `lookalike` is the name of the outlet whose address it
    imitates, "" for none.
    """

    target: str | None
    missing: LinkMissing = ""
    via: tuple[str, ...] = ()
    captured: date | None = None
    outlet: Standing | None = None
    lookalike: str = ""


class Registry:
    """Lookups over one compiled index; make it with `registry(rules)`."""

    def __init__(self, index: dict[str, Any]) -> None:
        self.index = {**index, **{name: Packed(index[name]) for name in PACKED}}
        self.books = Books(index["classes"], index["assessors"], index["evidence"])
        self._standings: dict[tuple[str, date | None], Standing] = {}

    @cached_property
    def suffixes(self) -> Suffixes:
        """The public suffix list."""
        return Suffixes(self.index["suffixes"])

    @cached_property
    def _wrappers(self) -> Wrappers:
        return Wrappers(self.index["addresses"], self.suffixes)

    @cached_property
    def _kinds(self) -> Kinds:
        return Kinds(self.index["addresses"], self.suffixes)

    @cached_property
    def _names(self) -> Names:
        return Names(self.index, self.standing)

    @cached_property
    def _lookalikes(self) -> Lookalikes:
        return Lookalikes(self.index, self.suffixes)

    def standing(self, entry_id: str, on: date | None = None) -> Standing:
        """The entry of this id on a day; raises KeyError for an id that is not in the registry."""
        key = (entry_id, on)
        if key not in self._standings:
            self._standings[key] = standing(entry_id, self.index["entries"][entry_id], on, self.books)
        return self._standings[key]

    def by_name(self, name: str, on: date | None = None) -> Standing | None:
        """The outlet that a whole string names; None when nobody goes by it, "ambiguous" when several do on that day.

        A leading "the", case and kind of apostrophe make no difference, but a name that is also a word needs its
        capital: "Slate" is one, "slate" is none. A host ("rt.com") is looked up as one.
        """
        words = name.replace("’", "'").casefold().split()
        held = self.index["names"].get(" ".join(words[1:] if len(words) > 1 and words[0] == "the" else words))
        if held is None:
            host = words[0].removeprefix("www.") if len(words) == 1 else ""
            return self.by_domain(host, on) if host in self.index["hosts"] else None
        if name.islower() and all(row[1] != "safe" for row in held):
            return None
        day = iso(on)
        here = [row for row in held if not day or in_force({"valid_from": row[2], "valid_until": row[3]}, day)] or held
        clear = [row for row in here if row[1] in ("safe", "cue")] or here
        ids = tuple(dict.fromkeys(row[0] for row in clear))
        everyone = tuple(dict.fromkeys(row[0] for row in here))
        return self.standing(ids[0], on) if len(ids) == 1 else ambiguous(name, everyone)

    def by_domain(self, host: str, on: date | None = None) -> Standing:
        """Whose host this is: an entry, a kind by the host's name alone, or "unregistered"; never None."""
        return self._place(host.casefold().strip().rstrip("."), "/", on)[0]

    def by_url(self, href: str, on: date | None = None, base: str = "") -> UrlAnswer:
        """Where an href leads, wrappers taken off without the network, and who is behind it on the article's date."""
        url, missing = absolute(href, base)
        if url is None:
            return UrlAnswer(None, missing)
        found = self._wrappers.unwrap(url)
        host = host_key(found.target)
        if found.opaque:
            domain = self.suffixes.registered(host)
            hidden = Standing(domain, domain, "opaque", kind=found.opaque, domain=domain)
            return UrlAnswer(found.target, "", found.via, found.captured, hidden)
        if not is_name(host):
            return UrlAnswer(found.target, "", found.via, found.captured, None)
        try:
            path = split(found.target).path
        except ValueError:
            return UrlAnswer(None, "malformed")
        outlet, mark = self._place(host, path, on)
        via = found.via if not mark or mark in found.via else (*found.via, mark)
        twin = self.lookalike(host) if outlet.status == "unregistered" else ""
        resembled = self.standing(twin, on).name if twin else ""
        return UrlAnswer(found.target, "", via, found.captured, outlet, resembled)

    def mentions(
        self, text: str, on: date | None = None, publisher: Standing | None = None, links: Sequence[Link] = ()
    ) -> tuple[Mention, ...]:
        """Names of outlets in prose, in order of the text; spans are code points and do not overlap.

        `publisher` (for "the Times" in the Times) and `links` give context; `certain` and `reason` say what was seen.
        """
        return self._names.mentions(text, on, publisher, links)

    def lookalike(self, host: str) -> str:
        """The id of the outlet that a host imitates, or "": a host that an entry holds imitates nobody."""
        key = host_key("//" + host) or host
        return "" if self._holder(self._kinds.bare(key), "") else self._lookalikes.imitated(key)

    def overdue(self, found: Sequence[Standing], today: date) -> tuple[str, ...]:
        """Ids of those entries whose review was due by a day: a report warns of them."""
        ids = dict.fromkeys(one.id for one in found if one.status == "known")
        return tuple(one for one in ids if (due := self.entry(one).get("review_due")) and due <= today.isoformat())

    def entry(self, entry_id: str) -> dict[str, Any]:
        """The compiled entry, for printing."""
        found: dict[str, Any] = self.index["entries"][entry_id]
        return found

    def _place(self, host: str, path: str, on: date | None) -> tuple[Standing, str]:
        """The standing of a host and path, and "amp" or "shortener" where the host itself is such a wrapper."""
        host = host_key("//" + host) or host
        hosts = self.index["hosts"]
        bare, mark = (host, "") if host in hosts else self._kinds.without_mobile(host, hosts)
        place = self._kinds.platform(bare, path)
        for name in _upwards(bare):
            if not (held := hosts.get(name)):
                continue
            holder = _holder(held, iso(on))
            if holder[3] == "shortener":
                mark = "shortener"
            return self._dress(self.standing(holder[0], on), bare, name, path, place), mark
        return self._by_kind(bare, place, on), mark

    def _dress(self, found: Standing, host: str, name: str, path: str, place: Place | None) -> Standing:
        if place is not None:
            owner = self.index["accounts"].get(f"{place.id}:{place.account.casefold()}", "")
            return replace(
                found, section=place.section, account=place.account, candidates=(owner,) if owner else found.candidates
            )
        section = self._section(host, name, path)
        return replace(found, section=section) if section else found

    def _section(self, host: str, name: str, path: str) -> str:
        rules = [*self.index["sections"].get(host, ()), *(self.index["sections"].get(name, ()) if name != host else ())]
        for prefix, section in rules:
            if path == prefix or path.startswith(prefix + "/"):
                return str(section)
        general: dict[str, str] = self.index["addresses"]["sections"]
        return next((section for part, section in general.items() if f"{part}/" in f"{path}/"), "")

    def _by_kind(self, host: str, place: Place | None, on: date | None) -> Standing:
        own_host = place is not None and place.account != "" and host.startswith(f"{place.account}.")
        domain = host if own_host else self.suffixes.registered(host)
        name = shown(domain)
        lists = tuple(
            f"{who}: {value}, {when}, origin: user" for value, who, when in self.index["ratings"].get(domain, ())
        )
        if place is not None:
            return Standing(
                domain, name, "kind-only", kind=place.kind, domain=domain, section=place.section,
                account=place.account, lists=lists,
            )  # fmt: skip
        kind = self._kinds.kind(host)
        return Standing(domain, name, "kind-only" if kind else "unregistered", kind=kind, domain=domain, lists=lists)

    def _holder(self, host: str, day: str) -> str:
        held = next((found for name in _upwards(host) if (found := self.index["hosts"].get(name))), None)
        return _holder(held, day)[0] if held else ""


def _upwards(host: str) -> list[str]:
    """The host and its parents, nearest first, without the last label.

    >>> _upwards("en.news.example.org")
    ['en.news.example.org', 'news.example.org', 'example.org']
    """
    labels = host.split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]


def _holder(held: list[list[str]], day: str) -> list[str]:
    """Who holds a host on a day ("" for undated): the one in force, else the latest one."""
    if day:
        for row in held:
            if in_force({"valid_from": row[1], "valid_until": row[2]}, day):
                return row
    return max(held, key=lambda row: row[2] or "9999")


def ambiguous(name: str, ids: Sequence[str]) -> Standing:
    """The answer for a name that several outlets go by: the candidates, never a guess."""
    return Standing("", name, "ambiguous", control="unknown", wording="name of several outlets", candidates=tuple(ids))


_REGISTRIES: dict[Rulebase, Registry] = {}


def registry(rules: Rulebase) -> Registry:
    """The registry of a rulebase, made once; raises `RuleError` where a file of it is wrong.

    Reads the compiled index; builds it first when a rule file changed, and only then loads what building needs.
    """
    if rules not in _REGISTRIES:
        files = index_files(rules)
        index = rules.compiled("outlets", files, lambda: import_module("checker.outlets.index").build_index(rules))
        _REGISTRIES[rules] = Registry(index)
    return _REGISTRIES[rules]


def index_files(rules: Rulebase) -> tuple[Path, ...]:
    """Every file the index is made from, the code that makes it included: their digest keys the compiled form."""
    found: list[Path] = [
        Path(__file__).with_name(name) for name in ("index.py", "schema.py", "packed.py", "lookalike.py")
    ]
    for root in rules.roots:
        for pattern in ("outlets/**/*.yaml", "urls/**/*.yaml", "ratings/*.csv", "language/*/outlets.yaml"):
            found.extend(sorted(root.glob(pattern)))
    return (*found, rules.path("assessors.yaml"), rules.path("evidence.yaml"))
