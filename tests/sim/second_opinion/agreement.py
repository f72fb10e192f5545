"""The explorer and Spin on one procedure: the same verdict, and shortest stories of the same length?"""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sim.explorer import Instance, explore
from sim.procedure import Procedure

from .promela import Model
from .spin import Opinion, opinion


@dataclass(frozen=True)
class Agreement:
    """What the two say.

    Attributes:
        explorer: the explorer.
        spin: Spin.
        difference: in a line, with the procedure; empty where they agree.
    """

    explorer: Opinion
    spin: Opinion
    difference: str


def agree(procedure: Procedure, stops: int = 0) -> Agreement:
    """Ask both about a procedure, on an instance of the same size; the campaign may be stopped so often."""
    size = Instance(stops=stops)
    verdict = explore(procedure, size)
    explorer = Opinion(verdict.leaks, len(verdict.story) if verdict.leaks else None)
    model = Model(procedure, size.movers, size.mailboxes, size.controllers, size.nights, size.stops)
    with TemporaryDirectory() as folder:
        spin = opinion(model, Path(folder))
    steps = "; ".join(str(step.model_dump(mode="json", exclude_defaults=True)) for step in procedure.steps)
    told = f"explorer {explorer}, spin {spin}: {procedure.move}, {procedure.default_lists}, {steps}"
    return Agreement(explorer, spin, "" if explorer == spin else told)
