"""Instants of a campaign as ISO 8601 with its zone, and back.

A day of the model has 24 h: the offset from UTC is that of the first day's midnight, for the whole campaign. So
instants differ by what lies between them, in a journal as in the servers' logs.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from ..tables import Campaign
from ..units import MICROSECOND

_MICROSECOND = timedelta(microseconds=MICROSECOND)
# A date without a time, and a time without a zone, are ISO 8601 too; neither is an instant.
_INSTANT = re.compile(r"\d{4}-?\d\d-?\d\d[T ]\d\d:?\d\d.*(Z|[+-]\d\d(:?\d\d)?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock on the wall of a campaign.

    Attributes:
        midnight: 00:00 of the first day, in a zone of one offset.
    """

    midnight: datetime

    @classmethod
    def of(cls, campaign: Campaign) -> "Clock":
        """The clock of a campaign.

        >>> from sim.scenario import Scenario
        >>> clock = Clock.of(Scenario.load().campaign)
        >>> clock.told(79_200_000_000), clock.read("2016-04-04T20:00:00Z")
        ('2016-04-04T22:00:00.000000+02:00', 79200000000)
        """
        local = datetime.combine(campaign.first_day, datetime.min.time(), ZoneInfo(campaign.time_zone))
        offset = local.utcoffset()
        assert offset is not None
        return cls(local.replace(tzinfo=timezone(offset)))

    def told(self, at: int) -> str:
        """An instant in ISO 8601, to the microsecond."""
        return (self.midnight + at * _MICROSECOND).isoformat(timespec="microseconds")

    def read(self, text: str) -> int:
        """Microseconds since 00:00 of the first day, of an instant in ISO 8601; negative before it.

        Raises:
            ValueError: not an instant with a zone; the message says what was expected.
        """
        expected = f'a date and time with its zone such as "{self.midnight.isoformat()}"'
        if _INSTANT.fullmatch(text) is None:
            raise ValueError(expected)
        try:
            return (datetime.fromisoformat(text) - self.midnight) // _MICROSECOND
        except ValueError as error:
            raise ValueError(expected) from error
