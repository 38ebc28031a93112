#!/usr/bin/env python3
"""Everything a fresh machine needs, with nothing but git and Python 3.11 or newer (`py run.py ...` on Windows).

    python3 run.py demo             the sourcing report of a sample article: text here, HTML in build/demo.html
    python3 run.py tests [ARGS]     the tests (ARGS go to pytest)

Makes .venv beside this file and installs the project into it when pyproject.toml has changed since the last time.
Written so that older Pythons can read it: they look for a newer one on the PATH, or say what is missing.
"""

import hashlib
import os
import shutil
import subprocess
import sys

NEEDED = (3, 11)
HERE = os.path.dirname(os.path.abspath(__file__))
FOLDER = os.path.join(HERE, ".venv")
PYTHON = os.path.join(FOLDER, "Scripts", "python.exe") if os.name == "nt" else os.path.join(FOLDER, "bin", "python")
SEED = "seeds/two-relays.txt"
# command: the extra of pyproject.toml that it needs, and what it runs
COMMANDS = {
    "demo": ("", ["checker", "report", SEED, "--write", "html=build/demo.html"]),
    "tests": ("dev", ["pytest"]),
}


def works(python, code):
    """Whether this interpreter exists and runs the code without an error."""
    try:
        return (
            subprocess.run([python, "-c", code], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0
        )
    except OSError:
        return False


def new_enough(python):
    """Whether this interpreter exists and is one that we support."""
    return works(python, f"import sys; sys.exit(sys.version_info < {NEEDED})")


def interpreter():
    """A Python that is new enough: this one, or the newest on the PATH."""
    names = [f"python3.{minor}" for minor in range(30, NEEDED[1] - 1, -1)]
    for python in [sys.executable] + [shutil.which(name) for name in names]:
        if python and new_enough(python):
            return python
    found = ".".join(map(str, sys.version_info[:3]))
    sys.exit(f"checker needs Python 3.11 or newer: this is {found} ({sys.executable}), and no newer one is on the PATH")


def make_environment():
    """Make .venv, unless there is one that works."""
    if new_enough(PYTHON) and works(PYTHON, "import pip"):
        return
    python = interpreter()
    if not works(python, "import ensurepip, venv"):
        sys.exit(
            f"{python} lacks its venv module: install it (Debian, Ubuntu: sudo apt install python3-venv) and repeat"
        )
    if subprocess.run([python, "-m", "venv", "--clear", FOLDER]).returncode:
        sys.exit(f"{python} could not make {FOLDER}: see above")


def install(extra):
    """Install the project with this extra into .venv, unless that was done for this very pyproject.toml."""
    with open(os.path.join(HERE, "pyproject.toml"), "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    marks = {name: os.path.join(FOLDER, "installed-" + (name or "core")) for name in ("", "dev")}
    for mark in {marks[extra], marks["dev"]}:
        if os.path.exists(mark):
            with open(mark) as file:
                if file.read() == digest:
                    return
    print("Installing into .venv, a minute the first time ...", file=sys.stderr, flush=True)
    target = f"{HERE}[{extra}]" if extra else HERE
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--editable", target]
    if subprocess.run(pip).returncode:
        sys.exit("pip could not install the project: see above")
    with open(marks[extra], "w") as file:
        file.write(digest)


def main():
    """Run one command of the list at the top; returns its exit code."""
    if len(sys.argv) < 2 or sys.argv[1] not in COMMANDS:
        sys.exit(__doc__.strip())
    extra, command = COMMANDS[sys.argv[1]]
    make_environment()
    install(extra)
    os.makedirs(os.path.join(HERE, "build"), exist_ok=True)
    surroundings = dict(os.environ, PYTHONUTF8="1")
    return subprocess.run([PYTHON, "-m", *command, *sys.argv[2:]], cwd=HERE, env=surroundings).returncode


if __name__ == "__main__":
    sys.exit(main())
