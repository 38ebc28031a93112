"""Hosts that imitate an outlet's: another letter that looks alike, a letter more or less, a real host in front.

Meant for a policy of severity error, so it answers only where the imitation is plain: names of three or four letters
and mere neighbours ("cbcnews" and "nbcnews") are left alone. Of 14,400 domains of news sites on six public lists it
names ten, all of them known imitations. Data: rules/urls/lookalikes.yaml.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from checker.outlets.packed import Packed
from checker.outlets.suffixes import Suffixes
from checker.outlets.urls import shown

SHORTEST_TWIN = 4
"""Letters that a name needs before a confusable or an odd suffix counts."""
SHORTEST_TYPO = 9
"""Letters that a name needs before one letter more, less or other counts: "foxnews" is one letter from "voxnews"."""
HALF = 4
"""Letters at either end of a name: one wrong letter leaves one of the two ends as it was."""


def skeleton(label: str, twins: Mapping[str, str]) -> str:
    """A name with every twin replaced by what it passes for, single characters first, then pairs.

    >>> skeleton("nytirnes", {"rn": "m"})
    'nytimes'
    """
    text = "".join(twins.get(char, char) for char in label)
    for pair, letter in twins.items():
        if len(pair) > 1:
            text = text.replace(pair, letter)
    return text


def skeletons(hosts: Mapping[str, Iterable[list[str]]], suffixes: Suffixes, twins: Mapping[str, str]) -> dict[str, str]:
    """For the index: skeleton of a registered name -> "suffix id" of each holder, by semicolons."""
    found: dict[str, list[str]] = {}
    for host, holders in hosts.items():
        if suffixes.registered(host) == host:
            suffix = suffixes.suffix(host)
            name = skeleton(host[: -len(suffix) - 1], twins)
            found.setdefault(name, []).append(f"{suffix} {next(iter(holders))[0]}")
    return {name: ";".join(holders) for name, holders in found.items()}


class Lookalikes:
    """The comparison with every registered host."""

    def __init__(self, index: dict[str, Any], suffixes: Suffixes) -> None:
        self._hosts: Packed = index["hosts"]
        self._suffixes = suffixes
        self._names: dict[str, str] = index["skeletons"]
        self._twins: dict[str, str] = index["addresses"]["confusables"]
        self._alike = frozenset("".join(sorted(pair)) for pair in index["addresses"]["alike"])
        self._odd = frozenset(index["addresses"]["imitation_suffixes"])

    @cached_property
    def _ends(self) -> dict[str, list[str]]:
        """The first letters, and the last ones after a hyphen -> long names that have them."""
        found: dict[str, list[str]] = {}
        for name in self._names:
            if len(name) >= SHORTEST_TYPO:
                found.setdefault(name[:HALF], []).append(name)
                found.setdefault("-" + name[-HALF:], []).append(name)
        return found

    def imitated(self, host: str) -> str:
        """The id of the outlet that a host (lower case, punycode) imitates, or ""."""
        domain = self._suffixes.registered(host)
        if inside := self._in_front(host, domain):
            return inside
        suffix = self._suffixes.suffix(domain)
        label = shown(domain[: -len(suffix) - 1])
        twin = skeleton(label, self._twins)
        plain = skeleton(label.replace("-", ""), self._twins)
        if len(twin) >= SHORTEST_TWIN and (found := self._held(twin, suffix)):
            return found
        if plain != twin and not label.startswith("the-") and len(plain) >= SHORTEST_TWIN + 2:
            return self._held(plain, suffix)
        return self._typo(twin, suffix)

    def _held(self, name: str, suffix: str) -> str:
        """Who holds a name under this suffix, or under any where the suffix is one that imitations use."""
        for holder in self._names.get(name, "").split(";"):
            held, _, entry = holder.partition(" ")
            if entry and (held == suffix or suffix in self._odd):
                return entry
        return ""

    def _in_front(self, host: str, domain: str) -> str:
        """A registered host as the left part of another one: bbc.co.uk.evil.example, abcnews.com.co.

        A country code alone behind it is an edition more often than not (espn.com.au), unless the suffix is an odd one.
        """
        labels = host.split(".")
        for start in range(len(labels)):
            for end in range(start + 2, len(labels)):
                name = ".".join(labels[start:end])
                edition = start == 0 and end == len(labels) - 1 and len(labels[-1]) == 2
                odd = ".".join(labels[end - 1 :]) in self._odd
                if name in self._hosts and name != domain and len(name) > SHORTEST_TWIN and (odd or not edition):
                    return str(self._hosts[name][0][0]) if self._suffixes.registered(name) == name else ""
        return ""

    def _typo(self, label: str, suffix: str) -> str:
        if len(label) < SHORTEST_TYPO - 1:
            return ""
        near = {*self._ends.get(label[:HALF], ()), *self._ends.get("-" + label[-HALF:], ())}
        for name in sorted(near):
            if name != label and self._typed_wrong(label, name):
                held = [holder.partition(" ") for holder in self._names[name].split(";")]
                if entry := next((entry for same, _, entry in held if same == suffix), ""):
                    return entry
        return ""

    def _typed_wrong(self, one: str, other: str) -> bool:
        """Whether one letter is too many, swapped, or replaced by one of its like; a plural s or a hyphen is none."""
        if abs(len(one) - len(other)) > 1:
            return False
        if one.rstrip("s") == other.rstrip("s") or one.replace("-", "") == other.replace("-", ""):
            return False
        if len(one) > len(other):
            one, other = other, one
        at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
        if len(one) < len(other):
            return one[at:] == other[at + 1 :]
        swapped = one[:at] + one[at + 1 : at + 2] + one[at : at + 1] + one[at + 2 :]
        like = "".join(sorted(one[at] + other[at])) in self._alike
        return swapped == other or (like and one[at + 1 :] == other[at + 1 :])
