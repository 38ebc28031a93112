"""Articles and claims made by hand, for tests of the stages behind attribution."""

from __future__ import annotations

import re

from checker.model import (
    Article,
    ArticleReport,
    Block,
    Chain,
    Claim,
    ClaimKind,
    Comment,
    Control,
    Hop,
    Link,
    Origin,
    Provenance,
    Role,
    Source,
    SourceKind,
    Span,
    Standing,
)
from checker.sourcing import sourcing


def place(text: str, words: str, number: int = 0) -> Span:
    """The span of the words in the text, of their occurrence with this number."""
    found = list(re.finditer(re.escape(words), text))
    return Span(found[number].start(), found[number].end())


def article(
    text: str,
    links: tuple[Link, ...] = (),
    provenance: Provenance | None = None,
    comments: tuple[Comment, ...] = (),
    source: str = "made.md",
) -> Article:
    """An article whose paragraphs are separated by blank lines; a first one that begins with "# " is the headline."""
    blocks = []
    for found in re.finditer(r"[^\n]+(?:\n[^\n]+)*", text):
        kind = "headline" if found[0].startswith("# ") else "paragraph"
        blocks.append(Block(Span(found.start(), found.end()), kind))  # type: ignore[arg-type]
    return Article(
        source,
        text,
        Origin.over(text),
        tuple(blocks),
        links,
        provenance or Provenance(),
        format="markdown",
        comments=comments,
    )


def link(text: str, anchor: str, target: str | None = "https://www.reuters.com/a", href: str = "") -> Link:
    """A link on these words; without a target it is an empty one ("#")."""
    href = href or target or "#"
    return Link(place(text, anchor), anchor, href, target, "" if target else "fragment")


def outlet(name: str, control: Control = "no", key: str = "", **more: str) -> Standing:
    """An outlet as the registry would give it."""
    wording = more.pop("wording", "state-controlled, per State Media Monitor 2023" if control == "yes" else "")
    return Standing(key or name.lower().replace(" ", "-"), name, "known", control=control, wording=wording, **more)  # type: ignore[arg-type]


def source(text: str, words: str, kind: SourceKind = "person", number: int = 0, **more: object) -> Source:
    """A source printed with these words."""
    span = place(text, words, number)
    named = kind not in {"unnamed", "unknown"}
    given = {"name": words, "named": named, "id": words.casefold(), **more}
    return Source(kind=kind, span=span, phrase=span, **given)  # type: ignore[arg-type]


def hop(
    text: str, words: str, standing: Standing | None, role: Role = "first-publisher", link: int | None = None
) -> Hop:
    """A hop at an outlet printed with these words."""
    return Hop(source(text, words, "outlet", outlet=standing), "told", role, place(text, words), link)


def claim(
    text: str,
    content: str,
    speaker: Source,
    key: str = "c1",
    kind: ClaimKind = "indirect",
    hops: tuple[Hop, ...] = (),
    **more: object,
) -> Claim:
    """A claim with this content; its sentence is the paragraph, its origin the speaker."""
    span = place(text, content)
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    sentence = Span(start, end if end >= 0 else len(text))
    origin = Hop(speaker, "said", "origin", speaker.span)
    words = len(content.split())
    quoted = words if kind in {"direct", "unattributed"} else 0
    given = {"words": words, "quoted_words": quoted, "confidence": "high", **more}
    act = given.pop("act", "statement")
    return Claim(key, (span,), kind, act, speaker, sentence, hops=(origin, *hops), **given)  # type: ignore[arg-type]


def report(made: Article, *claims: Claim) -> ArticleReport:
    """The report of an article with these claims, before any policy was asked."""
    chains = tuple(Chain(claim.id, claim.hops) for claim in claims)
    return ArticleReport(made, claims, chains, sourcing(made, claims, chains))
