"""Rolling a tenant back: what was done for it is undone, last step first, without faults or pause.

Each step is undone over as long as it takes by itself, under the shock that held when the failed one began; what
leaves nothing behind takes a microsecond. What the target does not hold is not undone, but takes its time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from fakeexchange.backout import Backout
from fakeexchange.directory import Mailbox
from fakeexchange.words import Verb

from ..campaign import exact_duration
from ..draws import Draws
from ..procedure import Scope, Step
from ..scenario import Scenario
from ..streams import Ints
from .courses import Course
from .order import ADMINISTRATION, STEP_BITS, Environment, Waits, Worker
from .sessions import Clients
from .tasks import shocked
from .writing import write_each


@dataclass(frozen=True, slots=True)
class Undo:
    """A step that may have to be undone.

    Attributes:
        index: its place in the procedure.
        step: the step as the procedure has it.
        exact: microseconds; None: drawn.
        durations: drawn ones, by position or by mailbox, before any shock; None where they are not.
        lags: replication lags of what its undoing writes, by position; None where it writes nothing.
    """

    index: int
    step: Step
    exact: int | None
    durations: Ints | None
    lags: Ints | None

    def takes(self, place: int, factor: int) -> int:
        """Microseconds, for a position or a mailbox."""
        if self.exact is not None:
            return self.exact
        return 1 if self.durations is None else shocked(int(self.durations[place]), factor)

    def lags_of(self, position: int) -> tuple[int, ...]:
        """Microseconds until each controller sees what its undoing writes for a tenant."""
        return () if self.lags is None else tuple(self.lags[position].tolist())


class Undoing:
    """Undoes what was done for tenants.

    Args:
        env: the loop.
        backout: the shell on the fake, going backwards.
        clients: who is told of what is undone.
        scenario: what is asked.
        draws: drawn for it.
    """

    def __init__(
        self, env: Environment, backout: Backout, clients: Clients, scenario: Scenario, draws: Draws
    ) -> None:
        self.env = env
        self.backout = backout
        self.clients = clients
        self.scenario = scenario
        self.draws = draws

    @cached_property
    def _groups(self) -> list[list[Undo]]:
        """The steps in sequence, those of a loop over mailboxes together; prepared when first needed."""
        steps = self.scenario.procedure.steps
        undos = [self._prepare(i, step) for i, step in enumerate(steps) if step.on is None]
        return list(_grouped(undos))

    @cached_property
    def _first_mailbox(self) -> Ints:
        return self.draws.people.first_mailbox

    def _prepare(self, index: int, step: Step) -> Undo:
        draws, steps = self.draws, self.scenario.procedure.steps
        if not self.backout.leaves_something(step.verb):
            return Undo(index, step, 1, None, None)
        exact = exact_duration(self.scenario, step)
        drawn = None
        if exact is None:
            is_each = step.scope is Scope.MAILBOX
            drawn = draws.mailbox_durations(step, steps) if is_each else draws.durations(step, steps)
        lags = draws.undo_lags(step, steps) if step.verb is Verb.ASSIGN_POLICY else None
        return Undo(index, step, exact, drawn, lags)

    def roll_back(
        self, worker: Worker, course: Course, failed: int, factor: int, mailbox: int | None
    ) -> Waits:
        """Undo what precedes a step.

        Args:
            worker: who undoes it.
            course: whose steps they are.
            failed: the place of that step in the procedure; it has failed, or will never begin.
            factor: the shock on drawn durations.
            mailbox: the number of the one that it would have been for, in a step of a loop over mailboxes.
        """
        mailboxes = course.tenant.mailboxes
        for group in reversed(self._groups):
            if group[0].step.scope is not Scope.MAILBOX:
                if group[0].index < failed:
                    yield from self._undo(worker, course, group[0], factor)
                continue
            last = len(mailboxes) - 1
            is_broken_off = mailbox is not None and group[0].index <= failed <= group[-1].index
            if mailbox is not None and is_broken_off:
                last = mailbox
            elif group[0].index >= failed:
                continue
            for number in range(last, -1, -1):
                for undo in reversed(group):
                    if not is_broken_off or number < last or undo.index < failed:
                        yield from self._undo_on(worker, course, mailboxes[number], undo, factor)

    def _undo(self, worker: Worker, course: Course, undo: Undo, factor: int) -> Waits:
        position, verb = course.position, undo.step.verb
        takes = undo.takes(position, factor)
        until = self.env.now + takes
        priority = ADMINISTRATION | position << STEP_BITS | undo.index
        self.clients.watch(course, until)
        if verb is Verb.ASSIGN_POLICY:
            lags = undo.lags_of(position)
            yield from write_each(worker, course.tenant, takes, lags, priority, self.backout.remove_policy)
        else:
            worker.until(until, priority)
            yield
        self.backout.undo(verb, course.tenant)
        self.clients.reached(course)

    def _undo_on(self, worker: Worker, course: Course, mailbox: Mailbox, undo: Undo, factor: int) -> Waits:
        position = course.position
        until = self.env.now + undo.takes(int(self._first_mailbox[position]) + mailbox.number, factor)
        self.clients.watch(course, until)
        worker.until(until, ADMINISTRATION | position << STEP_BITS | undo.index)
        yield
        self.backout.undo_on(mailbox, undo.step.verb, undo.lags_of(position) or None)
        self.clients.reached(course)


def _grouped(undos: list[Undo]) -> Iterator[list[Undo]]:
    """Consecutive steps on one mailbox after another together, every other by itself."""
    for is_loop, together in groupby(undos, lambda undo: undo.step.scope is Scope.MAILBOX):
        members = list(together)
        yield from [members] if is_loop else [[undo] for undo in members]
