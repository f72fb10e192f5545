"""What is compared, with its unit: the risk, then the cost."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Measure:
    """One of the totals.

    Attributes:
        total: its name among the totals.
        unit: what it is counted in.
        words: what it is.
        is_cost: whether it is what safety is paid with.
    """

    total: str
    unit: str
    words: str
    is_cost: bool = False


EXPOSED: Final = Measure("exposed", "tenants", "exposed")
_NIGHTS: Final = Measure("nights", "nights", "nights", is_cost=True)
_DOWNTIME: Final = Measure("downtime_p99_s", "s", "downtime, 99th percentile", is_cost=True)
MEASURES: Final = (
    Measure("connected", "tenants", "connected"),
    EXPOSED,
    Measure("people_disclosed", "people", "people disclosed"),
    _NIGHTS,
    Measure("refused_logons", "logons", "logons refused", is_cost=True),
    _DOWNTIME,
    Measure("window_p50_s", "s", "realised window, median"),
)
CRITERIA: Final = (EXPOSED, _NIGHTS, _DOWNTIME)
"""By what one procedure may dominate another: the risk first, then what it is paid with."""
