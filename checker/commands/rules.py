"""`checker rules` and `checker init`: the policies, and a configuration to begin with."""

from __future__ import annotations

import argparse
import sys

from checker.commands import FAILED, FOUND, NOTHING
from checker.commands.setting import discovered
from checker.console import complain, put, write
from checker.errors import ConfigError
from checker.policies import load_policies
from checker.policies.describe import listing, page
from checker.policies.presets import unknown
from checker.rulebase import rulebase
from checker.starter import NAME, TEXT
from checker.triage import TRIAGE_POLICIES


def rules(args: argparse.Namespace) -> int:
    """The list of policies, or one policy's page."""
    policies = load_policies(rulebase(discovered(args).rules))
    if args.name is None:
        put(sys.stdout, listing(policies, TRIAGE_POLICIES))
        return FOUND
    every = {policy.name: policy for policy in (*policies, *TRIAGE_POLICIES)}
    if args.name not in every:
        complain(unknown("rule", args.name, every))
        return NOTHING
    put(sys.stdout, page(every[args.name], args.format == "markdown"))
    return FOUND


def init(args: argparse.Namespace) -> int:
    """A commented configuration file, never over one that is there."""
    path = args.folder / NAME
    if path.exists() or path.is_symlink():
        raise ConfigError("is there already, and is not written over", str(path))
    return FOUND if write(path, TEXT) else FAILED
