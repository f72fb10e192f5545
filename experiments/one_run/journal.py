"""``run --journal``: one campaign, and the journal that its operators would have kept, as a file."""

from pathlib import Path

from sim.draws import Draws
from sim.journal.clock import Clock
from sim.journal.writing import write_journal
from sim.outcome import Outcome
from sim.scenario import Scenario
from sim.simpy_engine.logbook import simulate_written
from sim.streams import Source

from ..naming import OwnNames


def run_written(scenario: Scenario, seed: int, path: Path, names: OwnNames = None) -> Outcome:
    """One campaign by SimPy, and its journal.

    Args:
        scenario: what is asked.
        seed: names the draws.
        path: where the journal goes.
        names: of the tenants, where they are shown in place of their numbers.
    """
    outcome, lines = simulate_written(scenario, Draws(scenario, Source(seed)))
    called = str if names is None else names.__getitem__
    write_journal(path, lines, Clock.of(scenario.campaign), called)
    return outcome
