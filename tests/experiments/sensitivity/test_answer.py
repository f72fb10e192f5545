"""One answer, against closed forms: the probabilities are made up, the law of their number is worked out here."""

import math

import numpy as np
import pytest
from scipy import stats

from experiments.sensitivity import answer as module
from experiments.sensitivity.answer import Block, Effort, answer
from sim.campaign import plan
from sim.chances import Chances
from sim.draws import Draws
from sim.scenario import Scenario
from sim.step_draws import campaign_factor, night_factor
from sim.streams import Source

TENANTS = 400


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """Chances of one in a hundred, times the shocks; what a test sets changes them."""
    told: dict[str, object] = {"entangled": "", "nights": 2, "shocked": True}

    def chances(scenario: Scenario, draws: Draws, _: float) -> Chances:
        many = scenario.population.tenants
        night = np.arange(many) * int(str(told["nights"])) // many
        shock = np.array(
            [
                night_factor(draws.source, scenario, k) / campaign_factor(draws.source, scenario)
                for k in (0, 1)
            ]
        )
        campaign = campaign_factor(draws.source, scenario) / 2**16
        p = 0.01 * (shock[np.minimum(night, 1)] * campaign if told["shocked"] else np.ones(many))
        if scenario.faults.out_of_site:
            p = p * scenario.platform.controllers if draws.source.uniform("out_of_site", 0) < 0.5 else p
        return Chances(p, p, p, night.astype(np.int64), str(told["entangled"]))

    monkeypatch.setattr(module, "chances", chances)
    return told


def _scenario(tenants: int = TENANTS, night: float = 0.0, campaign: float = 0.0) -> Scenario:
    shocks = {"campaign.night_shock": night, "campaign.campaign_shock": campaign}
    return Scenario.load().replaced({"population.tenants": tenants, **shocks})


def test_without_shocks_it_is_binomial(made_up: dict[str, object]) -> None:
    """Blocks of equal tenants make a binomial law of the whole campaign, tail included, and the mean is its mean."""
    found = answer(_scenario(8 * TENANTS), {}, Effort((1, 2), block=TENANTS))
    exact = stats.binom.sf(np.arange(-1, 120), 8 * TENANTS, 0.01)

    assert found.exposed == pytest.approx([32.0, 32.0])
    for law in found.at_least:
        assert law[:121] == pytest.approx(exact[:121], rel=1e-9)


def test_what_lies_beyond_the_number_asked_for_is_in_it(made_up: dict[str, object]) -> None:
    """With a greatest number the law ends there, and its last probability is that of so many or more."""
    whole = answer(_scenario(8 * TENANTS), {}, Effort((1,), block=TENANTS))
    found = answer(_scenario(8 * TENANTS), {}, Effort((1,), block=TENANTS), most=50)

    assert found.at_least.shape == (1, 51)
    assert found.at_least[0] == pytest.approx(whole.at_least[0, :51], rel=1e-12)
    assert found.tail(51).tolist() == [0.0]


def test_nights_have_shocks_of_their_own(made_up: dict[str, object]) -> None:
    """The law of two nights is the convolution of two mixtures; where nights hang together it is one mixture."""
    scenario, sigma = _scenario(night=0.3), 0.3
    nodes, weights = np.polynomial.hermite_e.hermegauss(3)
    p = 0.01 * np.exp(sigma * nodes - sigma * sigma / 2)
    share = weights / math.sqrt(2 * math.pi)
    k = np.arange(200)
    night = share @ stats.binom.pmf(k, TENANTS // 2, p[:, None])
    together = share @ stats.binom.pmf(k, TENANTS, p[:, None])
    apart = np.convolve(night, night)

    found = answer(scenario, {}, Effort((1,), block=TENANTS)).at_least[0]
    made_up["entangled"] = "nights pause at dawn"
    entangled = answer(scenario, {}, Effort((1,), block=TENANTS)).at_least[0]

    # A shock is a whole multiple of 2**-16, which moves p by less than a hundred-thousandth.
    assert found[20] == pytest.approx(apart[20:].sum(), rel=1e-3)
    assert entangled[20] == pytest.approx(together[20:].sum(), rel=1e-3)
    assert entangled[20] > 1.2 * found[20]


def test_the_campaign_shock_is_mixed_over_the_whole(made_up: dict[str, object]) -> None:
    """A shock that all nights share widens the law by its own variance."""
    sigma, many = 0.1, 8 * TENANTS
    found = answer(_scenario(many, campaign=sigma), {}, Effort((1,), block=TENANTS)).at_least[0]
    pmf = found - np.append(found[1:], 0.0)
    k = np.arange(pmf.size)
    mean, variance = 32.0, float(pmf @ (k - 32.0) ** 2)

    assert pmf @ k == pytest.approx(mean, rel=1e-4)
    of_shock = (math.exp(sigma**2) - 1) * mean**2
    assert variance == pytest.approx(mean * (1 - 0.01 * math.exp(sigma**2)) + of_shock, rel=1e-3)


def test_a_controller_that_may_be_out_of_site_is_weighed(made_up: dict[str, object]) -> None:
    """With one out of site in half of all campaigns the expected number is the mean of both cases."""
    found = answer(_scenario(), {"faults.out_of_site": 0.25}, Effort((1,), block=TENANTS))

    assert found.exposed == pytest.approx([0.75 * 4 + 0.25 * 4 * 4])


def test_a_block_has_the_mix_of_the_population() -> None:
    """Each of as many equal strata has one tenant, whatever the seed: faults strike as often as they should."""
    scenario = _scenario()
    for seed in (1, 2):
        u = module._strata(seed, "silent/assign_policy/0", TENANTS)(np.arange(TENANTS), 0)
        assert sorted((u * TENANTS).astype(int).tolist()) == list(range(TENANTS))
    assert "duration/assign_policy/0" in module._stratified(scenario)


def test_all_slices_of_a_night_have_its_shock(made_up: dict[str, object]) -> None:
    """Ten slices of two nights: each night is one mixture over its shock, not ten of them."""
    sigma, slices = 0.3, 10
    nodes, weights = np.polynomial.hermite_e.hermegauss(3)
    p = 0.01 * np.exp(sigma * nodes - sigma * sigma / 2)
    of_night = slices * Block.of(_scenario(8 * TENANTS), TENANTS).tenants // 2
    night = weights / math.sqrt(2 * math.pi) @ stats.binom.pmf(np.arange(400), of_night, p[:, None])
    exact = np.convolve(night, night)

    found = answer(_scenario(8 * TENANTS, night=sigma), {}, Effort((1,), block=TENANTS)).at_least[0]

    assert of_night == 4 * TENANTS
    for number in (32, 60):
        assert found[number] == pytest.approx(exact[number:].sum(), rel=1e-3)


def test_a_block_has_every_night_of_its_campaign() -> None:
    """However few tenants it has, it begins and ends its nights when all others do, if there are slots to share."""
    whole = Scenario.load().replaced({"population.tenants": 40_000})
    nights = plan(whole, Draws(whole, Source(1)).people)
    for most in (9_000, 4_000):
        block = Block.of(whole, most)
        part = block.cut(whole)
        own = plan(part, Draws(part, Source(1)).people)
        assert block.blocks * block.tenants == 40_000
        assert own.planned_nights == nights.planned_nights
        assert np.diff(own.edges)[0] * block.slices == np.diff(nights.edges)[0]
    assert Block.of(whole.replaced({"campaign.slots": 1}), 4_000).slices == 1
