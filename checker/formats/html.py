"""One self-contained page: top box, claims beside their routes, findings, the text with its marks, sources, links.

Everything is escaped by the template engine; nothing is fetched when the page is opened (a content policy forbids it).
"""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from checker.formats import Options, _counts, _wording
from checker.formats._boxes import draw
from checker.formats._cells import visible
from checker.formats._marked import paragraphs
from checker.model import ArticleReport, Claim, Report, Source, SourceRecord

TOP = 5


def render(report: Report, options: Options) -> str:
    """The page; with `view="findings"` it leaves out claims, sources and links."""
    made = _environment().get_template("report.html.jinja")
    settled = report.audience == "auditor"
    shown = [(part, _counts.fresh(part.findings, settled)) for part in report.articles]
    return made.render(report=report, parts=shown, whole=options.view != "findings", top=TOP) + "\n"


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("checker.formats"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, finalize=_shown,
    )  # fmt: skip
    for module in (_wording, _counts):
        made.globals.update({name: each for name, each in vars(module).items() if not name.startswith("_")})
    made.globals.update(
        draw=draw, paragraphs=paragraphs, safe_address=safe_address, claim_by_id=claim_by_id, named=named
    )
    return made


def _shown(value: object) -> object:
    """Last step before escaping: no control or lone surrogate character reaches the page."""
    return visible(value, keep="\n") if isinstance(value, str) and not isinstance(value, Markup) else value


def safe_address(target: str | None) -> str:
    """The address when it may stand in a link: http and https only."""
    return target if target and target.lower().startswith(("http://", "https://")) else ""


def claim_by_id(part: ArticleReport, name: str) -> Claim | None:
    """The claim that a finding is about, if it is in the report."""
    return next((claim for claim in part.claims if claim.id == name), None)


def named(records: tuple[SourceRecord, ...]) -> tuple[int, int]:
    """How many sources have a name, and how many have none."""
    with_name = sum(_has_name(record.source) for record in records)
    return with_name, len(records) - with_name


def _has_name(source: Source) -> bool:
    return source.named and source.kind not in ("unnamed", "unknown")
