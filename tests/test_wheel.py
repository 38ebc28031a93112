"""What is installed: the wheel holds the rules, and every dependency named is one that is used."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
import venv
from importlib import metadata
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# Named although no line of ours imports them, and why.
UNSEEN = {
    "lxml_html_clean": "trafilatura cannot be imported without it; older pips do not see that",
    "rich": "imported by name, and only on a terminal",
}
# What the project is asked to be made with: named in pyproject.toml and imported by the package.
ASKED = {"requests", "beautifulsoup4", "tldextract", "tenacity"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built without the network."""
    pytest.importorskip("hatchling", reason="the build backend is not installed: the wheel cannot be built offline")
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    return next(folder.glob("*.whl"))


def rule_files(root: Path) -> set[str]:
    """Every file under a rules folder, by its path in it."""
    return {
        path.relative_to(root).as_posix()
        for path in root.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_holds_every_rule_and_nothing_of_the_tests(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        names = set(archive.namelist())
    inside = {name.removeprefix("checker/_rules/") for name in names if name.startswith("checker/_rules/")}
    tracked = rule_files(ROOT / "rules")
    assert inside == tracked
    assert tracked
    assert "checker/py.typed" in names
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {"checker"}


def test_the_installed_command_lists_every_policy(wheel: Path, tmp_path: Path) -> None:
    """In an environment that holds the wheel instead of the checkout, from another working directory."""
    venv.create(tmp_path / "env", with_pip=False)
    folder = next((tmp_path / "env").glob("**/site-packages"))
    with ZipFile(wheel) as archive:
        archive.extractall(folder)
    # The dependencies come from the environment that runs the tests, behind the wheel.
    (folder / "borrowed.pth").write_text("\n".join(path for path in sys.path if path.endswith("site-packages")))
    python = next((tmp_path / "env").glob("[bS][ic][nr]*/python*"))
    where = subprocess.run(
        [python, "-c", "import checker; print(checker.__file__)"], cwd=tmp_path, capture_output=True, text=True
    )
    assert str(folder) in where.stdout, where.stderr
    shown = subprocess.run([python, "-m", "checker", "rules"], cwd=tmp_path, capture_output=True, text=True)
    assert shown.returncode == 0, shown.stderr
    names = {path.stem for path in (ROOT / "rules" / "policies").rglob("*.yaml")}
    assert names
    assert names <= set(re.findall(r"[a-z][a-z-]+", shown.stdout))


def declared() -> set[str]:
    """Names of all dependencies in pyproject.toml, the tools of development left out, normalised."""
    lists = [
        PROJECT["dependencies"],
        *(value for key, value in PROJECT["optional-dependencies"].items() if key != "dev"),
    ]
    return {normal(re.split(r"[<>=!~\[; ]", line)[0]) for names in lists for line in names}


def normal(name: str) -> str:
    """A distribution's name as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def used() -> set[str]:
    """Distributions that modules of the package import."""
    modules: set[str] = set()
    for path in (ROOT / "checker").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                modules |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                modules.add(node.module or "")
    owners = metadata.packages_distributions()
    # `google` is shared by several distributions: only the one that owns the module asked for counts.
    first = {module.split(".")[0] for module in modules} - {"google"}
    found = {normal(owners[name][0]) for name in first if name in owners}
    return found | ({"protobuf"} if any(module.startswith("google.protobuf") for module in modules) else set())


def test_every_import_is_a_declared_dependency() -> None:
    assert used() - declared() - {normal(PROJECT["name"])} == set()


def test_every_dependency_is_imported_or_explained() -> None:
    assert declared() - used() == {normal(name) for name in UNSEEN}


def test_what_was_asked_for_is_a_core_dependency_and_used() -> None:
    core = {normal(re.split(r"[<>=!~\[; ]", line)[0]) for line in PROJECT["dependencies"]}
    assert core & used() >= ASKED
