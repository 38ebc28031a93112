"""How a run is set up: pyproject.toml `[tool.checker]` or checker.toml, then flags.

The closest file upwards from the working folder wins whole; `extend` names another one to begin from. An unknown key
is an error with file, line and the nearest known key, so that a setting is never silently not read.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

from checker.errors import ConfigError
from checker.model import Audience, Severity, Supplied

FailOn = Literal["error", "warning", "note", "never"]


@dataclass(frozen=True, slots=True)
class Allow:
    """One `[[allow]]` entry: the finding of `rule` whose words hold `quote` is accepted, until a day if one is
    given.
    """

    path: str
    rule: str
    reason: str
    quote: str = ""
    until: date | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class PathRule:
    """One `[[paths]]` entry: severities for the files that match; later entries win."""

    match: tuple[str, ...]
    severity: tuple[tuple[str, Severity], ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a run is told, by file and by flag; flags are put in with `dataclasses.replace`.

    `root` is the folder that paths in the file, in the baseline and in fingerprints are relative to; `file` the
    configuration read, None without one. `audience` and `fail_on` None: the preset's, else the command's own
    ("error"). `only` and `skip` are rule names; `today` is the date of the run, None for the clock's.
    """

    root: Path
    file: Path | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    fail_on: FailOn | None = None
    preset: str = "default"
    audience: Audience | None = None
    baseline: Path | None = None
    evidence: Path | None = None
    rules: tuple[Path, ...] = ()
    severity: tuple[tuple[str, Severity], ...] = ()
    paths: tuple[PathRule, ...] = ()
    allow: tuple[Allow, ...] = ()
    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    inline_allow: bool = True
    changed_since: str = ""
    online: bool = False
    explain: bool = False
    supplied: Supplied = field(default_factory=Supplied)
    today: date | None = None

    def relative(self, source: str) -> str:
        """The path of an input as baseline, fingerprints and overrides write it: relative to `root`, with `/`."""
        if "://" in source or source == "-":
            return source
        full = os.path.normpath(self.root / source if os.path.isabs(source) else Path.cwd() / source)
        return os.path.relpath(full, self.root).replace(os.sep, "/")

    def names(self) -> tuple[tuple[str, int], ...]:
        """Every rule name that the configuration file mentions, with the line of its allow entry (0 elsewhere)."""
        plain = [name for name, _ in self.severity] + [name for rule in self.paths for name, _ in rule.severity]
        return (*((name, 0) for name in plain), *((entry.rule, entry.line) for entry in self.allow))


def discover(start: Path, given: Path | None = None, ignore: bool = False) -> Settings:
    """The settings in force at a folder: of `given`, else of the closest file upwards, else the defaults.

    `ignore` is `--no-config`. Raises `ConfigError` for a file that is missing, is not TOML, or holds an unknown key
    or a wrong value.
    """
    start = start.resolve()
    if ignore:
        return Settings(start)
    if given is not None:
        if not given.is_file():
            raise ConfigError("no such configuration file", str(given))
        return _settings(given.resolve(), ())
    for folder in (start, *start.parents):
        for name in ("checker.toml", "pyproject.toml"):
            path = folder / name
            if path.is_file() and (name == "checker.toml" or "[tool.checker" in _text(path)):
                return _settings(path, ())
    return Settings(start)


@lru_cache(maxsize=256)
def _glob(pattern: str) -> re.Pattern[str]:
    text = pattern.removesuffix("/") + ("/**" if pattern.endswith("/") else "")
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", text)
    spelt = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    body = "".join(spelt.get(part, re.escape(part)) for part in parts)
    return re.compile(body if "/" in text else f"(?:.*/)?{body}", re.DOTALL)


def matches(pattern: str, path: str) -> bool:
    """Whether a relative path with `/` matches a glob; `**` crosses folders, a pattern without `/` matches any name.

    >>> matches("content/**/*.md", "content/a.md"), matches("*.md", "content/a.md"), matches("content/", "content/a/b")
    (True, True, True)
    """
    return bool(_glob(pattern).fullmatch(path))


# ----------------------------------------------------------------------------------------- reading the file


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot be read: {error}", str(path)) from None


def _settings(path: Path, seen: tuple[Path, ...]) -> Settings:
    if path in seen:
        raise ConfigError(f'"extend" goes round in a circle through {path.name}', str(seen[-1]))
    text = _text(path)
    try:
        data: Any = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(path, error) from None
    prefix = "tool.checker" if path.name == "pyproject.toml" else ""
    for step in prefix.split(".") if prefix else ():
        data = data.get(step, {})
    file = _File(path, _key_lines(text, prefix))
    _check_keys(file, data, _KEYS, "")
    base = Settings(path.parent)
    if "extend" in data:
        further = (path.parent / _string(file, "extend", data["extend"])).resolve()
        if not further.is_file():
            raise ConfigError(f"no such configuration file: {data['extend']}", str(path), file.line("extend"))
        base = replace(_settings(further, (*seen, path)), root=path.parent)
    values = {key: _KEYS[key](file, key, value) for key, value in data.items() if key != "extend"}
    values = {key.replace("-", "_"): value for key, value in values.items()}
    for key in ("severity", "paths", "allow"):
        values[key] = (*getattr(base, key), *values.get(key, ()))
    return replace(base, file=path, **values)


def _not_toml(path: Path, error: tomllib.TOMLDecodeError) -> ConfigError:
    place = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
    said = re.sub(r" \(at .*\)$", "", str(error))
    return ConfigError(said, str(path), int(place[1]) if place else 0, int(place[2]) if place else 0)


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    lines: Mapping[str, int]

    def line(self, key: str) -> int:
        """The line of a dotted key; that of the nearest table above it when the key stands inside a value."""
        while key and key not in self.lines:
            key = key.rpartition(".")[0]
        return self.lines.get(key, 0)

    def fault(self, key: str, message: str) -> ConfigError:
        return ConfigError(message, str(self.path), self.line(key))


def _key_lines(text: str, prefix: str) -> dict[str, int]:
    # Line of each `key = ` and `[table]`, keys dotted without the prefix, entries of an array of tables numbered. It
    # reads the shapes that people write; a key inside an inline table takes its table's line.
    lines: dict[str, int] = {}
    counts: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]", line)
        if header:
            table = header[2].replace('"', "").replace(" ", "")
            if header[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                table = f"{table}.{counts[table]}"
            lines[table] = number
        elif key := re.match(r"\s*([\w\-\"'.]+)\s*=", line):
            lines.setdefault(f"{table}.{key[1]}".replace('"', "").lstrip("."), number)
    return {key.removeprefix(prefix).lstrip("."): number for key, number in lines.items() if key.startswith(prefix)}


def _check_keys(file: _File, data: Any, known: Iterable[str], where: str) -> None:
    if not isinstance(data, dict):
        raise file.fault(where, f"{where}: must be a table")
    for key in data:
        if key not in known:
            near = difflib.get_close_matches(key.replace("_", "-"), list(known), n=1)
            hint = f', did you mean "{near[0]}"?' if near else ""
            raise file.fault(f"{where}.{key}".lstrip("."), f'unknown key "{key}"{hint}')


def _string(file: _File, key: str, value: Any) -> str:
    if not isinstance(value, str):
        raise file.fault(key, f"{key}: must be a text")
    return value


def _strings(file: _File, key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise file.fault(key, f"{key}: must be a list of texts")
    return tuple(value)


def _flag(file: _File, key: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise file.fault(key, f"{key}: must be true or false")
    return value


def _one_of(choices: tuple[str, ...]) -> Callable[[_File, str, Any], Any]:
    def read(file: _File, key: str, value: Any) -> str:
        if value not in choices:
            raise file.fault(key, f"{key}: must be one of {', '.join(choices)}")
        return str(value)

    return read


def _path(file: _File, key: str, value: Any) -> Path:
    return file.path.parent / _string(file, key, value)


def _folders(file: _File, key: str, value: Any) -> tuple[Path, ...]:
    return tuple(file.path.parent / name for name in _strings(file, key, value))


def _severities(file: _File, key: str, value: Any) -> tuple[tuple[str, Severity], ...]:
    if not isinstance(value, dict):
        raise file.fault(key, f"{key}: must be a table of rule names and severities")
    level = _one_of(get_args(Severity))
    return tuple((name, level(file, f"{key}.{name}", said)) for name, said in value.items())


def _tables(file: _File, key: str, value: Any, known: Iterable[str]) -> list[tuple[str, dict[str, Any]]]:
    if not isinstance(value, list):
        raise file.fault(key, f"{key}: must be written as [[{key}]] tables")
    found = [(f"{key}.{number}", item) for number, item in enumerate(value)]
    for where, item in found:
        _check_keys(file, item, known, where)
    return found


def _path_rules(file: _File, key: str, value: Any) -> tuple[PathRule, ...]:
    return tuple(
        PathRule(
            _strings(file, f"{where}.match", item.get("match")),
            _severities(file, f"{where}.severity", item.get("severity")),
        )
        for where, item in _tables(file, key, value, ("match", "severity"))
    )


def _allows(file: _File, key: str, value: Any) -> tuple[Allow, ...]:
    found = []
    for where, item in _tables(file, key, value, ("path", "rule", "quote", "reason", "until")):
        for needed in ("path", "rule", "reason"):
            if not str(item.get(needed, "")).strip():
                raise file.fault(where, f'allow: "{needed}" is missing')
        until = item.get("until")
        if until is not None and (not isinstance(until, date) or isinstance(until, datetime)):
            raise file.fault(f"{where}.until", "allow.until: must be a date such as 2027-01-31, without quotes")
        keys = ("path", "rule", "quote", "reason")
        texts = {name: _string(file, f"{where}.{name}", item.get(name, "")) for name in keys}
        found.append(Allow(**texts, until=until, line=file.line(where)))
    return tuple(found)


_KEYS: dict[str, Callable[[_File, str, Any], Any]] = {
    "extend": _string,
    "include": _strings,
    "exclude": _strings,
    "fail-on": _one_of(get_args(FailOn)),
    "preset": _string,
    "audience": _one_of(get_args(Audience)),
    "baseline": _path,
    "evidence": _path,
    "rules": _folders,
    "severity": _severities,
    "paths": _path_rules,
    "allow": _allows,
    "inline-allow": _flag,
}
