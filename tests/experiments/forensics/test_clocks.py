"""Clocks told from what cannot have happened otherwise."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from experiments.forensics.clocks import NEAR, Change, ServerClock, Watch, changes, corrected
from experiments.forensics.command import Given, inquire
from experiments.forensics.customers import Customers
from experiments.forensics.tenant_case import Received
from experiments.forensics.words import lines
from experiments.logs.request import Log, Request, Service
from experiments.one_run.logged import JOURNAL, run_logged
from experiments.scoring.score import scored
from fakeexchange.traffic.servers import FRONTS
from sim.journal.line import MEND, Line, Reported
from sim.scenario import Scenario
from sim.units import MINUTE, SECOND

CUSTOMERS = Customers({f"t{n}.example": n for n in range(9)}, dict.fromkeys(range(9), 1), {})
SERVED_FROM = 10_000 * SECOND


def request(tenant: int, after_s: float, status: int = 200, **changed: Any) -> Request:
    """A logon so many seconds after its tenant came to the target."""
    at = SERVED_FROM + round(after_s * SECOND)
    asked = Request(
        at, 0, f"a@t{tenant}.example", Service.MAPI, "connect", "/mapi/emsmdb/", status, 9, False, "", "",
        Log.HTTP_PROXY, 0, tenant + 1,
    )  # fmt: skip
    return asked._replace(**changed)


def bounds(*requests: Request) -> ServerClock:
    """What some requests tell of their server's clock."""
    reading: Any = SimpleNamespace(files=[SimpleNamespace(server="A"), SimpleNamespace(server="old")])
    watch = Watch(dict.fromkeys(range(9), Change(SERVED_FROM, SERVED_FROM)), CUSTOMERS, reading, {"A"})
    assert list(watch.over(requests)) == list(requests)
    (clock,) = watch.clocks(["A"])
    return clock


def test_whoever_is_served_too_early_and_refused_too_late_bounds_the_clock() -> None:
    """Served 100 s before it can have been: behind by that at least; refused until 130 s before: by no more."""
    clock = bounds(
        request(1, -120), request(2, -100), request(2, -90), request(3, 40),
        request(4, -130, 503), request(5, -125, 503), request(6, -500, 503),
    )  # fmt: skip
    assert (clock.low, clock.high) == (-130 * SECOND, -100 * SECOND)
    assert clock.is_off(2 * SECOND)
    assert not clock.is_off(3 * MINUTE)
    assert (clock.middle, clock.doubt) == (-115 * SECOND, 15 * SECOND)
    assert clock.high_by is not None
    assert clock.high_by.line == 3


def test_lines_of_a_clock_that_is_behind_are_taken_for_later() -> None:
    """By the middle of its bounds; lines of other servers as they are."""
    reading: Any = SimpleNamespace(files=[SimpleNamespace(server="A"), SimpleNamespace(server="B")])
    behind = ServerClock("A", -130 * SECOND, -100 * SECOND)
    given = [request(1, 0), request(1, 0, file=1)]
    found = [each.end - SERVED_FROM for each in corrected(given, reading, [behind])]
    assert found == [115 * SECOND, 0]


def test_one_wrong_line_of_a_journal_moves_no_clock() -> None:
    """A single tenant that seems to be served long before says nothing; nor do other servers, nor Autodiscover."""
    clock = bounds(
        request(1, -600), request(2, 4),
        request(3, -300, file=1), request(4, -300, service=Service.AUTODISCOVER), request(5, -300, user=""),
    )  # fmt: skip
    assert (clock.low, clock.high) == (None, 4 * SECOND)
    assert not clock.is_off(2 * SECOND)
    assert bounds(request(1, -600)).high is None


def test_servers_that_pass_requests_on_tell_of_no_clock() -> None:
    """Tenants that are served there all day, before they have come, are no sign of a clock half an hour behind."""
    everybody = [request(tenant, -s) for tenant in range(5) for s in range(0, 4_000, 60)]
    assert bounds(*everybody).high is None
    late = [request(tenant, NEAR / SECOND + 9, 503) for tenant in range(5)]
    assert bounds(*late).low is None


def test_a_line_of_the_web_server_came_up_to_a_second_later_than_it_says() -> None:
    """Its stamps are cut to seconds."""
    assert bounds(request(1, -1, log=Log.W3C), request(2, -1, log=Log.W3C)).high == 0


def test_only_tenants_that_came_once_and_as_a_whole_tell_a_clock() -> None:
    """Whoever was mended, sent back, or moved mailbox by mailbox is served, or refused, for other reasons too."""

    def moved(tenant: int, **changed: Any) -> list[Line]:
        return [
            Line(tenant, "cut_over", 0, 5, Reported.DONE, **changed),
            Line(tenant, "switch_routing", 5, 9, Reported.DONE),
        ]

    told = changes(
        [
            *moved(0),
            *moved(1), Line(1, MEND, 50, 50, Reported.DONE),
            *moved(2, mailbox=0),
            *moved(3), Line(3, "close_gate", 0, 1, Reported.DONE), Line(3, "open_gate", 20, 30, Reported.DONE),
            *moved(4), Line(4, "close_gate", 0, 1, Reported.DONE),
            *moved(5), Line(5, "cut_over", 60, 70, Reported.UNDONE),
        ]
    )  # fmt: skip
    assert told == {0: Change(9, 9), 3: Change(9, 30)}


@pytest.mark.parametrize("slow_s", [300, -300])
def test_a_clock_five_minutes_off_is_put_right(tmp_path: Path, slow_s: int) -> None:
    """Two seconds were declared: the logs bound it, nobody exposed is excluded, nobody is named who was not."""
    scenario = Scenario.load("incident").replaced(
        {
            "population.tenants": 200,
            "clients.per_day.phone": "12/d",
            "procedure": "ovh-2016",
            "window": "10 min",
        }
    )
    logs = tmp_path / "logs"
    outcome, _ = run_logged(scenario, 7, logs, slow_us=(0, slow_s * SECOND, 0))
    found = inquire(Given(logs, logs / JOURNAL, targets=FRONTS))
    right, off = found.clocks
    assert list(found.put_right) == [off]
    for clock, truth in ((right, 0), (off, -slow_s * SECOND)):
        assert clock.low is not None
        assert clock.high is not None
        assert clock.low <= truth <= clock.high
    assert found.inquiry.declared.skew_us == 2 * SECOND + off.doubt
    by_class = {score.received: score for score in scored("off", found, outcome).scores}
    assert by_class[Received.EXCLUDED].exposed == 0
    named = [by_class[kind] for kind in (Received.PROVEN, Received.INFERRED)]
    assert sum(score.tenants for score in named) == sum(score.exposed for score in named) > 0
    assert any(line.startswith("  clock of EX16-2: ") and "put right by" in line for line in lines(found))
