"""The whole report as JSON, format `checker/1`: within 1, fields are added, never changed or taken away.

The types of `checker.model` are written as they are, with four differences: a span also has its place in the input file
and its words; an outlet is a key into the article's `outlets`; dates are ISO text; what stands elsewhere in the same
report is not written twice (`LEFT_OUT`). `schema` emits the JSON Schema from the same walk over the types.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, get_args

from checker.formats import Options, View
from checker.formats._layout import Flat, encode, laid_out
from checker.formats._schema import Describer, items, record
from checker.model import (
    Article,
    ArticleReport,
    Audience,
    Claim,
    Policy,
    Report,
    Skipped,
    Sourcing,
    Span,
    Standing,
    Versions,
)

FORMAT = "checker/1"
POLICY = ("name", "over", "severity", "confidence")
# the file itself; the hops that the claim's chain has as well; working notes of the policies
LEFT_OUT: dict[type, frozenset[str]] = {
    Article: frozenset({"origin", "comments"}),
    Claim: frozenset({"hops"}),
    Sourcing: frozenset({"footings"}),
}
BRIEF = ("source", "url", "format", "language", "warnings", "degraded", "trusted")
PARTS = ("claims", "chains", "sourcing", "copies", "loops")
# A sentence of a megabyte may hold thirty thousand claims, which would each repeat it: spans longer than _LONG are
# written whole until they are _WHOLE times the article, then by their first _HEAD characters. Articles stay below once.
_LONG, _WHOLE, _HEAD = 1_000, 4, 200
_SCALARS = frozenset((str, int, bool, float, type(None)))


def render(report: Report, options: Options) -> str:
    """One JSON object; with `view="findings"` the articles have no text, links, claims, chains or sourcing."""
    value = {
        "format": FORMAT,
        "view": options.view,
        "articles": [_article(part, options.view != "findings") for part in report.articles],
        "policies": [_Walk().value(policy) for policy in report.policies],
        "skipped": [_Walk().value(skipped) for skipped in report.skipped],
        "warnings": list(report.warnings),
        "audience": report.audience,
        "hidden": [{"severity": level, "count": count} for level, count in report.hidden],
    }
    if report.versions:
        value["versions"] = _Walk().value(report.versions)
    return laid_out(value) + "\n"


def _article(part: ArticleReport, whole: bool) -> dict[str, Any]:
    walk = _Walk(part.article)
    told = walk.value(part.article)
    made = told if whole else {name: told[name] for name in BRIEF}
    if whole:
        made |= {name: walk.value(getattr(part, name)) for name in PARTS}
        made["outlets"] = {key: walk.fields(standing) for standing, key in walk.keys.items()}
    return made | {"findings": walk.value(part.findings)}


@cache
def _names(kind: Any) -> tuple[str, ...]:
    """The fields of a type that are written."""
    if kind is Policy:
        return POLICY
    out = LEFT_OUT.get(kind, frozenset())
    return tuple(each.name for each in fields(kind) if each.name not in out)


class _Walk:
    """Turns records into JSON values; gathers the outlets that an article's records refer to, under readable keys."""

    def __init__(self, article: Article | None = None) -> None:
        self.article = article
        self.keys: dict[Standing, str] = {}
        self._taken: set[str] = set()
        self._room = _WHOLE * len(article.text) if article else 0

    def value(self, given: Any) -> Any:
        """The JSON value of a record, a sequence of them, or a plain value."""
        if type(given) in _SCALARS:
            return given
        if isinstance(given, Span):
            return self.span(given)
        if isinstance(given, Standing):
            return self.key(given)
        if isinstance(given, (tuple, list)):
            return [self.value(each) for each in given] if given else []
        if is_dataclass(given):
            return self.fields(given)
        return given.isoformat() if isinstance(given, date) else given

    def fields(self, given: Any) -> dict[str, Any]:
        """A record, field by field."""
        kind: type = type(given)
        held = ((name, getattr(given, name)) for name in _names(kind))
        return {name: each if type(each) in _SCALARS else self.value(each) for name, each in held}

    def span(self, span: Span) -> Flat:
        """Offsets, the place in the input file (end exclusive), and the words, as JSON."""
        if self.article is None:
            return Flat(f'{{"start": {span.start}, "end": {span.end}}}')
        source = self.article.origin.span(span)
        start, end = self.article.origin.place(source.start), self.article.origin.place(source.end)
        return Flat(
            f'{{"start": {span.start}, "end": {span.end}, "line": {start.line}, "column": {start.column},'
            f' "end_line": {end.line}, "end_column": {end.column},'
            f' "words": {encode(self._words(span, self.article.text))}}}'
        )

    def _words(self, span: Span, text: str) -> str:
        length = span.end - span.start
        if length <= _LONG:
            return span.of(text)
        self._room -= length
        return span.of(text) if self._room >= 0 else f"{text[span.start : span.start + _HEAD]}…"

    def key(self, standing: Standing) -> str:
        """The outlet's id, else its domain or name; numbered where one key has two standings."""
        if standing not in self.keys:
            plain = standing.id or standing.domain or standing.name or standing.status
            key = plain
            while key in self._taken:
                key = f"{plain} #{int(key.rpartition('#')[2]) + 1 if key != plain else 2}"
            self._taken.add(key)
            self.keys[standing] = key
        return self.keys[standing]


# ---------------------------------------------------------------------------------------------- schema


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of `checker/1`, emitted from the types; `reports/checker-1.schema.json` holds it."""
    places = {name: {"type": "integer"} for name in ("line", "column", "end_line", "end_column")}
    describe = Describer(_names, {**places, "words": {"type": "string"}})
    article, part = describe.fields(Article), describe.fields(ArticleReport)
    findings = {name: article[name] for name in BRIEF} | {"findings": part["findings"]}
    whole = article | {name: part[name] for name in PARTS}
    whole["outlets"] = {"type": "object", "additionalProperties": describe.object(Standing)}
    top = {
        "format": {"const": FORMAT},
        "view": {"enum": list(get_args(View))},
        "articles": items(record(whole | findings, required=tuple(findings))),
        "policies": items(describe.type(Policy)),
        "skipped": items(describe.type(Skipped)),
        "warnings": items({"type": "string"}),
        "audience": {"enum": list(get_args(Audience))},
        "hidden": items(record({"severity": {"type": "string"}, "count": {"type": "integer"}})),
        "versions": describe.type(Versions),
    }
    return describe.whole(FORMAT, top, [name for name in top if name != "versions"])
