"""Places in the input file, as other programs want them. Columns count code points from 1; ends are exclusive."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checker.formats._cells import line, visible
from checker.formats._counts import fresh
from checker.model import Article, ArticleReport, Finding, Mark, Report, Span


@dataclass(frozen=True, slots=True)
class Spot:
    """A region of a file and its words as written there, safe to show."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    words: str


def spot(article: Article, span: Span) -> Spot:
    """Where the span's words stand in the input file."""
    source = article.origin.span(span)
    start, end = article.origin.place(source.start), article.origin.place(source.end)
    words = visible(article.origin.source[source.start : source.end], keep="\n\t")
    return Spot(path(article.source), start.line, start.column, end.line, max(end.column, 1), words)


def path(source: str) -> str:
    """The input's name as other programs expect paths: forward slashes, nothing before the first folder."""
    return line(source.replace("\\", "/")).removeprefix("./")


def primary(part: ArticleReport, finding: Finding) -> Spot:
    """The finding's first mark; the file's first character for a finding without marks."""
    if finding.marks:
        return spot(part.article, finding.marks[0].span)
    return Spot(path(part.article.source), 1, 1, 1, 1, "")


def others(finding: Finding) -> tuple[Mark, ...]:
    """The marks after the first, and the other places of the same fault."""
    return finding.marks[1:] + finding.elsewhere


def shown(report: Report) -> Iterator[tuple[ArticleReport, Finding]]:
    """The new findings of the run with their articles, in the order of the articles, worst first in each."""
    for part in report.articles:
        for finding in fresh(part.findings):
            yield part, finding
