"""Reports made by hand: an invented article whose chain runs through a state-controlled outlet, and hostile ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from checker.model import (
    Article,
    ArticleReport,
    Block,
    Chain,
    Claim,
    Credit,
    DeclaredOrigin,
    Exposure,
    Fact,
    Finding,
    Hop,
    Link,
    Mark,
    Notice,
    Origin,
    Piece,
    Policy,
    Provenance,
    Report,
    Source,
    SourceRecord,
    Sourcing,
    Span,
    Standing,
    Term,
    Versions,
)

PARAGRAPHS = (
    "Port of Veyl signs crane deal",
    "Harbour Wire, 4 March 2019",
    (
        "The cranes would “change the whole coast,” Ilse Marrot, a harbour analyst, told news site Vzglyad, "
        "according to Russian state-owned outlet Sputnik."
    ),
    "“If they really build them, no pilot will know this port again,” she said.",
    "An official told Bloomberg that the deal was signed in secret.",
    "The original source of this article is Coast Gazette",
)
ANCHORS = {"according": "#", "Bloomberg": "https://www.bloomberg.com/veyl", "Coast Gazette": "#"}

SPUTNIK = Standing(
    "sputnik",
    "Sputnik",
    "known",
    kind="news agency",
    country="RU",
    domain="sputniknews.com",
    control="yes",
    wording="state-controlled, per State Media Monitor 2023",
    owner="Rossiya Segodnya",
    since="2014-11",
    evidence=("rules/outlets/ru.yaml:41",),
)
VZGLYAD = Standing("", "Vzglyad", "unregistered", domain="vz.ru", control="not-in-registry")
BLOOMBERG = Standing("bloomberg", "Bloomberg", "known", domain="bloomberg.com", control="no")


def article(name: str = "port.md", paragraphs: tuple[str, ...] = PARAGRAPHS) -> Article:
    """The invented article as a Markdown file: anchors are links in the file and plain words in the text."""
    text, source, links, pieces, blocks = "", "", [], [], []
    for number, paragraph in enumerate(paragraphs):
        if number:
            text, source = text + "\n\n", source + "\n\n"
        blocks.append(Block(Span(len(text), len(text) + len(paragraph)), "paragraph" if number > 1 else "headline"))
        rest = paragraph
        for anchor, href in ANCHORS.items():
            before, found, after = rest.partition(anchor)
            if not found or not before:
                continue
            text, source = _piece(text, source, before, pieces)
            links.append(_link(Span(len(text), len(text) + len(anchor)), anchor, href))
            text, source = _piece(text, source + "[", anchor, pieces)
            source += f"]({href})"
            rest = after
        text, source = _piece(text, source, rest, pieces)
    origin = Origin.over(source + "\n", tuple(pieces))
    return Article(name, text, origin, tuple(blocks), tuple(links), _provenance(text), format="markdown")


def _piece(text: str, source: str, words: str, pieces: list[Piece]) -> tuple[str, str]:
    if words:
        pieces.append(Piece(Span(len(text), len(text) + len(words)), Span(len(source), len(source) + len(words))))
    return text + words, source + words


def _link(span: Span, anchor: str, href: str) -> Link:
    if href.startswith("#"):
        return Link(span, anchor, href, None, "fragment")
    return Link(span, anchor, href, href, outlet=BLOOMBERG)


def at(text: str, words: str) -> Span:
    """The first place of these words in the text."""
    start = text.index(words)
    return Span(start, start + len(words))


def _provenance(text: str) -> Provenance:
    return Provenance(
        title=Fact(PARAGRAPHS[0], at(text, PARAGRAPHS[0])),
        publisher=Fact("Harbour Wire", at(text, "Harbour Wire")),
        publisher_outlet=Standing("", "Harbour Wire", "unregistered"),
        authors=(Fact("Coast Gazette", None, "meta:author"),),
        published=date(2019, 3, 4),
        published_said=Fact("4 March 2019", at(text, "4 March 2019")),
        origins=(
            DeclaredOrigin(
                "Coast Gazette", "original-source", Fact("Coast Gazette", at(text, "Coast Gazette")), link=2
            ),
        ),
        credits=(Credit("image", "Sputnik", Fact("Sputnik", at(text, "Sputnik")), SPUTNIK),),
        notices=(Notice("republished", at(text, PARAGRAPHS[5]), PARAGRAPHS[5]),),
    )


def claims(text: str) -> tuple[Claim, ...]:
    """Three claims: one through Vzglyad and Sputnik, "she said" after it, and an unnamed official."""
    marrot = Source(
        "Ilse Marrot",
        "person",
        at(text, "Ilse Marrot"),
        at(text, "Ilse Marrot, a harbour analyst"),
        "a harbour analyst",
        named=True,
        described=True,
        id="s1",
    )
    vzglyad = Source("Vzglyad", "outlet", at(text, "Vzglyad"), outlet=VZGLYAD, named=True, id="s2")
    sputnik = Source(
        "Sputnik", "outlet", at(text, "Sputnik"), outlet=SPUTNIK, named=True, label="Russian state-owned", id="s3"
    )
    hops = (
        Hop(marrot, "said", "origin", at(text, "Ilse Marrot")),
        Hop(vzglyad, "told", "first-publisher", at(text, "told news site Vzglyad"), pattern="told-outlet"),
        Hop(
            sputnik,
            "according_to",
            "relay",
            at(text, "according to Russian state-owned outlet Sputnik"),
            0,
            pattern="according-to",
            evidence="named after the cue",
        ),
    )
    official = Source("an official", "unnamed", at(text, "An official"), id="s4")
    bloomberg = Source("Bloomberg", "outlet", at(text, "Bloomberg"), outlet=BLOOMBERG, named=True, id="s5")
    carried = tuple(replace(hop, basis="carried-over") if number else hop for number, hop in enumerate(hops))
    return (
        Claim(
            "c1",
            (at(text, "The cranes would “change the whole coast,”"),),
            "mixed",
            "statement",
            marrot,
            at(text, PARAGRAPHS[2]),
            at(text, "told"),
            at(text, "told"),
            vzglyad,
            hops,
            (0,),
            "quoted-told",
            words=6,
            quoted_words=4,
            confidence="high",
            terms=(Term("distance", 0.5), Term("subject", 1.25)),
        ),
        Claim(
            "c2",
            (at(text, "“If they really build them, no pilot will know this port again,”"),),
            "direct",
            "statement",
            replace(marrot, span=at(text, "she"), pronoun=True),
            at(text, PARAGRAPHS[3]),
            at(text, "said"),
            at(text, "said"),
            None,
            carried,
            (),
            "quoted-said",
            continues="c1",
            words=12,
            quoted_words=12,
        ),
        Claim(
            "c3",
            (at(text, "that the deal was signed in secret"),),
            "indirect",
            "statement",
            official,
            at(text, PARAGRAPHS[4]),
            at(text, PARAGRAPHS[4][12:16]),
            None,
            bloomberg,
            (
                Hop(official, "said", "origin", at(text, "An official")),
                Hop(bloomberg, "told", "first-publisher", at(text, "Bloomberg"), 1),
            ),
            (1,),
            "told-outlet",
            words=7,
        ),
    )


def ends(text: str) -> tuple[Hop, ...]:
    """The hops of every chain behind the printed ones: a gap, the declared origin, the publisher."""
    coast = Source("Coast Gazette", "outlet", at(text, "Coast Gazette"), named=True)
    return (
        Hop(
            Source("", "unknown"),
            "declared",
            "republisher",
            basis="unknown",
            evidence="no claim was told to Coast Gazette",
        ),
        Hop(coast, "declared", "republisher", at(text, "Coast Gazette"), 2),
        Hop(Source("Harbour Wire", "outlet", named=True), "publishes", "publisher", at(text, "Harbour Wire")),
    )


POLICIES = (
    Policy(
        "chain-through-state",
        "claim",
        "true",
        "warning",
        "high",
        "{name} is quoted through {outlet}",
        "A reader should see whose channel a quotation came through.",
        "link the first interview, or allow this",
        references=("https://example.org/guide",),
        path="rules/policies/chain-through-state.yaml",
    ),
    Policy(
        "link-empty",
        "article",
        "true",
        "error",
        "high",
        "links lead nowhere",
        "A link is there to be followed.",
        "take the article again from its page",
    ),
    Policy(
        "anonymous-source", "claim", "true", "warning", "medium", "{name} has no name", "Readers weigh names.", "ask"
    ),
)


def findings(text: str, name: str = "port.md") -> tuple[Finding, ...]:
    """One finding with a chain, one error of form, one that triage allowed."""
    return (
        Finding(
            "chain-through-state",
            "warning",
            "high",
            "Ilse Marrot is quoted through Sputnik (state-controlled)",
            (
                Mark(at(text, "according to Russian state-owned outlet Sputnik"), "passes through Sputnik"),
                Mark(at(text, "told news site Vzglyad"), "first told to Vzglyad, no link"),
            ),
            name,
            "link the first interview, or allow this with a reason",
            "c1",
            ("Ilse Marrot", "Vzglyad", "Sputnik", None, "Coast Gazette", "Harbour Wire"),
            ("line 7 continues this quotation",),
            "5f0c2a9d3b7e4416",
        ),
        Finding(
            "link-empty",
            "error",
            "high",
            "2 of 3 links lead nowhere",
            (Mark(at(text, "Coast Gazette"), "no address"),),
            name,
            "take the article again from its page",
            fingerprint="a1b2c3d4e5f60718",
        ),
        Finding(
            "anonymous-source",
            "warning",
            "medium",
            "“an official” has no name",
            (Mark(at(text, "An official")),),
            name,
            "ask who it is",
            "c3",
            fingerprint="0011223344556677",
            state="allowed",
            reason="Known to the desk. J.D.",
        ),
    )


def part(name: str = "port.md", paragraphs: tuple[str, ...] = PARAGRAPHS) -> ArticleReport:
    """Everything found in the invented article."""
    made = article(name, paragraphs)
    told = claims(made.text)
    chains = tuple(Chain(claim.id, (*claim.hops, *ends(made.text))) for claim in told)
    sourcing = Sourcing(
        (SourceRecord(told[0].speaker, ("c1", "c2"), 18, 16, 0.72), SourceRecord(told[2].speaker, ("c3",), 7, 0, 0.28)),
        (Exposure(SPUTNIK, 2, 3, 16, 16, 1.0),),
        3,
        16,
        2,
        16,
        3,
        2,
        1,
    )
    return ArticleReport(made, told, chains, sourcing, findings(made.text, name))


def report(explain: bool = False, versions: Versions | None = None) -> Report:
    """A run over the invented article, with two notes of lower weight left out."""
    return Report((part(),), POLICIES, hidden=(("note", 2),), explain=explain, versions=versions)


ATTACKS = {
    "terminal": "\x1b]8;;http://evil.example\x07click\x1b]8;;\x07 \x9b31m",
    "workflow": "\n::error::owned%0A::set-output name=x::y ##[error]z",
    "cdata": "]]>]]><x/>",
    "formula": "=cmd|' /C calc'!A0",
    "script": "</script><script>alert(1)</script><img src=x onerror=alert(1)>",
    "surrogate": "half \ud83d of a pair",
    "astral": "𝔘𝔫𝔦 😀 text",
    "direction": "abc\u202egpj.exe\u2066",
    "markdown": "| `x` | <b>b</b> ![i](http://evil.example/t.png) [a](javascript:alert(1)) @everyone #1 --> <!-- ",
    "nul": "a\x00b\u2028c\r\nd",
    "plus": "+1 @SUM(A1) -2",
}


def hostile(attack: str) -> Report:
    """A run in which every text field that an article controls holds the attack."""
    text = f"{attack} {attack}"
    whole, half = Span(0, len(text)), Span(0, len(attack))
    bad = Standing(
        attack, attack, "known", kind=attack, domain=attack, control="yes", wording=attack, evidence=(attack,)
    )
    source = Source(attack, "person", half, half, attack, bad, True, label=attack, id="s1")
    hops = (
        Hop(source, "said", "origin", half, 0, evidence=attack, pattern=attack),
        Hop(Source("", "unknown"), "declared", "republisher", basis="unknown"),
        Hop(replace(source, outlet=bad), "told", "publisher", half),
    )
    claim = Claim(
        "c1",
        (whole,),
        "direct",
        "statement",
        source,
        whole,
        half,
        half,
        source,
        hops,
        (0,),
        attack,
        (Term(attack, 1.0),),
    )
    fact = Fact(attack, half, attack)
    told = Provenance(
        fact,
        fact,
        bad,
        (fact,),
        date(2020, 1, 1),
        fact,
        attack,
        (DeclaredOrigin(attack, "byline", fact, bad, 0, None),),
        (fact,),
        (Credit("image", attack, fact, bad),),
        (Notice("licence", whole, attack),),
    )
    link = Link(half, attack, attack, f"javascript:{attack}", outlet=bad, via=(attack,))
    lost = Link(half, attack, attack, None, "script")
    made = Article(
        attack,
        text,
        Origin.over(text),
        (Block(whole, "paragraph"),),
        (link, lost),
        told,
        url=attack,
        warnings=(attack,),
    )
    found = Finding(
        "anonymous-source",
        "warning",
        "low",
        attack,
        (Mark(half, attack), Mark(Span(len(attack) + 1, len(text)), attack)),
        attack,
        attack,
        "c1",
        (attack, None, attack),
        (attack,),
        "00aa",
        "allowed",
        attack,
    )
    sourcing = Sourcing(
        (SourceRecord(source, ("c1",), 1, 1, 1.0),), (Exposure(bad, 1, 1, 1, 1, 1.0),), 1, 1, 1, 1, 2, 1, 1
    )
    one = ArticleReport(
        made, (claim,), (Chain("c1", hops),), sourcing, (found, replace(found, state="new", fingerprint="00bb"))
    )
    return Report((one,), POLICIES, explain=True, versions=Versions(attack, attack, attack))
