"""The configuration file that `checker init` writes: every key with its default or an example, commented out."""

from __future__ import annotations

NAME = "checker.toml"

TEXT = """\
# Configuration of checker. The closest checker.toml, or pyproject.toml with a [tool.checker] table, wins whole.
# `checker check --show-settings` prints what is in force, `checker rules` lists the policies.

# What is read when no path is named. `**` crosses folders; what .gitignore leaves out is left out here too.
include = ["**/*.md"]

# Never read, also when a hook names the file.
# exclude = ["archive/**"]

# Findings at or above this level fail a build: error, warning, note or never.
fail-on = "error"

# Which policies at which severity: default, ap, bbc, wp, ci or audit.
preset = "default"

# Who reads the findings: ci (sure ones), editor (also middling ones and notes), auditor (everything).
# audience = "ci"

# Findings accepted as they are: `checker check --write-baseline checker-baseline.json` writes the file.
# baseline = "checker-baseline.json"

# Where the pages behind links are kept: `checker check --online` fills it, other runs read it.
# evidence = "evidence"

# Folders of your own with policies, outlets and word lists, of the shape of checker's rules.
# rules = ["newsroom-rules/"]

# Another configuration to start from.
# extend = "../checker.toml"

# Whether <!-- checker: allow[rule] reason --> in an article counts.
# inline-allow = true

# One policy at another severity: error, warning, note or off.
# [severity]
# anonymous-source = "warning"
# image-state-credit = "off"

# Other severities for some paths; later entries win.
# [[paths]]
# match = ["opinion/**"]
# severity = { attribution-unlinked = "note" }

# A finding accepted for a reason, found by the words it is about, until a day.
# [[allow]]
# path = "2017/s400.md"
# rule = "chain-through-state"
# quote = "close Turkish skies"
# reason = "the interview is offline; the wording was checked against the archived copy"
# until = 2027-01-31
"""
