"""One answer: how many tenants are expected to be exposed, and the probability that at least so many are.

Computed on a block of some thousand tenants, for several seeds, and scaled. A block is a slice of the campaign, whose
nights it shares with the other slices; of a campaign with too few slots for that it is a prefix of a slice, and other
blocks have other nights, which are independent of its own. Both shocks are integrated by a
Gauss-Hermite rule: the night's night by night, the campaign's over the whole; with a controller that may be out of
site both cases are weighed. Every answer meets the same seeds, so that the difference between two of them is the
inputs' own. Sizes, durations and faults of a block are a Latin hypercube, so that a block's mix is the population's.
Not integrated are the phase of the default OAB and the seeds' own draws.

Source of the hypercube: McKay, Beckman, Conover, Technometrics 21 (1979).
"""

import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from scipy.special import ndtr, roots_hermitenorm

from sim.chances import ROUGHLY, Chances, chances
from sim.draws import Draws
from sim.scenario import Scenario
from sim.step_draws import step_name
from sim.streams import Floats, GivenUniforms, Ints, Source
from sim.tail import poisson_binomial, survival

from ..slices import slice_of, slices_of

BLOCK: Final = 6_000
"""So many tenants a block at most."""


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a campaign that stands for the whole.

    Attributes:
        slices: so many have the same nights.
        lots: so many times as many have other nights.
        tenants: of the block.
        share: of all tenants.
    """

    slices: int
    lots: int
    tenants: int
    share: float

    @classmethod
    def of(cls, scenario: Scenario, most: int) -> Self:
        """One of no more tenants than that, or a few more.

        >>> incident = Scenario.load("incident")
        >>> [(b.slices, b.lots, b.tenants) for b in (Block.of(incident, most) for most in (6_000, 500))]
        [(25, 1, 5200), (50, 5, 520)]
        """
        slices, tenants = slices_of(scenario, most), scenario.population.tenants
        of_slice = -(-tenants // slices)
        lots = max(1, round(of_slice / most))
        block = of_slice // lots
        return cls(slices, lots, block, block / tenants)

    @property
    def blocks(self) -> int:
        """How many such blocks are a campaign."""
        return self.slices * self.lots

    def cut(self, scenario: Scenario) -> Scenario:
        """The block of a scenario with as many tenants and slots as the one it was made for."""
        part = slice_of(scenario, self.slices)
        tenants = part.population.model_copy(update={"tenants": self.tenants})
        return part.model_copy(update={"population": tenants})


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is computed for one answer.

    Attributes:
        seeds: of the blocks; the numbers of each are one estimate.
        block: tenants a block, at most.
        nodes: of the campaign's shock, and of the night's.
    """

    seeds: tuple[int, ...]
    block: int = BLOCK
    nodes: tuple[int, int] = (5, 3)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a scenario comes to, one number a seed.

    Attributes:
        exposed: the expected number of exposed tenants in the whole campaign, shape (seeds,).
        at_least: the probability of each number, or more, shape (seeds, numbers + 1); the last number asked for
            is the last one.
    """

    exposed: Floats
    at_least: Floats

    def tail(self, at: int) -> Floats:
        """The probability of so many or more, shape (seeds,)."""
        return self.at_least[:, at] if at < self.at_least.shape[1] else np.zeros(self.exposed.size)


def answer(
    scenario: Scenario, changes: Mapping[str, object], effort: Effort, most: int | None = None
) -> Answer:
    """The answer with some keys changed.

    Args:
        scenario: what is asked, of the whole population.
        changes: keys with their values, as ``Scenario.replaced`` takes them.
        effort: how much is computed.
        most: the number up to which probabilities are asked for; None: as far as they go.

    Raises:
        InputError: a value that the scenario does not take.
    """
    changed = scenario.replaced(changes, source="sensitivity")
    block = Block.of(changed, effort.block)
    part = block.cut(changed)
    exposed = np.empty(len(effort.seeds))
    laws: list[Floats] = []
    for i, seed in enumerate(effort.seeds):
        mean, law = _of_seed(part, seed, effort.nodes, block, most)
        exposed[i] = mean / block.share
        laws.append(survival(law))
    longest = max(law.size for law in laws)
    return Answer(exposed, np.stack([np.pad(law, (0, longest - law.size)) for law in laws]))


def _of_seed(
    part: Scenario, seed: int, nodes: tuple[int, int], block: Block, most: int | None
) -> tuple[float, Floats]:
    """The expected number in a block, and the law of that in a campaign."""
    campaign = part.campaign
    outer = _nodes(campaign.campaign_shock, nodes[0])
    inner = _nodes(campaign.night_shock, nodes[1])
    strata = {name: _strata(seed, name, part.population.tenants) for name in _stratified(part)}
    mean, laws, weights = 0.0, [], []
    for site, of_site in _sites(part.faults.out_of_site):
        for shock, of_shock in outer:
            given = {**strata, **site, "campaign_shock": shock}
            met = [
                (weight, chances(part, Draws(part, Source(seed, {**given, "night_shock": night})), ROUGHLY))
                for night, weight in inner
            ]
            weight = of_site * of_shock
            mean += weight * sum(share * float(each.exposed.sum()) for share, each in met)
            laws.append(_law(met, block, most))
            weights.append(weight)
    return mean, _mixed(weights, laws)


def _law(met: Sequence[tuple[float, Chances]], block: Block, most: int | None) -> Floats:
    """The law of the whole campaign's number, given what its nights share."""
    if any(each.entangled for _, each in met):
        # Nights that hang together share their shock: campaigns are mixed, not nights.
        weights = [weight for weight, _ in met]
        return _mixed(weights, [power(_counted(each.exposed, most), block.blocks, most) for _, each in met])
    found = np.ones(1)
    for night in range(1 + max(int(each.night.max()) for _, each in met)):
        # All slices of a night have its shock.
        laws = [
            power(_counted(each.exposed[each.night == night], most), block.slices, most) for _, each in met
        ]
        found = _sum(found, _mixed([weight for weight, _ in met], laws), most)
    return power(found, block.lots, most)


def _counted(p: Floats, most: int | None) -> Floats:
    return _lumped(poisson_binomial(p), most)


def _mixed(weights: Sequence[float], laws: Sequence[Floats]) -> Floats:
    """A mean of probabilities, the laws not all of one length."""
    found = np.zeros(max(law.size for law in laws))
    for weight, law in zip(weights, laws, strict=True):
        found[: law.size] += weight * law
    return found


def _sum(a: Floats, b: Floats, most: int | None) -> Floats:
    """The law of the sum of two independent numbers: only positive terms, so small ones keep their digits."""
    return _lumped(np.convolve(a, b), most)


def power(law: Floats, times: int, most: int | None) -> Floats:
    """The law of the sum of so many independent numbers of one law."""
    found, square = np.ones(1), law
    while times:
        if times % 2:
            found = _sum(found, square, most)
        times //= 2
        if times:
            square = _sum(square, square, most)
    return found


def _lumped(law: Floats, most: int | None) -> Floats:
    """A law whose last number stands for all beyond it; what no longer counts is cut off."""
    if most is not None and law.size > most + 1:
        law = np.append(law[:most], law[most:].sum())
    return law[: int(np.flatnonzero(law > 0)[-1]) + 1]


def _nodes(sigma: float, many: int) -> list[tuple[GivenUniforms, float]]:
    """Uniforms that put a shock at the nodes of a rule for a normal law, with their weights.

    Source: Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 25.4.46.
    """
    at, weights = roots_hermitenorm(many if sigma > 0 else 1)
    return [
        (_constant(float(ndtr(x))), float(weight) / math.sqrt(2 * math.pi))
        for x, weight in zip(at, weights, strict=True)
    ]


def _sites(share: float) -> list[tuple[dict[str, GivenUniforms], float]]:
    """No controller out of site, and one, with their shares."""
    cases = (({"out_of_site": _constant(1 - 2**-53)}, 1 - share), ({"out_of_site": _constant(0.0)}, share))
    return [(dict(given), weight) for given, weight in cases if weight > 0]


def _stratified(part: Scenario) -> list[str]:
    """The streams of which each tenant has one stratum to itself."""
    steps = part.procedure.steps
    names = [step_name(step, steps) for step in steps]
    return ["mailboxes", *(f"{kind}/{name}" for kind in ("duration", "hard", "silent") for name in names)]


def _strata(seed: int, stream: str, tenants: int) -> GivenUniforms:
    """Uniforms of a stream, one in each of as many strata as there are tenants."""

    def given(entities: Ints, index: int) -> Floats:
        rank = np.random.default_rng((seed, zlib.crc32(stream.encode()), index)).permutation(tenants)
        within = Source(seed).uniforms(stream, entities, index)
        # Residents are numbered beyond all tenants. No uniform may be 1.
        return np.minimum((rank[entities % tenants] + within) / tenants, 1 - 2**-53)

    return given


def _constant(u: float) -> GivenUniforms:
    def given(entities: Ints, index: int) -> Floats:
        return np.full(entities.size, u)

    return given
