"""Bundles: the same report byte for byte, from what is in the zip and nothing else; a hostile zip is refused."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from checker.bundle import Replayed, make, replay
from checker.bundle.package import pack, unpack
from checker.config import Allow, Settings
from checker.errors import EvidenceError, InputError
from checker.evidence.keeping.inventory import verify
from checker.evidence.keeping.store import Store
from checker.evidence.pages import Page
from checker.model import Supplied
from checker.pipeline import Delivery, Streams, run
from checker.rulebase import RULES, packaged_rules
from tests.store_writers import WHEN, look, page

ROOT = Path(__file__).resolve().parent.parent
SEED = ROOT / "seeds" / "two-relays.txt"
DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A newsroom's folder: an article with links, captures of what it links, rules and a baseline of its own."""
    folder = tmp_path_factory.mktemp("newsroom")
    (folder / "content").mkdir()
    text = SEED.read_text(encoding="utf-8")
    links = "\n\nThe ministry said so [on Monday](https://a.example/monday) and [again](https://b.example/again#end).\n"
    (folder / "content" / "story.md").write_text(text + links, encoding="utf-8")
    policy = (ROOT / "rules" / "policies" / "chain-through-state.yaml").read_text(encoding="utf-8")
    (folder / "own" / "policies").mkdir(parents=True)
    (folder / "own" / "policies" / "chain-through-state.yaml").write_text(
        policy.replace("is quoted", "is cited"), "utf-8"
    )
    with Store.open(folder / "E", write=True) as store:
        for url in ("https://a.example/monday", "https://c.example/not-linked", "https://b.example/again"):
            store.note(look(store.keep(page(url, f"<p>The words of {url}</p>".encode()), WHEN)))
        ended = "https://a.example/moved"
        moved = store.keep(Page("https://a.example/monday", ended, 200, (), b"<p>moved words", ""), WHEN)
        store.note(replace(look(moved), state="moved", final_url=ended))
    return folder


@pytest.fixture(scope="module")
def bundled(desk: Path) -> Path:
    """The article's bundle."""
    settings = Settings(root=desk, today=DAY, rules=(desk / "own",), evidence=desk / "E", preset="audit")
    made = make(str(desk / "content" / "story.md"), settings, Streams(), desk / "x.zip")
    assert made.records == 6
    return made.path


def entries(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def written(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as package:
        for name, data in files.items():
            package.writestr(name, data)
    return path


def test_everything_is_in_it_and_nothing_of_this_machine(bundled: Path, desk: Path, tmp_path: Path) -> None:
    files = entries(bundled)
    manifest = json.loads(files.pop("manifest.json"))
    assert {name: each["sha256"] for name, each in manifest["files"].items()} == {
        name: hashlib.sha256(data).hexdigest() for name, data in files.items()
    }
    assert manifest["article"] == "content/story.md"
    assert manifest["day"] == "2026-11-23"
    assert files["article"] == (desk / "content" / "story.md").read_bytes()
    for path in packaged_rules().rglob("*.yaml"):
        assert files[f"rules/0/{path.relative_to(packaged_rules()).as_posix()}"] == path.read_bytes()
    assert b"is cited" in files["rules/1/policies/chain-through-state.yaml"]
    assert "content/story.md" in files["report.json"].decode()
    assert b"is cited" in files["report.json"]
    for name, data in files.items():
        for private in (str(desk), str(ROOT), str(Path.home())):
            assert private.encode() not in data, name
    unpack(bundled, tmp_path)
    with Store.open(tmp_path / "evidence") as store, Store.open(desk / "E") as whole:
        for url in ("https://a.example/monday", "https://b.example/again#end", "https://a.example/moved"):
            assert store.visits(url) == whole.visits(url)
            held = [[replace(each, record="") for each in one.captures(url)] for one in (store, whole)]
            assert held[0] == held[1] != []
        assert verify(store) == ()
        found = {(each.url, each.final_url, store.page(each).body) for each in store.captures()}
    assert {each[:2] for each in found} == {
        ("https://a.example/monday", "https://a.example/monday"),
        ("https://a.example/monday", "https://a.example/moved"),
        ("https://b.example/again", "https://b.example/again"),
    }


def test_the_same_bytes_again(bundled: Path, desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(desk / "content")
    settings = Settings(root=desk, today=DAY, rules=(desk / "own",), evidence=desk / "E", preset="audit")
    made = make("story.md", settings, Streams(), tmp_path / "again.zip")
    assert made.path.read_bytes() == bundled.read_bytes()


def test_replayed_elsewhere_without_what_it_was_made_from(bundled: Path, desk: Path, tmp_path: Path) -> None:
    """Another working folder, another home, other rules in the tool, the newsroom's folder gone."""
    away = tmp_path / "elsewhere"
    away.mkdir()
    shutil.copyfile(bundled, away / "x.zip")
    changed = tmp_path / "rules"
    shutil.copytree(packaged_rules(), changed)
    for path in (changed / "policies").glob("*.yaml"):
        path.write_text(
            path.read_text(encoding="utf-8").replace("severity: warning", "severity: note"), encoding="utf-8"
        )
    child = (
        "import sys; from pathlib import Path; from checker.bundle import replay\n"
        "if __name__ == '__main__':\n"
        "    done = replay(Path('x.zip')); print(done.same, done.differences); sys.stdout.write(done.report)\n"
    )
    (away / "child.py").write_text(child, encoding="utf-8")
    # the cache of compiled rules goes by their digest and may stay where it is
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    other = {"HOME": str(away), "XDG_CACHE_HOME": cache, "TZ": "Pacific/Kiritimati"}
    environment = {**os.environ, **other, RULES: str(changed), "PYTHONPATH": str(ROOT)}
    hidden = desk.rename(desk.with_name("hidden"))
    try:
        done = subprocess.run(
            [sys.executable, "child.py"], cwd=away, env=environment, capture_output=True, text=True, check=False
        )
    finally:
        hidden.rename(desk)
    assert done.stdout.split("\n", 1)[0] == "True ()", done.stderr
    assert done.stdout.split("\n", 1)[1] == entries(bundled)["report.json"].decode()


def test_the_date_of_the_run_is_kept_and_the_name_of_standard_input(tmp_path: Path) -> None:
    """An accepted finding whose acceptance has ended since: judged as of the day of the bundle."""
    plain = Settings(root=Path.cwd(), audience="auditor")
    found = next(each for each in run([str(SEED)], plain).articles[0].findings if each.marks)
    allow = Allow("drafts/story.txt", found.policy, "checked by phone", until=date(2020, 1, 31))
    streams = Streams(BytesIO(SEED.read_bytes()), "drafts/story.txt")
    made = make("-", replace(plain, allow=(allow,), today=date(2020, 1, 1)), streams, tmp_path / "x.zip")
    [part] = json.loads(made.report)["articles"]
    assert "allowed" in {each["state"] for each in part["findings"]}
    assert json.loads(entries(tmp_path / "x.zip")["manifest.json"])["article"] == "drafts/story.txt"
    streams = Streams(BytesIO(SEED.read_bytes()), "drafts/story.txt")
    now = run(["-"], replace(plain, allow=(allow,)), streams).articles[0].findings
    assert "allowed" not in {each.state for each in now}


def test_an_address(tmp_path: Path) -> None:
    streams = Streams(fetch=lambda url: Delivery(SEED.read_bytes(), "utf-8", url + "/end"))
    settings = Settings(root=Path.cwd(), today=DAY, supplied=Supplied(published=date(2026, 3, 1)))
    made = make("https://a.example/story", settings, streams, tmp_path / "x.zip")
    files = entries(tmp_path / "x.zip")
    assert json.loads(files["manifest.json"])["article"] == "https://a.example/story"
    assert json.loads(files["run.json"])["url"] == "https://a.example/story/end"
    assert json.loads(files["run.json"])["settings"]["supplied"]["published"] == "2026-03-01"
    assert made.report.encode() == files["report.json"]


def test_a_report_that_was_changed_is_shown(bundled: Path, tmp_path: Path) -> None:
    """Whoever changes a report and its hash is found out by the replay."""
    unpack(bundled, tmp_path / "x")
    report = tmp_path / "x" / "report.json"
    report.write_bytes(report.read_bytes().replace(b"is cited", b"is quoted", 1))
    pack(tmp_path / "x", tmp_path / "forged.zip", {})
    done = replay(tmp_path / "forged.zip")
    assert isinstance(done, Replayed)
    assert not done.same
    assert any(line.startswith("-") and "is quoted" in line for line in done.differences)
    assert any(line.startswith("+") and "is cited" in line for line in done.differences)


def test_no_byte_changes_unnoticed(bundled: Path, tmp_path: Path) -> None:
    """Any byte of the zip changed: named in one line, or it was one of the zip's own that says nothing (a date)."""
    whole = bundled.read_bytes()
    draw = random.Random(8)
    named = 0
    for turn in range(25):
        at = draw.randrange(len(whole))
        (tmp_path / "x.zip").write_bytes(whole[:at] + bytes([whole[at] ^ (1 + draw.randrange(255))]) + whole[at + 1 :])
        folder = tmp_path / str(turn)
        try:
            unpack(tmp_path / "x.zip", folder)
        except EvidenceError as error:
            named += str(error).startswith(f"{tmp_path / 'x.zip'}: ") and "\n" not in str(error)
        else:
            for name, data in entries(bundled).items():
                assert name == "manifest.json" or (folder / name).read_bytes() == data
        shutil.rmtree(folder, ignore_errors=True)
    assert named > 18


def changed(files: dict[str, bytes], name: str, change: Callable[[bytes], bytes]) -> dict[str, bytes]:
    return {**files, name: change(files[name])}


def said_anew(data: dict[str, bytes], **said: object) -> dict[str, bytes]:
    return {**data, "manifest.json": json.dumps({**json.loads(data["manifest.json"]), **said}).encode()}


def listed(files: dict[str, bytes], name: str, data: bytes, size: int | None = None) -> dict[str, bytes]:
    """The files with one more, which the manifest lists."""
    known = json.loads(files["manifest.json"])["files"]
    known[name] = {"size": len(data) if size is None else size, "sha256": hashlib.sha256(data).hexdigest()}
    return said_anew({**files, name: data}, files=known)


HOSTILE: list[tuple[str, Callable[[dict[str, bytes]], dict[str, bytes]], str]] = [
    ("a changed rule", lambda f: changed(f, "rules/0/a.yaml", bytes.upper), "rules/0/a.yaml has other bytes than"),
    ("a longer file", lambda f: changed(f, "article", lambda data: data * 9), "article has other bytes than"),
    ("a shorter file", lambda f: changed(f, "article", lambda _: b""), "article has other bytes than"),
    ("a file more", lambda f: {**f, "run.py": b"x"}, "run.py is not in the manifest"),
    ("a file less", lambda f: {k: v for k, v in f.items() if k != "article"}, "article is missing"),
    ("no manifest", lambda f: {k: v for k, v in f.items() if k != "manifest.json"}, "not a bundle: it has no manifest"),
    ("no JSON", lambda f: {**f, "manifest.json": b"{"}, "manifest.json is damaged"),
    ("other JSON", lambda f: {**f, "manifest.json": b"[]"}, "manifest.json is not that of a bundle"),
    ("sizes below nothing", lambda f: said_anew(f, files={"a": {"size": -1, "sha256": ""}}), "not that of a"),
    ("a newer one", lambda f: said_anew(f, version=2), "version 2, .* up to 1; a newer one is needed"),
    ("a way out", lambda f: listed(f, "../out.txt", b"x"), r"\.\./out\.txt is no name of a file in a bundle"),
    ("from the root", lambda f: listed(f, "/tmp/out.txt", b"x"), "/tmp/out.txt is no name of"),
    ("a drive", lambda f: listed(f, "C:out.txt", b"x"), "C:out.txt is no name of"),
    ("a way out of Windows", lambda f: listed(f, "..\\out.txt", b"x"), "is no name of a file in a bundle"),
    ("a device", lambda f: listed(f, "rules/0/aux.yaml", b"x"), "rules/0/aux.yaml is no name of"),
    ("a dot at the end", lambda f: listed(f, "rules./x", b"x"), "rules./x is no name of"),
    ("a folder", lambda f: listed(f, "rules/", b""), "rules/ is no name of"),
    ("the same name", lambda f: listed(f, "ARTICLE", b"x"), "ARTICLE is there twice"),
    ("too much", lambda f: listed(f, "big", b"x", 3 << 30), "more than 20000 files or 2 GB unpacked"),
    ("a bomb", lambda f: listed(f, "zeros", b"\0" * 50_000_000, 10), "zeros has other bytes than the manifest says"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "said"), [row[1:] for row in HOSTILE], ids=[row[0] for row in HOSTILE])
def test_a_hostile_zip_is_refused_in_one_line(
    change: Callable[[dict[str, bytes]], dict[str, bytes]], said: str, tmp_path: Path
) -> None:
    source = tmp_path / "source"
    (source / "rules" / "0").mkdir(parents=True)
    (source / "article").write_bytes(b"words")
    (source / "rules" / "0" / "a.yaml").write_bytes(b"a: words")
    pack(source, tmp_path / "x.zip", {})
    files = entries(tmp_path / "x.zip")
    unpack(tmp_path / "x.zip", tmp_path / "sound")
    with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in change(files).items():
            package.writestr(zipfile.ZipInfo(name) if name.endswith("/") else name, data)
    with pytest.raises(EvidenceError, match=said) as error:
        unpack(tmp_path / "x.zip", tmp_path / "target")
    assert "\n" not in str(error.value)
    assert not (tmp_path / "out.txt").exists()
    assert sum(path.stat().st_size for path in tmp_path.rglob("zeros")) <= 10


@pytest.mark.parametrize("data", [b"", b"PK no zip", b"words" * 100])
def test_what_is_no_zip(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(data)
    with pytest.raises(EvidenceError, match=r"x\.zip: "):
        replay(tmp_path / "x.zip")
    with pytest.raises(EvidenceError, match="No such file"):
        replay(tmp_path / "none.zip")


def test_a_bundle_of_something_else(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "words").write_bytes(b"words")
    pack(tmp_path / "source", tmp_path / "x.zip", {})
    with pytest.raises(EvidenceError, match="its reports cannot be read"):
        replay(tmp_path / "x.zip")


def test_what_cannot_be_bundled_is_said_in_one_line(tmp_path: Path) -> None:
    settings = Settings(root=tmp_path)
    with pytest.raises(InputError, match="No such file"):
        make("none.txt", settings, Streams(), tmp_path / "x.zip")
    with pytest.raises(InputError):
        make("https://a.example/", settings, Streams(), tmp_path / "x.zip")
    with pytest.raises(EvidenceError, match="no such folder"):
        make(str(SEED), settings, Streams(), tmp_path / "x.zip", tmp_path / "none")
    assert list(tmp_path.iterdir()) == []
