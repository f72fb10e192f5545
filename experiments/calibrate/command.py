"""Which scenario a calibration is of, from the command line's options; one that sets an unknown is refused by name."""

from typing import Final

from sim.errors import InputError
from sim.scenario import Scenario

from ..options import Asked

_LOOKED_FOR: Final = "looked for; --priors TOML says what is known of it"
SETTLED: Final = {"window": f"the length of the isolation step is {_LOOKED_FOR}"}
"""The key of a scenario that is looked for, and why ``--set`` cannot bear on it."""


def scenario_of(asked: Asked, procedure: str | None) -> Scenario:
    """The scenario of the options.

    Raises:
        InputError: an option sets what is looked for, or the scenario does not take a key or a value.
    """
    if asked.window is not None:
        raise InputError("--window", f"{asked.window}: cannot bear on calibrate: {SETTLED['window']}")
    return asked.loaded(procedure=procedure, settled=SETTLED)
