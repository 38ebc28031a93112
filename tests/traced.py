"""Pages in memory for tests of traces: the small web's papers, and any page that a test writes."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from hashlib import sha256

from checker import readers
from checker.attribution import Language
from checker.model import Copy, LinkCheck, Supplied
from checker.outlets import Registry
from checker.pipeline import examine
from checker.trace.pages import Sheet

FILLER = (
    "The meeting lasted two hours, and the gallery was full to the last seat before it began. Nobody asked for the "
    "minutes of the spring, which lie in the town hall and may be read there every Tuesday between nine and noon."
)


def page(
    text: str, publisher: str, day: str, title: str = "Quay to be closed", canonical: str = "", note: str = ""
) -> bytes:
    """The HTML of an article; `text` has paragraphs apart by a blank line, and links as HTML."""
    data = {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": title,
        **({"datePublished": f"{day}T08:00:00Z"} if day else {}),
        "publisher": {"@type": "Organization", "name": publisher},
    }  # fmt: skip
    link = f'<link rel="canonical" href="{html.escape(canonical)}">' if canonical else ""
    body = "".join(f"<p>{part}</p>" for part in (*([note] if note else []), *text.split("\n\n"), FILLER))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{html.escape(title)}</title>{link}'
        f'<script type="application/ld+json">{json.dumps(data)}</script></head>'
        f"<body><article><h1>{html.escape(title)}</h1>{body}</article></body></html>"
    ).encode("utf-8", "surrogatepass")


class Memory:
    """Pages by address; `asked` records what was looked at, in order, `checks` answer for addresses."""

    def __init__(
        self, known: Registry, language: Language, bodies: dict[str, bytes], corpus: Sequence[str] = ()
    ) -> None:
        self.known, self.language, self.bodies, self.corpus = known, language, bodies, corpus
        self.checks: dict[str, LinkCheck] = {}
        self.copied: dict[str, tuple[Copy, ...]] = {}
        self.asked: list[str] = []
        self._sheets: dict[str, Sheet] = {}

    def sheet(self, address: str) -> Sheet:
        """A page, read."""
        if address not in self._sheets:
            body = self.bodies[address]
            supplied = Supplied(url=address if "://" in address else "")
            article = readers.read(body, address, self.known, supplied)
            made = examine(article, self.known, self.language)
            self._sheets[address] = Sheet(address, made, "", sha256(body).hexdigest())
        return self._sheets[address]

    def prepare(self, addresses: Sequence[str]) -> None:
        """Nothing is fetched."""

    def page(self, address: str, words: str) -> Sheet | None:
        """The page, where there is one."""
        self.asked.append(address)
        return self.sheet(address) if address in self.bodies else None

    def check(self, address: str) -> LinkCheck:
        """What the test said of it."""
        return self.checks.get(address, LinkCheck())

    def holders(self, words: str, most: int) -> tuple[Sequence[Sheet], int]:
        """The whole corpus; the trace looks for the words itself."""
        return [self.sheet(address) for address in self.corpus[:most]], len(self.corpus[most:])

    def copies(self, sheet: Sheet) -> Sequence[Copy]:
        """What the test said of it."""
        return self.copied.get(sheet.address, ())

    def size(self) -> int:
        """Documents of the corpus."""
        return len(self.corpus)
