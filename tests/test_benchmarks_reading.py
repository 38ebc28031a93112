"""The reading benchmark: its command, its form, and what it must never fall below."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from tests.benchmarks.__main__ import SHARED, main, names

PAGES = SHARED / "pages"
PAGE = "<html><head><title>Ferry</title></head><body><h1>Ferry sails</h1>{}</body></html>"
PARAGRAPH = (
    "<p>The master of the harbour <a href='/n'>said</a> for the {}th time that the ferry would sail on Monday.</p>"
)


def test_benchmarks_are_found_by_listing() -> None:
    assert "reading" in names()


def test_predictions_have_the_form_of_the_scorer(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE.format("".join(PARAGRAPH.format(n) for n in range(4, 9))), encoding="utf-8")
    gold, out = tmp_path / "gold.jsonl", tmp_path / "out.jsonl"
    gold.write_text(json.dumps({"file": "a.html", "url": "https://www.reuters.com/x/y"}) + "\n", encoding="utf-8")
    assert main(["predict", "reading", str(gold), str(out)]) == 0
    row = json.loads(out.read_text(encoding="utf-8"))
    assert (row["file"], row["publisher"], len(row["paragraphs"]), len(row["links"])) == ("a.html", "Reuters", 5, 5)
    for link in row["links"]:
        assert row["paragraphs"][link["paragraph"]][link["start"] : link["end"]] == link["anchor"] == "said"
        assert link["href"] == "https://www.reuters.com/n"


@pytest.mark.skipif(not PAGES.is_dir(), reason="the pages of the reading benchmark are not there")
def test_reading_keeps_its_figures(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("score_reading", PAGES / "score_reading.py")
    assert spec is not None
    assert spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    gold, out = PAGES / "gold.jsonl", tmp_path / "out.jsonl"
    assert main(["predict", "reading", str(gold), str(out)]) == 0
    pages = {row["file"]: row for row in scorer.load(out)}
    scores = scorer.summarise([scorer.score_page(row, pages[row["file"]]) for row in scorer.load(gold)])
    assert scores["spans"] == 1.0
    assert scores["body"]["f1"] > 0.96
    assert scores["links"]["recall"] > 0.935
    assert scores["links"]["precision"] > 0.95
    assert scores["title"] > 0.94
    assert scores["authors"] > 0.94
    assert scores["date"] > 0.97
    assert scores["publisher"] > 0.93
    assert scores["notices"]["recall"] > 0.9
