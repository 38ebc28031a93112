"""Every error that checker raises on purpose, as one tree.

    CheckerError
      InputError        an input cannot be read (missing, binary, empty, no article body)
      PlacedError       a file that a person wrote is wrong; carries file, line and column
        RuleError       ... a file under rules/
        ConfigError     ... a configuration file, or a flag
      FetchError        a page could not be fetched
        NoHostError     ... because its host does not exist
        RefusedError    the guard refused the address (private, not http, port)
          RobotsError   ... robots.txt asks not to fetch it
      EvidenceError     a folder of evidence cannot be used, or does not hold what it should
      PolicyFault       a policy's condition failed while it was evaluated

The command line turns each into one line on stderr and exit code 2; one bad input never ends the run of the others.
"""

from __future__ import annotations


class CheckerError(Exception):
    """Base of all errors raised on purpose; its text is one line a user can act on."""


class InputError(CheckerError):
    """An input cannot be read; the text says which one and why."""


class PlacedError(CheckerError):
    """An error in a file that a person wrote: `path:line:column: message`, leaving out what is not known."""

    def __init__(self, message: str, path: str = "", line: int = 0, column: int = 0) -> None:
        self.message, self.path, self.line, self.column = message, path, line, column
        place = ":".join(str(part) for part in (path, line, column) if part)
        super().__init__(f"{place}: {message}" if place else message)


class RuleError(PlacedError):
    """A file under rules/ is wrong."""


class ConfigError(PlacedError):
    """A configuration file, or a flag, is wrong."""


class FetchError(CheckerError):
    """A page could not be fetched: unreachable, too large, too slow, or an error status after all retries."""


class NoHostError(FetchError):
    """The name service says that there is no such host; not raised where it gave no answer at all."""


class RefusedError(FetchError):
    """The guard refused to fetch: a private address, another scheme than http(s), or the guard is not installed."""


class RobotsError(RefusedError):
    """The site's robots.txt asks not to fetch this address."""


class EvidenceError(CheckerError):
    """A folder of evidence is none, is damaged or busy, or a capture does not have the bytes that its hash names."""


class PolicyFault(CheckerError):
    """A policy's condition could not be evaluated; names the policy. Never read as "no finding"."""
