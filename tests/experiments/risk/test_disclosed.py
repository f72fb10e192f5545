"""What is disclosed, from the law of the number exposed."""

import numpy as np
import pytest
from scipy.special import gammaln

from experiments.risk.disclosed import Amount, disclosed
from experiments.risk.law import Law
from sim.draws import Draws
from sim.mixing.batch import BatchLaw, Branch
from sim.mixing.design import Design
from sim.mixing.node import NodeLaw, node_law
from sim.mixing.schedules import judge_of
from sim.scenario import Scenario
from sim.streams import Floats, Source
from tests.toys import PREPARED, procedure, scenario


def _found(toy: Scenario) -> tuple[Draws, Law]:
    draws = Draws(toy, Source(1))
    design = Design.of(toy, 1, 1)
    laws = [node_law(judge_of(toy, draws), place) for place in design.places()]
    return draws, Law(design.batches(laws), design.least, design.error)


def test_two_viewers_see_all_and_one_all_but_its_own() -> None:
    """Three tenants of two mailboxes and no list, all prepared before the first night."""
    draws, law = _found(scenario(population__tenants=3))
    found = disclosed(draws, law, [law.quantile(percent) for percent in (1.0, 50.0, 99.9)])
    people, lists = found.kinds
    assert (people.everybody, people.least_shown, people.own_most) == (6, 6, 2)
    exposed = [each.number for each in found.quantiles]
    assert exposed[0] == 0
    assert exposed[-1] in (2, 3)
    assert people.seen(found.quantiles[0]) == Amount(0, 0)
    assert people.seen(found.quantiles[-1]) == Amount(6, 6)
    assert lists.handed_out(found.quantiles[0]) == Amount(0, 0)
    assert found.nobody.p is not None
    assert found.one_viewer is not None
    assert found.more.p is not None
    assert found.nobody.p + found.one_viewer + found.more.p == pytest.approx(1.0)


def test_whoever_is_hidden_until_its_end_bounds_what_is_seen() -> None:
    """Unhidden as they are isolated: a session may be shown nobody, or all."""
    rest = (*PREPARED[1:], "cut_over", "switch_routing", "assign_policy", "unhide", "decommission")
    steps = procedure(("provision", {"hidden": True}), *rest)
    draws, law = _found(scenario(steps, population__tenants=3))
    assert law.least_shown[0] == 0
    people = disclosed(draws, law, [law.quantile(50.0)]).kinds[0]
    assert people.least_foreign == 0
    assert people.seen(law.quantile(99.9)).high in (0, 6)


def test_what_rounding_leaves_is_not_told() -> None:
    """Of hundreds exposed none is as good as impossible: 1 less a sum that is 1 but for its last bit says nothing."""
    poisson = np.exp(-300.0 + np.arange(600) * np.log(300.0) - gammaln(np.arange(1, 601)))
    law = Law([BatchLaw.of([Branch(1.0, np.zeros(1), [_node(poisson)])])] * 8, 0.0, 0.0)
    draws = Draws(scenario(population__tenants=3), Source(1))
    found = disclosed(draws, law, [law.quantile(50.0)])
    assert (found.nobody.p, found.one_viewer) == (None, None)
    assert found.more.p == pytest.approx(1.0)


def _node(total: Floats) -> NodeLaw:
    means, weights = np.full((1, 40), 300.0), np.full((1, 40), 1 / 40)
    return NodeLaw(total, total, means, weights, "", None, (6, 0))
