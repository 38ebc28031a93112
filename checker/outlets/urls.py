"""From an address as written to the address meant, without the network.

Method: section 5 of the registry's schema. Rules are data (rules/urls). Trackers are cut out of the query byte for
byte: `w3lib.canonicalize_url` re-orders and re-encodes, and its import costs 110 ms of a cold check.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urljoin, urlsplit

from checker.model import LinkMissing
from checker.outlets.suffixes import Suffixes

LONGEST_HOST = 253  # of a name in DNS
MOST_WRAPPERS = 5
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+);")
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_CODE_SCHEMES = ("javascript", "data", "vbscript", "about", "blob")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?")


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """What is left without wrappers. `opaque` names the wrapper that hides its target; `target` is then the wrapper."""

    target: str
    via: tuple[str, ...] = ()
    captured: date | None = None
    opaque: str = ""


def absolute(href: str, base: str = "") -> tuple[str | None, LinkMissing]:
    """The http(s) address that an href means, or None and why there is none.

    >>> absolute(" /a?x=1&amp;y=2 ", "https://news.example.org/b")
    ('https://news.example.org/a?x=1&y=2', '')
    >>> absolute("mailto:desk@news.example.org")
    (None, 'not-web')
    """
    text = re.sub(r"[\t\r\n]", "", _ENTITY.sub(lambda found: html.unescape(found[0]), href)).strip()
    if not text:
        return None, "empty"
    if text.startswith("#"):
        return None, "fragment"
    scheme = _SCHEME.match(text)
    if scheme and scheme[1].lower() not in ("http", "https"):
        return None, "script" if scheme[1].lower() in _CODE_SCHEMES else "not-web"
    if not scheme and not base:
        if not text.startswith("//"):
            return None, "no-base"
        text = "https:" + text
    try:
        joined = urljoin(base, text) if base else text
        parts = split(joined)
    except ValueError:
        return None, "malformed"
    possible = parts.scheme in ("http", "https") and 0 < len(parts.hostname or "") <= LONGEST_HOST
    return (joined, "") if possible else (None, "malformed")


@lru_cache(maxsize=1024)
def split(url: str) -> SplitResult:
    """`urlsplit` as a browser reads it: a backslash is a slash; raises ValueError where host or port are impossible."""
    parts = urlsplit(url.replace("\\", "/"))
    _ = parts.port
    return parts


@lru_cache(maxsize=1024)
def host_key(url: str) -> str:
    """The host of an address as a key: lower case, punycode, without port, user and trailing dot; "" where it has none.

    >>> host_key("https://user:pass@WWW.Example.ORG.:443/x")
    'www.example.org'
    """
    try:
        host = (split(url).hostname or "").rstrip(".")
    except ValueError:
        return ""
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def shown(host: str) -> str:
    """A host as a reader should see it: punycode decoded.

    >>> shown("xn--bcher-kva.example")
    'bücher.example'
    """
    if "xn--" not in host:
        return host
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return host


def is_name(host: str) -> bool:
    """Whether a host can belong to somebody: not an IP address, not a single label."""
    labels = host.split(".")
    return len(labels) > 1 and not labels[-1].isdigit() and all(_LABEL.fullmatch(label) for label in labels)


class Wrappers:
    """The rules of rules/urls about addresses inside addresses, found by host."""

    def __init__(self, rules: dict[str, Any], suffixes: Suffixes) -> None:
        self._rules, self._suffixes = rules, suffixes

    @cached_property
    def _by_host(self) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = {}
        for rule in self._rules["wrappers"]:
            for host in rule["hosts"]:
                found.setdefault(host, []).append(rule)
        return found

    @cached_property
    def _trackers(self) -> tuple[frozenset[str], tuple[str, ...]]:
        names = self._rules["trackers"]
        return frozenset(names), tuple(name[:-1] for name in names if name.endswith("*"))

    def _for(self, host: str) -> list[dict[str, Any]]:
        bare = host.removeprefix("www.")
        found = list(self._by_host.get(host, ()))
        if bare != host:
            found += self._by_host.get(bare, ())
        labels = bare.split(".")
        for start in range(1, len(labels)):
            found += self._by_host.get("*." + ".".join(labels[start:]), ())
        if labels[0] in ("google", "translate"):
            found += self._by_host.get(bare[: -len(self._suffixes.suffix(bare))] + "*", ())
        return found

    def unwrap(self, url: str) -> Unwrapped:
        """Takes off at most five wrappers, outermost first, then the trackers."""
        via: list[str] = []
        captured: date | None = None
        for _ in range(MOST_WRAPPERS):
            step = self._step(url)
            if step is None:
                break
            name, inner, time = step
            via.append(f"{name} {time}" if time else name)
            if len(time) == 10:
                captured = date.fromisoformat(time)
            if not inner:
                return Unwrapped(url, tuple(via), captured, name)
            url = inner
        return Unwrapped(self.clean(url), tuple(via), captured)

    def _step(self, url: str) -> tuple[str, str, str] | None:
        """(via, inner address or "" for opaque, time of the copy) of the outermost wrapper, or None."""
        host = host_key(url)
        for rule in self._for(host):
            inner, time = _inner(rule, url, host)
            if inner:
                return rule["via"], inner, time
            if rule["opaque"]:
                return rule["via"], "", time
        return None

    def clean(self, url: str) -> str:
        """The address without listed trackers; everything else stays as it was written."""
        head, mark, rest = url.partition("?")
        if not mark:
            return url
        query, hash_mark, fragment = rest.partition("#")
        exact, prefixes = self._trackers
        kept = [part for part in query.split("&") if not _listed(part.partition("=")[0].lower(), exact, prefixes)]
        return head + ("?" + "&".join(kept) if kept else "") + hash_mark + fragment


def _listed(name: str, exact: frozenset[str], prefixes: tuple[str, ...]) -> bool:
    return name in exact or (bool(prefixes) and name.startswith(prefixes))


def _inner(rule: dict[str, Any], url: str, host: str) -> tuple[str, str]:
    """The address inside and the time of the copy, as one wrapper rule finds them; ("", "") where it does not apply."""
    parts = split(url)
    path = parts.path + ("?" + parts.query if parts.query else "")
    if rule["decode_host"]:
        first = host.split(".")[0]
        name = first.replace("--", "\0").replace("-", ".").replace("\0", "-")
        query = "&".join(part for part in parts.query.split("&") if part and not part.startswith("_x_tr_"))
        return (f"https://{name}{parts.path}" + ("?" + query if query else ""), "") if "." in name else ("", "")
    found = re.search(rule["path"], path) if rule["path"] else None
    if rule["path"] and found is None:
        return "", ""
    groups = found.groupdict() if found else {}
    if groups.get("url"):
        tail = "#" + parts.fragment if parts.fragment else ""
        return _whole(groups["url"] + tail), _day(groups.get("time") or "")
    values = parse_qs(parts.query)
    for name in rule["query"]:
        value = values.get(name, [""])[0]
        if rule["value"]:
            match = re.search(rule["value"], value)
            value = match["url"] if match else ""
        if target := _whole(value):
            return target, ""
    return "", ""


def _whole(text: str) -> str:
    """An address found inside another one, made whole: lost slashes, encoding, a missing scheme; "" if it is none."""
    if re.match(r"https?%3a", text, re.I):
        text = unquote(text)
    text = re.sub(r"^(https?):/+", r"\1://", text, flags=re.I)
    if not _SCHEME.match(text) or re.match(r"[\w.-]+:\d+(?:/|$)", text):
        text = "https://" + text
    return text if absolute(text)[0] and is_name(host_key(text)) else ""


def _day(stamp: str) -> str:
    """A date from the digits of a copy's address, as exact as they are: 2017, 2017-07, 2017-07-24.

    >>> _day("20170724120000"), _day("201707"), _day("2017"), _day("20171399")
    ('2017-07-24', '2017-07', '2017', '2017')
    """
    if len(stamp) >= 8:
        try:
            return date(int(stamp[:4]), int(stamp[4:6]), int(stamp[6:8])).isoformat()
        except ValueError:
            return stamp[:4]
    return f"{stamp[:4]}-{stamp[4:6]}" if len(stamp) == 6 and "01" <= stamp[4:6] <= "12" else stamp[:4]
