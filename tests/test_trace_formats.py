"""Traces in every format: what a reader needs is there, and nothing that a page holds gets out of its place."""

from __future__ import annotations

import io
import json
import re
import sys
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from prov.model import ProvDocument

from checker.errors import ConfigError
from checker.model import (
    Disagreement,
    Hop,
    Leg,
    LinkCheck,
    Passage,
    Place,
    Question,
    Searched,
    Source,
    Span,
    Standing,
    Station,
    Step,
    Stretch,
    Trace,
)
from checker.trace import formats
from checker.trace.anchors import anchor, passage
from checker.trace.differences import stretches
from checker.trace.formats.json import schema

HOSTILE = (
    "plain words",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"quotes' \\back\\slashes\\n\\l %s {{ 7*7 }} {% raw %}",
    "::error::line\n##[command]two\r\nthree\tfour",
    "\x1b]8;;https://evil.example\x07link\x1b[31m\x00\x7f\x9b",
    "\u202eright to left\u2066\u200b \u05d0\u05d1\u05d2",
    "\ud800 half a pair \udfff",
    "𝒜stral 🐟 e\u0301",
    "javascript:alert(1)",
    "-->]]>&amp;&lt;",
    "",
)
NAMES = formats.names()
VALIDATOR = Draft202012Validator(schema())


def trace_of(words: str) -> Trace:
    """A trace whose every text is `words`."""
    text = f"before {words} between {words} behind"
    first = passage(text, Span(7, 7 + len(words))) if words else Passage(Span(0, 6), "before")
    outlet = Standing(words, words, "known", domain=words, control="yes", wording=words)
    source = Source(words, "outlet", outlet=outlet, named=True)
    hops = (Hop(Source(words, "person", named=True), "said", "origin"), Hop(source, "told", "relay", evidence=words))
    asked = Station(
        "p0", words or "a.md", 0, "asked", "exact", "cites-further", title=words, publisher=words, passage=first
    )
    found = Station(
        "p1", f"https://a.example/{words}", 1, "hop-link", "altered", "dead-end", by="p0", named=words, reason=words,
        title=words, publisher=words, outlet=outlet, published=date(2021, 5, 3), passage=first,
        from_question=(Stretch(True, words, words), Stretch(False, words, words)), speaker=words, claim=words,
        hops=hops, capture="ab" * 32, archived=words, check=LinkCheck("gone", words),
    )  # fmt: skip
    lost = Station("p2", words or "b", 2, "claim-link", "not-checked", "dead-end", by="p1", reason=words)
    return Trace(
        Question(words, words or "a.md", words, words, Span(0, 3), 4),
        (asked, found, lost),
        (
            Step("p0", "p1", "hop-link", words),
            Step("p1", "p2", "claim-link"),
            Step("p1", "p0", "hop-link", words, True, True),
        ),
        (
            Disagreement("other-speaker", "p1", "p0", words, words),
            Disagreement("other-words", "p1", "", words, words, stretches(words, f"{words} more")),
            Disagreement("missing-relay", "p0", "p1", "", words),
            Disagreement("relay-not-confirmed", "p0", "p1", words, ""),
            Disagreement("undisclosed-copy", "p1", "p0", "", "83"),
        ),
        (Leg(hops[0], "p1", place=Place(3, 4)), Leg(replace(hops[1], basis="verified"), "p0", "p1")),
        "p1",
        Searched(2, 2, 1, 7, 3),
    )  # fmt: skip


# ------------------------------------------------------------------------------------------ each format


def test_formats_are_found_and_named() -> None:
    assert NAMES == ("annotation", "dot", "html", "json", "prov", "text")
    with pytest.raises(ConfigError, match="did you mean 'json'"):
        formats.known("jsno")


def test_a_format_without_its_extra_refuses_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "checker.trace.formats.prov", raising=False)
    monkeypatch.setitem(sys.modules, "prov", None)
    monkeypatch.setitem(sys.modules, "prov.model", None)
    with pytest.raises(ConfigError, match=r"needs the extra prov: pip install 'sourcing-checker\[prov\]'"):
        formats.render("prov", [trace_of("words")])


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("name", NAMES)
def test_hostile_pages_stay_in_their_place(name: str, words: str) -> None:
    traces = [trace_of(words), trace_of(words[::-1])]
    made = formats.render(name, traces)
    assert made == formats.render(name, traces)
    assert made.endswith("\n")
    made.encode("utf-8")
    assert re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]", made) == []
    {"text": _text, "json": _json, "html": _html, "dot": _dot, "annotation": _annotation, "prov": _prov}[name](
        made, words
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=()), max_size=40))
def test_any_text_is_rendered(words: str) -> None:
    for name in NAMES:
        made = formats.render(name, [trace_of(words)])
        made.encode("utf-8")
        {"text": _text, "json": _json, "html": _html, "dot": _dot, "annotation": _annotation, "prov": _prov}[name](
            made, words
        )


def _text(made: str, words: str) -> None:
    assert not [row for row in made.splitlines() if row.lstrip().startswith("::") or "##[" in row]


def _json(made: str, words: str) -> None:
    told = json.loads(made)
    assert [error.message for error in VALIDATOR.iter_errors(told)] == []
    assert told["format"] == "checker-trace/1"
    assert told["traces"][0]["question"]["words"] == words
    assert told["traces"][0]["by_date"] == ["p1", "p0"]
    station = told["traces"][0]["stations"][1]
    assert (station["title"], station["published"], station["passage"]["span"]["start"]) == (
        words,
        "2021-05-03",
        7 if words else 0,
    )
    assert station["outlet"] in told["outlets"]


class _Tags(HTMLParser):
    """The elements of a page and their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


ELEMENTS = frozenset(
    {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "a",
        "main",
        "nav",
        "ul",
        "li",
        "section",
        "p",
        "span",
        "h1",
        "h2",
    }
    | {
        "h3",
        "h4",
        "blockquote",
        "small",
        "ol",
        "div",
        "table",
        "tbody",
        "tr",
        "td",
        "article",
        "mark",
        "code",
        "footer",
    }
)


def _html(made: str, words: str) -> None:
    tags = _Tags()
    tags.feed(made)
    assert {tag for tag, _ in tags.found} <= ELEMENTS
    for tag, attributes in tags.found:
        assert {"src", "srcset", "onerror", "onload", "style"} & set(attributes) == set()
        href = attributes.get("href")
        assert href is None or href.startswith(("#", "https://", "http://")), (tag, href)
    assert "url(" not in made
    assert "@import" not in made


def _dot(made: str, words: str) -> None:
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', '""', made)
    assert '"' not in bare.replace('""', "")
    allowed = re.compile(
        r"digraph trace \{|  rankdir=LR;|  node \[.*\];|  subgraph cluster_\d+ \{|    label=\"\";|  ?\}|\}|"
        r"    t\d_p\d \[label=\"\"(?:, style=\w+)?(?:, penwidth=2)?\];|"
        r"    t\d_p\d -> t\d_p\d \[label=\"\"(?:, style=\w+)?\];"
    )
    assert [row for row in bare.splitlines() if not allowed.fullmatch(row)] == []


def _annotation(made: str, words: str) -> None:
    told = json.loads(made)
    assert told["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    assert told["type"] == "AnnotationCollection"
    items = told["first"]["items"]
    assert told["total"] == len(items)
    assert len({item["id"] for item in items}) == len(items)
    text = f"before {words} between {words} behind"
    for item in items:
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", item["id"])
        assert re.fullmatch(r"[!-~]+", item["target"]["source"])
        assert not re.search(r'[<>"{}|\\^`]', item["target"]["source"])
    quoted, position = items[0]["target"]["selector"]
    assert (quoted["type"], position["type"]) == ("TextQuoteSelector", "TextPositionSelector")
    span = Span(position["start"], position["end"])
    assert quoted["exact"] == span.of(text)
    if words:
        assert anchor(text, Passage(span, quoted["exact"], quoted["prefix"], quoted["suffix"])) == Span(
            7, 7 + len(words)
        )


def _prov(made: str, words: str) -> None:
    told: dict[str, Any] = json.loads(made)
    for name in ("trace:t1-quotation-p0", "trace:t1-quotation-p1"):
        assert told["entity"][name]["prov:value"] == (words or "before")
    again = ProvDocument.deserialize(io.StringIO(made), format="json")
    assert len(list(again.get_records())) == sum(len(kind) for name, kind in told.items() if name != "prefix")


# ------------------------------------------------------------------------------------------ what a reader sees


def test_the_tree_is_read_in_a_minute() -> None:
    made = formats.render("text", [trace_of("The quay will close")])
    assert made.splitlines()[:2] == ["“The quay will close”", "The quay will close:4, The quay will close"]
    assert "  relay            The quay will close [state-controlled]  verified     p0; p1 holds the words" in made
    assert "       p1   2021-05-03  The quay will close [The quay will close]" in made
    assert "words The quay will close [-The quay will close-]{+The quay will close+}" in made
    assert "  undisclosed copy     83 % of the own words of p1 stand in p0, which it does not credit" in made
    assert "            leads back to p0" in made
    assert made.splitlines()[-2:] == [
        "2 pages read, 2 with the words; 1 not to be read; corpus of 7 documents; 3 links not followed;",
        "earliest in what was searched (2 pages): p1, 2021-05-03.",
    ]
    narrow = formats.render("text", [trace_of("The quay will close")], formats.Options(width=60))
    assert max(map(len, narrow.splitlines())) <= 75  # a step to the right for each page, and no less than 20 for words
    colored = formats.render("text", [trace_of("x")], formats.Options(color=True))
    assert re.sub(r"\x1b\[[\d;]*m", "", colored) == formats.render("text", [trace_of("x")])


def test_words_stand_side_by_side_with_what_differs_marked() -> None:
    trace = trace_of("a b")
    station = replace(
        trace.stations[1], from_question=stretches("they dig a deep new hole", "they dig a new hole there")
    )
    made = formats.render("html", [replace(trace, stations=(trace.stations[0], station))])
    assert '<h4>the words asked for</h4>they dig a new hole <mark class="other">there</mark></div>' in made
    assert 'they dig a <mark class="other">deep</mark> new hole' in made


def test_relations_of_prov() -> None:
    told = json.loads(formats.render("prov", [trace_of("words")]))
    kinds = [each.get("prov:type", {}).get("$") for each in told["wasDerivedFrom"].values()]
    assert kinds.count("prov:Quotation") == 2
    assert {each["prov:label"] for each in told["agent"].values()} == {"words"}
    trace = trace_of("words")
    origin = replace(trace.stations[1], end="origin")
    told = json.loads(formats.render("prov", [replace(trace, stations=(trace.stations[0], origin))]))
    primary = [
        (each["prov:generatedEntity"], each["prov:usedEntity"])
        for each in told["wasDerivedFrom"].values()
        if each.get("prov:type", {}).get("$") == "prov:PrimarySource"
    ]
    assert primary == [("trace:t1-quotation-p0", "trace:t1-quotation-p1")]


# ------------------------------------------------------------------------------------------ anchors and differences


@given(st.text("ab \n", min_size=1, max_size=60), st.data())
def test_a_passage_is_found_again_where_it_was(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(text))))
    assert anchor(text, passage(text, span)) == span


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("one two three", Passage(Span(0, 3), "two"), Span(4, 7)),  # the position is wrong, the words are not
        ("x two y two z", Passage(Span(0, 3), "two", "y ", " z"), Span(8, 11)),
        ("x two y two z", Passage(Span(2, 5), "two", " ", " "), Span(2, 5)),
        ("x two y two z", Passage(Span(9, 12), "two", " ", " "), None),
        ("x two y two z", Passage(Span(2, 5), "two", "q", "r"), None),
        ("one", Passage(Span(0, 3), "two"), None),
        ("one", Passage(Span(0, 0), ""), None),
    ],
)
def test_ambiguous_words_are_an_orphan(text: str, words: Passage, found: Span | None) -> None:
    assert anchor(text, words) == found


@pytest.mark.parametrize(
    ("here", "there", "changed"),
    [
        ("We cannot dig through the season", "We will not dig through the season", [("cannot", "will not")]),
        ("“We cannot dig,” she said", "we cannot dig she said", []),
        ("the colour of the harbour", "the color of the harbor", []),
        ("", "words", []),
        ("all of it is new", "nothing was old or blue", [("all of it is new", "nothing was old or blue")]),
    ],
)  # fmt: skip
def test_what_differs(here: str, there: str, changed: list[tuple[str, str]]) -> None:
    assert [(each.before, each.after) for each in stretches(here, there) if not each.same] == changed
