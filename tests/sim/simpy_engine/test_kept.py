"""A campaign whose servers keep logs: the same rows, every deed a line, and nothing of it without being asked."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from fakeexchange.names import Names
from fakeexchange.traffic.servers import Servers
from sim.draws import Draws
from sim.outcome import first_difference
from sim.scenario import Scenario
from sim.simpy_engine.engine import simulate_all
from sim.simpy_engine.keeping import Kept, simulate_kept
from sim.simpy_engine.logbook import simulate_written
from sim.simpy_engine.logged import Span
from sim.streams import Source
from sim.tables import KINDS
from sim.units import DAY, HOUR

EPOCH = datetime(2016, 4, 3, 22, tzinfo=UTC)
SPAN = Span(14 * DAY, 16 * DAY + 12 * HOUR)


def small(procedure: str = "ovh-2016", **changes: object) -> Scenario:
    """Forty tenants, phones that connect seldom."""
    return Scenario.load("incident").replaced(
        {
            "procedure": procedure,
            "window": "10 min",
            "population.tenants": 40,
            "clients.per_day.phone": "6/d",
            "clients.horizon": "2 d",
            **{key.replace("__", "."): value for key, value in changes.items()},
        }
    )


def kept(scenario: Scenario, folder: Path, span: Span = SPAN) -> Kept:
    """One campaign, logged."""
    names = Names(1, scenario.population.locales, are_unique=True)
    with Servers(folder, EPOCH) as servers:
        return simulate_kept(scenario, Draws(scenario, Source(4)), span, names, servers)


def test_logs_change_no_row_no_load_and_no_journal(tmp_path: Path) -> None:
    """With a log, without one, and written by the logbook alone: the same."""
    scenario = small(clients__left_on_at_night=0.5)
    found = kept(scenario, tmp_path)
    outcome, load = simulate_all(scenario, Draws(scenario, Source(4)))
    assert first_difference(found.outcome, outcome) is None
    assert all(np.array_equal(found.load.counts[name], load.counts[name]) for name in load.counts)
    _, lines = simulate_written(scenario, Draws(scenario, Source(4)))
    assert found.journal == lines


def test_every_logon_of_the_span_is_in_a_log(tmp_path: Path) -> None:
    """Lines that open a session of OWA, EAS and EWS on the target are as many as the load has, by kind."""
    found = kept(small(), tmp_path)
    bins = slice(SPAN.from_at // (15 * 60_000_000), SPAN.until // (15 * 60_000_000))
    text = [
        path.read_text(encoding="utf-8").splitlines() for path in tmp_path.glob("EX16-*/HttpProxy/*/*.LOG")
    ]
    lines = [line for of in text for line in of if not line.startswith("#")]
    opening = {
        "owa": sum(",/owa/,," in line and ",GET," in line and ",200,200," in line for line in lines),
        "phone": sum("Cmd=Ping" in line and ",200,200," in line for line in lines),
        "ews": sum("GetFolder" in line and ",True," in line for line in lines),
    }
    logons = found.load.counts["logons_target"]
    assert opening == {kind: int(logons[KINDS.index(kind), bins].sum()) for kind in opening}
    assert min(opening.values()) > 0
    source = [
        line
        for path in tmp_path.glob("EX10-1/W3SVC1/*.log")
        for line in path.read_text(encoding="utf-8").splitlines()
        if not line.startswith("#") and " 200 " in line
    ]
    assert len(source) == int(found.load.counts["logons_source"][:, bins].sum())


def test_nothing_outside_the_span_is_logged(tmp_path: Path) -> None:
    """No line begins before it, and none but what had begun in it ends after it."""
    kept(small(), tmp_path, Span(15 * DAY, 15 * DAY + DAY // 2))
    days = {path.name for path in tmp_path.glob("EX16-*/W3SVC1/*.log")}
    assert days == {"u_ex160418.log", "u_ex160419.log"}
