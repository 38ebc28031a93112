"""Fixtures of more than one file: the small web as it is served, and the rules that know its papers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from checker.rulebase import Rulebase, rulebase
from tests import small_web as web
from tests.small_web import Web, small_web


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
