"""A policy's own page, made from its file: nothing about a policy is written twice."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

from checker.model import Example, ExamplePage, Policy

_WIDE = 100


def listing(policies: Sequence[Policy], others: Sequence[Policy] = ()) -> str:
    """One line a policy: name, severity, confidence, and why; those of `others` stand apart, for they have no file."""
    longest = max((len(policy.name) for policy in (*policies, *others)), default=0)
    rows = [_row(policy, longest) for policy in policies]
    if others:
        rows += ["", "about allows and baseline, without a file:", *(_row(policy, longest) for policy in others)]
    return "\n".join(rows) + "\n"


def _row(policy: Policy, longest: int) -> str:
    room = max(24, _WIDE - longest - 19)
    why = textwrap.shorten(policy.why.partition(". ")[0].rstrip("."), room, placeholder=" …")
    return f"{policy.name:<{longest}}  {policy.severity:<7}  {policy.confidence:<6}  {why}".rstrip()


def page(policy: Policy, markdown: bool = False) -> str:
    """Everything that the policy's file says: why, what to do, condition, references, examples both ways."""
    rows = _markdown(policy) if markdown else _text(policy)
    return "\n".join(rows).rstrip("\n") + "\n"


def _facts(policy: Policy) -> Iterator[tuple[str, str]]:
    yield "why", policy.why
    yield "do", policy.do
    yield "says", policy.message
    if policy.needs:
        yield "needs", ", ".join(policy.needs)
    if policy.measured:
        yield "measured", policy.measured
    if policy.path:
        yield "file", _near(policy.path)


def _near(path: str) -> str:
    """The file as seen from here, or its end where it lies elsewhere."""
    full = Path(path)
    if full.is_absolute() and not full.is_relative_to(Path.cwd()):
        return "/".join(full.parts[-3:])
    return os.path.relpath(full).replace(os.sep, "/")


def _head(policy: Policy) -> str:
    return f"{policy.severity}, confidence {policy.confidence}, asked of each {policy.over}"


def _text(policy: Policy) -> Iterator[str]:
    yield f"{policy.name}   {_head(policy)}"
    yield ""
    for name, said in _facts(policy):
        yield from textwrap.wrap(
            " ".join(said.split()), _WIDE, initial_indent=f"{name:<10}", subsequent_indent=" " * 10
        )
    for number, reference in enumerate(policy.references):
        yield f"{'see' if number == 0 else '':<10}{reference}"
    if policy.when:
        yield from ("", "fires when", textwrap.indent(policy.when.strip(), "    "))
    for fires, title in ((True, "it fires on"), (False, "it stays silent on")):
        for each in _examples(policy, fires):
            yield from ("", title + (f" ({each.why})" if each.why else ""), textwrap.indent(each.text.strip(), "    "))
            for link in each.pages:
                yield f"  beside {_record(link)}:"
                yield from (f"    | {row}".rstrip() for row in link.text.strip().split("\n"))
            if each.marks:
                yield f"  marks: {'; '.join(each.marks)}"


def _examples(policy: Policy, fires: bool) -> Iterator[Example]:
    return (each for each in policy.examples if each.fires == fires)


def _markdown(policy: Policy) -> Iterator[str]:
    yield from (f"# {policy.name}", "", _head(policy), "")
    for name, said in _facts(policy):
        value = f"`{' '.join(said.split())}`" if name in ("says", "file") else " ".join(said.split())
        yield from (f"**{name}**: {value}", "")
    yield from (f"- <{said}>" if said.startswith("http") else f"- {said}" for said in policy.references)
    if policy.when:
        yield from ("", "```cel", policy.when.strip(), "```")
    for fires, title in ((True, "It fires on"), (False, "It stays silent on")):
        for each in _examples(policy, fires):
            fence = "`" * max(4, _longest_run(each.text) + 1)
            yield from ("", title + (f" ({each.why})" if each.why else "") + ":", "", fence + each.format)
            yield from (each.text.strip(), fence)
            for link in each.pages:
                yield from ("", f"beside {_record(link)}:", "")
                yield from (f"> {row}".rstrip() for row in link.text.strip().split("\n"))


def _record(link: ExamplePage) -> str:
    return link.url + ("" if link.state == "ok" else f" ({link.state})")


def _longest_run(text: str) -> int:
    return max((len(run) for run in text.replace("\n", " ").split() if set(run) == {"`"}), default=0)
