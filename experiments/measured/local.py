"""Instants since 1970 as hours of a local week."""

from datetime import datetime, tzinfo
from functools import lru_cache

from sim.units import HOUR


class Local:
    """The clock on the wall of one zone.

    Args:
        zone: which.
    """

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._of_hour = lru_cache(maxsize=4096)(self._hour)

    def hour_of_week(self, at: int) -> int:
        """From 0, Monday 00:00 to 01:00 local time; at is in microseconds since 1970."""
        return self._of_hour(at // HOUR)

    def _hour(self, hour: int) -> int:
        local = datetime.fromtimestamp(hour * 3600, self._zone)
        return local.weekday() * 24 + local.hour
