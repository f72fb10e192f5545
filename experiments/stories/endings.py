"""How a tenant's procedure has ended, in a sentence: by the status of its row, and by what its story tells."""

from collections.abc import Callable, Sequence
from typing import Final

from sim.outcome import Status
from sim.units import SECOND

from ..wording import lasting
from .event import Event, What
from .words import step_called


def ending(status: str, events: Sequence[Event]) -> str:
    """How it has ended, in a sentence; empty where it was done as planned.

    Args:
        status: of the tenant's row, in words.
        events: of its story, in order.
    """
    return _ENDINGS[Status[status.upper()]](events)


def _skipped(events: Sequence[Event]) -> str:
    return f"Its procedure went on without {' and '.join(dict.fromkeys(_given_up(events)))}."


def _halted(events: Sequence[Event]) -> str:
    finished = [event.at for event in events if event.what is What.FINISHED]
    mended = [event.at for event in events if event.facts.get("noted") == "mend"]
    then = (
        f"it was mended {lasting((mended[0] - finished[0]) / SECOND)} later"
        if mended
        else "nobody mended it while it was followed"
    )
    return f"Its procedure was halted at {_given_up(events)[-1]}; {then}."


def _rolled_back(events: Sequence[Event]) -> str:
    # A stop undoes what no step of its own has failed in.
    after = "".join(f" after {step} had been given up" for step in _given_up(events)[-1:])
    return f"What had been done was undone{after}, last step first: the source serves it as before."


def _given_up(events: Sequence[Event]) -> list[str]:
    return [step_called(event.facts) for event in events if event.what is What.FAILED]


_ENDINGS: Final[dict[Status, Callable[[Sequence[Event]], str]]] = {
    Status.DONE: lambda _: "",
    Status.SKIPPED: _skipped,
    Status.HALTED: _halted,
    Status.ROLLED_BACK: _rolled_back,
    Status.NOT_REACHED: lambda _: "The campaign was stopped before its turn: the source serves it as before.",
}
