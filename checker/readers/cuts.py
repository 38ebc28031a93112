"""Cuts a page into leaf blocks: nothing is thrown away yet, every block is labelled by the tags around it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from checker.readers.labels import TAGS, Label, named
from checker.readers.trees import Event

_BLOCK_TAGS = frozenset(
    """address article aside blockquote body br center dd details dialog dir div dl dt fieldset figcaption figure footer
    form h1 h2 h3 h4 h5 h6 header hr html iframe legend li main menu nav noframes ol optgroup p pre section summary
    table tbody td tfoot th thead tr ul video audio""".split()  # noqa: SIM905
)
_UNSEEN = frozenset(
    "script style noscript template svg head title button select textarea option object math".split()  # noqa: SIM905
)


@dataclass(slots=True)
class Run:
    """Raw characters of one text node; `line` is that of the tag around it, `link` an index into `Cuts.hrefs` or -1."""

    text: str
    line: int
    link: int
    labels: int


@dataclass(slots=True)
class Cut:
    """One leaf block of the page.

    `text` is collapsed; `labels` hold for all of its words, `partly` for some; `holder` numbers the element that it
    fills, `parent` the one around that, `path` stands for the tags and classes of the last three; `linked` counts
    characters inside links.
    """

    runs: list[Run]
    text: str
    tag: str
    labels: int
    partly: int
    holder: int
    parent: int
    path: int
    order: int
    linked: int
    words: int


@dataclass(slots=True)
class Cuts:
    """A page, cut. `times` are `datetime` attributes met on the way, `data` JSON-LD scripts, all in its order."""

    blocks: list[Cut] = field(default_factory=list)
    hrefs: list[str] = field(default_factory=list)
    times: list[tuple[str, int]] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Frame:
    labels: int
    line: int
    link: int
    holder: int
    parent: int
    holder_tag: str
    path: tuple[str, ...]


class Cutter:
    """Walks the events of a page and gathers its leaf blocks."""

    def __init__(self) -> None:
        self.cuts = Cuts()
        self._stack = [_Frame(0, 0, -1, 0, 0, "", ())]
        self._runs: list[Run] = []
        self._unseen = 0
        self._script = ""
        self._count = 0

    def walk(self, events: Iterable[Event]) -> Cuts:
        """All blocks of the page, in its order."""
        for what, name, attributes, line in events:
            if what == "text":
                self._text(name)
            elif what == "open":
                self._open(name, attributes, line)
            elif what == "close":
                self._close(name)
            elif not self._unseen:
                self.cuts.comments.append(name)
        if self._runs:
            self._flush()
        return self.cuts

    def _open(self, tag: str, given: Mapping[str, str], line: int) -> None:
        parent = self._stack[-1]
        block = tag in _BLOCK_TAGS
        if block and self._runs:
            self._flush()
        if tag in _UNSEEN:
            self._unseen += 1
            self._script = given.get("type", "").lower() if tag == "script" else ""
        if self._unseen and "datetime" not in given:
            self._stack.append(parent)  # nothing in here is shown: its labels, links and lines are nobody's
            return
        labels, link = parent.labels | TAGS.get(tag, 0), parent.link
        if given:
            labels |= _said(given)
            if "datetime" in given:
                self.cuts.times.append((given["datetime"], labels))
            if tag == "a" and "href" in given:
                link = len(self.cuts.hrefs)
                self.cuts.hrefs.append(given["href"])
        self._count += 1
        line = line or parent.line
        if block:
            path = (*parent.path[-2:], f"{tag}.{given.get('class', '')}" if given else tag)
            frame = _Frame(labels, line, link, self._count, parent.holder, tag, path)
        elif labels == parent.labels and link == parent.link and (line == parent.line or not given):
            frame = parent
        else:
            frame = _Frame(labels, line, link, parent.holder, parent.parent, parent.holder_tag, parent.path)
        self._stack.append(frame)

    def _close(self, tag: str) -> None:
        if self._runs and tag in _BLOCK_TAGS:
            self._flush()
        self._stack.pop()
        if tag in _UNSEEN:
            self._unseen -= 1
            self._script = ""

    def _text(self, text: str) -> None:
        if not self._unseen:
            top = self._stack[-1]
            # A block's first words are not the white space before them, unless that alone is a link.
            if self._runs or top.link >= 0 or not text.isspace():
                self._runs.append(Run(text, top.line, top.link, top.labels))
        elif self._script == "application/ld+json":
            self.cuts.data.append(text)

    def _flush(self) -> None:
        runs, self._runs = self._runs, []
        text = " ".join("".join(run.text for run in runs).split())
        if not text:
            return
        labels, partly, linked = -1, 0, 0
        for run in runs:
            if not run.text.isspace():
                labels &= run.labels
                partly |= run.labels
                linked += len(run.text.strip()) if run.link >= 0 else 0
        top = self._stack[-1]
        order, words = len(self.cuts.blocks), text.count(" ") + 1
        place = (top.holder_tag, labels, partly, top.holder, top.parent, hash(top.path), order)
        self.cuts.blocks.append(Cut(runs, text, *place, linked, words))


def _said(given: Mapping[str, str]) -> int:
    """The labels in a tag's attributes."""
    names = f"{given.get('class', '')} {given.get('id', '')} {given.get('role', '')} {given.get('itemprop', '')}"
    labels = named(names[:300]) if len(names) > 3 else 0
    if "hidden" in given or ("style" in given and "display:none" in given["style"].replace(" ", "")):
        labels |= Label.HIDDEN
    return labels
