"""Sites that a text calls by their host: “told Harbournews.com”, “according to Hafenbote.de”."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from checker.model import Span
from checker.outlets import Mention, Registry

# What anybody's site may end in; of countries those that are no English word (“is.in”, “do.it” lack a blank).
_ENDS = (
    r"\.(?:com|net|news|info|tv|(?:co|com)\.[a-z]{2}"
    r"|(?:au|br|ca|ch|cn|cz|de|dk|es|eu|fi|fr|hu|il|ir|jp|kr|nl|pl|ru|se|tr|ua|uk))\b"
)
_ENDING = re.compile(_ENDS)
# Neither part of a web address nor of one for letters.
_HOST = re.compile(r"(?<![\w@/.:-])[A-Za-z][\w-]+" + _ENDS + r"(?![@/\w-]|\.\w)")


def with_hosts(mentions: Sequence[Mention], text: str, registry: Registry, on: date | None) -> Sequence[Mention]:
    """The mentions of outlets with those by host, in order of text.

    A host that the registry does not hold is an outlet by the name that the text prints.
    """
    if _ENDING.search(text) is None:
        return mentions
    found = []
    for match in _HOST.finditer(text):
        span = Span(*match.span())
        if any(mention.span.holds(span) for mention in mentions):
            continue
        outlet = registry.by_domain(match[0], on)
        if outlet.status != "known":
            outlet = replace(outlet, name=match[0])
        found.append(Mention(span, outlet, match[0], True, "called by its host"))
    # “Fox” is no mention in “FoxNews.com”
    apart = [one for one in mentions if not any(one.span.overlaps(host.span) for host in found)]
    return sorted([*apart, *found], key=lambda mention: mention.span)
