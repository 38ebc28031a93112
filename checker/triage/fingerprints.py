"""What a finding is recognised by when the article, the rules or our wording change around it."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from dataclasses import replace

from checker.config import Settings
from checker.model import ArticleReport, Finding

_STRAIGHT = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'"})


def folded(words: str) -> str:
    """The words in NFC, with spaces folded and quotation marks straightened, as fingerprints and allows compare them.

    >>> folded("“Either  way” ’tis")
    '"Either way" \\'tis'
    """
    return " ".join(unicodedata.normalize("NFC", words).translate(_STRAIGHT).split())


def words_of(found: Finding, report: ArticleReport) -> str:
    """The quotation or sentence that a finding is about: its claim's content, else the words of its first mark."""
    text = report.article.text
    for claim in report.claims:
        if claim.id == found.claim and claim.content:
            return folded(" ".join(span.of(text) for span in claim.content))
    return folded(found.marks[0].span.of(text)) if found.marks else ""


def fingerprinted(report: ArticleReport, settings: Settings) -> ArticleReport:
    """The report with a fingerprint on every finding.

    The first 16 hex digits of SHA-256 over the rule, the path relative to the configuration, the words, the names on
    the chain and the number among equals in the order of the text. No line, no column, no wording of ours.
    """
    path = settings.relative(report.article.source)
    seen: Counter[tuple[str, ...]] = Counter()
    findings = []
    for found in report.findings:
        names = " > ".join("?" if name is None else name for name in found.chain)
        key = (found.policy, path, words_of(found, report), names)
        seen[key] += 1
        digest = hashlib.sha256("\0".join((*key, str(seen[key]))).encode("utf-8", "surrogatepass"))
        findings.append(replace(found, fingerprint=digest.hexdigest()[:16]))
    return replace(report, findings=tuple(findings))
