"""Logons and offline address books that the target has to serve, beside what its servers can: means, in closed form.

Whoever has moved logs on as often as ever: a kind's seats times its rate in the busiest hour of the week. On the
morning after a night the Outlooks that were left on are started again within three hours, and every cached one
fetches a whole book of its own tenant at its first logon: taken within those three hours too, which is the busiest it
can be. Refused logons that are tried again are not in it.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.client_draws import RESTARTS_OVER
from sim.clients import HOURS, OUTLOOKS, weekly_rates
from sim.population import People
from sim.scenario import Scenario
from sim.tables import KINDS
from sim.units import HOUR, MINUTE

from .hoster import Hoster
from .nights import gigabytes_of


@dataclass(frozen=True, slots=True)
class Demand:
    """The busiest of a campaign, each beside what the servers can do.

    Attributes:
        logons_per_min: on the target once all have moved, in the busiest hour of a week.
        first_morning_per_min: and those that are started again on the morning after the largest night, besides.
        logons_capacity: that the servers can take.
        oab_mb_per_min: of books fetched on the morning after the largest night.
        oab_capacity: that the servers can send.
        sync_gb_per_h: that have to be copied before the first night, over the time that is planned for it.
        sync_capacity: that the servers can copy.
        sync_h: hours that the copying takes where the servers are the bound.
        moves: mailboxes that are copied at a time, if every slot is taken.
        moves_capacity: that the servers take at a time.
    """

    logons_per_min: float
    first_morning_per_min: float
    logons_capacity: float
    oab_mb_per_min: float
    oab_capacity: float
    sync_gb_per_h: float
    sync_capacity: float
    sync_h: float
    moves: float
    moves_capacity: float

    @classmethod
    def of(cls, scenario: Scenario, people: People, hoster: Hoster, largest_night: float) -> "Demand":
        """The demand of a campaign.

        Args:
            scenario: what is planned.
            people: by position in the campaign.
            hoster: what its servers can do.
            largest_night: tenants that the largest night moves.
        """
        clients, capacity = scenario.clients, hoster.capacity
        shares = np.array([getattr(clients.seats, kind) for kind in KINDS])
        mailboxes = float(people.mailboxes.sum())
        per_us = weekly_rates(clients, scenario.campaign)[:, :HOURS]
        busiest = float((shares[:, None] * mailboxes * per_us).sum(axis=0).max()) * MINUTE
        at_once = mailboxes * largest_night / people.numbers.size
        outlooks = float(shares[list(OUTLOOKS)].sum()) * at_once * clients.left_on_at_night
        morning = outlooks * clients.follow.restart / (RESTARTS_OVER / MINUTE)
        entries = (
            float((people.mailboxes.astype(float) * (people.listed + people.lists)).sum())
            / people.numbers.size
        )
        cached = shares[KINDS.index("outlook_cached")]
        book_mb = cached * entries * largest_night * clients.oab_bytes_per_entry / 1e6
        gigabytes = float(gigabytes_of(scenario, people).sum())
        copied = capacity.servers * capacity.copied_a_server / 1e9
        lead = max(1.0, scenario.campaign.sync_lead / HOUR)
        return cls(
            busiest,
            morning,
            capacity.servers * capacity.logons_a_server_per_min,
            book_mb / (RESTARTS_OVER / MINUTE),
            capacity.servers * capacity.oab_mb_a_server_per_min,
            gigabytes / lead,
            copied,
            gigabytes / copied,
            min(scenario.campaign.sync_slots, people.numbers.size) * mailboxes / people.numbers.size,
            float(capacity.servers * capacity.moves_a_server),
        )

    def rows(self) -> list[dict[str, Any]]:
        """One row a demand: what it is, its unit, the number, the capacity, and the share of it that is taken."""
        told = (
            (
                "logons once all have moved, busiest hour",
                "a minute",
                self.logons_per_min,
                self.logons_capacity,
            ),
            (
                "restarts on the morning after the largest night",
                "a minute",
                self.first_morning_per_min,
                self.logons_capacity,
            ),
            ("offline address books that morning", "MB a minute", self.oab_mb_per_min, self.oab_capacity),
            ("copying before the first night", "GB an hour", self.sync_gb_per_h, self.sync_capacity),
            ("mailboxes copied at a time", "moves", self.moves, self.moves_capacity),
        )
        return [
            {
                "demand": what,
                "unit": unit,
                "number": float(number),
                "capacity": can,
                "share": float(number) / can,
            }
            for what, unit, number, can in told
        ]
