"""A table of the compiled index whose values are read only when asked for.

Sixteen hundred entries as nested JSON take 15 ms to read and one report needs ten of them: each value is kept as JSON
of its own, with DEL for the quotation mark, which JSON leaves unescaped, so that the outer reader only copies it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, KeysView, Mapping
from typing import Any

_QUOTE = "\x7f"


def pack(table: Mapping[str, Any]) -> dict[str, str]:
    """The table with each value as text; raises ValueError where a value holds the stand-in for the quotation mark."""
    packed = {}
    for key, value in table.items():
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        if _QUOTE in text:
            raise ValueError(f"{key}: a DEL character cannot be packed")
        packed[key] = text.replace('"', _QUOTE)
    return packed


class Packed(Mapping[str, Any]):
    """The same table, ready to ask; a value is read once and kept.

    >>> Packed(pack({"a": ["x", 1]}))["a"]
    ['x', 1]
    """

    __slots__ = ("_read", "_texts")

    def __init__(self, texts: dict[str, str]) -> None:
        self._texts = texts
        self._read: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        if key not in self._read:
            self._read[key] = json.loads(self._texts[key].replace(_QUOTE, '"'))
        return self._read[key]

    def __contains__(self, key: object) -> bool:
        return key in self._texts

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def keys(self) -> KeysView[str]:
        """The keys, as quick to ask as those of a dictionary."""
        return self._texts.keys()

    def __len__(self) -> int:
        return len(self._texts)
