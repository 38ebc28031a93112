"""What is on record about the pages of an example, put into its report: a small stand-in for the dossier of a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache

from checker import readers
from checker.attribution import read_language
from checker.evidence.matching import Cited, matches
from checker.evidence.memory import Memory
from checker.evidence.pages import Page
from checker.model import ArticleReport, ExamplePage, Link, LinkCheck, Supplied
from checker.outlets import Registry, registry
from checker.pipeline import examine
from checker.rulebase import rulebase


@cache
def outlets() -> Registry:
    return registry(rulebase())


def look(page: Page) -> ArticleReport:
    """A captured page with its claims."""
    article = readers.read(page.body, page.final_url, outlets(), Supplied(url=page.final_url), page.charset)
    return examine(article, outlets(), read_language(rulebase()))


def enriched(part: ArticleReport, pages: Sequence[ExamplePage]) -> ArticleReport:
    """The report with checks of its links and matches of its claims."""
    records = Memory.of(pages)

    def checked(link: Link) -> Link:
        seen = records.visits(link.target or "")
        if not seen:
            return link
        last = seen[-1]
        day = date.fromisoformat(last.published) if last.published else None
        check = LinkCheck(
            last.state, last.reason, last.when, seen[0].when, last.status, last.final_url, last.title, day,
            capture=last.sha256,
        )  # fmt: skip
        return replace(link, check=check, state=last.state)

    links = tuple(checked(link) for link in part.article.links)
    part = replace(part, article=replace(part.article, links=links))
    cited = []
    for link in links:
        captured = records.captures(link.target or "")
        if link.check is not None:
            report = look(records.page(captured[-1])) if captured else None
            cited.append(Cited(link.target or "", report, link.check))
    return matches(part, cited)
