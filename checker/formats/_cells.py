"""Text made safe to show, and measured in terminal cells.

Articles are not ours: they may hold terminal escapes, direction marks or half a surrogate pair. `visible` shows such
characters by number instead of passing them on.
"""

from __future__ import annotations

import re
import unicodedata

_SPACE = re.compile(r"[ \t\n]+|\r\n")
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
_STYLES = {"error": "1;31", "warning": "1;33", "note": "1;36", "bold": "1", "dim": "2", "mark": "1;31", "side": "1;34"}


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def visible(text: str, keep: str = "") -> str:
    r"""The text with control, direction and lone surrogate characters shown by number.

    >>> visible("a\x1b]8;;b\u202e")
    'a\\x1b]8;;b\\u202e'
    >>> visible("a\nb", keep="\n") == "a\nb"
    True
    """
    if text.isprintable():  # nearly every text: none of those characters is printable
        return text
    return _HIDDEN.sub(lambda found: found[0] if found[0] in keep else _escape(found), text)


def line(text: str) -> str:
    r"""The text on one line, safe to show: breaks and tabs become a space.

    >>> line(" two\n lines\t")
    'two lines'
    """
    return visible(_SPACE.sub(" ", text).strip(" "))


def inert(row: str) -> str:
    """The row as no CI runner obeys it: GitHub's takes `::` at a line's start, and `##[` anywhere, for a command."""
    bare = row.lstrip()
    if bare.startswith("::"):
        row = f"{row[: len(row) - len(bare)]}\\x3a{bare[1:]}"
    return row.replace("##[", "\\x23#[")


def cells(text: str) -> int:
    """Terminal cells the text takes: wide East Asian characters and emoji two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(_cell(character) for character in text)


def _cell(character: str) -> int:
    if unicodedata.combining(character) or character in "\u200c\u200d\ufe0e\ufe0f":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def cut(text: str, width: int) -> str:
    """The text in at most `width` cells; what does not fit is replaced by an ellipsis."""
    if cells(text) <= width:
        return text
    kept, used = [], 0
    for character in text:
        used += _cell(character)
        if used > width - 1:
            break
        kept.append(character)
    return "".join(kept).rstrip() + "…"


def fold(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` cells, broken at spaces, inside a word only where it must be."""
    lines, current = [], ""
    for word in text.split(" "):
        joined = f"{current} {word}" if current else word
        if cells(joined) <= width:
            current = joined
            continue
        if current:
            lines.append(current)
        *full, current = _slices(word, width)
        lines.extend(full)
    return [*lines, current]


def _slices(word: str, width: int) -> list[str]:
    parts, current, used = [], "", 0
    for character in word:
        size = _cell(character)
        if current and used + size > width:
            parts.append(current)
            current, used = "", 0
        current, used = current + character, used + size
    return [*parts, current]


def hang(label: str, text: str, width: int) -> list[str]:
    """`label` and the text beside it, folded; further lines are indented by the width of the label."""
    margin = cells(label)
    first, *rest = fold(text, max(20, width - margin))
    return [(label + first).rstrip(), *(" " * margin + part for part in rest)]


def pad(text: str, width: int) -> str:
    """The text cut or filled with spaces to exactly `width` cells."""
    short = cut(text, width)
    return short + " " * (width - cells(short))


def paint(text: str, style: str, on: bool) -> str:
    """The text in an ANSI style, or as it is when colours are off."""
    return f"\x1b[{_STYLES.get(style, '0')}m{text}\x1b[0m" if on and text else text
