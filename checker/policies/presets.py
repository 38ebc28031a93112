"""Which policies run at which severity: a preset, then the configuration, then the file's path, then flags."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from checker.config import FailOn, Settings, matches
from checker.errors import ConfigError, RuleError
from checker.model import Audience, Level, Policy, Severity
from checker.policies.files import Need
from checker.rulebase import Rulebase, load

_LEVELS: tuple[Level, ...] = ("low", "medium", "high")


@dataclass(frozen=True, slots=True)
class Preset:
    """One file of rules/presets. `needs` limits the policies to those that can be answered from text, links and
    registry; `confidence` leaves out the policies below that level; `off` is the severity of those that are off by
    default.
    """

    title: str
    why: str
    extends: str = ""
    needs: tuple[Need, ...] = ()
    confidence: Level = "low"
    off: Severity = "off"
    fail_on: FailOn | None = None
    audience: Audience | None = None
    severity: dict[str, Severity] = field(default_factory=dict)


def preset_names(rules: Rulebase) -> tuple[str, ...]:
    """The presets that there are."""
    return tuple(sorted({path.stem for path in rules.files("presets")}))


@lru_cache(maxsize=32)
def load_preset(rules: Rulebase, name: str) -> Preset:
    """A preset with what it extends put in. Raises `ConfigError` for an unknown name, `RuleError` for a wrong file."""
    known = preset_names(rules)
    if name not in known:
        raise ConfigError(unknown("preset", name, known))
    paths = (rules.path(f"presets/{name}.yaml"),)
    shape = Path(__file__)
    data = rules.compiled(f"preset-{name}", (*paths, shape), lambda: _data(load(paths[0], Preset)))
    preset = Preset(**{**data, "needs": tuple(data["needs"])})
    if not preset.extends:
        return preset
    if preset.extends == name or preset.extends not in known:
        raise RuleError(f'extends "{preset.extends}", which is no other preset', str(paths[0]))
    below = load_preset(rules, preset.extends)
    return replace(
        preset,
        severity={**below.severity, **preset.severity},
        needs=preset.needs or below.needs,
        fail_on=preset.fail_on or below.fail_on,
        audience=preset.audience or below.audience,
    )


def _data(preset: Preset) -> dict[str, object]:
    return {name: getattr(preset, name) for name in Preset.__slots__}


def chosen(policies: Sequence[Policy], preset: Preset, settings: Settings, source: str) -> tuple[Policy, ...]:
    """The policies that run on one input, each at its severity there; those that are off are left out.

    Later wins: the policy's file, the preset, `[severity]` of the configuration, its `[[paths]]` in their order. A
    policy named by `--rule` runs even where it would be off.
    """
    path = settings.relative(source)
    severities = {**preset.severity, **dict(settings.severity)}
    for rule in settings.paths:
        if any(matches(pattern, path) for pattern in rule.match):
            severities.update(rule.severity)
    kept = []
    for policy in policies:
        if policy.name in settings.skip or (settings.only and policy.name not in settings.only):
            continue
        severity = severities.get(policy.name) or _severity(policy, preset)
        if severity == "off" and settings.only:
            severity = policy.severity if policy.severity != "off" else "note"
        if severity != "off":
            kept.append(policy if policy.severity == severity else replace(policy, severity=severity))
    return tuple(kept)


def _severity(policy: Policy, preset: Preset) -> Severity:
    if preset.needs and not set(policy.needs) <= set(preset.needs):
        return "off"
    if _LEVELS.index(policy.confidence) < _LEVELS.index(preset.confidence):
        return "off"
    return preset.off if policy.severity == "off" else policy.severity


def check_names(policies: Sequence[Policy], preset: Preset, settings: Settings) -> None:
    """Raise `ConfigError` for the first rule name in flags, configuration or preset that none of these policies has.

    Pass triage's own (`checker.triage.TRIAGE_POLICIES`) along with the others.
    """
    known = [policy.name for policy in policies]
    for name in (*settings.only, *settings.skip, *preset.severity):
        if name not in known:
            raise ConfigError(unknown("rule", name, known))
    for name, line in settings.names():
        if name not in known:
            raise ConfigError(unknown("rule", name, known), str(settings.file or ""), line)


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    """The message for a name that nothing has, with the nearest one."""
    near = difflib.get_close_matches(name, list(known), n=1)
    return f'unknown {what} "{name}"' + (f', did you mean "{near[0]}"?' if near else "")
