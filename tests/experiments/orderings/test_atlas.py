"""Least and greatest over the members of a class, and which members are counted."""

import pytest

from experiments.orderings import atlas, folder, words
from experiments.orderings.atlas import Region
from experiments.orderings.survey import Judged
from experiments.orderings.worth import Worth
from sim.orderings.choice import Ordering
from sim.orderings.classes import OrderingClass, classes
from sim.procedure import Move
from sim.words import Verb

OF_2016 = next(
    one
    for one in classes(Move.MRS)
    if str(one) == "cut_over, switch_routing, assign_policy, wait_replication"
)


def _ordering(steps: str) -> Ordering:
    return tuple(map(Verb, steps.split(", ")))


def _worth(exposed: float, nights: int, refused: int) -> Worth:
    return Worth(exposed, exposed / 10, 0.5, round(2 * exposed), nights, 60.0 * nights, refused, refused / 20)


def _region(one: OrderingClass, *worths: Worth, leaks: bool = True) -> Region:
    """A class of which each member comes to something."""
    members = [(one.order.at(k), found) for k, found in enumerate(worths)]
    return atlas.region_of(Judged(one, leaks, 7), None, members)


def test_least_and_greatest_are_of_members_by_name() -> None:
    """Of three members the first exposes least, the second most; the third costs least, and has fewest refused."""
    region = _region(OF_2016, _worth(1.0, 5, 300), _worth(9.0, 5, 200), _worth(4.0, 3, 100))
    first, second, third = (OF_2016.order.at(k) for k in range(3))

    exposed, nights = region.extents["exposed"], region.extents["nights"]
    assert (exposed.least, exposed.least_in, exposed.greatest, exposed.greatest_in) == (
        1.0,
        first,
        9.0,
        second,
    )
    assert (nights.least, nights.least_in) == (3, third)
    assert region.extents["exposed_q99"].greatest == 18
    # The errors are those of the greatest numbers.
    assert (region.exposed_se, region.refused_se) == (0.9, 15.0)
    for extent in region.extents.values():
        for member in (extent.least_in, extent.greatest_in):
            assert tuple(v for v in member if v in OF_2016.critical) == OF_2016.critical


def test_a_row_names_the_members() -> None:
    """One row a class: numbers, the members that have them, and the errors."""
    row = folder.class_row(_region(OF_2016, _worth(1.0, 5, 300), _worth(9.0, 5, 200)))

    assert row["class"] == "cut_over, switch_routing, assign_policy, wait_replication"
    assert (row["window"], row["window_us"], row["leaks"]) == ("as drawn", None, 1)
    assert (row["exposed_least"], row["exposed_greatest"], row["exposed_se"]) == (1.0, 9.0, 0.9)
    assert row["exposed_greatest_in"] == ", ".join(OF_2016.order.at(1))
    assert row["refused_logons_se"] == 15.0


def test_what_cannot_leak_is_ranked_by_cost_and_the_rest_by_risk() -> None:
    """Safe: fewest nights first. Leaking: the least of what the worst member exposes first."""
    safe = [_region(OF_2016, _worth(0.0, nights, 1), leaks=False) for nights in (4, 2, 3)]
    leaking = [
        _region(OF_2016, _worth(low, 1, 1), _worth(high, 1, 1)) for low, high in ((0, 9), (3, 4), (1, 5))
    ]
    of_safe, of_leaking = words.ranked([*safe, *leaking])

    assert [region.extents["nights"].least for region in of_safe] == [2, 3, 4]
    assert [region.extents["exposed"].greatest for region in of_leaking] == [4, 5, 9]


@pytest.mark.parametrize(
    ("steps", "is_counted"),
    [
        ("cut_over, switch_routing, close_gate, assign_policy, wait_replication, open_gate", True),
        # The change may be under way when it closes.
        ("cut_over, switch_routing, assign_policy, close_gate, wait_replication, open_gate", True),
        # The wait before the assignment waits for nothing.
        ("cut_over, wait_replication, switch_routing, assign_policy, close_gate, open_gate", True),
        ("cut_over, switch_routing, assign_policy, wait_replication, close_gate, open_gate", False),
        ("cut_over, close_gate, switch_routing, assign_policy, open_gate", False),
        ("close_gate, open_gate, cut_over, switch_routing, assign_policy", False),
        ("cut_over, switch_routing, assign_policy", False),
    ],
)
def test_counted_is_where_a_gate_closes_on_people_not_yet_isolated(steps: str, is_counted: bool) -> None:
    """Served, and not isolated everywhere before it closes: all else has a law in closed form."""
    assert atlas.closes_on_people(_ordering(steps)) is is_counted
