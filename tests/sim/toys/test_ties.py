"""What happens within one instant: administration first, then replication, then the default book, then clients."""

import pytest

from fakeexchange.clock import NEVER
from sim.judges import Engine
from sim.scenario import Scenario
from sim.tables import Kind
from sim.units import HOUR, SECOND
from tests.toys import OF_2016, OPENS, PREPARED, after, always, client, play, procedure, row, scenario


@pytest.mark.parametrize(
    ("comes", "refused", "is_served"),
    [
        # The gate closes at 10 and opens at 140; before, the source serves.
        (9.999999, 0, False),
        (10, 1, False),
        (139.999999, 1, False),
        (140, 0, True),
    ],
)
def test_a_gate_at_its_very_instants(engine: Engine, comes: float, refused: int, is_served: bool) -> None:
    """A logon at the instant of the closing is refused; one at the instant of the opening is served."""
    # close_gate 0-10, cut_over 110, switch_routing 130, open_gate 140, assigned 170 and 200.
    steps = procedure(
        *PREPARED, "close_gate", "cut_over", "switch_routing", "open_gate", "assign_policy", "decommission"
    )
    outcome = play(engine, scenario(steps, clients__retries=0), {client(0, 0, "outlook_online"): (comes,)})
    seen = row(outcome, 0)
    assert (seen["refused"], seen["connected_at"] == after(comes)) == (refused, is_served)
    assert seen["reachable_at"] == after(140)
    assert seen["downtime_s"] == 130 * SECOND


@pytest.mark.parametrize(
    ("comes", "refused", "is_served"),
    [
        # Routed at 20, locked from 20 to 120.
        (19.999999, 0, False),
        (20, 1, False),
        (119.999999, 1, False),
        (120, 0, True),
    ],
)
def test_a_cut_over_at_its_very_instants(engine: Engine, comes: float, refused: int, is_served: bool) -> None:
    """Mailboxes are locked from the instant at which their cut-over begins, and served at that of its end."""
    steps = procedure(*PREPARED, "switch_routing", "cut_over", "assign_policy", "decommission")
    outcome = play(engine, scenario(steps, clients__retries=0), {client(0, 0, "outlook_online"): (comes,)})
    seen = row(outcome, 0)
    assert (seen["refused"], seen["connected_at"] == after(comes)) == (refused, is_served)
    assert seen["reachable_at"] == after(120)


@pytest.mark.parametrize(("comes", "cause"), [(149.999999, "not_assigned"), (150, "wide_session")])
def test_an_ask_at_the_instant_of_the_write_finds_it_there(engine: Engine, comes: float, cause: str) -> None:
    """Mailbox 1 is written at 180: an ask 30 s after the logon, at that instant, is answered by a wide session."""
    outcome = play(engine, scenario(), {client(0, 1, "outlook_online"): (comes,)})
    assert row(outcome, 0)["exposed_at"] == after(comes + 30)
    assert row(outcome, 0)["cause"] == cause


@pytest.mark.parametrize(
    ("comes", "cause"),
    [
        # The second controller sees mailbox 0 at 165, mailbox 1 at 195.
        (134.999999, "not_assigned"),
        (135, "wide_session"),
    ],
)
def test_an_ask_at_the_instant_of_replication_finds_it_there(
    engine: Engine, comes: float, cause: str
) -> None:
    """Replication comes before clients: what reaches their controller at the instant of the ask is seen."""
    outcome = play(engine, scenario(), {client(0, 0, "outlook_online"): (comes,)}, controller=always(0.9))
    assert row(outcome, 0)["cause"] == cause


@pytest.mark.parametrize(
    ("check", "status"),
    [
        # Assigned at 180: the second controller sees mailbox 1 at 195 and mailbox 0 at 165.
        ({"duration": "15 s"}, "halted"),
        ({"duration": "15.000001 s"}, "done"),
        ({"duration": "1 us", "controllers": "one"}, "done"),
        ({"duration": "5 s", "mailboxes": "first"}, "done"),
        ({"duration": "5 s", "mailboxes": "all"}, "halted"),
    ],
)
def test_a_check_at_the_instant_of_replication_does_not_see_it(
    engine: Engine, check: dict[str, object], status: str
) -> None:
    """Administration comes before replication, so a check misses what arrives with it, except on the writer."""
    steps = procedure(*OF_2016[:7], ("verify_isolation", {"retries": 0, **check}), "decommission")
    assert row(play(engine, scenario(steps), {}), 0)["status"] == status


def late_neighbour(provision: str, build: str, sync: str, kind: Kind = "outlook_online") -> Scenario:
    """Two tenants on one pre-sync slot: the first is ready at the opening, the second is provisioned after it."""
    steps = procedure(
        ("provision", {"duration": provision}),
        ("build_address_lists", {"duration": build}),
        "create_policy",
        ("sync_mailboxes", {"duration": sync}),
        *OF_2016[4:],
    )
    return scenario(steps, kinds=(kind,), campaign__sync_slots=1)


@pytest.mark.parametrize("kind", ["outlook_online", "owa", "phone", "ews"])
@pytest.mark.parametrize(("comes", "foreign"), [(129.999999, 0), (130, 2)])
def test_who_is_provisioned_at_the_instant_of_the_ask_is_in_the_answer(
    engine: Engine, kind: Kind, comes: float, foreign: int
) -> None:
    """The other tenant is provisioned 160 s after the opening: an answer of that instant holds it, none before."""
    # 160 + 1 + 1 + 165 438 = 165 600 s = 46 h: there the first tenant begins, and its neighbour's provision.
    outcome = play(engine, late_neighbour("160 s", "1 s", "165438 s", kind), {client(0, 0, kind): (comes,)})
    seen = row(outcome, 0)
    assert (seen["started_at"], seen["asked_at"]) == (OPENS, after(comes + 30))
    assert (seen["exposed_at"] != NEVER, seen["foreign_mailboxes"]) == (foreign > 0, foreign)
    assert outcome.totals["people_disclosed"] == foreign


@pytest.mark.parametrize("kind", ["outlook_online", "owa"])
@pytest.mark.parametrize(("first", "named"), [(129.999999, 0), (130, 1)])
def test_lists_are_named_as_of_the_first_wide_logon(
    engine: Engine, kind: Kind, first: float, named: int
) -> None:
    """A tenant whose lists are built at the instant of the first wide logon is named; a later one names it in all."""
    # 80 + 50 + 1 + 165 469 s = 46 h; the neighbour is provisioned at 80 and its lists are built at 130.
    outcome = play(
        engine,
        late_neighbour("80 s", "50 s", "165469 s", kind),
        {client(0, 0, kind): (first,), client(0, 1, kind): (140,)},
    )
    assert row(outcome, 0)["tenants_named"] == named
    assert outcome.totals["tenants_named"] == 1


@pytest.mark.parametrize(
    ("generated_at", "is_exposed"),
    [
        # The neighbour is provisioned at 45 h exactly.
        (45 * HOUR - 1, False),
        (45 * HOUR, True),
        # The download begins 131 s and 1 us after the opening.
        (OPENS + 131 * SECOND + 1, True),
        (OPENS + 131 * SECOND + 2, False),
    ],
)
def test_the_default_book_comes_after_administration_and_before_clients(
    engine: Engine, generated_at: int, is_exposed: bool
) -> None:
    """A generation holds who is provisioned at its instant, and a download that begins at it fetches it."""
    # 3 s + 161 996 s = 161 999 s: on its one slot the neighbour is provisioned a second later.
    steps = procedure(*PREPARED[:3], ("sync_mailboxes", {"duration": "161996 s"}), *OF_2016[4:])
    toy = scenario(
        steps,
        kinds=("outlook_cached",),
        campaign__sync_slots=1,
        clients__asks__outlook_cached=0.0,
        clients__oab_delay="20 s",
        platform__oab_cycle="100 h",
    )
    outcome = play(
        engine,
        toy,
        {client(0, 0, "outlook_cached"): (121,)},
        oab_delay=always(0.5),
        oab_phase=always((generated_at + 0.5) / (100 * HOUR)),
    )
    seen = row(outcome, 0)
    assert seen["asked_at"] == after(131) + 1
    assert (seen["exposed_at"] != NEVER) == is_exposed
