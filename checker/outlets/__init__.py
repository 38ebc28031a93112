"""Who is this outlet? Facts with evidence and dates, looked up by name, host, address, or in prose; never a verdict."""

from __future__ import annotations

from checker.outlets.names import Mention
from checker.outlets.registry import Registry, UrlAnswer, registry

__all__ = ["Mention", "Registry", "UrlAnswer", "registry"]
