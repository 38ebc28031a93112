"""A language as the engine uses it: all that lies under rules/language/<code>, compiled once.

Nothing here knows English. The compiled form is kept by digest (`Rulebase.compiled`), so a warm start reads one JSON
file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, get_args

from checker.attribution.cues.borders import Borders
from checker.attribution.cues.patterns import ContentPattern, Cue, Patterns, SourcePattern
from checker.attribution.cues.scoring import BASE, CUE_PRIOR, CueCounts, Speakers, Weights
from checker.attribution.words.lexicon import Lexicon
from checker.attribution.words.phrases import Heads
from checker.attribution.words.tokens import token_pattern
from checker.attribution.words.wordclasses import WordClasses
from checker.errors import RuleError
from checker.model import Act, Relation
from checker.rulebase import Rulebase, load

_FOLDER = "language/{code}"


@dataclass(frozen=True, slots=True)
class PatternFile:
    """A file of patterns/: named parts that patterns may use as {part}, and the patterns in order of trial."""

    patterns: tuple[PatternEntry, ...]
    parts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PatternEntry:
    """One pattern of a file, with the sentences that show it; [brackets] mark what it finds, *stars* the cue."""

    name: str
    find: str
    examples: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    side: str = ""
    recipient: bool = False
    speech: bool = False
    opens: str = ""


@dataclass(frozen=True, slots=True)
class ContextRule:
    """One rule of words/context.yaml; its examples mark the [words] that it decides, in `silent` it decides nothing."""

    name: str
    find: str
    put: str
    examples: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RouteEntry:
    """One pattern of patterns/routes.yaml; `words` restricts a group's last word, `verbs` the lemma of the cue."""

    name: str
    find: str
    relation: str
    words: Mapping[str, str]
    verbs: str = ""
    examples: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RouteFile:
    """patterns/routes.yaml."""

    patterns: tuple[RouteEntry, ...]


@dataclass(frozen=True, slots=True)
class RoutePattern:
    """A compiled pattern of routes."""

    name: str
    find: re.Pattern[str]
    relation: Relation
    words: Mapping[str, frozenset[str]]
    verbs: frozenset[str]
    needs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Hedges:
    """Words that pass a claim on without a source."""

    adverbs: frozenset[str]
    verbs: frozenset[str]
    phrases: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Language:
    """Everything the stages need of one language."""

    code: str
    tokens: re.Pattern[str]
    lexicon: Lexicon
    classes: WordClasses
    openers: frozenset[str]
    heads: Heads
    patterns: Patterns
    borders: Borders
    weights: Weights
    acts: Mapping[str, Act]
    noun_acts: Mapping[str, Act]
    speakers: Speakers
    lists: Mapping[str, frozenset[str]]
    platforms: Mapping[str, str]
    offices: Mapping[str, str]
    given: Mapping[str, str]
    routes: tuple[RoutePattern, ...]
    hedges: Hedges
    _open: dict[tuple[str, frozenset[str]], list[RoutePattern]] = field(default_factory=dict, compare=False)

    def routes_of(self, lemma: str, letters: str) -> list[RoutePattern]:
        """The patterns of routes that go with a cue and may find a station where these letters stand."""
        key = (lemma, _LETTERS.intersection(letters))
        if key not in self._open:
            fitting = (pattern for pattern in self.routes if not pattern.verbs or lemma in pattern.verbs)
            self._open[key] = [pattern for pattern in fitting if not pattern.needs.isdisjoint(key[1])]
        return self._open[key]


def read_language(rules: Rulebase, code: str = "en", fresh: bool = False) -> Language:
    """The language `code` of the rules, read once unless `fresh`.

    Raises `RuleError` where a file is missing or wrong.
    """
    if fresh:
        _language.cache_clear()
    return _language(rules, code)


@cache
def _language(rules: Rulebase, code: str) -> Language:
    folder = _FOLDER.format(code=code)
    paths = [
        path
        for name in ("words", "patterns", "tables")
        for path in rules.files(f"{folder}/{name}", "")
        if path.is_file()
    ]
    paths += [
        rules.path(f"{folder}/{name}") for name in ("abbreviations.txt", "acts.yaml", "speakers.yaml", "hedges.yaml")
    ]
    missing = [path for path in paths if not path.exists()]
    if missing:
        raise RuleError("missing file of the language", str(missing[0]))
    data = rules.compiled(f"language-{code}", (*paths, Path(__file__)), lambda: _compile(rules, folder))
    return _assemble(code, data)


def _compile(rules: Rulebase, folder: str) -> dict[str, Any]:
    """All files as one value that JSON can hold."""
    return {
        "abbreviations": _rows_by_name(rules.path(f"{folder}/abbreviations.txt")),
        "words": _words(rules, folder),
        "endings": _columns(rules.path(f"{folder}/words/endings.tsv")),
        "pairs": _columns(rules.path(f"{folder}/words/pairs.tsv")),
        "context": [
            [rule.find, rule.put] for rule in load(rules.path(f"{folder}/words/context.yaml"), list[ContextRule])
        ],
        "sources": _patterns(rules.path(f"{folder}/patterns/sources.yaml")),
        "contents": _patterns(rules.path(f"{folder}/patterns/contents.yaml")),
        "routes": [
            [entry.name, entry.find, entry.relation, dict(entry.words), entry.verbs]
            for entry in load(rules.path(f"{folder}/patterns/routes.yaml"), RouteFile).patterns
        ],
        "hedges": load(rules.path(f"{folder}/hedges.yaml"), dict[str, str | list[str]]),
        "cues": _columns(rules.path(f"{folder}/tables/cues.tsv")),
        "speech": _columns(rules.path(f"{folder}/words/speech.tsv")),
        "borders": _columns(rules.path(f"{folder}/tables/borders.tsv")),
        "weights": _columns(rules.path(f"{folder}/tables/weights.tsv")),
        "acts": load(rules.path(f"{folder}/acts.yaml"), dict[str, str]),
        "speakers": load(rules.path(f"{folder}/speakers.yaml"), dict[str, str | dict[str, str]]),
    }


def _columns(path: Path) -> list[list[str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def _rows_by_name(path: Path) -> dict[str, list[str]]:
    rows = [line.split() for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return {row[0]: row[1:] for row in rows}


def _words(rules: Rulebase, folder: str) -> dict[str, str]:
    words: dict[str, str] = {}
    for name in ("closed", "open"):
        for letter, row in _columns(rules.path(f"{folder}/words/{name}.tsv")):
            for word in row.split():
                words.setdefault(word, letter)
    for lemma, present, _ in _columns(rules.path(f"{folder}/words/speech.tsv")):
        words.setdefault(lemma, "X")
        words.setdefault(present, "Y")
    return words


def _patterns(path: Path) -> list[list[Any]]:
    file: PatternFile = load(path, PatternFile)
    return [
        [entry.name, entry.side, entry.recipient, entry.speech, expand(entry.find, file.parts), entry.opens]
        for entry in file.patterns
    ]


def expand(find: str, parts: Mapping[str, str]) -> str:
    """A pattern with its {parts} put in; a part may use parts that stand before it."""
    for name, value in reversed(list(parts.items())):
        find = find.replace("{" + name + "}", value)
    return find


def _assemble(code: str, data: dict[str, Any]) -> Language:
    short, speakers = data["abbreviations"], data["speakers"]
    cues, counts, nouns, adjectives = _cues(data["cues"], data["acts"])
    _add_speech(data["speech"], cues, counts)
    strong = {form for form, cue in cues.items() if _is_strong(counts[cue.lemma])}
    lists = {name: frozenset(words.split()) for name, words in speakers.items() if isinstance(words, str)}
    pairs = _pairs(data["pairs"])
    lists["speech"] = frozenset(lemma for lemma, _, _ in data["speech"])
    endings = [(letter, re.compile(find)) for letter, find in data["endings"]]
    lexicon = Lexicon(data["words"], endings, frozenset(short["ends"]), pairs.keys())
    return Language(
        code=code,
        tokens=token_pattern([*short["titles"], *short["ends"]]),
        lexicon=lexicon,
        classes=WordClasses(
            lexicon,
            tuple((re.compile(find), _put(put)) for find, put in data["context"]),
            pairs,
            lists["surnames"],
        ),
        openers=frozenset(short["openers"]),
        heads=Heads(dict.fromkeys(nouns, "K") | dict.fromkeys(lists["times"], "z"), adjectives, cues),
        patterns=Patterns(
            tuple(
                SourcePattern(name, side, re.compile(find), frozenset(opens), speech)
                for name, side, _, speech, find, opens in data["sources"]
            ),
            tuple(
                ContentPattern(name, recipient, speech, re.compile(find), frozenset(opens))
                for name, _, recipient, speech, find, opens in data["contents"]
            ),
            cues,
            lists["likening"],
            lists["settings"],
            lists["surveys"],
            lists["blaming"],
        ),
        borders=Borders(_weights(data["borders"]), strong),
        weights=Weights(_weights(data["weights"]), counts),
        acts=_by_word(data["acts"], ""),
        noun_acts=_by_word(data["acts"], "_nouns"),
        speakers=Speakers(
            inflected(lists["people"], speakers["plural_endings"]) | lists["plural_people"], lists["no_speakers"]
        ),
        lists=lists,
        platforms=_keys(speakers["platforms"]),
        offices=_keys(speakers["offices"]),
        given=_keys({"he": speakers["men_named"], "she": speakers["women_named"]}),
        routes=tuple(_route(*row) for row in data["routes"]),
        hedges=Hedges(
            frozenset(data["hedges"]["adverbs"].split()),
            frozenset(data["hedges"]["verbs"].split()),
            re.compile("|".join(rf"\b{re.escape(phrase)}\b" for phrase in data["hedges"]["phrases"]), re.IGNORECASE),
        ),
    )


def _weights(rows: list[list[str]]) -> dict[str, float]:
    return {name: float(weight) for name, weight in rows}


# What a station can be named by (routes/carriers.py), in a pattern without the names of its groups.
_LETTERS, _STATIONS, _GROUP = frozenset("XYMDW"), re.compile("[XYMDW]"), re.compile(r"\?P<\w+>")


def _route(name: str, find: str, relation: Relation, worded: Mapping[str, str], verbs: str) -> RoutePattern:
    words = {group: frozenset(listed.split()) for group, listed in worded.items()}
    stations = frozenset(_STATIONS.findall(_GROUP.sub("", find)))
    return RoutePattern(name, re.compile(find), relation, words, frozenset(verbs.split()), stations)


def _keys(names: Mapping[str, str]) -> dict[str, str]:
    """Word -> the name whose words it is one of."""
    return {word: name for name, words in names.items() for word in words.split()}


# A verb whose smoothed share of reporting uses is below this is not looked at.
IDLE = 0.1


def _is_idle(counts: CueCounts) -> bool:
    """A verb that hardly ever reports: not worth a look."""
    return (counts.hits + CUE_PRIOR * BASE) / (counts.uses + CUE_PRIOR) < IDLE


def _is_strong(counts: CueCounts) -> bool:
    """A verb that nearly always reports."""
    return counts.uses >= 20 and counts.hits >= 0.5 * counts.uses


def _put(template: str) -> str | Callable[[re.Match[str]], str]:
    r"""What a rule of context puts; a group with a letter (`\1n`) as a function, which `re` calls at half the cost."""
    kept = re.fullmatch(r"\\(\d)(.)", template)
    if kept is None:
        return template
    group, letter = int(kept[1]), kept[2]
    return lambda match: match[group] + letter


def _pairs(rows: list[list[str]]) -> dict[str, dict[str, str]]:
    """Second word -> first word -> their two class letters."""
    found: dict[str, dict[str, str]] = {}
    for letters, firsts, seconds in rows:
        for second in seconds.split():
            found.setdefault(second, {}).update(dict.fromkeys(firsts.split(), letters))
    return found


def _by_word(acts: Mapping[str, str], suffix: str) -> dict[str, Act]:
    """Word -> act, from the lists of acts.yaml whose name ends in `suffix`; the first list that holds a word wins."""
    found: dict[str, Act] = {}
    for act in get_args(Act):
        for word in acts.get(act + suffix, "").split():
            found.setdefault(word, act)
    return found


def _cues(
    rows: list[list[str]], acts: Mapping[str, str]
) -> tuple[dict[str, Cue], dict[str, CueCounts], set[str], set[str]]:
    act_of = _by_word(acts, "")
    cues: dict[str, Cue] = {}
    counts: dict[str, CueCounts] = {}
    others: dict[str, set[str]] = {"noun": set(), "adjective": set(), "mark": set()}
    for lemma, kind, takes, uses, hits, frames, forms in rows:
        parsed = {}
        for item in frames.split(";") if frames else ():
            name, _, share = item.rpartition(" ")
            hit, _, use = share.partition("/")
            parsed[name] = (int(use), int(hit))
        counts[lemma] = CueCounts(int(uses), int(hits), parsed)
        if kind != "verb":
            others[kind].update(forms.split())
            continue
        cue = Cue(lemma, act_of.get(lemma, "belief"), "r" in takes, "i" in takes, _is_idle(counts[lemma]))
        for form in forms.split():
            cues.setdefault(form, cue)
    return cues, counts, others["noun"], others["adjective"]


# Cases (uses, hits) that a plain verb of saying is given in each of its own frames.
_SPOKEN = (12, 11)
_SPOKEN_FRAMES = ("that", "quotation", "left-stop", "left+quotation")


def _add_speech(rows: list[list[str]], cues: dict[str, Cue], counts: dict[str, CueCounts]) -> None:
    """Plain verbs of saying report in the frames of speech, though the tables have hardly met them."""
    for lemma, present, others in rows:
        known = counts.get(lemma, CueCounts(0, 0, {}))
        added = {
            name: (uses + _SPOKEN[0], hits + _SPOKEN[1])
            for name, (uses, hits) in ((name, known.frames.get(name, (0, 0))) for name in _SPOKEN_FRAMES)
        }
        counts[lemma] = CueCounts(known.uses, known.hits, {**known.frames, **added})
        for form in (lemma, present, *others.split()):
            cue = cues.get(form)
            if cue is None or cue.lemma == lemma:
                cues[form] = replace(cue, idle=False) if cue is not None else Cue(lemma, "statement")


def inflected(nouns: frozenset[str], endings: str) -> frozenset[str]:
    """The nouns with the plurals that the endings make ("y>ies man>men >s")."""
    found = set(nouns)
    for rule in endings.split():
        singular, _, plural = rule.partition(">")
        found.update(noun.removesuffix(singular) + plural for noun in nouns if noun.endswith(singular))
    return frozenset(found)
