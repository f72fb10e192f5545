"""One tenant's time line: when each step begins and how long it takes, every step at its median.

The tenant has as many mailboxes as the mean and is the first of its batch. Three passes have clocks of their
own: nothing is said of how long a campaign waits between them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from sim.campaign import mean_mailboxes, median_duration, plan
from sim.population import People, draw_people
from sim.procedure import Scope, Step
from sim.scenario import Scenario
from sim.streams import Source
from sim.words import Verb

from .texts import Texts


class Pass(StrEnum):
    """The part of a campaign in which a step is carried out."""

    CAMPAIGN = "campaign"
    """Over all tenants, before the first batch."""
    AHEAD = "ahead"
    """Tenant by tenant, days before its night, round the clock."""
    NIGHT = "night"


@dataclass(frozen=True, slots=True)
class Row:
    """One step of the time line.

    Attributes:
        number: of the step, from 1.
        step: what the procedure says.
        texts: what a runbook says of it.
        part: the pass it belongs to.
        starts_at: microseconds after the tenant's begin of that pass.
        takes: microseconds of one execution, at its median; None: the clock carries it out.
        given: microseconds that a procedure or a window gives it; None: its law is the platform's.
        times: executions: one for each tenant of the campaign or of the batch, or for each mailbox.
        every: microseconds from the begin of one to that of the next; 0 where there is one alone.
    """

    number: int
    step: Step
    texts: Texts
    part: Pass
    starts_at: int
    takes: int | None
    given: int | None = None
    times: int = 1
    every: int = 0

    @property
    def ends_at(self) -> int:
        """Microseconds after the tenant's begin of the pass at which its last execution ends."""
        return self.starts_at + (self.times - 1) * self.every + (self.takes or 0)


@dataclass(frozen=True, slots=True)
class TimeLine:
    """The rows of a procedure, in its order.

    Attributes:
        rows: one a step.
        tenants: how many there are.
        mailboxes: of the tenant whose time line it is.
        batch: tenants a batch.
    """

    rows: tuple[Row, ...]
    tenants: int
    mailboxes: int
    batch: int

    @classmethod
    def of(cls, scenario: Scenario, seed: int) -> "TimeLine":
        """The time line of a scenario's procedure, for the population that a seed draws."""
        people = draw_people(scenario, Source(seed))
        mailboxes, batch = mean_mailboxes(people), plan(scenario, people).batch
        # No batch has more tenants than there are.
        batch = min(batch, people.numbers.size)
        clock = _Clock(scenario, people, mailboxes, batch)
        return cls(tuple(clock.rows()), int(people.numbers.size), mailboxes, batch)

    @property
    def night(self) -> int:
        """Microseconds from the begin of the tenant's night to the end of its last step."""
        return max((row.ends_at for row in self.rows if row.part is Pass.NIGHT), default=0)


@dataclass(slots=True)
class _Clock:
    """Carries out the steps of one pass after another, in time alone."""

    scenario: Scenario
    people: People
    mailboxes: int
    batch: int
    now: int = 0
    """Microseconds since the pass began, for the first tenant of a batch."""
    run: int = 0
    """What the steps since the last barrier take of each tenant: the batch's others have them before them still."""
    closed_at: int = 0
    """When the gate's last close ended."""

    def rows(self) -> Iterator[Row]:
        steps = list(enumerate(self.scenario.procedure.steps))
        for part, of_part in groupby(steps, lambda pair: self._part(pair[0])):
            self.now = self.run = 0
            for is_loop, group in groupby(of_part, lambda pair: pair[1].scope is Scope.MAILBOX):
                if is_loop:
                    yield from self._loop(part, list(group))
                else:
                    yield from (self._row(part, place, step) for place, step in group)

    def _part(self, place: int) -> Pass:
        procedure = self.scenario.procedure
        if place < procedure.campaign_steps:
            return Pass.CAMPAIGN
        return Pass.AHEAD if place < procedure.presync_end else Pass.NIGHT

    def _row(self, part: Pass, place: int, step: Step) -> Row:
        texts = Texts.of(step)
        if step.on == "timer":
            return Row(place + 1, step, texts, part, self.closed_at + (step.after or 0), None)
        takes = median_duration(self.scenario, step, self.mailboxes, self.people)
        if step.scope is Scope.BATCH:
            # Behind a barrier: the others of the batch have caught up first.
            self.now += (self.batch - 1) * self.run
            self.run = 0
        else:
            self.run += takes
        times = {Scope.CAMPAIGN: self.people.numbers.size, Scope.BATCH: self.batch}.get(step.scope, 1)
        row = Row(place + 1, step, texts, part, self.now, takes, self._given(step), int(times), takes)
        self.now = row.ends_at
        if step.verb is Verb.CLOSE_GATE:
            self.closed_at = self.now
        return row

    def _given(self, step: Step) -> int | None:
        window = self.scenario.window
        return window if window is not None and step.takes_window else step.duration

    def _loop(self, part: Pass, group: list[tuple[int, Step]]) -> Iterator[Row]:
        """Steps carried out on one mailbox after another: each row begins with the first mailbox."""
        taken = [median_duration(self.scenario, step, 1, self.people) for _, step in group]
        for (place, step), takes in zip(group, taken, strict=True):
            texts, given = Texts.of(step), self._given(step)
            yield Row(place + 1, step, texts, part, self.now, takes, given, self.mailboxes, sum(taken))
            self.now += takes
        others = (self.mailboxes - 1) * sum(taken)
        self.now += others
        self.run += others + sum(taken)
