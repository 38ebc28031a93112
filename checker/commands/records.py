"""`checker evidence` and `checker corpus`: what is kept of pages, and the texts that articles are compared with."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from checker.attribution import read_language
from checker.commands import FAILED, FOUND, NOTHING
from checker.commands.progress import shown
from checker.commands.setting import discovered
from checker.config import Settings
from checker.console import complain, put
from checker.errors import ConfigError
from checker.evidence.keeping.inventory import Item, listing, verify
from checker.evidence.keeping.pruning import prune
from checker.evidence.keeping.store import Store, reindex
from checker.evidence.keeping.wacz import export
from checker.evidence.library.archives import PassedOver, is_archive
from checker.evidence.library.corpus import Corpus
from checker.evidence.library.documents import Document
from checker.evidence.library.gathering import documents
from checker.formats._cells import line
from checker.formats._counts import many
from checker.inputs import find
from checker.model import Skipped
from checker.outlets import registry
from checker.rulebase import rulebase


def evidence(args: argparse.Namespace) -> int:
    """Lists, verifies, prunes or exports an evidence folder, or makes its index anew."""
    actions = {"list": _list, "verify": _verify, "prune": _prune, "export": _export, "reindex": _reindex}
    return actions[args.action](args)


def _list(args: argparse.Namespace) -> int:
    with Store.open(args.folder) as store:
        rows = listing(store, args.url or "")
    for row in rows:
        put(sys.stdout, f"{_row(row)}\n")
    states = Counter(row.state or "kept" for row in rows)
    counted = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
    entries = "1 entry" if len(rows) == 1 else f"{len(rows)} entries"
    put(sys.stdout, f"{entries}: {counted}\n" if rows else f"{entries}\n")
    return FOUND if rows else NOTHING


def _row(row: Item) -> str:
    told = [row.when, row.state or "kept", str(row.status or "-"), row.sha256[:16] or "-", f"{row.size} bytes"]
    to = f" -> {line(row.final_url)}" if row.final_url and row.final_url != row.address else ""
    return f"{line(row.address)}{to}  {'  '.join(told)}"


def _verify(args: argparse.Namespace) -> int:
    with Store.open(args.folder) as store, shown("bytes", args.quiet) as told:
        found = verify(store, told)
    for problem in found:
        put(sys.stdout, f"{line(problem.place)}: {line(problem.said)}\n")
    put(sys.stdout, f"{many(len(found), 'problem')}\n")
    return NOTHING if found else FOUND


def _prune(args: argparse.Namespace) -> int:
    if args.before is None:
        raise ConfigError("prune wants --before DATE: captures from before it go, but the first and last of an address")
    with Store.open(args.folder, write=True) as store:
        gone = prune(store, args.before)
    put(
        sys.stdout,
        f"{many(len(gone.captures), 'capture')} and {many(gone.looks, 'look')} out, {gone.size} bytes free\n",
    )
    return FOUND


def _export(args: argparse.Namespace) -> int:
    if args.out is None:
        raise ConfigError("export wants a file to write: NAME.warc.gz, or NAME.wacz")
    with Store.open(args.folder) as store:
        count = export(store, args.out, wacz=args.out.name.lower().endswith(".wacz"))
    put(sys.stdout, f"{line(str(args.out))}: {many(count, 'record')}\n")
    return FOUND


def _reindex(args: argparse.Namespace) -> int:
    put(sys.stdout, f"{many(reindex(args.folder), 'record')} in the index\n")
    return FOUND


# -------------------------------------------------------------------------------------------------- corpus


def corpus(args: argparse.Namespace) -> int:
    """Adds texts to the corpus of an evidence folder, or lists what is in it."""
    settings = discovered(args)
    folder = args.evidence or settings.evidence
    if folder is None:
        raise ConfigError("corpus wants --evidence FOLDER, or evidence in the configuration")
    return _add(args, settings, folder) if args.action == "add" else _entries(folder)


def _add(args: argparse.Namespace, settings: Settings, folder: Path) -> int:
    names, skipped = texts(args.paths, settings)
    rules = rulebase(settings.rules)
    known, language = registry(rules), read_language(rules)
    with Corpus.open(folder, write=True) as held, shown("files", args.quiet) as told:

        def reported() -> Iterator[str]:
            for done, name in enumerate(names):
                if told:
                    told(done, len(names), name)
                yield name

        left: list[PassedOver] = []
        added = held.add_all(_read(documents(reported(), known, language, rules), skipped, left))
        total = len(held)
    for each in skipped:
        complain(f"{each.source}: {each.reason}")
    for passed in left if not args.quiet else ():
        complain(f"warning: {passed}")
    put(sys.stdout, f"{many(added, 'document')} added, {total} in the corpus\n")
    return FAILED if skipped else FOUND


def _read(
    found: Iterable[Document | Skipped | PassedOver], skipped: list[Skipped], left: list[PassedOver]
) -> Iterator[Document]:
    for each in found:
        if isinstance(each, Skipped):
            skipped.append(each)
        elif isinstance(each, PassedOver):
            left.append(each)
        else:
            yield each


def texts(named: Iterable[str], settings: Settings) -> tuple[list[str], list[Skipped]]:
    """The files behind the names, web archives inside folders too, and what cannot be read."""
    folders = [name for name in named if os.path.isdir(name)]
    held = sorted(
        os.path.normpath(path) for folder in folders for path in Path(folder).rglob("*") if is_archive(str(path))
    )
    found = find(list(named), settings)
    alone = {str(Path(folder)) for folder in folders if any(Path(folder) in Path(path).parents for path in held)}
    skipped = [each for each in found.skipped if str(Path(each.source)) not in alone]
    return list(dict.fromkeys([*found.names, *held])), skipped


def _entries(folder: Path) -> int:
    with Corpus.open(folder) as held:
        count = 0
        for entry in held.entries():
            count += 1
            day = entry.published.isoformat() if entry.published else "no date"
            put(sys.stdout, f"{line(entry.address)}  {day}  {line(entry.publisher) or '-'}  {line(entry.title)}\n")
    put(sys.stdout, f"{many(count, 'document')}\n")
    return FOUND if count else NOTHING
