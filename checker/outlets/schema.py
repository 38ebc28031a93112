"""The shape of rules/outlets, rules/urls, rules/assessors.yaml and rules/evidence.yaml, as strict models.

Every key is named here; an unknown one is refused. A claim about ownership, a rating, a legal measure, a republication,
an account or a mirror does not load without `evidence`. Dates may be partial (`2014`, `2014-11`, `2014-11-10`);
`valid_until` is exclusive. Imported only where an index is built or checked, never on the way of a warm run.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

_PARTIAL = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")

OutletKind = Literal[
    "wire", "broadcaster", "newspaper", "magazine", "news-site", "aggregator", "think-tank", "blog", "social-platform",
    "blog-host", "government", "intergovernmental", "press-release-wire", "fact-checker", "pollster", "academic",
    "reference", "archive", "shortener", "satire",
]  # fmt: skip
OutletState = Literal["active", "suspended", "defunct", "renamed"]
DomainRole = Literal[
    "canonical", "alternate", "edition", "mirror", "former", "corporate", "shortener", "amp", "app"
]  # fmt: skip
OwnerType = Literal[
    "state", "state-enterprise", "public-law", "party", "foundation", "nonprofit", "listed-company", "private-company",
    "person", "cooperative", "unknown",
]  # fmt: skip
ControlClass = Literal[
    "state-controlled", "captured-public", "captured-private", "independent-state-funded-managed",
    "independent-state-funded", "independent-state-managed", "independent-public", "private", "party-or-movement",
    "disputed", "not-established",
]  # fmt: skip
AliasClass = Literal["safe", "cue", "context", "never"]
Cue = Literal["reporting-verb", "media-noun", "credit", "link", "coordination", "domain"]
Section = Literal[
    "opinion", "blog", "contributor", "commercial", "sponsored", "press-release", "programme", "company-profile",
    "user-content", "social-post", "syndicated", "academic", "satire", "live", "video",
]  # fmt: skip


def _as_text(value: object) -> object:
    """YAML 1.2 reads an unquoted `2014` as a number; a date is text."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _partial(value: object) -> object:
    text = _as_text(value)
    if not isinstance(text, str) or not _PARTIAL.fullmatch(text):
        raise ValueError("a date is written 2014, 2014-11 or 2014-11-10")
    return text


def _host(value: object) -> object:
    if not isinstance(value, str) or not _HOST.fullmatch(value) or value.startswith("www."):
        raise ValueError("a host is lower case ASCII with a dot, without www, scheme and path")
    return value


PartialDate = Annotated[str, BeforeValidator(_partial)]
Text = Annotated[str, BeforeValidator(_as_text), StringConstraints(min_length=1, strip_whitespace=True)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Host = Annotated[str, StringConstraints(min_length=3), BeforeValidator(_host)]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Sources = Annotated[tuple[Text, ...], Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Dated(_Strict):
    valid_from: PartialDate | None = None
    valid_until: PartialDate | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.valid_from and self.valid_until and self.valid_until <= self.valid_from:
            raise ValueError("valid_until lies before valid_from (it is exclusive)")
        return self


class Evidence(_Strict):
    """A publication that facts point at."""

    title: Text
    publisher: Text
    date: PartialDate | None = None
    url: Text | None = None
    retrieved: PartialDate | None = None


class Alias(_Dated):
    """A name in prose and how much context it needs (section 4 of the schema): safe, cue, context, never."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
    text: Text
    class_: AliasClass = Field(alias="class")
    lang: Text | None = None
    case: Literal["exact", "upper", "any"] = "exact"
    needs: tuple[Cue, ...] = ()
    counter: tuple[Text, ...] = Field(default=(), alias="not")
    # Which of its country's papers of this name readers there mean by it, when nothing else is said ("the Times").
    at_home: bool = False
    note: Text | None = None


class Domain(_Dated):
    """An address of the outlet. A mirror, a former or an alternate address is a claim and needs evidence."""

    host: Host
    role: DomainRole
    lang: Text | None = None
    evidence: tuple[Text, ...] = ()
    note: Text | None = None

    @model_validator(mode="after")
    def _claimed(self) -> Self:
        if not self.evidence and (
            self.role in ("mirror", "former", "alternate") or self.valid_from or self.valid_until
        ):
            raise ValueError("a dated, former, alternate or mirror address needs evidence")
        return self


class SectionRule(_Strict):
    """A path or host inside the outlet that is read differently: opinion, contributor, press release, programme."""

    host: Host
    path: Annotated[str, StringConstraints(pattern=r"^/.*[^/]$")] | None = None
    section: Section


class Account(_Strict):
    """The outlet's own account on a platform, by the platform's entry id."""

    platform: Slug
    handle: Text
    evidence: Sources


class Ownership(_Dated):
    """Who owned or ran the outlet from when to when, and what a named assessor calls that."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
    owner: Text
    owner_type: OwnerType = "unknown"
    state: Country | None = None
    funding: Text | None = None
    class_: ControlClass = Field(alias="class")
    assessor: Slug | None = None
    edition: Text | None = None
    confidence: Literal["high", "medium", "low"] = "high"
    note: Text | None = None
    evidence: Sources

    @model_validator(mode="after")
    def _assessed(self) -> Self:
        plain = ("private", "party-or-movement", "disputed", "not-established")
        if self.class_ not in plain and not (self.assessor and self.edition):
            raise ValueError(f"class {self.class_} needs the assessor and the edition that say so")
        return self


class Assessment(_Strict):
    """A rating, quoted: who, what, of which part, when."""

    assessor: Slug
    value: Text
    scope: Text | None = None
    as_of: PartialDate
    note: Text | None = None
    evidence: Sources


class Measure(_Strict):
    """A legal act that names the outlet."""

    authority: Text
    measure: Text
    decided_on: PartialDate
    effective_from: PartialDate | None = None
    effective_until: PartialDate | None = None
    note: Text | None = None
    evidence: Sources


class Republication(_Strict):
    """A known relation of republishing."""

    from_: Slug = Field(alias="from")
    how: Literal["syndicated", "cross-posted", "translated", "aggregated"]
    evidence: Sources


class Entry(_Strict):
    """One outlet of rules/outlets."""

    id: Slug
    name: Text
    kind: OutletKind
    country: Country
    languages: tuple[Text, ...] = ()
    status: OutletState = "active"
    successor: tuple[Slug, ...] = ()
    predecessor: tuple[Slug, ...] = ()
    parent: Slug | None = None
    sub_brands: tuple[Slug, ...] = ()
    aliases: tuple[Alias, ...] = ()
    domains: tuple[Domain, ...] = ()
    sections: tuple[SectionRule, ...] = ()
    accounts: tuple[Account, ...] = ()
    ownership: tuple[Ownership, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    measures: tuple[Measure, ...] = ()
    republishes: tuple[Republication, ...] = ()
    evidence: dict[Text, Evidence] = Field(default_factory=dict)
    note: Text | None = None
    reviewed_on: PartialDate
    review_due: PartialDate | None = None


class Assessor(_Strict):
    """Somebody who rates outlets. `derived_from` names whose ratings it repeats: such a list is no voice of its own."""

    id: Slug
    name: Text
    scale: dict[Text, Text] = Field(default_factory=dict)
    direction: Text | None = None
    licence: Text
    url: Text | None = None
    derived_from: tuple[Slug, ...] = ()
    stale_after: int = 4
    ships: bool = True


class ControlWording(_Strict):
    """What a class says of the content, and the words a report may use: `{owner}` and `{by}` are filled in."""

    code: Text | None = None
    controls: Literal["yes", "no", "disputed", "unknown"]
    wording: Text


class Assessors(_Strict):
    """rules/assessors.yaml."""

    classes: dict[ControlClass, ControlWording]
    assessors: tuple[Assessor, ...]


class Wrapper(_Strict):
    """An address that carries another one. `hosts` are exact, `*.x` (x and all below) or `x.*` (any suffix)."""

    name: Slug
    via: Text
    hosts: Annotated[tuple[Text, ...], Field(min_length=1)]
    path: Text | None = None
    query: tuple[Text, ...] = ()
    value: Text | None = None
    decode_host: bool = False
    opaque: bool = False
    examples: dict[Text, Text | None]


class Platform(_Strict):
    """A place where anybody publishes: whose account a path or a sub-host is."""

    id: Slug
    hosts: Annotated[tuple[Text, ...], Field(min_length=1)]
    kind: OutletKind
    section: Section
    account: tuple[Text, ...] = ()
    account_host: bool = False
    examples: dict[Text, str]


class KindRule(_Strict):
    """What a host is by its name alone. A suffix `gov.*` covers every country."""

    kind: OutletKind
    id: Slug
    suffixes: tuple[Text, ...] = ()
    hosts: tuple[Text, ...] = ()
    examples: Annotated[tuple[Text, ...], Field(min_length=1)]


class Addresses(_Strict):
    """One file of rules/urls: any of these parts."""

    wrappers: tuple[Wrapper, ...] = ()
    platforms: tuple[Platform, ...] = ()
    kinds: tuple[KindRule, ...] = ()
    trackers: tuple[Text, ...] = ()
    sections: dict[Text, Section] = Field(default_factory=dict)
    mobile_hosts: tuple[Text, ...] = ()
    confusables: dict[Text, Text] = Field(default_factory=dict)
    alike: tuple[Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")], ...] = ()
    imitation_suffixes: tuple[Text, ...] = ()


class OutletCues(_Strict):
    """rules/language/XX/outlets.yaml: what tells a name of an outlet from the same word."""

    before: tuple[Text, ...]
    after: tuple[Text, ...]
    media_nouns: tuple[Text, ...]
    clauses: tuple[Text, ...]
    links: tuple[Text, ...]
    relatives: tuple[str, ...]
    adverbs: tuple[Text, ...]
    asides: tuple[Text, ...]
    labels: tuple[Text, ...]
    credits: tuple[Text, ...]
    titles: tuple[Text, ...]
    demonyms: dict[Country, tuple[Text, ...]]
    regions: tuple[Text, ...]
    articles: tuple[Text, ...]
    joined: tuple[str, ...]
    openers: tuple[Text, ...]
    months: tuple[Text, ...]
