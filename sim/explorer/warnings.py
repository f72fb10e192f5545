"""Checks that are no checks, waits that promise nothing, gates that open whatever has been done."""

from collections.abc import Iterator

from ..procedure import Procedure, Step
from ..words import Verb


def warnings(procedure: Procedure) -> tuple[str, ...]:
    """What a reader of the procedure may take for more than it is, a sentence each."""
    return tuple(
        f"step {place}, {step.verb}: {sentence}"
        for place, step in enumerate(procedure.steps, 1)
        for sentence in _of(step)
    )


def _of(step: Step) -> Iterator[str]:
    if step.verb is Verb.VERIFY_ISOLATION:
        if step.on_fail == "skip":
            yield 'on_fail = "skip": a check whose failure is skipped is no check.'
        if step.controllers == "one":
            yield 'controllers = "one": the controller that was written to always agrees; clients meet the others.'
        if step.mailboxes == "first":
            yield 'mailboxes = "first": one mailbox that is isolated says nothing of the others.'
    if step.verb is Verb.WAIT_REPLICATION and step.duration is not None:
        yield "a wait with a duration promises nothing: it is over whether the changes have arrived or not."
    if step.on == "timer":
        yield 'on = "timer": the gate opens whatever the procedure has done by then.'
