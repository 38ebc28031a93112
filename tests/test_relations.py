"""An article beside a corpus: copies, credit, wordings, loops, and whose report rests on whose."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from checker.evidence.relations import copies, loops, related, variants
from tests.corpora import Page, examined, filled

QUOTE = "it will be a tectonic shift, a game-changer for every port between here and the northern sea"
OWN = (
    "The old lock at Vessem has leaked since the winter, and the council has put off its repair three times because "
    "nobody could say who would pay for it. Engineers measured the gates again in April and found that the western one "
    "hangs four centimetres lower than in the year before. Boats longer than thirty metres have to wait for high water, "
    "which costs their owners half a day and the fish market most of its morning."
)
# A translation back: other words here and there, the order kept.
TRANSLATED = OWN.replace("put off its repair three times", "postponed its repair on three occasions").replace(
    "Boats longer than thirty metres have to wait", "Ships longer than thirty metres must wait"
)
ORIGIN = Page(
    "https://www.harbour-post.example/lock",
    f"{OWN}\n\n“{QUOTE.capitalize()},” harbour master Ilse Brandt told the Harbour Post.",
    "The Harbour Post",
    "2026-03-02",
)
INTERMEDIATE = Page(
    "https://sea-wire.example/en/lock",
    f"{TRANSLATED}\n\n“{QUOTE.capitalize().replace('tectonic', 'seismic')},” Ilse Brandt told the Harbour Post.\n\n"
    "This article originally appeared on [The Harbour Post](https://www.harbour-post.example/lock).",
    "Sea Wire",
    "2026-03-04",
)
CREDITED = Page(
    "https://coast-today.example/lock",
    f"{OWN}\n\n“{QUOTE.capitalize()},” harbour master Ilse Brandt told the Harbour Post.\n\n"
    "This article originally appeared on [The Harbour Post](https://www.harbour-post.example/lock).",
    "Coast Today",
    "2026-03-05",
)
UNCREDITED = Page(
    "https://quick-news.example/lock",
    f"{OWN}\n\n“{QUOTE.capitalize()},” harbour master Ilse Brandt said.",
    "Quick News",
    "2026-03-07",
)
FOUR = (ORIGIN, INTERMEDIATE, CREDITED, UNCREDITED)


def test_four_copies_stand_in_their_order_and_only_the_one_without_credit_is_undisclosed(tmp_path: Path) -> None:
    with filled(tmp_path, UNCREDITED, CREDITED, ORIGIN, INTERMEDIATE) as corpus:
        assert [one.document.address for one in corpus.holders(QUOTE)] == [page.url for page in FOUR]
        found = {page.url: copies(examined(page), corpus) for page in FOUR}
    for page in FOUR:
        assert [copy.source for copy in found[page.url]] == [other.url for other in FOUR if other is not page]
    undisclosed = {
        url: [copy.source for copy in given if copy.earlier and copy.undisclosed >= 60] for url, given in found.items()
    }
    assert undisclosed == {
        ORIGIN.url: [],
        INTERMEDIATE.url: [],
        CREDITED.url: [],
        UNCREDITED.url: [ORIGIN.url, INTERMEDIATE.url, CREDITED.url],
    }
    origin, intermediate, _ = found[UNCREDITED.url]
    assert (origin.publisher, origin.credited, origin.own) == ("The Harbour Post", False, False)
    assert origin.shared > 90
    assert 60 <= intermediate.shared < 100
    assert found[CREDITED.url][0].credited
    assert found[ORIGIN.url][0].later


def test_the_wordings_of_a_quotation_with_the_word_that_was_altered(tmp_path: Path) -> None:
    with filled(tmp_path, *reversed(FOUR)) as corpus:
        first, second = variants(QUOTE, corpus)
    assert [one.document.publisher for one in first.holdings] == ["The Harbour Post", "Coast Today", "Quick News"]
    assert first.difference == ""
    assert [one.document.publisher for one in second.holdings] == ["Sea Wire"]
    assert second.difference == "… will be a [-tectonic-]{+seismic+} shift a game …"
