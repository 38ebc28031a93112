"""Streams and files that may fail: a closed pipe, a full disk, a charset without our characters, no terminal at all."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO

from checker.errors import CheckerError
from checker.formats._cells import line

_WIDE = 100


def complain(text: str) -> None:
    """One line on stderr; control characters of file names and articles are shown by number."""
    put(sys.stderr, f"checker: {line(text)}\n")


def put(stream: IO[str] | None, text: str) -> None:
    """Write to a stream that may be closed, a broken pipe, or of a charset without our characters.

    A reader that went away is no error; a disk that is full raises `CheckerError`.
    """
    if stream is None:
        return
    try:
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        _silence(stream)
    except (OSError, ValueError) as error:
        _silence(stream)
        raise CheckerError(f"cannot write: {getattr(error, 'strerror', None) or error}") from error


def _silence(stream: IO[str]) -> None:
    """Point a broken stream nowhere, so that Python's own flush at the end says nothing."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def flushed(code: int) -> int:
    """The exit code, once what is still in the streams' buffers is out or given up."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):
            _silence(stream)
    return code


def write(path: Path, text: str, mode: str = "w") -> bool:
    """Write a file, its folder made; what goes wrong is one line on stderr and False."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open(mode, encoding="utf-8", newline="\n") as file:
            file.write(text)
    except (OSError, ValueError) as error:
        complain(f"{path}: cannot write: {getattr(error, 'strerror', None) or error}")
        return False
    return True


def color(when: str, stream: IO[str] | None) -> bool:
    """Whether to colour: as the flag says; with "auto" on a terminal, unless NO_COLOR is set."""
    if when != "auto":
        return when == "always"
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return bool(stream and stream.isatty())


def width(stream: IO[str] | None) -> int:
    """Columns of the terminal; a fixed width for files and pipes, so that a report is the same everywhere."""
    if stream is None or not stream.isatty():
        return _WIDE
    try:
        return os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        return _WIDE
