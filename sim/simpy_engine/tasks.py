"""Steps made ready: what each takes, writes and meets, tenant by tenant, and what of the fake it calls."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from fakeexchange.directory import Mailbox, Tenant

from ..procedure import Step
from ..step_draws import UNIT
from ..streams import Ints
from .courses import Course

PLAIN, ASSIGNS, VERIFIES, LOOPS, PROBES = range(5)
"""How a step runs."""
HALF: Final = UNIT // 2
SHIFT: Final = UNIT.bit_length() - 1


def shocked(duration: int, factor: int) -> int:
    """A duration times a factor in multiples of 2**-16, rounded, at least 1 us."""
    return (duration * factor + HALF >> SHIFT) or 1


def all_shocked(durations: Ints, factor: int) -> list[int]:
    """The same of many, of any shape (n,)."""
    # In two parts, so that no product overflows.
    whole, low = durations >> SHIFT, durations & UNIT - 1
    found: list[int] = np.maximum(whole * factor + (low * factor + HALF >> SHIFT), 1).tolist()
    return found


@dataclass(slots=True)
class Shock:
    """The factor on drawn durations that holds now, in multiples of 2**-16."""

    factor: int
    is_steady: bool = False
    """It never changes, so durations have it reckoned in."""


@dataclass(frozen=True, slots=True)
class Befalls:
    """What befalls a step on one tenant, or on one mailbox.

    Attributes:
        failures: attempts that fail before one succeeds.
        is_final: so many as it has: none succeeds.
        silent: see ``fault_draws.StepFaults``.
    """

    failures: int
    is_final: bool
    silent: int


@dataclass(slots=True)
class Task:
    """A step made ready: its durations and lags by position, and what of the fake it calls.

    Attributes:
        step: the step as the procedure has it.
        place: its place within an instant, the tenant's position left out.
        is_ready: does the tenant meet what the step requires?
        durations: microseconds by position, before any shock; empty for a wait that blocks.
        shock: the factor on its durations; none touches a written one.
        of_pass: the factor on whatever is drawn.
        kind: how it runs: PLAIN is one wait, then its effect.
        effect: what it does to the fake at its end.
        lags: replication lags by position, for a step that writes policies.
        begins: what its start changes, or None.
        tells: what clients are told when it has ended, or None.
        faults: by position, of the tenants alone that something befalls.
    """

    step: Step
    place: int
    is_ready: Callable[[Tenant], bool]
    durations: list[int]
    shock: Shock
    of_pass: Shock
    kind: int
    effect: Callable[[Tenant], object]
    lags: list[tuple[int, ...]]
    begins: Callable[[Course], None] | None
    tells: Callable[[Course], None] | None
    faults: dict[int, Befalls]
    loop: list["MailboxTask"] = field(default_factory=list)
    """What is done to one mailbox after another."""
    at_hand: tuple[
        Callable[[Tenant], bool],
        Callable[[Course], None] | None,
        list[int],
        Shock,
        int,
        Callable[[Tenant], object],
        int,
        Callable[[Course], None] | None,
        dict[int, Befalls],
    ] = field(init=False)
    """What every step of every tenant reads, in one piece."""

    def __post_init__(self) -> None:
        self.at_hand = (
            self.is_ready,
            self.begins,
            self.durations,
            self.shock,
            self.place,
            self.effect,
            self.kind,
            self.tells,
            self.faults,
        )


@dataclass(slots=True)
class MailboxTask:
    """A step on one mailbox made ready.

    Attributes:
        step: the step as the procedure has it.
        place: see Task.
        is_ready: does the mailbox meet what the step requires?
        exact: microseconds, or None where they are drawn.
        durations: microseconds by mailbox, in campaign order, before any shock; empty where they are exact.
        shock: see Task.
        lags: replication lags by position, for a step that writes policies.
        faults: by mailbox, in campaign order; of those alone that something befalls.
    """

    step: Step
    place: int
    is_ready: Callable[[Mailbox], bool]
    exact: int | None
    durations: list[int]
    shock: Shock
    lags: list[tuple[int, ...]]
    faults: dict[int, Befalls]
