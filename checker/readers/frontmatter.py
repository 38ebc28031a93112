"""The front matter of a Markdown file: YAML between two lines of dashes, which says what an HTML head says."""

from __future__ import annotations

import re
from typing import Any

import yaml
import yamlcore

from checker.model import Fact
from checker.readers.metadata import Metadata

_FENCE = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.S | re.M)
_DEEPEST = 50
_KEYS = {
    "title": "titles", "headline": "titles",
    "date": "published", "published": "published", "publish_date": "published", "pubdate": "published",
    "author": "authors", "authors": "authors", "byline": "authors",
    "publisher": "publishers", "outlet": "publishers", "site": "publishers",
    "source": "sources", "original": "sources", "original_url": "sources",
}  # fmt: skip
_SINGLE = {
    "canonical": "canonical", "canonical_url": "canonical", "url": "address", "link": "address", "permalink": "address",
    "lang": "language", "language": "language",
}  # fmt: skip


def split(source: str) -> tuple[Metadata, str, list[str]]:
    """Metadata, the source with blank lines in place of the front matter, and what to warn of."""
    head, found = Metadata(), _FENCE.match(source)
    if not found:
        return head, source, []
    body = "\n" * found.group().count("\n") + source[found.end() :]
    try:
        line = _strange(found.group(1))
        value = yaml.load(found.group(1), Loader=yamlcore.CCoreLoader) if line is None else {}
    except (yaml.YAMLError, ValueError) as error:  # ValueError: an integer of five thousand digits
        line = getattr(getattr(error, "problem_mark", None), "line", 0)
        value = {}
    if line is not None:
        return head, body, [f"front matter could not be read (line {line + 2})"]
    if not isinstance(value, dict):
        return head, source, []
    for key, said in value.items():
        name = str(key).lower().replace("-", "_")
        facts = [Fact(text, None, f"front-matter:{key}") for text in _texts(said)]
        if name in _KEYS:
            getattr(head, _KEYS[name]).extend(facts)
        elif name in _SINGLE and facts:
            setattr(head, _SINGLE[name], facts[0].value)
        elif name in ("license", "licence") and facts:
            head.licence = facts[0]
    return head, body, []


def _strange(text: str) -> int | None:
    """The line of what no front matter holds and the loader must not see: an alias, nesting that ends its process."""
    depth = 0
    for event in yaml.parse(text, Loader=yamlcore.CCoreLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST or isinstance(event, yaml.AliasEvent):
            return event.start_mark.line if event.start_mark else 0
    return None


def _texts(value: Any) -> list[str]:
    """A value as texts: one for a scalar, one for each of a list, the name of a mapping."""
    if isinstance(value, list):
        return [text for part in value for text in _texts(part)]
    if isinstance(value, dict):
        return _texts(value.get("name") or value.get("url") or [])
    text = " ".join(str(value).split()) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return [text] if text else []
