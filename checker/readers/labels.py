"""What tags, classes and ids of a template say about a block: one bit each, in the words that templates use."""

from __future__ import annotations

import re
from functools import lru_cache


class Label:
    """What the tags and class names around a block say that it is: bits of an int (enum flags cost 20 ms a page)."""

    NAV = 1 << 0
    FOOTER = 1 << 1
    HEADER = 1 << 2
    ASIDE = 1 << 3
    CAPTION = 1 << 4
    CREDIT = 1 << 5
    BYLINE = 1 << 6
    DATE = 1 << 7
    EMBED = 1 << 8
    QUOTE = 1 << 9
    HEADING = 1 << 10
    TITLE = 1 << 11
    ITEM = 1 << 12
    TABLE = 1 << 13
    PROMO = 1 << 14
    TAGS = 1 << 15
    COMMENTS = 1 << 16
    HIDDEN = 1 << 17
    BODY = 1 << 18
    ARTICLE = 1 << 19


TAGS = {
    "nav": Label.NAV,
    "footer": Label.FOOTER,
    "header": Label.HEADER,
    "aside": Label.ASIDE,
    "figcaption": Label.CAPTION,
    "caption": Label.CAPTION,
    "figure": Label.CAPTION,
    "address": Label.BYLINE,
    "time": Label.DATE,
    "blockquote": Label.QUOTE,
    "h1": Label.HEADING | Label.TITLE,
    **dict.fromkeys(("h2", "h3", "h4", "h5", "h6"), Label.HEADING),
    **dict.fromkeys(("li", "dd", "dt"), Label.ITEM),
    **dict.fromkeys(("td", "th"), Label.TABLE),
    "article": Label.ARTICLE,
    "main": Label.ARTICLE,
}
# Class names, ids, roles and itemprops: whole parts between "-", "_" and capitals, or two of them.
_NAMES = {
    Label.NAV: "nav navbar navigation menu breadcrumb breadcrumbs toolbar pagination skip",
    Label.FOOTER: "footer contentinfo",
    Label.CAPTION: "caption captions figcaption figure slideshow carousel gallery",
    Label.CREDIT: "credit credits photocredit photographer copyright rights",
    Label.BYLINE: "byline bylines author authors byauthor contributor contributors writer writers",
    Label.DATE: "dateline date dates datetime published timestamp pubdate datepublished publishdate",
    Label.EMBED: "tweet twitter-tweet instagram-media tiktok-embed fb-post embed bluesky-embed",
    Label.PROMO: "related recommend recommended recommendation recommendations promo promos newsletter signup subscribe"
    " subscription teaser teasers trending popular readmore read-more read-next read-also more-on see-also outbrain"
    " taboola sponsored advert advertisement ad ads share sharing social donate donation paywall cta callout"
    " inline-link inline-links",
    Label.TAGS: "tag tags topic topics keyword keywords categories category",
    Label.COMMENTS: "comment comments disqus respond discussion",
    Label.BODY: "articlebody article-body story-body entry-content post-content article-content body-text storytext",
}
_NAMED = {name: label for label, names in _NAMES.items() for name in names.split()}
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_PARTS = re.compile(r"[a-z0-9]+|\s+")


@lru_cache(maxsize=20_000)
def named(names: str) -> int:
    """What a tag's classes, id, role and itemprop say that it is."""
    found, before = 0, ""
    for part in _PARTS.findall(_CAMEL.sub("-", names).lower()):
        found |= _NAMED.get(part, 0) | _NAMED.get(f"{before}-{part}", 0)
        before = part
    return found
