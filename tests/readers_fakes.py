"""A registry of six outlets for the readers' own tests: what they ask of the real one, and nothing more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urljoin, urlsplit

from checker.model import LinkMissing, Standing

NAMES = {
    "reuters.com": "Reuters",
    "apnews.com": "Associated Press",
    "theguardian.com": "The Guardian",
    "globalresearch.ca": "Global Research",
    "sputniknews.com": "Sputnik",
    "nbcnews.com": "NBC News",
}


@dataclass(frozen=True)
class Answer:
    """What `Registry.by_url` gives."""

    target: str | None
    missing: LinkMissing = ""
    via: tuple[str, ...] = ()
    captured: date | None = None
    outlet: Standing | None = None
    lookalike: str = ""


class FakeRegistry:
    """Resolves hrefs by urljoin and knows six outlets by name and domain."""

    def by_url(self, href: str, on: date | None = None, base: str = "") -> Answer:
        href = href.strip()
        if not href:
            return Answer(None, "empty")
        if href.startswith("#"):
            return Answer(None, "fragment")
        if href.lower().startswith("javascript:"):
            return Answer(None, "script")
        try:
            target = urljoin(base, href)
            host = urlsplit(target).hostname or ""
        except ValueError:
            return Answer(None, "malformed")
        if target.startswith(("mailto:", "tel:")):
            return Answer(None, "not-web")
        if not target.startswith("http"):
            return Answer(None, "no-base")
        return Answer(target, outlet=self.by_domain(host, on))

    def by_name(self, name: str, on: date | None = None) -> Standing | None:
        key = name.strip().lower().removeprefix("the ")
        for domain, known in NAMES.items():
            if key in (known.lower().removeprefix("the "), "ap" if domain == "apnews.com" else ""):
                return Standing(domain, known, "known", domain=domain)
        return None

    def by_domain(self, host: str, on: date | None = None) -> Standing:
        host = ".".join(host.split(".")[-2:])
        return Standing(host, NAMES.get(host, ""), "known" if host in NAMES else "unregistered", domain=host)

    def standing(self, name: str, on: date | None = None) -> Standing:
        return self.by_domain(name, on)
