"""What kind of act a cue is: a statement, a finding, a belief, a wish, a decree; policies speak of the first two."""

from __future__ import annotations

import re

from checker.attribution.analysis import Analysis
from checker.attribution.cues.candidates import Candidate
from checker.attribution.language import Language
from checker.attribution.selection import covered
from checker.model import Act

# Acts that a quotation makes statements of, and the frames in which a plain verb of saying is one.
_STANCES = frozenset({"belief", "wish", "decree"})
_FRAMES = ("that", "quotation", "stop", "whether", "colon", "block", "floating")
# A cue and the mark before a quotation that it introduces; not “a tape given, “as it is,” to Lee”.
_LEADS = frozenset(cue + mark for cue in "CGIP" for mark in ",:")
# “slammed Lee as a liar”: what somebody is called; not “slammed Lee as he left”.
_AS = re.compile(r"[nNKoO)]S(?:[aAQgGEer]|[nNKdc](?![vCpPb]))")
_THING = re.compile(r"[nNKoO](?:[iy][nNKdz]){0,3}(?=S)")
# “called Lee a liar”, “called it safe”: a thing and what it is called.
_NAMED = re.compile(r"[nNKoOdc](?:[iy][nNKdz])*[nNKdcaAQeEgGfr]")
# What opens a clause that hangs on a noun: “the crew who left”, “the crew she hired”, “as Lee listens”.
_HANGING = re.compile(r"[wSh]|[nN]t|[nNK](?=[nNod]r?[vCpPb])")
_OPEN = frozenset("wh")
_MOMENT = re.compile("S(?![da])[^vCpPbt]*[vCpPb]?[^vCpPbt]*")
_POINTED = re.compile("t?[nKC](?:i?z)?")
_FINITE = re.compile("[vCpPb]")
_CLAUSE = 5  # words of what somebody says, from which on it is a clause and not a word or a thanks
_CLOSED = frozenset(".|;")
_RELATIVE = re.compile("tr?[vCpPb]")


class Acts:
    """Classes the attributions of one text."""

    def __init__(self, analysis: Analysis, language: Language) -> None:
        self.language, self.phrases, self.tokens = language, analysis.phrases, analysis.tokens
        self.letters = analysis.letters

    def of(self, candidate: Candidate) -> Act:
        """The act of an attribution, by its verb, its frame and whether anything is asserted at all."""
        nobody = candidate.source is None and candidate.owner is None
        if nobody and not self._names_no_source(candidate):
            return "belief"
        if candidate.content_pattern == "announced-quotation":
            return "statement"  # “Lee issued a statement: “It is safe.””
        if self._says_nothing(candidate) or self._narrates(candidate):
            return "belief"
        act = self.language.acts.get(candidate.lemma)
        if act is None:
            act = self.language.noun_acts.get(candidate.lemma, "belief")
        if act == "statement" and not nobody and self._wishes(candidate):
            return "wish"
        if act == "finding" and self._is_shown(candidate):
            return "belief"
        return "statement" if act in _STANCES and self._voiced(candidate) else act

    def _voiced(self, candidate: Candidate) -> bool:
        """Whether a verb that is no statement by itself is one here: by what it frames, “P,” she snapped."""
        lists, pattern, lemma = self.language.lists, candidate.content_pattern, candidate.lemma
        parts = covered(candidate)
        if lemma in lists["speech"] and pattern.endswith(_FRAMES):
            return self.tokens.lower[self.phrases.first[parts[0][0]]] not in lists["things"]  # “trumpets what she has”
        if lemma in lists["naming"] and pattern.endswith("object") and self._is_named(candidate):
            return True  # “hailed the plan as a success”
        if pattern == "voiced-that":
            return True  # “voiced doubts that P”
        if pattern == "that" and self._follows(candidate, lists["clarifying" if lemma == "make" else "retorting"]):
            return True  # “made it clear that P”, “fired back that P”
        if lemma in lists["voicing"] and any(self.phrases.kinds[part[0]] == "Q" for part in parts):
            return True
        if (
            lemma in lists["titling"]
            or not pattern.endswith(("quotation", "stop"))
            or not all(self._is_quoted(*part) for part in parts)
        ):
            return False
        if candidate.left is not None:
            return candidate.source_pattern != "shared"  # not ““It is safe,” Lee said on a tape given to CNN”
        return self.phrases.kinds[candidate.cue] + self.phrases.kinds[parts[0][0] - 1] in _LEADS

    def _follows(self, candidate: Candidate, words: frozenset[str]) -> bool:
        """Whether one of the words stands between the cue and its content, behind at most one word more."""
        head, content = self.phrases.head[candidate.cue], self.phrases.first[covered(candidate)[0][0]]
        return not words.isdisjoint(self.tokens.lower[head + 1 : min(head + 3, content)])

    def _is_named(self, candidate: Candidate) -> bool:
        """“slammed Lee as a liar”: somebody is called something."""
        naming = candidate.lemma in self.language.lists["naming"]
        for first, last in covered(candidate):
            thing = _THING.match(self.phrases.kinds, first, last)
            if thing is None and not naming:
                continue  # “repeated plans to vote for Lee as the best choice”
            found = _AS.search(self.phrases.kinds, first if naming or thing is None else thing.end() - 1, last)
            if found and self.tokens.lower[self.phrases.first[found.start() + 1]] in self.language.lists["likening"]:
                return True
        return False

    def _is_shown(self, candidate: Candidate) -> bool:
        """“She has shown weaknesses”: a person finds nothing by it, a poll does."""
        if candidate.head is None or not candidate.content_pattern.endswith("object") or not self._is_bare(candidate):
            return False
        word, lists = self.phrases.word[candidate.head], self.language.lists
        return word in lists["singular_he"] | lists["singular_she"] or word in self.language.speakers.people

    def _is_bare(self, candidate: Candidate) -> bool:
        """Whether a content is a thing, not a clause; verbs of clauses that hang on it do not count."""
        kinds = self.phrases.kinds
        for first, last in covered(candidate):
            verbs = len(_FINITE.findall(kinds, first, last))
            hanging = candidate.lemma not in self.language.lists["clausal"] and kinds[first] in "nNKz"
            if verbs and (not hanging or verbs > len(_HANGING.findall(kinds, first, last))):
                return False
        return True

    def _marked(self, first: int, last: int) -> bool:
        """Whether there are quotation marks in a range of phrases: “called him “Little Lee” twice”."""
        return '"' in self.letters[self.phrases.first[first] : self.phrases.last[last - 1]]

    def _is_quoted(self, first: int, last: int) -> bool:
        return set(self.phrases.kinds[first:last]) <= {"Q", "-"} and self.phrases.kinds[first] == "Q"

    def _wishes(self, candidate: Candidate) -> bool:
        """“asked to leave”, “suggested leaving”: not “promised to leave”, “denied leaving”."""
        lists, lemma = self.language.lists, candidate.lemma
        if candidate.content_pattern.endswith("doing"):
            return not any(lemma in lists[name] for name in ("denials", "avowals", "said"))
        return candidate.content_pattern.endswith("to") and lemma not in lists["promising"]

    def _narrates(self, candidate: Candidate) -> bool:
        """“This, I predict, will fail”, “we found a hole”: whoever writes the article tells his own thoughts."""
        if (
            candidate.head is None
            or self.tokens.lower[self.phrases.first[candidate.head]] not in self.language.lists["writers"]
        ):
            return False
        if candidate.source_pattern == "shared":
            return False
        if any("Q" in self.phrases.kinds[first:last] for first, last in covered(candidate)):
            return False
        form, act = self.phrases.letters[candidate.cue], self.language.acts.get(candidate.lemma)
        return act == "finding" or (form[-1] == "v" and "B" not in form and "H" not in form)

    def _says_nothing(self, candidate: Candidate) -> bool:
        """Whether nothing is asserted: refusals (“declined to comment”), bare objects (“announced the plan”)."""
        lists, pattern, cue, lemma = self.language.lists, candidate.content_pattern, candidate.cue, candidate.lemma
        kinds, lower, content = self.phrases.kinds, self.tokens.lower, covered(candidate)
        parts = [kinds[first:last] for first, last in content]
        asked = pattern.endswith("whether") or (pattern.endswith("clause") and parts and parts[0][:1] == "S")
        if asked and lemma in lists["questions"]:
            return True
        if "Q" in "".join(parts):
            return False
        opened = lower[self.phrases.first[content[0][0]]] if content else ""
        things = pattern.endswith("object")
        if things and opened in lists["reflexives"] and self.language.acts.get(lemma) == "finding":
            return True  # “found herself in Toledo”
        if parts == ["S"] * len(parts):
            return True  # “Lee did not say when”
        if pattern.endswith("that") and len(parts) == 1 and _POINTED.fullmatch(parts[0]) and self._is_word(candidate):
            return True  # “Lee echoed that comment”
        before = content[0][0] - 1 if content and pattern.endswith("that") else cue
        if before > cue and self.phrases.word[before] in lists["heard_of"]:
            return True  # “Lee responded to reports that P”
        timed = opened in lists["moments"] and candidate.left is None and lemma not in lists["naming"]
        if timed and _MOMENT.fullmatch(parts[0]):
            return True  # “Lee spoke up after Roe had asked about it”
        if lemma in lists["inquiries"]:
            return True  # “Roe asked Lee about the bridge”
        if lemma in lists["of_texts"] and candidate.head is not None and kinds[candidate.head] in "No":
            return True  # “Lee read a letter that Roe had sent”
        if not lists["duties"].isdisjoint(lower[self.phrases.first[cue] : self.phrases.head[cue]]):
            return True  # “Lee must acknowledge that the bridge is old”
        governor = self.phrases.word[cue - 1] if kinds[cue] == "I" and cue else ""
        if governor in lists["prospects"] or (governor in lists["refusals"] and kinds[cue - 1] in "CPGE"):
            return True  # “poised to argue”, “refused to say”
        if lemma in lists["menacing"] and (kinds[cue - 1] == "i" or not self._is_somebody(candidate)):
            return True  # “the storm threatens to close the port”, “jailed for threatening to close it”
        negated = self._is_negated(cue)
        if negated and lemma in lists["memories"]:
            return True  # “she could not recall the crew left”
        hung = pattern == "that" and candidate.source is not None and kinds[candidate.source[0] - 1] in "nN"
        if hung and _RELATIVE.match(parts[0]):
            return True  # “the book she wrote that made her famous”
        unsaid = bool(parts) and parts[0][:1] in _OPEN  # “did not say who closed the bridge”
        open_question = unsaid or pattern.endswith(("object", "whether", "preposition", "doing"))
        if negated and open_question and lemma not in lists["denials"]:
            return True
        if pattern == "preposition" and kinds[cue] != "P":
            clause = lemma not in lists["naming"] and any(_FINITE.search(part) for part in parts)
            return not clause and self._is_aside(candidate)
        return things and self._is_bare(candidate) and not self._is_object(candidate)

    def _is_somebody(self, candidate: Candidate) -> bool:
        """Whether who speaks is a name, a pronoun, a person or a body of people."""
        if candidate.head is None:
            return False
        word, bodies = self.phrases.word[candidate.head], self.language.lists["organisations"]
        able = word in self.language.speakers.people or word in bodies or word.removesuffix("s") in bodies
        return able or self.phrases.kinds[candidate.head] in "Now"

    def _is_word(self, candidate: Candidate) -> bool:
        """Whether a content opens with one word, behind “that”."""
        first = covered(candidate)[0][0]
        first += self.phrases.kinds[first] == "t"
        return self.phrases.last[first] - self.phrases.first[first] == 1

    def _is_negated(self, cue: int) -> bool:
        """“did not say”, “couldn't say”."""
        words = self.tokens.lower[self.phrases.first[cue] : self.phrases.head[cue]]
        return "R" in self.phrases.letters[cue] or not self.language.lists["negated"].isdisjoint(words)

    def _is_aside(self, candidate: Candidate) -> bool:
        """“noted in the Post”, “responded on Twitter”: where it is said, not what; “referred to the vote”."""
        lists, cue = self.language.lists, candidate.cue
        if candidate.lemma in lists["naming"]:
            return not self._is_named(candidate)
        if candidate.lemma in lists["replying"] or candidate.lemma in lists["musing"]:
            return True  # “responded to a question”
        cue += self.phrases.kinds[cue + 1] in "rz"
        word, kind = self.tokens.lower[self.phrases.first[cue + 1]], self.phrases.kinds[cue + 1]
        posted = kind == "i" and self.tokens.words[self.phrases.head[cue + 2]] in self.language.platforms
        return word in lists["settings"] or posted

    def _is_object(self, candidate: Candidate) -> bool:
        """Whether a thing is what is asserted: “denied the report”, “called it a lie”; not “answered a question”."""
        lists = self.language.lists
        if self._is_named(candidate):
            return True
        if candidate.lemma in lists["naming"]:
            first = candidate.source[0] if candidate.source is not None else candidate.cue
            if first and self.phrases.kinds[first - 1] in "twh":
                return True  # “a vote that some call a farce”
            return any(_NAMED.search(self.phrases.kinds, *part) or self._marked(*part) for part in covered(candidate))
        if candidate.lemma in lists["rejections"]:  # “rejected the allegation”, not “rejected the offer”
            heads = (self.phrases.word[first] for first, _ in covered(candidate))
            return not self.language.noun_acts.keys().isdisjoint(heads)
        return candidate.lemma in lists["noun_objects"] or self._is_said(candidate)

    def _is_said(self, candidate: Candidate) -> bool:
        """“said families of sailors file lawsuits”: a clause whose verb is no word of ours, to the end of its sentence.

        Or one name, as in “Asked who leads the crew, he said Lee.” Not “said little about the plan of the port”.
        """
        lists, (first, last) = self.language.lists, covered(candidate)[0]
        if candidate.lemma not in lists["said"] or self.phrases.kinds[last] not in _CLOSED:
            return False
        begin, end = self.phrases.first[first], self.phrases.last[last - 1]
        if self.phrases.kinds[first:last] == "N":
            return True
        return end - begin >= _CLAUSE and lists["sayable"].isdisjoint(self.tokens.lower[begin : begin + 2])

    def _names_no_source(self, candidate: Candidate) -> bool:
        """“It was reported that ...”, “he is said to ...”, or a quotation: a claim although nobody is named for it."""
        hedged = self.phrases.kinds[candidate.cue] == "P" and candidate.lemma in self.language.hedges.verbs
        return (hedged and candidate.content_pattern.endswith(("to", "that"))) or any(
            self.phrases.kinds[part[0]] == "Q" for part in covered(candidate)
        )
