"""The registered domain of a host, by the public suffix list that tldextract bundles, without loading tldextract.

The list is compiled into the index (import of tldextract: 160 ms, it loads requests; this: 1 ms). Private suffixes
count, so a blog on blogspot.com is an owner of its own.
"""

from __future__ import annotations


class Suffixes:
    """The list, ready to ask."""

    __slots__ = ("_except", "_plain", "_wild")

    def __init__(self, rules: dict[str, str]) -> None:
        self._plain = frozenset(rules["plain"].split())
        self._wild = frozenset(rules["wild"].split())
        self._except = frozenset(rules["except"].split())

    def suffix(self, host: str) -> str:
        """The longest public suffix of a lower case ASCII host ("co.uk"); an unknown one is its last label.

        Method: publicsuffix.org, "Algorithm".
        """
        labels = host.split(".")
        for start in range(len(labels)):
            name = ".".join(labels[start:])
            rest = ".".join(labels[start + 1 :])
            if name in self._except:
                return rest
            if name in self._plain or (start + 1 < len(labels) and rest in self._wild):
                return name
        return labels[-1]

    def registered(self, host: str) -> str:
        """The public suffix and one label; the host itself where it is a suffix or has no dot."""
        suffix = self.suffix(host)
        if suffix == host:
            return host
        left = host[: -len(suffix) - 1]
        return f"{left.rpartition('.')[2]}.{suffix}"
