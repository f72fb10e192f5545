"""What a campaign is worth: estimates from some tenants, by hand, and one toy through the whole."""

import math
from typing import Any

import numpy as np
import pytest
from scipy.stats import poisson

from experiments.estimates import over_all
from experiments.orderings import worth
from experiments.orderings.worth import COUNTED, Cell, worths
from sim.judges import run
from sim.procedure import Procedure
from sim.scenario import Scenario

SMALL = Scenario.load("incident").replaced({"population.tenants": 150, "window": "10 min"})
OVH = Procedure.load("ovh-2016")


def test_all_tenants_are_taken_by_their_mailboxes() -> None:
    """Every second of four is looked at: 0.2 of 2 mailboxes, 0.4 of 6: a mailbox 0.075, all ten 0.75."""
    total, error = over_all(np.array([0.2, 0.4]), np.array([2.0, 1.0, 6.0, 1.0]), 2)

    assert total == pytest.approx(0.75)
    # Left are 0.2 - 0.15 and 0.4 - 0.45: a variance of 0.005, over two of them, half of all looked at, times four.
    assert error == pytest.approx(4 * math.sqrt(0.005 / 2 * (1 - 1 / 2)))


def test_where_all_were_looked_at_nothing_is_estimated() -> None:
    """The sum, without an error."""
    total, error = over_all(np.array([0.25, 0.5]), np.array([1.0, 1.0]), 1)
    assert (total, error) == (0.75, 0.0)


def test_what_is_not_exceeded_is_the_law_s_quantile() -> None:
    """Three certain, or two of a half: at most 2 with 0.75 + 0.25. Of many the law is normal but for its skewness."""
    assert worth._not_exceeded(np.array([1.0, 1.0, 1.0]), 1.0, 3.0) == 3
    assert worth._not_exceeded(np.array([0.5, 0.5]), 1.0, 1.0) == 2
    few = np.full(4_000, 0.05)
    assert abs(worth._not_exceeded(few, 1.0, 200.0) - int(poisson(200).ppf(0.99))) <= 3


def _worth(every: int | None, refused_every: int = 1, **changes: Any) -> worth.Worth:
    (found,) = worths(SMALL.replaced(changes), [Cell(OVH, None, every, refused_every)], 3)
    return found


def test_costs_are_the_campaign_s() -> None:
    """Nights, downtime, refused logons of the one campaign; and what cannot leak exposes nobody."""
    totals = run(SMALL.model_copy(update={"procedure": OVH}), 3, "kernel").totals
    safe = _worth(None)

    assert (safe.nights, safe.downtime_p99_s) == (totals["nights"], totals["downtime_p99_s"])
    assert (safe.refused_logons, safe.refused_logons_se) == (totals["refused_logons"], 0.0)
    assert (safe.exposed, safe.exposed_se, safe.any_exposed, safe.exposed_q99) == (0.0, 0.0, 0.0, 0)


def test_what_is_counted_has_a_count_s_error() -> None:
    """As many as the kernel exposes, the square root of it, and a Poisson law for the rest."""
    exposed = run(SMALL.model_copy(update={"procedure": OVH}), 3, "kernel").totals["exposed"]
    found = _worth(COUNTED)

    assert exposed > 3
    assert (found.exposed, found.exposed_se) == (exposed, math.sqrt(exposed))
    assert found.any_exposed == pytest.approx(1 - math.exp(-exposed))
    assert found.exposed_q99 == int(poisson(exposed).ppf(0.99))


def test_fewer_tenants_looked_at_say_the_same_within_their_error() -> None:
    """One in seven for what is exposed, one in three for what is refused: within four standard errors of all."""
    many = {"population.tenants": 4_000}
    whole, some = _worth(1, 1, **many), _worth(7, 3, **many)

    assert (whole.exposed_se, whole.refused_logons_se) == (0.0, 0.0)
    assert some.exposed_se > 0 < some.refused_logons_se
    assert abs(some.exposed - whole.exposed) < 4 * some.exposed_se
    assert abs(some.refused_logons - whole.refused_logons) < 4 * some.refused_logons_se
    assert some.nights == whole.nights


def test_a_campaign_that_may_be_stopped_is_counted_whole() -> None:
    """What a stop cuts hangs together: all tenants are looked at, and fewer are exposed than without it."""
    stopping = {"campaign.report_probability": 1.0, "campaign.slots": 1, "population.tenants": 60}
    stopped, whole = _worth(7, 3, **stopping), _worth(1, 1, **{"campaign.slots": 1, "population.tenants": 60})

    assert stopped.refused_logons_se == 0.0
    assert stopped.exposed < whole.exposed
