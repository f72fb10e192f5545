"""Several threads share a campaign: rows and totals are those that one thread tells."""

import pytest

from sim.judges import run
from sim.kernel import engine
from sim.kernel.tenants import join, no_sights
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


@pytest.mark.parametrize(
    ("earlier", "later", "both"),
    [
        ((1, 10, 7), (5, 20, 15), (5, 20, 15)),
        ((1, 10, 7), (5, 20, 3), (5, 20, 10)),
        ((1, 30, 7), (5, 20, 15), (1, 30, 20)),
        ((1, 30, 25), (5, 20, 15), (1, 30, 25)),
        ((1, 30, 25), (-1, -1, -1), (1, 30, 25)),
        ((-1, -1, -1), (5, 20, 15), (5, 20, 15)),
    ],
)
def test_the_latest_sights_of_two_threads(
    earlier: tuple[int, ...], later: tuple[int, ...], both: tuple[int, ...]
) -> None:
    """The latest that any viewer was shown, and the latest that anybody else was, whichever thread told it."""
    sights, further = no_sights(1), no_sights(1)
    sights[0], further[0] = earlier, later
    join(sights, further)
    assert sights.tolist() == [both]
