"""What a pass works with: its steps with their draws, and the tenants with their courses."""

from typing import NamedTuple

import numpy as np

from ..draws import Draws
from ..procedure import Scope
from ..scenario import Scenario
from ..streams import Counts, Ints
from ..words import Verb
from .records import COURSE, Records, World, is_drawn, steps_of
from .steps import begin


class Tenants(NamedTuple):
    """All tenants, by position, and what holds for each of them.

    Attributes:
        courses: a record each.
        instants: the same memory, the instants of each, by place.
        lags: replication lags of the policies, shape (tenants, controllers).
        numbers: theirs.
        mailboxes: how many each has.
        world: see ``records``.
        keys: see ``uniforms``.
    """

    courses: Records
    instants: Ints
    lags: Ints
    numbers: Ints
    mailboxes: Counts
    world: World
    keys: Ints


class Work(NamedTuple):
    """The steps of one pass.

    Attributes:
        steps: a record each.
        drawn: durations, shape (drawn steps, tenants).
        runs: the end of each run of steps: those of tenant scope together, each of batch scope by itself.
        tenants: whom they are carried out on.
    """

    steps: Records
    drawn: Ints
    runs: Ints
    tenants: Tenants


def tenants_of(scenario: Scenario, draws: Draws, world: World, keys: Ints) -> Tenants:
    """The tenants of a campaign that has not begun."""
    people = draws.people
    courses = np.empty(people.numbers.size, COURSE)
    instants = courses.view(np.int64).reshape(courses.size, -1)
    begin(courses, instants)
    return Tenants(courses, instants, _lags(scenario, draws), people.numbers, people.mailboxes, world, keys)


def work_of(scenario: Scenario, draws: Draws, tenants: Tenants, first: int, last: int) -> Work:
    """The work of a pass over the steps first .. last - 1."""
    steps = scenario.procedure.steps
    drawn = [step for step in steps[first:last] if is_drawn(scenario, step)]
    # At least one row: an array of none cannot be looked into, even by a step that needs no number.
    rows = np.empty((max(1, len(drawn)), tenants.courses.size), np.int64)
    for row, step in zip(rows, drawn, strict=False):
        row[:] = draws.durations(step, steps)
    scopes = [step.scope for step in steps[first:last]]
    runs = [
        i + 1
        for i in range(len(scopes))
        if i + 1 == len(scopes) or not scopes[i] is scopes[i + 1] is Scope.TENANT
    ]
    return Work(steps_of(scenario, first, last), rows, np.array(runs, np.int64), tenants)


def _lags(scenario: Scenario, draws: Draws) -> Ints:
    steps = scenario.procedure.steps
    for step in steps:
        if step.verb is Verb.ASSIGN_POLICY:
            return draws.lags(step, steps)
    return np.zeros((draws.people.numbers.size, scenario.platform.controllers), np.int64)
