"""`checker trace`: one quotation, or each of an article's, back to its origin."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace

from checker.attribution import Language, read_language
from checker.commands import FAILED, FOUND, NOTHING
from checker.commands.records import texts
from checker.commands.setting import discovered, reach, supplied, target
from checker.config import Settings
from checker.console import color, complain, put, width, write
from checker.errors import ConfigError
from checker.evidence.keeping.store import Store, holds_store
from checker.evidence.library.corpus import FILE, Corpus
from checker.evidence.library.relations import copies
from checker.evidence.web.states import check
from checker.inputs import STDIN, is_address
from checker.outlets import Registry, registry
from checker.pipeline import Streams, examine, read
from checker.rulebase import Rulebase, rulebase
from checker.trace import asking
from checker.trace import trace as followed
from checker.trace.asking import Asked, asked, words_alone
from checker.trace.desk import Desk, Sources
from checker.trace.formats import Options, known, render
from checker.trace.pages import Sheet
from checker.trace.shelf import Shelf


def trace(args: argparse.Namespace) -> int:
    """Follows the words asked for from page to page; 1 where no page but the article holds them."""
    if args.article is None and not args.quote:
        raise ConfigError("trace wants an article, or --quote TEXT with a corpus to look for it in")
    if args.depth < 1:
        raise ConfigError("--depth counts from 1")
    known(args.format)
    writes = [target(each, known) for each in args.write]
    settings = replace(discovered(args), supplied=supplied(args))
    if args.evidence:
        settings = replace(settings, evidence=args.evidence)
    rules = rulebase(settings.rules)
    outlets, language = registry(rules), read_language(rules)
    with reach(args, settings) as (settings, streams):
        questions = _questions(args, settings, streams, outlets, language, rules)
        with _desk(args, settings, outlets, language, rules) as (desk, unread):
            found = [followed(question, desk, args.depth) for question in questions]
    options = Options(color(args.color, sys.stdout), width(sys.stdout))
    written = [write(path, render(name, found)) for name, path in writes]
    put(sys.stdout, render(args.format, found, options))
    if unread or not all(written):
        return FAILED
    return FOUND if any(len(each.by_date) > bool(args.article) for each in found) else NOTHING


def _questions(
    args: argparse.Namespace,
    settings: Settings,
    streams: Streams,
    outlets: Registry,
    language: Language,
    rules: Rulebase,
) -> Sequence[Asked]:
    if args.article is None:
        return (words_alone(args.quote),)
    of = asking.target(args.article)
    article = read(of.name, outlets, settings.supplied, streams, rules)
    address = streams.stdin_name if of.name == STDIN else of.name
    # never what the article says of its own address: a repost names the original's
    final = article.url if is_address(of.name) else args.url or ""
    return asked(Sheet(address, examine(article, outlets, language, rules), final), of.line, args.quote or "")


@contextmanager
def _desk(
    args: argparse.Namespace, settings: Settings, outlets: Registry, language: Language, rules: Rulebase
) -> Iterator[tuple[Desk, int]]:
    """The pages there are: captures, the corpus, the files named with --corpus, and with --online what is fetched.

    Beside the desk the number of files that could not be read, each of which has had its line.
    """
    unread = 0
    with ExitStack() as held:
        sources = Sources(check=lambda visits: check(visits))
        if settings.evidence and (args.online or holds_store(settings.evidence) or not _has_corpus(settings)):
            sources = replace(sources, records=held.enter_context(Store.open(settings.evidence, write=args.online)))
        if settings.evidence and _has_corpus(settings) and not args.corpus:
            sources = replace(sources, corpus=held.enter_context(Corpus.open(settings.evidence)))
        if args.corpus:
            names, skipped = texts(args.corpus, settings)
            shelf = held.enter_context(Shelf(names, outlets, language, rules))
            unread = len(skipped) + len(shelf.skipped)
            for each in (*skipped, *shelf.skipped):
                complain(f"{each.source}: {each.reason}")
            sources = replace(sources, corpus=shelf.corpus, kept=shelf.kept)
        if sources.corpus is None and sources.records is None:
            raise ConfigError("trace wants pages: --evidence FOLDER, --corpus FOLDER or --online")
        if isinstance(corpus := sources.corpus, Corpus):
            sources = replace(sources, copies=lambda report: copies(report, corpus))
        if args.online and isinstance(sources.records, Store):
            sources = replace(sources, fetch=_fetcher(args, rules, sources.records))
        yield Desk(outlets, language, sources, rules), unread


def _has_corpus(settings: Settings) -> bool:
    return settings.evidence is not None and (settings.evidence / FILE).is_file()


def _fetcher(args: argparse.Namespace, rules: Rulebase, store: Store) -> Callable[[Sequence[str]], None]:
    # by name and only when asked for, because it loads the network's libraries
    network = importlib.import_module("checker.commands.network")
    fetch: Callable[[Sequence[str]], None] = network.capturer(args, rules, store)
    return fetch
