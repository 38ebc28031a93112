"""Builds the compiled index: every entry validated once, then plain JSON that answers lookups without building objects.

Slow (a second for sixteen hundred entries) and rare: it runs the first time, when a rule file changed, and in the
tests. The wheel carries no index: building one would need half of the dependencies at build time, and a first run takes
2 s in all without. It alone imports pydantic, YAML and tldextract (160 ms); a warm run never loads it.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import tldextract

from checker.errors import RuleError
from checker.outlets.lookalike import skeletons
from checker.outlets.packed import pack
from checker.outlets.schema import Addresses, Alias, Assessors, Entry, Evidence, OutletCues
from checker.outlets.suffixes import Suffixes
from checker.rulebase import Rulebase, load

Index = dict[str, Any]
RATING_COLUMNS = ("domain", "value", "assessor", "as_of")


def build_index(rules: Rulebase) -> Index:
    """The whole index as one JSON value; raises `RuleError` with file, line and column for the first wrong file.

    Keys: entries, countries, hosts, skeletons, sections, accounts, names, aliases, unspaced, evidence, addresses,
    suffixes, classes, assessors, cues, ratings. Tables asked by key are packed (checker/outlets/packed.py).
    """
    entries = read_entries(rules)
    assessors = load(rules.path("assessors.yaml"), Assessors)
    addresses = _addresses(rules)
    aliases, plain = _aliases(entries)
    ratings = read_ratings(tuple(path for root in rules.roots for path in sorted(root.glob("ratings/*.csv"))))
    hosts, suffixes = _hosts(entries), _suffixes()
    made = {entry_id: _entry(entry, place, ratings) for entry_id, (entry, place) in entries.items()}
    return {
        "entries": pack(made),
        "countries": {entry_id: entry.country for entry_id, (entry, _) in entries.items()},
        "hosts": pack(hosts),
        "skeletons": skeletons(hosts, Suffixes(suffixes), addresses["confusables"]),
        "sections": pack(_sections(entries)),
        "accounts": _accounts(entries),
        "names": pack(_names(entries)),
        "aliases": pack(aliases),
        "unspaced": plain,
        "evidence": {key: _cite(value) for key, value in shared_evidence(rules).items()},
        "addresses": addresses,
        "suffixes": suffixes,
        "classes": {name: rule.model_dump() for name, rule in assessors.classes.items()},
        "assessors": {one.id: one.model_dump(mode="json") for one in assessors.assessors},
        "cues": _cues([path for root in rules.roots for path in sorted(root.glob("language/*/outlets.yaml"))]),
        "ratings": ratings,
    }


def read_entries(rules: Rulebase) -> dict[str, tuple[Entry, str]]:
    """Every entry with its place ("ru.yaml:41"); a later root's entry replaces an earlier one of the same id."""
    found: dict[str, tuple[Entry, str]] = {}
    for root in rules.roots:
        here: dict[str, str] = {}
        for path in sorted((root / "outlets").rglob("*.yaml")):
            lines = _entry_lines(path)
            for entry in load(path, tuple[Entry, ...]):
                shown = path.relative_to(root).as_posix()
                place = f"{'rules' if root == rules.roots[0] else root.name}/{shown}:{lines.get(entry.id, 1)}"
                if entry.id in here:
                    raise RuleError(f"id {entry.id} stands already at {here[entry.id]}", str(path), lines[entry.id])
                here[entry.id] = place
                found[entry.id] = (entry, place)
    return found


def _entry_lines(path: Path) -> dict[str, int]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return {
        match[1]: number
        for number, line in enumerate(lines, 1)
        if (match := re.match(r"-\s+(?:\{\s*)?id:\s*([\w-]+)", line))
    }


def shared_evidence(rules: Rulebase) -> dict[str, Evidence]:
    """rules/evidence.yaml: publications that many entries point at."""
    found: dict[str, Evidence] = load(rules.path("evidence.yaml"), dict[str, Evidence])
    return found


def _cite(evidence: Evidence) -> str:
    """How a report prints a publication: title, publisher, its date or else the day it was read, address."""
    day = evidence.date or (f"read {evidence.retrieved}" if evidence.retrieved else None)
    return ", ".join(part for part in (evidence.title, evidence.publisher, day, evidence.url) if part)


def _lean(value: dict[str, Any]) -> dict[str, Any]:
    return {key: item for key, item in value.items() if item not in (None, [], {}, "", ())}


def _entry(entry: Entry, place: str, ratings: dict[str, list[list[str]]]) -> dict[str, Any]:
    """The entry as plain JSON, the user's ratings of its hosts among its assessments."""
    made = entry.model_dump(mode="json", by_alias=True, exclude={"evidence", "id", "sections", "accounts"})
    for key in ("aliases", "domains", "ownership", "assessments", "measures", "republishes"):
        made[key] = [_lean(item) for item in made[key]]
    made["aliases"] = [item["text"] for item in made["aliases"]]
    made["assessments"] += [
        {"assessor": who, "value": value, "as_of": when, "origin": "user"}
        for domain in entry.domains
        for value, who, when in ratings.get(domain.host, ())
    ]
    made["evidence"] = {key: _cite(value) for key, value in entry.evidence.items()}
    made["place"] = place
    return _lean(made)


def _hosts(entries: dict[str, tuple[Entry, str]]) -> dict[str, list[list[str]]]:
    """host -> [id, from, until, role] of each holder."""
    hosts: dict[str, list[list[str]]] = defaultdict(list)
    for entry, _ in entries.values():
        for domain in entry.domains:
            hosts[domain.host].append([entry.id, domain.valid_from or "", domain.valid_until or "", domain.role])
    return dict(hosts)


def _sections(entries: dict[str, tuple[Entry, str]]) -> dict[str, list[list[str]]]:
    """host -> [path, section], longest path first; a host of its own has the path ""."""
    found: dict[str, list[list[str]]] = defaultdict(list)
    for entry, _ in entries.values():
        for rule in entry.sections:
            found[rule.host].append([rule.path or "", rule.section])
    return {host: sorted(rules, key=lambda rule: (-len(rule[0]), rule[0])) for host, rules in found.items()}


def _accounts(entries: dict[str, tuple[Entry, str]]) -> dict[str, str]:
    """ "platform:handle" in lower case -> id."""
    return {
        f"{account.platform}:{account.handle.casefold()}": entry.id
        for entry, _ in entries.values()
        for account in entry.accounts
    }


def folded(name: str) -> str:
    """A whole name as a key: case folded, single spaces, without a leading article."""
    words = name.replace("’", "'").casefold().split()
    return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)


def _names(entries: dict[str, tuple[Entry, str]]) -> dict[str, list[list[str]]]:
    """folded name or alias -> [id, class, from, until] of each entry that goes by it."""
    names: dict[str, list[list[str]]] = defaultdict(list)
    for entry, _ in entries.values():
        own = Alias.model_validate({"text": entry.name, "class": "safe"})
        spelled = {folded(alias.text): alias for alias in (*entry.aliases[::-1], own)}
        spelled |= {folded(alias.text): alias for alias in entry.aliases[::-1]}
        for key, alias in spelled.items():
            names[key].append([entry.id, alias.class_, alias.valid_from or "", alias.valid_until or ""])
    return dict(names)


_CASELESS = re.compile(r"[\u0590-\u08ff\u0900-\u0dff\u0e00-\u10ff\u3040-\u9fff\uac00-\ud7af]")


def _aliases(entries: dict[str, tuple[Entry, str]]) -> tuple[dict[str, list[list[Any]]], list[list[Any]]]:
    """First word -> aliases, longest first; and the aliases that are looked for as they stand.

    A record is [text without article, article, id, class, case, needs, counter-cues, from, until, at home]. Scripts
    without case or spaces, and names that begin with a small letter, have no first word to look up.
    """
    keyed: dict[str, list[list[Any]]] = defaultdict(list)
    plain: list[list[Any]] = []
    for entry, _ in entries.values():
        for alias in entry.aliases:
            if alias.class_ == "never":
                continue
            article, body = _split_article(alias.text)
            record = [
                body, article, entry.id, alias.class_, alias.case, list(alias.needs), list(alias.counter),
                alias.valid_from or "", alias.valid_until or "", alias.at_home,
            ]  # fmt: skip
            first = re.match(r"\w+", body)
            if _CASELESS.search(body) or first is None or first[0][0].islower():
                plain.append(record)
            else:
                keyed[first[0]].append(record)
    order = {key: sorted(records, key=lambda r: (-len(r[0]), -len(r[1]), r[0], r[2])) for key, records in keyed.items()}
    return order, plain


def _split_article(text: str) -> tuple[str, str]:
    for article in ("The ", "the "):
        if text.startswith(article):
            return article, text[len(article) :]
    return "", text


def _addresses(rules: Rulebase) -> dict[str, Any]:
    parts = [load(path, Addresses) for path in rules.files("urls")]
    merged: dict[str, Any] = {"sections": {}, "confusables": {}}
    for key in ("wrappers", "platforms", "kinds"):
        merged[key] = [item.model_dump(exclude={"examples"}) for part in parts for item in getattr(part, key)]
    for key in ("trackers", "mobile_hosts", "alike", "imitation_suffixes"):
        merged[key] = sorted({item for part in parts for item in getattr(part, key)})
    for part in parts:
        merged["sections"] |= part.sections
        merged["confusables"] |= part.confusables
    return merged


def _suffixes() -> dict[str, str]:
    """The public suffix list that tldextract bundles, private part included: plain, wildcard and exception rules."""
    rules = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True).tlds
    return {
        "plain": " ".join(sorted(rule for rule in rules if rule[0] not in "*!")),
        "wild": " ".join(sorted(rule[2:] for rule in rules if rule.startswith("*."))),
        "except": " ".join(sorted(rule[1:] for rule in rules if rule.startswith("!"))),
    }


def _cues(paths: list[Path]) -> dict[str, Any]:
    """The cue words of all languages together: a name of an outlet does not tell the language of its sentence."""
    merged: dict[str, set[str]] = defaultdict(set)
    demonyms: dict[str, str] = {}
    for path in paths:
        words = load(path, OutletCues).model_dump()
        demonyms |= {word: country for country, named in words.pop("demonyms").items() for word in named}
        for key, listed in words.items():
            merged[key].update(listed)
    return {"demonyms": demonyms, **{key: sorted(listed) for key, listed in merged.items()}}


def read_ratings(paths: tuple[Path, ...]) -> dict[str, list[list[str]]]:
    """Users' own ratings: domain -> [value, assessor, as_of]; `RuleError` names the file and line of a wrong row."""
    ratings: dict[str, list[list[str]]] = defaultdict(list)
    for path in paths:
        for line, row in _rows(path):
            domain, *rating = (cell.strip() for cell in row)
            if len(row) != len(RATING_COLUMNS) or not all((domain, *rating[:2])):
                raise RuleError(f"a row is {','.join(RATING_COLUMNS)}", str(path), line)
            ratings[domain.casefold().removeprefix("www.")].append(rating)
    return dict(ratings)


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows below the head of a CSV, each with its line; empty lines are none."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        rows = csv.reader(io.StringIO(text, newline=""), strict=True)
        if tuple(next(rows, ())) != RATING_COLUMNS:
            raise RuleError(f"the first line must be {','.join(RATING_COLUMNS)}", str(path), 1)
        yield from ((rows.line_num, row) for row in rows if row)
    except OSError as error:
        raise RuleError(error.strerror or str(error), str(path)) from error
    except UnicodeDecodeError as error:
        raise RuleError("not UTF-8", str(path), error.object[: error.start].count(b"\n") + 1) from error
    except csv.Error as error:
        raise RuleError(str(error), str(path), rows.line_num) from error
