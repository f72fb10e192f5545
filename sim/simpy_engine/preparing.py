"""Making steps ready: their draws are taken, and who is told what when one begins or has ended is settled.

A gate's timer starts with the gate's close, whatever the procedure does afterwards.
"""

from collections.abc import Callable
from functools import partial
from itertools import zip_longest
from typing import Final

import numpy as np

from fakeexchange.admin import Admin
from fakeexchange.words import Verb

from ..campaign import exact_duration
from ..draws import Draws
from ..fault_draws import retries_of
from ..procedure import ANCHORS, Scope, Step
from ..scenario import Scenario
from ..step_draws import UNIT
from ..stops import InFlight, Stop
from ..words import NEVER
from .courses import BEFORE, Course
from .order import ADMINISTRATION, STEP_BITS, Call, Environment
from .sessions import Clients
from .tasks import ASSIGNS, LOOPS, PLAIN, PROBES, VERIFIES, Befalls, MailboxTask, Shock, Task, all_shocked

UNSETTLING: Final = (*ANCHORS, Verb.ASSIGN_POLICY)
"""Steps after which a logon may get another answer, though the tenant was isolated and served."""

KINDS: Final = {Verb.ASSIGN_POLICY: ASSIGNS, Verb.VERIFY_ISOLATION: VERIFIES, Verb.PROBE: PROBES}
"""How verbs run that are more than one wait and an effect."""


class Preparer:
    """Makes steps ready for whoever carries them out.

    Args:
        env: the loop.
        admin: the shell on the fake.
        clients: who is told of what is done.
        scenario: what is asked.
        draws: drawn for it.
        stop: cuts the campaign; None: nothing does.
    """

    def __init__(
        self,
        env: Environment,
        admin: Admin,
        clients: Clients,
        scenario: Scenario,
        draws: Draws,
        stop: Stop | None,
    ) -> None:
        self.stop = stop
        self.stop_at = NEVER if stop is None else stop.at
        self.env = env
        self.admin = admin
        self.clients = clients
        self.scenario = scenario
        self.draws = draws
        self._timer = next(
            ((i, s.after) for i, s in enumerate(scenario.procedure.steps) if s.after is not None), None
        )
        """The step that opens a gate by the clock, and how long after its close."""
        self.first_mailbox: list[int] = draws.people.first_mailbox.tolist()

    def prepare(self, first: int, last: int, shock: Shock) -> list[Task]:
        """The steps first .. last - 1, with their draws, under one shock; those of a loop over mailboxes are one."""
        steps = self.scenario.procedure.steps
        found: list[Task] = []
        loop: list[MailboxTask] = []
        in_sequence = [i for i in range(first, last) if steps[i].on is None]
        for i, then in zip_longest(in_sequence, in_sequence[1:]):
            if steps[i].scope is not Scope.MAILBOX:
                found.append(self._prepare(i, steps[i], shock))
                continue
            loop.append(self._prepare_for_mailbox(i, steps[i], shock))
            if then is None or steps[then].scope is not Scope.MAILBOX:
                found.append(self._looped(i, loop, shock))
                loop = []
        return found

    def _looped(self, index: int, loop: list[MailboxTask], shock: Shock) -> Task:
        return Task(
            step=loop[0].step,
            place=ADMINISTRATION | index,
            is_ready=lambda _: True,
            durations=[],
            shock=shock,
            of_pass=shock,
            kind=LOOPS,
            effect=lambda _: None,
            lags=[],
            begins=None,
            tells=None if self._unsettles_after(index) else self.clients.eased,
            faults={},
            loop=loop,
        )

    def _prepare_for_mailbox(self, index: int, step: Step, shock: Shock) -> MailboxTask:
        steps = self.scenario.procedure.steps
        exact = exact_duration(self.scenario, step)
        is_writing = step.verb is Verb.ASSIGN_POLICY
        return MailboxTask(
            step=step,
            place=ADMINISTRATION | index,
            is_ready=self.admin.requirement_of_mailbox(step.verb),
            exact=exact,
            durations=[] if exact is not None else self.draws.mailbox_durations(step, steps).tolist(),
            shock=shock,
            lags=list(map(tuple, self.draws.lags(step, steps).tolist())) if is_writing else [],
            faults=self._faults_of(step),
        )

    def _faults_of(self, step: Step) -> dict[int, Befalls]:
        """Whom something befalls in a step, and what."""
        faults = self.draws.faults(step, self.scenario.procedure.steps)
        if faults is None:
            return {}
        retries = retries_of(self.scenario, step)
        # Python's own numbers: an instant made of NumPy's would slow all that follows.
        struck = np.flatnonzero((faults.failures > 0) | (faults.silent != 0)).tolist()
        failures, silent = faults.failures.tolist(), faults.silent.tolist()
        return {i: Befalls(min(failures[i], retries + 1), failures[i] > retries, silent[i]) for i in struck}

    def _unsettles_after(self, index: int) -> bool:
        """May a logon after a later step get another answer, though the tenant was isolated and served?"""
        if self.stop is not None and self.stop.in_flight is InFlight.ROLLBACK:
            return True
        return any(
            later.verb in UNSETTLING or later.on_fail == "rollback"
            for later in self.scenario.procedure.steps[index + 1 :]
        )

    def _eases_soon(self, index: int) -> bool:
        """Are clients told with the next step's end too, before which little has replicated, or with the last's?"""
        later = self.scenario.procedure.steps[index + 1 :]
        return not later or later[0].verb is Verb.WAIT_REPLICATION

    def _prepare(self, index: int, step: Step, shock: Shock) -> Task:
        verb, steps = step.verb, self.scenario.procedure.steps
        exact = exact_duration(self.scenario, step)
        drawn: list[int] = []
        if exact is not None:
            drawn = [exact] * self.draws.people.numbers.size
        elif verb is not Verb.WAIT_REPLICATION:
            durations = self.draws.durations(step, steps)
            drawn = all_shocked(durations, shock.factor) if shock.is_steady else durations.tolist()
        written: list[tuple[int, ...]] = []
        if verb is Verb.ASSIGN_POLICY:
            written = list(map(tuple, self.draws.lags(step, steps).tolist()))
        begins = self._night_begins if verb in ANCHORS else None
        tells: Callable[[Course], None] | None = None
        if verb is Verb.CUT_OVER:
            begins, tells = self._cut_over_begins, self._cut_over
        elif verb in (Verb.SWITCH_ROUTING, Verb.OPEN_GATE):
            tells = self.clients.reached
        elif verb is Verb.CLOSE_GATE and self._timer is not None:
            tells = self._start_timer
        elif not self._unsettles_after(index) and not self._eases_soon(index):
            tells = self.clients.eased
        return Task(
            step=step,
            place=ADMINISTRATION | index,
            is_ready=self.admin.requirement(verb)[0],
            durations=drawn,
            shock=Shock(UNIT) if shock.is_steady or exact is not None else shock,
            of_pass=shock,
            kind=KINDS.get(verb, PLAIN),
            effect=partial(self.admin.provision, is_hidden=True)
            if step.hidden
            else getattr(self.admin, verb),
            lags=written,
            begins=begins,
            tells=tells,
            faults=self._faults_of(step),
        )

    def _night_begins(self, course: Course) -> None:
        """The first of these steps begins the tenant's night as its clients see it."""
        if course.stage is BEFORE:
            self.clients.anchor(course)

    def _cut_over_begins(self, course: Course) -> None:
        self._night_begins(course)
        self.admin.lock(course.tenant)

    def _cut_over(self, course: Course) -> None:
        self.clients.cut_over(course)
        self.clients.reached(course)

    def _start_timer(self, course: Course) -> None:
        """The gate has been closed: the clock opens it, whatever the procedure does."""
        assert self._timer is not None
        index, after = self._timer
        place = ADMINISTRATION | course.position << STEP_BITS | index
        Call(self.env, self._time_is_up, course).due(self.env.now + max(1, after), place)

    def _time_is_up(self, event: Call) -> None:
        course: Course = event.about
        if course.tenant.is_gate_closed and self.env.now < course.horizon_at:
            self.admin.open_gate(course.tenant)
            self.clients.reached(course)
