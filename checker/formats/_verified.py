"""The part of the text report that sets each claim beside the words of the pages that it links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from checker.formats._cells import fold, hang, line, paint
from checker.formats._counts import many
from checker.formats._wording import content, place, speaker, words
from checker.model import ArticleReport, Claim, Match

_STYLES = {"altered": "error", "other-speaker": "error", "absent": "warning", "hedge-dropped": "warning"}


def verified(part: ArticleReport, width: int, color: bool) -> Iterator[str]:
    """Rows for one article: each claim that was compared, or why it was not, and how many of each kind."""
    yield from (paint(row, "bold", color) for row in fold(line(part.article.source), width))
    counted: Counter[str] = Counter()
    for number, claim in enumerate(part.claims, 1):
        for match in claim.matches:
            counted[match.kind] += 1
            yield from _match(part, number, claim, match, width, color)
    unlinked = sum(not claim.matches for claim in part.claims)
    told = [f"{count} {kind}" for kind, count in sorted(counted.items())]
    if unlinked:
        told.append(f"{many(unlinked, 'claim')} without a page to compare with")
    yield from hang("  ", ", ".join(told) or "no claims", width)
    yield ""


def _match(part: ArticleReport, number: int, claim: Claim, match: Match, width: int, color: bool) -> Iterator[str]:
    article = part.article
    where = place(article, match.content or (claim.content[0] if claim.content else claim.sentence))
    style = _STYLES.get(match.kind, "bold")
    why = f": {line(match.reason)}" if match.reason else ""
    head, *rest = hang(f"{number:>4}  {where}  ", f"{match.kind}{why}", width)
    yield head.replace(match.kind, paint(match.kind, style, color), 1)
    yield from rest
    said = words(article, match.content) if match.content else content(article, claim)
    yield from hang("      article  ", f"{speaker(claim.speaker)}: {said}", width)
    if match.words:
        who = f"{line(match.speaker)}: " if match.speaker else ""
        yield from hang("      page     ", f"{who}{line(match.words)}", width)
    if match.difference:
        yield from hang("      words    ", line(match.difference), width)
    if match.hedge:
        yield from hang("      beside   ", line(match.hedge), width)
    if match.url:
        yield from hang("      at       ", f"{line(match.url)}{_capture(match)}", width)


def _capture(match: Match) -> str:
    return f", sha256 {match.capture[:16]}" if match.capture else ""
