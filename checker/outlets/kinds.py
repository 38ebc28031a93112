"""What a host is by its name alone: a platform and whose account, a government, a university, a wire of press releases.

Rules are data: rules/urls/platforms.yaml and kinds.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from checker.outlets.suffixes import Suffixes


@dataclass(frozen=True, slots=True)
class Place:
    """Where on a platform: its id and kind, what its pages are, and the account, "" where the address does not tell."""

    id: str
    kind: str
    section: str
    account: str


class Kinds:
    """The rules, found by host."""

    def __init__(self, rules: dict[str, Any], suffixes: Suffixes) -> None:
        self._rules, self._suffixes = rules, suffixes
        self._mobile = frozenset(rules["mobile_hosts"])

    @cached_property
    def _platforms(self) -> dict[str, dict[str, Any]]:
        return {host: rule for rule in self._rules["platforms"] for host in rule["hosts"]}

    @cached_property
    def _ends(self) -> dict[str, str]:
        return {end: rule["kind"] for rule in self._rules["kinds"] for end in (*rule["suffixes"], *rule["hosts"])}

    def bare(self, host: str) -> str:
        """The host without www, m, mobile, amp and the like."""
        return self.without_mobile(host, ())[0]

    def without_mobile(self, host: str, known: Container[str]) -> tuple[str, str]:
        """(the host without its first labels of that sort, "amp" if one was taken off); a `known` host stays whole."""
        mark = ""
        while host not in known:
            label, _, rest = host.partition(".")
            if label not in self._mobile or "." not in rest or (label != "www" and self._suffixes.suffix(rest) == rest):
                break
            mark = "amp" if label == "amp" else mark
            host = rest
        return host, mark

    def platform(self, host: str, path: str) -> Place | None:
        """The platform of a host and the account that the path or the sub-host names."""
        found = self._platform_rule(host)
        if found is None:
            return None
        rule, left = found
        account = left if rule["account_host"] else ""
        for pattern in rule["account"]:
            if not account and (match := re.search(pattern, path)):
                account = match["account"]
        return Place(rule["id"], rule["kind"], rule["section"], account)

    def _platform_rule(self, host: str) -> tuple[dict[str, Any], str] | None:
        """The rule for a host, and the label before the platform's own host."""
        labels = host.split(".")
        for start in range(len(labels) - 1):
            left = labels[start - 1] if start else ""
            name = ".".join(labels[start:])
            if name in self._platforms:
                return self._platforms[name], left
            wild = f"{labels[start]}.*"
            if wild in self._platforms and _is_suffix(labels[start + 1 :], self._suffixes):
                return self._platforms[wild], left
        return None

    def kind(self, host: str) -> str:
        """The kind of the longest rule that ends the host, "" for none; `gov.*` is gov under a country code."""
        labels = host.split(".")
        for start in range(len(labels)):
            name = ".".join(labels[start:])
            if name in self._ends:
                return self._ends[name]
            if start == len(labels) - 2 and len(labels[-1]) == 2 and f"{labels[start]}.*" in self._ends:
                return self._ends[f"{labels[start]}.*"]
        return ""


def _is_suffix(labels: list[str], suffixes: Suffixes) -> bool:
    """Whether labels are a public suffix ("co.uk"); of blogspot.co.uk, itself one, the rest is."""
    name = ".".join(labels)
    return suffixes.suffix(name) == name
