"""JSON text as `checker.formats.json` prints it: one line for what fits on it, and nothing that a terminal obeys."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any

_LINE = 160
_RAW = re.compile(
    "[\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)
encode = json.encoder.encode_basestring  # a text as JSON: json.dumps makes an encoder for every call


def laid_out(value: Any) -> str:
    """The JSON of dicts, lists, plain values and `Flat` texts."""
    return _RAW.sub(_escape, _text(value, 0))


class Flat(str):
    """JSON text that stays on one line whatever its length: the place of a span."""

    __slots__ = ()


def _text(value: Any, depth: int) -> str:
    """JSON whose objects and lists stay on one line where they fit: a report is reviewed as a diff."""
    if isinstance(value, dict):
        parts = [_key(name) + _text(each, depth + 1) for name, each in value.items()]
        opening, closing = "{", "}"
    elif isinstance(value, list):
        parts = [_text(each, depth + 1) for each in value]
        opening, closing = "[", "]"
    else:
        return _plain(value)
    if not parts or (sum(map(len, parts)) + 2 * len(parts) + depth <= _LINE and _short(value)):
        return f"{opening}{', '.join(parts)}{closing}"
    line = "\n" + " " * depth
    return f"{opening}{line} {f',{line} '.join(parts)}{line}{closing}"


def _short(value: Any) -> bool:
    """Whether the value may fit on a line: no more than two levels, few members."""
    if len(value) > _LINE // 3:
        return False
    for each in value.values() if isinstance(value, dict) else value:
        if isinstance(each, (dict, list)) and (len(each) > 8 or any(isinstance(one, _NESTED) for one in each)):
            return False
    return True


_NESTED = (dict, list, Flat)


def _plain(value: Any) -> str:
    """A text, a number, true, false or null as JSON."""
    kind = type(value)
    if kind is str:
        return encode(value)
    if kind is Flat:
        return str(value)
    # What the encoder would say, without the detour that it takes for anything but a text.
    if value is None or kind is bool:
        return "null" if value is None else "true" if value else "false"
    return str(value) if kind is int else json.dumps(value, ensure_ascii=False)


@lru_cache(maxsize=1024)
def _key(name: str) -> str:
    return f"{encode(name)}: "


def _escape(found: re.Match[str]) -> str:
    r"""A character that a terminal obeys, or that has no UTF-8, as `\uXXXX`."""
    code = ord(found[0])
    if code < 0x10000:
        return f"\\u{code:04x}"
    return f"\\u{0xD800 + ((code - 0x10000) >> 10):04x}\\u{0xDC00 + ((code - 0x10000) & 0x3FF):04x}"
