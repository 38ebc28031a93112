"""What is on record about the pages of an example, put into its report by the dossier of a run."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial

from checker.attribution import read_language
from checker.evidence.dossier import Dossier
from checker.evidence.memory import Memory
from checker.model import ArticleReport, ExamplePage
from checker.outlets import Registry, registry
from checker.pipeline import examined
from checker.rulebase import rulebase


@cache
def outlets() -> Registry:
    return registry(rulebase())


def enriched(part: ArticleReport, pages: Sequence[ExamplePage]) -> ArticleReport:
    """The report with checks of its links and matches of its claims."""
    look = partial(examined, known=outlets(), language=read_language(rulebase()))
    return Dossier(Memory.of(pages), look).enriched(part)
