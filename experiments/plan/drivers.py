"""Which inputs the risk moves with most: every one from the low end of its range to the high one, roughly.

It is the tornado of ``gallab sensitivity`` on one block and with shocks at their medians: enough to name the inputs,
too little to tell to a figure or two how far each moves the answer.
"""

from typing import Final

from sim.scenario import Scenario

from ..sensitivity.answer import Effort
from ..sensitivity.inputs import inputs_of
from ..sensitivity.tornado import Row, tornado
from ..workers import Run

NAMED: Final = 5
"""Inputs that are named."""


def drivers(run: Run, scenario: Scenario, seed: int, at: int) -> list[Row]:
    """The inputs that move the expected number of exposed tenants most, one row an end, the first the most.

    Args:
        run: runs tasks.
        scenario: nothing stops it.
        seed: of the block.
        at: the number K, whose probability decides between inputs that move the expected number alike.
    """
    varied, _ = inputs_of(scenario)
    found = tornado(scenario, varied, Effort((seed,), nodes=(1, 1)), at, run, lambda: None)
    by_key = {each.key: each for each in varied}
    return list(found.rows([by_key[key] for key in found.ranked[:NAMED]]))
