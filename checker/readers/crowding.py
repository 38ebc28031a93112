"""Pages that libxml2 must not be given: it reads the attributes of one tag in quadratic time."""

from __future__ import annotations

import re

MAX_ATTRIBUTES = 1_000
_ATTRIBUTE = re.compile(r"=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'>]+)|\s[^\s=\"'<>/]+")


def crowded(source: str) -> bool:
    """Whether one tag has more attributes than `MAX_ATTRIBUTES`, which libxml2 reads in quadratic time."""
    # Such a tag reaches over a whole step without a bracket; hardly any page has one, and few steps take no time.
    steps = ((at, at + MAX_ATTRIBUTES) for at in range(0, len(source), MAX_ATTRIBUTES))
    if all(source.find("<", *step) >= 0 or source.find(">", *step) >= 0 for step in steps):
        return False
    for part in source.split("<"):
        if len(part) > MAX_ATTRIBUTES * 3 and part[:1].isalpha():
            tag = part[:3_000_000].partition(">")[0]
            if sum(1 for _ in _ATTRIBUTE.finditer(tag)) > MAX_ATTRIBUTES:
                return True
    return False
