"""Every type that flows from a reader to a report. Imports nothing of ours.

All of them are frozen and slotted: a stage never changes what an earlier one made, it makes something new
(`dataclasses.replace`). Offsets are code points, half open. Policies read these very fields (checker/conditions.py
turns each dataclass into a typed record), so a field that a policy needs is added here and filled by the stage that
knows it.
"""

from checker.model.article import (
    Article,
    Block,
    BlockKind,
    Comment,
    Credit,
    CreditKind,
    DeclaredOrigin,
    Fact,
    Link,
    LinkMissing,
    Notice,
    NoticeKind,
    Provenance,
    Supplied,
)
from checker.model.claims import (
    Act,
    Basis,
    Chain,
    Claim,
    ClaimKind,
    Hop,
    Level,
    Relation,
    Role,
    Source,
    SourceKind,
    Term,
)
from checker.model.comparison import Change, ChangeKind, Comparison
from checker.model.evidence import Capture, Copy, LinkCheck, LinkState, Loop, Match, MatchKind, Visit
from checker.model.findings import Example, ExamplePage, Finding, Mark, Policy, Severity
from checker.model.outlets import Control, OutletStatus, Standing
from checker.model.places import Origin, Piece, Place, Span
from checker.model.report import ArticleReport, Audience, Report, Skipped, Versions
from checker.model.sourcing import Exposure, Footing, SourceRecord, Sourcing

__all__ = [
    "Act",
    "Article",
    "ArticleReport",
    "Audience",
    "Basis",
    "Block",
    "BlockKind",
    "Capture",
    "Chain",
    "Change",
    "ChangeKind",
    "Claim",
    "ClaimKind",
    "Comment",
    "Comparison",
    "Control",
    "Copy",
    "Credit",
    "CreditKind",
    "DeclaredOrigin",
    "Example",
    "ExamplePage",
    "Exposure",
    "Fact",
    "Finding",
    "Footing",
    "Hop",
    "Level",
    "Link",
    "LinkCheck",
    "LinkMissing",
    "LinkState",
    "Loop",
    "Mark",
    "Match",
    "MatchKind",
    "Notice",
    "NoticeKind",
    "Origin",
    "OutletStatus",
    "Piece",
    "Place",
    "Policy",
    "Provenance",
    "Relation",
    "Report",
    "Role",
    "Severity",
    "Skipped",
    "Source",
    "SourceKind",
    "SourceRecord",
    "Sourcing",
    "Span",
    "Standing",
    "Supplied",
    "Term",
    "Versions",
    "Visit",
]
