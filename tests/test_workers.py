"""Several processes give the bytes that one gives, in the same order, whatever happens to them."""

from __future__ import annotations

import io
import os
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from checker import formats, workers
from checker.config import Settings
from checker.errors import ConfigError
from checker.pipeline import Streams, outcome
from tests import assistants

ROOT = Path(__file__).resolve().parent.parent
STORY = """# A bridge for Ostrel

Daily Courier, 3 May 2021

The bridge will open in June, a senior official told [Reuters](https://bit.ly/{0}).

“It is bridge number {0},” engineer Mara Voss said.
"""

_ready: list[int] = []


def _prepare(first: int) -> None:
    _ready[:] = [first]


def _task(item: int) -> int:
    if item == 3:
        raise ConfigError("three", "a.toml", 7)
    return _ready[0] + item


def _fatal(item: int) -> int:
    if item == 3 and os.getpid() != _ready[0]:
        os._exit(1)
    return item


def two(_: int) -> int:
    return 2


@pytest.mark.parametrize(
    ("files", "processors", "count"),
    [(1, 2, 1), (63, 2, 1), (64, 1, 1), (64, 2, 2), (64, 64, 2), (300, 4, 4), (300, 64, 8)],
)
def test_few_files_are_one_process_and_no_process_is_without_work(
    files: int, processors: int, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "processors", lambda: processors)
    assert workers.advised(files) == count
    assert workers.alone(files) == 1


def test_answers_and_errors_come_in_the_order_asked() -> None:
    told: list[object] = []
    for answer in workers.ordered(_task, range(6), 2, _prepare, (10,)):
        try:
            told.append(answer())
        except ConfigError as error:
            told.append(str(error))
    assert told == [10, 11, 12, "a.toml:7: three", 14, 15]


def test_what_a_lost_process_left_is_done_here() -> None:
    answers = workers.ordered(_fatal, range(6), 2, _prepare, (os.getpid(),))
    assert [answer() for answer in answers] == [0, 1, 2, 3, 4, 5]


def test_an_assistant_answers_each_thread_and_ends(tmp_path: Path) -> None:
    lost: list[str] = []
    assistant = workers.Assistant[int, int](assistants.doubling, (100, tmp_path / "ended"), lambda: lost.append("lost"))
    assert assistant.ready.wait(30)
    with ThreadPoolExecutor(8) as pool:
        numbers = [number for number in range(60) if number != 4]
        answers = list(pool.map(assistant.ask, numbers))
    assert answers == [None if number == 3 else 2 * number + 100 for number in numbers]
    assistant.close()
    assert (assistant.ask(1), (tmp_path / "ended").read_text(), lost) == (None, "ended", [])


def test_an_assistant_that_is_lost_lets_nobody_wait(tmp_path: Path) -> None:
    lost: list[str] = []
    assistant = workers.Assistant[int, int](assistants.doubling, (0, tmp_path / "ended"), lambda: lost.append("lost"))
    assert assistant.ready.wait(30)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(assistant.ask, range(4, 30)))
    assert answers[0] is None
    assert {answer for number, answer in zip(range(4, 30), answers, strict=True) if answer != 2 * number} == {None}
    assert (assistant.ask(5), lost) == (None, ["lost"])
    assistant.close()
    with closing(workers.Assistant[int, int](assistants.failing, (), lambda: lost.append("never there"))) as other:
        assert not other.ready.is_set()
        assert other.ask(1) is None


def test_several_processes_give_the_bytes_of_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(socket, "socket", None)
    for number in range(6):
        Path(f"{number}.md").write_text(STORY.format(number), encoding="utf-8")
    Path("4.md").write_bytes(b"")
    named = ["2.md", "missing.md", "-", "0.md", "https://example.org/a", "."]
    told: list[dict[str, str]] = []
    for crew in (workers.alone, two, two):
        faults: list[str] = []
        streams = Streams(io.BytesIO(STORY.format("-").encode()), "draft.md", on_fault=faults.append)
        done = outcome(named, Settings(tmp_path), streams, crew=crew)
        shown = {name: formats.render(name, done.report, view=view) for view in ("findings", "report")
                 for name in formats.names()}  # fmt: skip
        told.append({**shown, "complete": repr(done.complete), "fails": repr(done.fails), "faults": repr(faults)})
        assert [skipped.source for skipped in done.report.skipped] == ["missing.md", "https://example.org/a", "4.md"]
    assert told[0] == told[1] == told[2]


TELLS_WHEN_IT_HAS_BEGUN = """
import sys

from checker import cli, workers

ordered = workers.ordered


def told(*given):
    for number, answer in enumerate(ordered(*given)):
        if not number:
            print("begun", flush=True)
        yield answer


if __name__ == "__main__":
    workers.advised, workers.ordered = lambda _: 2, told
    sys.exit(cli.main())
"""


@pytest.mark.skipif(os.name == "nt", reason="signals to a group are POSIX")
def test_an_interruption_is_one_line(tmp_path: Path) -> None:
    for number in range(400):
        (tmp_path / f"{number}.md").write_text(STORY.format(number), encoding="utf-8")
    script = tmp_path / "run.py"
    script.write_text(TELLS_WHEN_IT_HAS_BEGUN, encoding="utf-8")
    run = subprocess.Popen(
        [sys.executable, str(script), "check", "--no-config", "."], cwd=tmp_path, start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert run.stdout is not None
    assert run.stdout.readline() == "begun\n"
    os.killpg(run.pid, signal.SIGINT)
    _, told = run.communicate(timeout=60)
    assert (run.returncode, told) == (2, "checker: interrupted\n")
