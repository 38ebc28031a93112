"""For which research body a source speaks, and which tie of that body the article leaves unsaid."""

from __future__ import annotations

from functools import cached_property

from checker.model import Claim, Interest, Span
from checker.outlets.standing import OPEN_END, in_force, iso
from checker.sourcing.interests import Body, Tie
from checker.sourcing.markers import exact
from checker.sourcing.view import View, source_key

_ABOUT = 3  # paragraphs that use words of a topic before the article is taken to be about it
_BEFORE = 40  # characters before a body's name that may say that the post is a former one


class Bodies:
    """The research bodies that an article names, gathered once for all its claims."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._of: dict[str, Body | None] = {}
        self._ties: dict[str, list[Tie]] = {}
        self._about: dict[str, bool] = {}
        self._parties: dict[str, bool] = {}

    def interest(self, claim: Claim) -> Interest | None:
        """The first tie of the speaker's body to the matter, when the article names no party to such a tie."""
        if not self._named:
            return None
        body = self._body(claim)
        if body is None:
            return None
        ties = [(tie, topic) for tie in self._open(body) if (topic := self._topic(tie, claim))]
        if not ties or any(self._mentioned(tie) for tie, _ in ties):
            return None
        tie, topic = ties[0]
        return Interest(body.name, tie.party, tie.tie, topic, tie.evidence, self._place(body, claim))

    @cached_property
    def _named(self) -> dict[str, list[Span]]:
        """Body -> the places that name it."""
        found: dict[str, list[Span]] = {}
        for body, span in self.view.interests.named(self.view.article.text):
            found.setdefault(body.id, []).append(span)
        return found

    # ------------------------------------------------------------------------------------------ the body

    def _body(self, claim: Claim) -> Body | None:
        key = source_key(claim.speaker)
        if key not in self._of:
            self._of[key] = self._spoken_for(claim, self.view.described.get(key, "")) if key else None
        return self._of[key]

    def _spoken_for(self, claim: Claim, words: str) -> Body | None:
        """The body in the words for a source, where it is no former post and not another body of that name."""
        for body, span in self.view.interests.named(words):
            before = words[max(span.start - _BEFORE, 0) : span.start]
            if self.view.markers["former-posts"].found(before) or self._another(body, claim):
                continue
            if body.full.whole(span.of(words)) or self._certain(body, words):
                return body
        return None

    def _another(self, body: Body, claim: Claim) -> bool:
        known = claim.speaker.outlet
        if known is not None and known.id and known.id != body.id:
            return True  # the broadcaster CNA
        return bool(body.unless and exact(body.id, body.unless).spans(self.view.article.text))

    def _certain(self, body: Body, words: str) -> bool:
        """Whether a short name means the body: the full one stands in the article, or the words speak of research."""
        spans = (span.of(self.view.article.text) for span in self._named.get(body.id, ()))
        return any(body.full.whole(name) for name in spans) or self.view.markers["research-words"].found(words)

    def _place(self, body: Body, claim: Claim) -> Span:
        spans = self._named.get(body.id, ())
        here = (span for span in spans if claim.sentence.holds(span))
        return next(here, None) or next(iter(spans), claim.sentence)

    # ------------------------------------------------------------------------------------------ the tie

    def _open(self, body: Body) -> list[Tie]:
        """The ties on record for the article's day (without one, those that have not ended) that are not disclosed."""
        if body.id not in self._ties:
            day = iso(self.view.article.provenance.published) or OPEN_END
            ties = [] if self._disclosed(body) else body.ties
            self._ties[body.id] = [tie for tie in ties if in_force(tie.fact, day)]
        return self._ties[body.id]

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
            told = sum(words.found(block.span.of(text)) for block in self.view.paragraphs())
            self._about[topic] = told >= _ABOUT or any(words.found(block.span.of(text)) for block in headlines)
        return self._about[topic]

    def _mentioned(self, tie: Tie) -> bool:
        if tie.party not in self._parties:
            self._parties[tie.party] = bool(exact(tie.party, tie.called).spans(self.view.article.text))
        return self._parties[tie.party]

    def _disclosed(self, body: Body) -> bool:
        """Whether a paragraph that names the body speaks of who pays for it."""
        blocks = filter(None, (self.view.block(span.start) for span in self._named.get(body.id, ())))
        return any(self.view.markers["disclosures"].found(block.span.of(self.view.article.text)) for block in blocks)
