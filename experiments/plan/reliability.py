"""How unreliable each step may be for a risk: one step at a time, failing for good or in name only.

Whether a step fails on a tenant is that tenant's own affair. So a tenant's chances are a mixture of two, exactly:
those after a step that worked and those after one that failed, and the step's reliability is their weight. Both are
computed once, and every share between follows without a further draw: no rare failure has to be met by chance.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from scipy.optimize import brentq

from sim.chances import ROUGHLY, chances
from sim.draws import Draws
from sim.scenario import Scenario
from sim.streams import Floats, Source
from sim.tail import poisson_binomial, survival
from sim.words import Verb

from ..sensitivity.answer import Block, Effort, power
from ..workers import Run, in_order
from .chance import efforts, on_logarithms

Fails = Literal["silently", "for good"]
_OfSeed = tuple[float, float, float | None]
BLOCK: Final = 500
"""About so many tenants a block: the law of one that stands open until it is found takes its time."""
LEAST: Final = 1e-9
"""No share of failures is looked at that is smaller."""
AHEAD: Final = (Verb.MANUAL,)
"""What changes nothing on the platform, and may stand more than once."""


@dataclass(frozen=True, slots=True)
class Reliability:
    """What a risk asks of one step.

    Attributes:
        verb: of the step.
        fails: how it fails.
        share: of its executions that may fail: the interval's lower end; 0: none may; 1: all may.
        p_never: P(at least K exposed) where it never fails so.
        p_always: and where it always does; None: not looked at, as the risk is exceeded without.
    """

    verb: Verb
    fails: Fails
    share: float
    p_never: float
    p_always: float | None


def reliabilities(run: Run, scenario: Scenario, seed: int, at: int, risk: float) -> list[Reliability]:
    """What a risk asks of each step of a procedure, the others being as reliable as the scenario has them.

    Args:
        run: runs tasks.
        scenario: nothing stops it.
        seed: the first block's.
        at: the number K.
        risk: a probability.
    """
    verbs = list(dict.fromkeys(step.verb for step in scenario.procedure.steps if step.on is None))
    ways: list[tuple[Verb, Fails]] = [
        (verb, fails) for verb in verbs if verb not in AHEAD for fails in ("silently", "for good")
    ]
    of_each = [replace(effort, block=BLOCK) for effort in efforts(seed)]
    found: list[_OfSeed] = in_order(
        run, [(may_fail, (scenario, *way, effort, at, risk)) for way in ways for effort in of_each]
    )
    many = len(of_each)
    return [_together(*way, found[i * many : (i + 1) * many]) for i, way in enumerate(ways)]


def may_fail(scenario: Scenario, verb: Verb, fails: Fails, effort: Effort, at: int, risk: float) -> _OfSeed:
    """The share of a verb's executions that may fail under one seed, and P where none and where all do."""
    block = Block.of(scenario, effort.block)

    def exposed(share: float) -> Floats:
        return _exposed(scenario, verb, fails, share, block, effort.seeds[0])

    never = exposed(0.0)
    least = _at_least(never, block.blocks, at)
    if least > risk:
        return 0.0, least, None
    always = exposed(1.0)

    def p(share: float) -> float:
        return _at_least((1.0 - share) * never + share * always, block.blocks, at)

    most = p(1.0)
    if most <= risk:
        return 1.0, least, most
    if p(LEAST) > risk:
        return 0.0, least, most
    solution = brentq(lambda x: p(math.exp(x)) - risk, math.log(LEAST), 0.0, xtol=0.01)
    return math.exp(solution), least, most


def _exposed(scenario: Scenario, verb: Verb, fails: Fails, share: float, block: Block, seed: int) -> Floats:
    """Each tenant's probability of being exposed where a verb never fails, or always does; shocks at their median."""
    key = "faults.silent" if fails == "silently" else "faults.hard"
    own = scenario.faults.silent if fails == "silently" else scenario.faults.hard
    table = dict(own) if isinstance(own, dict) else {"default": own}
    changed = scenario.replaced(
        {
            key: {**{str(k): v for k, v in table.items()}, str(verb): share},
            "campaign.night_shock": 0.0,
            "campaign.campaign_shock": 0.0,
        },
        source="plan",
    )
    part = block.cut(changed)
    return chances(part, Draws(part, Source(seed)), ROUGHLY, is_of_exposed=True).exposed


def _at_least(exposed: Floats, blocks: int, at: int) -> float:
    """P(at least so many) in a campaign of so many blocks whose tenants have these probabilities."""
    law = power(poisson_binomial(exposed), blocks, at)
    return float(survival(law)[at]) if at < law.size else 0.0


def _together(verb: Verb, fails: Fails, each: Sequence[_OfSeed]) -> Reliability:
    shares, never, of_all = zip(*each, strict=True)
    always = [p for p in of_all if p is not None]
    share = min(shares)
    if share > 0.0 and max(shares) < 1.0:
        share, _, _ = on_logarithms(shares)
    return Reliability(
        verb, fails, share, sum(never) / len(never), sum(always) / len(always) if always else None
    )
