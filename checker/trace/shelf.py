"""A corpus made for one trace: the articles of a folder or of a web archive, which no `checker corpus add` took in."""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Callable, Iterable
from functools import partial
from hashlib import sha256
from pathlib import Path
from types import TracebackType

from checker.attribution import Language
from checker.evidence.library.archives import Leaf, is_archive
from checker.evidence.library.corpus import Corpus
from checker.evidence.library.documents import Document
from checker.evidence.library.gathering import gathered, pages
from checker.evidence.pages import Page
from checker.model import Skipped
from checker.outlets import Registry
from checker.rulebase import Rulebase


class Shelf:
    """The corpus, which lies in a temporary folder until `close`, and the bytes of its pages; a context manager.

    `skipped` has a line for each file that could not be read.
    """

    def __init__(
        self, names: Iterable[str], known: Registry, language: Language, rules: Rulebase | None = None
    ) -> None:
        """Reads the files and archives at once; without `rules` our own say what a notice is."""
        self.skipped: list[Skipped] = []
        self._bodies: dict[str, tuple[Leaf, bytes]] = {}
        self._files: dict[str, str] = {}
        self._folder = tempfile.TemporaryDirectory(prefix="checker-", ignore_cleanup_errors=True)
        self.corpus = Corpus.open(Path(self._folder.name), write=True)
        look = partial(gathered, known=known, language=language, rules=rules)
        try:
            self.corpus.add_all(document for name in names for document in self._documents(name, look))
        except BaseException:
            self.close()
            raise

    def _documents(self, name: str, look: Callable[[Leaf], Document | Skipped]) -> Iterable[Document]:
        for leaf in pages(name):
            made = look(leaf) if isinstance(leaf, Leaf) else leaf
            if isinstance(made, Skipped):
                self.skipped.append(made)
            if not isinstance(leaf, Leaf) or not isinstance(made, Document):
                continue
            if is_archive(name):
                self._bodies[made.sha256] = (leaf, zlib.compress(leaf.body, 1))
            else:
                self._files[made.sha256] = name
            yield made

    def kept(self, digest: str) -> Page | None:
        """The page with these bytes (SHA-256); None for a file that is gone or has others now."""
        if digest in self._bodies:
            leaf, packed = self._bodies[digest]
            return Page(leaf.address or leaf.name, "", 0, (), zlib.decompress(packed), leaf.charset)
        try:
            name = self._files[digest]
            body = Path(name).read_bytes()
        except (KeyError, OSError):
            return None
        return Page(name, "", 0, (), body, "") if sha256(body).hexdigest() == digest else None

    def close(self) -> None:
        """Gives the temporary folder back."""
        self.corpus.close()
        self._folder.cleanup()

    def __enter__(self) -> Shelf:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()
