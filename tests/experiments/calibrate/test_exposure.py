"""How many of the connected were exposed, by assumption."""

import numpy as np
import pytest

from experiments.calibrate.count import Count
from experiments.calibrate.exposure import binomial, by_assumption, by_clients, sure

from . import toys


def test_at_least_one_at_most_all() -> None:
    """Without any assumption but one report."""
    found = sure(521)

    assert (found.low, found.high) == (1, 521)
    assert found.assumption == "somebody was shown foreign entries and told"
    assert (sure(0).low, sure(0).high) == (0, 0)


def test_every_narrower_interval_is_an_assumption() -> None:
    """The intervals for 521, as worked out beforehand; each says what it assumes."""
    found = by_assumption(521)

    assert [(each.low, each.high) for each in found] == [
        (14, 508), (3, 521), (18, 303), (14, 508), (50, 511), (1, 8), (2, 53), (24, 456), (1, 451),
    ]  # fmt: skip
    assert len({each.assumption for each in found}) == len(found)
    assert by_assumption(0) == ()


def test_clients_that_ask_as_the_scenario_says() -> None:
    """Half of the connected are exposed by the toy's law: binomial around 260."""
    found = by_clients(toys.posterior(Count(521, 130_000)))

    assert found is not None
    law = binomial(521, 0.5)
    assert law.sum() == pytest.approx(1.0, rel=1e-9)
    assert (found.low, found.high) == (238, 283)
    assert by_clients(toys.posterior(Count(0, 200))) is None


def _exact(connected: int, c: list[float], e: list[float]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The law of the exposed given the connected, tenant after tenant over both numbers."""
    joint = np.zeros((connected + 1, connected + 1))
    joint[0, 0] = 1.0
    for p, q in zip(c, e, strict=True):
        after = joint * (1 - p)
        after[1:, :] += joint[:-1, :] * (p - q)
        after[1:, 1:] += joint[:-1, :-1] * q
        joint = after
    return np.asarray(joint[connected] / joint[connected].sum())


def test_binomial_is_near_to_the_exact_law() -> None:
    """300 tenants, shares exposed from a fifth to all: the distance in total variation is what is stated of it."""
    c = [0.004 * size for size in (1, 2, 4, 8, 16)] * 60
    e = [p * share for p, share in zip(c, (0.2, 0.4, 0.6, 0.8, 1.0) * 60, strict=True)]
    connected = 8

    exact = _exact(connected, c, e)
    near = binomial(connected, sum(e) / sum(c))

    assert exact.sum() == pytest.approx(1.0)
    assert np.abs(exact - near).sum() / 2 == pytest.approx(0.0024, abs=1e-4)
