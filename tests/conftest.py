"""Fixtures of more than one file: the small web as it is served, and the rules that know its papers.

Generated texts are the same in every run, so that one commit is never judged in two ways; new ones are tried with
`--hypothesis-profile=default`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from checker.rulebase import Rulebase, rulebase
from tests import small_web as web
from tests.small_web import Web, small_web

settings.register_profile("repeatable", derandomize=True)
settings.load_profile("repeatable")


@pytest.fixture(scope="module")
def running() -> Iterator[Web]:
    """The web, served."""
    with small_web() as served:
        yield served


@pytest.fixture
def site(running: Web) -> Web:
    """The web at its first look."""
    running.forget()
    return running


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Rulebase:
    """Our rules and the register of the web's papers."""
    return rulebase((web.rules(tmp_path_factory.mktemp("rules")),))
