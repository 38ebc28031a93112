"""Every sign of rules/pages finds the words beside it, and passes over those it should."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from checker.errors import RuleError
from checker.evidence.web.signs import File, Meaning, Sign, Signs, signs
from checker.rulebase import rulebase

ALL = signs(rulebase()).all
CASES = [
    pytest.param(means, sign, text, found, id=f"{means}-{sign.in_}-{'finds' if found else 'passes'}-{text[:30]}")
    for means, sign in ALL
    for texts, found in ((sign.matches, True), (sign.ignores, False))
    for text in texts
]


@pytest.mark.parametrize(("means", "sign", "text", "found"), CASES)
def test_a_sign_finds_what_it_should(means: Meaning, sign: Sign, text: str, found: bool) -> None:
    assert signs(rulebase()).find(means, sign.in_, text) == (sign.say if found else "")


def test_every_sign_has_examples_of_both_kinds() -> None:
    assert [(means, sign.say) for means, sign in ALL if not sign.matches or not sign.ignores] == []
    assert {means for means, _ in ALL} == set(get_args(Meaning))


@pytest.mark.parametrize(("means", "sign"), ALL, ids=lambda part: getattr(part, "in_", part))
def test_every_pattern_finds_one_of_its_examples(means: Meaning, sign: Sign) -> None:
    """A pattern that no example needs may be wrong without anyone noticing."""
    alone = [Signs([File(means, (replace(sign, words=(words,)),))]) for words in sign.words]
    idle = [one.all[0][1].words for one in alone if not any(one.find(means, sign.in_, text) for text in sign.matches)]
    assert idle == []


def test_a_wrong_pattern_names_its_file(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "captcha.yaml").write_text(
        "means: captcha\nsigns:\n  - {say: x, in: text, words: ['(x'], matches: [x], ignores: [y]}\n", encoding="utf-8"
    )
    with pytest.raises(RuleError, match=r'captcha\.yaml: "\(x" is no pattern'):
        signs(rulebase((tmp_path,)))
