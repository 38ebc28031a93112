"""One quotation back to its origin: the pipeline again on each page that holds the words.

The links of the claim are followed, then those of the claim that has the words on the page found, breadth first and
each address once, until a page's claim names no further outlet, a page leads back, nothing can be read, or `depth`.
What only the corpus holds is followed in the same way.
"""

from __future__ import annotations

from checker.model import Trace
from checker.trace.asking import Asked
from checker.trace.pages import Pages
from checker.trace.stations import written
from checker.trace.walking import Walk

DEPTH = 5


def trace(asked: Asked, pages: Pages, depth: int = DEPTH) -> Trace:
    """Where the words come from, as far as these pages tell; `depth` counts the links from the article."""
    walk = Walk(asked.question, pages, depth)
    walk.go(asked.sheet, asked.found)
    return written(walk, pages)
