"""What one run has shown, in words: counts beside what its schedule makes one expect, and that it was one draw."""

from typing import Any

from sim.outcome import Outcome
from sim.scenario import Scenario
from sim.units import SECOND, spoken

from ..wording import clock, day
from .given import Expected, Given

LINES = (
    ("connected", "connected inside their window"),
    ("asked", "asked for the address book in a wide session"),
    ("exposed", "were shown at least one foreign entry"),
)

JUDGES = {
    "simpy": "observed this in the answers of the fake Exchange",
    "kernel": "computed this from the draws; SimPy observes the same",
}
"""What each engine did."""


def narrate(scenario: Scenario, outcome: Outcome, given: Given) -> str:
    """A run's totals for a terminal, and what its schedule makes one expect."""
    totals = outcome.totals
    tenants = totals["tenants"]
    window = "as drawn" if scenario.window is None else spoken(scenario.window)
    lines = [
        f"{outcome.procedure}, {tenants:,} tenants, isolation step {window}, seed {outcome.seed}:"
        " one draw, not a law.",
        "",
    ]
    for name, words in LINES:
        lines.append(
            f"  {totals[name]:>9,} tenants {words} (schedules like this one: {_expected(given[name])})"
        )
    lines += [
        f"  {totals['people_disclosed']:>9,} people and {totals['lists_disclosed']:,} lists"
        f" of {totals['tenants_disclosed']:,} tenants were disclosed",
        f"  {totals['tenants_named']:>9,} tenants' list names were shown",
        f"  {totals['refused_logons']:>9,} logons were refused",
        f"  {totals['nights']:>9,} nights opened; {totals['open_at_dawn']:,} tenants had a window open at dawn",
        "",
        f"  realised window: median {_s(totals['window_p50_s'])}, 99th percentile {_s(totals['window_p99_s'])};"
        f" logons refused for {_s(totals['downtime_p99_s'])} at the 99th percentile",
    ]
    if totals["stopped_at"] is not None:
        first_day = scenario.campaign.first_day
        at = f"{day(first_day, totals['stopped_at'])} {clock(totals['stopped_at'])}"
        lines.append(
            f"  stopped on {at}: {totals['not_reached']:,} tenants not reached,"
            f" {totals['backed_out']:,} rolled back"
        )
    causes = {k: v for k, v in totals["exposed_by_cause"].items() if v}
    if causes:
        lines.append("  first foreign entry because of " + ", ".join(f"{k} {v:,}" for k, v in causes.items()))
    lines.append(f"  engine: {outcome.engine}, which {JUDGES[outcome.engine]}")
    return "\n".join(lines)


def _expected(expected: Expected) -> str:
    """A mean and its range.

    >>> _expected(Expected(521.34, 477, 567)), _expected(Expected(0.0, 0, 0)), _expected(Expected(0.004, 0, 0))
    ('mean 521.3, 95 % of them 477 to 567', 'none can', 'mean 0.004, 95 % of them none')
    """
    if expected.mean == 0:
        return "none can"
    where = f"{expected.low:,} to {expected.high:,}" if expected.high else "none"
    mean = f"{expected.mean:,.1f}" if expected.mean >= 1 else f"{expected.mean:.2g}"
    return f"mean {mean}, 95 % of them {where}"


def _s(seconds: Any) -> str:
    return spoken(round(seconds * SECOND))
