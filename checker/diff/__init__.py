"""Two versions of an article: what its sourcing lost and gained between them.

Only what the text shows is compared. A change is `degraded` when the reader of the new version can check less: a
source, a name, a hedge, a label, a link or a station of the route is gone, or words inside quotation marks differ.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator

from checker.diff.pairs import content, counted, paired, stands_alone, words
from checker.model import ArticleReport, Change, ChangeKind, Claim, Comparison, Place, Source, SourceRecord, Span
from checker.sourcing.view import outlet_hops, outlet_key, quotations, source_key
from checker.triage.fingerprints import folded

__all__ = ["compare"]


def compare(old: ArticleReport, new: ArticleReport) -> Comparison:
    """What differs in the sourcing of two versions of one article."""
    both = _Both(old, new)
    pairs = paired(old, new)
    kept = [(claim, other) for claim, other in pairs if other is not None]
    changes = [
        *(change for claim, other in kept for change in _claim(both, claim, other)),
        *_bare(both, [claim for claim, other in pairs if other is None]),
        *_labels(both),
    ]
    # a loss that a single claim tells is not told again for the source
    changes += _sources(both, " ".join(change.message for change in changes))
    changes.sort(key=lambda change: (_position(change), not change.degraded, change.kind, change.message))
    return Comparison(old.article.source, new.article.source, tuple(dict.fromkeys(changes)))


def _position(change: Change) -> tuple[int, int]:
    place = change.after or change.before or Place(0, 0)
    return place.line, place.column


class _Both:
    """The two versions, and how a change in them is written down."""

    def __init__(self, old: ArticleReport, new: ArticleReport) -> None:
        self.old, self.new = old, new

    def change(
        self, kind: ChangeKind, degraded: bool, message: str, before: Span | None = None, after: Span | None = None
    ) -> Change:
        """A change with its places and its words: those of the old version where there are any."""
        was, now = self.old.article, self.new.article
        said = before.of(was.text) if before else after.of(now.text) if after else ""
        return Change(
            kind, degraded, message, folded(said),
            was.place(before.start) if before else None, now.place(after.start) if after else None,
        )  # fmt: skip


# ------------------------------------------------------------------------------------------------ sources


def _sources(both: _Both, told: str) -> Iterator[Change]:
    before, after = _known(both.old), _known(both.new)
    for key, record in before.items():
        if key not in after and record.source.name not in told:
            yield both.change("source-lost", True, f"{_name(record.source)} is no longer a source", record.first)
    for key, record in after.items():
        if key not in before and _name(record.source) not in told:
            yield both.change("source-gained", False, f"{_name(record.source)} is a new source", None, record.first)


def _known(report: ArticleReport) -> dict[str, SourceRecord]:
    found: dict[str, SourceRecord] = {}
    for record in (*report.sourcing.sources, *report.sourcing.conduits):
        if record.source.kind != "unknown" and not record.source.pronoun:
            found.setdefault(_key(record.source), record)
    return found


def _key(source: Source) -> str:
    # Ids are numbered within one article, so a name stands for itself; the last word is what "Vos" and "Jan Vos" share.
    return outlet_key(source) or (words(source.name) or [""])[-1] if source.named else folded(source.name).casefold()


def _name(source: Source) -> str:
    return source.name if source.named else f"“{source.name}”"


def _labels(both: _Both) -> Iterator[Change]:
    now = {exposure.outlet.id or exposure.name: exposure for exposure in both.new.sourcing.outlets}
    for exposure in both.old.sourcing.outlets:
        still = now.get(exposure.outlet.id or exposure.name)
        if still and exposure.label and not still.label:
            told = f"{exposure.name} is no longer called “{exposure.label}”"
            yield both.change("label-dropped", True, told, exposure.first, still.first)


# ------------------------------------------------------------------------------------------------- claims


def _claim(both: _Both, old: Claim, new: Claim) -> Iterator[Change]:
    at = (old.sentence, new.sentence)
    before, after = old.speaker, new.speaker
    if before.named and not after.named:
        now = _name(after) if after.name else "nobody"
        yield both.change("name-dropped", True, f"{before.name} said this, now {now} does", *at)
    elif after.named and _key(before) != _key(after) and source_key(before):
        told = f"{_name(before)} said this, now {_name(after)} does"
        yield both.change("speaker-changed", before.named, told, *at)
    if _hedged(old) and not _hedged(new):
        hedge = old.hedge or old.cue
        said = hedge.of(both.old.article.text) if hedge else "the hedge"
        yield both.change("hedge-dropped", True, f"“{folded(said)}” is gone", *at)
    yield from _quotation(both, old, new)
    lost = _targets(both.old, old) - _targets(both.new, new)
    if lost and not _targets(both.new, new):
        yield both.change("link-lost", True, f"the link to {min(lost)} is gone", *at)
    route = {outlet_key(hop.source) for hop in outlet_hops(new.hops)}
    gone = [hop.source.name for hop in outlet_hops(old.hops)[1:] if outlet_key(hop.source) not in route]
    first = [hop.source.name for hop in outlet_hops(old.hops)[:1] if outlet_key(hop.source) not in route]
    if (missing := dict.fromkeys((*first, *gone))) and old.speaker.kind != "outlet":
        yield both.change("chain-shortened", True, f"the route no longer names {', '.join(missing)}", *at)


def _hedged(claim: Claim) -> bool:
    return claim.hedge is not None or claim.kind == "hedged"


def _targets(report: ArticleReport, claim: Claim) -> set[str]:
    links = (report.article.links[number] for number in claim.links)
    return {link.target for link in links if link.target}


def _quotation(both: _Both, old: Claim, new: Claim) -> Iterator[Change]:
    before, after = _quoted(both.old, old), _quoted(both.new, new)
    if before and after and words(before) != words(after):
        told = f"words of a quotation differ: {_difference(before, after)}"
        yield both.change("quote-changed", True, told, old.sentence, new.sentence)


def _quoted(report: ArticleReport, claim: Claim) -> str:
    """The words of a claim that stand inside quotation marks."""
    article = report.article
    marks = [mark for mark in quotations(article) if any(mark.overlaps(span) for span in claim.content)]
    parts = [
        Span(max(mark.start, span.start), min(mark.end, span.end)).of(article.text)
        for mark in marks
        for span in claim.content
        if mark.overlaps(span)
    ]
    return folded(" ".join(parts)) if parts or claim.kind != "direct" else content(report, claim)


def _difference(before: str, after: str) -> str:
    """The first run of words that differs, as [-old-]{+new+}, with a word of context on either side."""
    old, new = before.split(), after.split()
    matcher = difflib.SequenceMatcher(None, list(map(_bare_word, old)), list(map(_bare_word, new)), False)
    runs = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    shown = []
    for _, a, b, c, d in runs[:3]:
        lost = f"[-{' '.join(old[a:b])}-]" if a < b else ""
        gained = f"{{+{' '.join(new[c:d])}+}}" if c < d else ""
        shown.append(" ".join(filter(None, (*old[max(a - 1, 0) : a], lost + gained, *old[b : b + 1]))))
    return "; ".join(shown) + ("; …" if len(runs) > 3 else "")


def _bare_word(word: str) -> str:
    return "".join(words(word))


# --------------------------------------------------------------------------------------------- bare words


def _bare(both: _Both, lost: list[Claim]) -> Iterator[Change]:
    """Old claims without a counterpart whose words the new text still holds, as if the article itself said them."""
    text = both.new.article.text
    claimed = [span for claim in counted(both.new) for span in claim.content]
    spans = [span for span in _sentences(text) if not any(span.overlaps(other) for other in claimed)]
    bags = [Counter(words(span.of(text))) for span in spans]
    for claim in lost:
        said = content(both.old, claim)
        place = next((span for span, bag in zip(spans, bags, strict=True) if stands_alone(said, bag)), None)
        if place is not None:
            hedged = _hedged(claim)
            told = "the hedge is gone, the words stay" if hedged else f"{_who(claim)} said this; now nobody does"
            kind: ChangeKind = "hedge-dropped" if hedged else "attribution-dropped"
            yield both.change(kind, True, told, claim.sentence, place)


def _who(claim: Claim) -> str:
    return _name(claim.speaker) if claim.speaker.name else "somebody"


def _sentences(text: str) -> Iterator[Span]:
    for found in re.finditer(r"[^\n.!?]+[.!?]*", text):
        if found[0].strip():
            yield Span(found.start(), found.end())
