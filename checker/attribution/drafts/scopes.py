"""Speech within speech: what somebody says or only wants holds what others say, what is no claim does not."""

from __future__ import annotations

from checker.attribution.analysis import Analysis
from checker.attribution.drafts.draft import Draft
from checker.attribution.language import Language
from checker.attribution.selection import covered

# Acts that are claims, and contents that are what somebody says.
SPEAKS = frozenset({"statement", "finding"})
SPOKEN = ("that", "clause", "quotation", "stop", "colon", "whether")
_VERBS = frozenset("vCpPbIGEe")


class Scopes:
    """Knows which phrases are what somebody says, and which are what somebody wants."""

    def __init__(self, analysis: Analysis, language: Language) -> None:
        self.kinds, self.lists = analysis.phrases.kinds, language.lists
        self._said, self._wanted = bytearray(len(self.kinds)), bytearray(len(self.kinds))

    def mark(self, draft: Draft) -> None:
        """Mark what a draft holds."""
        if draft.act == "belief" or draft.candidate is None:
            return
        held = self._said if draft.act in SPEAKS else self._wanted
        for first, last in covered(draft.candidate):
            held[first:last] = b"\1" * (last - first)

    def stands_out(self, draft: Draft) -> bool:
        """“Lee wept over it when she told CNN P”, “a paper saying P”: speech is no part of what is no claim."""
        candidate = draft.candidate
        if draft.act not in SPEAKS or self._said[draft.at] or candidate is None:
            return False
        known, kind = draft.source.kind != "unknown", self.kinds[draft.at]
        if kind == "I":  # “was quick to add that P”; who only wants to say P does not say it
            plain = ("clause",) if candidate.lemma in self.lists["said"] | self.lists["speech"] else ()
            told = candidate.content_pattern.endswith(("that", "quotation", *plain))
            return known and told and self.kinds[draft.at - 1] not in _VERBS and not self._wanted[draft.at]
        if kind == "K":  # “never named a source for his claim that P”
            return known and candidate.owner is not None
        spoken = candidate.content_pattern.endswith((*SPOKEN, "to")) and known
        spoken = spoken or (draft.act == "finding" and draft.source.kind == "document")
        if candidate.source is not None and candidate.source_pattern != "shared":  # “after Lee accused him of P”
            before = self.kinds[max(candidate.source[0] - 1, 0)]
            spoken = spoken or (known and before not in "wh")  # not “what she calls a crime”
        return spoken or any(station.relation == "told" for station in draft.stations)
