"""Source and citation checker for news articles.

    import checker
    report = checker.check(["article.md"])          # the whole report, nothing printed
    for chain in report.articles[0].chains: ...
    article = checker.read("article.html")          # text, blocks, links, provenance

Importing the package loads nothing else; a name is imported when it is first used.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from checker.config import Settings
    from checker.model import Article, Chain, Claim, Finding, Report

__all__ = ["Article", "Chain", "Claim", "Finding", "Report", "check", "read"]


def check(paths: Sequence[str | Path], settings: Settings | None = None) -> Report:
    """The report on files and folders, offline; without settings those of the closest configuration file.

    Raises the errors of `checker.errors`; an input that cannot be read is an entry of `Report.skipped`.
    """
    config, pipeline = importlib.import_module("checker.config"), importlib.import_module("checker.pipeline")
    report: Report = pipeline.run([str(path) for path in paths], settings or config.discover(Path.cwd()))
    return report


def read(path: str | Path) -> Article:
    """One file as an article. Raises `checker.errors.InputError` for what cannot be read."""
    outlets, pipeline = importlib.import_module("checker.outlets"), importlib.import_module("checker.pipeline")
    rules, model = importlib.import_module("checker.rulebase"), importlib.import_module("checker.model")
    article: Article = pipeline.read(str(path), outlets.registry(rules.rulebase()), model.Supplied())
    return article


def __getattr__(name: str) -> Any:
    if name in __all__:
        return getattr(importlib.import_module("checker.model"), name)
    raise AttributeError(f"module 'checker' has no attribute {name!r}")
