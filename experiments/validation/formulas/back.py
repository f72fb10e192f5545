"""From a count to what caused it: the ridge, its likelihood, the exposed among the connected, a further campaign."""

import math
from collections.abc import Sequence
from functools import cache
from typing import Final

import numpy as np

from sim.draws import Draws
from sim.judges import judge
from sim.scenario import Scenario
from sim.streams import Floats, Ints, Source
from sim.units import SECOND
from sim.words import Verb

from ...calibrate.calibration import Calibration, Found
from ...calibrate.count import Count
from ...calibrate.exposure import Assumed, binomial
from ...calibrate.likelihood import log_likelihood
from ...calibrate.posterior import between
from ...calibrate.priors import REACH, Prior, Priors
from ...study.campaigns import REPLICATING
from .formula import Checked, Formula

CONNECTED: Final = 521
_SMALL: Final = Count(4, 1_000)
"""As great a share as 521 of 130,000, of a campaign that the kernel runs a hundred times in seconds."""
_FURTHER: Final = 4
"""Further campaigns for each in which that count came out."""


@cache
def _calibrated() -> Found:
    """What the small count says of the incident's procedure."""
    scenario = Scenario.load("incident").replaced({"population.tenants": _SMALL.of})
    return Calibration.of(_SMALL, scenario, Priors.load(), 1).run(lambda *_: None)


def _connected(window_s: float, rate: float, silent: float, seeds: Sequence[int]) -> list[int]:
    """How many campaigns of the kernel connect, each with people and a schedule of its own."""
    law = _calibrated().law
    per_day = law.scenario.clients.per_day
    scenario = law.scenario.replaced(
        {
            "window": f"{max(1, round(window_s * SECOND))} us",
            "clients.per_day": {
                kind: f"{getattr(per_day, kind) * rate / law.base_rate}/d"
                for kind in law.scenario.clients.connected_kinds
            },
            "faults.silent": {"default": 0.0, Verb.ASSIGN_POLICY.value: silent},
        }
    )
    return [
        int(judge(scenario, Draws(scenario, Source(seed)), REPLICATING).totals["connected"]) for seed in seeds
    ]


def _ridge(effort: float) -> Checked:
    """Campaigns of the kernel at three points of the ridge: each connects the share that was counted."""
    found = _calibrated()
    crests = [crest for crest in found.ridge if crest.silent_share == 0.0]
    seeds = range(1, max(2, round(200 * effort)) + 1)
    numbers = [
        number
        for crest in (crests[0], crests[len(crests) // 2], crests[-1])
        for number in _connected(crest.window_s, crest.rate_per_day, 0.0, seeds)
    ]
    of = f"of {_SMALL.of:,}, {len(numbers)} campaigns at three points of the ridge"
    # Other people and other schedules than the law's: how far these move the mean is part of what is admitted.
    error = _SMALL.connected * math.hypot(found.errors.people, found.errors.schedules)
    return Checked.mean(_SMALL.connected, numbers, of, error=error)


@cache
def _counted_again(effort: float) -> tuple[int, Ints]:
    """Campaigns under windows, rates and silent shares drawn from the priors; where the small count comes out, more.

    Returns:
        How often it came out, and how many the further campaigns connected under the same three.
    """
    chance, draws = np.random.default_rng(25), max(400, round(16_000 * effort))
    priors = _calibrated().calibration.priors
    unknowns = zip(*(_drawn(prior, chance, draws).tolist() for prior in priors), strict=True)
    found: list[int] = []
    for seed, (window_s, rate, silent) in enumerate(unknowns, 1):
        if _connected(window_s, rate, silent, [seed]) == [_SMALL.connected]:
            further = range(draws + _FURTHER * seed, draws + _FURTHER * (seed + 1))
            found += _connected(window_s, rate, silent, further)
    return draws, np.array(found).reshape(-1, _FURTHER)


def _drawn(prior: Prior, chance: np.random.Generator, many: int) -> Floats:
    """So many values of an unknown, of those that are looked at."""
    scores = chance.standard_normal(2 * many)
    values = prior.median * np.exp(prior.sigma * scores)
    return np.asarray(values[(np.abs(scores) < REACH) & (values <= prior.most)][:many], np.float64)


def _next_mean(effort: float) -> Checked:
    """What a further campaign connects on average, once so many have been counted."""
    draws, found = _counted_again(effort)
    mean, _, _ = _calibrated().next_campaign
    return Checked.mean(mean, found.mean(axis=1), _of_counted(draws, found))


def _next_many(effort: float) -> Checked:
    """How likely a further campaign is to connect far more."""
    draws, found = _counted_again(effort)
    at_least = np.cumsum(_calibrated().posterior.next_law()[::-1])[::-1]
    many = int(np.argmax(at_least < 0.1))
    # Campaigns under the same three hang together: their share is one number.
    return Checked.mean(
        float(at_least[many]), (found >= many).mean(axis=1), f"P({many} or more), {_of_counted(draws, found)}"
    )


def _of_counted(draws: int, found: Ints) -> str:
    counted = f"{_SMALL.connected} of {_SMALL.of:,}"
    return f"{len(found):,} of {draws:,} campaigns connect {counted}, {_FURTHER} more after each"


def _exposed(effort: float) -> Checked:
    """The exposed among C connected, C met by chance: campaigns in which it is another number are left out."""
    chance, trials = np.random.default_rng(21), max(2_000, round(400_000 * effort))
    connected = np.repeat([0.01, 0.02, 0.03, 0.04, 0.05], 60)
    asks = np.tile([0.2, 0.4, 0.6, 0.8, 1.0], 60)
    found = []
    for first in range(0, trials, 20_000):
        hits = chance.random((min(20_000, trials - first), 300)) < connected
        met = hits[hits.sum(axis=1) == 8]
        found += (met & (chance.random(met.shape) < asks)).sum(axis=1).tolist()
    law = binomial(8, float((connected * asks).sum() / connected.sum()))
    most = int((np.array(found) >= 7).sum())
    return Checked.share(
        float(law[7:].sum()),
        most,
        len(found),
        f"P(7 or 8 exposed of 8 connected), {len(found):,} of {trials:,} campaigns",
        error=0.0024,
    )


def _anything(effort: float) -> Checked:
    """Any share that asks is as likely: then any number from 1 on is."""
    low, _ = between(np.arange(1, CONNECTED + 1), Assumed(says="", alpha=1.0, beta=1.0).pmf(CONNECTED))
    chance, trials = np.random.default_rng(22), max(1_000, round(200_000 * effort))
    numbers = chance.binomial(CONNECTED, chance.random(trials))
    numbers = numbers[numbers > 0]
    return Checked.share(
        low / CONNECTED,
        int((numbers <= low).sum()),
        numbers.size,
        f"P({low} or fewer exposed of 521), {numbers.size:,} draws",
    )


def _likelihood(effort: float) -> Checked:
    """P(12 happen) where tenants differ: the binomial law of the same mean and variance."""
    chance, trials = np.random.default_rng(23), max(2_000, round(100_000 * effort))
    p = np.minimum(np.random.default_rng(24).lognormal(math.log(0.02), 1.0, 300), 0.9)
    hits = np.concatenate([(chance.random((1_000, 300)) < p).sum(axis=1) for _ in range(trials // 1_000)])
    told = math.exp(float(log_likelihood(12.0, 300, np.array(p.mean()), np.array((p * p).mean()))))
    return Checked.share(
        told, int((hits == 12).sum()), hits.size, f"P(12 connected of 300), {hits.size:,} draws", error=0.001
    )


FORMULAS: Final = (
    Formula(
        "connected along the ridge",
        "the product of rate and window alone is fixed: every point of the ridge connects what was counted",
        "experiments/calibrate/calibration.py",
        _ridge,
    ),
    Formula(
        "likelihood of a count",
        "binomial of the same mean and variance",
        "experiments/calibrate/likelihood.py",
        _likelihood,
    ),
    Formula(
        "exposed among the connected",
        "binomial (C, Σ e / Σ c), to 0.24 % in total variation",
        "experiments/calibrate/exposure.py: binomial",
        _exposed,
    ),
    Formula(
        "exposed, any asking share as likely",
        "uniform on 1 to C: 14 to 508 of 521",
        "experiments/calibrate/exposure.py: Assumed",
        _anything,
    ),
    Formula(
        "connected in a further campaign, mean",
        "Σ w m over window, rate and silent share: prior times likelihood of the count",
        "experiments/calibrate/posterior.py: next_campaign",
        _next_mean,
    ),
    Formula(
        "P(k or more connected in a further campaign)",
        "Σ w (negative) binomial of mean m, schedules and people mixed over",
        "experiments/calibrate/posterior.py: next_law",
        _next_many,
    ),
)
