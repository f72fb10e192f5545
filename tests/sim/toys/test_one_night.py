"""One tenant's night in the order of 2016, and what each client that comes is told."""

import numpy as np
import pytest

from fakeexchange.clock import NEVER
from sim.judges import Engine
from sim.outcome import COLUMNS
from sim.streams import Floats, Ints
from tests.toys import OF_2016, OPENS, after, always, client, play, procedure, row, scenario

# Tenant 0: cut_over 0-100, switch_routing 100-120, assign 120-180 (mailbox 0 at 150, mailbox 1 at 180), seen by
# the second controller 15 s later, so the wait ends at 195; generate_oab 195-255, decommission 255-285.
# Tenant 1: the same, 285 s later.


def test_whole_row_of_a_client_in_the_window(engine: Engine) -> None:
    """A logon 10 s after the rerouting sees the other tenant's two mailboxes, 30 s later."""
    outcome = play(engine, scenario(), {client(0, 0, "outlook_online"): (130,)})
    assert row(outcome, 0) == {
        "tenant": 0,
        "mailboxes": 2,
        "lists": 0,
        "position": 0,
        "batch": 0,
        "night": 1,
        "started_at": OPENS,
        "reachable_at": after(120),
        "isolated_at": after(195),
        "finished_at": after(285),
        "window_s": 75_000_000,
        "connected_at": after(130),
        "asked_at": after(160),
        "exposed_at": after(160),
        "channel": "nspi",
        "foreign_mailboxes": 2,
        "foreign_lists": 0,
        "tenants_named": 1,
        # The ask at 160 is answered by the writer, which holds mailbox 0's policy since 150.
        "cause": "wide_session",
        "refused": 0,
        "downtime_s": 120_000_000,
        "open_at_dawn": 0,
        "residual_until": -1,
        "status": "done",
    }


def test_the_row_of_the_tenant_nobody_visits(engine: Engine) -> None:
    """A tenant whose clients stay away has a window and nothing else."""
    outcome = play(engine, scenario(), {client(0, 0, "outlook_online"): (130,)})
    seen = row(outcome, 1)
    assert (seen["started_at"], seen["reachable_at"], seen["finished_at"]) == (
        after(285),
        after(405),
        after(570),
    )
    assert (seen["connected_at"], seen["exposed_at"], seen["cause"]) == (NEVER, NEVER, "none")
    assert outcome.totals["people_disclosed"] == 2
    assert outcome.totals["tenants_disclosed"] == outcome.totals["tenants_named"] == 1


@pytest.mark.parametrize(
    ("comes", "mailbox", "controller", "delay", "cause"),
    [
        (121, 0, 0.0, 0.9, "not_assigned"),  # asks 3 s later: nothing is written before 150
        (151, 1, 0.0, 0.9, "not_assigned"),  # mailbox 1 is written at 180
        (151, 0, 0.9, 0.9, "not_replicated"),  # the second controller sees mailbox 0 at 165
        (151, 0, 0.9, 0.4, "wide_session"),  # asks 27 s later, at 178
    ],
)
def test_cause_is_read_from_the_state_that_answered(
    engine: Engine, comes: int, mailbox: int, controller: float, delay: float, cause: str
) -> None:
    """The controller that answers, at the logon and at the ask, decides the cause."""
    outcome = play(
        engine,
        scenario(),
        {client(0, mailbox, "outlook_online"): (comes,)},
        controller=always(controller),
        ask_delay=always(delay),
    )
    assert row(outcome, 0)["cause"] == cause


@pytest.mark.parametrize(
    ("comes", "connected"),
    [(119.5, False), (120, True), (149.999999, True), (150, False)],
)
def test_intervals_are_half_open(engine: Engine, comes: float, connected: bool) -> None:
    """A logon at the instant of the rerouting is served wide; one at the instant of the write is isolated."""
    outcome = play(engine, scenario(clients__retries=0), {client(0, 0, "outlook_online"): (comes,)})
    assert (row(outcome, 0)["connected_at"] == after(comes)) == connected


def test_refused_during_the_cut_over_and_tried_again(engine: Engine) -> None:
    """A client that comes in the cut-over is refused, and again every 5 min, at most so often."""
    outcome = play(engine, scenario(), {client(0, 0, "outlook_online"): (50,)}, retry=always(0.5))
    # Refused at 50; again at 350, when the tenant is done since 285: not counted, nothing left to see.
    assert row(outcome, 0)["refused"] == 1
    outcome = play(
        engine,
        scenario(clients__autodiscover_retry="20 s"),
        {client(0, 0, "outlook_online"): (50,)},
        retry=always(0.5),
    )
    # Refused at 50, 70, 90 (locked) and 110 (cut over, not routed): the first try and three more.
    assert row(outcome, 0)["refused"] == 4
    assert row(outcome, 0)["connected_at"] == NEVER


def test_source_serves_before_the_cut_over(engine: Engine) -> None:
    """A client that comes before its mailbox is cut over is served by the source and told nothing."""
    steps = procedure(*OF_2016[:4], "switch_routing", *OF_2016[4:5], *OF_2016[6:])
    outcome = play(engine, scenario(steps), {client(0, 0, "outlook_online"): (10,)})
    assert row(outcome, 0)["refused"] == 0
    assert row(outcome, 0)["connected_at"] == NEVER


def test_gated_tenant_reveals_nothing(engine: Engine) -> None:
    """Behind a gate that opens after the check, a client that comes at any time sees no stranger."""
    steps = procedure(
        *OF_2016[:4],
        "close_gate",
        "cut_over",
        "switch_routing",
        "assign_policy",
        "wait_replication",
        "verify_isolation",
        "generate_oab",
        "open_gate",
        "decommission",
    )
    visits = {client(0, 0, "outlook_online"): tuple(range(5, 400, 7))}
    outcome = play(engine, scenario(steps, clients__retries=0), visits)
    seen = row(outcome, 0)
    assert (seen["connected_at"], seen["exposed_at"], seen["window_s"]) == (NEVER, NEVER, 0)
    # The gate closes at 10 and opens at 280: cut_over 10-110, routed 130, assigned 190, seen 205, checked 210,
    # generated 270. Refused: the tries at 12, 19, ... 278.
    assert seen["refused"] == len([t for t in range(5, 400, 7) if 10 <= t < 280])
    assert seen["downtime_s"] == 270_000_000
    assert seen["reachable_at"] == after(280)


def test_denied_lists_connect_and_reveal_nothing(engine: Engine) -> None:
    """Without a policy and with the default lists denied, a tenant connects in its window and asks no stranger."""
    outcome = play(
        engine,
        scenario(procedure(*OF_2016, default_lists="denied")),
        {client(0, 0, "outlook_online"): (130,)},
    )
    seen = row(outcome, 0)
    assert seen["connected_at"] == after(130)
    assert (seen["asked_at"], seen["exposed_at"], seen["tenants_named"]) == (NEVER, NEVER, 0)


def test_a_session_that_ends_loses_its_ask(engine: Engine) -> None:
    """An ask due when its session has ended is lost; one a microsecond earlier is not."""
    visits = {client(0, 0, "outlook_online"): (130,)}
    lost = play(engine, scenario(clients__session__outlook_online="30 s"), visits)
    kept = play(engine, scenario(clients__session__outlook_online="30.000001 s"), visits)
    assert row(lost, 0)["asked_at"] == NEVER
    assert row(kept, 0)["asked_at"] == after(160)


def test_kinds_that_do_not_count_may_be_exposed_unconnected(engine: Engine) -> None:
    """A phone is no connection in the log's sense, yet shows strangers to its tenant: 100 rows at most."""
    outcome = play(
        engine,
        scenario(kinds=("phone",), clients__connected_kinds=["owa"], population__tenants=60),
        {client(0, 0, "phone"): (121,)},
        ask_delay=always(0.9),
        browse_order=in_order_of_number,
    )
    seen = row(outcome, 0)
    assert (seen["connected_at"], seen["channel"], seen["tenants_named"]) == (NEVER, "eas", 0)
    # 60 tenants of two mailboxes; the first 100 recipients hold the viewer's own two.
    assert seen["foreign_mailboxes"] == 98
    assert outcome.totals["people_disclosed"] == 98
    assert outcome.totals["tenants_disclosed"] == 49


def in_order_of_number(entities: Ints, _: int) -> Floats:
    """Recipients are found by tenant, then mailbox."""
    return np.arange(1, entities.size + 1) / (entities.size + 1.0)


def test_every_column_is_there_and_in_order(engine: Engine) -> None:
    """A row has exactly the columns of the contract."""
    assert list(play(engine, scenario(), {}).columns) == list(COLUMNS)


def test_a_gate_that_closes_late_refuses_whom_it_would_have_served(engine: Engine) -> None:
    """Isolated everywhere and served since 195, the tenant is gated from 205 to 220: a logon at 207 is refused."""
    late = procedure(*OF_2016[:8], "close_gate", "verify_isolation", "open_gate", "decommission")
    visits = {client(0, 0, "outlook_online"): (207,)}
    seen = row(play(engine, scenario(late), visits), 0)
    assert (seen["isolated_at"], seen["finished_at"]) == (after(195), after(250))
    assert (seen["refused"], seen["connected_at"]) == (1, NEVER)
