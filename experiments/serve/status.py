"""How a live campaign stands: its clock, the windows that are open now, and who has just been shown strangers.

Read from the fake, tenant by tenant, and from the answers that clients were given; tenants are told by number alone.
"""

from collections import deque
from collections.abc import Iterator
from typing import Any, Final

from fakeexchange.addressbook import Answer
from fakeexchange.clock import NEVER
from fakeexchange.directory import Mailbox
from fakeexchange.policies import has_own_policy
from fakeexchange.routing import is_reachable
from sim.simpy_engine.courses import Course
from sim.simpy_engine.live import LiveCampaign
from sim.words import Verb

from ..stories.when import night_at
from ..wording import clock, day, lasting

SEEN: Final = 8
"""So many of the last ones are told."""
MOST_WINDOWS: Final = 8
"""Of the windows that are open, those that have been longest."""
SECOND: Final = 1_000_000
OPENS: Final = (Verb.CUT_OVER, Verb.SWITCH_ROUTING, Verb.OPEN_GATE)
"""What may open a window, whichever comes last."""


class Status:
    """What a campaign's page tells, kept up while it goes on.

    Args:
        campaign: that goes on.
    """

    def __init__(self, campaign: LiveCampaign) -> None:
        self.begin(campaign)

    def begin(self, campaign: LiveCampaign) -> None:
        """Tell of another campaign from now on."""
        self.campaign = campaign
        self._seen: deque[dict[str, Any]] = deque(maxlen=SEEN)
        self._simulated = 0
        self._next_batch = 0
        self._underway: list[Course] = []

    def shown(self, answer: Answer, by: str = "a client on the wire") -> None:
        """Somebody was given an answer; it counts if there were strangers in it."""
        if answer.has_foreign:
            self._seen.appendleft(
                {
                    "at": self._told(answer.at),
                    "tenant": answer.viewer.number,
                    "channel": str(answer.channel).upper(),
                    "strangers": answer.foreign_mailboxes + answer.foreign_lists,
                    "cause": str(answer.cause).replace("_", " "),
                    "by": by,
                }
            )

    def told(self) -> dict[str, Any]:
        """All of it, as the page shows it; called with the campaign's lock held."""
        laboratory, now = self.campaign.laboratory, self.campaign.now
        for _, answer in laboratory.clients.answers[self._simulated :]:
            self.shown(answer, "a simulated client")
        self._simulated = len(laboratory.clients.answers)
        windows = sorted(self._windows(now), key=lambda window: -window["lasts_us"])
        courses = laboratory.courses
        settings = laboratory.scenario.campaign
        night = night_at(settings, now)
        return {
            "procedure": laboratory.scenario.procedure.name,
            "clock": self._told(now),
            "night": "by day" if night is None else f"night {night}",
            "tenants": len(courses),
            "finished": sum(course.finished_at <= now for course in courses),
            "windows": windows[:MOST_WINDOWS],
            "open": len(windows),
            "seen": list(self._seen),
        }

    def _windows(self, now: int) -> Iterator[dict[str, Any]]:
        """Tenants of whom a mailbox is reachable, and not isolated on some controller."""
        exchange, still = self.campaign.exchange, []
        self._take_up()
        for course in self._underway:
            tenant = course.tenant
            open_ones = [m for m in tenant.mailboxes if self._is_open(m, now)]
            if open_ones:
                since = max(entry[0] for entry in tenant.journal if entry[1] in OPENS)
                yield {
                    "tenant": tenant.number,
                    "mailboxes": len(open_ones),
                    "since": self._told(since),
                    "lasts_us": now - since,
                    "lasts": lasting((now - since) / SECOND),
                    "on": sum(
                        any(not has_own_policy(m, c, now) for m in open_ones)
                        for c in range(exchange.controllers)
                    ),
                    "of": exchange.controllers,
                }
            if open_ones or course.finished_at > now:
                still.append(course)
        self._underway = still

    def _take_up(self) -> None:
        """Batches start in order: those that have started since are looked at from now on."""
        crew = self.campaign.laboratory.crew
        while self._next_batch < len(crew.batches) and crew.night_of_batch[self._next_batch]:
            self._underway += crew.batches[self._next_batch].courses
            self._next_batch += 1

    def _is_open(self, mailbox: Mailbox, now: int) -> bool:
        exchange = self.campaign.exchange
        return is_reachable(mailbox, exchange.are_sources_redirecting) and any(
            not has_own_policy(mailbox, c, now) for c in range(exchange.controllers)
        )

    def _told(self, at: int) -> str:
        first_day = self.campaign.laboratory.scenario.campaign.first_day
        return "" if at == NEVER else f"{day(first_day, at / SECOND)} {clock(at / SECOND)}"
