"""Conditions in CEL over typed records made from dataclasses; the one module that imports the engine.

Every dataclass reachable from the variables becomes a record type with the fields of the dataclass, so a misspelt
field or a wrong type is an error at load, with its place. CEL stops endless work by a budget and matches patterns in
linear time. Source: https://github.com/google/cel-spec; the calls and their traps were tried on cel-expr-python 0.1.3.
"""

from __future__ import annotations

import dataclasses
import difflib
import re
import types
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Literal

from cel_expr_python import cel
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory, timestamp_pb2

from checker.errors import PolicyFault, RuleError

_PACKAGE = "checker"
_FIELD = descriptor_pb2.FieldDescriptorProto
_SCALARS: dict[Any, Any] = {
    str: _FIELD.TYPE_STRING,
    bool: _FIELD.TYPE_BOOL,
    int: _FIELD.TYPE_INT64,
    float: _FIELD.TYPE_DOUBLE,
}
_PATH = r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*"
_TEXT = r"\"[^\"\n]*\"|'[^'\n]*'"


@dataclass(frozen=True, slots=True)
class _Shape:
    """The type of a field, taken apart: what it holds, whether many of them, whether it may be absent."""

    inner: Any
    many: bool = False
    optional: bool = False

    @property
    def values(self) -> tuple[str, ...]:
        """The strings that a Literal allows; empty for other types."""
        return tuple(typing.get_args(self.inner)) if typing.get_origin(self.inner) is Literal else ()

    @property
    def record(self) -> bool:
        """Whether it is a dataclass, which becomes a record of its own."""
        return isinstance(self.inner, type) and hasattr(self.inner, "__dataclass_fields__")

    @property
    def holds(self) -> str:
        """How its content becomes part of a record: "record", "records", "day", or "plain" as it stands."""
        if self.record:
            return "records" if self.many else "record"
        return "day" if self.inner is date else "plain"


def _shape(hint: Any) -> _Shape | None:
    """The shape of a type hint; None for what conditions cannot see (a tuple of tuples, a mapping)."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in {typing.Union, types.UnionType}:
        rest = [arg for arg in args if arg is not type(None)]
        inner = _shape(rest[0]) if len(rest) == 1 else None
        return dataclasses.replace(inner, optional=True) if inner else None
    if origin is tuple and len(args) == 2 and args[1] is Ellipsis:
        inner = _shape(args[0])
        return dataclasses.replace(inner, many=True) if inner and not inner.many else None
    known = hint in _SCALARS or hint is date or origin is Literal or dataclasses.is_dataclass(hint)
    return _Shape(hint) if known else None


@lru_cache(maxsize=256)
def _fields(cls: type) -> Mapping[str, _Shape]:
    """The fields of a dataclass that a condition can name. Functions of time and place (`Origin`) stay out."""
    hints = typing.get_type_hints(cls)
    shapes = {field.name: _shape(hints[field.name]) for field in dataclasses.fields(cls)}
    return {name: shape for name, shape in shapes.items() if shape and not _is_origin(shape.inner)}


def _is_origin(inner: Any) -> bool:
    # The decoded file behind the article: large, and no condition may ask for offsets into it.
    return getattr(inner, "__name__", "") == "Origin"


def _reachable(roots: tuple[type, ...]) -> list[type]:
    found: list[type] = []
    waiting = list(roots)
    while waiting:
        cls = waiting.pop()
        if cls not in found:
            found.append(cls)
            waiting.extend(shape.inner for shape in _fields(cls).values() if shape.record)
    return sorted(found, key=lambda cls: cls.__name__)


# ---------------------------------------------------------------------------------------------- records

_EMPTY = ("", ())  # as good as absent: `has()` must not see them


class Vocabulary:
    """The record types of some dataclasses, and how values become records."""

    def __init__(self, roots: tuple[type, ...]) -> None:
        """Describe these dataclasses and all that they hold."""
        self.types = _reachable(roots)
        self.pool = descriptor_pool.DescriptorPool()
        stamp = descriptor_pb2.FileDescriptorProto()
        timestamp_pb2.DESCRIPTOR.CopyToProto(stamp)
        self.pool.Add(stamp)
        file = descriptor_pb2.FileDescriptorProto(name="checker/model.proto", package=_PACKAGE, syntax="proto3")
        file.dependency.append(stamp.name)
        for cls in self.types:
            _describe(file.message_type.add(name=cls.__name__), cls)
        self.pool.Add(file)
        self._classes = {cls: self._message_class(cls) for cls in self.types}
        self._plans: dict[tuple[type, frozenset[str]], tuple[tuple[str, str], ...]] = {}

    def _message_class(self, cls: type) -> Any:
        return message_factory.GetMessageClass(self.pool.FindMessageTypeByName(f"{_PACKAGE}.{cls.__name__}"))

    def record(self, value: Any, named: frozenset[str], top: frozenset[str] | None = None) -> Any:
        """The record of a dataclass value with the fields of these names only: what is not asked for costs nothing.

        `top` are the names for the value itself where those of what it holds are more.
        """
        cls: type = type(value)
        wanted = named if top is None else top
        plan = self._plans.get((cls, wanted))
        if plan is None:
            plan = tuple((name, shape.holds) for name, shape in _fields(cls).items() if name in wanted)
            self._plans[cls, wanted] = plan
        given: dict[str, Any] = {}
        for name, holds in plan:
            content = getattr(value, name)
            if content is None:
                continue
            if holds == "plain":
                if content not in _EMPTY:
                    given[name] = content
            elif holds == "records":
                given[name] = [self.record(item, named) for item in content]
            else:
                given[name] = self.record(content, named) if holds == "record" else _day(content)
        return self._classes[cls](**given)


def _day(day: date) -> Any:
    stamp = timestamp_pb2.Timestamp()
    stamp.FromDatetime(datetime(day.year, day.month, day.day, tzinfo=UTC))
    return {"seconds": stamp.seconds}


def _describe(message: Any, cls: type) -> None:
    for number, (name, shape) in enumerate(_fields(cls).items(), 1):
        label = _FIELD.LABEL_REPEATED if shape.many else _FIELD.LABEL_OPTIONAL
        field = message.field.add(name=name, number=number, label=label)
        if shape.record:
            field.type, field.type_name = _FIELD.TYPE_MESSAGE, f".{_PACKAGE}.{shape.inner.__name__}"
        elif shape.inner is date:
            field.type, field.type_name = _FIELD.TYPE_MESSAGE, ".google.protobuf.Timestamp"
        else:
            field.type = _SCALARS.get(shape.inner, _FIELD.TYPE_STRING)
            if shape.optional and not shape.many:
                # Without presence of its own, an index 0 and an absent index would be the same to `has()`.
                field.proto3_optional, field.oneof_index = True, len(message.oneof_decl)
                message.oneof_decl.add(name=f"_{name}")


# ------------------------------------------------------------------------------------------- conditions


@dataclass(frozen=True, slots=True)
class Condition:
    """A compiled condition; `name` is the policy that it belongs to."""

    name: str
    text: str
    expression: Any


@dataclass(frozen=True, slots=True)
class Facts:
    """The records that conditions of one scope are asked of."""

    activation: Any


class Scope:
    """The variables of a condition, each with its dataclass; compiles conditions and evaluates them.

    All conditions are compiled before the first `facts`: these hold only what some condition names.
    """

    def __init__(self, vocabulary: Vocabulary, variables: Mapping[str, type]) -> None:
        """Open a scope over the vocabulary, which must describe all these types."""
        self.variables = dict(variables)
        self.vocabulary = vocabulary
        self.named: frozenset[str] = frozenset()
        self._steps: dict[str, frozenset[str]] = dict.fromkeys(variables, frozenset())
        declared = {name: cel.Type(f"{_PACKAGE}.{cls.__name__}") for name, cls in variables.items()}
        self._env = cel.NewEnv(vocabulary.pool, variables=declared)

    def compile(self, name: str, text: str) -> Condition:
        """The compiled condition. Raises `RuleError` with line and column inside the text, both from 1."""
        try:
            expression = self._env.compile(text)
        except RuntimeError as error:
            raise _engine_fault(str(error)) from None
        if expression.return_type() != cel.Type.BOOL:
            raise RuleError("the condition must answer yes or no (a bool)", "", 1, 1)
        words = frozenset(re.findall(r"\w+", text))
        self.named |= words
        for variable in self.variables:
            # "claim.hops" asks for one field of the claim, "hops" in another place for none of it; a bare name for all.
            steps = re.findall(rf"(?<![\w.]){variable}\b(?:\s*\.\s*(\w+))?", text)
            self._steps[variable] |= frozenset(steps) if all(steps) else words
        return Condition(name, text, expression)

    def either(self, conditions: Sequence[Condition]) -> Condition:
        """One condition that holds where any of these does: most records meet none, and are asked once."""
        text = " || ".join(f"({condition.text}\n)" for condition in conditions)
        return Condition(" or ".join(condition.name for condition in conditions), text, self._env.compile(text))

    def check(self, text: str) -> None:
        """Raise `RuleError` for what the engine lets pass: a word that an enumeration does not have, `!=` on what may
        be absent, a pattern that is none. A text that was checked once need not be checked again.
        """
        for fault in self._faults(text):
            raise fault

    def facts(self, values: Mapping[str, object]) -> Facts:
        """The records of these values, made once for all conditions of the scope."""
        return self.bind({name: self.record(name, value) for name, value in values.items()})

    def record(self, name: str, value: object) -> Any:
        """The record of one variable's value, to be bound more than once."""
        return self.vocabulary.record(value, self.named, self._steps[name])

    def bind(self, records: Mapping[str, Any]) -> Facts:
        """Facts from records made before."""
        return Facts(self._env.Activation(dict(records)))

    def holds(self, condition: Condition, facts: Facts) -> bool:
        """Whether the condition holds; raises `PolicyFault` when it cannot be evaluated."""
        try:
            answer = condition.expression.eval(facts.activation)
        except RuntimeError as error:
            raise PolicyFault(f"policy {condition.name}: {_first_line(str(error))}") from None
        if answer.type() == cel.Type.ERROR:
            raise PolicyFault(f"policy {condition.name}: {_first_line(str(answer.value()))}")
        return bool(answer.value())

    def excludes(self, condition: Condition, facts: Facts) -> bool:
        """Whether the condition surely does not hold; one that cannot be evaluated is not excluded."""
        try:
            answer = condition.expression.eval(facts.activation)
        except RuntimeError:
            return False
        return answer.type() == cel.Type.BOOL and not answer.value()

    # The engine sees strings where a field is an enumeration, and "" where a record is absent. These checks look at the
    # text, since the engine does not show its tree.

    def _faults(self, text: str) -> Iterator[RuleError]:
        owners = self._owners(text)
        for path, start, literals in _comparisons(text):
            shape = self._resolve(path, owners)
            for literal in literals:
                said = literal[1:-1]
                if shape and shape.values and said not in shape.values:
                    near = difflib.get_close_matches(said, shape.values, n=1)
                    hint = f', did you mean "{near[0]}"?' if near else f" ({', '.join(shape.values)})"
                    yield _fault_at(text, start, f'{path} is never "{said}"{hint}')
        for found in re.finditer(rf"({_PATH})\s*!=", text):
            absent = self._may_be_absent(found[1], owners)
            if absent and f"has({absent})" not in text:
                yield _fault_at(text, found.start(), f"{absent} may be absent: write has({absent}) && before !=")
        for found in re.finditer(rf"\.matches\(\s*({_TEXT})\s*\)", text):
            answer = self._env.compile(f'"".matches({found[1]})').eval(self._env.Activation({}))
            if answer.type() == cel.Type.ERROR:
                yield _fault_at(text, found.start(1), f"not a pattern: {_first_line(str(answer.value()))}")

    def _owners(self, text: str) -> dict[str, _Shape]:
        # Variables of exists(), all() and the like, with the type of the list that they run over.
        owners = {name: _Shape(cls) for name, cls in self.variables.items()}
        for found in re.finditer(rf"({_PATH})\.(?:exists|exists_one|all|filter|map)\(\s*(\w+)\s*,", text):
            shape = self._resolve(found[1], owners)
            if shape:
                owners[found[2]] = _Shape(shape.inner)
        return owners

    def _resolve(self, path: str, owners: Mapping[str, _Shape]) -> _Shape | None:
        first, *rest = path.split(".")
        shape = owners.get(first)
        for step in rest:
            shape = _fields(shape.inner).get(step) if shape and shape.record else None
        return shape

    def _may_be_absent(self, path: str, owners: Mapping[str, _Shape]) -> str:
        steps = path.split(".")
        for end in range(2, len(steps)):
            prefix = ".".join(steps[:end])
            shape = self._resolve(prefix, owners)
            if shape and shape.optional and shape.record:
                return prefix
        return ""


def _comparisons(text: str) -> Iterator[tuple[str, int, list[str]]]:
    for found in re.finditer(rf"({_PATH})\s*[!=]=\s*({_TEXT})", text):
        yield found[1], found.start(2), [found[2]]
    for found in re.finditer(rf"({_TEXT})\s*[!=]=\s*({_PATH})", text):
        yield found[2], found.start(1), [found[1]]
    for found in re.finditer(rf"({_PATH})\s+in\s+\[([^\]]*)\]", text):
        yield found[1], found.start(2), re.findall(_TEXT, found[2])


def _fault_at(text: str, offset: int, message: str) -> RuleError:
    before = text[:offset]
    return RuleError(message, "", before.count("\n") + 1, offset - before.rfind("\n"))


def _engine_fault(said: str) -> RuleError:
    place = re.search(r"<input>:(\d+):(\d+):\s*([^\n]*)", said)
    if not place:
        return RuleError(_first_line(said), "", 1, 1)
    return RuleError(place[3].strip(), "", int(place[1]), int(place[2]))


def _first_line(said: str) -> str:
    return said.strip().partition("\n")[0].removeprefix("ERROR: ")


# ------------------------------------------------------------------------------------------------ paths

Reader = Callable[[Mapping[str, Any]], tuple[tuple[Any, Any], ...]]


def path_reader(path: str, variables: Mapping[str, type]) -> tuple[Reader, Any]:
    """How to read a dotted path from named values, and the type at its end.

    The reader gives pairs (value, owner): the owner is the record that the last field belongs to. A path through a
    list gives one pair for each of its members; what is absent gives none. Raises `RuleError` naming the nearest
    known field.

    Examples of paths: "claim.speaker.span", "claim.hops.source.name".
    """
    first, *steps = path.split(".")
    if first not in variables:
        raise RuleError(f'unknown name "{first}" in "{path}"{_hint(first, variables)}')
    shape: _Shape = _Shape(variables[first])
    for step in steps:
        known = _fields(shape.inner) if shape.record else {}
        if step not in known:
            raise RuleError(f'unknown field "{step}" in "{path}"{_hint(step, known)}')
        shape = known[step]

    def read(values: Mapping[str, Any]) -> tuple[tuple[Any, Any], ...]:
        pairs: list[tuple[Any, Any]] = [(values.get(first), None)]
        for step in steps:
            found = [(getattr(value, step), value) for value, _ in pairs if value is not None]
            pairs = [
                (item, owner) for value, owner in found for item in (value if isinstance(value, tuple) else (value,))
            ]
        return tuple((value, owner) for value, owner in pairs if value is not None)

    return read, shape.inner


def _hint(name: str, known: Mapping[str, Any]) -> str:
    near = difflib.get_close_matches(name, list(known), n=1)
    return f', did you mean "{near[0]}"?' if near else ""
