"""Files and web archives into documents of the corpus: found as bytes, read as articles, their claims attributed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from checker import readers
from checker.attribution import Language, attribute
from checker.collecting import uncollected
from checker.errors import CheckerError, InputError
from checker.evidence.library.archives import Leaf, PassedOver, is_archive, leaves
from checker.evidence.library.documents import Document, document
from checker.model import Skipped, Supplied
from checker.outlets import Registry
from checker.rulebase import Rulebase

_LARGEST = 16 * 1024 * 1024  # bytes of one file
_SUFFIX = {"html": "page.html", "text": "page.txt"}


def documents(
    names: Iterable[str], known: Registry, language: Language, rules: Rulebase | None = None
) -> Iterator[Document | Skipped | PassedOver]:
    """The documents of these files and archives, one by one, and a line for each that cannot be read.

    Without `rules` our own say what a notice is.
    """
    for name in names:
        for leaf in pages(name):
            yield gathered(leaf, known, language, rules) if isinstance(leaf, Leaf) else leaf


def pages(name: str) -> Iterator[Leaf | Skipped | PassedOver]:
    """The bytes of a file, or of every page in an archive; what cannot be read, or is none, as a line."""
    if not is_archive(name):
        yield _file(name)
        return
    try:
        yield from leaves(Path(name))
    except CheckerError as error:
        yield Skipped(name, str(error).removeprefix(f"{name}: "))


def gathered(leaf: Leaf, known: Registry, language: Language, rules: Rulebase | None = None) -> Document | Skipped:
    """The document of one page: depends on nothing else, so that many processes can each do some."""
    try:
        with uncollected():
            return _document(leaf, known, language, rules)
    except CheckerError as error:
        return Skipped(leaf.name, str(error).removeprefix(f"{leaf.name}: "))
    except Exception as error:  # a page that nobody chose must not end the reading of ten thousand others
        said = " ".join(str(error).split())
        return Skipped(leaf.name, f"internal error: {type(error).__name__}{f': {said}' if said else ''}")


def _document(leaf: Leaf, known: Registry, language: Language, rules: Rulebase | None) -> Document:
    target = (known.by_url(leaf.address).target or leaf.address) if leaf.address else ""
    # The reader goes by the name's suffix; an archive's page is what its server called it.
    shown = _SUFFIX[leaf.format] if leaf.format else leaf.name
    try:
        article = readers.read(leaf.body, shown, known, Supplied(url=target), leaf.charset, rules)
    except InputError as error:
        raise InputError(str(error).removeprefix(f"{shown}: ")) from error
    return document(article, attribute(article, known, language), sha256(leaf.body).hexdigest(), target)


def _file(name: str) -> Leaf | Skipped:
    try:
        with Path(name).open("rb") as file:
            data = file.read(_LARGEST + 1)
    except (OSError, ValueError) as error:
        return Skipped(name, getattr(error, "strerror", None) or str(error))
    if len(data) > _LARGEST:
        return Skipped(name, f"larger than {_LARGEST // (1024 * 1024)} MB")
    return Leaf(name.replace("\\", "/"), "", data)
