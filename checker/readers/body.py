"""From votes to the article's body: what belongs between, before and behind the voted blocks, and what does not.

All rules speak of shape (labels, links, neighbours, the head's own words), none of a publisher or a language.
"""

from __future__ import annotations

import re
from collections import Counter

from checker.readers.cuts import Cut
from checker.readers.labels import Label
from checker.readers.metadata import Metadata

_LONG = 12
_GAP = 8
_FAR = 40
_ENDS = re.compile(r"[.!?…:;\"”’»)\]]\W*$")
_OUT = Label.CAPTION | Label.EMBED | Label.FOOTER | Label.COMMENTS
_WEAK = Label.NAV | Label.ASIDE | Label.PROMO | Label.TAGS | Label.CREDIT | Label.BYLINE | Label.DATE | Label.HEADER
_BITS = [1 << bit for bit in range(20)]


class Shape:
    """The body of one page, as it is found step by step."""

    def __init__(self, blocks: list[Cut], voted: set[int], head: Metadata) -> None:
        self.blocks = blocks
        self.voted = voted
        self.head = head
        self.common = _common([blocks[order] for order in voted])
        self.headline = self._headline(voted)
        self._title = _flat(blocks[self.headline].text) if self.headline >= 0 else ""
        self.standfirst: set[int] = set()
        self.listed = self._listed(voted)
        self.body = {order for order in voted if not self.apart(blocks[order])}
        if self.body:
            self._fill()
            self._extend()
            self._cluster()
            self._once()
            self._trim()
            self._introduce()

    def labels(self, cut: Cut) -> int:
        """A block's labels without those that the whole article lies under."""
        return cut.labels & ~self.common

    def apart(self, cut: Cut) -> bool:
        """Whether a block is no body, whoever voted for it."""
        labels = self.labels(cut)
        if labels & _OUT or (cut.linked >= 0.9 * len(cut.text) and cut.order not in self.listed):
            return True
        if _leads_away(cut):
            return True
        if labels & _WEAK and (cut.words < _LONG or cut.linked * 2 > len(cut.text)):
            return True
        return self.headline >= 0 and (cut.order <= self.headline or _flat(cut.text) == self._title)

    def _headline(self, voted: set[int]) -> int:
        """The heading nearest before the text that repeats a title of the head, else the last h1, else -1."""
        long = [order for order in sorted(voted) if self.blocks[order].words >= _LONG]
        start = long[len(long) // 4] if long else max(voted, default=0)
        titles = [_flat(fact.value) for fact in self.head.titles]
        found = last = -1
        for cut in self.blocks[: start + 1]:
            if cut.labels & Label.TITLE:
                last = cut.order
            if cut.labels & (Label.TITLE | Label.HEADING) and len(cut.text) > 15 and _repeats(_flat(cut.text), titles):
                found = cut.order
        return found if found >= 0 else last

    def _listed(self, voted: set[int]) -> set[int]:
        """Voted blocks that are nothing but a link, where the article is a list of such: four or more, each among text.

        One such line is a promo ("Read also"), several in a row are too; a line under each item of a list is content.
        """
        linked = {order for order in voted if self.blocks[order].linked >= 0.9 * len(self.blocks[order].text)}
        alone = [order for order in linked if not {order - 1, order + 1} & linked]
        paths = Counter(self.blocks[order].path for order in alone)
        return {order for order in alone if paths[self.blocks[order].path] >= 4}

    def _once(self) -> None:
        """Drops passages that a page prints again, for phones or for print: two blocks and more, in the same order."""
        orders = sorted(self.body)
        first: dict[str, int] = {}
        copies = [first.setdefault(_flat(self.blocks[order].text), at) for at, order in enumerate(orders)]
        for at, order in enumerate(orders):
            before = at > 0 and copies[at - 1] < at - 1 and copies[at - 1] == copies[at] - 1
            behind = at + 1 < len(orders) and copies[at + 1] < at + 1 and copies[at + 1] == copies[at] + 1
            if copies[at] < at and (before or behind):
                self.body.discard(order)

    def _fill(self) -> None:
        """Blocks between body blocks that are set like them."""
        first, last = min(self.body), max(self.body)
        chosen = [self.blocks[order] for order in self.body]
        paths = {cut.path for cut in chosen if cut.tag == "p" and cut.words >= _LONG}
        parents, holders = {cut.parent for cut in chosen if cut.tag == "p"}, {cut.holder for cut in chosen}
        for cut in self.blocks[first:last]:
            like = (cut.tag == "p" and cut.parent in parents) or cut.holder in holders or cut.path in paths
            if like and cut.linked <= 0.6 * len(cut.text) and not self.apart(cut):
                self.body.add(cut.order)

    def _extend(self) -> None:
        """Goes on before and behind while long paragraphs in the body's own setting follow one another closely."""
        paths = Counter(self.blocks[order].path for order in self.body if self.blocks[order].words >= _LONG)
        usual = {path for path, count in paths.items() if count > 1}
        for step, edge in ((1, max(self.body)), (-1, min(self.body))):
            at = edge + step
            while 0 <= at < len(self.blocks) and abs(at - edge) <= _GAP:
                cut = self.blocks[at]
                if cut.labels & Label.TITLE:
                    break
                if cut.path in usual and cut.words >= _LONG and cut.linked * 4 < len(cut.text) and not self.apart(cut):
                    self.body.update(self._between(min(at, edge), max(at, edge), usual))
                    edge = at
                at += step

    def _between(self, start: int, end: int, usual: set[int]) -> list[int]:
        return [cut.order for cut in self.blocks[start : end + 1] if cut.path in usual and not self.apart(cut)]

    def _cluster(self) -> None:
        """Drops voted blocks that lie far from the rest: another list, another article."""
        runs: list[list[int]] = []
        for order in sorted(self.body):
            if runs and order - runs[-1][-1] <= _FAR:
                runs[-1].append(order)
            else:
                runs.append([order])
        words = [sum(self.blocks[order].words for order in run) for run in runs]
        most = max(words)
        self.body = {order for run, count in zip(runs, words, strict=True) if count * 5 >= most for order in run}

    def _trim(self) -> None:
        """Short lines before the first and behind the last real paragraph are labels, not text."""
        orders = sorted(self.body)
        for order in reversed(orders[-3:]):
            if len(orders) <= 3 or self._sentence(self.blocks[order]):
                break
            self.body.discard(orders.pop())
        while len(orders) > 3 and not self._opens(self.blocks[orders[0]]):
            self.body.discard(orders.pop(0))

    def _sentence(self, cut: Cut) -> bool:
        return not cut.labels & Label.HEADING and (cut.words >= _LONG or bool(_ENDS.search(cut.text)))

    def _opens(self, cut: Cut) -> bool:
        return bool(cut.labels & Label.HEADING) or cut.words >= _LONG or bool(_ENDS.search(cut.text))

    def _introduce(self) -> None:
        """The standfirst: a block between headline and body that the head repeats as the page's description."""
        first = min(self.body)
        said = [_flat(text) for text in self.head.descriptions if len(text) > 30]
        for cut in self.blocks[max(0, self.headline + 1, first - 30) : first]:
            flat = _flat(cut.text)
            if cut.words >= 8 and cut.linked * 2 < len(cut.text) and _repeats(flat, said):
                self.standfirst.add(cut.order)
        self.body |= self.standfirst


def _common(chosen: list[Cut]) -> int:
    total = sum(cut.words for cut in chosen) or 1
    found = 0
    for bit in _BITS:
        if sum(cut.words for cut in chosen if cut.labels & bit) * 2 > total:
            found |= bit
    return found


def _leads_away(cut: Cut) -> bool:
    """Whether a block is a word or two, a colon, and a linked headline: "More: ...", in any language."""
    lead, colon, rest = cut.text.partition(":")
    linked = cut.linked >= 0.9 * len(rest.strip()) and cut.linked * 4 >= 3 * len(cut.text)
    return bool(colon) and lead.count(" ") < 3 and linked and rest.count(" ") >= 4


def _flat(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def _repeats(flat: str, others: list[str]) -> bool:
    """Whether two texts are one, or one is the other cut short or with a site's name behind it."""
    for other in others:
        short, long = sorted((flat, other), key=len)
        if short and (short == long or (len(short) >= 20 and long.startswith(short)) or long[:60] == short[:60] != ""):
            return True
    return False
