"""One text analysed: tokens, quotations, sentences, phrases, and its candidates with borders and chances."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from checker.attribution.cues.candidates import Candidate
from checker.attribution.cues.finding import Finder
from checker.attribution.cues.scoring import extent_aspect, frame_aspects, frame_of
from checker.attribution.cues.subjects import MAIN
from checker.attribution.language import Language
from checker.attribution.words.phrases import Phrases, find_phrases
from checker.attribution.words.quotations import Quotation, find_quotations
from checker.attribution.words.sentences import split_sentences
from checker.attribution.words.tokens import Tokens, tokenise
from checker.model import Block, Span

# How far from a cue its route, its occasion and other speakers are looked for, in phrases: a long sentence has 60.
_WIDE = 240
_FRONTED = re.compile(r"(?:^|[.|])[urk]*S(?:(?:i[zN]|z),?)?$")
# “Despite Lee's claim that P, she closed the bridge”, “Despite polls showing P, she closed it”
_OPENED = re.compile(r"(?:^|[.|])[urk]*i$")
_FEW = 5  # phrases in which a clause that hangs on what follows is opened: “But even as Lee said”
_SAYING = re.compile(r"i[nK]i(?=[nK])|,[nK](?=[tw])")
_FIGURES = re.compile(r",[nc](?:i[nc])?(?=[,.|])")
_RESUMED = re.compile(r"[,-]z?[vCpPb]|Q(?=[vCpPb])")


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the stages found in one text."""

    tokens: Tokens
    quotations: list[Quotation]
    sentences: list[tuple[int, int]]
    letters: str
    phrases: Phrases
    _spans: dict[tuple[int, int], Span] = field(default_factory=dict)
    _phrases: dict[int, int] = field(default_factory=dict)

    def span(self, part: tuple[int, int]) -> Span | None:
        """The characters of a range of phrases; None where it holds no words."""
        first, last = self.phrases.first[part[0]], self.phrases.last[part[1] - 1]
        return self.token_span((first, last))

    def around(self, number: int) -> tuple[int, int]:
        """The phrases of a phrase's sentence, as far as anything is looked for in it."""
        sentence = self.phrases.sentences[self.phrases.sentence_of[number]]
        first, last = sentence
        if last - first <= _WIDE:
            return sentence
        return max(first, number - _WIDE), min(last, number + _WIDE)

    def sentence(self, number: int) -> Span:
        """The characters of the sentence that holds a phrase."""
        return self.span(self.phrases.sentences[self.phrases.sentence_of[number]]) or Span(0, 0)

    def paragraphs(self) -> list[int]:
        """The number of its paragraph for each phrase."""
        return list(accumulate(map("|".__eq__, self.phrases.kinds), initial=0))

    def phrase_at(self, span: Span) -> int:
        """The phrase that holds the first character of a span."""
        found = self._phrases.get(span.start)
        if found is None:
            token = bisect_right(self.tokens.starts, span.start) - 1
            found = self._phrases[span.start] = max(bisect_right(self.phrases.first, token) - 1, 0)
        return found

    def token_span(self, part: tuple[int, int]) -> Span | None:
        """The characters of a range of tokens."""
        found = self._spans.get(part)
        if found is None and part[1] > part[0]:
            found = self._spans[part] = Span(self.tokens.starts[part[0]], self.tokens.ends[part[1] - 1])
        return found


def analyse(
    text: str, blocks: Sequence[Block], language: Language, names: Sequence[Span] = (), sure: Sequence[Span] = ()
) -> Analysis:
    """Tokens to phrases of the given blocks of a text.

    `names` are names of several words that are known already, `sure` names whose last word is one whatever it means
    elsewhere: “Politico”, “the Las Vegas Sun”.
    """
    tokens = tokenise(text, blocks, language.tokens, language.lexicon)
    quotations = find_quotations(tokens)
    sentences = split_sentences(tokens, quotations, language.openers)
    starts = [first for first, _ in sentences] + [quotation.first + 1 for quotation in quotations]
    letters = _with_names(language.classes.classify(tokens, starts), tokens, sure)
    known = {}
    for name in names:
        first, last = bisect_left(tokens.starts, name.start), bisect_left(tokens.starts, name.end)
        if last - first > 1 and tokens.starts[first] == name.start:
            known[first] = last
    phrases = find_phrases(tokens, letters, sentences, quotations, language.heads, known)
    return Analysis(tokens, quotations, sentences, letters, phrases)


def _with_names(letters: str, tokens: Tokens, names: Sequence[Span]) -> str:
    changed = list(letters)
    for name in names:
        last = bisect_left(tokens.starts, name.end) - 1
        if last >= 0 and tokens.starts[last] >= name.start:
            changed[last] = "N"
    return "".join(changed)


def find_candidates(
    analysis: Analysis, language: Language, everything: bool = False, learning: bool = False
) -> list[Candidate]:
    """Every candidate of the text that may be one, each with its aspects.

    For learning, `everything` keeps those that hardly ever report, and `learning` leaves the contents uncut.
    """
    tokens, phrases, weights = analysis.tokens, analysis.phrases, language.weights
    finder = Finder(tokens, phrases, language.patterns)
    found = []
    for candidate in finder.candidates(everything or learning):
        weights.weigh(candidate, frame_aspects(candidate, tokens, phrases, language.speakers))
        if not learning:
            hopeless = not everything and weights.hopeless(candidate, phrases)
            if hopeless and not (is_surveyed(candidate, analysis, language) or is_named(candidate, language)):
                continue
            _cut(candidate, analysis, language)
            finder.float_quotations(candidate)
        weights.weigh(candidate, [extent_aspect(candidate, phrases)])
        found.append(candidate)
    return found


def is_named(candidate: Candidate, language: Language) -> bool:
    """Whether a noun names somebody's speech and tells what was said: “Lee's insistence that P”."""
    told = candidate.owner is not None and candidate.content_pattern == "noun-that"
    return told and language.noun_acts.get(candidate.lemma) == "statement"


def is_surveyed(candidate: Candidate, analysis: Analysis, language: Language) -> bool:
    """Whether a poll, a study or papers find something, as they hardly ever do without a claim."""
    if candidate.head is None or language.acts.get(candidate.lemma) != "finding":
        return False
    infinitive = analysis.phrases.kinds[candidate.cue] == "I"  # “a study to find out why”
    return not infinitive and analysis.phrases.word[candidate.head] in language.lists["surveys"]


def _resumed(candidate: Candidate, kinds: str, begin: int, stop: int) -> int:
    """“Lee, who had said P, | came home”: a relative clause between commas ends before the verb it interrupts."""
    if candidate.source is not None and begin < candidate.source[0] <= stop:
        return candidate.source[0]  # “Citing P, | Lee closed the bridge”
    opened = candidate.source[0] - 1 if candidate.source_pattern == "relative" and candidate.source else 0
    resumed = _RESUMED.search(kinds, begin + 1, stop) if opened > 0 and kinds[opened] in ",-" else None
    if resumed is not None and kinds[resumed.start()] == "Q":
        return resumed.start() + 1
    noun = candidate.cue if candidate.owner is not None else 0
    first = candidate.source[0] if candidate.source is not None else noun
    hung = noun or (candidate.source is not None and kinds[candidate.source[1]] == "G")
    if (_OPENED if hung else _FRONTED).search(kinds, max(first - _FEW, 0), first):
        resumed = MAIN.search(kinds, begin + 1, stop)  # “Although Lee said P, | she closed the bridge”
    return resumed.start() if resumed is not None else stop


def border_cue(candidate: Candidate) -> tuple[str, str]:
    """What the borders of a content are weighed by: the name of its pattern, and the lemma of its cue."""
    return frame_of(candidate.content_pattern).removeprefix("left+").removeprefix("left-"), candidate.lemma


def _told_about(analysis: Analysis, language: Language, begin: int, stop: int) -> int:
    """Where what is told of the saying itself begins, which is no content.

    “confirmed the plan | on condition of anonymity”, “said it was safe |, remarks that were much quoted”.
    """
    kinds, word, lists = analysis.phrases.kinds, analysis.phrases.word, language.lists
    for match in _SAYING.finditer(kinds, begin + 1, stop):
        anonymous = match.end() < stop and word[match.end()] in lists["anonymous"]
        if anonymous if kinds[match.start()] == "i" else word[match.end() - 1] in lists["spoken"]:
            return match.start()
    return stop


def _contrasted(candidate: Candidate, analysis: Analysis, language: Language, begin: int, stop: int) -> int:
    """Where a content ends that begins at phrase `begin`.

    A finding goes on in its figures and in their contrast: “, 60 percent to 40, while captains liked the bridge”.
    """
    tokens, phrases, cue = analysis.tokens, analysis.phrases, border_cue(candidate)
    end = language.borders.end(tokens, phrases, begin, stop, cue)
    if language.acts.get(candidate.lemma) != "finding":
        return end
    figures = _FIGURES.match(phrases.kinds, end, stop)
    if figures is not None and phrases.letters[end + 1][0] == "c":
        end = figures.end()
    if phrases.kinds[end : end + 2] != ",S" or end + 2 >= stop:
        return end
    verbs = (phrases.word[place] for place in range(end, stop) if phrases.kinds[place] == "C")
    if any(language.patterns.cues[verb].act in {"finding", "statement"} for verb in verbs):
        return end  # “, while other polls show Roe ahead”
    contrasts = tokens.lower[phrases.first[end + 1]] in language.lists["contrasts"]
    return language.borders.end(tokens, phrases, end + 2, stop, cue) if contrasts else end


def _cut(candidate: Candidate, analysis: Analysis, language: Language) -> None:
    tokens, phrases, borders = analysis.tokens, analysis.phrases, language.borders
    if candidate.right and candidate.content_pattern != "block":
        begin, stop = candidate.right
        if candidate.source_pattern == "according" or not candidate.content_pattern.endswith("according"):
            stop = _resumed(candidate, phrases.kinds, begin, stop)
        if candidate.content_pattern.endswith("according"):
            stop = borders.end_of_all(tokens, phrases, begin, stop)
        else:
            stop = _contrasted(candidate, analysis, language, begin, stop)
        candidate.right = (begin, _told_about(analysis, language, begin, stop))
    interrupted = candidate.right and candidate.content_pattern.endswith("stop")
    whole = candidate.source_pattern == "according"
    if candidate.left and not interrupted and not whole:
        first, edge = candidate.left
        candidate.left = (borders.start(tokens, phrases, first, edge), edge)
