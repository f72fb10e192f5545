"""What a pass works with: its steps with their draws, and the tenants with their courses."""

from typing import NamedTuple

import numpy as np

from ..draws import Draws
from ..population import People
from ..procedure import Scope, Step
from ..scenario import Scenario
from ..streams import Ints
from ..words import NEVER, Verb
from .courses import Boxes, Tenants
from .records import COURSE, Records, World, in_sequence, is_drawn, steps_of
from .steps import begin


class Work(NamedTuple):
    """The steps of one pass.

    Attributes:
        steps: a record each.
        drawn: durations, shape (drawn steps, tenants).
        drawn_each: durations of steps on one mailbox, shape (drawn steps, mailboxes).
        runs: the end of each run of steps: those of tenant and mailbox scope together, each of batch scope by itself.
        is_batch: 1 for the run of a step of batch scope.
        tenants: whom they are carried out on.
    """

    steps: Records
    drawn: Ints
    drawn_each: Ints
    runs: Ints
    is_batch: Ints
    tenants: Tenants


def tenants_of(scenario: Scenario, draws: Draws, world: World, keys: Ints) -> Tenants:
    """The tenants of a campaign that has not begun."""
    people, steps = draws.people, scenario.procedure.steps
    courses = np.empty(people.numbers.size, COURSE)
    instants = courses.view(np.int64).reshape(courses.size, -1)
    begin(courses, instants)
    has_restarts = any(step.verb is Verb.RESTART_CLIENT_ACCESS for step in steps)
    restarts = np.full(courses.size if has_restarts else 0, NEVER, np.int64)
    boxes = _boxes(people, steps)
    lags = _lags(scenario, draws)
    return Tenants(courses, instants, boxes, restarts, lags, people.numbers, people.mailboxes, world, keys)


def _boxes(people: People, steps: tuple[Step, ...]) -> Boxes:
    one_by_one = {step.verb for step in steps if step.scope is Scope.MAILBOX}
    many = int(people.mailboxes.sum())

    def room(verb: Verb) -> Ints:
        return np.full(many if verb in one_by_one else 0, NEVER, np.int64)

    first = np.zeros(people.numbers.size + 1 if one_by_one else 0, np.int64)
    np.cumsum(people.mailboxes[: first.size], out=first[1:])
    cut_over, assign = Verb.CUT_OVER, Verb.ASSIGN_POLICY
    return Boxes(first, room(cut_over), room(cut_over), room(assign))


def work_of(scenario: Scenario, draws: Draws, tenants: Tenants, first: int, last: int) -> Work:
    """The work of a pass over the steps first .. last - 1."""
    steps, ours = scenario.procedure.steps, in_sequence(scenario, first, last)
    drawn = [step for step in ours if is_drawn(scenario, step)]
    by_tenant = [draws.durations(s, steps) for s in drawn if s.scope is not Scope.MAILBOX]
    by_mailbox = [draws.mailbox_durations(s, steps) for s in drawn if s.scope is Scope.MAILBOX]
    is_batch = [step.scope is Scope.BATCH for step in ours]
    runs = [i + 1 for i in range(len(ours)) if i + 1 == len(ours) or is_batch[i] or is_batch[i + 1]]
    return Work(
        steps_of(scenario, first, last),
        _rows(by_tenant, tenants.courses.size),
        _rows(by_mailbox, int(tenants.boxes.first[-1]) if tenants.boxes.first.size else 1),
        np.array(runs, np.int64),
        np.array([is_batch[end - 1] for end in runs], np.int64),
        tenants,
    )


def _rows(drawn: list[Ints], length: int) -> Ints:
    """Durations, a row a step."""
    # At least one row: an array of none cannot be looked into, even by a step that needs no number.
    rows = np.empty((max(1, len(drawn)), length), np.int64)
    for row, durations in zip(rows, drawn, strict=False):
        row[:] = durations
    return rows


def _lags(scenario: Scenario, draws: Draws) -> Ints:
    steps = scenario.procedure.steps
    for step in steps:
        if step.verb is Verb.ASSIGN_POLICY:
            return draws.lags(step, steps)
    return np.zeros((draws.people.numbers.size, scenario.platform.controllers), np.int64)
