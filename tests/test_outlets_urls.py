"""From an address to who is behind it: our own cases beside the examples that stand in rules/urls."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import tldextract
import yamlcore
from hypothesis import given
from hypothesis import strategies as some
from yaml import load as load_yaml

from checker.outlets import Registry, registry
from checker.outlets.suffixes import Suffixes
from checker.outlets.urls import absolute, host_key
from checker.rulebase import rulebase


@pytest.fixture(scope="module")
def outlets() -> Registry:
    return registry(rulebase())


def rules(name: str, part: str) -> list[dict[str, Any]]:
    path = rulebase().path(f"urls/{name}.yaml")
    found: list[dict[str, Any]] = load_yaml(path.read_text(encoding="utf-8"), Loader=yamlcore.CCoreLoader)[part]
    return found


MISSING = [
    ("", "empty"),
    ("   ", "empty"),
    ("#", "fragment"),
    ("#top", "fragment"),
    ("javascript:void(0)", "script"),
    ("JavaScript:history.back()", "script"),
    ("data:text/html,x", "script"),
    ("mailto:desk@news.example.org", "not-web"),
    ("tel:+1234", "not-web"),
    ("ftp://files.example.org/a", "not-web"),
    ("/2017/07/story.html", "no-base"),
    ("story.html", "no-base"),
    ("http://[", "malformed"),
    (f"http://{'a.' * 5_000}example/", "malformed"),
    ("https://news.example.org:99999999/", "malformed"),
]


@pytest.mark.parametrize(("href", "why"), MISSING)
def test_an_address_without_a_target_says_why(outlets: Registry, href: str, why: str) -> None:
    answer = outlets.by_url(href)
    assert (answer.target, answer.missing, answer.outlet) == (None, why, None)


@pytest.mark.parametrize(
    ("href", "base", "target"),
    [
        ("/a", "https://news.example.org/b/c", "https://news.example.org/a"),
        ("//cdn.example.org/a", "", "https://cdn.example.org/a"),
        ("?p=2", "https://news.example.org/b", "https://news.example.org/b?p=2"),
        ("https://news.example.org/?a=1&amp;b=2", "", "https://news.example.org/?a=1&b=2"),
        # not an entity: a parameter that is called copy
        ("https://news.example.org/?a=1&copy=2", "", "https://news.example.org/?a=1&copy=2"),
        (" https://news.exa\nmple.org/a ", "", "https://news.example.org/a"),
    ],
)
def test_an_href_becomes_an_address(href: str, base: str, target: str) -> None:
    assert absolute(href, base) == (target, "")


# outlet, status, via, section, account
ADDRESSES = [
    ("https://www.reuters.com/world/a", "reuters", "known", (), "", ""),
    ("http://uk.reuters.com/article/a", "reuters", "known", (), "", ""),
    ("https://REUTERS.com.:443/a", "reuters", "known", (), "", ""),
    ("https://m.bbc.co.uk/news/1", "bbc", "known", (), "", ""),
    ("https://www.bbc.co.uk/programmes/b1", "bbc", "known", (), "programme", ""),
    ("https://www.bbc.co.uk/programmesque/b1", "bbc", "known", (), "", ""),
    ("https://edition.cnn.com/opinions/a", "cnn", "known", (), "opinion", ""),
    ("https://amp.theguardian.com/world/a", "the-guardian", "known", ("amp",), "", ""),
    ("https://www.forbes.com/sites/jdoe/2020/01/01/a", "forbes", "known", (), "contributor", ""),
    ("https://www.upi.com/prnewswire/1", "upi", "known", (), "press-release", ""),
    ("https://blogs.timesofisrael.com/a", "the-times-of-israel", "known", (), "blog", ""),
    ("https://de.rt.com/a", "rt", "known", (), "", ""),
    ("https://rtde.live/a", "rt", "known", (), "", ""),
    ("https://wapo.st/3x", "the-washington-post", "known", ("shortener",), "", ""),
    ("https://tinyurl.com/abc", "tinyurl.com", "opaque", ("shortener",), "", ""),
    ("https://perma.cc/AB12-CD34", "perma.cc", "opaque", ("archive",), "", ""),
    ("https://web.archive.org/web/2016*/tass.ru", "tass", "known", ("archive 2016",), "", ""),
    ("https://archive.fo/newest/http://tass.com/a", "tass", "known", ("archive",), "", ""),
    (
        "https://www.google.com/url?q=https%3A%2F%2Fl.facebook.com%2Fl.php%3Fu%3Dhttps%253A%252F%252Frt.com%252Fa",
        "rt",
        "known",
        ("redirect", "redirect"),
        "",
        "",
    ),
    ("https://twitter.com/example_user/status/1", "twitter", "known", (), "social-post", "example_user"),
    ("https://x.com/home", "twitter", "known", (), "social-post", ""),
    ("https://nitter.net/example_user", "nitter.net", "kind-only", (), "social-post", "example_user"),
    ("https://www.facebook.com/example.page/posts/1", "facebook", "known", (), "social-post", "example.page"),
    ("https://t.me/s/example_channel/5", "telegram", "known", (), "social-post", "example_channel"),
    ("https://example.livejournal.com/1.html", "example.livejournal.com", "kind-only", (), "user-content", "example"),
    ("https://www.state.gov/a", "state.gov", "kind-only", (), "", ""),
    ("https://www.health.gov.au/a", "health.gov.au", "kind-only", (), "", ""),
    ("https://ec.europa.eu/a", "europa.eu", "kind-only", (), "", ""),
    ("https://www.cs.example.ac.uk/a", "example.ac.uk", "kind-only", (), "", ""),
    ("https://news.example.org/a", "example.org", "unregistered", (), "", ""),
    ("https://reuters.com@evil.example/a", "evil.example", "unregistered", (), "", ""),
    (r"https://evil.example\@reuters.com/a", "evil.example", "unregistered", (), "", ""),
    ("https://reuters.com.evil.example/a", "evil.example", "unregistered", (), "", ""),
]


@pytest.mark.parametrize(
    ("href", "outlet", "status", "via", "section", "account"), ADDRESSES, ids=lambda v: str(v)[:50]
)
def test_an_address_leads_to_its_outlet(
    outlets: Registry, href: str, outlet: str, status: str, via: tuple[str, ...], section: str, account: str
) -> None:
    answer = outlets.by_url(href)
    found = answer.outlet
    assert found is not None
    assert (found.id, found.status, answer.via, found.section, found.account) == (outlet, status, via, section, account)


@pytest.mark.parametrize("href", ["http://127.0.0.1/a", "http://[::1]/a", "http://localhost/a", "http://intranet/a"])
def test_an_address_that_can_be_nobodys_has_no_outlet(outlets: Registry, href: str) -> None:
    assert outlets.by_url(href).outlet is None
    assert outlets.by_url(href).target == href


def test_a_copy_keeps_its_day(outlets: Registry) -> None:
    assert outlets.by_url("https://web.archive.org/web/20170724101500/http://vz.ru/").captured == date(2017, 7, 24)
    assert outlets.by_url("https://web.archive.org/web/2017/http://vz.ru/").captured is None


def test_wrappers_are_taken_off_five_times_at_most(outlets: Registry) -> None:
    href = "http://vz.ru/"
    for year in range(2010, 2016):
        href = f"https://web.archive.org/web/{year}/{href}"
    answer = outlets.by_url(href)
    assert answer.target == "https://web.archive.org/web/2010/http://vz.ru/"
    assert len(answer.via) == 5


def test_only_listed_trackers_are_cut(outlets: Registry) -> None:
    href = "https://www.rt.com/a?utm_source=x&id=5&UTM_Medium=y&q=%D0%B0+b&fbclid=z#part"
    assert outlets.by_url(href).target == "https://www.rt.com/a?id=5&q=%D0%B0+b#part"
    assert outlets.by_url("https://www.rt.com/a?utm_source=x").target == "https://www.rt.com/a"


def test_an_account_leads_to_the_outlet_that_holds_it(outlets: Registry) -> None:
    found = outlets.by_url("https://twitter.com/rt_COM/status/1").outlet
    assert found is not None
    assert (found.id, found.candidates) == ("twitter", ("rt",))


def test_punycode_is_shown_as_letters(outlets: Registry) -> None:
    found = outlets.by_domain("xn--bcher-kva.example")
    assert (found.id, found.name) == ("xn--bcher-kva.example", "bücher.example")
    assert host_key("https://bücher.example/") == "xn--bcher-kva.example"


@pytest.mark.parametrize("rule", rules("wrappers", "wrappers"), ids=lambda rule: str(rule["name"]))
def test_the_examples_of_each_wrapper(outlets: Registry, rule: dict[str, Any]) -> None:
    for href, target in rule["examples"].items():
        answer = outlets.by_url(href)
        assert answer.via[:1], href
        assert answer.via[0].split()[0] == rule["via"], href
        if target is None:
            assert answer.outlet is not None
            assert answer.outlet.status == "opaque", href
        else:
            assert answer.target == target


@pytest.mark.parametrize("rule", rules("platforms", "platforms"), ids=lambda rule: str(rule["id"]))
def test_the_examples_of_each_platform(outlets: Registry, rule: dict[str, Any]) -> None:
    for href, account in rule["examples"].items():
        found = outlets.by_url(href).outlet
        assert found is not None
        assert (found.section, found.account) == (rule["section"], account), href


@pytest.mark.parametrize("rule", rules("kinds", "kinds"), ids=lambda rule: str(rule["id"]))
def test_the_examples_of_each_kind(outlets: Registry, rule: dict[str, Any]) -> None:
    for host in rule["examples"]:
        assert outlets.by_domain(host).kind == rule["kind"], host


IMITATIONS = [
    ("bbc.co.uk.evil.example", "bbc"),
    ("abcnews.com.co", "abc-news"),
    ("rеuters.com", "reuters"),  # a Cyrillic е
    ("xn--ruters-3of.com", "reuters"),
    ("nytirnes.com", "the-new-york-times"),
    ("theguardlan.com", "the-guardian"),
    ("washintgonpost.com", "the-washington-post"),
    ("spiegel.ltd", "der-spiegel"),
    # themselves, editions, neighbours, and mere likeness
    ("reuters.com", ""),
    ("www.reuters.com", ""),
    ("espn.com.au", ""),
    ("notbbc.co.uk", ""),
    ("voxnews.com", ""),
    ("wikimedia.org", ""),
    ("newsweeks.org", ""),
    ("the-dispatch.com", ""),
    ("example.org", ""),
]


@pytest.mark.parametrize(("host", "imitated"), IMITATIONS)
def test_a_host_that_imitates_an_outlet_is_named(outlets: Registry, host: str, imitated: str) -> None:
    assert outlets.lookalike(host) == imitated


def test_an_address_says_whom_it_imitates(outlets: Registry) -> None:
    assert outlets.by_url("https://www.spiegel.ltd/a").lookalike == "Der Spiegel"
    assert outlets.by_url("https://www.spiegel.de/a").lookalike == ""
    assert outlets.by_url("https://harbour-town.example/a").lookalike == ""


def test_public_suffixes_are_those_of_tldextract(outlets: Registry) -> None:
    oracle = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)
    suffixes: Suffixes = outlets.suffixes
    hosts = [
        "news.bbc.co.uk",
        "a.b.example.org",
        "x.blogspot.com",
        "x.github.io",
        "a.b.kawasaki.jp",
        "city.kawasaki.jp",
    ]
    hosts += [
        "www.ck",
        "a.other.ck",
        "abcnews.go.com",
        "a.gov.uk",
        "x.y.compute.amazonaws.com",
        "москва.рф",
        "a.nosuchtld",
    ]
    for host in hosts:
        key = host_key("//" + host)
        expected = oracle(key).top_domain_under_public_suffix or key
        got = suffixes.registered(key)
        # tldextract knows no suffix for an unknown one; we take its last label, as the list's own method says
        assert got == expected or (key.endswith("nosuchtld") and got == "a.nosuchtld"), host


ODD = some.lists(
    some.sampled_from(
        ["http://", "https:", "//", "web.archive.org/web/2016/", "vz.ru", "[::1]", "%zz", "@", ":80", "?u=", "#"]
    )
    | some.text(max_size=4),
    max_size=8,
).map("".join)


@given(ODD, some.sampled_from(["", "https://news.example.org/a"]))
def test_any_text_is_answered(href: str, base: str) -> None:
    outlets = registry(rulebase())
    answer = outlets.by_url(href, base=base)
    assert (answer.target is None) == bool(answer.missing)
    assert outlets.by_domain(href).status in ("known", "kind-only", "unregistered")
    assert isinstance(outlets.lookalike(href), str)
