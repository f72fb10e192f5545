"""Nights: when they open and close, and the mornings after.

Night k is the k-th on which work may begin, counted from the end of ``sync_lead``. Its instants depend on
the calendar alone, never on what happened, so one night's tenants can be reckoned without the others.
"""

import datetime
from bisect import bisect_right
from dataclasses import dataclass

from .clients import weekday
from .tables import Campaign
from .units import DAY


@dataclass(frozen=True, slots=True)
class Night:
    """One night, in microseconds since 00:00 of the campaign's first day."""

    index: int
    opens_at: int
    last_start_at: int
    closes_at: int


class Nights:
    """The calendar of one campaign."""

    def __init__(self, campaign: Campaign) -> None:
        self._campaign = campaign
        self._closed = {(day - campaign.first_day).days for day in campaign.closed_days}
        lead = campaign.sync_lead - campaign.opens
        self._next_day = max(0, -(-lead // DAY))
        self._known: list[Night] = []

    def __getitem__(self, index: int) -> Night:
        """The night of an index, from 0."""
        while len(self._known) <= index:
            day = self._next_day
            self._next_day += 1
            if weekday(day, self._campaign) in self._campaign.nights and day not in self._closed:
                self._known.append(self._of_day(len(self._known), day))
        return self._known[index]

    def _of_day(self, index: int, day: int) -> Night:
        midnight, campaign = day * DAY, self._campaign
        return Night(
            index,
            midnight + campaign.opens,
            midnight + campaign.last_start_after_midnight,
            midnight + campaign.closes_after_midnight,
        )

    def date(self, index: int) -> datetime.date:
        """The date on which a night begins."""
        return self._campaign.first_day + datetime.timedelta(days=self[index].opens_at // DAY)


class Mornings:
    """The instants at which offices start: Monday to Friday, not on closed days."""

    def __init__(self, campaign: Campaign, restart_at: int) -> None:
        self._campaign = campaign
        self._closed = {(day - campaign.first_day).days for day in campaign.closed_days}
        self._restart_at = restart_at
        self._instants: list[int] = []
        self._next_day = 0

    def after(self, at: int) -> int:
        """The first such instant after an instant."""
        while not self._instants or self._instants[-1] <= at:
            day = self._next_day
            self._next_day += 1
            if weekday(day, self._campaign) not in ("Sat", "Sun") and day not in self._closed:
                self._instants.append(day * DAY + self._restart_at)
        return self._instants[bisect_right(self._instants, at)]
