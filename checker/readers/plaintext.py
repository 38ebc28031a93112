"""Plain text and text that looks like Markdown: blank-line blocks, `[anchor](target)` links, `\\$` escapes.

A line break inside a block is a space where the file is wrapped to a width, and begins a new block where it is not.
Comments (`<!-- ... -->`) are no text; they are kept apart for triage.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import re2

from checker.model import Article, Block, Origin, Span, Supplied
from checker.outlets import Registry
from checker.readers.assembly import Draft, Remark, assemble
from checker.readers.decoding import decode
from checker.readers.notices import Notices
from checker.readers.outline import outline
from checker.readers.passages import Composer, Passage

SUFFIXES = (".txt", ".text", "")

_WRAP = 120
_COMMENT = re2.compile(r"(?s)<!--(.*?)-->")
_BLANK = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
# re2: linear in the block, whatever brackets a hostile file piles up. Images show nothing, so they give nothing.
_MARK = re.compile(r"[\[\\<]|://")
_BARE = re2.compile(r"(?i:https?)://[^\s<>\[\]\"“”«»]*")
_INLINE = re2.compile(
    r"(?P<image>!\[(?:\\.|[^\[\]\\])*\]\([^()]*\))"
    r"|\[(?P<anchor>(?:\\.|[^\[\]\\]|\[[^\[\]]*\])*)\]"
    r"\((?P<href>(?:\\.|[^()\s\\]|\([^()\s]*\))*)(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)"
    r"|(?P<escape>\\[!-/:-@\[-`{-~])"
    r"|<(?P<auto>(?i:https?)://[^<>\s]*)>"
    r"|(?P<bare>(?i:https?)://[^\s<>\[\]\"“”«»]*)"
)


def read(data: bytes, name: str, registry: Registry, supplied: Supplied, charset: str, patterns: Notices) -> Article:
    """An article of plain text; raises `InputError` for empty and binary files."""
    decoded = decode(data, charset)
    shown, remarks = uncomment(decoded.text)
    draft = Draft(
        source=decoded.text,
        name=name,
        format="text",
        passages=outline([passage for span in blocks(shown) if (passage := compose(shown, span))], patterns),
        remarks=remarks,
        warnings=list(decoded.warnings),
        degraded=decoded.degraded,
    )
    return assemble(draft, registry, supplied, patterns)


def verbatim(text: str, name: str = "") -> Article:
    """An article of `text` as it is: no markup is read, each line is a paragraph, all offsets stay.

    For texts whose offsets belong to someone else, such as annotated corpora.
    """
    lines = [Block(Span(line.start(), line.end()), "paragraph") for line in re.finditer(r"[^\n]*\S[^\n]*", text)]
    return Article(name, text, Origin.over(text), tuple(lines))


def uncomment(source: str) -> tuple[str, list[Remark]]:
    """The source with blanks in place of comments, so that offsets stay, and the comments."""
    if "<!--" not in source:
        return source, []
    remarks: list[Remark] = []
    parts: list[str] = []
    done = 0
    for found in _COMMENT.finditer(source):
        start, end = found.span()
        remarks.append(Remark(start, found.group(1).strip()))
        parts += [source[done:start], " " * (end - start)]
        done = end
    return "".join([*parts, source[done:]]), remarks


def blocks(source: str) -> Iterator[Span]:
    """Spans of the blocks: divided by blank lines, and by line breaks that no wrapping explains."""
    source = source.replace("\r", " ") if "\r\n" in source else source.replace("\r", "\n")
    longest = max((len(line) for line in source.split("\n")), default=0)
    start = 0
    for gap in [*_BLANK.finditer(source), None]:
        end = gap.start() if gap else len(source)
        yield from _lines(source, start, end, longest)
        start = gap.end() if gap else end


def _lines(source: str, start: int, end: int, longest: int) -> Iterator[Span]:
    """Divides a blank-line block at its hard line breaks."""
    begun, at = start, source.find("\n", start, end)
    while at >= 0:
        following = source.find("\n", at + 1, end)
        if not _wrapped(source, source.rfind("\n", begun, at) + 1 or begun, at, longest):
            yield Span(begun, at)
            begun = at + 1
        at = following
    if source[begun:end].strip():
        yield Span(begun, end)


def _wrapped(source: str, line: int, at: int, longest: int) -> bool:
    """Whether the line break at `at` only wraps: the next word would not have fitted, or goes on in lower case."""
    if longest > _WRAP:
        return False
    following = source[at + 1 : at + 1 + _WRAP].split(maxsplit=1)
    word = following[0] if following else ""
    return word[:1].islower() or at - line + 1 + len(word) > longest


def compose(source: str, span: Span) -> Passage | None:
    """The passage of a block: links taken apart, escapes resolved; None where nothing is visible."""
    words = Composer()
    _inline(words, source, span.start, span.end)
    return words.passage()


def _inline(words: Composer, source: str, start: int, end: int) -> None:
    done = start
    for found in _INLINE.finditer(source[start:end]) if _MARK.search(source, start, end) else ():
        at, to = start + found.start(), start + found.end()
        words.add(source[done:at], done)
        begun = words.length
        if found.group("anchor") is not None:
            inner = at + 1
            _inline(words, source, inner, inner + len(found.group("anchor")))
            words.link(begun, re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", found.group("href")))
        elif found.group("escape"):
            words.put(found.group("escape")[1], at, to)
        elif found.group("auto"):
            words.add(found.group("auto"), at + 1)
            words.link(begun, found.group("auto"))
        elif found.group("bare"):
            to = at + len(_address(found.group("bare")))
            words.add(source[at:to], at)
            words.link(begun, source[at:to])
        done = to
    words.add(source[done:end], done)


def bare_links(words: Composer, source: str, start: int, end: int) -> None:
    """Appends source words in which addresses stand bare, each of them a link to itself."""
    done = start
    for found in _BARE.finditer(source[start:end]) if "://" in source[start:end] else ():
        at = start + found.start()
        words.add(source[done:at], done)
        begun, done = words.length, at + len(_address(found.group()))
        words.add(source[at:done], at)
        words.link(begun, source[at:done])
    words.add(source[done:end], done)


def _address(found: str) -> str:
    """A bare address without the punctuation of the sentence that it ends."""
    while found and (found[-1] in ".,;:!?'’*_" or (found[-1] == ")" and found.count("(") < found.count(")"))):
        found = found[:-1]
    return found
