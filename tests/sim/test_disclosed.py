"""What was seen, against unions of sets over every combination of viewers."""

from collections import defaultdict
from itertools import product

import numpy as np
import pytest

from sim.disclosed import NumberLaw, distinct, records
from sim.streams import Floats, Ints
from sim.tail import poisson_binomial


def _same(law: NumberLaw, expected: dict[int, float]) -> None:
    masses = {k: p for k, p in sorted(expected.items()) if p > 0}
    assert law.values.tolist() == list(masses)
    assert law.probabilities == pytest.approx(np.array(list(masses.values())), rel=1e-9, abs=1e-15)


def _by_sets(exposed: Floats, at: Ints, own: Ints, since: Ints, residents: int) -> dict[int, float]:
    """The number of different entries over all combinations of viewers, each entry one element of a set."""
    entries = [{(i, n) for n in range(own[i])} for i in range(own.size)]
    found: dict[int, float] = defaultdict(float)
    for is_viewer in product((False, True), repeat=own.size):
        seen: set[tuple[int, int]] = set()
        for i in np.flatnonzero(is_viewer):
            there = {(-1, n) for n in range(residents)}
            there |= {e for j in range(own.size) if since[j] <= at[i] for e in entries[j]}
            seen |= there - entries[i]
        p = np.prod([e if is_it else 1 - e for e, is_it in zip(exposed, is_viewer, strict=True)])
        found[len(seen)] += float(p)
    return found


@pytest.mark.parametrize("seed", range(20))
def test_different_entries_by_unions_of_sets(seed: int) -> None:
    """Seven tenants, provisioned in turn, whose last asks may coincide; some surely exposed, some never."""
    drawn = np.random.default_rng(seed)
    own, since = drawn.integers(0, 5, 7), drawn.integers(0, 10, 7)
    at = since + drawn.integers(0, 8, 7)
    exposed = drawn.choice([0.0, 0.1, 0.4, 0.9, 1.0], 7, p=[0.1, 0.3, 0.3, 0.2, 0.1])
    residents = int(drawn.integers(0, 3))
    entries = np.array([residents + own[since <= t].sum() for t in at])
    _same(distinct(exposed, at, entries, own, since), _by_sets(exposed, at, own, since, residents))


def test_where_all_are_provisioned_first_one_viewer_s_own_are_missing() -> None:
    """N less its own for a single viewer, N for two or more: exactly, at full size."""
    exposed, own = np.full(130_000, 2.0 / 130_000), np.arange(130_000) % 50 + 1
    everybody = int(own.sum())
    nothing = np.zeros(130_000, np.int64)
    law = distinct(exposed, nothing, np.full(130_000, everybody), own, nothing)
    none, one, *_ = poisson_binomial(exposed)
    assert law.probabilities[0] == pytest.approx(none, rel=1e-11)
    assert law.values[[0, 1, -1]].tolist() == [0, everybody - 50, everybody]
    assert law.probabilities[1:-1].sum() == pytest.approx(one, rel=1e-9)
    assert law.at_least(everybody) == pytest.approx(1 - none - one, rel=1e-9)


def test_what_cannot_be_is_refused() -> None:
    """Entries that become fewer, and who asks before its own entries are there."""
    two, half = np.array([1, 2]), np.array([0.5, 0.5])
    for entries, since in ((np.array([9, 8]), np.zeros(2, int)), (np.array([8, 9]), np.array([0, 3]))):
        with pytest.raises(ValueError, match="expected entries that never become fewer"):
            distinct(half, two, entries, np.ones(2, int), since)


@pytest.mark.parametrize("seed", range(5))
def test_records_by_counting(seed: int) -> None:
    """Ten tenants, some of large probability, over all combinations of viewers; nothing is rounded."""
    drawn = np.random.default_rng(seed)
    exposed, shown = drawn.random(10) ** 3, drawn.integers(0, 30, 10)
    expected = np.zeros(400)
    for is_viewer in product((0, 1), repeat=10):
        viewers = np.array(is_viewer)
        expected[int(viewers @ shown)] += np.prod(np.where(viewers, exposed, 1 - exposed))
    down, up = records(exposed, shown)
    for law in (down, up):
        counted = expected[: law.values.size]
        assert law.probabilities[: counted.size] == pytest.approx(counted, abs=1e-14)
        assert law.mean == pytest.approx(float(exposed @ shown), rel=1e-10)


def test_rounding_bounds_the_records() -> None:
    """At few points every quantile lies between that of numbers rounded down and that of numbers rounded up."""
    drawn = np.random.default_rng(3)
    exposed, shown = drawn.random(2_000) * 0.02, drawn.integers(900, 1_000, 2_000)
    exact, _ = records(exposed, shown, 2**20)
    down, up = records(exposed, shown, 2**13)
    assert down.values[1] > 1
    for share in (0.05, 0.5, 0.99):
        low, between, high = (law.quantile(share) for law in (down, exact, up))
        assert low <= between <= high
        assert high - low < 0.05 * between
    assert down.mean < exact.mean < up.mean
