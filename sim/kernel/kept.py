"""Where tenants stood when their nights began, kept for the next campaign that begins as the last one did.

Of thousands of orderings under one draw only a few differ before the nights.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from ..campaign import Plan
from ..procedure import Scope
from ..scenario import Scenario
from ..stops import may_roll_back
from ..streams import Ints
from ..words import Verb
from .records import Records

MOST: Final = 4
"""Beginnings that are kept at a time: each holds a record a tenant."""
_NOTED_ASIDE: Final = (Verb.RESTART_CLIENT_ACCESS, Verb.PROBE)
"""Verbs that leave more than a tenant's record."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What the campaign pass and the pre-sync left.

    Attributes:
        courses: the tenants' records.
        ready: when the pre-sync of each batch was done.
    """

    courses: Records
    ready: Ints


@dataclass(slots=True)
class Kept:
    """Beginnings of campaigns that nothing stops, under one draw, which differ in procedure and window alone."""

    _found: dict[Hashable, Beginning] = field(default_factory=dict)
    _room: Records | None = None
    """Where a campaign goes on: memory that is new would have to be cleared first, which takes thrice as long."""

    def find(self, scenario: Scenario, plan: Plan) -> Beginning | None:
        """The beginning of a campaign, to go on from; None: it is not known.

        Its records may be written to, and are overwritten when the next one is asked for.
        """
        begun = self._found.get(_key(scenario, plan))
        if begun is None:
            return None
        if self._room is None:
            self._room = np.empty_like(begun.courses)
        # As bytes: records are copied field by field.
        np.copyto(self._room.view(np.uint8), begun.courses.view(np.uint8))
        return Beginning(self._room, begun.ready)

    def keep(self, scenario: Scenario, plan: Plan, courses: Records, ready: Ints) -> None:
        """Note the beginning of a campaign, where its tenants' records tell all of it."""
        key = _key(scenario, plan)
        if key is not None:
            while len(self._found) >= MOST:
                del self._found[next(iter(self._found))]
            self._found[key] = Beginning(courses.copy(), ready)


def _key(scenario: Scenario, plan: Plan) -> Hashable:
    procedure = scenario.procedure
    if may_roll_back(scenario, None) or any(step.scope is Scope.MAILBOX for step in procedure.steps):
        return None
    before = procedure.steps[: procedure.presync_end]
    if any(step.verb in _NOTED_ASIDE for step in before):
        return None
    is_windowed = any(step.verb is Verb.ASSIGN_POLICY for step in before)
    steps = tuple(step.model_dump_json() for step in before)
    window = scenario.window if is_windowed else None
    # A longer night pass makes smaller batches, which are ready at other times.
    return procedure.move, procedure.campaign_steps, steps, window, plan.batch, plan.ahead
