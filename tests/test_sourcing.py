"""The sourcing of a story: tables, shares, and what stands behind each claim, on records made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from checker.model import Claim, DeclaredOrigin, Fact, Footing, Provenance, Sourcing, Standing
from checker.sourcing import sourcing
from tests.records import article, claim, hop, link, outlet, source

SPUTNIK = outlet("Sputnik", "yes", country="RU")


def story(text: str, *claims: Claim, links: tuple[object, ...] = (), **more: object) -> Sourcing:
    return sourcing(article(text, links, **more), claims, ())  # type: ignore[arg-type]


def footing(text: str, *claims: Claim, number: int = 0, **more: object) -> Footing:
    return story(text, *claims, **more).footings[number]


# --------------------------------------------------------------------------------------------- tables


def test_sources_are_merged_over_their_mentions_and_weighed() -> None:
    text = "The boats leak, Captain Jan Vos said. They sink, Vos said. It rains, Ilse Brandt said."
    vos, short = source(text, "Captain Jan Vos"), source(text, "Vos", number=1)
    made = story(
        text,
        claim(text, "The boats leak", replace(vos, id="vos", described=True), "c1"),
        claim(text, "They sink", replace(short, id="vos"), "c2", "direct"),
        claim(text, "It rains", source(text, "Ilse Brandt"), "c3"),
    )
    first, second = made.sources
    assert (first.source.name, first.claims, first.percent, first.quoted_words) == (
        "Captain Jan Vos",
        ("c1", "c2"),
        67,
        2,
    )
    assert second.source.name == "Ilse Brandt"
    assert (made.claims, made.quoted_words, made.own_claims) == (3, 2, 3)


def test_claims_without_a_known_source_count_but_take_no_share() -> None:
    text = "The mayor reportedly left. It rains, Ilse Brandt said. He hopes so."
    made = story(
        text,
        claim(text, "The mayor", source(text, "mayor", "unknown"), "c1", "hedged"),
        claim(text, "It rains", source(text, "Ilse Brandt"), "c2"),
        claim(text, "so", source(text, "He"), "c3", act="belief"),
        claim(text, "rains", source(text, "Ilse Brandt"), "c4", nested=True),
    )
    assert made.claims == 2
    assert [(record.source.name, record.share) for record in made.sources] == [("Ilse Brandt", 1.0)]


def test_an_outlet_is_counted_by_claims_quoted_words_and_speakers() -> None:
    text = "“They leak,” Vos told Sputnik. “They sink,” Lind told state-owned Sputnik. “It rains a lot,” Brandt said."
    first = hop(text, "Sputnik", SPUTNIK)
    labelled = replace(source(text, "Sputnik", "outlet", 1, outlet=SPUTNIK), label="state-owned")
    made = story(
        text,
        claim(text, "They leak", source(text, "Vos"), "c1", "direct", (first,)),
        claim(text, "They sink", source(text, "Lind"), "c2", "direct", (replace(first, source=labelled),)),
        claim(text, "It rains a lot", source(text, "Brandt"), "c3", "direct"),
    )
    (exposure,) = made.outlets
    assert (exposure.claims, exposure.of_claims) == (2, 3)
    assert (exposure.quoted_words, exposure.of_quoted_words) == (4, 8)
    assert (made.state_claims, made.state_quoted_words) == (2, 4)
    assert (exposure.speakers, exposure.origin, exposure.label) == (2, False, "")
    assert exposure.by_claims == ("c1", "c2")
    (conduit,) = made.conduits
    assert (conduit.role, conduit.percent, conduit.source.name) == ("conduit", 67, "Sputnik")


def test_an_outlet_that_speaks_for_itself_is_an_origin() -> None:
    text = "The boats leak, TASS reported."
    tass = source(text, "TASS", "outlet", outlet=outlet("TASS", "yes"))
    made = story(text, claim(text, "The boats leak", tass))
    (exposure,) = made.outlets
    assert (exposure.origin, exposure.speakers, exposure.name) == (True, 0, "TASS")


def test_links_of_menus_are_not_the_articles() -> None:
    text = "Home. The boats leak, Vos said."
    menu = replace(link(text, "Home", None), body=False)
    page = replace(article(text, (menu, link(text, "said"))), format="html")
    assert (sourcing(page, (), ()).links, sourcing(page, (), ()).links_without_target) == (1, 0)
    plain = sourcing(article(text, (menu, link(text, "said"))), (), ())
    assert (plain.links, plain.links_without_target) == (2, 1)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The vote was held last week.", ["last week"]),
        ("He left on Friday and came back yesterday.", ["on Friday", "yesterday"]),
        ("“I saw it last week,” Vos said.", []),
        ("He left on Friday, 14 July.", []),
        ("He left on Friday (July 14).", []),
        ("The week was wet.", []),
    ],
)
def test_relative_times_outside_quotations_and_without_a_date(sentence: str, expected: list[str]) -> None:
    made = story(sentence)
    assert [span.of(sentence) for span in made.time_words] == expected


def test_reposts_count_earlier_publishers_once_and_not_the_page_itself() -> None:
    said = Fact("Defend Democracy Press")
    origins = (
        DeclaredOrigin("Defend Democracy Press", "byline", said, published=date(2017, 7, 23)),
        DeclaredOrigin("Defend Democracy Press", "original-source", said),
        DeclaredOrigin("Global Research", "copyright", said, Standing("global-research", "Global Research", "known")),
    )
    publisher = Standing("global-research", "Global Research", "known")
    made = story("It rains.", provenance=Provenance(publisher_outlet=publisher, origins=origins))
    assert made.reposted == 1


@pytest.mark.parametrize(
    ("headline", "expected"),
    [
        ("Harbour authority sold nine ferries below price", "c1"),
        ("Harbour authority sold nine ferries below price, Vos says", ""),
        ("Did the harbour authority sell nine ferries?", ""),
        ("“Nine ferries sold” by harbour authority", ""),
        ("Harbour authority 'sold nine ferries below price'", ""),
        ("New market opens beside the harbour", ""),
    ],
)
def test_a_headline_that_takes_a_claim_for_its_own(headline: str, expected: str) -> None:
    text = f"# {headline}\n\nThe harbour authority sold nine ferries below their price, Jan Vos said."
    said = claim(text, "The harbour authority sold nine ferries below their price", source(text, "Jan Vos"))
    assert story(text, said).headline_claim == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Interview: the captain\n\nThe boats leak.", True),
        ("# The captain\n\nJan Vos spoke to this newspaper.", True),
        ("# The captain\n\nThe boats leak.\n\nIt rains.\n\nIn an interview he said so.", False),
    ],
)
def test_an_interview_says_so_at_its_head(text: str, expected: bool) -> None:
    assert story(text).interview is expected


# ------------------------------------------------------------------------------------------- footings


def test_links_and_routes() -> None:
    text = "It leaks, Vos told Bloomberg, according to the BBC. It sinks, Vos told Bloomberg."
    bloomberg, bbc = outlet("Bloomberg"), outlet("BBC")
    target = replace(link(text, "told Bloomberg"), outlet=bloomberg)
    route = (hop(text, "Bloomberg", bloomberg, link=0), hop(text, "BBC", bbc, "relay", link=1))
    first = claim(text, "It leaks", source(text, "Vos"), "c1", hops=route, links=(0, 1))
    later = replace(hop(text, "Bloomberg", bloomberg), link=None)
    second = replace(claim(text, "It sinks", source(text, "Vos"), "c2", hops=(later,)), sentence=first.content[0])
    second = replace(second, sentence=replace(second.sentence, start=52, end=len(text)))
    links = (target, link(text, "according", None))
    one = footing(text, first, second, links=links)
    assert (one.route, one.linked, one.route_linked, one.linked_before) == ("Bloomberg > BBC", True, False, False)
    two = footing(text, first, second, links=links, number=1)
    assert (two.linked, two.linked_before) == (False, True)
    both = footing(text, first, second, links=(target, link(text, "according")))
    assert both.route_linked


def test_the_outlet_told_is_the_publisher() -> None:
    text = "It leaks, Vos told Bloomberg."
    said = claim(text, "It leaks", source(text, "Vos"), hops=(hop(text, "Bloomberg", outlet("Bloomberg")),))
    assert footing(text, said, provenance=Provenance(publisher_outlet=outlet("Bloomberg"))).own
    assert footing(text, said, provenance=Provenance(publisher=Fact("bloomberg"))).own
    assert not footing(text, said, provenance=Provenance(publisher_outlet=outlet("BBC"))).own


@pytest.mark.parametrize(
    ("words", "bare", "spokesperson"),
    [
        ("a source", True, False),
        ("Several sources", True, False),
        ("a source in the ministry", False, False),
        ("a spokeswoman for the port", False, True),
        ("a senior harbour official", False, False),
    ],
)
def test_how_an_unnamed_source_is_described(words: str, bare: bool, spokesperson: bool) -> None:
    text = f"It leaks, {words} said."
    made = footing(text, claim(text, "It leaks", source(text, words, "unnamed")))
    assert (made.bare, made.spokesperson) == (bare, spokesperson)


@pytest.mark.parametrize(
    ("following", "instances", "nearby"),
    [
        ("“It goes,” said Marta Lind, an analyst at Kestrel Bank.", 1, 1),
        ("It rains.\n\nIt pours.\n\nIt snows.\n\n“It goes,” said Marta Lind, an analyst at Kestrel Bank.", 1, 0),
        ("“It goes,” said Marta Lind, the harbour master.", 0, 0),
    ],
)
def test_single_members_of_a_crowd_are_counted(following: str, instances: int, nearby: int) -> None:
    text = f"Observers in Oda said it would go.\n\n{following}"
    crowd = source(text, "Observers in Oda", "unnamed", plural=True)
    described = following.split("Marta Lind, ")[1].rstrip(".")
    lind = source(text, "Marta Lind", description=described)
    made = footing(text, claim(text, "it would go", crowd, "c1"), claim(text, "It goes", lind, "c2", "direct"))
    assert (made.collective, made.instances, made.nearby) == ("experts", instances, nearby)


def test_corroboration_needs_another_source_and_two_words() -> None:
    text = "The ferries carried no lifeboats, an official said. No lifeboats on the ferries, Vos said. Rain, Lind said."
    official = source(text, "an official", "unnamed")
    claims = [claim(text, "The ferries carried no lifeboats", official, "c1")]
    claims.append(claim(text, "Rain", source(text, "Lind"), "c2"))
    assert not footing(text, *claims).corroborated
    claims.append(claim(text, "No lifeboats on the ferries", source(text, "Vos"), "c3"))
    assert footing(text, *claims).corroborated
    claims[2] = replace(claims[2], speaker=official)
    assert not footing(text, *claims).corroborated


def test_an_opinion_counts_inside_quotation_marks_only() -> None:
    text = "“The plan is a disaster,” an official said. The plan is a disaster, an official said."
    official = source(text, "an official", "unnamed")
    quoted = claim(text, "The plan is a disaster", official, "c1", "direct")
    opinion = footing(text, quoted).opinion
    assert opinion is not None
    assert opinion.of(text) == "a disaster"
    start = text.rindex("The plan")
    plain = replace(quoted, kind="indirect", content=(replace(quoted.content[0], start=start, end=start + 22),))
    assert footing(text, plain).opinion is None


@pytest.mark.parametrize(
    ("text", "control", "expected"),
    [
        ("Russia sells boats, Orlov told Sputnik.", "yes", "Russia"),
        ("Denmark sells boats, Orlov told Sputnik.", "yes", ""),
        ("# Moscow sells boats\n\nDenmark sells boats, Orlov told Sputnik.", "yes", "Moscow"),
        ("Russia sells boats, Orlov told Sputnik.", "no", ""),
    ],
)
def test_a_state_that_owns_the_route_and_is_spoken_of(text: str, control: str, expected: str) -> None:
    route = (hop(text, "Sputnik", outlet("Sputnik", control, country="RU")),)  # type: ignore[arg-type]
    country = "Denmark sells boats" if "Denmark" in text else "Russia sells boats"
    party = footing(text, claim(text, country, source(text, "Orlov"), hops=route)).party
    assert (party.of(text) if party else "") == expected


@pytest.mark.parametrize(
    ("text", "accused", "answered"),
    [
        ("Brandt accused Kestrel Bank of hiding it.", "Kestrel Bank", False),
        ("Brandt accused Kestrel Bank of hiding it. The bank declined to comment.", "Kestrel Bank", True),
        ("Brandt accused the Bank of Oda of hiding it.", "Bank of Oda", False),
        ("Brandt accused everyone of hiding it.", "", False),
    ],
)
def test_who_is_accused_and_whether_they_answer(text: str, accused: str, answered: bool) -> None:
    content = text.split("accused ")[1].split(".")[0]
    cue = source(text, "accused").span
    said = claim(text, content, source(text, "Brandt"), cue=cue, cue_head=cue)
    made = footing(text, said)
    assert (made.accused, made.answered) == (accused, answered)


def test_a_quotation_that_goes_on_behind_a_paragraph() -> None:
    text = "“It leaks,” Vos said. “It sinks.”\n\n“It rains.”"
    vos = source(text, "Vos")
    first = claim(text, "It leaks", vos, "c1", "direct")
    same = claim(text, "It sinks", vos, "c2", "unattributed", continues="c1")
    other = claim(text, "It rains", vos, "c3", "unattributed", continues="c1")
    assert [made.restated for made in story(text, first, same, other).footings] == [True, True, False]


@pytest.mark.parametrize(
    ("before", "after", "near"),
    [
        ("Rain fell on the harbour all night.", "The market opens on Sunday.", False),
        ("Ilse Brandt looked at the water.", "The market opens on Sunday.", True),
        ("Rain fell on the harbour all night.", "She shook her head.", True),
        ("The sign is new:", "The market opens on Sunday.", True),
        ("“Nobody came.”", "The market opens on Sunday.", True),
        ("The ferry of Lind lay at the pier.", "It rains, Marta Lind said.", True),
    ],
)
def test_a_quotation_without_a_speaker_beside_somebody_who_may_have_said_it(
    before: str, after: str, near: bool
) -> None:
    text = f"{before}\n\n“The water never stood this high.”\n\n{after}"
    unknown = replace(source(text, "“", "unknown"), span=None, phrase=None, id="")
    said = [claim(text, "The water never stood this high", unknown, "c1", "unattributed")]
    if "Lind" in after:
        said.append(claim(text, "It rains", source(text, "Marta Lind"), "c2"))
    assert footing(text, *said).speaker_near is near


def test_where_a_language_has_no_words_for_it_somebody_may_always_stand_near() -> None:
    text = "Es regnet.\n\n„Das Wasser stand nie so hoch.“"
    unknown = replace(source(text, "Es", "unknown"), span=None, phrase=None, id="")
    said = claim(text, "Das Wasser stand nie so hoch", unknown, "c1", "unattributed")
    german = replace(article(text), language="de")
    assert sourcing(german, (said,), ()).footings[0].speaker_near


@pytest.mark.parametrize(
    ("following", "introduced"),
    [
        ("\n\n“Nobody read it,” said Marta Lind.", True),
        (" “Nobody read it,” said Marta Lind.", False),  # the same sentence in these records
        ("\n\nIt rains.\n\n“Nobody read it,” said Marta Lind.", False),
    ],
)
def test_somebody_with_a_name_is_quoted_behind_a_crowd(following: str, introduced: bool) -> None:
    text = f"Critics said it was rushed.{following}"
    crowd = source(text, "Critics", "unnamed", plural=True)
    lind = claim(text, "Nobody read it", source(text, "Marta Lind"), "c2", "direct")
    assert footing(text, claim(text, "it was rushed", crowd, "c1"), lind).introduced is introduced
    told = replace(lind, kind="indirect")
    assert not footing(text, claim(text, "it was rushed", crowd, "c1"), told).introduced


@pytest.mark.parametrize(
    ("words", "before", "anonymous"),
    [
        ("a senior harbour official", "", True),
        ("a harbour official", "In New Oda, ", True),
        ("former secretary of the harbour board Ilse Brandt", "", False),
        ("a supporter of Ilse Brandt", "", True),
        ("a former engineer", "Ilse Brandt, ", False),
        ("a former engineer", "On Friday, Sen. Ilse Brandt (D-NY), ", False),
        ("Captain Brandt's younger sister", "", False),
        ("nearly half", "", False),
        ("an average of recent polls", "", False),
        ("a young man", "", False),
        ("a Kestrel Bank representative", "", False),
    ],
)
def test_who_is_unnamed_and_who_is_only_described(words: str, before: str, anonymous: bool) -> None:
    text = f"{before}{words} said it leaks."
    assert footing(text, claim(text, "it leaks", source(text, words, "unnamed"))).anonymous is anonymous


@pytest.mark.parametrize(("words", "definite"), [("the candidate", True), ("Brandt's son", True), ("a friend", False)])
def test_words_that_point_back_to_somebody(words: str, definite: bool) -> None:
    text = f"It leaks, {words} wrote."
    assert footing(text, claim(text, "It leaks", source(text, words, "unnamed"))).definite is definite


def test_the_sentence_behind_is_told_by_a_known_source() -> None:
    text = "It reportedly leaks. It sinks, Vos said.\n\nIt rains."
    unknown = replace(source(text, "It", "unknown"), span=None, phrase=None, id="")
    hedged = claim(text, "leaks", unknown, "c1", "hedged")
    hedged = replace(hedged, sentence=replace(hedged.sentence, end=20))
    told = claim(text, "It sinks", source(text, "Vos"), "c2")
    told = replace(told, sentence=replace(told.sentence, start=21))
    assert footing(text, hedged, told).told_after
    assert not footing(text, hedged).told_after


@pytest.mark.parametrize(
    ("name", "opening", "named"),
    [
        ("Joseph R. Biden Jr.", "Biden came to Oda on Monday.", True),
        ("Dinesh D’Souza", "D’Souza’s book is out on Monday.", True),
        ("Marta Lind", "Lindgren came to Oda on Monday.", False),
    ],
)
def test_whom_the_opening_names(name: str, opening: str, named: bool) -> None:
    text = f"{opening} {'It rained. ' * 12}\n\nThe sea is high, {name} said."
    (record,) = story(text, claim(text, "The sea is high", source(text, name))).sources
    assert record.in_opening is named
    assert record.mentions == (2 if named else 1)


def test_an_accusation_of_no_grave_wrong_asks_for_no_answer() -> None:
    text = "Brandt accused Lars Dahl of divisive rhetoric."
    cue = source(text, "accused").span
    said = claim(text, "Lars Dahl of divisive rhetoric", source(text, "Brandt"), cue=cue, cue_head=cue)
    assert footing(text, said).accused == ""
