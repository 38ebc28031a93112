"""Loading, judging and choosing policies, on records made by hand."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from checker.config import PathRule, Settings
from checker.errors import ConfigError, PolicyFault, RuleError
from checker.model import ArticleReport, Finding, Policy
from checker.policies import check_names, chosen, gather, judge, load_policies, load_preset, preset_names
from checker.rulebase import Rulebase, rulebase
from tests.records import article, claim, hop, link, outlet, place, report, source

POLICIES = {policy.name: policy for policy in load_policies(rulebase())}
HEAD = """over: claim
when: claim.kind == "direct"
severity: note
confidence: high
needs: [T]
message: "{claim.speaker.name} speaks"
why: because
do: nothing
references: []
examples: {fires: [], silent: []}
"""


def fired(made: ArticleReport, *names: str) -> list[Finding]:
    return list(judge(made, [POLICIES[name] for name in names]))


def own(tmp_path: Path, text: str, name: str = "own-policy") -> tuple[Policy, ...]:
    folder = tmp_path / "policies"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return load_policies(Rulebase((tmp_path,)))


TEXT = (
    "The boats are old, Jan Vos told Vzglyad, according to Sputnik.\n\n"
    "“They leak,” he said.\n\n"
    "The harbour is deep, a harbour official told Bloomberg."
)
SPUTNIK = outlet("Sputnik", "yes", country="RU")
VZGLYAD = outlet("Vzglyad", "unknown")


def seed_like() -> ArticleReport:
    vos = source(TEXT, "Jan Vos")
    route = (hop(TEXT, "Vzglyad", VZGLYAD), hop(TEXT, "Sputnik", SPUTNIK, "relay"))
    carried = tuple(replace(step, basis="carried-over") for step in route)
    official = source(TEXT, "a harbour official", "unnamed")
    return report(
        article(TEXT),
        claim(TEXT, "The boats are old", vos, "c1", hops=route),
        claim(TEXT, "They leak", replace(vos, span=None, phrase=None), "c2", "direct", carried, continues="c1"),
        claim(TEXT, "The harbour is deep", official, "c3", hops=(hop(TEXT, "Bloomberg", outlet("Bloomberg")),)),
    )


def test_a_route_through_a_state_outlet_is_one_finding_for_the_speaker_with_the_later_line_beside_it() -> None:
    (found,) = fired(seed_like(), "chain-through-state")
    assert found.message == "Jan Vos is quoted through Sputnik (state-controlled, per State Media Monitor 2023)"
    assert [mark.span.of(TEXT) for mark in found.marks] == ["Sputnik", "Jan Vos", "Vzglyad"]
    assert found.marks[2].label == "first-publisher: Vzglyad"
    assert found.claims == ("c1", "c2")
    assert found.chain == ("Jan Vos", "Vzglyad", "Sputnik")
    assert (found.severity, found.confidence) == ("warning", "high")


def test_a_finding_has_the_lower_confidence_of_policy_and_claim() -> None:
    made = seed_like()
    doubtful = report(made.article, *(replace(claim, confidence="low") for claim in made.claims))
    assert {found.confidence for found in fired(doubtful, "chain-through-state", "second-hand")} == {"low"}


def test_findings_stand_in_the_order_of_the_text_and_point_at_words() -> None:
    found = judge(seed_like(), tuple(POLICIES.values()))
    names = [finding.policy for finding in found]
    assert {"anonymous-source", "chain-through-state", "second-hand", "state-outlet-cited"} <= set(names)
    assert [finding.marks[0].span for finding in found] == sorted(finding.marks[0].span for finding in found)
    assert all(finding.marks[0].span.of(TEXT).strip() for finding in found)


def test_many_empty_links_are_gathered_into_one_line_after_triage() -> None:
    text = "\n\n".join(f"Boat {name} sails at nine." for name in "abcdefgh")
    links = tuple(link(text, f"Boat {name}", None) for name in "abcdefgh")
    made = report(article(text, links))
    single = fired(made, "link-empty")
    assert len(single) == 8
    (one,) = gather(replace(made, findings=tuple(single)), [POLICIES["link-empty"]]).findings
    assert one.message == "8 of 8 links lead nowhere"
    assert len(one.elsewhere) == 7
    assert one.also == ("lines 3, 5, 7, 9, 11, 13, 15",)
    few = replace(made, findings=tuple(single[:5]))
    assert len(gather(few, [POLICIES["link-empty"]]).findings) == 5
    known = tuple(replace(found, state="known") for found in single[:6]) + tuple(single[6:])
    assert len(gather(replace(made, findings=known), [POLICIES["link-empty"]]).findings) == 8


def test_a_milder_case_lowers_the_severity_and_never_raises_it() -> None:
    text = "The mayor reportedly left."
    hedged = claim(text, "The mayor", source(text, "mayor", "unknown"), kind="hedged", hedge=place(text, "reportedly"))
    plain, linked = (
        report(article(text), hedged),
        report(article(text, (link(text, "reportedly", None),)), replace(hedged, links=(0,))),
    )
    assert [found.severity for found in fired(plain, "hedge-without-source")] == ["warning"]
    assert [found.severity for found in fired(linked, "hedge-without-source")] == ["note"]
    strict = replace(POLICIES["hedge-without-source"], milder="error")
    assert [found.severity for found in judge(linked, [strict])] == ["warning"]


# --------------------------------------------------------------------------------------------- loading


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"direct"', '"dirct"', r':2:21: claim\.kind is never "dirct", did you mean "direct"\?'),
        ("claim.kind ==", "claim.knd ==", r":2:12: undefined field 'knd'"),
        ('claim.kind == "direct"', "|\n  claim.words > 1\n    && claim.wrds > 2", r":4:13: undefined field 'wrds'"),
        ('when: claim.kind == "direct"', "when: >\n  claim.words > 1", r':2:7: "when" must stand on one line'),
        ("{claim.speaker.name}", "{claim.speaker.nme}", r':6:10: unknown field "nme" .* did you mean "name"\?'),
        ("severity: note", "severty: note", r':3:1: unknown key "severty", did you mean "severity"\?'),
        ("severity: note", "severity: grave", r":3:11: severity: Input should be"),
        ("do: nothing", "do: nothing\nmarks: [{at: claim.id}]", r":9:14: \"claim\.id\" is no place in the text"),
        ("over: claim", "over: clam", r":1:7: over: Input should be"),
        ("do: nothing", "do: nothing\ninstead_of: [own-polcy]", r':9:14: unknown policy "own-polcy", did you mean'),
    ],
)  # fmt: skip
def test_a_wrong_policy_is_refused_with_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(RuleError, match=said):
        own(tmp_path, HEAD.replace(old, new))


def test_a_policy_name_is_kebab_case(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="small letters and hyphens"):
        own(tmp_path, HEAD, "Own_Policy")


def test_a_users_policy_is_judged_like_ours_and_replaces_one_of_its_name(tmp_path: Path) -> None:
    (policy,) = own(tmp_path, HEAD)
    (found,) = judge(seed_like(), [policy])
    assert (found.policy, found.message) == ("own-policy", "Jan Vos speaks")
    own(tmp_path, HEAD, "link-empty")
    both = {policy.name: policy for policy in load_policies(Rulebase((rulebase().roots[0], tmp_path)))}
    assert both["link-empty"].over == "claim"
    assert both["own-policy"].path.endswith("own-policy.yaml")


def test_a_condition_that_cannot_be_evaluated_is_no_silence(tmp_path: Path) -> None:
    (policy,) = own(tmp_path, HEAD.replace('claim.kind == "direct"', "claim.links[3] == 1"))
    with pytest.raises(PolicyFault, match="own-policy"):
        judge(seed_like(), [policy])


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_every_policy_says_why_what_to_do_and_shows_both_sides(policy: Policy) -> None:
    fires = [example for example in policy.examples if example.fires]
    silent = [example for example in policy.examples if not example.fires]
    assert len(fires) >= 2
    assert len(silent) >= 2
    assert policy.why
    assert policy.do
    assert policy.references
    assert policy.needs
    assert policy.marks


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_no_policy_gives_a_verdict(policy: Policy) -> None:
    labels = " ".join(label for _, label in policy.marks)
    words = f"{policy.message} {policy.gathered} {labels} {policy.do}".lower()
    assert not {"true", "false", "fake", "reliable", "unreliable", "biased", "propaganda", "lie", "lies"} & set(
        words.split()
    )
    assert "state media" not in words
    assert "state-run" not in words


def test_a_policy_that_was_often_wrong_is_of_low_confidence() -> None:
    """Figures of eight firings and more that a person read; fewer say nothing."""
    measured = {name: re.search(r"(\d+) of (\d+) right", policy.measured) for name, policy in POLICIES.items()}
    shares = {name: (int(found[1]), int(found[2])) for name, found in measured.items() if found}
    often_wrong = {name for name, (right, read) in shares.items() if read >= 8 and right / read < 0.7}
    assert len(shares) >= 20
    assert {POLICIES[name].confidence for name in often_wrong} == {"low"}
    assert all(policy.measured.startswith("20") for policy in POLICIES.values() if policy.measured)


def test_only_facts_of_form_are_errors() -> None:
    assert {policy.name for policy in POLICIES.values() if policy.severity == "error"} == {
        "circular",
        "link-empty",
        "lookalike-domain",
        "quote-altered",
        "quote-other-speaker",
    }


# -------------------------------------------------------------------------------------------- choosing


def severities(preset: str, settings: Settings, path: str = "a.md") -> dict[str, str]:
    loaded = load_preset(rulebase(), preset)
    return {policy.name: policy.severity for policy in chosen(tuple(POLICIES.values()), loaded, settings, path)}


def test_a_preset_sets_severities_and_the_configuration_wins_over_it(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    assert severities("default", settings)["anonymous-no-reason"] == "note"
    assert severities("ap", settings)["anonymous-no-reason"] == "warning"
    changed = replace(settings, severity=(("anonymous-no-reason", "error"), ("second-hand", "off")))
    assert severities("ap", changed)["anonymous-no-reason"] == "error"
    assert "second-hand" not in severities("ap", changed)


def test_the_later_path_entry_wins_and_only_where_it_matches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings(
        tmp_path,
        paths=(
            PathRule(("content/**",), (("link-empty", "warning"),)),
            PathRule(("content/opinion/**",), (("link-empty", "off"),)),
        ),
    )
    assert severities("default", settings, "news.md")["link-empty"] == "error"
    assert severities("default", settings, "content/news.md")["link-empty"] == "warning"
    assert "link-empty" not in severities("default", settings, "content/opinion/a.md")


def test_the_preset_for_builds_keeps_what_is_right_nearly_always(tmp_path: Path) -> None:
    names = severities("ci", Settings(tmp_path))
    assert "link-empty" in names
    assert "headline-stronger" not in names
    assert all(POLICIES[name].confidence == "high" for name in names)


def test_flags_choose_and_leave_out_by_name(tmp_path: Path) -> None:
    assert set(severities("default", Settings(tmp_path, only=("link-empty",)))) == {"link-empty"}
    assert "link-empty" not in severities("default", Settings(tmp_path, skip=("link-empty",)))
    off = Settings(tmp_path, only=("link-empty",), severity=(("link-empty", "off"),))
    assert severities("default", off) == {"link-empty": "error"}


def test_an_unknown_name_is_refused_with_the_nearest(tmp_path: Path) -> None:
    policies, preset = tuple(POLICIES.values()), load_preset(rulebase(), "default")
    with pytest.raises(ConfigError, match='unknown rule "link-emty", did you mean "link-empty"'):
        check_names(policies, preset, Settings(tmp_path, only=("link-emty",)))
    with pytest.raises(ConfigError, match='unknown preset "bcc", did you mean "bbc"'):
        load_preset(rulebase(), "bcc")


def test_every_preset_names_policies_that_exist() -> None:
    assert set(preset_names(rulebase())) == {"default", "ap", "bbc", "wp", "ci", "audit"}
    for name in preset_names(rulebase()):
        assert set(load_preset(rulebase(), name).severity) <= set(POLICIES), name
