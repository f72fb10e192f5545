"""Intervals of ``calibrate --logs`` hold the truth as often as they say, on logs of simulated campaigns."""

from scipy.special import bdtr

from .coverage import held, tallied

SEEDS = 40
TENANTS = 16
CHANCE = 1e-4
"""Of fewer hits than are asked for, were each interval one at 95 %."""


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    """Of 40 campaigns each number's interval misses in nine at most, an hour's too."""
    tally = tallied(held(seed, TENANTS, "9 d..16 d") for seed in range(1, SEEDS + 1))

    assert len(tally) >= 15
    bound = {of: next(k for k in range(of + 1) if bdtr(k, of, 0.95) > CHANCE) for _, of, _ in tally.values()}
    assert bound[SEEDS] == 31
    missed = {key: (hits, of) for key, (hits, of, _) in tally.items() if hits < bound[of]}
    assert not missed
    # The numbers themselves lie about the truth: intervals that are wide enough for a wrong one say nothing.
    for key in (
        "clients.per_day.outlook_cached",
        "clients.per_day.phone",
        "clients.seats.phone",
        "steps.cut_over",
    ):
        assert 0.9 < tally[key][2] < 1.1, key
    assert 0.8 < tally["faults.hard"][2] < 1.2
