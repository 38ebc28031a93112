"""Whether two names on two pages are one outlet, or one speaker."""

from __future__ import annotations

import re

from checker.model import Article, Source, Standing

_ARTICLE = re.compile(r"^the\s+")


def publisher_keys(article: Article) -> frozenset[str]:
    """All that the page's own outlet is known by: the registry's id and name, its domain, what the page calls it."""
    told = article.provenance
    names = [told.publisher.value] if told.publisher else []
    return _keys(names, told.publisher_outlet)


def outlet_keys(source: Source) -> frozenset[str]:
    """All that an outlet named in a text is known by."""
    return _keys([source.name], source.outlet)


def standing_keys(outlet: Standing | None) -> frozenset[str]:
    """All that the registry's answer on an outlet says it is known by."""
    return _keys([], outlet)


def _keys(names: list[str], outlet: Standing | None) -> frozenset[str]:
    if outlet is not None:
        names = [*names, outlet.id, outlet.name, outlet.domain]
    plain = (_ARTICLE.sub("", " ".join(name.casefold().split())) for name in names)
    return frozenset(name for name in plain if name)


def folded(text: str) -> str:
    """The words of a text in lower case, one space apart.

    >>> folded("said in  the “Statement”.")
    'said in the statement'
    """
    return " ".join(_words(text))


def other_speaker(one: Source | None, two: Source | None) -> bool:
    """Whether two pages name two different speakers; a page that names nobody disagrees with none.

    "Voss" and "Mara Voss" are one: a short name is the end of the full one.
    """
    if one is None or two is None or not (one.named and two.named) or "outlet" in (one.kind, two.kind):
        return False
    first, second = _words(one.name), _words(two.name)
    if not first or not second:
        return False
    return not (
        set(first) <= set(second) or set(second) <= set(first) or (first[-1] == second[-1] and _alike(first, second))
    )


def _alike(first: list[str], second: list[str]) -> bool:
    """Whether the first names may be one: equal, or one the initial of the other ("M. Voss")."""
    short, full = sorted((first[0], second[0]), key=len)
    return full.startswith(short)


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W_]+", name.casefold())
