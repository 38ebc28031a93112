"""What one look says, and what all looks together say: tables over pages and visits, without a network."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.errors import FetchError, NoHostError, RefusedError, RobotsError
from checker.evidence.pages import Page
from checker.evidence.web.glance import fingerprint, glance
from checker.evidence.web.signs import signs
from checker.evidence.web.states import check, observed, trivial
from checker.model import Link, LinkState, Span, Visit
from checker.rulebase import rulebase
from tests.small_web import CAMERAS, COURIER, STORIES, article

KNOWN = signs(rulebase())
WHEN = "2026-11-23T02:00:00Z"
URL = "http://news.example/2026/11/harbour-silt"
STORY = article(replace(STORIES[0], url=URL))
SHORT = "<p>The silt in the old basin is older than the town itself, she said.</p>"


def page(
    body: str, final: str = URL, status: int = 200, media: str = "text/html; charset=utf-8", url: str = URL
) -> Page:
    return Page(url, final, status, (("content-type", media),), body.encode(), "utf-8")


def html(title: str, body: str = SHORT, head: str = "") -> str:
    return f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


def look(found: Page | FetchError, since: Visit | None = None) -> Visit:
    return observed(URL, WHEN, found, KNOWN, since)


# ------------------------------------------------------------------------------------------ one look

WALLED = '{"@type": "NewsArticle", "headline": "x", "isAccessibleForFree": "False"}'
JSON_LD = '<script type="application/ld+json">{}</script>'

ONE_LOOK: dict[str, tuple[Page | FetchError, LinkState, str]] = {
    "an article": (page(STORY), "ok", ""),
    "over https": (page(STORY, URL.replace("http:", "https:")), "ok", ""),
    "with www and a slash": (page(STORY, "https://www.news.example/2026/11/harbour-silt/"), "ok", ""),
    "with a parameter more": (page(STORY, f"{URL}?consent=1"), "ok", ""),
    "at another address": (page(STORY, "http://news.example/a/17"), "moved", "redirected to http://news.example/a/17"),
    "at another host": (
        page(STORY, "http://other.example/2026/11/harbour-silt"), "moved", "redirected to http://other"),
    "a PDF": (Page(URL, URL, 200, (("content-type", "application/pdf"),), b"%PDF-1.7", ""), "ok", ""),
    "plain text": (page("The port will stop dredging.", media="text/plain"), "ok", ""),
    "nothing at all": (page(""), "unknown", "the server sent an empty page"),
    "not there": (page("x", status=404), "gone", "404"),
    "taken away": (page("x", status=410), "gone", "410"),
    "no such host": (NoHostError(f"{URL}: the host is unknown"), "gone", "no such host"),
    "log in first": (page("x", status=401), "blocked", "the server answered 401"),
    "forbidden": (page("x", status=403), "blocked", "the server answered 403"),
    "too often": (page("x", status=429), "blocked", "the server answered 429"),
    "by law": (page("x", status=451), "blocked", "the server answered 451"),
    "robots.txt": (RobotsError(f"{URL}: robots.txt of x asks"), "blocked", "robots.txt asks not to fetch it"),
    "a private address": (RefusedError(f"{URL}: leads to a private address"), "unknown", "leads to a private address"),
    "a timeout": (FetchError(f"{URL}: no answer in time"), "unknown", "no answer in time"),
    "a broken server": (page("x", status=500), "unknown", "the server answered 500"),
    "a teapot": (page("x", status=418), "unknown", "the server answered 418"),
    "not changed, but nobody asked": (page("", status=304), "unknown", "the server answered 304"),
    "a captcha": (page(html("Just a moment...", "<p>x</p>")), "blocked", "asks to prove that no robot is reading"),
    "a captcha with an error": (
        page(html("Just a moment...", "x"), status=503), "blocked", "asks to prove that no robot"),
    "an article about captchas": (page(STORY.replace("Dredging of", "Are you a robot? Dredging of")), "ok", ""),
    "an article whose title is like a wall's": (
        page(STORY.replace("Dredging of the old basin", "We value your privacy, and the old basin")), "ok", ""),
    "a captcha that calls itself an article": (
        page(html("x", "<p>Verify you are human</p>", '<meta property="og:type" content="article">')),
        "blocked", "asks to prove"),
    "a consent page": (page(html("Before you continue", "<p>x</p>")), "blocked", "asks for consent before anything"),
    "a consent host": (page(html("Yahoo"), "https://consent.yahoo.com/v2/x"), "blocked", "asks for consent"),
    "a cookie banner over an article": (
        page(STORY.replace("<footer>", "<div>We and our 812 partners use cookies.</div><footer>")), "ok", ""),
    "to the front page": (page(html("News"), "http://news.example/"), "not-article", "redirected to the home page"),
    "to another front page": (page(html("N"), "https://new.example/en/"), "not-article", "redirected to the home page"),
    "to a front page with a parameter": (
        page(html("N"), "http://news.example/?gone=1"), "not-article", "redirected to"),
    "to a log-in": (page(html("Sign in"), "http://news.example/login?next=/a"), "not-article", "asks to log in"),
    "to a section": (page(html("Fish"), "http://news.example/category/fish/"), "not-article", "is a list of articles"),
    "to a search": (page(html("Search"), "http://news.example/search?q=silt"), "not-article", "is a page of search"),
    "an article below a section's name": (page(STORY, "http://news.example/topics/harbour/"), "moved", "redirected to"),
    "one sign of a soft 404": (page(html("Page not found", STORY)), "ok", ""),
    "wording and little text": (
        page(html("Page not found")), "soft-404", "says that the page was not found, hardly any"),
    "wording and canonical": (
        page(STORY.replace("<h1>", "<h1>Page not found: ").replace(f'canonical" href="{URL}', 'canonical" href="/')),
        "soft-404", "says that the page was not found, its canonical address is a home page"),
    "canonical of another page and little text": (
        page(html("Silt", head='<link rel="canonical" href="/2026/11/other-story">')),
        "soft-404", "its canonical address is another page, hardly any text"),
    "canonical of the same story elsewhere": (
        page(html("Silt", head='<link rel="canonical" href="/2026/11/silt-in-the-harbour">')), "ok", ""),
    "little text alone": (page(html("Silt in the harbour")), "ok", ""),
    "says that it is not free": (
        page(STORY.replace("</head>", JSON_LD.format(WALLED) + "</head>")), "paywalled", "says of"),
    "a stub with an offer": (
        page(html("Silt", f"{SHORT}<p>Already a subscriber? Log in</p>")), "paywalled", "offers the rest to sub"),
    "an article with an offer": (
        page(STORY.replace("<footer>", "<p>Already a subscriber?</p><footer>")), "ok", ""),
}  # fmt: skip


@pytest.mark.parametrize(("found", "state", "reason"), ONE_LOOK.values(), ids=ONE_LOOK)
def test_one_look(found: Page | FetchError, state: LinkState, reason: str) -> None:
    made = look(found)
    assert (made.state, made.reason[: len(reason)]) == (state, reason)
    assert bool(made.reason) == (state != "ok")


def test_a_home_page_is_none_whoever_links_it() -> None:
    made = observed(
        "http://news.example/", WHEN, page(html("News"), "http://news.example/", url="http://news.example/"), KNOWN
    )
    assert (made.state, made.reason) == ("not-article", "is a home page")


def test_a_copy_is_judged_by_its_words_not_by_its_address() -> None:
    at = f"https://web.archive.org/web/2019/{URL}"
    moved = replace(page(STORY, at.replace("2019", "20190405101500")), url=at)
    assert (look(moved).state, look(moved).at) == ("ok", at)
    assert look(replace(page(html("Page not found")), url=at, final_url=at)).state == "soft-404"


def test_a_look_keeps_what_asking_again_needs() -> None:
    headers = (("etag", '"v1"'), ("last-modified", "Mon"), ("content-type", "text/html"))
    made = look(replace(page(STORY), headers=headers))
    assert (made.etag, made.modified, made.title) == ('"v1"', "Mon", STORIES[0].title)
    assert (made.published, len(made.text_sha256)) == (STORIES[0].day, 64)
    assert look(replace(page(STORY), headers=(("etag", "x" * 2000),))).etag == ""


def test_not_changed_confirms_the_earlier_look() -> None:
    first = replace(look(page(STORY)), sha256="ab" * 32)
    again = observed(URL, "2026-11-24T02:00:00Z", page("", status=304), KNOWN, first)
    assert again == replace(first, when="2026-11-24T02:00:00Z", status=304)


@given(st.binary(max_size=400), st.sampled_from(["text/html", "text/plain", "", "image/png"]))
def test_no_bytes_are_too_odd(body: bytes, media: str) -> None:
    made = look(Page(URL, URL, 200, (("content-type", media),), body, ""))
    assert made.state in ("ok", "unknown", "soft-404", "paywalled", "blocked")


HOSTILE = {
    "deep": "<div>" * 50_000 + "words",
    "attributes": "<p " + " ".join(f"a{n}=1" for n in range(20_000)) + ">words</p>",
    "unclosed": "<p>words " * 20_000,
    "JSON-LD": JSON_LD.format("[" * 100_000),
    "canonical": '<link rel="canonical" href="http://[">',
    "one word": "<p>" + "x" * 500_000,
    "entities": "<title>" + "&amp;" * 50_000,
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_page_is_looked_at(body: str) -> None:
    assert look(page(f"<html><body>{body}</body></html>")).state in ("ok", "soft-404")


# ------------------------------------------------------------------------------------------ words


def words_of(body: str) -> str:
    seen = glance(page(body))
    return fingerprint(seen) if seen is not None else ""


SAME = {
    "curly quotes": ("“", '"'),
    "a dash": ("above the fish market", "– above the fish market"),
    "spaces": (" of ", "\n  of  "),
    "capitals": ("Dredging", "DREDGING"),
    "a counter": ("</article>", "<p>Read 1,207 times</p></article>"),
    "a teaser": (
        "<footer>", "<aside><p>Nine new photographs of the storm that came over the coast today.</p></aside><footer>"),
    "markup": ("<p>", '<p class="new">'),
    "navigation": ("Fisheries", "Fish and ships"),
}  # fmt: skip
OTHER = {
    "a number": ("eleven kilometres", "12 kilometres"),
    "a word": ("cannot dig", "will not dig"),
    "a sentence": ("She had asked the council for a second berth in the summer.", ""),
    "a correction": (
        "</article>", "<p>Correction: an earlier version gave a wrong number of the pumps in the lock.</p></article>"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new"), SAME.values(), ids=SAME)
def test_what_is_no_other_text(old: str, new: str) -> None:
    assert old in STORY
    assert words_of(STORY.replace(old, new)) == words_of(STORY) != ""


@pytest.mark.parametrize(("old", "new"), OTHER.values(), ids=OTHER)
def test_what_is_another_text(old: str, new: str) -> None:
    assert old in STORY
    assert words_of(STORY.replace(old, new)) != words_of(STORY)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: urlsplit(story.url).path)
def test_a_glance_sees_the_article(story: object) -> None:
    seen = glance(page(article(story)))  # type: ignore[arg-type]
    assert seen is not None
    assert seen.words > 0.7 * len(story.text.split())  # type: ignore[attr-defined]
    assert (seen.heading, seen.published) == (story.title, story.day)  # type: ignore[attr-defined]


def test_pages_without_paragraphs_have_words_too() -> None:
    story = next(story for story in STORIES if story.url == CAMERAS)
    broken = article(story).replace("<p>", "<div>").replace("</p>", "</div>")
    lines = article(story).replace("<p>", "<br><br>").replace("</p>", "")
    whole = glance(page(article(story)))
    for body in (broken, lines):
        seen = glance(page(body))
        assert seen is not None
        assert whole is not None
        assert seen.words > 0.9 * whole.words


SEEDS = Path(__file__).resolve().parent.parent / "seeds"


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.html*")), ids=lambda path: path.name)
def test_the_seeds_are_articles(path: Path) -> None:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    made = look(replace(page(""), body=data))
    assert made.state in ("ok", "paywalled")
    assert made.text_sha256 != ""


# ------------------------------------------------------------------------------------------ addresses

ADDRESSES = [
    ("http://a.example/x", "https://a.example/x", True),
    ("http://a.example/x", "http://www.a.example/x/", True),
    ("http://a.example", "https://a.example/index.html", True),
    ("http://a.example/x?id=1", "http://a.example/x?id=1&ref=2", True),
    ("http://a.example/x?id=1", "http://a.example/x?id=2", False),
    ("http://a.example/x?id=1", "http://a.example/x", False),
    ("http://a.example/x", "http://b.example/x", False),
    ("http://a.example/x", "http://a.example/y", False),
    ("http://a.example:8080/x", "http://a.example/x", False),
    ("http://a.example/x", "http://[", False),
]


@pytest.mark.parametrize(("asked", "final", "same"), ADDRESSES)
def test_trivial_redirects(asked: str, final: str, same: bool) -> None:
    assert trivial(asked, final) is same


# ------------------------------------------------------------------------------------------ all looks


def seen(day: int, state: LinkState = "ok", text: str = "", hour: int = 2, **more: object) -> Visit:
    reason = {"gone": "404", "unknown": "no answer in time", "blocked": "the server answered 403"}.get(state, "")
    digest = f"{text}{day}" if text else ""
    made = Visit(URL, f"2026-11-{day:02}T{hour:02}:00:00Z", state, 200, reason, URL, digest, text)
    return replace(made, **more)  # type: ignore[arg-type]


LOOKS: dict[str, tuple[list[Visit], LinkState, str, str]] = {
    "none": ([], "unchecked", "", ""),
    "one": ([seen(20)], "ok", "", "2026-11-20"),
    "404 once": ([seen(20, "gone")], "unknown", "404 on 2026-11-20, looked at once", "2026-11-20"),
    "404 twice on a day": (
        [seen(20, "gone"), seen(20, "gone", hour=14)],
        "unknown", "404 on 2026-11-20, looked at on one day", "2026-11-20"),
    "404 on two days": ([seen(20, "gone"), seen(21, "gone")], "gone", "404 on 2026-11-20 and 2026-11-21", "2026-11-20"),
    "404 with a failure between": (
        [seen(20, "gone"), seen(21, "unknown"), seen(23, "gone")],
        "gone", "404 on 2026-11-20 and 2026-11-23", "2026-11-20"),
    "404 with a page between": (
        [seen(20, "gone"), seen(21), seen(23, "gone")], "unknown", "404 on 2026-11-23, looked at once", "2026-11-23"),
    "404 with a wall between": (
        [seen(20, "gone"), seen(21, "blocked"), seen(23, "gone")],
        "unknown", "404 on 2026-11-23, looked", "2026-11-23"),
    "back again": ([seen(20, "gone"), seen(21, "gone"), seen(22)], "ok", "", "2026-11-22"),
    "no answer after a page": (
        [seen(20), seen(21, "unknown")], "unknown", "no answer in time on 2026-11-21; ok on 2026-11-20", "2026-11-21"),
    "no answer after a 404": (
        [seen(20, "gone"), seen(21, "unknown")], "unknown", "no answer in time on 2026-11-21", "2026-11-21"),
    "blocked for days": ([seen(20), seen(21, "blocked"), seen(22, "blocked")], "blocked", "the server", "2026-11-21"),
    "the same words": ([seen(20, text="a"), seen(21, text="a")], "ok", "", "2026-11-20"),
    "other words": (
        [seen(20, text="a"), seen(21, text="a"), seen(22, text="b"), seen(23, text="b")],
        "drifted", "the words are others than on 2026-11-20", "2026-11-22"),
    "the first words again": ([seen(20, text="a"), seen(21, text="b"), seen(22, text="a")], "ok", "", "2026-11-20"),
    "other words after a failure": (
        [seen(20, text="a"), seen(21, "unknown"), seen(22, text="b")], "drifted", "the words", "2026-11-22"),
    "a stub behind a wall has not drifted": (
        [seen(20, text="a"), seen(21, "paywalled", text="b")], "paywalled", "", "2026-11-21"),
    "moved with its words": ([seen(20, text="a"), seen(21, "moved", text="a")], "moved", "", "2026-11-21"),
    "moved with others": ([seen(20, text="a"), seen(21, "moved", text="b")], "drifted", "the words", "2026-11-21"),
}  # fmt: skip


@pytest.mark.parametrize(("visits", "state", "reason", "since"), LOOKS.values(), ids=LOOKS)
def test_all_looks_together(visits: list[Visit], state: LinkState, reason: str, since: str) -> None:
    found = check(visits)
    assert (found.state, found.reason[: len(reason)], found.since) == (state, reason, since)


def test_drift_is_measured_from_what_the_author_could_read() -> None:
    looks = [seen(10, text="a"), seen(14, text="b"), seen(20, text="b")]
    assert check(looks, article_date=date(2026, 11, 15)).state == "ok"
    drifted = check(looks, article_date=date(2026, 11, 12))
    assert (drifted.state, drifted.capture_before, drifted.capture) == ("drifted", "a10", "b20")
    assert check(looks, article_date=date(2026, 11, 1)).capture_before == "a10"


def test_the_last_capture_stays_the_evidence_when_the_page_is_gone() -> None:
    found = check([seen(10, text="a", title="Silt"), seen(20, "gone"), seen(21, "gone", archived="http://copy")])
    assert (found.state, found.capture, found.archived, found.title) == ("gone", "a10", "http://copy", "Silt")


def test_a_whole_article_is_better_evidence_than_the_stub_that_came_after_it() -> None:
    found = check([seen(10, text="a"), seen(20, "paywalled", text="b"), seen(21, "blocked")])
    assert (found.state, found.capture) == ("blocked", "a10")
    assert check([seen(20, "paywalled", text="b"), seen(21, "blocked")]).capture == "b20"


ANCHOR = "the harbour master explained the silt"


@pytest.mark.parametrize(
    ("anchor", "title", "signs_found", "state"),
    [
        (ANCHOR, "Welcome to our new website", ("hardly any text",), "soft-404"),
        (ANCHOR, "Silt in the harbour", ("hardly any text",), "ok"),
        (ANCHOR, "Welcome to our new website", (), "ok"),
        ("told Reuters", "Welcome to our new website", ("hardly any text",), "ok"),
        (ANCHOR, "", ("hardly any text",), "ok"),
    ],
    ids=["two signs", "the title fits", "no sign of its own", "an anchor that says nothing", "no title"],
)
def test_a_title_without_a_word_of_the_link_is_one_sign(
    anchor: str, title: str, signs_found: tuple[str, ...], state: LinkState
) -> None:
    link = Link(Span(0, len(anchor)), anchor, URL, URL)
    found = check([seen(20, title=title, signs=signs_found)], link)
    assert found.state == state
    if state == "soft-404":
        assert found.reason == "hardly any text, its title has no word of the link"


def test_looks_at_copies_and_at_the_page_are_kept_apart() -> None:
    copy = seen(22, text="c", at="http://web.archive.org/web/2019/x", archived="http://web.archive.org/web/2019/x")
    gone = [seen(20, "gone"), seen(21, "gone"), copy]
    found = check(gone)
    assert (found.state, found.capture, found.archived) == ("gone", "c22", copy.archived)
    archived = Link(Span(0, 1), "x", copy.at, URL, via=("archive 2019-01-01",))
    assert (check(gone, archived).state, check(gone, archived).capture) == ("ok", "c22")
    assert check(gone[:2], archived).state == "unchecked"


def test_the_whole_story_of_a_page() -> None:
    """From the page to the check: title, day and hash of what was captured."""
    made = replace(look(page(STORY)), sha256="ab" * 32)
    found = check([made])
    assert (found.state, found.title, found.published) == ("ok", STORIES[0].title, date(2026, 11, 3))
    assert (found.capture, found.seen, found.status, found.final_url) == ("ab" * 32, "2026-11-23", 200, URL)
    assert STORIES[0].url == COURIER
