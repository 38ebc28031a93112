"""Two tree makers, one stream of events: lxml on the normal path, BeautifulSoup where lxml would lose text.

libxml2 drops what lies deeper than 2,048 levels and needs minutes for a tag of 100,000 attributes, both without an
error; BeautifulSoup with Python's own parser reads them, ten times slower. Who walks the events cannot tell which it
was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import lxml.etree
import lxml.html
from bs4 import BeautifulSoup
from bs4.builder import ParserRejectedMarkup
from bs4.element import NavigableString, PreformattedString, Tag

MAX_SOUP = 2_000_000
_RAW = re.compile(r"<(script|style|noscript|template|svg|head|title|textarea|iframe|xmp|math)\b", re.I | re.A)
_ENTITY = re.compile(r"&#?\w{1,31};")


# One step of the walk: "open", "close", "text" or "comment"; the tag's name or the words; its attributes; its line.
# A bare tuple: a page has thousands, and a dataclass each would double the time of the walk.
Event = tuple[str, str, Mapping[str, str], int]

_NONE: Mapping[str, str] = {}

# Forms and fields as elements like others: lxml's own choice is a call of Python for each of the thousands, and again
# for each of an extractor's copies.
_PLAIN = lxml.etree.ElementDefaultClassLookup(
    element=lxml.html.HtmlElement,
    comment=lxml.html.HtmlComment,
    pi=lxml.html.HtmlProcessingInstruction,
    entity=lxml.html.HtmlEntity,
)


def lxml_tree(source: str) -> lxml.html.HtmlElement | None:
    """The page as lxml reads it, or None where it finds no element at all.

    Bytes go in, not text: as text, lone surrogates and an XML declaration make libxml2 drop the page.
    """
    data = source.replace("\x00", "").encode("utf-8", errors="replace")
    parser = lxml.html.HTMLParser(huge_tree=True, encoding="utf-8")
    parser.set_element_class_lookup(_PLAIN)
    try:
        return lxml.html.document_fromstring(data, parser=parser)
    except (lxml.etree.LxmlError, ValueError):
        return None


def lxml_events(tree: lxml.html.HtmlElement) -> Iterator[Event]:
    """The events of an lxml tree; comments and processing instructions have a tail that is visible."""
    for step, element in lxml.etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        if step == "start":
            attributes = element.items()
            yield ("open", element.tag, dict(attributes) if attributes else _NONE, element.sourceline or 0)
            if words := element.text:
                yield ("text", words, _NONE, 0)
            continue
        if step == "end":
            yield ("close", element.tag, _NONE, 0)
        elif step == "comment":
            yield ("comment", element.text or "", _NONE, element.sourceline or 0)
        if (words := element.tail) and element is not tree:
            yield ("text", words, _NONE, 0)


def soup_tree(source: str) -> BeautifulSoup:
    """The page as BeautifulSoup with Python's own parser reads it, at most `MAX_SOUP` characters of it."""
    markup = source[:MAX_SOUP].encode("utf-8", errors="replace").decode()
    try:
        return BeautifulSoup(markup, "html.parser")
    except ParserRejectedMarkup:
        # Python's parser gives up at a declaration it does not know, such as "<![x": as a comment it passes.
        return BeautifulSoup(re.sub(r"<!(?!--)[^>]*>?", "", markup), "html.parser")


def soup_events(tree: BeautifulSoup) -> Iterator[Event]:
    """The events of a BeautifulSoup tree, without recursion: nesting may be 100,000 levels deep."""
    stack: list[tuple[Tag, Iterator[Any]]] = [(tree, iter(tree.contents))]
    while stack:
        tag, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            if stack:
                yield ("close", tag.name, _NONE, 0)
        elif isinstance(child, Tag):
            attributes = {key: " ".join(v) if isinstance(v, list) else str(v) for key, v in child.attrs.items()}
            yield ("open", child.name, attributes, child.sourceline or 0)
            stack.append((child, iter(child.contents)))
        elif type(child).__name__ == "Comment":
            yield ("comment", str(child), _NONE, 0)
        elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
            yield ("text", str(child), _NONE, 0)


def visible(source: str) -> int:
    """About how many characters a reader sees, counted without a tree: what no parser can lose."""
    done = 0
    kept, unclosed = [], set[str]()
    for found in _RAW.finditer(source):
        name = found.group(1).lower()
        if found.start() < done or name in unclosed:
            continue
        end = re.compile(f"</{name}", re.I | re.A).search(source, found.end())
        if end is None:
            unclosed.add(name)
            continue
        kept.append(source[done : found.start()])
        done = end.start()
    kept.append(source[done:])
    # Cut by hand: an expression that finds every tag takes longer. What no ">" follows is no tag but a reader's "<".
    first, *rest = _uncommented("".join(kept)).split("<")
    seen = [first]
    for part in rest:
        tag, closed, shown = part.partition(">")
        seen.append(shown if closed else f"<{tag}")
    return sum(map(len, _ENTITY.sub("x", " ".join(seen)).split()))


def _uncommented(source: str) -> str:
    """The source without its comments, in linear time also where thousands are opened and none is closed."""
    first, *others = source.split("<!--")
    parts = (part.partition("-->") for part in others)
    return first + "".join(behind if closed else inside for inside, closed, behind in parts)
