"""`checker init`: a commented configuration that works as it is and when its comments are taken off."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.cli import main
from checker.config import Settings, discover
from checker.evidence.keeping.store import Store
from checker.starter import TEXT


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_it_writes_a_file_that_is_read_as_it_is() -> None:
    assert main(["init"]) == 0
    written = discover(Path.cwd())
    assert (written.file, written.include, written.fail_on) == (Path("checker.toml").resolve(), ("**/*.md",), "error")
    assert written.preset == Settings(Path.cwd()).preset
    assert main(["check", "--show-settings"]) == 0


def test_every_commented_line_is_a_setting_that_exists() -> None:
    bare = "".join(
        line.removeprefix("# ") if " = " in line or line.startswith("# [") else line
        for line in TEXT.splitlines(keepends=True)
        if "extend" not in line
    )
    Path("checker.toml").write_text(bare, encoding="utf-8")
    settings = discover(Path.cwd())
    assert settings.exclude == ("archive/**",)
    assert settings.severity == (("anonymous-source", "warning"), ("image-state-credit", "off"))
    assert [entry.rule for entry in settings.allow] == ["chain-through-state"]
    assert settings.paths[0].match == ("opinion/**",)
    assert settings.audience == "ci"
    Path("newsroom-rules").mkdir()
    Store.open(Path("evidence"), write=True).close()
    Path("checker-baseline.json").write_text('{"format": "checker-baseline/1", "findings": []}', encoding="utf-8")
    Path("story.md").write_text("The boats are old, Joost Vos said.\n", encoding="utf-8")
    assert main(["check", "story.md"]) == 0


def test_nothing_is_written_over(capsys: pytest.CaptureFixture[str]) -> None:
    Path("checker.toml").write_text("# mine\n", encoding="utf-8")
    assert main(["init"]) == 2
    assert capsys.readouterr().err == "checker: checker.toml: is there already, and is not written over\n"
    assert Path("checker.toml").read_text(encoding="utf-8") == "# mine\n"


def test_a_folder_may_be_named_and_one_that_cannot_be_written_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", "site"]) == 0
    assert Path("site/checker.toml").is_file()
    Path("plain").write_text("", encoding="utf-8")
    assert main(["init", "plain"]) == 2
    assert "cannot write" in capsys.readouterr().err
