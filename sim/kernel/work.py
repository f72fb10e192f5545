"""What a pass works with: its steps with their draws, and the tenants with their courses."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from ..campaign import Plan
from ..draws import Draws
from ..fault_draws import consoles, controllers_in_use
from ..population import People
from ..procedure import Scope, Step
from ..scenario import Scenario
from ..stops import Stop, may_roll_back
from ..streams import Counts, Ints
from ..words import NEVER, Verb
from .courses import Boxes, Tenants
from .records import COURSE, UNDONE, Records, World, in_sequence, is_drawn, steps_of
from .steps import begin
from .undoing import Back


class Work(NamedTuple):
    """The steps of one pass.

    Attributes:
        steps: a record each.
        drawn: durations, shape (drawn steps, tenants).
        drawn_each: durations of steps on one mailbox, shape (drawn steps, mailboxes).
        failures: attempts that fail, shape (steps that may, tenants); see ``fault_draws.StepFaults``.
        silent: likewise.
        failures_each: of steps on one mailbox, shape (steps that may, mailboxes).
        silent_each: likewise.
        lost: before whose step, p * steps + s, the console of each batch is lost; -1: it is not.
        console_back: microseconds until one is back.
        runs: the end of each run of steps: those of tenant and mailbox scope together, each of batch scope by itself.
        is_batch: 1 for the run of a step of batch scope.
        tenants: whom they are carried out on.
        back: all steps, for undoing them.
        first: how many of those come before the pass.
    """

    steps: Records
    drawn: Ints
    drawn_each: Ints
    failures: Ints
    silent: Ints
    failures_each: Ints
    silent_each: Ints
    lost: Ints
    console_back: int
    runs: Ints
    is_batch: Ints
    tenants: Tenants
    back: Back
    first: int


def tenants_of(
    scenario: Scenario, draws: Draws, world: World, keys: Ints, stop: Stop | None, begun: Records | None
) -> Tenants:
    """The tenants of a campaign that may be cut by a stop, and has not begun, or goes on from the records of some."""
    people, steps = draws.people, scenario.procedure.steps
    courses = np.empty(people.numbers.size, COURSE) if begun is None else begun
    instants = courses.view(np.int64).reshape(courses.size, -1)
    if begun is None:
        begin(courses, instants)

    def instants_of(verb: Verb) -> Ints:
        has_any = any(step.verb is verb for step in steps)
        return np.full(courses.size if has_any else 0, NEVER, np.int64)

    is_undoing = may_roll_back(scenario, stop)
    undone = np.empty(courses.size if is_undoing else 0, UNDONE)
    undone.view(np.int64)[:] = NEVER
    return Tenants(
        courses,
        instants,
        undone,
        _boxes(people, steps, is_undoing),
        instants_of(Verb.RESTART_CLIENT_ACCESS),
        instants_of(Verb.PROBE),
        _lags(scenario, draws, draws.lags),
        _lags(scenario, draws, draws.undo_lags) if is_undoing else np.zeros((0, 0), np.int64),
        np.zeros(0, np.int64) if stop is None else stop.horizons,
        people.numbers,
        people.mailboxes,
        world,
        keys,
    )


def _boxes(people: People, steps: tuple[Step, ...], is_undoing: bool) -> Boxes:
    one_by_one = {step.verb for step in steps if step.scope is Scope.MAILBOX}
    many = int(people.mailboxes.sum())

    def room(verb: Verb, is_needed: bool = True) -> Ints:
        return np.full(many if verb in one_by_one and is_needed else 0, NEVER, np.int64)

    first = people.first_mailbox if one_by_one else np.zeros(0, np.int64)
    locked, unlocked, hosted = (room(Verb.CUT_OVER) for _ in range(3))
    written, misreported = (room(Verb.ASSIGN_POLICY) for _ in range(2))
    unhosted, removed = room(Verb.CUT_OVER, is_undoing), room(Verb.ASSIGN_POLICY, is_undoing)
    return Boxes(first, locked, unlocked, hosted, unhosted, written, removed, misreported)


def work_of(
    scenario: Scenario,
    draws: Draws,
    tenants: Tenants,
    back: Back,
    first: int,
    last: int,
    plan: Plan | None = None,
) -> Work:
    """The work of a pass over the steps first .. last - 1; with the plan of its batches, if it has any."""
    steps, ours = scenario.procedure.steps, in_sequence(scenario, first, last)
    each = int(tenants.boxes.first[-1]) if tenants.boxes.first.size else 1
    befalls = [(s.scope is Scope.MAILBOX, f) for s in ours if (f := draws.faults(s, steps)) is not None]
    of_tenants = [faults for is_each, faults in befalls if not is_each]
    of_mailboxes = [faults for is_each, faults in befalls if is_each]
    is_batch = [step.scope is Scope.BATCH for step in ours]
    runs = [i + 1 for i in range(len(ours)) if i + 1 == len(ours) or is_batch[i] or is_batch[i + 1]]
    return Work(
        steps_of(scenario, first, last),
        *_durations(scenario, draws, ours),
        _rows([f.failures for f in of_tenants], tenants.courses.size),
        _rows([f.silent for f in of_tenants], tenants.courses.size),
        _rows([f.failures for f in of_mailboxes], each),
        _rows([f.silent for f in of_mailboxes], each),
        np.full(0, NEVER, np.int64) if plan is None else _lost(scenario, draws, plan, ours),
        max(1, scenario.faults.console_back),
        np.array(runs, np.int64),
        np.array([is_batch[end - 1] for end in runs], np.int64),
        tenants,
        back,
        len(in_sequence(scenario, 0, first)),
    )


def back_of(scenario: Scenario, draws: Draws, stop: Stop | None) -> Back:
    """All steps, for rolling tenants back, where any failure or the stop does."""
    end = len(scenario.procedure.steps) if may_roll_back(scenario, stop) else 0
    durations = _durations(scenario, draws, in_sequence(scenario, 0, end))
    return Back(steps_of(scenario, 0, end), *durations)


def _durations(scenario: Scenario, draws: Draws, ours: list[Step]) -> tuple[Ints, Ints]:
    """Durations of the steps whose are drawn, by tenant, and by mailbox of those carried out on each."""
    steps, people = scenario.procedure.steps, draws.people
    drawn = [step for step in ours if is_drawn(scenario, step)]
    by_tenant = [draws.durations(s, steps) for s in drawn if s.scope is not Scope.MAILBOX]
    by_mailbox = [draws.mailbox_durations(s, steps) for s in drawn if s.scope is Scope.MAILBOX]
    # Even where none is drawn, a step that needs no number looks into its row.
    is_each = any(step.scope is Scope.MAILBOX for step in ours)
    each = int(people.mailboxes.sum()) if is_each else 1
    return _rows(by_tenant, people.numbers.size), _rows(by_mailbox, each)


def _lost(scenario: Scenario, draws: Draws, plan: Plan, steps: list[Step]) -> Ints:
    found = np.full(plan.batches, -1, np.int64)
    of_batches = consoles(draws.source, scenario, plan.batches)
    if of_batches is None:
        return found
    # A loop over mailboxes is one unit: the console is lost before it, or not in it.
    is_in_loop = [step.scope is Scope.MAILBOX for step in steps]
    units = [s for s in range(len(steps)) if not (is_in_loop[s] and s > 0 and is_in_loop[s - 1])]
    for b in range(plan.batches):
        positions = plan.positions(b)
        tenant, unit = of_batches.unit(b, len(positions), len(units))
        if tenant >= 0:
            found[b] = positions[tenant] * len(steps) + units[unit]
    return found


def _rows(drawn: Sequence[Ints | Counts], length: int) -> Ints:
    """Numbers of each step, a row a step."""
    # At least one row: an array of none cannot be looked into, even by a step that needs no number.
    rows = np.empty((max(1, len(drawn)), length), np.int64)
    for row, durations in zip(rows, drawn, strict=False):
        row[:] = durations
    return rows


def _lags(scenario: Scenario, draws: Draws, lags: Callable[[Step, tuple[Step, ...]], Ints]) -> Ints:
    steps = scenario.procedure.steps
    for step in steps:
        if step.verb is Verb.ASSIGN_POLICY:
            return lags(step, steps)
    return np.zeros((draws.people.numbers.size, controllers_in_use(draws.source, scenario)), np.int64)
