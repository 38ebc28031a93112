"""The shape of the code: who may import whom, and how large and how named things may be.

The order of the layers is kept here and nowhere else; a new module must be given its place.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "checker"

# Lower first; a module imports from its own layer or from a lower one. `checker` is the package's own __init__.
LAYERS = (
    ("model", "errors", "collecting", "workers"),
    ("conditions", "rulebase", "rulefiles", "config", "starter"),
    ("outlets",),
    ("readers",),
    ("attribution",),
    ("chains", "sourcing"),
    ("evidence",),
    ("policies",),
    ("triage",),
    ("formats",),
    ("inputs",),
    ("pipeline",),
    ("trace", "diff", "bundle"),
    ("checker",),
    ("console",),
    ("commands",),
    ("flags",),
    ("cli", "serve"),
    ("__main__",),
)
# Narrower than its height allows: a format is a function of the report.
ONLY = {"formats": {"formats", "model", "errors"}}
LINES, SHORT_LINES, FUNCTION_LINES = 400, 250, 60
SHORT = {"formats", "readers"}
NO_NOUNS = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "base", "core"}

HEIGHT = {name: height for height, names in enumerate(LAYERS) for name in names}
MODULES = sorted(PACKAGE.rglob("*.py"))
Function = (ast.FunctionDef, ast.AsyncFunctionDef)

every_module = pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())


def dotted(path: Path) -> str:
    """`checker/readers/html.py` as `checker.readers.html`, a folder's `__init__.py` as the folder."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def layer(module: str) -> str:
    """The layer's name of a dotted module: its first part below `checker`."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else parts[0]


NAMES = {dotted(path) for path in MODULES}
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}


def imported(tree: ast.AST) -> Iterator[str]:
    """Our own modules that a tree imports, `from checker.formats import text` as `checker.formats.text`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "checker")
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "checker":
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in NAMES else str(node.module)


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a tree."""
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def public(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """Public functions and classes of a module, and the public methods of those classes."""
    for node in tree.body:
        if isinstance(node, (*Function, ast.ClassDef)) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from (child for child in node.body if isinstance(child, Function) and child.name[0] != "_")


def test_every_module_has_a_layer() -> None:
    assert {layer(name) for name in NAMES} - set(HEIGHT) == set()


@every_module
def test_no_module_imports_a_higher_layer(path: Path) -> None:
    own = layer(dotted(path))
    seen = {layer(name) for name in imported(TREES[path])}
    assert {name for name in seen if HEIGHT.get(name, 0) > HEIGHT.get(own, 0)} == set()
    assert seen <= ONLY.get(own, seen)


def test_imports_make_no_circle() -> None:
    graph = {dotted(path): set(imported(TREES[path])) - {dotted(path)} for path in MODULES}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" > ".join(error.args[1]))


@every_module
def test_imports_stand_at_the_top(path: Path) -> None:
    """Only the sub-commands of the command line import what they need when they run."""
    if path.name == "cli.py":
        return
    hidden = [
        f"{path.name}:{node.lineno}"
        for function in functions(TREES[path])
        for node in ast.walk(function)
        if isinstance(node, (ast.Import, ast.ImportFrom))
    ]
    assert hidden == []


@every_module
def test_modules_are_short_and_named_by_a_noun(path: Path) -> None:
    limit = SHORT_LINES if layer(dotted(path)) in SHORT else LINES
    assert len(path.read_text(encoding="utf-8").splitlines()) <= limit
    assert path.stem.strip("_") not in NO_NOUNS
    assert path.parent.name not in NO_NOUNS


@every_module
def test_functions_are_short(path: Path) -> None:
    long = {
        node.name: length
        for node in functions(TREES[path])
        if (length := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_LINES
    }
    assert long == {}


@every_module
def test_what_is_public_is_described(path: Path) -> None:
    tree = TREES[path]
    assert not tree.body or ast.get_docstring(tree), "the module says nothing of itself"
    assert [node.name for node in public(tree) if not ast.get_docstring(node)] == []


@every_module
def test_only_the_command_line_speaks(path: Path) -> None:
    """stdout, stderr and exit codes belong to cli and serve; everything else returns values and raises."""
    if layer(dotted(path)) in {"console", "commands", "cli", "serve", "__main__"}:
        return
    calls = [node.func for node in ast.walk(TREES[path]) if isinstance(node, ast.Call)]
    names = [ast.unparse(call) for call in calls]
    assert [name for name in names if name in {"print", "input", "exit", "sys.exit", "os._exit"}] == []


NETWORK = {"socket", "ssl", "requests", "urllib3", "http.client", "urllib.request", "ftplib", "aiohttp", "httpx"}


@every_module
def test_only_evidence_reaches_for_the_network(path: Path) -> None:
    if layer(dotted(path)) in {"evidence", "serve"}:
        return
    names: set[str] = set()
    for node in ast.walk(TREES[path]):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(str(node.module))
    assert names & NETWORK == set()
