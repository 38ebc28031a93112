"""What reaches out for a command that was run with --online."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace

from checker.evidence.fetch import Options, fetch, opened
from checker.pipeline import Delivery


def options(args: argparse.Namespace) -> Options:
    """How to fetch: under the name and to the hosts that the flags give. Raises `ConfigError` for a wrong host."""
    made = Options(allow=tuple(args.allow_host))
    opened(made.allow)
    return replace(made, user_agent=args.user_agent) if args.user_agent else made


def fetcher(args: argparse.Namespace) -> Callable[[str], Delivery]:
    """What fetches an address named as an input."""
    chosen = options(args)

    def deliver(url: str) -> Delivery:
        page = fetch(url, chosen)
        return Delivery(page.body, page.charset, page.final_url)

    return deliver
