"""Bytes to articles: one module a format, found by listing this folder.

A format is a module with `SUFFIXES` (a literal tuple, the first words of a file name's end) and
`read(data, name, registry, supplied, charset, patterns)`. The suffixes are read from the module's source, so that a
Markdown check does not load the HTML parser; only the module chosen is imported.
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
import pkgutil
import re
from functools import cache

from checker.collecting import uncollected
from checker.errors import InputError
from checker.model import Article, Supplied
from checker.outlets import Registry
from checker.readers.decoding import inflate
from checker.readers.notices import notices
from checker.rulebase import Rulebase, rulebase

_NOTHING = Supplied()
_SUFFIXES = re.compile(r"^SUFFIXES(?:: [^=]+)? = (\(.*?\))$", re.M | re.S)
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|title|article|main|section|div|p|h1)\b",
    re.I | re.S,
)


@cache
def formats() -> dict[str, str]:
    """Which module reads which suffix; the suffix "" is the reader of everything else."""
    found: dict[str, str] = {}
    for module in pkgutil.iter_modules(__path__):
        spec = module.module_finder.find_spec(f"{__name__}.{module.name}", None)
        source = getattr(spec.loader, "get_source", lambda _: "")(spec.name) if spec else ""
        listed = _SUFFIXES.search(source or "")
        if listed:
            found.update((suffix, module.name) for suffix in ast.literal_eval(listed.group(1)))
    return found


def choose(data: bytes, name: str) -> str:
    """The name of the format module: by suffix, by the first bytes where a suffix is missing or unknown.

    `name` is a path or an address; what stands behind an address's "?" or "#" is none of its suffix.
    """
    path = re.split(r"[?#]", name)[0] if "://" in name else name
    path = path.lower().removesuffix(".gz")
    last = path.rpartition("/")[2]
    suffix = "." + last.rpartition(".")[2] if "." in last else ""
    known = formats()
    if suffix in known and suffix:
        return known[suffix]
    return known[".html"] if _HTML.match(data[:2000]) else known[""]


@uncollected()
def read(
    data: bytes,
    name: str,
    registry: Registry,
    supplied: Supplied = _NOTHING,
    charset: str = "",
    rules: Rulebase | None = None,
) -> Article:
    """One input as an article; `charset` is what a server said of it, `rules` hold the patterns of notices.

    Raises `InputError` for empty and binary input; whatever can be read in part is read, with a warning.
    """
    try:
        data = inflate(data)
        module = importlib.import_module(f"{__name__}.{choose(data, name)}")
        article: Article = module.read(data, name, registry, supplied, charset, notices(rules or rulebase()))
    except InputError as error:
        raise InputError(f"{name}: {error}") from error
    if not article.text:
        raise InputError(f"{name}: no text to read")
    return article
