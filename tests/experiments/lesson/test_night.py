"""One night: its counters and its lanes are the rows' own."""

from dataclasses import replace

import numpy as np
import pytest

from experiments.lesson.night import FRAMES, ROWS, Night
from experiments.lesson.worlds import worlds
from sim.words import NEVER

from .toys import lesson


@pytest.fixture(scope="module")
def night() -> Night:
    """The night of a small campaign in which steps lie, with some of a hundred tenants exposed."""
    campaigns = lesson(2_000).campaigns
    world = worlds()["lies"]
    scenario = campaigns.of(world.order, "10 min", world.settings | {"campaign.slots": 10})
    outcome = campaigns.outcome(scenario, 1)
    return Night.of(scenario, campaigns.draws(scenario, 1), outcome, "most", world.lasts)


def test_counters_are_counts_of_rows(night: Night) -> None:
    """At every tenth instant each counter is what one finds by looking at tenant after tenant."""
    rows = [dict(zip(night.rows, values, strict=True)) for values in zip(*night.rows.values(), strict=True)]
    for i in range(0, FRAMES + 1, 10):
        frame = night.frame(i)
        at = night.opens_at + round(frame["at"] * 1e6)
        assert frame["begun"] == sum(row["started_at"] <= at for row in rows)
        assert frame["exposed"] == sum(row["exposed_at"] <= at for row in rows)
        assert frame["open"] == sum(
            row["reachable_at"] <= at < row["isolated_at"] and row["window_s"] > 0 for row in rows
        )
        assert frame["entries"] == sum(
            row["foreign_mailboxes"] + row["foreign_lists"] for row in rows if row["exposed_at"] <= at
        )
    assert night.frame(FRAMES)["exposed"] > 5


def test_the_night_opens_before_its_first_tenant_begins(night: Night) -> None:
    """The clock begins at the opening, at ten in the evening, and nobody has begun."""
    assert night.frame(0)["clock"].endswith("22:00:00")
    assert night.frame(0)["at"] == 0
    assert int(night.rows["started_at"][0]) - night.opens_at < 3_600_000_000


def test_lanes_do_not_overlap_and_show_who_was_exposed(night: Night) -> None:
    """In each lane one tenant ends before the next begins; whoever was exposed first has a place."""
    lanes = night.lanes()
    ends = dict.fromkeys(range(ROWS), -np.inf)
    for each in lanes:
        assert each["started"] > ends[each["lane"]]
        ends[each["lane"]] = max(each[name] or 0 for name in ("started", "finished", "isolated", "exposed"))
    first = int(night.rows["tenant"][np.argmin(night.rows["exposed_at"])])
    assert first in {each["tenant"] for each in lanes}


def test_who_starts_after_the_end_has_no_lane(night: Night) -> None:
    """Of a night cut short only what had begun is shown."""
    short = replace(night, ends_at=night.opens_at + 3_600_000_000)
    assert short.lanes()
    assert all(each["started"] is not None for each in short.lanes())


def test_the_rules_pick_the_night(night: Night) -> None:
    """The median night exposes no more than the night that exposes most."""
    campaigns = lesson(2_000).campaigns
    world = worlds()["lies"]
    scenario = campaigns.of(world.order, "10 min", world.settings | {"campaign.slots": 10})
    outcome = campaigns.outcome(scenario, 1)
    median = Night.of(scenario, campaigns.draws(scenario, 1), outcome, "median", world.lasts)
    counts = [int((each.rows["exposed_at"] != NEVER).sum()) for each in (median, night)]
    assert counts[0] < counts[1]
