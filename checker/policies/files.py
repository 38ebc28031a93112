"""The shape of a file of rules/policies, and how it becomes a `Policy`."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from checker import model
from checker.errors import RuleError
from checker.model import Example, ExamplePage, Level, Policy, Severity
from checker.rulebase import Rulebase, load

Need = Literal["T", "H", "R", "C", "V"]


@dataclass(frozen=True, slots=True)
class _MarkFile:
    at: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class _MilderFile:
    when: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class _GatherFile:
    above: int
    message: str


@dataclass(frozen=True, slots=True)
class _ExampleFile:
    text: str
    why: str = ""
    marks: tuple[str, ...] = ()
    format: Literal["markdown", "html", "text"] = "markdown"
    published: str = ""
    publisher: str = ""
    url: str = ""
    pages: tuple[ExamplePage, ...] = ()


@dataclass(frozen=True, slots=True)
class _ExamplesFile:
    fires: tuple[_ExampleFile, ...]
    silent: tuple[_ExampleFile, ...]


@dataclass(frozen=True, slots=True)
class _PolicyFile:
    over: Literal["article", "claim", "hop", "link", "credit", "origin", "source", "outlet", "match", "copy", "loop"]
    when: str
    severity: Severity
    confidence: Level
    needs: tuple[Need, ...]
    message: str
    why: str
    do: str
    references: tuple[str, ...]
    examples: _ExamplesFile
    marks: tuple[_MarkFile, ...] = ()
    once_per: tuple[str, ...] = ()
    milder: _MilderFile | None = None
    gather: _GatherFile | None = None
    instead_of: tuple[str, ...] = ()
    measured: str = ""


def read_policies(rules: Rulebase, check: Callable[[Policy], None]) -> tuple[Policy, ...]:
    """Every policy file of the rulebase, users' files last, validated and checked once when a file has changed.

    Raises `RuleError` with file, line and column, and what `check` raises.
    """
    files = rules.files("policies")
    shapes = (
        *sorted(Path(str(model.__file__)).parent.glob("*.py")),
        Path(__file__),
        Path(__file__).with_name("judging.py"),
    )

    def build() -> list[dict[str, Any]]:
        policies = [_read(path) for path in files]
        for policy in policies:
            check(policy)
        return [dataclasses.asdict(policy) for policy in policies]

    data = rules.compiled("policies", (*files, *shapes), build)
    return tuple(map(_from_data, data, files))


def _read(path: Path) -> Policy:
    if not re.fullmatch(r"[a-z]+(-[a-z]+)*", path.stem):
        raise RuleError("a policy's name is its file's: small letters and hyphens", str(path))
    file: _PolicyFile = load(path, _PolicyFile, ("when", "message"))
    examples = [Example(fires=fires, **_plain(item)) for fires, items in _both(file.examples) for item in items]
    return Policy(
        name=path.stem,
        over=file.over,
        when=file.when.strip(),
        severity=file.severity,
        confidence=file.confidence,
        message=file.message,
        why=file.why.strip(),
        do=file.do.strip(),
        needs=file.needs,
        references=file.references,
        marks=tuple((mark.at, mark.label) for mark in file.marks),
        path=str(path),
        milder_when=file.milder.when if file.milder else "",
        milder=file.milder.severity if file.milder else "note",
        once_per=file.once_per,
        gather_above=file.gather.above if file.gather else 0,
        gathered=file.gather.message if file.gather else "",
        instead_of=file.instead_of,
        measured=file.measured,
        examples=tuple(examples),
    )


def _both(examples: _ExamplesFile) -> tuple[tuple[bool, tuple[_ExampleFile, ...]], ...]:
    return ((True, examples.fires), (False, examples.silent))


def _plain(item: _ExampleFile) -> dict[str, Any]:
    return {field.name: getattr(item, field.name) for field in dataclasses.fields(item)}


def _from_data(data: Mapping[str, Any], path: Path) -> Policy:
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list | tuple) else value for key, value in data.items()
    }
    values["marks"] = tuple((at, label) for at, label in data["marks"])
    values["examples"] = tuple(map(_example, data["examples"]))
    return Policy(**{**values, "path": str(path)})


def _example(item: Mapping[str, Any]) -> Example:
    pages = tuple(ExamplePage(**{**page, "seen": tuple(page["seen"])}) for page in item["pages"])
    return Example(**{**item, "marks": tuple(item["marks"]), "pages": pages})
