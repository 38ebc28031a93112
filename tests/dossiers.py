"""What is on record about the pages of an example, put into its report by the dossier of a run."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from checker.attribution import read_language
from checker.evidence.dossier import Dossier
from checker.evidence.memory import Memory
from checker.evidence.pages import Page
from checker.model import ArticleReport, ExamplePage
from checker.outlets import Registry, registry
from checker.pipeline import examined
from checker.rulebase import rulebase


@cache
def outlets() -> Registry:
    return registry(rulebase())


def look(page: Page) -> ArticleReport:
    """A captured page with its claims."""
    return examined(page, outlets(), read_language(rulebase()))


def enriched(part: ArticleReport, pages: Sequence[ExamplePage]) -> ArticleReport:
    """The report with checks of its links and matches of its claims."""
    return Dossier(Memory.of(pages), look).enriched(part)
