"""The sourcing of a whole story: who carries how much of it, through which outlets, and what stands behind each claim.

`sourcing` runs behind `chains`; what it finds is read by policies (`story`, `footing`, `source`, `outlet`) and
reports.
"""

from checker.sourcing.markers import Markers, markers
from checker.sourcing.tables import sourcing

__all__ = ["Markers", "markers", "sourcing"]
