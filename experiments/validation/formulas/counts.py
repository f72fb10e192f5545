"""The law of a number of tenants: under one schedule, over many of them, or in a campaign that is stopped."""

import math
from dataclasses import replace
from typing import Any, Final

import numpy as np

from fakeexchange.clock import NEVER
from sim.campaign import plan
from sim.chances import chances
from sim.draws import Draws
from sim.judges import judge
from sim.mixing.design import Design
from sim.mixing.node import node_law
from sim.mixing.schedules import judge_of
from sim.scenario import Scenario
from sim.streams import Floats, Source
from sim.tables import KINDS
from sim.tail import cut, poisson_binomial, survival, worst_of

from ...risk.crude import counted
from ...risk.law import Law
from ...study.campaigns import REPLICATING
from .formula import Checked, Formula
from .toy import toy

_TENANTS: Final = 400
_TRIALS: Final = 100_000
_SCHEDULES: Final = 160
"""The fewest that a risk is told from."""


def _chances() -> Floats:
    """Probabilities of tenants that differ: some 8 of 400 are exposed, one of them nearly surely."""
    p = np.minimum(np.random.default_rng(1).lognormal(math.log(0.01), 1.2, _TENANTS), 0.9)
    p[0] = 0.97
    return p


def _sums(effort: float, p: Floats, seed: int = 2) -> Floats:
    """How many of them happen, again and again."""
    chance = np.random.default_rng(seed)
    lots = max(1, round(_TRIALS * effort / 1000))
    return np.concatenate([(chance.random((1000, p.size)) < p).sum(axis=1) for _ in range(lots)])


def _tail(effort: float) -> Checked:
    p = _chances()
    k = math.ceil(p.sum() + 2 * math.sqrt(float((p * (1 - p)).sum())))
    found = _sums(effort, p)
    exact = float(survival(poisson_binomial(p))[k])
    return Checked.share(
        exact, int((found >= k).sum()), found.size, f"P({k} or more of 400), {found.size:,} draws"
    )


def _variance(effort: float) -> Checked:
    p = _chances()
    found = _sums(effort, p)
    squares = (found - float(p.sum())) ** 2
    return Checked.mean(float((p * (1 - p)).sum()), squares, f"400 tenants, {found.size:,} draws")


def _beyond(effort: float) -> Checked:
    p = _chances()
    most = math.ceil(p.sum() + 2 * math.sqrt(float((p * (1 - p)).sum())))
    found = _sums(effort, p)
    of = f"P(more than {most} of 400), {found.size:,} draws"
    return Checked.share(cut(p, most), int((found > most).sum()), found.size, of, is_bound=True)


def _worst(effort: float) -> Checked:
    p = _chances()
    nights = np.array_split(p, 5)
    numbers = np.max([_sums(effort, of_night, 3 + i) for i, of_night in enumerate(nights)], axis=0)
    exact = float(survival(worst_of([poisson_binomial(of_night) for of_night in nights]))[5])
    return Checked.share(
        exact,
        int((numbers >= 5).sum()),
        numbers.size,
        f"P(5 or more in the worst of 5 nights), {numbers.size:,} draws",
    )


def _mixed(effort: float) -> Checked:
    # Fewer tenants where less is asked for, and fewer of them exposed.
    tenants = 1_000 if effort >= 1.0 else 200
    scenario = Scenario.load("incident").replaced({"population.tenants": tenants, "window": "10 min"})
    drawn = Draws(scenario, Source(1))
    design = Design.of(scenario, plan(scenario, drawn.people).planned_nights, 1, _SCHEDULES)
    told = judge_of(scenario, drawn)
    if node_law(told, next(design.places())).entangled:
        # Where one night runs into the next, whole campaigns are mixed.
        design = replace(design, is_whole=True)
    laws = [node_law(told, place) for place in design.places()]
    law = Law(design.batches(laws), design.least, design.error)
    # The number itself has to be told too: about one campaign in ten connects as many.
    many = law.quantile(90).number
    assert many is not None
    chance = law.at(many)
    if chance.p is None or chance.low is None or chance.high is None:
        raise AssertionError(f"not told: {chance.why_not}")
    campaigns = max(200, round(2_000 * effort))
    numbers = np.array(counted(scenario, 1, range(campaigns)))
    return Checked.share(
        chance.p,
        int((numbers >= many).sum()),
        campaigns,
        f"P({many} or more), {campaigns:,} campaigns of {tenants:,} tenants",
        error=(chance.high - chance.low) / 2,
    )


STOPPED: Final[dict[str, Any]] = {
    "population__tenants": 12,
    "clients__per_day": dict.fromkeys(KINDS, "300/d"),
    "clients__asks": dict.fromkeys(KINDS, 1.0),
    "clients__ask_delay": dict.fromkeys(KINDS, "1 s"),
    "campaign__slots": 1,
    "campaign__batch": 1,
    "campaign__report_delay": {"law": "lognormal", "median": "1 s", "sigma": 0.0},
    "campaign__reaction": "1 s",
}
"""Whoever is exposed has reported, or not, before the next tenant begins."""


def _stopped(effort: float) -> Checked:
    reports = 0.3
    uncut = toy(1.0, "owa", **STOPPED)
    cut_off = toy(1.0, "owa", **STOPPED, campaign__report_probability=reports)
    e = chances(uncut, Draws(uncut, Source(1))).exposed
    going, found = np.zeros(e.size + 1), np.zeros(e.size + 1)
    going[0] = 1.0
    for p in e.tolist():
        found[1:] += going[:-1] * p * reports
        after = going * (1.0 - p)
        after[1:] += going[:-1] * p * (1.0 - reports)
        going = after
    mean = float((found + going) @ np.arange(e.size + 1))
    first, campaigns = Draws(cut_off, Source(1)), max(200, round(4_000 * effort))
    assert first.people.numbers.size
    numbers = [
        int(
            (
                judge(cut_off, first.rescheduled(Source(seed)), REPLICATING).columns["exposed_at"] != NEVER
            ).sum()
        )
        for seed in range(2, campaigns + 2)
    ]
    return Checked.mean(mean, numbers, f"12 tenants on one slot, 3 of 10 report, {campaigns:,} campaigns")


FORMULAS: Final = (
    Formula(
        "P(k or more exposed), one schedule",
        "Poisson-binomial: f ← f (1 − p) + shifted f p, tenant by tenant",
        "sim/tail.py: poisson_binomial",
        _tail,
    ),
    Formula("variance of the number exposed", "Σ p (1 − p)", "sim/tail.py: kept", _variance),
    Formula(
        "what the law leaves out",
        "min over s of exp(Σ ln(1 + p (eˢ − 1)) − s (k + 1)), at least",
        "sim/tail.py: cut",
        _beyond,
    ),
    Formula(
        "P(k or more in the worst night)", "1 − Π P(under k), over nights", "sim/tail.py: worst_of", _worst
    ),
    Formula(
        "P(k or more), over schedules",
        "convolution over nights of each night's mean law, mixed over the campaign's shock",
        "experiments/risk/law.py",
        _mixed,
    ),
    Formula(
        "mean exposed, stopped at the first report",
        "one pass: f ← f (1 − e) + shifted f e (1 − r); stopped with e r",
        "sim/chances/stopped.py",
        _stopped,
    ),
)
