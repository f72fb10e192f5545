from itertools import pairwise

import pytest

from sim.draws import Draws
from sim.judges import judge
from sim.orderings.alike import time_line
from sim.orderings.choice import Ordering, procedure_of
from sim.orderings.classes import OrderingClass, classes
from sim.orderings.extremes import Aim, extreme
from sim.procedure import Move
from sim.scenario import Scenario
from sim.streams import Source
from sim.units import SECOND
from sim.words import Verb

ALL = {one.critical: one for one in classes(Move.MRS)}
TAKES = dict.fromkeys(Verb, 1.0)
SMALL = Scenario.load("incident").replaced({"population.tenants": 60, "window": "10 min"})
DRAWS = Draws(SMALL, Source(3), is_shared=True)
MEASURES = ("exposed", "nights", "downtime_p99_s", "refused_logons", "connected", "window_p50_s")


def _class(*critical: str) -> OrderingClass:
    return ALL[tuple(map(Verb, critical))]


def _between(ordering: Ordering, earlier: str, later: str) -> set[str]:
    return {*ordering[ordering.index(Verb(earlier)) + 1 : ordering.index(Verb(later))]}


def test_that_members_are_chosen_for_what_stands_open() -> None:
    """Of the order of 2016 the tight member does nothing while mailboxes stand open, the open one all that it can."""
    one = _class("cut_over", "switch_routing", "assign_policy")
    tight, wide = (extreme(one, aim, TAKES) for aim in (Aim.TIGHT, Aim.OPEN))
    assert _between(tight, "cut_over", "assign_policy") == {"switch_routing"}
    assert tight.index(Verb.SYNC_MAILBOXES) == 4
    preparing = {"build_address_lists", "create_policy", "generate_oab", "decommission"}
    assert _between(wide, "switch_routing", "assign_policy") == preparing


def test_that_a_member_is_chosen_for_what_is_refused() -> None:
    """While they are refused, between cut-over and routing, the third member prepares all that it can."""
    third = extreme(_class("cut_over", "switch_routing", "assign_policy"), Aim.REFUSED, TAKES)
    assert _between(third, "cut_over", "switch_routing") == {
        "build_address_lists",
        "create_policy",
        "generate_oab",
    }


def test_that_no_gate_closes_days_ahead() -> None:
    """However long synchronising takes, nobody is refused all the while."""
    for one in [one for one in ALL.values() if Verb.CLOSE_GATE in one.critical][::20]:
        for aim in Aim:
            chosen = extreme(one, aim, TAKES | {Verb.SYNC_MAILBOXES: 1e6})
            assert chosen.index(Verb.SYNC_MAILBOXES) < chosen.index(Verb.CLOSE_GATE)
            assert all(chosen.index(a) < chosen.index(b) for a, b in pairwise(one.critical))


def _told(ordering: Ordering) -> tuple[float, ...]:
    scenario = SMALL.model_copy(update={"procedure": procedure_of(ordering, Move.MRS)})
    outcome = judge(scenario, DRAWS, "kernel")
    # What is done days ahead does not delay the night.
    since = float(outcome.columns["reachable_at"].min()) / SECOND
    return *(outcome.totals[measure] for measure in MEASURES), since


def test_that_alike_is_the_same_campaign() -> None:
    """Orderings with one time line come to the same exposure and cost: a wait for nothing takes a microsecond."""
    met = 0
    for one in list(ALL.values())[::37]:
        by_line: dict[Ordering, Ordering] = {}
        for ordering in one.order.under([(Verb.SYNC_MAILBOXES, Verb.CUT_OVER)]).drawn([0.1, 0.5, 0.51, 0.9]):
            line = time_line(ordering)
            # A wait before there is anything to wait for is left out of the line: the rest is an ordering too.
            other = by_line.setdefault(line, line)
            if other != ordering and Verb.CLOSE_GATE not in ordering[: ordering.index(Verb.SYNC_MAILBOXES)]:
                assert _told(ordering) == pytest.approx(_told(other), abs=1e-5), (ordering, other)
                met += 1
    assert met > 20


@pytest.mark.parametrize("measure", ["nights", "downtime_p99_s", "refused_logons"])
def test_that_members_lie_between_the_chosen(measure: str) -> None:
    """What other members of a class cost lies between what its chosen ones do, or as near as sixty tenants tell."""
    place = MEASURES.index(measure)
    for one in list(ALL.values())[5::97]:
        chosen = [_told(extreme(one, aim, TAKES))[place] for aim in Aim]
        for ordering in one.order.drawn([0.07, 0.37, 0.67]):
            at = {verb: k for k, verb in enumerate(ordering)}
            if (
                at.get(Verb.CLOSE_GATE, 99) < at[Verb.SYNC_MAILBOXES]
                or at[Verb.SWITCH_ROUTING] < at[Verb.SYNC_MAILBOXES]
            ):
                continue
            assert 0.95 * min(chosen) <= _told(ordering)[place] <= 1.05 * max(chosen), ordering
