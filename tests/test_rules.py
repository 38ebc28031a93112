"""Every example of every policy, through the whole pipeline: it fires on the words it names, or stays silent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import pytest

from checker import readers
from checker.attribution import attribute, read_language
from checker.chains import chains
from checker.model import ArticleReport, Example, Policy, Supplied
from checker.outlets import Registry, registry
from checker.policies import judge, load_policies
from checker.rulebase import rulebase
from checker.sourcing import sourcing
from tests.corpora import beside
from tests.dossiers import enriched

SUFFIX = {"markdown": ".md", "html": ".html", "text": ".txt"}


@dataclass(frozen=True, slots=True)
class Case:
    """One example of one policy."""

    policy: Policy
    example: Example
    number: int

    def __str__(self) -> str:
        return f"{self.policy.name}-{'fires' if self.example.fires else 'silent'}-{self.number}"


CASES = [
    Case(policy, example, number)
    for policy in load_policies(rulebase())
    for number, example in enumerate(policy.examples, 1)
]


@cache
def outlets() -> Registry:
    return registry(rulebase())


def reported(example: Example) -> ArticleReport:
    """The report of an example before any policy was asked."""
    day = date.fromisoformat(example.published) if example.published else None
    supplied = Supplied(published=day, publisher=example.publisher, url=example.url)
    made = readers.read(example.text.encode(), f"example{SUFFIX[example.format]}", outlets(), supplied)
    claims = attribute(made, outlets(), read_language(rulebase()))
    routes = chains(made, claims)
    part = ArticleReport(made, claims, routes, sourcing(made, claims, routes))
    return enriched(part, example.pages) if example.pages else part


@pytest.mark.parametrize("case", CASES, ids=str)
def test_an_example_fires_or_stays_silent(case: Case) -> None:
    report = reported(case.example)
    if "C" in case.policy.needs and case.example.pages:
        report = beside(report, case.example.pages)
    found = judge(report, [case.policy])
    shown = [(claim.kind, claim.speaker, claim.hops, claim.matches) for claim in report.claims]
    if not case.example.fires:
        assert [finding.message for finding in found] == [], shown
        return
    assert found, shown
    pointed = [mark.span.of(report.article.text) for finding in found for mark in finding.marks]
    assert [words for words in case.example.marks if not any(words in said for said in pointed)] == []
