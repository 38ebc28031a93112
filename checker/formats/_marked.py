"""The article's text cut where marks begin and end, so that overlapping claims and findings can all be shown."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from checker.model import ArticleReport, Finding, Span


@dataclass(frozen=True, slots=True)
class Run:
    """Words with the same marks: numbers of the claims and of the findings (of those shown) that cover them.

    `claim` is set on the first run of a claim and `finding` on that of a finding: links lead there.
    """

    words: str
    claims: tuple[int, ...]
    findings: tuple[int, ...]
    starts_claims: tuple[int, ...]
    starts_findings: tuple[int, ...]
    severity: str
    label: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of the text with its source line, its kind and its runs."""

    line: int
    kind: str
    body: bool
    runs: tuple[Run, ...]


def paragraphs(part: ArticleReport, findings: list[Finding]) -> Iterator[Paragraph]:
    """The blocks of the article, or its whole text where it has none; words between blocks are not lost."""
    article, at = part.article, 0
    marks = _Sweep(_marks(part, findings))
    for block in article.blocks:
        if article.text[at : block.span.start].strip():
            yield _paragraph(part, Span(at, block.span.start), "other", False, marks)
        yield _paragraph(part, block.span, block.kind, block.body, marks)
        at = max(at, block.span.end)
    if article.text[at:].strip():
        yield _paragraph(part, Span(at, len(article.text)), "other", not article.blocks, marks)


@dataclass(frozen=True, slots=True)
class _Marked:
    span: Span
    number: int
    kind: str
    severity: str = ""
    label: str = ""
    first: bool = True


def _marks(part: ArticleReport, findings: list[Finding]) -> list[_Marked]:
    marks = []
    for number, claim in enumerate(part.claims, 1):
        for order, span in enumerate(claim.content):
            marks.append(_Marked(span, number, "claim", first=order == 0))
    for number, finding in enumerate(findings, 1):
        for order, mark in enumerate(finding.marks):
            label = mark.label or finding.message
            marks.append(_Marked(mark.span, number, "finding", finding.severity, label, order == 0))
    return sorted(marks, key=lambda mark: (mark.span.start, mark.span.end))


class _Sweep:
    """Marks as one goes through the text: a paragraph may hold ten thousand of them."""

    def __init__(self, marks: list[_Marked]) -> None:
        self._marks = marks
        self._borders = sorted({offset for mark in marks for offset in (mark.span.start, mark.span.end)})
        self._seen, self._at = 0, 0
        self._over: list[_Marked] = []

    def borders(self, span: Span) -> list[int]:
        """Where a mark begins or ends inside the span, and the span's own ends."""
        first, last = bisect_right(self._borders, span.start), bisect_left(self._borders, span.end)
        return [span.start, *self._borders[first:last], span.end]

    def over(self, offset: int) -> list[_Marked]:
        """The marks that cover the character at an offset; cheap where offsets are asked in order."""
        if offset < self._at:
            self._seen, self._over = 0, []
        self._at = offset
        while self._seen < len(self._marks) and self._marks[self._seen].span.start <= offset:
            self._over.append(self._marks[self._seen])
            self._seen += 1
        self._over = [mark for mark in self._over if mark.span.end > offset]
        return self._over


def _paragraph(part: ArticleReport, span: Span, kind: str, body: bool, marks: _Sweep) -> Paragraph:
    runs = tuple(_run(part, Span(*pair), marks.over(pair[0])) for pair in pairwise(marks.borders(span)))
    return Paragraph(part.article.place(span.start).line, kind, body, runs)


def _run(part: ArticleReport, span: Span, over: list[_Marked]) -> Run:
    claims = [mark for mark in over if mark.kind == "claim"]
    findings = [mark for mark in over if mark.kind == "finding"]
    severities = {mark.severity for mark in findings}
    return Run(
        span.of(part.article.text),
        tuple(mark.number for mark in claims),
        tuple(mark.number for mark in findings),
        tuple(mark.number for mark in claims if mark.first and mark.span.start == span.start),
        tuple(mark.number for mark in findings if mark.first and mark.span.start == span.start),
        next((level for level in ("error", "warning", "note") if level in severities), ""),
        "; ".join(dict.fromkeys(mark.label for mark in findings)),
    )
