"""Hosts that imitate an outlet's: another letter that looks alike, a letter more or less, a real host in front.

Meant for a policy of severity error, so it answers only where the imitation is plain: names of three or four letters
and mere neighbours ("cbcnews" and "nbcnews") are left alone. Data: rules/urls/lookalikes.yaml.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from checker.outlets.packed import Packed
from checker.outlets.suffixes import Suffixes
from checker.outlets.urls import shown

SHORTEST_TWIN = 4
"""Letters that a name needs before a confusable or an odd suffix counts."""
SHORTEST_TYPO = 9
"""Letters that a name needs before one letter more, less or other counts: "foxnews" is one letter from "voxnews"."""


class Lookalikes:
    """Skeletons of every registered host, ready to compare."""

    def __init__(self, index: dict[str, Any], suffixes: Suffixes) -> None:
        self._hosts: Packed = index["hosts"]
        self._suffixes = suffixes
        self._twins: dict[str, str] = index["addresses"]["confusables"]
        self._alike = frozenset("".join(sorted(pair)) for pair in index["addresses"]["alike"])
        self._odd = frozenset(index["addresses"]["imitation_suffixes"])

    @cached_property
    def _registered(self) -> dict[str, str]:
        """Registered host -> id, for hosts that have a suffix and one label."""
        return {host: held[0][0] for host, held in self._hosts.items() if self._suffixes.registered(host) == host}

    @cached_property
    def _labels(self) -> dict[str, list[tuple[str, str]]]:
        """Skeleton of a name -> (suffix, id) of each holder."""
        found: dict[str, list[tuple[str, str]]] = {}
        for host, holder in self._registered.items():
            suffix = self._suffixes.suffix(host)
            found.setdefault(self._skeleton(host[: -len(suffix) - 1]), []).append((suffix, holder))
        return found

    @cached_property
    def _shorter(self) -> dict[str, set[str]]:
        """A name with one letter left out -> the names it comes from (symmetric deletion)."""
        found: dict[str, set[str]] = {}
        for label in self._labels:
            if len(label) >= SHORTEST_TYPO:
                for short in (label, *_deletions(label)):
                    found.setdefault(short, set()).add(label)
        return found

    def imitated(self, host: str) -> str:
        """The id of the outlet that a host (lower case, punycode) imitates, or ""."""
        domain = self._suffixes.registered(host)
        if inside := self._in_front(host, domain):
            return inside
        suffix = self._suffixes.suffix(domain)
        label = shown(domain[: -len(suffix) - 1])
        twin = self._skeleton(label)
        plain = self._skeleton(label.replace("-", ""))
        if len(twin) >= SHORTEST_TWIN:
            for same_suffix, holder in self._labels.get(twin, ()):
                if suffix in self._odd or (suffix == same_suffix and not label.isascii()):
                    return holder
                if suffix == same_suffix and domain not in self._registered:
                    return holder
        if plain != twin and not label.startswith("the-") and len(plain) >= SHORTEST_TWIN + 2:
            for same_suffix, holder in self._labels.get(plain, ()):
                if suffix in self._odd or suffix == same_suffix:
                    return holder
        return self._typo(twin, suffix)

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
                if name in self._registered and name != domain and len(name) > SHORTEST_TWIN and (odd or not edition):
                    return self._registered[name]
        return ""

    def _typo(self, label: str, suffix: str) -> str:
        if len(label) < SHORTEST_TYPO - 1:
            return ""
        near = {name for short in (label, *_deletions(label)) for name in self._shorter.get(short, ())}
        for name in sorted(near):
            if name != label and self._typed_wrong(label, name):
                for same_suffix, holder in self._labels[name]:
                    if suffix == same_suffix:
                        return holder
        return ""

    def _typed_wrong(self, one: str, other: str) -> bool:
        """Whether one letter is too many, swapped, or replaced by one of its like; a plural s or a hyphen is none."""
        if one.rstrip("s") == other.rstrip("s") or one.replace("-", "") == other.replace("-", ""):
            return False
        if len(one) > len(other):
            one, other = other, one
        at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
        if len(one) < len(other):
            return len(other) - len(one) == 1 and one[at:] == other[at + 1 :]
        swapped = one[:at] + one[at + 1 : at + 2] + one[at : at + 1] + one[at + 2 :]
        like = "".join(sorted(one[at] + other[at])) in self._alike
        return swapped == other or (like and one[at + 1 :] == other[at + 1 :])

    def _skeleton(self, label: str) -> str:
        """A name with every twin replaced by what it passes for, single characters first, then pairs."""
        text = "".join(self._twins.get(char, char) for char in label)
        for pair, letter in self._twins.items():
            if len(pair) > 1:
                text = text.replace(pair, letter)
        return text


def _deletions(word: str) -> set[str]:
    return {word[:at] + word[at + 1 :] for at in range(len(word))}
