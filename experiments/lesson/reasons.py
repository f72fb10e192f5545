"""Why an order leaks: the explorer's shortest story, and the least change that mends it; or the seal."""

from typing import Any

from sim.explorer.assessment import judged
from sim.explorer.constraint import Constraint, constraint_for
from sim.explorer.instance import Instance
from sim.explorer.replay import replay
from sim.explorer.verdict import Verdict

from ..verify import sentences
from ..verify.described import told
from .copied import verify_line
from .kept import EXPLORER, Kept
from .order import Order, is_plain


class Reasons:
    """Verdicts on orders, each worked out once."""

    def __init__(self) -> None:
        self._known = Kept[str, dict[str, Any]](1_000, EXPLORER)

    def of(self, order: Order) -> dict[str, Any]:
        """The verdict on an order as the screen shows it."""
        return self._known.get(order.text, lambda: _found(order))


def _found(order: Order) -> dict[str, Any]:
    verdict, _ = judged(order.procedure)
    instance = verdict.instance if verdict.instance.stops else Instance()
    constraint = constraint_for(order.procedure, instance, 0) if verdict.leaks else None
    return {
        "order": order.text,
        "verbs": order.verbs,
        "leaks": verdict.leaks,
        "states": verdict.states,
        "says": sentences.headline(verdict),
        "searched": sentences.searched(verdict),
        "story": story_of(verdict),
        "remedy": sentences.remedy(order.procedure, constraint) if verdict.leaks else "",
        "mended": mended(constraint),
        "command": verify_line(order),
    }


def story_of(verdict: Verdict) -> list[dict[str, Any]]:
    """The story, a line an event, each with whether a window stands open after it."""
    if not verdict.leaks:
        return []
    open_after = replay(verdict).open_after
    return [line | {"open": is_open} for line, is_open in zip(told(verdict.story), open_after, strict=True)]


def mended(constraint: Constraint | None) -> dict[str, Any] | None:
    """The order that keeps a constraint, and the pairs that it keeps; None: there is none.

    What is more than an order of plain steps has no permalink: ``order`` is None.
    """
    if constraint is None:
        return None
    procedure = constraint.procedure
    return {
        "order": Order.of(procedure).text if is_plain(procedure) else None,
        "verbs": [str(step.verb) for step in procedure.steps],
        "pairs": [[str(before), str(after)] for before, after in constraint.pairs],
        "states": constraint.states,
    }
