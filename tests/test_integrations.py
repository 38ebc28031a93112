"""The hook and the action that other repositories call: both run here on a sample repository.

The hook needs pre-commit and a package index, and is skipped without either; the action's own steps need bash and git.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import site
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
CLEAN = "# Gate\n\nThe gate opens in May, engineer Mara Voss said.\n"
FAULT = "# Gate\n\nThe gate opens in May, engineer Mara Voss told the [Harbour Courier](#).\n"
IDENTITY = ("-c", "user.name=Desk", "-c", "user.email=desk@courier.example", "-c", "commit.gpgsign=false")


def git(*arguments: str, where: Path) -> None:
    subprocess.run(["git", *IDENTITY, *arguments], check=True, capture_output=True, cwd=where)


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A repository with an old article that has a fault, on `main`, and its clone on a branch with a new article."""
    origin = tmp_path / "origin"
    (origin / "content").mkdir(parents=True)
    (origin / "content" / "old.md").write_text(FAULT, encoding="utf-8")
    git("init", "-q", "-b", "main", where=origin)
    git("add", ".", where=origin)
    git("commit", "-q", "-m", "archive", where=origin)
    git("clone", "-q", str(origin), str(tmp_path / "clone"), where=tmp_path)
    clone = tmp_path / "clone"
    git("checkout", "-q", "-b", "story", where=clone)
    (clone / "content" / "new.md").write_text(CLEAN, encoding="utf-8")
    git("add", ".", where=clone)
    return clone


# --------------------------------------------------------------------------------------------- pre-commit

HOOK = shutil.which("pre-commit")


@pytest.mark.skipif(HOOK is None, reason="pre-commit is not installed")
def test_the_hook_runs_under_pre_commit(sample: Path, tmp_path: Path) -> None:
    """The real program builds the environment from this repository and gives the hook the files by name."""
    surroundings = {**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "home"), "GIT_CONFIG_COUNT": "0"}
    command = [str(HOOK), "try-repo", str(ROOT), "checker", "--color", "never", "--files"]

    def run(name: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command, name], cwd=sample, env=surroundings, capture_output=True, text=True, timeout=600
        )

    clean = run("content/new.md")
    if "An unexpected error" in clean.stdout + clean.stderr and "pip" in clean.stdout + clean.stderr:
        pytest.skip("no package index to build the hook's environment from")
    assert clean.returncode == 0, clean.stdout + clean.stderr
    assert re.search(r"checker \(sources and citations\)\.+Passed", clean.stdout)
    faulty = run("content/old.md")
    assert faulty.returncode == 1
    assert "error[link-empty]" in faulty.stdout


# ------------------------------------------------------------------------------------------------- action


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a fresh `python` that sees the packages of this one, but not the project itself."""
    folder = tmp_path_factory.mktemp("python")
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, capture_output=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    ours = [path for path in site.getsitepackages() if Path(path).is_dir()]
    (packages / "ours.pth").write_text("\n".join(ours) + "\n", encoding="utf-8")
    return folder / "bin"


def steps() -> dict[str, dict[str, Any]]:
    """The steps of the action that run a script, by name."""
    return {step["name"]: step for step in ACTION["runs"]["steps"] if "run" in step}


def perform(step: dict[str, Any], python: Path, where: Path, base: str = "", **inputs: str) -> tuple[int, str]:
    """Run a step's script as a runner does: expressions only in its variables, bash with -e and pipefail."""
    known = {
        "github.action_path": str(ROOT),
        "github.base_ref": base,
        **{f"inputs.{name}": str(about["default"]) for name, about in ACTION["inputs"].items()},
        **{f"inputs.{name.replace('_', '-')}": value for name, value in inputs.items()},
    }
    variables = {
        name: re.sub(r"\$\{\{\s*([\w.-]+)\s*\}\}", lambda found: known[found[1]], value)
        for name, value in step["env"].items()
    }
    quiet = {"PIP_NO_DEPS": "1", "PIP_NO_BUILD_ISOLATION": "0", "GITHUB_OUTPUT": str(where.parent / "output")}
    environment = {**os.environ, **quiet, **variables, "PATH": f"{python}{os.pathsep}{os.environ['PATH']}"}
    environment.pop("PYTHONPATH", None)
    environment["GITHUB_STEP_SUMMARY"] = str(where.parent / "summary.md")
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=where, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=300,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def installed(python: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    code, told = perform(steps()["Install"], python, tmp_path_factory.mktemp("where"))
    assert code == 0, told
    return python


needs_bash = pytest.mark.skipif(shutil.which("bash") is None or os.name == "nt", reason="the steps are bash scripts")


def test_no_expression_stands_inside_a_script() -> None:
    assert list(steps()) == ["Install", "Check"]
    assert [name for name, step in steps().items() if "${{" in step["run"]] == []


@needs_bash
def test_a_pull_request_is_checked_against_its_base(installed: Path, sample: Path) -> None:
    check = steps()["Check"]
    assert perform(check, installed, sample, base="main", paths="content")[0] == 0
    (sample / "content" / "new.md").write_text(FAULT, encoding="utf-8")
    code, told = perform(check, installed, sample, base="main", paths="content")
    assert code == 1, told
    assert [row.partition(",")[0] for row in told.splitlines() if row.startswith("::error")] == [
        "::error file=content/new.md"
    ]
    (run,) = json.loads((sample / "checker.sarif").read_text(encoding="utf-8"))["runs"]
    assert len(run["results"]) == 1
    assert (sample.parent / "output").read_text(encoding="utf-8").endswith("sarif=checker.sarif\n")
    assert "link-empty" in (sample.parent / "summary.md").read_text(encoding="utf-8")


@needs_bash
@pytest.mark.parametrize(
    ("inputs", "code", "told"),
    [
        ({"paths": "content"}, 1, "::error file=content/old.md"),
        ({"paths": "content", "changed_since": "none"}, 1, "::error file=content/old.md"),
        ({"paths": "content/new.md"}, 0, ""),
        ({"paths": "content/new.md\ncontent/old.md", "fail_on": "never", "sarif": ""}, 0, "::error file=content/old"),
        ({"paths": "content/*.md"}, 2, "No such file"),
        ({"paths": "content", "preset": "x$(touch gotcha)"}, 2, "unknown preset"),
        ({"paths": "$(touch gotcha) ;touch gotcha"}, 2, "No such file"),
        ({"paths": "content", "changed_since": "--output=gotcha"}, 2, 'git knows no "--output=gotcha"'),
        ({"paths": "--write=json=gotcha"}, 2, "No such file"),
    ],
)
def test_inputs_of_the_action(installed: Path, sample: Path, inputs: dict[str, str], code: int, told: str) -> None:
    got, shown = perform(steps()["Check"], installed, sample, **inputs)
    assert (got, told in shown) == (code, True), shown
    assert not (sample / "gotcha").exists()
