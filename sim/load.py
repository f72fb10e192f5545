"""How much the two platforms are asked to do over time: counts a quarter of an hour, by kind of client.

Nothing here says what anybody was shown. A count stands in the quarter of an hour in which it happened,
counted from 00:00 of the campaign's first day; the bytes of an offline address book in those in which they
were sent.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from .streams import Ints
from .tables import KINDS
from .units import MINUTE, SECOND

if TYPE_CHECKING:
    import polars

BIN: Final = 15 * MINUTE
"""Microseconds that one count covers."""

QUANTITIES: Final[dict[str, str]] = {
    "logons_source": "logons that the source served",
    "logons_target": "logons that the target served, those that only fetch an OAB included",
    "refused": "logons refused, by either platform",
    "requests_source": "address-book requests in sessions of the source",
    "requests_target": "address-book requests online in sessions of the target",
    "oab_downloads": "downloads of an offline address book begun, from the target",
    "oab_bytes": "bytes sent of them",
}
"""Every count and what it says, in the order of their codes."""

LOGONS: Final = ("logons_source", "logons_target")
REQUESTS: Final = ("requests_source", "requests_target")


@dataclass(frozen=True, slots=True)
class Peak:
    """The busiest quarter of an hour.

    Attributes:
        per_minute: the count's mean over it.
        at: its begin, microseconds since 00:00 of the first day.
    """

    per_minute: float
    at: int


@dataclass(frozen=True)
class Load:
    """The load of one campaign.

    Attributes:
        first_day: the day on which bin 0 begins, at 00:00.
        counts: one array a quantity, int64, shape (kinds, bins), in the order of QUANTITIES.
    """

    first_day: datetime.date
    counts: Mapping[str, Ints]

    @classmethod
    def of(cls, first_day: datetime.date, table: Ints) -> "Load":
        """A load from counts of shape (quantities, kinds, bins)."""
        return cls(first_day, dict(zip(QUANTITIES, table, strict=True)))

    @property
    def bins(self) -> int:
        """Quarters of an hour, from instant 0 to the campaign's last horizon."""
        return int(self.counts["refused"].shape[1])

    @property
    def totals(self) -> dict[str, int]:
        """Each count over the whole campaign."""
        return {name: int(table.sum()) for name, table in self.counts.items()}

    def over_time(self, *names: str) -> Ints:
        """Some counts together, of all kinds, shape (bins,)."""
        together = np.zeros(self.bins, np.int64)
        for name in names:
            together += self.counts[name].sum(axis=0)
        return together

    def peak(self, *names: str) -> Peak:
        """The busiest quarter of an hour of some counts together; the first of several alike."""
        together = self.over_time(*names)
        busiest = int(np.argmax(together))
        return Peak(int(together[busiest]) / (BIN // MINUTE), busiest * BIN)

    @property
    def peaks(self) -> dict[str, Any]:
        """What ``run --json`` says of the load."""
        found: dict[str, Any] = {}
        for name, names, unit, of in (
            ("logons", LOGONS, "per_min", 1),
            ("logons_source", ("logons_source",), "per_min", 1),
            ("logons_target", ("logons_target",), "per_min", 1),
            ("refused", ("refused",), "per_min", 1),
            ("requests", REQUESTS, "per_min", 1),
            ("oab", ("oab_bytes",), "mb_per_min", 10**6),
        ):
            peak = self.peak(*names)
            found[f"{name}_peak_{unit}"] = peak.per_minute / of
            found[f"{name}_peak_at_s"] = peak.at // SECOND
        return found

    def to_polars(self) -> "polars.DataFrame":
        """One row a quarter of an hour and kind: when it begins, and each count."""
        import polars as pl

        bins, kinds = self.bins, len(KINDS)
        starts_at = np.repeat(np.arange(bins, dtype=np.int64) * BIN, kinds)
        midnight = datetime.datetime.combine(self.first_day, datetime.time())
        return pl.DataFrame(
            {
                "starts_at_s": starts_at // SECOND,
                "starts": pl.Series(starts_at).cast(pl.Duration("us")) + midnight,
                "kind": list(KINDS) * bins,
                **{name: table.T.ravel() for name, table in self.counts.items()},
            }
        )
