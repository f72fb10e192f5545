"""From a count to what caused it: the ridge, its likelihood, the exposed among the connected."""

import math
from functools import cache
from typing import Final

import numpy as np

from sim.draws import Draws
from sim.judges import judge
from sim.scenario import Scenario
from sim.streams import Source
from sim.units import SECOND

from ...calibrate.calibration import Calibration, Found
from ...calibrate.count import Count
from ...calibrate.exposure import Assumed, binomial
from ...calibrate.likelihood import log_likelihood
from ...calibrate.posterior import between
from ...calibrate.priors import Priors
from ...campaigns import REPLICATING
from .formula import Checked, Formula

CONNECTED: Final = 521
OF: Final = 130_000
_SLICE: Final = 400


@cache
def _calibrated() -> Found:
    """What 521 of 130,000 say of the incident's procedure, told by a slice of the population."""
    scenario = Scenario.load("incident").replaced({"population.tenants": _SLICE})
    return Calibration.of(Count(CONNECTED, OF), scenario, Priors.load(), 1).run(lambda *_: None)


def _ridge(effort: float) -> Checked:
    """Campaigns of the kernel at three points of the ridge: each connects the share that was counted."""
    found = _calibrated()
    base = found.law.base_rate
    crests = [crest for crest in found.ridge if crest.silent_share == 0.0]
    shares = []
    campaigns = max(2, round(20 * effort))
    for crest in (crests[0], crests[len(crests) // 2], crests[-1]):
        clients = found.law.scenario.clients
        scenario = found.law.scenario.replaced(
            {
                "window": f"{round(crest.window_s * SECOND)} us",
                "clients.per_day": {
                    kind: f"{getattr(clients.per_day, kind) * crest.rate_per_day / base}/d"
                    for kind in clients.connected_kinds
                },
            }
        )
        for seed in range(1, campaigns + 1):
            totals = judge(scenario, Draws(scenario, Source(seed)), REPLICATING).totals
            shares.append(totals["connected"] * OF / totals["tenants"])
    of = f"of 130,000, {len(shares)} campaigns of {_SLICE:,} tenants at three points of the ridge"
    # Other people than the slice's: how far these move the mean is part of what is admitted.
    return Checked.mean(CONNECTED, shares, of, error=CONNECTED * found.errors.people)


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
        "the product of rate and window alone is fixed: every point of the ridge connects 521",
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
)
