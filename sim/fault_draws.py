"""Which steps fail, how often before they succeed, and which of them only say that they did.

One draw a step and tenant, or a step and mailbox where it is carried out on one mailbox after another. An
engine is told the attempts that fail, and never how likely they were.
"""

from typing import Final, NamedTuple

import numpy as np

from .procedure import Scope, Step
from .scenario import Scenario
from .streams import Counts, Floats, Ints, Source
from .units import MINUTE
from .words import Verb

ALL: Final = -1
"""In place of a mailbox's number: a silent fault strikes all of a tenant's mailboxes."""
OUT_OF_SITE: Final = 180 * MINUTE
"""A controller out of site sees a change so much later at most than one in site."""


class StepFaults(NamedTuple):
    """What befalls one step, by position; by mailbox in campaign order where it is carried out on each.

    Attributes:
        failures: attempts that fail one after the other; more than the step retries: it fails for good.
        silent: 0: none; ALL; or the number, from 1, of the only mailbox that the step leaves out.
    """

    failures: Counts
    silent: Counts


class Consoles(NamedTuple):
    """The operator's consoles, by batch.

    Attributes:
        is_lost: whether the one that works on a batch is lost.
        when: uniforms that say before which of the batch's steps.
    """

    is_lost: Ints
    when: Floats

    def unit(self, batch: int, tenants: int, units: int) -> tuple[int, int]:
        """The tenant within the batch, and the step of its night, from 0, before which it is lost; -1, -1: it is not.

        Args:
            batch: from 0.
            tenants: of that batch.
            units: steps of a tenant's night, a loop over mailboxes being one.
        """
        if not self.is_lost[batch] or not units:
            return -1, -1
        return divmod(int(self.when[batch] * tenants * units), units)


def retries_of(scenario: Scenario, step: Step) -> int:
    """Further attempts of a step that has failed."""
    return scenario.faults.retries if step.retries is None else step.retries


def may_fail(scenario: Scenario, step: Step) -> bool:
    """Is anything to be drawn for a step? A timer is nobody's step."""
    faults = scenario.faults
    return (
        step.on is None and max(faults.transient, faults.hard_of(step.verb), faults.silent_of(step.verb)) > 0
    )


def step_faults(
    source: Source, scenario: Scenario, step: Step, name: str, entities: Ints, mailboxes: Counts
) -> StepFaults:
    """What befalls one step.

    Args:
        source: the uniforms.
        scenario: how likely faults are.
        step: the step.
        name: verb and occurrence, see ``step_draws.step_name``.
        entities: tenants, or mailboxes for a step of mailbox scope, shape (entities,).
        mailboxes: of each tenant, likewise; read for the steps of a tenant alone.
    """
    faults, of = scenario.faults, "mailbox_" if step.scope is Scope.MAILBOX else ""
    failures = np.zeros(entities.size, np.int32)
    retries = retries_of(scenario, step)
    if faults.transient > 0:
        is_failing = np.ones(entities.size, np.bool_)
        for attempt in range(retries + 1):
            is_failing &= source.uniforms(f"{of}transient/{name}", entities, attempt) < faults.transient
            failures += is_failing
            if not is_failing.any():
                break
    hard = faults.hard_of(step.verb)
    if hard > 0:
        chance = np.full(entities.size, hard)
        if step.verb is Verb.SYNC_MAILBOXES:
            # Each mailbox may fail, and the tenant with it.
            chance = -np.expm1(mailboxes * np.log1p(-hard)) if hard < 1 else chance
        failures[source.uniforms(f"{of}hard/{name}", entities) < chance] = retries + 1
    silent = np.zeros(entities.size, np.int32)
    if (share := faults.silent_of(step.verb)) > 0:
        struck = source.uniforms(f"{of}silent/{name}", entities) < share
        silent[struck] = ALL
        if faults.silent_scope == "mailbox" and step.takes_window:
            which = source.uniforms(f"silent_mailbox/{name}", entities) * mailboxes
            silent[struck] = np.floor(which[struck]).astype(np.int32) + 1
        # It says so at its first attempt.
        failures[struck] = 0
    return StepFaults(failures, silent)


def consoles(source: Source, scenario: Scenario, batches: int) -> Consoles | None:
    """The consoles of a campaign's batches; None where none can be lost."""
    if scenario.faults.console_lost == 0:
        return None
    of = np.arange(batches, dtype=np.int64)
    is_lost = source.uniforms("console_lost", of) < scenario.faults.console_lost
    return Consoles(is_lost.astype(np.int64), source.uniforms("console_when", of))


def is_one_out_of_site(source: Source, scenario: Scenario) -> bool:
    """Does a controller out of site join those in use, for the whole campaign?"""
    return scenario.faults.out_of_site > 0 and source.uniform("out_of_site", 0) < scenario.faults.out_of_site


def controllers_in_use(source: Source, scenario: Scenario) -> int:
    """Controllers of the target, one out of site included, which is the last."""
    return scenario.platform.controllers + is_one_out_of_site(source, scenario)
