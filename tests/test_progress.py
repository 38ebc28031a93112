"""How far long work has come: on a terminal, and nowhere else."""

from __future__ import annotations

import io
import sys

import pytest

from checker.commands import progress


class Terminal(io.StringIO):
    """Standard error of somebody who looks."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_is_told_and_no_character_of_a_page_is_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("rich")
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    with progress.shown("links") as told:
        assert told is not None
        told(1, 2, "https://a.example/\x1b]8;;evil\x07[red]")
    assert "1/2" in screen.getvalue()
    assert "\x1b]8" not in screen.getvalue()
    assert "\\x1b]8;;evil" in screen.getvalue()


@pytest.mark.parametrize("quiet", [True, False])
def test_a_pipe_and_who_wants_quiet_are_told_nothing(monkeypatch: pytest.MonkeyPatch, quiet: bool) -> None:
    screen = Terminal() if quiet else io.StringIO()
    monkeypatch.setattr(sys, "stderr", screen)
    with progress.shown("links", quiet) as told:
        assert told is None
    assert screen.getvalue() == ""


def test_without_the_extra_nothing_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with progress.shown("links") as told:
        assert told is None
