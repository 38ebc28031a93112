"""Conditions: what is refused at load, with its place, and what happens when one cannot be evaluated."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import pytest

from checker.conditions import Scope, Vocabulary, path_reader
from checker.errors import PolicyFault, RuleError


@dataclass(frozen=True, slots=True)
class Harbour:
    name: str
    depth: int = 0
    pilot: int | None = None
    opened: date | None = None


@dataclass(frozen=True, slots=True)
class Boat:
    name: str
    state: Literal["afloat", "docked", "sunk"] = "afloat"
    tons: float = 0.0
    home: Harbour | None = None
    calls: tuple[Harbour, ...] = ()
    flags: tuple[str, ...] = ()
    sails: bool = False
    log: tuple[tuple[int, int], ...] = field(default=())


@pytest.fixture(scope="module")
def scope() -> Scope:
    return Scope(Vocabulary((Boat, Harbour)), {"boat": Boat, "harbour": Harbour})


ODA = Harbour("Oda", 9, pilot=0, opened=date(1902, 5, 1))
VIK = Harbour("Vik", 4)
FERRY = Boat("Anna", "docked", 12.5, ODA, (ODA, VIK), ("dk", "no"), True)
WRECK = Boat("Bela", "sunk")


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        ('boat.nam == "x"', 1, 5, "undefined field 'nam'"),
        ("ship.name == 'x'", 1, 5, "undeclared reference"),
        ('boat.tons > "heavy"', 1, 11, "no matching overload"),
        ("boat.name", 1, 1, "yes or no"),
        ('boat.sails &&\n  boat.flags.exists(f, f = "dk")', 2, 26, "Syntax error"),
        ("boat.calls.name == 'x'", 1, 11, "cannot be the operand of a select"),
    ],
)
def test_what_the_engine_refuses_is_placed(scope: Scope, text: str, line: int, column: int, said: str) -> None:
    with pytest.raises(RuleError) as caught:
        scope.compile("p", text)
    assert said in caught.value.message
    assert caught.value.line == line
    assert abs(caught.value.column - column) <= 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('boat.state == "dockd"', 'boat.state is never "dockd", did you mean "docked"?'),
        ('"floating" == boat.state', "never"),
        ('boat.state in ["sunk", "lost"]', 'never "lost"'),
        ('boat.home.name != "Oda"', "boat.home may be absent: write has(boat.home)"),
        ('boat.name.matches("(open")', "not a pattern"),
    ],
)
def test_what_the_engine_lets_pass_is_found_in_the_text(scope: Scope, text: str, said: str) -> None:
    scope.compile("p", text)
    with pytest.raises(RuleError, match=r".") as caught:
        scope.check(text)
    assert said in caught.value.message


@pytest.mark.parametrize(
    "text",
    [
        'boat.state in ["sunk", "docked"] && boat.name == "sunken"',
        'has(boat.home) && boat.home.name != "Oda"',
        'boat.calls.exists(port, port.name != "Oda")',
        'boat.name.matches("^A.*a$")',
    ],
)
def test_what_is_right_passes_both(scope: Scope, text: str) -> None:
    scope.compile("p", text)
    scope.check(text)


@pytest.mark.parametrize(
    ("text", "ferry", "wreck"),
    [
        ('boat.state == "docked"', True, False),
        ("boat.tons > 10.0 && boat.sails", True, False),
        ('boat.calls.exists(port, port.name == "Vik")', True, False),
        ('boat.calls.filter(port, port.depth > 5).size() == 1 && "dk" in boat.flags', True, False),
        ("has(boat.home)", True, False),
        ("has(boat.home.pilot)", True, False),
        ("boat.home.pilot == 0", True, True),
        ('boat.home.opened < timestamp("1950-01-01T00:00:00Z") && has(boat.home.opened)', True, False),
    ],
)
def test_a_condition_is_asked_of_records(scope: Scope, text: str, ferry: bool, wreck: bool) -> None:
    condition = scope.compile("p", text)
    for boat, expected in ((FERRY, ferry), (WRECK, wreck)):
        assert scope.holds(condition, scope.facts({"boat": boat, "harbour": VIK})) is expected


NINE = "[1, 2, 3, 4, 5, 6, 7, 8, 9]"


@pytest.mark.parametrize(
    "text",
    [
        "boat.calls[7].depth == 1",
        "10 / boat.home.depth > 1",
        f"{NINE}.all(b, {NINE}.all(c, {NINE}.all(d, {NINE}.all(e, {NINE}.all(f, {NINE}.all(g, b > 0))))))",
    ],
)
def test_an_error_while_asking_is_a_fault_that_names_the_policy(scope: Scope, text: str) -> None:
    condition = scope.compile("some-policy", text)
    boat = Boat("Cara", home=Harbour("Nil"), calls=(VIK,))
    with pytest.raises(PolicyFault, match="policy some-policy: "):
        scope.holds(condition, scope.facts({"boat": boat, "harbour": VIK}))


def test_a_path_reads_through_lists_and_absent_records() -> None:
    read, end = path_reader("boat.calls.name", {"boat": Boat})
    assert end is str
    assert [value for value, _ in read({"boat": FERRY})] == ["Oda", "Vik"]
    assert [owner for _, owner in read({"boat": FERRY})] == [ODA, VIK]
    read, _ = path_reader("boat.home.name", {"boat": Boat})
    assert read({"boat": WRECK}) == ()


@pytest.mark.parametrize(
    ("path", "said"),
    [("boat.hom.name", 'unknown field "hom" in "boat.hom.name", did you mean "home"?'), ("bot.name", '"boat"?')],
)
def test_a_wrong_path_names_the_nearest_field(path: str, said: str) -> None:
    with pytest.raises(RuleError) as caught:
        path_reader(path, {"boat": Boat})
    assert said in caught.value.message
