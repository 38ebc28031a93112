"""Markdown files: blocks by markdown-it-py, places of words found again inside each block's lines.

The front matter gives metadata; code is no text; an image that stands alone gives its words as a caption; comments are
kept apart for triage. Emphasis and link markup are left out of the text, and every piece of it knows where it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from checker.model import Article, BlockKind, Supplied
from checker.outlets import Registry
from checker.readers.assembly import Draft, Remark, assemble
from checker.readers.decoding import decode
from checker.readers.frontmatter import split
from checker.readers.notices import Notices
from checker.readers.outline import outline
from checker.readers.passages import Composer, Passage
from checker.readers.plaintext import bare_links

SUFFIXES = (".md", ".markdown", ".mdown", ".mkd")

_PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable("text_join")
_MASK = "\ue000"
_COMMENT = re.compile(r"<!--(.*?)-->", re.S)
_UNSEEN = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>|<[^<>]*>", re.S | re.I)
_TARGET = re.compile(r"\]\((?:\s*<[^<>\n]*>|[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)|\]\[[^\[\]]*\]|\]|>", re.S)
_IMAGE = re.compile(r"!\[(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*\](?:\((?:[^()\\]|\\.|\([^()]*\))*\)|\[[^\[\]]*\])?", re.S)


def read(data: bytes, name: str, registry: Registry, supplied: Supplied, charset: str, patterns: Notices) -> Article:
    """An article of Markdown; raises `InputError` for empty and binary files."""
    decoded = decode(data, charset)
    head, body, warnings = split(decoded.text)
    writer = Writer(decoded.text, _masked(decoded.text))
    writer.write(_PARSER.parse(_masked(body)))
    draft = Draft(
        source=decoded.text,
        name=name,
        format="markdown",
        passages=outline(writer.passages, patterns),
        head=head,
        remarks=writer.remarks,
        warnings=[*decoded.warnings, *warnings],
        degraded=decoded.degraded,
    )
    return assemble(draft, registry, supplied, patterns)


def _emphasised(children: list[Token]) -> bool:
    """Whether a block, an image at its start aside, is emphasised from end to end."""
    shown = [child.type for child in children if child.content or child.nesting]
    shown = shown[1:] if shown[:1] == ["image"] else shown
    return shown[:1] == ["em_open"] and shown[-1] == "em_close" and shown.count("em_open") == 1


def _masked(source: str) -> str:
    """The source with another character for each "<" that opens what nothing closes.

    markdown-it looks for the end of each of them, to the end of the file: 50,000 would take minutes.
    """
    for opening, closing in (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>"), ("<", ">")):
        last = source.rfind(closing) + 1
        source = source[:last] + source[last:].replace(opening, _MASK + opening[1:])
    return source


@dataclass(slots=True)
class Writer:
    """Makes passages of a token stream, with a cursor in the source that only goes forward.

    Words are looked for in `masked`, the source as the parser saw it, and taken from `source`.
    """

    source: str
    masked: str
    passages: list[Passage] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    cursor: int = 0
    end: int = 0
    image: bool = False

    def write(self, tokens: list[Token]) -> None:
        """Adds a passage for each block of text."""
        self.lines = [0, *(found.end() for found in re.finditer(r"\r\n|\n|\r", self.source)), len(self.source)]
        quotes = 0
        for before, token in pairwise([Token("", "", 0), *tokens]):
            quotes += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
            if token.map:
                self.cursor = max(self.cursor, self.lines[token.map[0]])
                self.end = self.lines[min(token.map[1], len(self.lines) - 1)]
            if token.type == "inline":
                self._block(token, before, quotes > 0)
            elif token.type == "html_block":
                self._html(token)

    def _block(self, token: Token, before: Token, quoted: bool) -> None:
        children = token.children or []
        kind: BlockKind = "quote" if quoted else "paragraph"
        if before.type == "heading_open":
            kind = "headline" if before.tag == "h1" and len(self.passages) < 3 else "heading"
        visible = [child for child in children if child.type not in ("softbreak", "hardbreak") and child.content != ""]
        alone = bool(visible) and all(child.type == "image" for child in visible)
        leaning = (self.image or (children[:1] != [] and children[0].type == "image")) and _emphasised(children)
        words = Composer()
        self._inline(words, children, alone)
        caption = alone or leaning
        passage = words.passage("caption" if caption else kind, not caption)
        if passage:
            self.passages.append(passage)
        self.image = alone

    def _inline(self, words: Composer, children: list[Token], alone: bool) -> None:
        opened: list[tuple[int, str]] = []
        for child in children:
            if child.type == "text":
                self._text(words, child.content, linked=bool(opened))
            elif child.type in ("text_special", "code_inline"):
                self._special(words, child)
            elif child.type in ("softbreak", "hardbreak"):
                words.space(self.cursor, self.cursor)
            elif child.type == "link_open":
                opened.append((words.length, str(child.attrGet("href") or "")))
                mark = "<" if child.markup == "autolink" else "["
                self.cursor = max(self.cursor, self.source.find(mark, self.cursor, self.end) + 1)
            elif child.type == "link_close" and opened:
                words.link(*opened.pop())
                self._skip(_TARGET)
            elif child.type == "image":
                self._picture(words, child, alone)
            elif child.type == "html_inline":
                self._tag(child)

    def _text(self, words: Composer, text: str, linked: bool) -> None:
        place = self.masked.find(text, self.cursor, self.end) if text else -1
        if place < 0:
            words.put(text.replace(_MASK, "<"), self.cursor, self.cursor)
            return
        self.cursor = place + len(text)
        if linked:
            words.add(self.source[place : self.cursor], place)
        else:
            bare_links(words, self.source, place, self.cursor)

    def _special(self, words: Composer, token: Token) -> None:
        """An escape, an entity (their markup is what the source holds), or code."""
        raw = token.markup if token.type == "text_special" else token.content
        place = self.masked.find(raw, self.cursor, self.end)
        shown = token.content.replace(_MASK, "<")
        if place < 0:
            words.put(shown, self.cursor, self.cursor)
            return
        self.cursor = place + len(raw)
        if raw == token.content:
            words.add(shown, place)
        else:
            words.put(shown, place, self.cursor)

    def _picture(self, words: Composer, token: Token, alone: bool) -> None:
        start = max(self.cursor, self.source.find("![", self.cursor, self.end))
        if alone and token.content:
            self.cursor = start
            self._text(words, token.content, linked=True)
            words.space(self.cursor, self.cursor)
        self.cursor = start
        self._skip(_IMAGE)

    def _skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self.source, self.cursor, self.end)
        if found:
            self.cursor = found.end()

    def _tag(self, token: Token) -> None:
        place = self.source.find(token.content, self.cursor, self.end)
        if place >= 0:
            self.cursor = place + len(token.content)
        if comment := _COMMENT.match(token.content):
            self.remarks.append(Remark(max(place, 0), comment.group(1).strip()))

    def _html(self, token: Token) -> None:
        """A block of HTML: its comments are remarks, what is left between its tags is text."""
        words = Composer()
        begun = self.cursor
        for comment in _COMMENT.finditer(self.source, begun, self.end):
            self.remarks.append(Remark(comment.start(), comment.group(1).strip()))
        at = begun
        for tag in _UNSEEN.finditer(self.source, begun, self.end):
            words.add(self.source[at : tag.start()], at)
            at = tag.end()
        words.add(self.source[at : self.end], at)
        self.cursor = self.end
        if passage := words.passage():
            self.passages.append(passage)
