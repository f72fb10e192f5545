"""Who connects in a window, asks, downloads a book: closed forms by hand beside the kernel's clients, one by one."""

import math
from typing import Final

import numpy as np
from scipy.special import ndtr, roots_hermitenorm

from fakeexchange.clock import NEVER
from sim.outcome import Column
from sim.streams import Floats
from sim.tables import KINDS
from sim.units import MINUTE, SECOND

from .formula import Checked, Formula
from .toy import WINDOW, follow, happened, played, toy, visits

_NODES: Final = 64
_SESSIONS: Final = {**{str(kind): "5 min" for kind in KINDS}, "sigma": 0.8}
_SELDOM: Final = dict.fromkeys(KINDS, "0.001/d")


def _of(rows: dict[str, Column], event: str, p: Floats, what: str) -> Checked:
    """How many tenants it happened to, beside the sum of their probabilities."""
    n = p.size
    se = math.sqrt(float((p * (1.0 - p)).sum())) / n
    return Checked(float(p.mean()), happened(rows[event]) / n, se, f"{what}, {n:,} tenants")


def _on_demand(effort: float) -> Checked:
    scenario = toy(effort, "owa")
    rows = played(scenario)
    met = visits(scenario, "owa", rows["reachable_at"], rows["isolated_at"])
    return _of(rows, "connected_at", -np.expm1(-met), "windows of 10 min")


def _rescaled(effort: float) -> Checked:
    scenario = toy(effort, "owa")
    rows = played(scenario)
    is_met = rows["connected_at"] != NEVER
    since, until, at = (rows[name][is_met] for name in ("reachable_at", "isolated_at", "connected_at"))
    met, longest = (np.exp(-visits(scenario, "owa", since, end)) for end in (at, until))
    places = (met - longest) / (1.0 - longest)
    return Checked.mean(0.5, places, f"{places.size:,} first connections in windows of 10 min")


def _mailboxes(effort: float) -> Checked:
    scenario = toy(effort / 2, "owa", 4, clients__seats={**dict.fromkeys(KINDS, 0.0), "owa": 0.5})
    rows = played(scenario)
    begins = rows["isolated_at"] - WINDOW
    none = np.ones(begins.size)
    for k in range(1, 5):
        until = begins + WINDOW * k // 4
        none *= 1.0 - 0.5 * -np.expm1(-visits(scenario, "owa", rows["reachable_at"], until))
    return _of(rows, "connected_at", 1.0 - none, "4 mailboxes, isolated one after the other")


def _controllers(effort: float) -> Checked:
    scenario = toy(
        effort, "owa", platform__controllers=4, platform__lag_first="5 min", platform__lag_step="2 min"
    )
    rows = played(scenario)
    # The last controller is isolated nine minutes after the writer.
    written = rows["isolated_at"] - 9 * MINUTE
    met = sum(
        visits(scenario, "owa", rows["reachable_at"], written + lag * MINUTE) / 4 for lag in (0, 5, 7, 9)
    )
    return _of(rows, "connected_at", -np.expm1(-met), "4 controllers, 0 to 9 min late")


def _asked(effort: float) -> Checked:
    scenario = toy(effort, "owa", clients__session=_SESSIONS, clients__asks=dict.fromkeys(KINDS, 0.6))
    rows = played(scenario)
    law, (at, weights) = scenario.clients.session, _normal_nodes()
    lasts = law.owa * np.exp(law.sigma * at)
    asks = 0.6 * float(weights @ -np.expm1(-lasts / scenario.clients.ask_delay.owa))
    met = visits(scenario, "owa", rows["reachable_at"], rows["isolated_at"])
    return _of(rows, "exposed_at", -np.expm1(-met * asks), "sessions of 5 min, asks after 2 min")


def _book(effort: float) -> Checked:
    scenario = toy(
        effort, "outlook_cached", clients__session=_SESSIONS, clients__asks=dict.fromkeys(KINDS, 0.0)
    )
    rows = played(scenario)
    span = scenario.clients.oab_delay
    rate = scenario.clients.oab_us_per_entry
    at, weights = _normal_nodes()
    takes = scenario.population.tenants * rate.median * np.exp(rate.sigma * at)
    u = (np.arange(400) + 0.5) / 400 * span
    law = scenario.clients.session

    def outlasts(us: Floats) -> Floats:
        found: Floats = ndtr(-(np.log(us) - math.log(law.outlook_cached)) / law.sigma)
        return found

    whole = float(sum(w * outlasts(u + t).mean() for t, w in zip(takes, weights, strict=True)))
    met = visits(scenario, "outlook_cached", rows["reachable_at"], rows["isolated_at"])
    return _of(rows, "exposed_at", -np.expm1(-met) * whole, "books begun within 5 min, sessions of 5 min")


def _prompt(effort: float) -> Checked:
    scenario = toy(
        effort,
        "outlook_online",
        clients__per_day=_SELDOM,
        clients__left_on_at_night=1.0,
        clients__follow=follow("prompt"),
        clients__prompt_delay={"law": "lognormal", "median": "8 min", "sigma": 0.6},
    )
    rows = played(scenario)
    lengths = rows["isolated_at"] - rows["reachable_at"]
    law = scenario.clients.prompt_delay
    return _of(
        rows, "connected_at", ndtr(np.log(lengths / law.median) / law.sigma), "left on, 8 min in the median"
    )


def _polls(effort: float) -> Checked:
    scenario = toy(
        effort,
        "outlook_online",
        clients__per_day=_SELDOM,
        clients__left_on_at_night=1.0,
        clients__follow=follow("autodiscover"),
    )
    rows = played(scenario)
    # Refused in the second before the rerouting, a poll comes again within the window.
    since = rows["reachable_at"] - SECOND
    share = (rows["isolated_at"] - since) / scenario.clients.autodiscover_period
    return _of(rows, "connected_at", share, "left on, polling within the hour")


def _normal_nodes() -> tuple[Floats, Floats]:
    at, weights = roots_hermitenorm(_NODES)
    return at, weights / math.sqrt(2 * math.pi)


FORMULAS: Final = (
    Formula(
        "connected, on demand",
        "1 − exp(−∫ λ(u) du) over the window",
        "sim/chances/on_demand.py",
        _on_demand,
    ),
    Formula(
        "first connection",
        "Λ⁻¹(Λ(a) + E): exp(−(Λ(t) − Λ(a))) is uniform, so its mean place is ½",
        "sim/clients.py: next_connection",
        _rescaled,
    ),
    Formula(
        "connected, mailboxes of a tenant",
        "1 − Π (1 − s (1 − exp(−∫ λ))), each over its own window: k n-ths of the isolation step",
        "sim/chances/tenants.py",
        _mailboxes,
    ),
    Formula(
        "connected, several controllers",
        "1 − exp(−Σ w_d ∫ λ), each until it has seen the policy",
        "sim/chances/pieces.py",
        _controllers,
    ),
    Formula(
        "exposed by an ask",
        "1 − exp(−q P(delay < session) ∫ λ): a session keeps its view",
        "sim/chances/events.py: ask_chance",
        _asked,
    ),
    Formula(
        "exposed by a book",
        "(1 − exp(−∫ λ)) P(start + entries × rate < session): the first logon alone fetches one",
        "sim/chances/usual.py",
        _book,
    ),
    Formula(
        "connected, left on and prompt",
        "Φ(ln(window / median) / σ)",
        "sim/chances/left_on.py",
        _prompt,
    ),
    Formula(
        "connected, left on and polling",
        "(time from the cut-over to the isolation) / 60 min",
        "sim/chances/left_on.py",
        _polls,
    ),
)
