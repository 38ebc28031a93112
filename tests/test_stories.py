"""Seven users at their work, from the command line to what they must see.

The articles are made for it. Where a story needs the article that the project began with, which is not ours to print,
it is named by its lines only, and the test is skipped without it.
"""

from __future__ import annotations

import json
import re
import socket
import subprocess
from pathlib import Path
from typing import Any

import pytest

from checker.cli import main

SEED = Path(__file__).resolve().parents[2] / "shared" / "seeds" / "000_c761031c301925b9.txt"
needs_seed = pytest.mark.skipif(not SEED.is_file(), reason="the first article (../shared/seeds) is not here")

AP_GOOD = """# Ferry line to close in March

Harbour Courier, 12 February 2024

The ferry line will close in March because the hulls are cracked, said a senior harbour official who spoke on condition
of anonymity because the council has not been told. A second official in the transport ministry confirmed that the
hulls are cracked and the line will close.
"""
PICKUP_OK = """# Union names a day

Harbour Courier, 12 February 2024

“We will stop work on the first of May,” union leader Otar Beridze [told Kommersant](https://www.kommersant.ru/doc/1),
[according to Interfax](https://www.interfax.ru/business/1).
"""
TOLD = """# Rail strike

Harbour Courier, 12 February 2024

The strike will end on Friday, union leader Anke Wirth told {outlet}.
"""
SPUTNIK_UNLABELLED = """# Grain ships wait

Harbour Courier, 12 February 2024

The ships will sail in May, captain Ivo Drenk told Sputnik.

The crews are well, harbour master Lena Fos told Sputnik.
"""
WRONG_OUTLET = """# The committee vote

Harbour Courier, 12 February 2024

The vote was moved to Tuesday, [Politico reported](https://www.washingtonpost.com/politics/2024/02/12/vote/).
"""
RIGHT_OUTLET = """# The committee vote

Harbour Courier, 12 February 2024

The vote was moved, senator Ada Holm [told Bloomberg](https://www.bloomberg.com/news/articles/2024-02-12/vote).

The bill is dead, senator Ben Rood [told Bloomberg](https://bloom.bg/3abcDEF).

The bill will return, senator Cora Lind
[told The Guardian](https://web.archive.org/web/20240212101010/https://www.theguardian.com/world/2024/feb/12/bill).

The budget is next, senator Dan Moss [told The Guardian](https://amp.theguardian.com/world/2024/feb/12/budget).

The hearing starts at nine, senator [Eve Tarn](https://www.evetarn.example/about), who chairs the committee, told The
New York Times on Monday.
"""


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)


def told(command: str, source: str | Path, *flags: str) -> dict[str, Any]:
    """The JSON of a command on a file, or on an article given by its text."""
    name = str(source)
    if "\n" in name:
        Path("article.md").write_text(name, encoding="utf-8")
        name = "article.md"
    audience = () if "--audience" in flags else ("--audience", "auditor")
    assert main([command, name, *flags, *audience, "-w", "json=told.json", "-f", "json"]) in (0, 1)
    (article,) = json.loads(Path("told.json").read_text(encoding="utf-8"))["articles"]
    found: dict[str, Any] = article
    return found


def fired(source: str | Path, policy: str, *flags: str) -> list[dict[str, Any]]:
    """The findings of one policy on an article."""
    return [found for found in told("check", source, *flags)["findings"] if found["policy"] == policy]


def lines(found: list[dict[str, Any]]) -> list[int]:
    """The lines that findings point at, first marks only."""
    return sorted(finding["marks"][0]["span"]["line"] for finding in found)


def routes(article: dict[str, Any]) -> dict[str, list[str]]:
    """The outlets that each claim passed on its way, in order, without publishers."""
    passed = {"first-publisher", "relay"}
    return {
        chain["claim"]: [hop["source"]["name"] for hop in chain["hops"] if hop["role"] in passed]
        for chain in article["chains"]
    }


# ------------------------------------------------------------------------------- U1, the standards editor

# Line of the claim and a word of its speaker; one claim in two is on a line of its own.
KEY = [
    (15, "official"), (19, "Putin"), (19, "official"), (27, "Makienko"), (29, "Makienko"), (31, "Mattis"),
    (35, "official"), (39, "Makienko"), (41, "Bendett"), (49, "officials"), (53, "Erdogan"), (55, "Erdogan"),
    (57, "officials"), (57, "observers"), (59, "Makienko"), (61, "Makienko"),
]  # fmt: skip


@needs_seed
def test_an_editor_gets_every_claim_with_its_speaker_and_route() -> None:
    article = told("report", SEED, "--preset", "ap")
    said = [(claim["sentence"]["line"], claim["speaker"]["name"]) for claim in article["claims"]]
    right = [(line, word) for line, word in KEY if any(line == at and word in name for at, name in said)]
    assert len(right) >= 14, set(KEY) - set(right)
    by_line = {claim["id"]: claim["sentence"]["line"] for claim in article["claims"] if not claim["nested"]}
    passed = {by_line[claim]: route for claim, route in routes(article).items() if by_line.get(claim) in (59, 61)}
    assert passed == {59: ["Vzglyad", "Sputnik"], 61: ["Vzglyad", "Sputnik"]}
    assert article["findings"]
    assert all(mark["span"]["words"] for found in article["findings"] for mark in found["marks"])


@needs_seed
def test_the_editors_page_stands_alone_and_two_runs_give_the_same_bytes() -> None:
    for name in ("one.html", "two.html"):
        main(["report", str(SEED), "--preset", "ap", "-w", f"html={name}"])
    page = Path("one.html").read_text(encoding="utf-8")
    assert Path("two.html").read_text(encoding="utf-8") == page
    loaded = re.findall(r"""<(?:script|img|iframe|link|source|object)[^>]*?(?:src|href|data)=["']?([^"'\s>]+)""", page)
    assert [address for address in loaded if not address.startswith(("#", "data:"))] == []
    assert re.findall(r"url\((?!#|[\"']?(?:#|data:))", page) == []
    assert "@import" not in page


# ------------------------------------------------------------------------ U2, anonymous sources under AP


@needs_seed
def test_unnamed_officials_are_listed_with_what_is_missing() -> None:
    ap = ("--preset", "ap")
    assert {15, 19, 35} <= set(lines(fired(SEED, "anonymous-source", *ap)))
    assert {15, 19, 35} <= set(lines(fired(SEED, "anonymous-no-reason", *ap)))
    assert lines(fired(SEED, "anonymous-sole-support", *ap)) == [35]
    assert fired(SEED, "anonymous-undescribed", *ap) == []


def test_a_reason_and_a_second_source_silence_what_asks_for_them() -> None:
    names = {found["policy"] for found in told("check", AP_GOOD, "--preset", "ap")["findings"]}
    assert "anonymous-source" in names
    assert not names & {"anonymous-no-reason", "anonymous-sole-support", "anonymous-undescribed"}


# ------------------------------------------------------------------------------ U3, the second-hand pick-up


@needs_seed
def test_a_pick_up_is_seen_in_the_sentence_that_names_it_and_in_the_next() -> None:
    (found,) = fired(SEED, "second-hand", "--preset", "ap")
    assert lines([found]) == [59]
    assert found["also"] == ["line 61"]
    unlinked = fired(SEED, "hop-unlinked", "--preset", "ap")
    assert [one["marks"][0]["span"]["words"] for one in unlinked] == ["Vzglyad"]
    assert lines(fired(SEED, "plural-for-one", "--preset", "ap")) == [57]


def test_a_pick_up_with_both_stations_linked_is_left_alone() -> None:
    article = told("report", PICKUP_OK, "--preset", "ap")
    assert ["Kommersant", "Interfax"] in routes(article).values()
    names = {found["policy"] for found in article["findings"]}
    assert not names & {"second-hand", "hop-unlinked", "plural-for-one", "attribution-unlinked"}


# -------------------------------------------------------------------------------------- U4, state media


@needs_seed
def test_a_label_in_the_text_silences_what_asks_for_one() -> None:
    (cited,) = fired(SEED, "state-outlet-cited")
    assert cited["message"].startswith("Sputnik is cited here: state-controlled, per ")
    assert len(cited["claims"]) == 2
    assert fired(SEED, "state-outlet-unlabelled") == []
    (image,) = fired(SEED, "image-state-credit")
    assert lines([image]) == [63]


@pytest.mark.parametrize(
    ("outlet", "degree"),
    [("Deutsche Welle", "publicly funded, independent"), ("the BBC", "public-service media, independent")],
)
def test_public_broadcasters_are_shown_in_their_own_degree(outlet: str, degree: str) -> None:
    article = told("report", TOLD.format(outlet=outlet))
    (standing,) = (one for one in article["outlets"].values() if one["name"] in outlet)
    assert standing["control"] == "no"
    assert standing["wording"].startswith(degree)
    names = {found["policy"] for found in article["findings"]}
    assert not names & {"state-outlet-unlabelled", "state-outlet-cited", "chain-through-state"}


def test_an_unlabelled_state_outlet_is_asked_about_once_at_its_first_mention() -> None:
    (found,) = fired(SPUTNIK_UNLABELLED, "state-outlet-unlabelled")
    assert (found["marks"][0]["span"]["line"], found["marks"][0]["span"]["words"]) == (5, "Sputnik")
    labelled = SPUTNIK_UNLABELLED.replace("Drenk told Sputnik", "Drenk told the Russian state-owned agency Sputnik")
    assert fired(labelled, "state-outlet-unlabelled") == []


# ------------------------------------------------------------------------------- U5, a site under CI

CLEAN = "---\ntitle: Harbour notes {n}\ndate: 2024-01-02\n---\n\nThe tide table of week {n} is out, the harbour says.\n"
BROKEN = "The bridge will open in June, engineer Mara Voss told the [Harbour Courier](#)."


def git(*arguments: str) -> None:
    identity = ("-c", "user.name=Desk", "-c", "user.email=desk@courier.example", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *arguments], check=True, capture_output=True)


def site() -> None:
    """A Hugo site of three old articles, one of them with a fault, on `main`, and one new article with the same."""
    Path("content").mkdir()
    for number in range(3):
        Path(f"content/old{number}.md").write_text(CLEAN.format(n=number), encoding="utf-8")
    Path("content/old1.md").write_text(f"# Old\n\n{BROKEN}\n", encoding="utf-8")
    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-q", "-m", "archive")
    git("checkout", "-q", "-b", "story")
    Path("content/new.md").write_text(f"# New\n\n{BROKEN}\n", encoding="utf-8")


def results() -> list[dict[str, Any]]:
    (run,) = json.loads(Path("out.sarif").read_text(encoding="utf-8"))["runs"]
    found: list[dict[str, Any]] = run["results"]
    return found


CI = ["check", "content/", "--preset", "ci", "--changed-since", "main", "-w", "sarif=out.sarif"]


def test_a_build_looks_at_the_new_article_and_opens_no_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    class Refused:
        def __init__(self, *_: object, **__: object) -> None:
            raise AssertionError("a socket was opened")

    site()
    assert main(CI) == 1
    monkeypatch.setattr(socket, "socket", Refused)
    monkeypatch.setattr(socket, "getaddrinfo", Refused)
    assert main(CI) == 1
    places = [one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in results()]
    assert places == ["content/new.md"]


def test_a_build_is_green_red_or_broken_by_its_exit_code() -> None:
    site()
    Path("content/new.md").write_text(CLEAN.format(n=9), encoding="utf-8")
    assert main(CI) == 0
    assert main([*CI[:4], "--changed-since", "nowhere"]) == 2
    assert main(["check", "content/gone.md"]) == 2


def test_fingerprints_survive_a_paragraph_above() -> None:
    site()
    main(CI)
    before = [one["partialFingerprints"] for one in results()]
    text = Path("content/new.md").read_text(encoding="utf-8")
    Path("content/new.md").write_text(text.replace("# New\n", "# New\n\nThe tide is high.\n"), encoding="utf-8")
    main(CI)
    assert [one["partialFingerprints"] for one in results()] == before != []
    assert [one["locations"][0]["physicalLocation"]["region"]["startLine"] for one in results()] == [5]


def test_the_sarif_of_a_build_is_of_the_standards_shape() -> None:
    sarif = pytest.importorskip("pydantic_sarif.model", reason="pydantic-sarif is not installed")
    site()
    main([*CI[:4], "-w", "sarif=out.sarif", "--audience", "auditor"])
    log = sarif.StaticAnalysisResultsFormatSarifVersion210JsonSchema.model_validate_json(Path("out.sarif").read_bytes())
    assert log.runs[0].results


# --------------------------------------------------------------------------- U6, link text against target


def test_a_link_to_another_outlet_than_the_one_named_names_both() -> None:
    (found,) = fired(WRONG_OUTLET, "link-outlet-mismatch")
    assert found["message"] == "the text says Politico, the link leads to The Washington Post"


def test_the_same_outlet_its_short_address_its_copies_and_a_speakers_own_site_are_no_mismatch() -> None:
    article = told("report", RIGHT_OUTLET)
    assert len(article["links"]) == 5
    assert sum(bool(route) for route in routes(article).values()) >= 5
    assert [found for found in article["findings"] if found["policy"] == "link-outlet-mismatch"] == []


# ------------------------------------------------------------------------------- U7, the Wikipedia patroller


@needs_seed
def test_a_patroller_gets_the_list_its_date_and_the_hop_to_cite() -> None:
    listed = [*fired(SEED, "listed-outlet", "--preset", "wp"), *fired(SEED, "listed-publisher", "--preset", "wp")]
    assert {found["severity"] for found in listed} == {"error"}
    told_of = {re.split(r",? (?:which|is)\b", found["message"])[0]: found["message"] for found in listed}
    assert set(told_of) >= {"Sputnik", "Global Research"}
    assert all(re.search(r"Wikipedia perennial sources: [a-z ]+, \d{4}", said) for said in told_of.values())
    (route,) = fired(SEED, "second-hand", "--preset", "wp")
    assert "Vzglyad > Sputnik" in route["message"]


@pytest.mark.parametrize("outlet", ["Sputnik", "Global Research"])
def test_the_entry_behind_a_list_can_be_looked_up(outlet: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["outlets", outlet, "--why"]) == 0
    page = capsys.readouterr().out
    assert "Wikipedia perennial sources" in page
    assert re.search(r"rules/outlets/\w+\.yaml:\d+", page)
