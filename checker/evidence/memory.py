"""Pages that a policy's example brings along, as records: what a store would hold after looking at them."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Sequence

from checker.errors import EvidenceError
from checker.evidence.pages import Page, address_key
from checker.model import Capture, ExamplePage, LinkState, Visit

_AT = "T08:00:00Z"
# States of a page that sent its article, or a part of it.
_WITH_BYTES: frozenset[LinkState] = frozenset({"ok", "moved", "drifted", "paywalled"})
_LINK = re.compile(r"\[([^\[\]\n]+)\]\((https?://[^\s()]+)\)")


class Memory:
    """Records in memory; made with `Memory.of`."""

    def __init__(self, visits: Sequence[Visit], captures: Sequence[Capture], pages: Sequence[Page]) -> None:
        self._visits, self._captures = visits, captures
        self._pages = {hashlib.sha256(page.body).hexdigest(): page for page in pages}

    @classmethod
    def of(cls, examples: Sequence[ExamplePage]) -> Memory:
        """The records that looking at these pages on the days that they name would have made."""
        visits, captures, pages = [], [], []
        for example in examples:
            page = _page(example)
            digest = hashlib.sha256(page.body).hexdigest() if example.state in _WITH_BYTES else ""
            for day in example.seen:
                visits.append(_visit(example, day + _AT, digest))
                if digest:
                    captures.append(
                        Capture(page.url, day + _AT, page.status, digest, page.header("content-type"), page.final_url)
                    )
                    pages.append(page)
        return cls(visits, captures, pages)

    def visits(self, url: str) -> Sequence[Visit]:
        """All looks at an address, oldest first."""
        return [visit for visit in self._visits if address_key(visit.url) == address_key(url)]

    def captures(self, url: str) -> Sequence[Capture]:
        """All captures of an address, oldest first."""
        return [capture for capture in self._captures if address_key(capture.url) == address_key(url)]

    def page(self, capture: Capture) -> Page:
        """The page as it was captured; raises `EvidenceError` for one that is not here."""
        try:
            return self._pages[capture.sha256]
        except KeyError:
            raise EvidenceError(f"{capture.url}: no such capture") from None


def _visit(example: ExamplePage, when: str, digest: str) -> Visit:
    text = hashlib.sha256(example.text.encode()).hexdigest() if digest else ""
    return Visit(
        example.url,
        when,
        example.state,
        example.status,
        str(example.status) if example.state == "gone" else "",
        final_url=example.url,
        sha256=digest,
        text_sha256=text,
        title=example.title,
        published=example.published,
    )


def _page(example: ExamplePage) -> Page:
    headers = (("content-type", "text/html; charset=utf-8"),)
    return Page(example.url, example.url, example.status, headers, _document(example).encode(), "utf-8")


def _document(example: ExamplePage) -> str:
    """The example as a page of HTML; its text may be HTML already."""
    title = html.escape(example.title)
    day = f'<meta property="article:published_time" content="{example.published}">' if example.published else ""
    body = example.text if example.text.lstrip().startswith("<") else _paragraphs(example.text)
    heading = f"<h1>{title}</h1>" if title else ""
    return (
        f'<!doctype html><html lang="{example.language}"><head><meta charset="utf-8"><title>{title}</title>{day}</head>'
        f"<body><article>{heading}{body}</article></body></html>"
    )


def _paragraphs(text: str) -> str:
    parts = (html.escape(part.strip(), quote=False) for part in re.split(r"\n\s*\n", text) if part.strip())
    return "".join(f"<p>{_LINK.sub(_anchor, part)}</p>" for part in parts)


def _anchor(found: re.Match[str]) -> str:
    return f'<a href="{found[2]}">{found[1]}</a>'
