"""The Poisson-binomial law against ball arithmetic, SciPy, and cases with a closed form."""

import math

import flint
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim import tail
from sim.streams import Floats
from sim.tail import cut, kept, poisson_binomial, survival

TENANTS = 130_000


def lognormal(mean: float, tenants: int = TENANTS, most: float = 0.9) -> Floats:
    """Probabilities that differ as tenants' sizes do, with a given sum or a little less."""
    weights = np.random.default_rng(1).lognormal(0.0, 1.0, tenants)
    p: Floats = np.minimum(weights * (mean / weights.sum()), most)
    return p


def survival_in_balls(p: Floats, most: int) -> list["flint.arb"]:
    """P(at least k), 200 bits wide, each with its own bound on the error."""
    flint.ctx.prec = 200
    factors = [flint.arb_poly([1 - flint.arb(x), flint.arb(x)]) for x in p.tolist()]
    while len(factors) > 1:
        pairs = [a * b for a, b in zip(factors[::2], factors[1::2], strict=False)]
        # Beyond the last value that is asked for nothing has to be known.
        short = [flint.arb_poly(f.coeffs()[: most + 1]) if f.length() > most + 1 else f for f in pairs]
        factors = short + factors[len(factors) & ~1 :]
    found, total = [], flint.arb(0)
    for mass in reversed(factors[0].coeffs()):
        total += mass
        found.append(total)
    return found[::-1]


def worst(found: Floats, p: Floats, least: float = 1e-30) -> float:
    """The largest relative error of P(at least k) where that is no less than so much."""
    exact = survival_in_balls(p, found.size - 1)
    return max(
        abs(float((flint.arb(float(found[k])) - exact[k]) / exact[k]))
        for k in range(found.size)
        if float(exact[k]) >= least
    )


@pytest.mark.parametrize("mean", [1e-6, 1.0, 521.0])
def test_the_recursion_over_tenants_keeps_its_digits_down_to_1e_30(mean: float) -> None:
    """At 130,000 tenants; what was cut is as nothing beside 1e-30."""
    p = lognormal(mean)
    found = survival(poisson_binomial(p))
    assert worst(found, p) < 1e-12
    assert cut(p, found.size - 1) < 1e-45
    assert found.size == kept(p) + 1


@pytest.mark.parametrize(("mean", "most"), [(1.0, 0.2), (40.0, 0.2), (900.0, 0.7)])
def test_the_ratio_recursion_keeps_ten_digits(
    mean: float, most: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The few large probabilities are left to the other one."""
    monkeypatch.setattr(tail, "MOST_PRODUCTS", 0.0)
    p = lognormal(mean, 20_000, most)
    assert (p.max() > tail.LARGE) == (most > tail.LARGE)
    assert worst(survival(poisson_binomial(p)), p) < 1e-10


def test_millions_go_by_ratios() -> None:
    """Four million tenants: the mean and the variance are the sums that they must be, and the whole is 1."""
    p = lognormal(5_000.0, 4_000_000, 0.2)
    assert p.size * float(kept(p)) > tail.MOST_PRODUCTS
    pmf = poisson_binomial(p)
    k = np.arange(pmf.size)
    mean = float((pmf * k).sum())
    assert pmf.sum() == pytest.approx(1.0, rel=1e-12)
    assert mean == pytest.approx(p.sum(), rel=1e-11)
    assert float((pmf * (k - mean) ** 2).sum()) == pytest.approx((p * (1 - p)).sum(), rel=1e-9)


def test_as_scipy_says() -> None:
    """Sixty tenants of any probability, value by value."""
    p = np.random.default_rng(2).random(60)
    pmf = poisson_binomial(p)
    assert pmf.size == 61
    assert np.allclose(pmf, stats.poisson_binom(p).pmf(np.arange(61)), rtol=1e-12, atol=0)


@pytest.mark.parametrize("p", [0.5, 0.01, 1e-9, 0.999])
def test_equal_tenants_are_binomial(p: float) -> None:
    """Every value of 40 tenants that is kept, by binomial coefficients."""
    exact = [math.comb(40, k) * p**k * (1 - p) ** (40 - k) for k in range(41)]
    pmf = poisson_binomial([p] * 40)
    assert pmf.size == min(40, math.ceil(40 * p + 16 * math.sqrt(40 * p * (1 - p)) + 30)) + 1
    assert np.allclose(pmf, exact[: pmf.size], rtol=1e-12, atol=0)


def test_equal_tenants_are_not_all_rounded_one_way() -> None:
    """Of 130,000 that are equal, nobody's probability keeps its digits: a product of as many factors would not."""
    p = 2.0 / 130_000
    nobody = poisson_binomial(np.full(130_000, p))[0]
    assert nobody == pytest.approx(math.exp(130_000 * math.log1p(-p)), rel=1e-14)


def test_a_half_each_at_full_size() -> None:
    """Far from where a first value would underflow: the middle one is that of the normal law."""
    pmf = poisson_binomial(np.full(20_000, 0.5))
    assert math.log(pmf[10_000]) == pytest.approx(
        math.lgamma(20_001) - 2 * math.lgamma(10_001) - 20_000 * math.log(2), abs=1e-9
    )


def test_what_is_certain_only_shifts_the_law() -> None:
    """Two that happen always and three that never do."""
    assert poisson_binomial([1.0, 0.0, 0.25, 0.0, 1.0, 0.0]).tolist() == [0.0, 0.0, 0.75, 0.25]
    assert poisson_binomial([0.0, 0.0]).tolist() == [1.0]
    assert poisson_binomial([]).tolist() == [1.0]
    assert poisson_binomial([1.0]).tolist() == [0.0, 1.0]


@given(st.lists(st.floats(0.0, 1.0), max_size=30), st.lists(st.floats(0.0, 1.0), max_size=30))
def test_the_law_of_all_is_that_of_two_halves_together(ours: list[float], theirs: list[float]) -> None:
    """And more probability anywhere moves mass up, never down."""
    whole, halves = (
        poisson_binomial(ours + theirs),
        np.convolve(poisson_binomial(ours), poisson_binomial(theirs)),
    )
    shorter = min(whole.size, halves.size)
    assert np.allclose(whole[:shorter], halves[:shorter], rtol=1e-11, atol=1e-290)
    more = survival(poisson_binomial([min(1.0, 1.1 * x) for x in ours]))
    less = survival(poisson_binomial(ours))
    assert (more[: less.size] >= less[: more.size] * (1 - 1e-12)).all()


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=40), st.integers(0, 40))
def test_what_is_cut_is_bounded(p: list[float], most: int) -> None:
    """Never less than the probability of more, and 0 where there are no more."""
    pmf = poisson_binomial(p)
    beyond = float(survival(pmf)[most + 1]) if most + 1 < pmf.size else 0.0
    assert beyond * (1 - 1e-9) <= cut(p, most) <= 1.0
    assert (cut(p, most) > 0.0) or beyond < 1e-290


@pytest.mark.parametrize("p", [[0.5, 1.5], [-0.1], [float("nan")], [[0.5]]])
def test_what_is_no_probability_is_refused(p: list[float]) -> None:
    """In one line."""
    with pytest.raises(ValueError, match="expected one row of probabilities, each from 0 to 1"):
        poisson_binomial(p)
