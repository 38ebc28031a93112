"""The charset that an HTML page declares, and the one that BeautifulSoup's detector finds."""

from __future__ import annotations

import logging
import re

from bs4.dammit import UnicodeDammit

# Its warnings would reach stderr by themselves; what is lost is counted and said by `checker.readers.decoding`.
logging.getLogger("bs4").addHandler(logging.NullHandler())

_META = re.compile(
    rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})|<\?xml[^>]{0,100}?encoding=[\"']([^\"']{2,40})",
    re.I,
)


def declared(data: bytes) -> str:
    """The charset in the page's first 4 kB. Not one of two bytes a letter: its own tag could not be read."""
    found = _META.search(data[:4096])
    name = (found.group(1) or found.group(2)).decode("ascii", "replace") if found else ""
    return "" if name.lower().startswith(("utf-16", "utf-32", "ucs-2")) else name


def detect(data: bytes) -> str:
    """The charset that the detector finds likeliest, or an empty string."""
    return UnicodeDammit(data[:200_000], is_html=True).original_encoding or ""
