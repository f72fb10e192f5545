"""Several threads share a campaign: rows and totals are those that one thread tells."""

import pytest

from sim.judges import run
from sim.kernel import engine
from sim.outcome import Outcome, first_difference
from tests.toys import OF_2016, procedure, scenario


def told_by(threads: int, seed: int, monkeypatch: pytest.MonkeyPatch) -> Outcome:
    """Tenants of three pods, some of which are rolled back, so that all that threads put together occurs."""
    back = ("generate_oab", {"on_fail": "rollback", "retries": 0})
    steps = [back if verb == "generate_oab" else verb for verb in OF_2016]
    toy = scenario(
        procedure(*steps),
        kinds=("outlook_online", "ews"),
        population__tenants=600,
        population__pods=3,
        faults__hard={"generate_oab": 0.3},
    )
    monkeypatch.setattr(engine, "threads_for", lambda _: threads)
    return run(toy, seed=seed, engine="kernel")


@pytest.mark.parametrize("seed", range(1, 4))
def test_no_outcome_tells_how_many_threads_there_were(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twelve parts of one campaign, put together, and the whole of it told at once."""
    one, three = told_by(1, seed, monkeypatch), told_by(3, seed, monkeypatch)
    assert min(one.totals["exposed"], one.totals["backed_out"], one.unions.people_disclosed) > 20
    assert first_difference(one, three) is None
