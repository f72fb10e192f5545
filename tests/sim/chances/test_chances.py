"""Probabilities of every tenant against closed forms, against the kernel fed with nets, and against both engines."""

import math
from typing import Any

import numpy as np
import pytest
from scipy.stats import qmc

from sim.chances import Chances, chances
from sim.draws import Draws
from sim.judges import Engine, run
from sim.scenario import Scenario
from sim.streams import KIND_SLOTS, RECIPIENTS, TRIES, Floats, Ints, Source
from sim.tables import KINDS
from sim.tail import poisson_binomial, survival
from tests.toys import OF_2016, PREPARED, procedure, scenario

SLOWLY: dict[str, str] = dict.fromkeys(KINDS, "60/d")
SOMETIMES = dict.fromkeys(KINDS, 0.6)
SOON = dict.fromkeys(KINDS, "40 s")
SHORT: dict[str, Any] = {**dict.fromkeys(KINDS, "60 s"), "sigma": 0.8}
LARGE_BOOK = {"law": "lognormal", "median": 100_000, "sigma": 0.8}
EVENTS = ("connected", "asked", "exposed")


def follow(mode: str) -> dict[str, float]:
    """Everybody that was left on follows so."""
    return {name: float(name == mode) for name in ("prompt", "autodiscover", "restart", "never")}


def toy_of(tenants: int = 40, steps: Any = None, kinds: tuple[str, ...] = KINDS, **changes: Any) -> Scenario:
    """A toy whose clients connect sixty times a day and ask more often than not."""
    usual = {"clients__per_day": SLOWLY, "clients__asks": SOMETIMES, "clients__ask_delay": SOON}
    return scenario(steps, kinds=kinds, population__tenants=tenants, **{**usual, **changes})


def law_of(toy: Scenario, seed: int = 1, **how: Any) -> Chances:
    """The probabilities under a seed's schedule."""
    return chances(toy, Draws(toy, Source(seed)), **how)


ALONE: dict[str, Any] = {"platform__controllers": 1, "clients__retries": 0, "tenants": 3}


def test_who_comes_on_demand_is_connected_by_the_length_of_its_window() -> None:
    """Two mailboxes, 60 s of assigning one after the other, one controller: windows of 30 and 60 s after routing."""
    law = law_of(toy_of(kinds=("owa",), **ALONE))
    assert law.connected == pytest.approx(-math.expm1(-(30 + 60) * 60 / 86_400), rel=1e-11)


def test_an_ask_is_lost_where_the_session_ends_before() -> None:
    """A session of 50 s to the second, an ask after 40 s in the mean: it comes with 1 - exp(-50 / 40)."""
    certain: dict[str, Any] = {**dict.fromkeys(KINDS, "50 s"), "sigma": 0.0}
    law = law_of(toy_of(kinds=("owa",), clients__session=certain, **ALONE))
    visits = (30 + 60) * 60 / 86_400
    assert law.exposed == pytest.approx(-math.expm1(-visits * 0.6 * -math.expm1(-50 / 40)), rel=1e-11)


def test_a_controller_that_sees_the_policy_later_shows_more() -> None:
    """The second of two sees it 15 s later, and answers half of all logons."""
    law = law_of(toy_of(kinds=("owa",), **{**ALONE, "platform__controllers": 2}))
    assert law.connected == pytest.approx(-math.expm1(-(30 + 60 + 15) * 60 / 86_400), rel=1e-11)


def test_whoever_stands_alone_in_the_book_sees_nobody() -> None:
    """The only tenant on the target asks for everybody's list, and finds itself."""
    law = law_of(toy_of(kinds=("outlook_cached", "owa"), **{**ALONE, "tenants": 1}))
    assert law.exposed == 0.0
    assert 0.0 < law.asked < law.connected


def test_whoever_was_refused_tries_again_in_the_window() -> None:
    """120 s of refusals, tried again 225 to 375 s later, and isolated 285 and 345 s after the first of them."""
    law = law_of(toy_of(kinds=("owa",), window="450 s", **{**ALONE, "clients__retries": 1, "tenants": 1}))
    window = {225: 345, 450: 570}

    def again(until: float) -> float:
        """Of refusals in 0 .. 120, a second each, the share served by then."""
        seconds = np.arange(0.005, 120, 0.01)
        return float((np.clip((until - seconds - 225) / 150, 0, 1)).mean() * 120)

    visits = sum(length + again(until) for length, until in window.items())
    assert law.connected == pytest.approx(-math.expm1(-visits * 60 / 86_400), rel=1e-6)


def test_a_poll_falls_into_the_window_by_its_share_of_an_hour() -> None:
    """Polls of the first 20 s are refused, and come again after the window."""
    toy = toy_of(
        kinds=("outlook_online",),
        clients__left_on_at_night=1.0,
        clients__follow=follow("autodiscover"),
        **ALONE,
    )
    of_one = 1 - (1 - 30 / 3600) * (1 - 60 / 3600)
    assert law_of(toy).connected == pytest.approx(of_one, rel=1e-9)


def test_whoever_was_left_on_does_not_come_on_demand_before_it_has_been_served() -> None:
    """A client is left on at even odds: then it polls, else it comes sixty times a day."""
    toy = toy_of(
        kinds=("outlook_online",),
        clients__left_on_at_night=0.5,
        clients__follow=follow("autodiscover"),
        **ALONE,
    )
    none = 1.0
    for window in (30, 60):
        none *= 1 - (window / 3600 - math.expm1(-window * 60 / 86_400)) / 2
    assert law_of(toy).connected == pytest.approx(1 - none, rel=1e-9)


USUAL = {
    "all kinds": {},
    "left on": {"clients__left_on_at_night": 0.5, "clients__follow": follow("autodiscover")},
    "prompt": {"clients__left_on_at_night": 0.5, "clients__follow": follow("prompt")},
    "gate on a timer": {
        "steps": procedure(
            *PREPARED,
            "close_gate",
            "cut_over",
            "switch_routing",
            "assign_policy",
            "generate_oab",
            ("open_gate", {"on": "timer", "after": "150 s"}),
            "decommission",
        ),
        "clients__left_on_at_night": 0.3,
    },
    "late routing": {
        "steps": procedure(
            *PREPARED,
            "cut_over",
            ("manual", {"duration": "25 min"}),
            "switch_routing",
            "assign_policy",
            "decommission",
        ),
        "clients__left_on_at_night": 0.3,
        "tenants": 6,
    },
    "later routing": {
        "steps": procedure(
            *PREPARED,
            "cut_over",
            ("manual", {"duration": "70 min"}),
            "switch_routing",
            "assign_policy",
            "decommission",
        ),
        "clients__left_on_at_night": 0.3,
        "tenants": 3,
    },
}


@pytest.mark.parametrize("changes", USUAL.values(), ids=USUAL.keys())
def test_closed_forms_and_the_general_way_agree(changes: dict[str, Any]) -> None:
    """Two ways to the same numbers: what is served until when, and quadrature over all instants."""
    toy = toy_of(**{"tenants": 8, **changes})
    usual, general = law_of(toy), law_of(toy, is_general=True)
    for event in EVENTS:
        assert getattr(usual, event) == pytest.approx(getattr(general, event), rel=1e-9, abs=1e-12)


def test_they_agree_on_the_incident() -> None:
    """Hours that change, four controllers, tenants of all sizes, each with a schedule of its own."""
    toy = Scenario.load("incident").replaced({"population.tenants": 60, "window": "2 min"})
    usual, general = law_of(toy), law_of(toy, is_general=True)
    for event in EVENTS:
        assert getattr(usual, event) == pytest.approx(getattr(general, event), rel=1e-9, abs=1e-12)
    assert usual.exposed.max() > 0.02


@pytest.mark.parametrize("is_general", [False, True])
def test_the_exposed_may_be_told_alone(is_general: bool) -> None:
    """To the same bits; what is not told is no number, so that nobody takes it for one."""
    toy = toy_of(8, clients__left_on_at_night=0.5, clients__follow=follow("prompt"))
    alone, all_told = (law_of(toy, is_of_exposed=x, is_general=is_general) for x in (True, False))
    assert alone.exposed.tolist() == all_told.exposed.tolist()
    assert np.isnan(alone.connected).all()
    assert np.isnan(alone.asked).all()


CASES: dict[str, dict[str, Any]] = {
    "all kinds": {},
    "a large book on short sessions": {
        "kinds": ("outlook_cached",),
        "clients__session": SHORT,
        "clients__oab_us_per_entry": LARGE_BOOK,
    },
    "polls, and visits after short sessions": {
        "kinds": ("outlook_cached", "outlook_online"),
        "clients__left_on_at_night": 1.0,
        "clients__follow": follow("autodiscover"),
        "clients__session": SHORT,
        "window": "10 min",
        "tenants": 10,
    },
    "downloads when due": {"kinds": ("outlook_cached",), "clients__oab_after_move": "when_due"},
    "silent on all mailboxes": {
        "faults__silent": 0.3,
        "clients__per_day": dict.fromkeys(KINDS, "2/d"),
        "tenants": 20,
    },
    "silent on one mailbox": {
        "kinds": ("outlook_cached",),
        "faults__silent": 0.5,
        "faults__silent_scope": "mailbox",
        "faults__found_after": "30 h",
        "clients__per_day": dict.fromkeys(KINDS, "1/d"),
        "tenants": 40,
    },
    "rolled back": {
        "steps": procedure(
            *OF_2016[:-2], ("generate_oab", {"on_fail": "rollback", "retries": 0}), OF_2016[-1]
        ),
        "kinds": ("outlook_cached", "owa"),
        "faults__hard": {"generate_oab": 0.5},
    },
    "lists denied": {"steps": procedure(*OF_2016, default_lists="denied")},
    "client access restarted": {
        "steps": procedure(*OF_2016[:-1], "restart_client_access", OF_2016[-1]),
        "kinds": ("outlook_cached", "owa"),
        "tenants": 20,
    },
    "pods": {"kinds": ("ews", "owa"), "population__pods": 3},
    "a panel's loop": {
        "steps": procedure(
            *PREPARED,
            "switch_routing",
            ("cut_over", {"scope": "mailbox"}),
            ("manual", {"scope": "mailbox", "duration": "30 s"}),
            ("assign_policy", {"scope": "mailbox", "duration": "20 s"}),
            "decommission",
        ),
        "clients__left_on_at_night": 0.3,
    },
    "morning": {
        "kinds": ("outlook_online",),
        "clients__left_on_at_night": 1.0,
        "clients__follow": follow("restart"),
        "clients__restart_at": "22:02",
    },
}


@pytest.mark.parametrize("changes", CASES.values(), ids=CASES.keys())
def test_what_the_kernel_counts_is_likely(changes: dict[str, Any]) -> None:
    """Over 40 seeds, each with its own schedule: all of them together are one Poisson-binomial number."""
    toy = toy_of(**changes)
    laws: dict[str, list[Floats]] = {event: [] for event in EVENTS}
    met = dict.fromkeys(EVENTS, 0)
    for seed in range(1, 41):
        law, totals = law_of(toy, seed), run(toy, seed, "kernel").totals
        for event in EVENTS:
            laws[event].append(getattr(law, event))
            met[event] += totals[event]
    for event in EVENTS:
        pmf = poisson_binomial(np.concatenate(laws[event]))
        few, many = pmf[: met[event] + 1].sum(), survival(pmf)[min(met[event], pmf.size - 1)]
        assert min(few, many) > 1e-4, (event, met[event], sum(p.sum() for p in laws[event]))
    assert met["connected"] > 20 or "restart" in str(changes)


@pytest.mark.parametrize("engine", ["simpy", "kernel"])
def test_what_an_engine_counts_is_likely(engine: Engine) -> None:
    """The incident's defaults, some of whose clients were left on; five schedules."""
    toy = Scenario.load("incident").replaced({"population.tenants": 1_000, "window": "5 min"})
    p, met = [], 0
    for seed in range(1, 6):
        p.append(law_of(toy, seed).exposed)
        met += run(toy, seed, engine).totals["exposed"]
    pmf = poisson_binomial(np.concatenate(p))
    assert min(pmf[: met + 1].sum(), survival(pmf)[met]) > 1e-3
    assert met > 60


EACH = ("connection", "controller", "asks", "ask_delay", "session")
ONCE = ("oab_delay", "oab_rate")
VISITS = 5


def on_a_net(tenants: int) -> dict[str, Any]:
    """All that a client draws for its first visits and its book, from one point of a net each."""
    points = np.clip(qmc.Sobol(len(EACH) * VISITS + len(ONCE), seed=5).random(tenants), 1e-12, 1 - 1e-12)

    def each(column: int, per_visit: int) -> Any:
        def uniforms(entities: Ints, index: int) -> Floats:
            visit = index // per_visit
            if not 1 <= visit <= VISITS:
                return np.full(entities.size, 0.5)
            found: Floats = points[entities // (RECIPIENTS * KIND_SLOTS), len(EACH) * (visit - 1) + column]
            return found

        return uniforms

    def once(column: int) -> Any:
        return lambda entities, _: points[entities // (RECIPIENTS * KIND_SLOTS), column]

    streams = {name: each(i, TRIES if name == "controller" else 1) for i, name in enumerate(EACH)}
    return {**streams, **{name: once(len(EACH) * VISITS + i) for i, name in enumerate(ONCE)}}


def test_a_net_of_clients_meets_what_the_law_says() -> None:
    """One cached client a tenant, on a net: within 1e-3 of the law, where chance would miss by four times that."""
    tenants = 2**14
    toy = toy_of(
        tenants,
        kinds=("outlook_cached",),
        population__mailboxes={"law": "lognormal", "mu": 0.0, "sigma": 0.0, "max": 1},
        clients__per_day=dict.fromkeys(KINDS, "400/d"),
        clients__retries=0,
        clients__session={**dict.fromkeys(KINDS, "100 s"), "sigma": 0.8},
        clients__oab_us_per_entry={"law": "lognormal", "median": 4_000, "sigma": 0.8},
        campaign__slots=64,
        campaign__batch=8,
        window="100 s",
    )
    law, totals = law_of(toy), run(toy, engine="kernel", given=on_a_net(tenants)).totals
    for event in EVENTS:
        p = getattr(law, event)
        assert p.std() < 1e-3
        assert totals[event] / tenants == pytest.approx(p.mean(), abs=1e-3), event
    assert 0.1 < law.exposed.mean() < law.asked.mean() < law.connected.mean()
