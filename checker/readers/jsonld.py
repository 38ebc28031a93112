"""What a page says of itself in JSON-LD: the one article among its items, names of people and organisations in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

Item = dict[str, Any]

MAX_CHARACTERS = 2_000_000
_COMMENT = re.compile(r"^\s*(?:<!--|//<!\[CDATA\[|/\*.*?\*/)|(?:-->|//\]\]>|;)\s*$", re.S)
_ARTICLE = re.compile(r"(?:Article|Posting|Report|Story|CreativeWork|Claim)$")
_TELLING = ("headline", "author", "datePublished")
_PAGE = re.compile(r"(?:WebPage|ItemPage|VideoObject)$")


def items(scripts: list[str]) -> list[Item]:
    """Every item of the page's scripts, nested ones of a graph too; scripts that are no JSON are passed over."""
    found: list[Item] = []
    for script in scripts:
        if len(script) > MAX_CHARACTERS:
            continue
        try:
            value = json.loads(_COMMENT.sub("", script.strip()), strict=False)
        except (ValueError, RecursionError):
            continue
        found.extend(_flatten(value))
    return found


def _flatten(value: Any) -> Iterator[Item]:
    stack = [value]
    while stack:
        value = stack.pop()
        if isinstance(value, list):
            stack.extend(reversed(value))
        elif isinstance(value, dict):
            yield value
            stack.extend(value[key] for key in ("mainEntity", "mainEntityOfPage", "@graph") if key in value)


def article(found: list[Item]) -> Item:
    """The item that is the article: of an article's type, else the page itself; empty where there is none."""
    for pattern in (_ARTICLE, _PAGE):
        fitting = [item for item in found if any(pattern.search(kind) for kind in types(item))]
        if fitting:
            return max(fitting, key=lambda item: sum(1 for key in _TELLING if item.get(key)))
    return {}


def types(item: Item) -> list[str]:
    """The item's types as text."""
    kinds = item.get("@type")
    return [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)]


def names(value: Any, found: list[Item]) -> list[tuple[str, str]]:
    """Names in a property (`author`, `publisher`), each with its type; references by `@id` are followed."""
    if isinstance(value, list):
        return [pair for part in value for pair in names(part, found)]
    if isinstance(value, str):
        return [(value, "")] if value.strip() else []
    if not isinstance(value, dict):
        return []
    name = value.get("name")
    if not name and value.get("@id"):
        return [pair for item in found if item.get("@id") == value["@id"] and item.get("name")
                for pair in names({"name": item["name"], "@type": item.get("@type")}, [])][:1]  # fmt: skip
    kind = (types(value) or [""])[0]
    if isinstance(name, list):
        return [(part, kind) for part in name if isinstance(part, str) and part.strip()]
    return [(name, kind)] if isinstance(name, str) and name.strip() else []


def text(value: Any) -> str:
    """A property as one line of text: its first value, or that value's name or address."""
    if isinstance(value, list):
        return text(value[0]) if value else ""
    if isinstance(value, dict):
        return text(value.get("name") or value.get("url") or value.get("@id") or "")
    return " ".join(value.split()) if isinstance(value, str) else ""
