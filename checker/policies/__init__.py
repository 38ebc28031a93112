"""Policies: one YAML file each under rules/policies, asked of every record of their kind; what holds is a finding.

A policy is data. Where its condition needs code, the code makes a field on a type of `checker.model`, and the stage
that knows the answer fills it.
"""

from checker.policies.judging import collected, gather, judge, load_policies, replaced
from checker.policies.presets import Preset, check_names, chosen, load_preset, preset_names

__all__ = [
    "Preset",
    "check_names",
    "chosen",
    "collected",
    "gather",
    "judge",
    "load_policies",
    "load_preset",
    "preset_names",
    "replaced",
]
