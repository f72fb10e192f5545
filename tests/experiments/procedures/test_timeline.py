"""When each step begins, worked out by hand from given durations."""

import pytest

from experiments.procedures.picture import steps_of
from experiments.procedures.runbook import to_csv, to_markdown
from experiments.procedures.timeline import Pass, TimeLine
from sim.campaign import mean_mailboxes, median_time, typical_night_time
from sim.population import draw_people
from sim.procedure import built_in
from sim.scenario import Scenario
from sim.streams import Source
from sim.units import SECOND

AHEAD = [
    {"verb": "provision", "duration": "1 s"},
    {"verb": "build_address_lists", "duration": "2 s"},
    {"verb": "create_policy", "duration": "4 s"},
    {"verb": "sync_mailboxes", "duration": "8 s"},
]


def _line(*night: dict[str, str], mailboxes: int = 3) -> TimeLine:
    """The time line of a procedure for tenants of so many mailboxes, five a batch."""
    count = {"law": "lognormal", "mu": 0.0, "sigma": 0.0, "max": 100}
    scenario = Scenario.load("incident").replaced(
        {
            "procedure": {"name": "mine", "steps": [*AHEAD, *night]},
            "population.tenants": 20,
            "population.mailboxes": count,
        }
    )
    # exp(mu) rounds to the mailboxes that are wanted.
    mu = {1: 0.0, 3: 1.0986}[mailboxes]
    return TimeLine.of(scenario.replaced({"population.mailboxes": {**count, "mu": mu}}), 1)


def _seconds(line: TimeLine) -> list[tuple[int, int]]:
    """Begin and end of each step of the night."""
    return [(row.starts_at // SECOND, row.ends_at // SECOND) for row in line.rows if row.part is Pass.NIGHT]


def test_steps_follow_each_other_and_each_pass_has_its_own_clock() -> None:
    """What is done ahead begins at 0, and so does the night."""
    line = _line({"verb": "cut_over", "duration": "10 s"}, {"verb": "switch_routing", "duration": "5 s"})

    assert [row.starts_at // SECOND for row in line.rows if row.part is Pass.AHEAD] == [0, 1, 3, 7]
    assert _seconds(line) == [(0, 10), (10, 15)]
    assert line.night == 15 * SECOND


def test_a_batch_waits_for_its_last_tenant() -> None:
    """A step over the batch begins when all five have done what came before, and takes five times as long."""
    line = _line(
        {"verb": "switch_routing", "duration": "10 s"},
        {"verb": "cut_over", "scope": "batch", "duration": "2 s"},
        {"verb": "assign_policy", "duration": "3 s"},
    )

    assert line.batch == 5
    # 5 tenants x 10 s, then 5 x 2 s, then the first tenant's own 3 s.
    assert _seconds(line) == [(0, 10), (50, 60), (60, 63)]


def test_a_loop_takes_one_mailbox_after_another() -> None:
    """Consecutive steps over mailboxes alternate: the second begins with the first mailbox, not after the last."""
    line = _line(
        {"verb": "cut_over", "scope": "mailbox", "duration": "2 s"},
        {"verb": "assign_policy", "scope": "mailbox", "duration": "1 s"},
        {"verb": "switch_routing", "duration": "5 s"},
    )

    # Three mailboxes, 3 s each: 0 2 | 3 5 | 6 8, and 2 3 | 5 6 | 8 9.
    assert _seconds(line) == [(0, 8), (2, 9), (9, 14)]


def test_a_timer_runs_from_the_gate_s_close_and_takes_nobody_s_time() -> None:
    """A gate that the clock opens holds up no step after it."""
    line = _line(
        {"verb": "close_gate", "duration": "5 s"},
        {"verb": "cut_over", "duration": "10 s"},
        {"verb": "open_gate", "on": "timer", "after": "60 s"},
        {"verb": "switch_routing", "duration": "1 s"},
    )

    assert _seconds(line) == [(0, 5), (5, 15), (65, 65), (15, 16)]
    assert steps_of(line)["mark"].to_list()[-2:] == ["timer", "work"]


@pytest.mark.parametrize(
    "name", [name for name in built_in() if name not in ("batch-late", "gated-on-timer")]
)
def test_a_night_is_as_long_as_the_campaign_plans_for(name: str) -> None:
    """Without barrier and timer a tenant's night is what nights are planned by."""
    scenario = Scenario.load("incident").replaced({"population.tenants": 200, "procedure": name})
    people = draw_people(scenario, Source(1))
    line = TimeLine.of(scenario, 1)

    assert line.night == typical_night_time(scenario, people)
    assert line.mailboxes == mean_mailboxes(people)
    for row in line.rows:
        assert row.times * (row.takes or 0) == median_time(scenario, row.step, line.mailboxes, people)


def test_the_window_is_the_isolation_step_s() -> None:
    """``--window`` is the length of assign_policy, written exactly, and of no other step."""
    scenario = Scenario.load("incident").replaced(
        {"population.tenants": 50, "window": "90 s", "procedure": "gated"}
    )
    text = to_csv(scenario.procedure, TimeLine.of(scenario, 1))
    exact = [line for line in text.splitlines() if ",90 s," in line]

    assert [line.split(",")[0] for line in exact] == ["assign_policy"]


def test_a_runbook_to_read_has_a_table_for_each_pass() -> None:
    """Markdown has the seven columns of the runbook, and says of loops and timers what a column cannot."""
    scenario = Scenario.load("incident").replaced({"population.tenants": 50, "procedure": "gated-on-timer"})
    lines = to_markdown(scenario.procedure, TimeLine.of(scenario, 1)).splitlines()

    assert lines[0] == "# Runbook: gated-on-timer"
    assert [line for line in lines if line.startswith("## ")] == [
        "## Ahead, tenant by tenant, days before its night",
        "## The tenant's night",
    ]
    assert lines.count("| step | owner | start | command | duration | check | backout |") == 2
    # A cell's own bar is escaped: every row has as many cells as the header.
    assert {line.replace("\\|", "").count("|") for line in lines if line.startswith("| ")} == {8}
    assert lines[-1] == (
        "- 12 open_gate: by the clock, 10 min 0 s after the gate has closed, whatever has been done by then."
    )
