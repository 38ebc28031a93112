"""Everything that a report was made from, in one zip, and the same report made from it anew.

The bundle holds the article's bytes, the settings and the date of the run, all rules (the register of outlets with
them), the captures and looks of the pages it links, and the reports. Both when it is made and when it is replayed the
reports come from the unpacked bundle, in a process of its own that finds no other rules: nothing that lies only on the
machine of its maker can enter.
"""

from __future__ import annotations

import difflib
import json
import os
import shutil
import signal
import sqlite3
from collections.abc import Collection, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import TypeAdapter, ValidationError

from checker import formats, inputs
from checker.bundle.package import pack, unpack
from checker.config import Settings
from checker.errors import EvidenceError, InputError
from checker.evidence.keeping.extracts import Extract
from checker.evidence.keeping.store import INDEX, Store
from checker.evidence.keeping.wacz import in_order, selected
from checker.model import Capture, Report, Visit
from checker.pipeline import LARGEST, Delivery, Streams, outcome
from checker.rulebase import RULES, rulebase

_ARTICLE, _RUN, _BASELINE = "article", "run.json", "baseline.json"
_RULES, _EVIDENCE, _CAPTURES = "rules", "evidence", "captures-bundle.warc.gz"
_FORMATS = ("html", "json")
_SHOWN = 200  # lines of difference
_NOTHING = Streams()


@dataclass(frozen=True, slots=True)
class Bundled:
    """A bundle that was made: its file, how many captures and looks are in it, and the report as JSON."""

    path: Path
    records: int
    report: str


@dataclass(frozen=True, slots=True)
class Replayed:
    """A bundle's reports made anew: whether they are the `same` byte for byte, and the lines that are not.

    `tool` is the version that made the bundle and `now` the one that replayed it; `report` the JSON made anew.
    """

    same: bool
    differences: tuple[str, ...]
    tool: str
    now: str
    report: str


@dataclass(frozen=True, slots=True)
class _Run:
    """How the report was made, as it stands in the bundle; paths in the settings are those of the bundle."""

    name: str
    settings: Settings
    charset: str = ""
    url: str = ""
    rules: int = 1


_RUNS = TypeAdapter(_Run)


def make(name: str, settings: Settings, streams: Streams, path: Path, evidence: Path | None = None) -> Bundled:
    """Writes the bundle of one article; the same inputs on the same day give the same bytes.

    `evidence` is the folder of captures, where not that of the settings. Raises `InputError` for an article that cannot
    be read and `EvidenceError` for evidence that is damaged or a bundle that cannot be written.
    """
    given = _delivered(name, streams)
    held = evidence or settings.evidence
    day = settings.today or date.today()
    settings = replace(settings, today=day, evidence=held)
    run = _Run(_named(name, settings, streams), _bare(settings), given.charset, given.url, 1 + len(settings.rules))
    report = _reported(run, given.data, replace(settings, changed_since="", online=False), streams)
    links = {link.target for part in report.articles for link in part.article.links if link.target}
    with _temporary(path) as folder:
        (folder / _ARTICLE).write_bytes(given.data)
        (folder / _RUN).write_bytes(_RUNS.dump_json(run, indent=2))
        for number, root in enumerate(rulebase(settings.rules).roots):
            shutil.copytree(root, folder / _RULES / str(number))
        if settings.baseline:
            shutil.copyfile(settings.baseline, folder / _BASELINE)
        records = _lay_evidence(held, folder / _EVIDENCE, links, f"{day}T00:00:00Z") if held else 0
        made = _elsewhere(folder)
        if made != _rendered(report):
            raise EvidenceError(f"{path}: not written: what would be in it gives another report than is given here")
        for kind, text in made.items():
            (folder / f"report.{kind}").write_bytes(text.encode())
        versions = asdict(report.versions) if report.versions else {}
        pack(folder, path, {"article": run.name, "made": versions, "day": str(day)})
    return Bundled(path, records, made["json"])


def replay(path: Path) -> Replayed:
    """The reports of a bundle made anew from what is in it, and compared; no network, no other rules, no other files.

    Raises `EvidenceError` for what is no bundle, or has a file that is not as its hash says.
    """
    with _temporary(path) as folder:
        manifest = unpack(path, folder)
        try:
            before = {kind: (folder / f"report.{kind}").read_bytes().decode() for kind in _FORMATS}
        except (OSError, ValueError) as error:
            raise EvidenceError(f"{path}: its reports cannot be read: {error}") from None
        after = _elsewhere(folder)
    differences = [line for kind in _FORMATS for line in _difference(kind, before[kind], after[kind])]
    made = manifest.get("made")
    tool = str(made.get("tool", "")) if isinstance(made, dict) else ""
    return Replayed(before == after, tuple(differences[:_SHOWN]), tool, _tool(after["json"]), after["json"])


def _tool(report: str) -> str:
    """The version that a report names."""
    return str((json.loads(report).get("versions") or {}).get("tool", ""))


def _difference(kind: str, before: str, after: str) -> Iterator[str]:
    names = (f"report.{kind} in the bundle", f"report.{kind} made anew")
    return difflib.unified_diff(before.splitlines(), after.splitlines(), *names, n=0, lineterm="")


# ------------------------------------------------------------------------------------------------------ making


def _delivered(name: str, streams: Streams) -> Delivery:
    """The input as the pipeline would have it, taken once: what is in the bundle is what was read."""
    if name == inputs.STDIN:
        if streams.stdin is None:
            raise InputError("standard input is closed")
        return Delivery(streams.stdin.read(LARGEST + 1))
    if inputs.is_address(name):
        if streams.fetch is None:
            raise InputError(f"{name}: an address is only looked at with --online")
        return streams.fetch(name)
    try:
        with Path(name).open("rb") as file:
            return Delivery(file.read(LARGEST + 1))
    except OSError as error:
        raise InputError(f"{name}: {error.strerror or error}") from None


def _named(name: str, settings: Settings, streams: Streams) -> str:
    """The input's name in the reports: as the configuration names files, so that its paths hold, and never absolute."""
    if inputs.is_address(name):
        return name
    shown = settings.relative(streams.stdin_name if name == inputs.STDIN else name)
    return shown.rpartition("/")[2] if shown.startswith("../") or os.path.isabs(shown) else shown


def _bare(settings: Settings) -> Settings:
    """The settings without the paths of this machine."""
    return replace(
        settings, root=Path("."), file=Path(settings.file.name) if settings.file else None, include=(), exclude=(),
        baseline=Path(_BASELINE) if settings.baseline else None, rules=(), changed_since="", online=False,
        evidence=Path(_EVIDENCE) if settings.evidence else None,
    )  # fmt: skip


def _lay_evidence(held: Path, folder: Path, links: Collection[str], when: str) -> int:
    """Copies the captures and looks of these addresses, and files that other parts keep beside the store."""
    folder.mkdir()
    with Store.open(held) as store:
        rows = {row.id: row for row in selected(store, links)}
        # a look names where it ended, and an archive's copy to read instead
        further = {url for row in rows.values() for url in _further(row.of)} - set(links)
        rows |= {row.id: row for row in selected(store, further)}
        with (folder / _CAPTURES).open("wb") as file:
            extract = Extract(store, file.write, _CAPTURES, set(), when)
            for row in in_order(rows.values()):
                extract.take(row)
    for beside in sorted(held.glob("*.sqlite")):
        if beside.name != INDEX:
            _copy_database(beside, folder / beside.name)
    return len(rows)


def _further(of: Capture | Visit) -> set[str]:
    named = (of.final_url, of.archived) if isinstance(of, Visit) else (of.final_url, of.original)
    return {url for url in named if url}


def _copy_database(source: Path, target: Path) -> None:
    # Through SQLite: another process may be writing to it, and its last changes may lie in a log beside it.
    try:
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as old,
            closing(sqlite3.connect(target)) as new,
        ):
            old.backup(new)
            new.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise EvidenceError(f"{source}: {error}") from None


# ----------------------------------------------------------------------------------------------------- running


def _elsewhere(folder: Path) -> dict[str, str]:
    """The reports from an unpacked bundle, made by a process that knows nothing else."""
    with ProcessPoolExecutor(1, get_context("spawn"), _fresh, (folder,)) as pool:
        try:
            return pool.submit(_remade, folder).result()
        except BrokenProcessPool:
            raise EvidenceError("the process that makes the report broke off") from None


def _fresh(folder: Path) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interruption is for the one that waits
    os.environ[RULES] = str(folder / _RULES / "0")


def _remade(folder: Path) -> dict[str, str]:
    try:
        run = _RUNS.validate_json((folder / _RUN).read_bytes())
        data = (folder / _ARTICLE).read_bytes()
    except (OSError, ValidationError) as error:
        raise EvidenceError(
            f"{_RUN} or {_ARTICLE} of the bundle cannot be read: {str(error).splitlines()[0]}"
        ) from None
    settings = replace(
        _bare(run.settings),
        rules=tuple(folder / _RULES / str(number) for number in range(1, run.rules)),
        baseline=folder / _BASELINE if run.settings.baseline else None,
        evidence=folder / _EVIDENCE if run.settings.evidence else None,
    )
    return _rendered(_reported(run, data, settings))


def _reported(run: _Run, data: bytes, settings: Settings, streams: Streams = _NOTHING) -> Report:
    """The report on the article's bytes under its name; paths of the configuration hold from the working folder."""
    settings = replace(settings, root=Path.cwd(), include=(), exclude=())
    given = Delivery(data, run.charset, run.url)
    streams = replace(streams, stdin=BytesIO(data), stdin_name=run.name, fetch=lambda _: given)
    named = run.name if inputs.is_address(run.name) else inputs.STDIN
    report = outcome([named], settings, streams).report
    for skipped in report.skipped:
        raise InputError(f"{skipped.source}: {skipped.reason}")
    return report


def _rendered(report: Report) -> dict[str, str]:
    return {kind: formats.render(kind, report, view="report") for kind in _FORMATS}


@contextmanager
def _temporary(path: Path) -> Iterator[Path]:
    """A folder for the unpacked bundle, gone afterwards; a disk that is full is told of by the bundle's name."""
    try:
        with TemporaryDirectory(prefix="checker-", ignore_cleanup_errors=True) as folder:
            yield Path(folder)
    except OSError as error:
        raise EvidenceError(f"{path}: {error.strerror or error}") from None
