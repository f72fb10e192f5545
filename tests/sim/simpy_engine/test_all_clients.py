"""Every client's whole life: the same rows, and a load in which each visit is counted once."""

import math
from typing import Any

import numpy as np
import pytest

from sim.draws import Draws
from sim.load import BIN, QUANTITIES, Load
from sim.outcome import Outcome, first_difference
from sim.population import ON_DEMAND
from sim.scenario import Scenario
from sim.simpy_engine.engine import simulate, simulate_all
from sim.streams import GivenUniforms, Source
from sim.tables import KINDS
from sim.units import DAY, SECOND, WEEK
from tests.toys import CALM, OF_2016, OPENS, PREPARED, always, client, connecting, procedure, scenario

SECONDS_A_BIN = BIN // SECOND


def small(procedure: str | dict[str, Any], tenants: int = 40, **changes: Any) -> Scenario:
    """Some tenants of the incident, all kinds of client busy; keys with two underscores for the dot."""
    flat = {
        "procedure": procedure,
        "window": "10 min",
        "population.tenants": tenants,
        **{f"clients.per_day.{kind}": "40/d" for kind in KINDS},
        "clients.horizon": "2 d",
    }
    return Scenario.load("incident").replaced(
        {**flat, **{key.replace("__", "."): value for key, value in changes.items()}}
    )


def follows(mode: str) -> dict[str, Any]:
    """Half of all Outlooks were left on and follow one way."""
    shares = {
        f"clients__follow__{m}": float(m == mode) for m in ("prompt", "autodiscover", "restart", "never")
    }
    return {"clients__left_on_at_night": 0.5, **shares}


UNVERIFIED = procedure(
    *PREPARED,
    "close_gate",
    "cut_over",
    "switch_routing",
    "assign_policy",
    ("verify_isolation", {"retries": 0}),
    "generate_oab",
    "open_gate",
    "decommission",
)
"""A gate, and a check too early to pass: every tenant is halted, and mended ten hours later."""


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize(
    "asked",
    [
        small("ovh-2016"),
        small("ovh-2016", clients__oab_after_move="when_due"),
        small("ovh-2016", **follows("prompt")),
        small("ovh-2016", **follows("autodiscover")),
        small("ovh-2016", **follows("restart")),
        small("ovh-2016", **follows("never")),
        small("batch-late", clients__horizon="3 h"),
        small("isolate-unreplicated", window="0 s"),
        small("isolate-unreplicated", window="0 s", clients__horizon="0 s"),
        small("deny-by-default"),
        small("reroute-last"),
        small("gated"),
        small(UNVERIFIED),
        small(UNVERIFIED, faults__found_after="never"),
        small("ovh-2016", tenants=1, clients__retries=0, platform__controllers=1),
    ],
    ids=lambda asked: asked.procedure.name,
)
def test_rows_are_those_of_the_clients_at_risk(asked: Scenario, seed: int) -> None:
    """Whoever cannot meet a window changes no row, and what the rows count as refused the load counts."""
    at_risk = simulate(asked, Draws(asked, Source(seed)))

    outcome, load = simulate_all(asked, Draws(asked, Source(seed)))

    assert first_difference(outcome, at_risk) is None
    assert load.totals["refused"] == at_risk.totals["refused_logons"]
    assert load.totals["logons_source"] > 0


@pytest.mark.parametrize(
    "asked",
    [
        small("ovh-2016", **follows("autodiscover")),
        small("ovh-2016", clients__oab_after_move="when_due", **follows("restart")),
        small(
            "ovh-2016", clients__oab_us_per_entry__median=1_000_000, clients__session__outlook_cached="30 min"
        ),
        small("isolate-unreplicated", window="0 s", clients__horizon="1 h"),
        small("gated", **follows("prompt")),
        small(UNVERIFIED),
        # Silent nights and weekends, and clients that come once in some days.
        small(
            "ovh-2016",
            tenants=200,
            clients__hours=[0.0] * 8 + [1.0] * 10 + [0.0] * 6,
            clients__days=[1.0, 0.0, 1.0, 1.0, 1.0, 0.0, 0.0],
            clients__per_day__owa="0.3/d",
        ),
    ],
    ids=lambda asked: asked.procedure.name,
)
def test_compiled_code_counts_what_is_counted_visit_by_visit(asked: Scenario) -> None:
    """Uniforms given in place of the hash's, but the same ones, make the same load to the last request."""
    outcome, load = simulate_all(asked, Draws(asked, Source(3)))

    given: dict[str, GivenUniforms] = {"session_before": _as_hashed(3, "session_before")}
    outcome_by_hand, by_hand = simulate_all(asked, Draws(asked, Source(3, given)))

    assert first_difference(outcome, outcome_by_hand) is None
    assert by_hand.bins == load.bins
    for name in QUANTITIES:
        assert np.array_equal(by_hand.counts[name], load.counts[name]), name


def _as_hashed(seed: int, stream: str) -> GivenUniforms:
    return lambda entities, index: Source(seed).uniforms(stream, entities, index)


def toy_load(toy: Scenario, **given: GivenUniforms) -> tuple[Outcome, Load]:
    """A toy whose clients come when they are told."""
    return simulate_all(toy, Draws(toy, Source(1, {**CALM, **given})))


def told(load: Load, name: str) -> dict[int, int]:
    """Counts of one quantity that are not 0, by the quarter of an hour since the night opened."""
    over_time = load.over_time(name)
    return {int(b) - OPENS // BIN: int(over_time[b]) for b in np.flatnonzero(over_time)}


def quarter(seconds: float) -> int:
    """The quarter of an hour so many seconds after the night opened."""
    return math.floor(seconds / SECONDS_A_BIN)


def test_every_visit_is_counted_once() -> None:
    """A night worked out by hand: visits before, refused, in the window, retried, and after."""
    online = [client(tenant, mailbox, "outlook_online") for tenant in (0, 1) for mailbox in (0, 1)]
    since_midnight = OPENS / SECOND
    # A uniform is too small to make anybody wait longer than 19 h.
    early = (60_000.0, 120_000.0)
    before = {
        # 100 s before the anchor, the request 150 s later: within the cut-over, which takes 100 s.
        online[0]: (*early, since_midnight - 100),
        # 10 s before the anchor: the request would come 40 s after the source's sessions have ended.
        online[1]: (*early, since_midnight - 10),
        online[2]: (3_600.0,),
        online[3]: (7_200.0, 7_300.0),
    }
    after = {
        # Refused during the cut-over; tried again 5 min later, at 350 s, when all is over; request at 380 s.
        online[0]: (50,),
        # In the window; request at 151 s. Then an hour later, and request at 3 751 s.
        online[1]: (121, 3_721),
        # Tenant 1 begins at 285 s: 1 000 s after that is 1 285 s, and its request at 1 315 s.
        online[2]: (1_000,),
    }
    toy = scenario(procedure(*OF_2016), clients__horizon="2 h")

    outcome, load = toy_load(
        toy,
        connection=connecting(after),
        connection_before=connecting(before),
        asks_before=always(0.0),
        ask_delay_before=always(math.exp(-5)),
        session_before=always(0.5),
        retry=always(0.5),
    )

    # The last tenant ends 570 s after the opening, and its horizon is two hours later.
    assert load.bins == OPENS // BIN + 8 + 1
    assert told(load, "logons_source") == {
        quarter(3_600 - since_midnight): 1,
        quarter(7_200 - since_midnight): 2,
        **{quarter(seconds - since_midnight): 2 for seconds in early},
        quarter(-100): 2,
        # Clients who were told nothing more come 69 077.55 s after their last visit.
        quarter(3_600 + 69_077.55 - since_midnight): 1,
        quarter(7_300 + 69_077.55 - since_midnight): 1,
        quarter(3_600 + 2 * 69_077.55 - since_midnight): 1,
        quarter(7_300 + 2 * 69_077.55 - since_midnight): 1,
    }
    assert load.totals["requests_source"] == load.totals["logons_source"] - 1
    assert told(load, "requests_source")[0] == 1
    assert told(load, "refused") == {0: 1}
    assert told(load, "logons_target") == {0: 2, 1: 1, 4: 1}
    assert told(load, "requests_target") == {0: 2, 1: 1, 4: 1}
    assert load.totals["oab_downloads"] == 0
    assert outcome.totals["refused_logons"] == 1


def test_books_are_counted_where_their_bytes_are_sent() -> None:
    """A download counts where it begins, each entry where it was sent, and the next one comes a day later."""
    toy = scenario(
        kinds=("outlook_cached",),
        population__tenants=1,
        clients__asks__outlook_cached=0.0,
        clients__oab_us_per_entry__median=1_000_000,
        clients__horizon="2 d",
    )
    # One logs on at 749.5 s, when the tenant has settled; its download begins 2.5 min later, half a second before
    # the first quarter of an hour is over. The other logs on 69 077.55 s after the opening, 19 h.
    first = {client(0, 0, "outlook_cached"): (749.5,)}

    _, load = toy_load(toy, connection=connecting(first), oab_delay=always(0.5))

    # The tenant's own book has two entries, each takes a second. The horizon is 173 085 s after the opening.
    assert told(load, "oab_downloads") == {0: 1, 96: 1, quarter(69_227.55): 1, quarter(69_227.55 + 86_400): 1}
    assert told(load, "oab_bytes") == {
        1: 2_000,
        97: 2_000,
        quarter(69_228): 2_000,
        quarter(69_228 + 86_400): 2_000,
    }
    # Three visits of the one and two of the other, 19 h apart; and the second download of each.
    assert load.totals["logons_target"] == 3 + 2 + 2


def test_before_the_anchor_a_client_left_on_does_not_log_on() -> None:
    """Outlooks left on hold one session from before, and those that never follow are not seen at all."""
    toy = scenario().replaced(
        {
            **{
                f"clients.follow.{m}": float(m == "never")
                for m in ("prompt", "autodiscover", "restart", "never")
            },
            "clients.left_on_at_night": 1.0,
        }
    )

    _, load = simulate_all(toy, Draws(toy, Source(1)))

    assert load.totals == dict.fromkeys(QUANTITIES, 0)


@pytest.mark.parametrize(
    ("name", "window"), [("ovh-2016", "10 min"), ("batch-late", "10 min"), ("isolate-unreplicated", "0 s")]
)
@pytest.mark.parametrize("oab", ["at_once", "when_due"])
def test_the_load_does_not_hang_on_the_horizon(name: str, window: str, oab: str) -> None:
    """A nearer horizon ends the load sooner, and changes none of it until then."""
    changes = {
        "clients__oab_after_move": oab,
        **{f"clients__ask_delay__{kind}": "30 s" for kind in KINDS},
        **follows("autodiscover"),
    }
    near = small(name, window=window, clients__horizon="1 h", **changes)
    far = small(name, window=window, clients__horizon="3 d", **changes)

    _, sooner = simulate_all(near, Draws(near, Source(1)))
    _, later = simulate_all(far, Draws(far, Source(1)))

    whole = sooner.bins - 1
    assert later.bins > sooner.bins
    for quantity in QUANTITIES:
        assert np.array_equal(sooner.counts[quantity][:, :whole], later.counts[quantity][:, :whole]), quantity


def test_logons_before_the_anchor_come_at_their_rate() -> None:
    """In the first week each kind logs on at the source as often as its rate says, within five deviations."""
    asked = Scenario.load("incident").replaced({"population.tenants": 400})
    draws = Draws(asked, Source(1))

    _, load = simulate_all(asked, draws)

    on_demand = draws.seats.kind[draws.seats.follow == ON_DEMAND]
    for k, kind in enumerate(KINDS):
        expected = (on_demand == k).sum() * getattr(asked.clients.per_day, kind) * (WEEK / DAY)
        seen = load.counts["logons_source"][k, : WEEK // BIN].sum()
        assert abs(seen - expected) < 5 * math.sqrt(expected), kind


def test_logons_after_the_night_come_at_their_rate() -> None:
    """A week after the only night each kind that is never left on logs on at the target at its rate."""
    asked = Scenario.load("incident").replaced({"population.tenants": 400, "clients.horizon": "8 d"})
    draws = Draws(asked, Source(1))

    outcome, load = simulate_all(asked, draws)

    assert outcome.totals["nights"] == 1
    for k, kind in enumerate(KINDS):
        if kind.startswith("outlook"):
            continue
        expected = (draws.seats.kind == k).sum() * getattr(asked.clients.per_day, kind) * (WEEK / DAY)
        seen = load.counts["logons_target"][k, load.bins - 1 - WEEK // BIN : load.bins - 1].sum()
        assert abs(seen - expected) < 5 * math.sqrt(expected), kind


def test_the_table_says_when_and_who() -> None:
    """One row a quarter of an hour and kind, with its instant, whose sums are those of the load."""
    asked = small("ovh-2016", tenants=5)

    _, load = simulate_all(asked, Draws(asked, Source(1)))
    table = load.to_polars()

    assert table.columns == ["starts_at_s", "starts", "kind", *QUANTITIES]
    assert table.height == load.bins * len(KINDS)
    assert {name: table[name].sum() for name in QUANTITIES} == load.totals
    row = table.row(97 * len(KINDS), named=True)
    assert (row["starts_at_s"], str(row["starts"]), row["kind"]) == (
        97 * 900,
        "2016-04-05 00:15:00",
        KINDS[0],
    )
    peak = load.peak("logons_source", "logons_target")
    at_peak = table.filter(table["starts_at_s"] == peak.at // SECOND)
    assert (
        peak.per_minute
        == (sum(at_peak["logons_source"].to_list()) + sum(at_peak["logons_target"].to_list())) / 15
    )
