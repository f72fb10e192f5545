"""What strangers have seen in all: different entries, and records by viewers, beside unions counted by hand."""

from typing import Final, NamedTuple

import numpy as np

from sim.disclosed import distinct, records
from sim.streams import Floats, Ints

from .formula import Checked, Formula

_TENANTS: Final = 60
_TRIALS: Final = 20_000


class _World(NamedTuple):
    """Tenants that come onto the target one after the other, and ask some time later."""

    exposed: Floats
    at: Ints
    entries: Ints
    own: Ints
    since: Ints


def _world() -> _World:
    chance = np.random.default_rng(5)
    exposed = chance.uniform(0.005, 0.08, _TENANTS)
    own = chance.integers(1, 40, _TENANTS)
    since = np.arange(_TENANTS) * 10
    at = since + chance.integers(0, 200, _TENANTS)
    entries = np.array([own[since <= t].sum() for t in at])
    return _World(exposed, at, entries, own, since)


def _unions(effort: float) -> tuple[_World, Ints]:
    """Entries of others seen by anybody, counted as a set, in many campaigns."""
    world, chance = _world(), np.random.default_rng(6)
    first = np.concatenate(([0], np.cumsum(world.own)[:-1]))
    found = []
    for _ in range(max(500, round(_TRIALS * effort))):
        seen = np.zeros(int(world.own.sum()), bool)
        for i in np.flatnonzero(chance.random(_TENANTS) < world.exposed).tolist():
            shown = np.repeat(world.since <= world.at[i], world.own)
            shown[first[i] : first[i] + world.own[i]] = False
            seen |= shown
        found.append(int(seen.sum()))
    return world, np.array(found)


def _distinct_mean(effort: float) -> Checked:
    world, found = _unions(effort)
    return Checked.mean(distinct(*world).mean, found, f"60 tenants, {found.size:,} unions")


def _distinct_tail(effort: float) -> Checked:
    world, found = _unions(effort)
    law = distinct(*world)
    most = law.quantile(0.9)
    return Checked.share(
        law.at_least(most),
        int((found >= most).sum()),
        found.size,
        f"P({most:,} or more entries), {found.size:,} unions",
    )


def _records(effort: float) -> Checked:
    world, chance = _world(), np.random.default_rng(7)
    shown = world.entries - world.own
    trials = max(500, round(10 * _TRIALS * effort))
    found = (chance.random((trials, _TENANTS)) < world.exposed) @ shown
    law, _ = records(world.exposed, shown)
    most = law.quantile(0.9)
    return Checked.share(
        law.at_least(most),
        int((found >= most).sum()),
        trials,
        f"P({most:,} or more records), {trials:,} draws",
    )


FORMULAS: Final = (
    Formula(
        "different entries seen, mean",
        "the last viewer i sees N(tᵢ), less its own unless another one asked since they came",
        "sim/disclosed.py: distinct",
        _distinct_mean,
    ),
    Formula(
        "different entries seen, P(n or more)",
        "Σ eᵢ Π over later j of (1 − eⱼ)",
        "sim/disclosed.py: distinct",
        _distinct_tail,
    ),
    Formula(
        "records handed out, P(n or more)",
        "exp of Σ ± oddsᵐ / m at m s, by one transform",
        "sim/disclosed.py: records",
        _records,
    ),
)
