"""Set-up on a fresh machine: README's two commands, the script behind them, and the CI run that calls one of them."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", README, re.S)


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """run.py, with its environment in a folder of the test's own."""
    spec = importlib.util.spec_from_file_location("run", ROOT / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    folder = tmp_path / ".venv"
    monkeypatch.setattr(module, "FOLDER", str(folder))
    monkeypatch.setattr(module, "PYTHON", str(folder / Path(module.PYTHON).relative_to(ROOT / ".venv")))
    return module


def test_the_readme_sets_up_with_one_line_each(script: ModuleType) -> None:
    commands = [shlex.split(block) for block in BLOCKS]
    assert [command[:2] for command in commands] == [["python3", "run.py"]] * 2
    assert [command[2] for command in commands] == list(script.COMMANDS)
    assert (ROOT / script.SEED).is_file()


@pytest.mark.skipif(os.name == "nt", reason=".ci/run is a shell script")
def test_the_ci_run_calls_the_command_of_the_readme(tmp_path: Path) -> None:
    """In a copy with nothing but the README, a `python3` that only writes down how it was called."""
    (tmp_path / ".ci").mkdir()
    (tmp_path / "README.md").write_text(README, encoding="utf-8")
    (tmp_path / ".ci" / "run").write_bytes((ROOT / ".ci" / "run").read_bytes())
    for name in ("bin/python3", ".venv/bin/python"):
        stand_in = tmp_path / name
        stand_in.parent.mkdir(parents=True, exist_ok=True)
        stand_in.write_text(f'#!/bin/sh\necho "{name} $*" >> "{tmp_path}/calls"\n')
        stand_in.chmod(0o755)
    surroundings = {"PATH": f"{tmp_path}/bin:/usr/bin:/bin"}
    subprocess.run(["sh", ".ci/run"], cwd=tmp_path, env=surroundings, check=True, capture_output=True)
    calls = (tmp_path / "calls").read_text().splitlines()
    assert [f"bin/{BLOCKS[1].strip()}"] == calls[:1]
    assert [call.split()[2] for call in calls[1:]] == ["ruff", "ruff", "mypy"]


def test_an_old_python_says_what_is_needed(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(script, "new_enough", lambda python: False)
    with pytest.raises(SystemExit) as stop:
        script.interpreter()
    assert "needs Python 3.11 or newer" in str(stop.value)
    assert "\n" not in str(stop.value)


def test_a_newer_python_on_the_path_is_taken(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        script.shutil, "which", lambda name: f"/opt/{name}" if name in ("python3.12", "python3.14") else None
    )
    monkeypatch.setattr(script, "new_enough", lambda python: python.startswith("/opt/"))
    assert script.interpreter() == "/opt/python3.14"


def test_a_missing_venv_module_is_said_in_one_line(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(script, "works", lambda python, code: "ensurepip" not in code and python == sys.executable)
    with pytest.raises(SystemExit) as stop:
        script.make_environment()
    assert "apt install python3-venv" in str(stop.value)
    assert "\n" not in str(stop.value)


def test_a_broken_environment_is_made_anew(script: ModuleType) -> None:
    broken = Path(script.PYTHON)
    broken.parent.mkdir(parents=True)
    broken.write_text("no program")
    script.make_environment()
    assert script.works(script.PYTHON, "import pip")


@pytest.mark.parametrize(
    ("installed", "wanted", "pip_runs"), [("dev", "", 0), ("dev", "dev", 0), ("core", "dev", 1), ("", "", 1)]
)
def test_pip_runs_only_when_something_changed(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, installed: str, wanted: str, pip_runs: int
) -> None:
    calls: list[list[str]] = []

    def pip(command: list[str]) -> subprocess.CompletedProcess[str]:
        calls.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(script.subprocess, "run", pip)
    Path(script.FOLDER).mkdir()
    if installed:
        digest = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
        (Path(script.FOLDER) / f"installed-{installed}").write_text(digest)
    script.install(wanted)
    assert len(calls) == pip_runs
    script.install(wanted)
    assert len(calls) == pip_runs


def test_the_hook_calls_a_command_that_exists() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert [hook["entry"] for hook in hooks] == ["checker check"]
    assert 'checker = "checker.cli:main"' in project
