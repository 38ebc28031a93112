"""What every format must do: be found, escape what an article may hold, never fail, and say the same twice."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

import checker.formats
from checker.errors import ConfigError
from checker.formats import names, render
from checker.formats._cells import cells, visible
from checker.model import Finding, Mark, Origin, Report, Skipped, Span, Versions
from tests import made_reports as records

VIEWS = ("findings", "report")
each_format = pytest.mark.parametrize("name", names())
each_attack = pytest.mark.parametrize("attack", list(records.ATTACKS.values()), ids=list(records.ATTACKS))


def both(name: str, report: Report, **options: object) -> str:
    """The report in both views, one after the other."""
    return "".join(render(name, report, view=view, **options) for view in VIEWS)


# ------------------------------------------------------------------------------------------- found, not listed


def test_formats_are_the_modules_of_the_folder() -> None:
    folder = Path(checker.formats.__file__).parent
    assert set(names()) == {path.stem for path in folder.glob("*.py") if not path.name.startswith("_")}
    assert {"text", "json", "sarif", "github", "gitlab", "junit", "rdjson", "markdown", "html", "csv"} <= set(names())


@pytest.mark.parametrize(
    ("wrong", "told"), [("jsn", "did you mean 'json'"), ("sarf", "did you mean 'sarif'"), ("docx", "formats are csv")]
)
def test_an_unknown_format_offers_the_nearest(wrong: str, told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        render(wrong, records.report())


def test_an_unknown_option_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(TypeError, match="no such option: colour"):
        render("text", records.report(), colour=True)


# ----------------------------------------------------------------------------------------------------- every one


@each_format
def test_the_same_report_gives_the_same_bytes(name: str) -> None:
    assert both(name, records.report()) == both(name, records.report())


@each_format
def test_an_empty_run_and_a_skipped_input_are_told(name: str) -> None:
    assert render(name, Report(())).endswith("\n")
    assert render(name, Report((), skipped=(Skipped("gone.md", "No such file or directory"),))).endswith("\n")


@each_format
def test_no_verdict_words(name: str) -> None:
    written = re.sub(r"(?i)\b(true|false)\b(?=[,}\]\n\"])", "", both(name, records.report()))  # JSON's own
    assert not re.search(r"(?i)\b(true|false|fake|reliable|unreliable|propaganda|disinformation)\b", written)


@each_format
def test_versions_are_left_out_when_there_are_none(name: str) -> None:
    assert "9.8.7" not in both(name, records.report())
    if name in ("json", "html", "markdown", "sarif"):
        assert "9.8.7" in both(name, records.report(versions=Versions("9.8.7")))


@each_format
@each_attack
def test_nothing_that_a_terminal_obeys_or_that_has_no_utf8(name: str, attack: str) -> None:
    written = both(name, records.hostile(attack))
    written.encode("utf-8")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", written)


# ------------------------------------------------------------------------------------- one hostile test a format


@each_attack
def test_hostile_text(attack: str) -> None:
    written = both("text", records.hostile(attack), width=60)
    unfolded = re.compile(r"^ +(route |= chain: |--> )")
    for row in written.splitlines():
        row = row.replace("\\x23#[", "##[").replace("\\x3a:", "::")
        assert unfolded.match(row) or cells(row) <= 60, row
    assert not re.search(r"(?m)^\s*::|##\[", written)


@each_attack
def test_hostile_json(attack: str) -> None:
    part = json.loads(both_json(records.hostile(attack)))["articles"][0]
    assert part["claims"][0]["speaker"]["name"] == attack
    assert part["text"] == f"{attack} {attack}"


def both_json(report: Report) -> str:
    return render("json", report, view="report")


@each_attack
def test_hostile_csv(attack: str) -> None:
    for view in VIEWS:
        rows = list(csv.reader(io.StringIO(render("csv", records.hostile(attack), view=view))))
        assert {len(row) for row in rows} == {len(rows[0])}
        assert not any(cell.startswith(tuple("=+-@\t\r")) for row in rows for cell in row)
        assert any(visible(attack.split()[0]).split("\n")[0] in cell for row in rows[1:] for cell in row)


@each_attack
def test_hostile_markdown(attack: str) -> None:
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    written = both("markdown", records.hostile(attack))
    tokens = [inner for token in parser.parse(written) for inner in (token, *(token.children or ()))]
    links = [token for token in tokens if token.type in ("link_open", "image", "html_block")]
    html = {token.content for token in tokens if token.type == "html_inline"}
    assert links == []
    assert html <= {"<sub>", "</sub>"}
    assert not re.search(r"@(?=\w)", re.sub(r"`+[^`]*`+", "", written))


@each_attack
def test_hostile_html(attack: str) -> None:
    written = both("html", records.hostile(attack))
    page = BeautifulSoup(written, "lxml")
    assert page.find(["script", "img", "iframe", "object", "embed", "base", "form", "x", "b", "i"]) is None
    assert {tag["http-equiv"] for tag in page.find_all("meta", attrs={"http-equiv": True})} == {
        "Content-Security-Policy"
    }
    for tag in page.find_all(True):
        assert not [
            key for key in tag.attrs if key.startswith("on") or key in ("src", "srcset", "action", "background")
        ]
        assert tag.get("href", "#").startswith(("#", "http://", "https://"))
    assert "@import" not in written
    assert not re.search(r"url\((?!#)", written)


@each_attack
def test_hostile_sarif(attack: str) -> None:
    run = json.loads(render("sarif", records.hostile(attack)))["runs"][0]
    for result in run["results"]:
        assert not re.search(r"(?<!\\)\[[^\]]*(?<!\\)\]\(", result["message"]["text"])
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert re.fullmatch(r"[A-Za-z0-9._~%:/?#\[\]@!$&'()*+,;=-]*", uri)


@each_attack
def test_hostile_github(attack: str) -> None:
    rows = render("github", records.hostile(attack)).splitlines()
    commands = [row for row in rows if row.lstrip().startswith("::")]
    assert len(commands) == 1
    assert commands[0].startswith("::warning file=")
    assert commands[0].partition("::")[2].partition("::")[0].count(",") in (3, 5)
    assert not any("##[" in row for row in rows)


@each_attack
def test_hostile_gitlab(attack: str) -> None:
    rows = json.loads(render("gitlab", records.hostile(attack)))
    assert [set(row) for row in rows] == [{"description", "check_name", "fingerprint", "severity", "location"}]


@each_attack
def test_hostile_junit(attack: str) -> None:
    root = ET.fromstring(render("junit", records.hostile(attack)))
    assert {element.tag for element in root.iter()} == {"testsuites", "testsuite", "testcase", "failure"}


@each_attack
def test_hostile_rdjson(attack: str) -> None:
    rows = json.loads(render("rdjson", records.hostile(attack)))["diagnostics"]
    assert len(rows) == 1
    assert rows[0]["message"] == visible(re.sub(r"[ \t\n]+|\r\n", " ", attack).strip())


# ----------------------------------------------------------------------------------------------- never fails

_CHARACTERS = "ab c.,\n\t\r\x00\x1b\x7f\x9b“”’[](){}<>&'\"|`*_#@=+-:%/\\é́日😀\u202e\u2028\ud83d\udc4d\uffff"


class Maker:
    """Makes values of any type of the model, every field at random, whether or not they fit together."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def made(self, kind: Any) -> Any:
        pick = self.random
        origin, inside = get_origin(kind), get_args(kind)
        if kind is str:
            drawn = "".join(pick.choices(_CHARACTERS, k=pick.randrange(12)))
            return drawn or pick.choice(list(records.ATTACKS.values()))
        if kind is Span:
            return Span(*sorted((pick.randrange(60), pick.randrange(60))))
        if kind is Origin:
            return Origin.over(self.made(str) * 3)
        if kind in _PLAIN:
            return _PLAIN[kind](pick)
        if origin is Literal:
            return pick.choice(inside)
        if origin in (Union, UnionType):
            return self.made(pick.choice(inside))
        if origin is tuple and inside[-1] is Ellipsis:
            return tuple(self.made(inside[0]) for _ in range(pick.randrange(3)))
        if origin is tuple:
            return tuple(self.made(each) for each in inside)
        assert is_dataclass(kind), kind
        hints = hints_of(kind)
        return kind(**{each.name: self.made(hints[each.name]) for each in fields(kind)})


hints_of = cache(get_type_hints)
_PLAIN: dict[Any, Callable[[Random], Any]] = {
    bool: lambda pick: pick.random() < 0.5,
    int: lambda pick: pick.randrange(9),
    float: lambda pick: pick.random(),
    date: lambda pick: date(2017, 7, 1 + pick.randrange(28)),
    type(None): lambda pick: None,
}


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), width=st.integers(1, 200), color=st.booleans())
def test_rendering_never_raises(seed: int, width: int, color: bool) -> None:
    report = Maker(seed).made(Report)
    for name in names():
        for view in VIEWS:
            render(name, report, view=view, width=width, color=color).encode("utf-8")


def test_a_line_of_a_megabyte_is_shown_in_part() -> None:
    long = records.article(paragraphs=(*records.PARAGRAPHS, "word " * 200_000 + "end"))
    at = len(long.text) - 3
    finding = Finding("link-empty", "error", "high", "far out", (Mark(Span(at, at + 3), "here"),), "port.md")
    report = records.report()
    report = replace(report, articles=(replace(report.articles[0], article=long, findings=(finding,)),))
    written = render("text", report, view="findings")
    assert "…" in written
    assert max(map(len, written.splitlines())) <= 120


# ------------------------------------------------------------------------------------------------- the terminal

FINDINGS = """\
error[link-empty]: 2 of 3 links lead nowhere
  --> port.md:11:41
     |
  11 | The original source of this article is [Coast Gazette](#)
     |                                         ^^^^^^^^^^^^^ no address
     |
     = do:    take the article again from its page      (checker rules link-empty)

warning[chain-through-state]: Ilse Marrot is quoted through Sputnik (state-controlled)
 --> port.md:5:101
    |
  5 | …analyst, told news site Vzglyad, [according](#) to Russian state-owned outlet Sputnik.
    |           ----------------------   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    |           |                        passes through Sputnik
    |           first told to Vzglyad, no link
    |
    = chain: Ilse Marrot > Vzglyad > Sputnik [state-controlled] > (earlier publisher not declared) > \
Coast Gazette > Harbour Wire
    = also:  line 7 continues this quotation
    = basis: the text says "Russian state-owned"; the registry: state-controlled, per State Media
             Monitor 2023
    = do:    link the first interview, or allow this with a reason
             (checker rules chain-through-state)

1 file, 3 claims: 1 error, 1 warning. 2 notes not shown (--audience auditor). 0 known, 1 allowed.
"""


def test_findings_in_the_terminal() -> None:
    assert render("text", records.report(), view="findings") == FINDINGS


def test_colours_change_nothing_but_colours() -> None:
    colored = render("text", records.report(), view="findings", color=True)
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == FINDINGS
    assert "\x1b" not in FINDINGS


def test_an_auditor_sees_what_was_allowed_and_why() -> None:
    written = render("text", replace(records.report(), audience="auditor"), view="findings")
    assert "= allowed: Known to the desk. J.D." in written


@pytest.mark.parametrize(
    "row",
    [
        "   1  5:1  mixed, cue \"told\" 5:76",
        "      said by  Ilse Marrot, a harbour analyst",
        "      link     5:101 \"according\" -> no target (\"#\")",
        "  publisher     Harbour Wire [not in registry]  3:1",
        "  earlier       Coast Gazette, original source 11:41",
        "  image credit  Sputnik [state-controlled, per State Media Monitor 2023]  5:145",
        "  Ilse Marrot, a harbour analyst  person            2     18     16    72%",
        "  16 of 16 quoted words and 2 of 3 claims reach the reader through Sputnik [state-controlled, per",
        "Links (2 of 3 links without a target)",
        "  9:19     \"Bloomberg\" -> https://www.bloomberg.com/veyl, Bloomberg",
    ],
)  # fmt: skip
def test_the_desk_reads(row: str) -> None:
    assert row in render("text", records.report()).splitlines()


def test_explain_gives_pattern_terms_and_reasons() -> None:
    written = render("text", records.report(explain=True))
    assert "found    pattern quoted-told, cue told, confidence high" in written
    assert "terms    distance +0.50, subject +1.25" in written
    assert 'relay            Sputnik, according_to, stated, 5:101, link "#", according-to' in written


# ------------------------------------------------------------------------------------------------------ the page


def test_every_link_inside_the_page_leads_somewhere_once() -> None:
    report = records.report(explain=True)
    page = BeautifulSoup(render("html", replace(report, articles=(*report.articles, records.part("b.md")))), "lxml")
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    inside = {tag["href"][1:] for tag in page.find_all("a", href=re.compile("^#"))}
    assert inside <= set(ids)


def test_the_page_draws_the_chain_and_tells_it_in_words() -> None:
    page = BeautifulSoup(render("html", records.report()), "lxml")
    drawn = page.find("svg", class_="chain")
    assert drawn is not None
    assert drawn["aria-label"].startswith("Ilse Marrot > Vzglyad > Sputnik [state-controlled] > (earlier publisher")
    assert [each.get_text() for each in drawn.select("g > text:not(.small)")] == [
        "Ilse Marrot", "Vzglyad", "Sputnik", "earlier publisher not declared", "Coast Gazette", "Harbour Wire",
    ]  # fmt: skip
    assert [each.get_text() for each in drawn.select("g.state > text.small")] == ["relay, state-controlled"]


def test_the_page_holds_the_whole_text_with_its_marks() -> None:
    page = BeautifulSoup(render("html", records.report()), "lxml")
    shown = [re.sub(r"^\d+|(?<=[”t])\d", "", row.get_text()) for row in page.select(".article p")]
    assert shown == list(records.PARAGRAPHS)
    assert [mark.get_text() for mark in page.select("mark.error")] == ["Coast Gazette"]
    assert page.find("mark", class_="said").get_text() == "The cranes would “change the whole coast,”"  # type: ignore[union-attr]
