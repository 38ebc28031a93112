"""What reaches out for a command that was run with --online."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from checker.commands.progress import shown
from checker.evidence.keeping.store import Store
from checker.evidence.web.fetch import Options, fetch, opened
from checker.evidence.web.signs import signs
from checker.evidence.web.states import observed
from checker.evidence.web.visiting import Errand, errands, visit
from checker.model import Article
from checker.pipeline import Delivery
from checker.rulebase import Rulebase


def options(args: argparse.Namespace) -> Options:
    """How to fetch: under the name and to the hosts that the flags give. Raises `ConfigError` for a wrong host."""
    made = Options(allow=tuple(args.allow_host))
    opened(made.allow)
    return replace(made, user_agent=args.user_agent) if args.user_agent else made


def fetcher(args: argparse.Namespace, rules: Rulebase, folder: Path) -> Callable[[str], Delivery]:
    """What fetches an address named as an input, and keeps what it read in an evidence folder."""
    chosen = options(args)

    def deliver(url: str) -> Delivery:
        page = fetch(url, chosen)
        when = _now().strftime("%Y-%m-%dT%H:%M:%SZ")
        with Store.open(folder, write=True) as store:
            store.keep(page, when, look=observed(url, when, page, signs(rules)))
        return Delivery(page.body, page.charset, page.final_url)

    return deliver


def visitor(args: argparse.Namespace, rules: Rulebase, folder: Path) -> Callable[[Sequence[Article]], None]:
    """What looks at the links of articles and keeps what it saw in an evidence folder."""
    chosen = options(args)

    def look(articles: Sequence[Article]) -> None:
        with Store.open(folder, write=True) as store, shown("links", args.quiet) as told:
            visit(errands(articles), store, chosen, _now, told, args.archive, rules=rules, folder=folder)

    return look


def capturer(args: argparse.Namespace, rules: Rulebase, store: Store) -> Callable[[Sequence[str]], None]:
    """What looks at addresses that a trace comes upon, and keeps the pages."""
    chosen = options(args)

    def look(addresses: Sequence[str]) -> None:
        with shown("pages", args.quiet) as told:
            asked = [Errand(address) for address in addresses]
            visit(asked, store, chosen, _now, told, args.archive, rules=rules)

    return look


def _now() -> datetime:
    return datetime.now(UTC)
