"""Outlets as sources: their names, the editions that share them, and what the text says of who owns them."""

from __future__ import annotations

from bisect import bisect_right

from checker.attribution.analysis import Analysis
from checker.attribution.language import Language
from checker.model import Source, SourceKind, Span, Standing
from checker.outlets import Mention

_LABEL = 6  # words


def outlet_source(analysis: Analysis, language: Language, mention: Mention, phrase: Span | None) -> Source:
    """The source that an outlet's name stands for."""
    outlet = mention.outlet
    edition = _station_of_network(analysis, language, mention)
    if edition is not None:
        standing = Standing("", edition, "unregistered")
        return Source(edition, "outlet", mention.span, phrase, outlet=standing, named=True)
    label = label_before(analysis, language, mention.span)
    body = outlet.kind in language.lists["body_kinds"]  # “Gallup said”, “according to Amnesty International”
    kind: SourceKind = "organisation" if body else "outlet"
    name = _name(mention, mention.span.of(analysis.tokens.text))
    return Source(name, kind, mention.span, phrase, label, outlet, True, label=label)


def _station_of_network(analysis: Analysis, language: Language, mention: Mention) -> str | None:
    """“CBS Dallas”: a local station is another outlet than the network whose name it bears."""
    tokens, end = analysis.tokens, mention.span.end
    if mention.span.of(tokens.text) not in language.lists["networks"]:
        return None
    token = bisect_right(tokens.starts, end)
    behind = tokens.words[token] if token < len(tokens) and tokens.starts[token] == end + 1 else ""
    return f"{mention.span.of(tokens.text)} {behind}" if behind in language.lists["editions"] else None


def _name(mention: Mention, printed: str) -> str:
    """The registry's name, unless the text uses an older or other one ("MSNBC" for what is called MS NOW today)."""
    known = mention.outlet.name
    words = known.split()
    initials = "".join(word[0] for word in words if word[0].isupper())
    if printed.casefold() == mention.outlet.domain:
        return known or printed
    if not known or (printed.casefold() not in known.casefold() and printed.replace(".", "") not in initials):
        return printed
    return known


def label_before(analysis: Analysis, language: Language, span: Span) -> str:
    """The author's own words on an outlet's ownership, just before its name: “Russian state-owned outlet”."""
    tokens = analysis.tokens
    number = bisect_right(tokens.starts, span.start) - 1
    first = number
    while (
        first > 0
        and number - first < _LABEL
        and analysis.letters[first - 1] in "nNasPe"
        and tokens.words[first - 1] != ","
    ):
        first -= 1
    words = tokens.lower[first:number]
    labels = {word.lower() for word in language.lists["state_labels"]}
    return tokens.phrase(first, number) if any(word in labels for word in words) else ""
