"""A scenario and its draws in, the probabilities of every tenant out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from ..campaign import Plan, plan
from ..client_draws import RESTARTS_OVER
from ..clients import OUTLOOK_CACHED, OUTLOOKS, weekly_rates
from ..draws import Draws
from ..fault_draws import controllers_in_use
from ..kernel.courses import Tenants
from ..kernel.engine import mornings_of
from ..kernel.passes import Schedule, schedule
from ..kernel.records import Records, kinds_of, world_of
from ..kernel.shown import Shown, shown_by, survey
from ..kernel.sums import Campaign
from ..kernel.threads import at_once, parts_of, threads_for
from ..kernel.uniforms import Uniforms
from ..population import FOLLOWS
from ..scenario import Scenario
from ..step_draws import oab_phase
from ..stops import may_stop
from ..streams import Floats, Ints
from ..tables import KINDS
from ..tail import poisson_binomial, worst_of
from ..words import NEVER
from .events import (
    ASKED,
    CONNECTED,
    EVENTS,
    EXPOSED,
    Downloads,
    Rules,
    ask_chance,
    begins_too_late,
    usual_chance,
)
from .kit import AUTODISCOVER, MODES, ON_DEMAND, PROMPT, RESTART, Kit
from .lengths import Session, session_of, together
from .quadrature import NODES, grid_of, summed
from .scene import Scene, Seating
from .stopped import CutLaws, Uncut, laws_of
from .tenants import chances_of

ROUGHLY: Final = 1e-4
"""Nearer to the truth than a mean over some hundred schedules will ever be."""
_MODES: Final = {AUTODISCOVER: "autodiscover", RESTART: "restart", PROMPT: "prompt"}


@dataclass(frozen=True)
class Chances:
    """What may befall each tenant under one schedule, by position in the campaign.

    Attributes:
        connected: the probability that some client is connected (model, section 8), shape (tenants looked at,).
        asked: that one asks in a wide session.
        exposed: that one is answered with a foreign entry.
        night: the planned night each tenant's batch belongs to, from 0; closing nights belong to the planned one.
        entangled: why nights are not independent of each other; empty where they are.
        least_shown: no wide session is shown fewer people, and lists, its own included; of a target cut into pods
            the smallest one.
        cut: the laws of a campaign that something may stop: its tenants hang together; None: nothing stops it.
    """

    connected: Floats
    asked: Floats
    exposed: Floats
    night: Ints
    entangled: str
    least_shown: tuple[int, int] = (0, 0)
    cut: CutLaws | None = None

    def law(self, event: str) -> Floats:
        """How many tenants are connected, asked or exposed: the probability of 0, 1, 2 ..., shape (K + 1,)."""
        return poisson_binomial(getattr(self, event)) if self.cut is None else self.cut.laws[event]

    @property
    def worst_night(self) -> Floats:
        """How many tenants are exposed in the planned night that exposes most, likewise."""
        if self.cut is not None:
            return self.cut.worst
        return worst_of(
            [poisson_binomial(self.exposed[self.night == night]) for night in set(self.night.tolist())]
        )


def chances(
    scenario: Scenario,
    draws: Draws,
    within: float = 1e-10,
    *,
    every: int = 1,
    is_begun: bool = False,
    is_of_exposed: bool = False,
    is_general: bool = False,
) -> Chances:
    """The probabilities of every tenant, given a schedule: its clients, and who has which, are integrated out.

    Args:
        scenario: what is asked.
        draws: people, order, durations, lags, faults and shocks are taken from them; no client's draw is.
        within: an error that a client's probability may have: with ``ROUGHLY`` long windows are told far sooner.
        every: look at every so-many-th position of the campaign alone: only those are in what is returned.
        is_begun: the beginning, campaign steps and pre-sync, is given once for all schedules: that nights wait for it
            does not tie one to another.
        is_of_exposed: tell P(exposed) alone, which is less work; what else there is, is no number then.
        is_general: have even usual tenants told the general way, to compare.
    """
    planned = plan(scenario, draws.people)
    uniforms = Uniforms(draws.source)
    done = _schedule(scenario, draws, planned, uniforms)
    seating = _seating(scenario, draws)
    stops = may_stop(scenario)
    # What may be stopped hangs together: all tenants are looked at.
    step, first_event = (1, CONNECTED) if stops else (every, EXPOSED if is_of_exposed else CONNECTED)

    def told(tenants: Tenants, parts: Sequence[tuple[int, int]] | None = None) -> tuple[Floats, Shown]:
        return _told(
            scenario,
            draws,
            tenants,
            seating,
            within,
            step,
            parts=parts,
            first_event=first_event,
            is_general=is_general,
        )

    found, shown = told(done.tenants)
    found[:, :first_event] = np.nan
    least_shown = int(shown.mailboxes.min()), int(shown.lists.min())
    batches = (np.arange(planned.tenants) + planned.ahead) // planned.batch
    night: Ints = np.asarray(np.searchsorted(planned.edges, batches, side="right") - 1, np.int64)
    if stops:
        campaign = Uncut(
            scenario, draws, planned, done, found, night, lambda *asked: told(*asked)[0], uniforms.keys
        )
        cut = laws_of(campaign)
        connected, asked, exposed = cut.chances[::every].T.copy()
        why = "a stop cuts the campaign"
        return Chances(connected, asked, exposed, night[::every], why, least_shown, cut)
    return Chances(
        found[::every, CONNECTED].copy(),
        found[::every, ASKED].copy(),
        found[::every, EXPOSED].copy(),
        night[::every],
        _entangled(scenario, planned, done, is_begun=is_begun),
        least_shown,
    )


def exposures(scenario: Scenario, draws: Draws, played: Campaign, within: float, every: int) -> Floats:
    """The probability that each tenant looked at is exposed, in a campaign that the kernel has run already.

    Args:
        scenario: what was asked; nothing stops it.
        draws: see ``chances``.
        played: the campaign: its schedule, and what all are shown, need not be worked out again.
        within: see ``chances``.
        every: likewise.

    Returns:
        Shape (tenants looked at,), by position.
    """
    tenants, seating = played.done.tenants, _seating(scenario, draws)
    found, _ = _told(
        scenario, draws, tenants, seating, within, every, known=played.shown, first_event=EXPOSED
    )
    return found[::every, EXPOSED].copy()


def _schedule(scenario: Scenario, draws: Draws, planned: Plan, uniforms: Uniforms) -> Schedule:
    world = world_of(scenario, controllers_in_use(draws.source, scenario), oab_phase(draws.source, scenario))
    done = schedule(scenario, draws, planned, world, uniforms.keys)
    uniforms.check()
    return done


def _told(
    scenario: Scenario,
    draws: Draws,
    tenants: Tenants,
    seating: Seating,
    within: float,
    every: int,
    *,
    parts: Sequence[tuple[int, int]] | None = None,
    known: Shown | None = None,
    first_event: int = CONNECTED,
    is_general: bool = False,
) -> tuple[Floats, Shown]:
    """The probabilities of tenants at some positions, and what all are shown; those at other positions have 0.

    Args:
        scenario: what is asked.
        draws: the tenants.
        tenants: what was done to them.
        seating: which clients they have.
        within: see ``chances``.
        every: likewise.
        parts: positions, the first of each part and the one after its last; None: all.
        known: what all are shown, where it is known already.
        first_event: events before it are not told.
        is_general: see ``chances``.
    """
    threads = threads_for(tenants.courses.size)
    parts = parts_of(draws.people.first_mailbox, threads) if parts is None else parts
    found = np.zeros((tenants.courses.size, EVENTS))
    for is_whole in (False, True):
        shown = None if is_whole else known
        scene = _scene(scenario, draws, tenants, shown, is_whole=is_whole, is_general=is_general)
        kit = _kit(scenario, seating, scene.shown, within, first_event)

        def lacking(part: tuple[int, int], scene: Scene = scene, kit: Kit = kit) -> int:
            return chances_of(scene, kit, seating, *part, every, found)

        if not any(at_once(lacking, parts, threads)):
            break
    return found, scene.shown


def _scene(
    scenario: Scenario,
    draws: Draws,
    tenants: Tenants,
    shown: Shown | None,
    *,
    is_whole: bool,
    is_general: bool,
) -> Scene:
    people = draws.people
    met = survey(tenants.courses)
    if shown is None:
        shown = shown_by(tenants, met, draws, scenario.platform.oab_cycle, is_whole)
    return Scene(
        tenants,
        Rules(*(int(tenants.world[name]) for name in Rules._fields)),  # type: ignore[index]
        shown,
        shown.mailboxes + shown.lists,
        people.listed,
        people.lists,
        mornings_of(scenario, met.first_anchor, met.last_hosted),
        np.sort(tenants.restarts[tenants.restarts != NEVER]),
        is_ever_usual=not is_general
        and not tenants.restarts.size
        and not tenants.undone.size
        and scenario.clients.oab_after_move == "at_once",
    )


def _seating(scenario: Scenario, draws: Draws) -> Seating:
    clients, people, inventory = scenario.clients, draws.people, scenario.inventory
    shares = np.array([[getattr(clients.seats, kind) for kind in KINDS]], np.float64)
    allowed, first = np.zeros(0, np.int8), np.zeros(0, np.int64)
    if inventory is not None:
        own = inventory.shares[people.numbers]
        shares = np.where(np.isnan(own), shares, own)
        if inventory.first is not None and inventory.allowed is not None:
            allowed, first = (
                inventory.allowed.astype(np.int8),
                inventory.first[people.numbers].astype(np.int64),
            )
    left_on = np.zeros(len(KINDS))
    left_on[list(OUTLOOKS)] = clients.left_on_at_night
    follow = np.zeros(MODES)
    edges = np.cumsum([getattr(clients.follow, name) for name in FOLLOWS])
    given = np.diff(np.concatenate(([0.0], np.minimum(edges[:-1], 1.0), [1.0])))
    for mode, name in _MODES.items():
        follow[mode] = given[FOLLOWS.index(name)]
    return Seating(np.minimum(shares, 1.0), left_on, follow, allowed, first)


def _kit(scenario: Scenario, seating: Seating, shown: Shown, within: float, first_event: int) -> Kit:
    clients = scenario.clients
    kinds = kinds_of(scenario)
    sessions = _sessions(kinds, clients.session.sigma)
    levels = np.array([getattr(clients.per_day, kind) for kind in KINDS], np.float64)
    has_any = seating.shares.max(axis=0) > 0
    is_needed = np.zeros((len(KINDS), MODES), np.int64)
    is_needed[:, ON_DEMAND] = has_any & (seating.left_on < 1) & (levels > 0)
    for mode in _MODES:
        is_needed[:, mode] = has_any & (seating.left_on > 0) & (seating.follow[mode] > 0)
    downloads = _downloads(scenario, sessions[0], shown)
    asks = np.zeros((len(KINDS), EVENTS))
    asks[:, CONNECTED] = kinds["counts"]
    if scenario.procedure.default_lists != "denied":
        asks[:, ASKED] = asks[:, EXPOSED] = [ask_chance(one, np.inf, 0.0) for one in sessions]
    of_first = asks.copy()
    if scenario.procedure.default_lists != "denied" and downloads.is_at_once:
        of_first[OUTLOOK_CACHED, ASKED] = 1.0 - begins_too_late(sessions[OUTLOOK_CACHED], downloads)
    return Kit(
        together(sessions),
        downloads,
        kinds,
        weekly_rates(clients, scenario.campaign),
        np.where(levels > 0, kinds["like"], -1).astype(np.int64),
        kinds["times"].copy(),
        of_first,
        asks,
        within,
        seating.shares.max(axis=0) * seating.left_on,
        is_needed,
        bool(is_needed[:, 1:].any()),
        first_event,
        float(clients.prompt_delay.median),
        float(clients.prompt_delay.sigma),
        float(RESTARTS_OVER),
    )


def _sessions(kinds: Records, sigma: float) -> list[Session]:
    return [
        session_of(float(kind["asks"]), float(kind["ask_delay"]), float(kind["session"]), float(sigma))
        for kind in kinds
    ]


def _downloads(scenario: Scenario, session: Session, shown: Shown) -> Downloads:
    clients = scenario.clients
    is_at_once = clients.oab_after_move == "at_once"
    law = clients.oab_us_per_entry
    none = grid_of(np.array([0.0]))
    bare = Downloads(
        is_at_once,
        float(clients.oab_delay if is_at_once else clients.oab_period),
        float(clients.oab_period),
        float(law.median),
        float(law.sigma),
        none,
        np.zeros((0, NODES)),
    )
    sizes = shown.mailboxes + shown.lists
    sizes = sizes[sizes > 0]
    if not is_at_once or not sizes.size:
        return bare
    low, high = np.log(sizes.min()), np.log(sizes.max())
    parts = max(1, int(np.ceil((high - low) / 0.5)))
    grid = grid_of(np.linspace(low - 0.01, high + 0.01, parts + 1))
    values = np.array([[usual_chance(session, bare, float(np.exp(x))) for x in row] for row in grid.at])
    return bare._replace(usual_grid=grid, usual=summed(grid, values).terms)


def _entangled(scenario: Scenario, planned: Plan, done: Schedule, *, is_begun: bool) -> str:
    """Why a night's tenants depend on another night's."""
    campaign, courses = scenario.campaign, done.tenants.courses
    if campaign.at_dawn == "pause":
        return "batches pause at dawn and go on in the next night"
    if campaign.tenants_per_night == "greedy":
        return "one planned night takes all tenants"
    nights = planned.nights
    meant_for = np.searchsorted(planned.edges, np.arange(planned.batches), side="right") - 1
    opens = np.array([nights[night].opens_at for night in range(planned.planned_nights)])
    # Whoever is synchronised from the first instant on waits for nobody else's mailboxes.
    shares = planned.bounds[1:] > campaign.sync_slots
    shares |= scenario.procedure.campaign_steps > 0
    if not is_begun and ((done.ready > opens[meant_for]) & shares).any():
        return "batches wait for their pre-sync, which all tenants share"
    finished = np.where(courses["finished_at"] == NEVER, 0, courses["finished_at"])
    ended = np.maximum.reduceat(finished, planned.bounds[:-1])
    if planned.canaries and int(ended[: planned.canaries].max()) + planned.soak > opens[meant_for[-1]]:
        return "batches wait for the canary"
    began = done.night_of_batch - 1
    next_opens = np.array([nights[night + 1].opens_at for night in range(int(began.max()) + 1)])
    if (ended > next_opens[began]).any():
        return "work of a night spills over into the next"
    return ""
