"""All that is said of one procedure: the verdict, what it rests on, and what would change it."""

from dataclasses import dataclass

from ..procedure import Procedure
from .conditions import Condition, conditions
from .constraint import Constraint, constraint_for
from .fewest import fewest_faults
from .instance import SMALL, STOPPED, STOPPED_TOGETHER, Instance
from .replay import Replayed, replay
from .residual import residual
from .story import Event
from .verdict import Verdict, explore
from .warnings import warnings


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the explorer has found.

    Attributes:
        verdict: the shortest leak of all, where there is one; else the claim on the largest instance.
        stopped: verdicts where the campaign may be stopped, what is in flight backed out: on one tenant, then,
            without faults, on two.
        fewest: the verdict at the smallest number of faults that leaks; None: no number does.
        constraint: what removes the leak; None where nothing leaks, or nothing was found.
        residual: how strangers stay on a client when all is over; empty where they cannot.
        warnings: on the procedure itself.
        conditions: what the verdict rests on.
        replayed: the story, carried out on the fake; None where there is none.
    """

    verdict: Verdict
    stopped: tuple[Verdict, ...]
    fewest: Verdict | None
    constraint: Constraint | None
    residual: tuple[Event, ...]
    warnings: tuple[str, ...]
    conditions: tuple[Condition, ...]
    replayed: Replayed | None


def judged(procedure: Procedure, faults: int = 0) -> tuple[Verdict, tuple[Verdict, ...]]:
    """The verdict on a procedure, and those where the campaign may be stopped, up to the first leak.

    A procedure that leaks only where it is stopped leaks.
    """
    verdict, stopped = explore(procedure, faults=faults), [explore(procedure, STOPPED, faults=faults)]
    # Among faults, two tenants that go back have more states than anybody waits for.
    if not stopped[0].leaks and not faults:
        stopped.append(explore(procedure, STOPPED_TOGETHER))
    return (stopped[-1] if stopped[-1].leaks and not verdict.leaks else verdict), tuple(stopped)


def assess(procedure: Procedure, faults: int = 0) -> Assessment:
    """Everything about a procedure, under so many faults."""
    verdict, stopped = judged(procedure, faults)
    instance = verdict.instance if verdict.instance.stops else Instance()
    return Assessment(
        verdict,
        stopped,
        verdict if verdict.leaks and not faults else fewest_faults(procedure),
        constraint_for(procedure, instance, faults) if verdict.leaks else None,
        residual(procedure, faults) if verdict.leaks else (),
        warnings(procedure),
        conditions(verdict, instance if instance.stops else SMALL),
        replay(verdict) if verdict.leaks else None,
    )
