"""All that one seed draws for a campaign, tenants in campaign order: what every engine is given.

People, seats and orders are drawn when they are first asked for, and kept. Nothing here depends on the
procedure or the window, so one draw serves every cell of a study: the same tenants, clients, durations and
lags under each.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from .campaign import tenant_order
from .client_draws import ClientDraws
from .fault_draws import StepFaults, may_fail, retries_of, step_faults
from .population import People, Seats, browse_order, draw_people, draw_residents, draw_seats
from .procedure import Scope, Step
from .scenario import Scenario
from .step_draws import durations, lags, mailbox_durations, step_name
from .streams import Ints, Source

_NEAREST: Final = 4_000


@dataclass(frozen=True, slots=True)
class Nearest:
    """Recipients from the front of the order in which a capped query finds them.

    Attributes:
        owner: the position of each one's tenant; residents stand after all positions.
        is_list: 1 where it is a distribution list.
        is_whole: there are no others.
    """

    owner: Ints
    is_list: npt.NDArray[np.int8]
    is_whole: bool

    @classmethod
    def of(cls, people: People, recipients: Ints, *, is_whole: bool) -> "Nearest":
        """These recipients, numbered tenant after tenant."""
        counts = (people.mailboxes + people.lists).astype(np.int64)
        ends = np.cumsum(counts)
        owner = np.searchsorted(ends, recipients, side="right")
        number = recipients - (ends - counts)[owner]
        is_list = number >= people.mailboxes[owner]
        if people.hidden.any():
            # A query passes by what stands in no list.
            found = is_list | (number < people.listed[owner])
            owner, is_list = owner[found], is_list[found]
        return cls(owner, is_list.astype(np.int8), is_whole)


@dataclass(frozen=True)
class Draws:
    """What one seed draws for a scenario, whatever its procedure and window.

    Attributes:
        scenario: what it is drawn for.
        source: the uniforms.
        is_shared: several cells will ask for the same steps, so durations and lags are kept.
        of_people: the uniforms of tenants, residents and their orders, where they are others; None: the same.
    """

    scenario: Scenario
    source: Source
    is_shared: bool = False
    of_people: Source | None = None
    _durations: dict[str, Ints] = field(default_factory=dict)
    _mailbox_durations: dict[str, Ints] = field(default_factory=dict)
    _lags: dict[str, Ints] = field(default_factory=dict)
    _faults: dict[tuple[str, bool, int], StepFaults] = field(default_factory=dict)

    def serve(self, scenario: Scenario) -> bool:
        """Do these draws hold for another scenario too: does it differ in nothing but procedure and window?"""
        ours, theirs = self.scenario, scenario
        same = ("population", "clients", "platform", "campaign", "steps", "faults")
        return all(getattr(ours, part) == getattr(theirs, part) for part in same)

    def rescheduled(self, source: Source) -> "Draws":
        """The same people in the same orders under other draws: of clients, durations, lags, faults, shocks.

        What has been drawn of the people is handed on, not drawn again.
        """
        found = Draws(self.scenario, source, self.is_shared, self._peopled_by)
        handed_on = ("people", "residents", "everyone", "nearest", "browse_order")
        found.__dict__.update({name: self.__dict__[name] for name in handed_on if name in self.__dict__})
        return found

    @property
    def _peopled_by(self) -> Source:
        return self.source if self.of_people is None else self.of_people

    @cached_property
    def people(self) -> People:
        """The tenants, by position in the campaign."""
        drawn = draw_people(self.scenario, self._peopled_by)
        return drawn.taken(tenant_order(self.scenario, self._peopled_by, drawn))

    @cached_property
    def residents(self) -> People:
        """The tenants that live on the target before the first night."""
        return draw_residents(self.scenario, self._peopled_by)

    @cached_property
    def everyone(self) -> People:
        """The tenants by position, then the residents: all whose recipients the target holds in the end."""
        return self.people.and_also(self.residents) if self.residents.numbers.size else self.people

    @cached_property
    def seats(self) -> Seats:
        """Their clients."""
        return draw_seats(self.scenario, self.source, self.people)

    @cached_property
    def clients(self) -> ClientDraws:
        """What each client will do, draw by draw."""
        return ClientDraws(self.scenario, self.source)

    @cached_property
    def browse_order(self) -> Ints:
        """All recipients, in the order in which a capped query finds them."""
        return browse_order(self._peopled_by, self.everyone)

    @cached_property
    def nearest(self) -> "Nearest":
        """The recipients that a capped query finds first: some 4,000, enough where one in forty is provisioned."""
        people = self.everyone
        recipients = (people.mailboxes + people.lists).astype(np.int64)
        share = min(1.0, _NEAREST / float(recipients.sum()))
        found = browse_order(self._peopled_by, people, share)
        return Nearest.of(people, found, is_whole=share == 1.0)

    @cached_property
    def everybody(self) -> "Nearest":
        """All recipients, in that order."""
        return Nearest.of(self.everyone, self.browse_order, is_whole=True)

    def durations(self, step: Step, steps: tuple[Step, ...]) -> Ints:
        """Microseconds of a step whose duration is drawn, by position, before any shock; its first attempt."""
        name = step_name(step, steps)
        found = self._durations.get(name)
        if found is None:
            found = self._drawn(step, name, self.people, 0)
            if self.is_shared:
                self._durations[name] = found
        return found

    def mailbox_durations(self, step: Step, steps: tuple[Step, ...]) -> Ints:
        """Microseconds of a step on one mailbox, of every mailbox tenant after tenant, before any shock."""
        name = step_name(step, steps)
        found = self._mailbox_durations.get(name)
        if found is None:
            law = getattr(self.scenario.steps, step.verb)
            found = mailbox_durations(self.source, law, name, self.people.mailbox_entities)
            if self.is_shared:
                self._mailbox_durations[name] = found
        return found

    def attempt(self, step: Step, steps: tuple[Step, ...], position: int, attempt: int) -> int:
        """The same of a later attempt, for one tenant."""
        one = self.people.taken(np.array([position]))
        return int(self._drawn(step, step_name(step, steps), one, attempt)[0])

    def lags(self, step: Step, steps: tuple[Step, ...]) -> Ints:
        """Microseconds until each controller sees what a step writes, shape (tenants, controllers)."""
        name = step_name(step, steps)
        found = self._lags.get(name)
        if found is None:
            found = lags(self.source, self.scenario, name, self.people.numbers)
            if self.is_shared:
                self._lags[name] = found
        return found

    def undo_lags(self, step: Step, steps: tuple[Step, ...]) -> Ints:
        """The same of what the step's undoing writes."""
        name = f"undo/{step_name(step, steps)}"
        found = self._lags.get(name)
        if found is None:
            found = self._lags[name] = lags(self.source, self.scenario, name, self.people.numbers)
        return found

    def faults(self, step: Step, steps: tuple[Step, ...]) -> StepFaults | None:
        """What befalls a step; None where nothing can."""
        if not may_fail(self.scenario, step):
            return None
        name, people = step_name(step, steps), self.people
        # Procedures that share draws may scope and retry a verb each in its own way.
        key = name, step.scope is Scope.MAILBOX, retries_of(self.scenario, step)
        found = self._faults.get(key)
        if found is None:
            of = people.mailbox_entities if step.scope is Scope.MAILBOX else people.numbers
            found = step_faults(self.source, self.scenario, step, name, of, people.mailboxes)
            if self.is_shared:
                self._faults[key] = found
        return found

    def _drawn(self, step: Step, name: str, people: People, attempt: int) -> Ints:
        law = getattr(self.scenario.steps, step.verb)
        return durations(self.source, law, name, people.numbers, people.mailboxes, people.largest, attempt)
