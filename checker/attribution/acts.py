"""What kind of act a cue is: a statement, a finding, a belief, a wish, a decree; policies speak of the first two."""

from __future__ import annotations

from checker.attribution.analysis import Analysis
from checker.attribution.candidates import Candidate
from checker.attribution.language import Language
from checker.attribution.selection import covered
from checker.attribution.subjects import FINITE
from checker.model import Act


class Acts:
    """Classes the attributions of one text."""

    def __init__(self, analysis: Analysis, language: Language) -> None:
        self.language, self.phrases, self.tokens = language, analysis.phrases, analysis.tokens

    def of(self, candidate: Candidate) -> Act:
        """The act of an attribution, by its verb, its frame and whether anything is asserted at all."""
        nobody = candidate.source is None and candidate.owner is None
        if nobody and not self._names_no_source(candidate):
            return "belief"
        if candidate.content_pattern == "announced-quotation":
            return "statement"  # “Lee issued a statement: “It is safe.””
        if self._says_nothing(candidate):
            return "belief"
        act = self.language.acts.get(candidate.lemma)
        if act is None:
            act = self.language.noun_acts.get(candidate.lemma, "belief")
        if act == "statement" and not nobody and self._wishes(candidate):
            return "wish"
        quoted = any(self.phrases.kinds[part[0]] == "Q" for part in covered(candidate))
        return (
            "statement"
            if quoted and act in {"belief", "wish", "decree"} and candidate.lemma in self.language.lists["voicing"]
            else act
        )

    def _wishes(self, candidate: Candidate) -> bool:
        """“asked to leave”, “suggested leaving”: not “promised to leave”, “denied leaving”."""
        lists, lemma = self.language.lists, candidate.lemma
        if candidate.content_pattern.endswith("doing"):
            return lemma not in lists["denials"] and lemma not in lists["avowals"]
        return candidate.content_pattern.endswith("to") and lemma not in lists["promising"]

    def _says_nothing(self, candidate: Candidate) -> bool:
        """Whether nothing is asserted: refusals (“declined to comment”), bare objects (“announced the plan”)."""
        lists, pattern, cue = self.language.lists, candidate.content_pattern, candidate.cue
        parts = [self.phrases.kinds[first:last] for first, last in covered(candidate)]
        asked = pattern.endswith("whether") or (pattern.endswith("clause") and parts and parts[0][:1] == "S")
        if asked and candidate.lemma in lists["questions"]:
            return True
        if "Q" in "".join(parts):
            return False
        if parts == ["S"] * len(parts):
            return True  # “Lee did not say when”
        if candidate.lemma in lists["inquiries"]:
            return True  # “Roe asked Lee about the bridge”
        if (
            candidate.lemma in lists["of_texts"]
            and candidate.head is not None
            and self.phrases.kinds[candidate.head] in "No"
        ):
            return True  # “Lee read a letter that Roe had sent”
        governed = self.phrases.kinds[cue] == "I" and cue > 0 and self.phrases.kinds[cue - 1] in "CPGE"
        if governed and self.tokens.lower[self.phrases.head[cue - 1]] in lists["refusals"]:
            return True
        open_question = pattern.endswith(("object", "whether", "preposition"))
        if open_question and "R" in self.phrases.letters[cue] and candidate.lemma not in lists["denials"]:
            return True
        bare = pattern.endswith("object") and FINITE.isdisjoint("".join(parts))
        return bare and candidate.lemma not in lists["noun_objects"]

    def _names_no_source(self, candidate: Candidate) -> bool:
        """“It was reported that ...”, “he is said to ...”, or a quotation: a claim although nobody is named for it."""
        hedged = self.phrases.kinds[candidate.cue] == "P" and candidate.lemma in self.language.hedges.verbs
        return (hedged and candidate.content_pattern.endswith(("to", "that"))) or any(
            self.phrases.kinds[part[0]] == "Q" for part in covered(candidate)
        )
