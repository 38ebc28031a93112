"""For which research body a source speaks, and which tie of that body the article leaves unsaid."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

from checker.model import Claim, Interest, Span
from checker.outlets.standing import OPEN_END, in_force, iso
from checker.sourcing.interests import Body, Tie
from checker.sourcing.markers import exact
from checker.sourcing.view import View, source_key

_ABOUT, _PART = 3, 8  # an article is about a topic where three paragraphs, and one in eight, use its words
_BEFORE = 40  # characters before a body's name that may say that the post is a former one


@dataclass(frozen=True, slots=True)
class _Named:
    """A body that the article names: where, whether in full anywhere, and its ties of which nothing is said."""

    body: Body
    spans: tuple[Span, ...]
    in_full: bool
    ties: tuple[Tie, ...]


class Bodies:
    """The research bodies that an article names, gathered once for all its claims."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._speakers: dict[str, _Named | None] = {}
        self._about: dict[str, bool] = {}
        self._parties: dict[str, bool] = {}

    def interest(self, claim: Claim) -> Interest | None:
        """The first tie of the speaker's body to the matter, when the article names no party to such a tie."""
        named = self._spoken_for(claim) if self._named else None
        if named is None:
            return None
        ties = [(tie, topic) for tie in named.ties if (topic := self._topic(tie, claim))]
        if not ties or any(self._mentioned(tie) for tie, _ in ties):
            return None
        tie, topic = ties[0]
        return Interest(named.body.names[0], tie.party, tie.tie, topic, tie.evidence, _place(named, claim))

    # ------------------------------------------------------------------------------------------ the body

    @cached_property
    def _named(self) -> dict[str, _Named]:
        """The bodies in the article by id, without those whose name is another body's there ("CSIS" in Jakarta)."""
        text = self.view.article.text
        found: dict[str, tuple[Body, list[Span]]] = {}
        for body, span in self.view.interests.named(text):
            found.setdefault(body.id, (body, []))[1].append(span)
        return {
            key: _Named(body, tuple(spans), bool(exact(key, body.names).spans(text)), self._unsaid(body, spans))
            for key, (body, spans) in found.items()
            if not (body.unless and exact(key, body.unless).spans(text))
        }

    def _unsaid(self, body: Body, spans: list[Span]) -> tuple[Tie, ...]:
        """The ties on record for the article's day, when no paragraph that names the body says who pays for it.

        Without a day it is those that have not ended.
        """
        blocks = {block.span for span in spans if (block := self.view.block(span.start)) is not None}
        if any(self.view.markers["disclosures"].found(block.of(self.view.article.text)) for block in blocks):
            return ()
        day = iso(self.view.article.provenance.published) or OPEN_END
        return tuple(tie for tie in body.ties if in_force(tie.fact, day))

    def _spoken_for(self, claim: Claim) -> _Named | None:
        key = source_key(claim.speaker)
        if key not in self._speakers:
            known = claim.speaker.outlet.id if claim.speaker.outlet else ""
            self._speakers[key] = self._found(self.view.described[key], known) if key else None
        return self._speakers[key]

    def _found(self, words: str, outlet: str) -> _Named | None:
        """The body in the words for a source, where it is neither a former post nor the outlet of that name."""
        for body, span in self.view.interests.named(words):
            named = self._named.get(body.id)
            former = self.view.markers["former-posts"].found(words[max(span.start - _BEFORE, 0) : span.start])
            if named is None or former or outlet not in {"", body.id}:
                continue
            if named.in_full or self.view.markers["research-words"].found(words):
                return named
        return None

    # ------------------------------------------------------------------------------------------ the tie

    def _topic(self, tie: Tie, claim: Claim) -> str:
        """The first topic of a tie that the claim or the article touches."""
        return next((name for name in tie.topics if self._is_about(name) or self._touches(name, claim)), "")

    def _touches(self, topic: str, claim: Claim) -> bool:
        words = self.view.markers.topic(topic)
        return any(words.found(span.of(self.view.article.text)) for span in claim.content)

    def _is_about(self, topic: str) -> bool:
        if topic not in self._about:
            words, text = self.view.markers.topic(topic), self.view.article.text
            headlines = (block for block in self.view.article.blocks if block.kind == "headline")
            told = [words.found(block.span.of(text)) for block in self.view.paragraphs()]
            often = sum(told) >= max(_ABOUT, len(told) / _PART)
            self._about[topic] = often or any(words.found(block.span.of(text)) for block in headlines)
        return self._about[topic]

    def _mentioned(self, tie: Tie) -> bool:
        if tie.party not in self._parties:
            self._parties[tie.party] = bool(exact(tie.party, tie.called).spans(self.view.article.text))
        return self._parties[tie.party]


def _place(named: _Named, claim: Claim) -> Span:
    """Where the claim's sentence names the body, else where the article first does."""
    number = bisect_left(named.spans, claim.sentence.start, key=lambda span: span.start)
    here = number < len(named.spans) and claim.sentence.holds(named.spans[number])
    return named.spans[number if here else 0]
