"""From a few values of the campaign's shock to all of them."""

import numpy as np
import pytest
from scipy.stats import poisson

from sim.mixing.blend import blended, nodes_of
from sim.streams import Floats


def _poisson(mean: float, size: int) -> Floats:
    found: Floats = poisson.pmf(np.arange(size), mean)
    return found


@pytest.mark.parametrize(
    ("mean", "sigma", "nodes"), [(50.0, 0.1, 5), (500.0, 0.1, 5), (2_000.0, 0.1, 5), (50.0, 0.5, 9)]
)
def test_a_poisson_law_whose_mean_is_lognormal(mean: float, sigma: float, nodes: int) -> None:
    """Few nodes give P(at least k) as the integral over the shock does, though the law is narrow between two."""
    of = nodes_of(nodes)
    size = int(mean * np.exp(6 * sigma) + 500)
    found = blended(of, [_poisson(mean * np.exp(sigma * z), size) for z in of]).sum(axis=0)
    fine = np.linspace(-8, 8, 2_001)
    weights = np.exp(-(fine**2) / 2) / np.exp(-(fine**2) / 2).sum()
    for p in (0.5, 1e-3, 1e-6):
        k = int(np.argmax(found < p))
        exact = float(weights @ poisson.sf(k - 1, mean * np.exp(sigma * fine)))
        assert found[k] == pytest.approx(exact, rel=2e-3)


def test_each_node_has_its_part() -> None:
    """In the middle of the law the nodes about the middle speak; in its tail a slow campaign's do."""
    of = nodes_of(5)
    parts = blended(of, [_poisson(100 * np.exp(0.1 * z), 600) for z in of])
    assert parts[:, 0].sum() == pytest.approx(1.0)
    assert int(np.argmax(parts[:, 100])) == 2
    assert int(np.argmax(parts[:, 170])) == 3


def test_where_nobody_is_exposed_unless_it_is_slow() -> None:
    """Laws that have nothing in common are mixed, and no probability is lost or made."""
    of = nodes_of(5)
    nobody = np.ones(1)
    parts = blended(of, [nobody, nobody, nobody, np.array([0.5, 0.5]), np.array([0.0, 0.5, 0.5])])
    tails = parts.sum(axis=0)
    assert tails[0] == pytest.approx(1.0)
    assert 0 < tails[2] < tails[1] < 0.05


def test_without_a_shock_it_is_the_law() -> None:
    """One node says everything."""
    assert nodes_of(1).tolist() == [0.0]
    assert blended(nodes_of(1), [np.array([0.5, 0.25, 0.25])]).tolist() == [[1.0, 0.5, 0.25]]
