"""Reads one rule file: YAML 1.2, checked against a schema, every fault with file, line and column.

`checker.rulebase.load` is the door to this module; it is imported only when a file must really be read, because
pydantic costs more to import than all compiled rules cost to load.
"""

from __future__ import annotations

import dataclasses
import difflib
import re
import types
import typing
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
import yamlcore
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from checker.errors import RuleError

Loc = tuple[int | str, ...]

_UNKNOWN_KEY = {"extra_forbidden", "unexpected_keyword_argument"}


def read(path: Path, schema: Any, literal: Sequence[str] = ()) -> Any:
    """The validated value of a YAML file; see `checker.rulebase.load`."""
    text = _text(path)
    _refuse_folded(path, text, literal)
    _refuse_aliases(path, text)
    try:
        value = yaml.load(text, Loader=yamlcore.CCoreLoader)
    except yaml.YAMLError as error:
        raise _yaml_fault(path, text, error) from None
    except ValueError as error:  # a number that Python does not read: five thousand digits, `!!int x`
        raise RuleError(str(error), str(path)) from None
    try:
        return _adapter(schema).validate_python([value])[0]
    except ValidationError as error:
        raise _schema_fault(path, text, schema, error) from None


def place_of(path: Path, loc: Loc, line: int = 0, column: int = 0) -> tuple[int, int]:
    """Line and column of a value of the file, or of a place inside it when it is a text.

    `line` and `column` count from 1 inside the text, as the condition engine reports them; exact for a `|` block and
    for text on one line without escapes.
    """
    source = _text(path)
    node, _ = _walk(source, loc)
    if node is None:
        return 1, 1
    start = node.start_mark
    if not line or not isinstance(node, yaml.ScalarNode):
        return start.line + 1, start.column + 1
    if node.style == "|":
        first = source.splitlines()[start.line + 1]
        return start.line + 1 + line, len(first) - len(first.lstrip(" ")) + column
    return start.line + 1, start.column + column + (1 if node.style in {"'", '"'} else 0)


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise RuleError(f"cannot be read: {error.strerror or error}", str(path)) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise RuleError("not UTF-8", str(path), line) from None


def _refuse_folded(path: Path, text: str, literal: Sequence[str]) -> None:
    # A folded scalar loses its line breaks, so that no error inside it could name its line.
    for key in literal:
        found = re.search(rf"^[ \-]*{re.escape(key)}:[ ]*(>)", text, re.MULTILINE)
        if found:
            line, column = _at(text, found.start(1))
            raise RuleError(f'"{key}" must stand on one line or in a "|" block, not ">"', str(path), line, column)


def _refuse_aliases(path: Path, text: str) -> None:
    if "*" not in text:
        return
    try:
        for event in yaml.parse(text, Loader=yamlcore.CCoreLoader):
            mark = event.start_mark
            if isinstance(event, yaml.AliasEvent) and mark is not None:
                raise RuleError("YAML aliases are not allowed", str(path), mark.line + 1, mark.column + 1)
    except yaml.YAMLError as error:
        raise _yaml_fault(path, text, error) from None


def _yaml_fault(path: Path, text: str, error: yaml.YAMLError) -> RuleError:
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        said = str(getattr(error, "problem", None) or "not valid YAML")
        return RuleError(said, str(path), mark.line + 1, mark.column + 1)
    # A control character: the reader gives a position only.
    line, column = _at(text, int(getattr(error, "position", 0)))
    return RuleError("a control character is not allowed in YAML", str(path), line, column)


def _at(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


@lru_cache(maxsize=64)
def _adapter(schema: Any) -> TypeAdapter[Any]:
    # The list around the schema lets one configuration reach plain dataclasses at any depth.
    config = ConfigDict(extra="forbid", alias_generator=lambda name: name.removesuffix("_"))
    return TypeAdapter(tuple[schema], config=config)


def _schema_fault(path: Path, text: str, schema: Any, error: ValidationError) -> RuleError:
    faults = []
    for item in error.errors(include_url=False):
        loc: Loc = tuple(item["loc"][1:])
        unknown = item["type"] in _UNKNOWN_KEY
        node, key = _walk(text, loc)
        mark = (key if unknown and key is not None else node or key).start_mark if (node or key) else None
        said = _unknown_key(schema, loc) if unknown else _said(item, loc)
        faults.append((not unknown, (mark.line + 1, mark.column + 1) if mark else (1, 1), said))
    # A misspelt key comes first: the missing one that it stands for is only its consequence.
    faults.sort()
    _, (line, column), said = faults[0]
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    return RuleError(said + more, str(path), line, column)


def _said(item: Mapping[str, Any], loc: Loc) -> str:
    where = ".".join(str(step) for step in loc)
    if item["type"] in {"missing", "missing_argument"}:
        return f'"{where}" is missing'
    if item["type"] in {"dataclass_type", "model_type", "dict_type"}:
        return f"{where or 'the file'}: must be a mapping of keys"
    return f"{where}: {item['msg']}" if where else str(item["msg"])


def _unknown_key(schema: Any, loc: Loc) -> str:
    known = sorted(_keys(schema, loc[:-1]))
    return unknown_key(str(loc[-1]), known)


def unknown_key(key: str, known: Iterable[str]) -> str:
    """The message for a key that nothing reads, with the nearest known one."""
    near = difflib.get_close_matches(key, list(known), n=1)
    return f'unknown key "{key}"' + (f', did you mean "{near[0]}"?' if near else "")


def _walk(text: str, loc: Loc) -> tuple[Any, Any]:
    # The node at the end of the path as far as it is in the file, and the key node that leads there. Steps that are not
    # in the file (a missing key, a union's tag) are passed over.
    node: Any = yaml.compose(text, Loader=yamlcore.CCoreLoader)
    key: Any = None
    for step in loc:
        if isinstance(node, yaml.MappingNode):
            pair = next(((k, v) for k, v in node.value if k.value == str(step)), None)
            if pair is not None:
                key, node = pair
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            key, node = None, node.value[step]
    return node, key


def _keys(schema: Any, loc: Loc) -> set[str]:
    # The keys that the schema knows at a place; all branches of a union are taken.
    shapes = [schema]
    for step in loc:
        shapes = [inner for shape in shapes for inner in _inside(shape, step)]
    return {key for shape in shapes for option in _options(shape) for key in _fields(option)}


def _options(shape: Any) -> list[Any]:
    origin = typing.get_origin(shape)
    if origin is typing.Annotated:
        return _options(typing.get_args(shape)[0])
    if origin in {typing.Union, types.UnionType}:
        return [option for part in typing.get_args(shape) for option in _options(part)]
    return [shape]


def _inside(shape: Any, step: int | str) -> list[Any]:
    found: list[Any] = []
    for option in _options(shape):
        fields = _fields(option)
        args = typing.get_args(option)
        if step in fields:
            found.append(fields[str(step)])
        elif args and typing.get_origin(option) in {dict, Mapping}:
            found.append(args[1])
        elif args and isinstance(step, int):
            found.append(args[0])
    return found


def _fields(shape: Any) -> dict[str, Any]:
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        return {info.alias or name: info.annotation for name, info in shape.model_fields.items()}
    if dataclasses.is_dataclass(shape) and isinstance(shape, type):
        hints = typing.get_type_hints(shape, include_extras=True)
        return {field.name.removesuffix("_"): hints[field.name] for field in dataclasses.fields(shape)}
    return {}
