"""Which rule applies on the day of an incident, and until when the authority must be told.

Sources: GDPR Articles 33 and 34, which apply from 25 May 2018; before it, in France, the rule for providers of
electronic communications declared to ARCEP: the CNIL within 24 hours of finding (cnil.fr,
"notification-paquet-telecom").
This is a draft's arithmetic, no legal advice.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

GDPR_FROM: Final = date(2018, 5, 25)


@dataclass(frozen=True, slots=True)
class Rule:
    """A duty to notify.

    Attributes:
        name: of the rule.
        hours: from becoming aware to the notice.
        applies: on the day of the incident.
    """

    name: str
    hours: int
    applies: bool

    def deadline(self, found_at: datetime) -> datetime:
        """Until when."""
        return found_at.astimezone(UTC) + timedelta(hours=self.hours)


def rules(incident_on: date) -> tuple[Rule, Rule]:
    """Both rules, and which of them applied on a day.

    >>> [rule.applies for rule in rules(date(2016, 4, 22))]
    [False, True]
    """
    is_gdpr = incident_on >= GDPR_FROM
    return (
        Rule("GDPR, Article 33: within 72 hours of becoming aware", 72, is_gdpr),
        Rule(
            "French telecom rule (providers declared to ARCEP): within 24 hours of finding", 24, not is_gdpr
        ),
    )
