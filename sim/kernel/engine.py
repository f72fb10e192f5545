"""A scenario and its draws in, an Outcome out: the schedule, then every tenant's clients, then the unions."""

from typing import Final, NamedTuple

import numpy as np

from ..campaign import Plan, plan
from ..clients import weekly_rates
from ..compiled import unlocked
from ..draws import Draws
from ..fault_draws import controllers_in_use
from ..nights import Mornings
from ..outcome import COLUMNS, Column, Outcome, Unions
from ..population import Seats
from ..scenario import Scenario
from ..step_draws import oab_phase
from ..stops import Stop, first_stop, may_stop, reports_after
from ..streams import Ints
from ..tables import KINDS
from ..words import NEVER
from .agenda import ROOM, WIDTH
from .passes import Schedule, schedule
from .platform import Pauses, Platform
from .probes import found_by_probes
from .records import Records, kinds_of, world_of
from .shown import shown_by, survey
from .tenants import Rows, join, no_sights, tally, tell
from .threads import at_once, parts_of, threads_for
from .uniforms import Uniforms
from .visits import RECIPIENTS_LACK, ROOM_LACKS, SEEN, SIGHTS_LACK

SIGHTS: Final = 10_000
"""Whole lists shown that there is room for to begin with."""
NOBODY: Final = -1
_MANY: Final = 1_000_000


class Room(NamedTuple):
    """What there is room for.

    Attributes:
        is_whole: a query looks at all recipients, not at the nearest alone.
        agenda: what one client may have before it.
        sights: whole lists shown; 0: they are not kept, because nobody ever leaves one.
    """

    is_whole: bool
    agenda: int
    sights: int

    def enough_for(self, lacking: int) -> "Room":
        """More of what was too little, by the bits that tell it."""
        return Room(
            self.is_whole or lacking & RECIPIENTS_LACK != 0,
            self.agenda * (16 if lacking & ROOM_LACKS else 1),
            self.sights * (16 if lacking & SIGHTS_LACK else 1),
        )


def simulate(scenario: Scenario, draws: Draws) -> Outcome:
    """One campaign under some draws."""
    planned = plan(scenario, draws.people)
    uniforms = Uniforms(draws.source)
    told = _play(scenario, draws, planned, uniforms, None)
    if may_stop(scenario) and (stop := _stop_of(scenario, draws, told)) is not None:
        told = _play(scenario, draws, planned, uniforms, stop)
    columns, unions = told.columns, told.unions
    del told
    columns = _by_number(columns, draws.people.numbers)
    return Outcome(scenario.procedure.name, "kernel", draws.source.seed, columns, unions)


def uncut_columns(scenario: Scenario, draws: Draws, planned: Plan) -> dict[str, Column]:
    """The columns of a campaign that nothing stops, by position."""
    return _play(scenario, draws, planned, Uniforms(draws.source), None).columns


class Told(NamedTuple):
    """A campaign told to its end.

    Attributes:
        columns: of the Outcome, by position.
        unions: see ``outcome.Unions``.
        probed_at: ends of the probes that were shown a foreign row; empty where the campaign has been cut.
    """

    columns: dict[str, Column]
    unions: Unions
    probed_at: Ints


def _play(scenario: Scenario, draws: Draws, planned: Plan, uniforms: Uniforms, stop: Stop | None) -> Told:
    """The campaign uncut, or cut by a stop."""
    controllers = controllers_in_use(draws.source, scenario)
    world = world_of(scenario, controllers, oab_phase(draws.source, scenario), stop)
    done = schedule(scenario, draws, planned, world, uniforms.keys, stop)
    room = Room(
        is_whole=False, agenda=ROOM, sights=SIGHTS if (done.tenants.courses["is_undone"] != 0).any() else 0
    )
    # Told again where a query has to look at all recipients, or there was more than there is room for.
    while isinstance(told := _tell(scenario, draws, planned, uniforms.keys, done, room), int):
        room = room.enough_for(told)
    uniforms.check()
    return told


def _stop_of(scenario: Scenario, draws: Draws, told: Told) -> Stop | None:
    """What stops a campaign told uncut."""
    reports = reports_after(scenario, draws.source, draws.people.numbers)
    at = first_stop(told.columns["exposed_at"], reports, told.probed_at.tolist())
    return None if at == NEVER else Stop.of(scenario, at, told.columns["finished_at"])


def platform_of(
    scenario: Scenario, draws: Draws, planned: Plan, keys: Ints, done: Schedule, *, is_whole: bool = False
) -> Platform:
    """What every client meets under a schedule; queries look at all recipients, or at the nearest alone."""
    tenants = done.tenants
    met = survey(tenants.courses)
    shown = shown_by(tenants, met, draws, scenario.platform.oab_cycle, is_whole)
    return Platform(
        tenants.world,
        kinds_of(scenario),
        keys,
        weekly_rates(scenario.clients, scenario.campaign),
        mornings_of(scenario, met.first_anchor, met.last_hosted),
        shown,
        np.empty((0, 2), np.int64),
        np.zeros(shown.near.size, np.int8),
        tenants,
        np.sort(tenants.restarts[tenants.restarts != NEVER]),
        _pauses(done.pauses, planned),
    )


def _tell(
    scenario: Scenario, draws: Draws, planned: Plan, keys: Ints, done: Schedule, room: Room
) -> Told | int:
    platform = platform_of(scenario, draws, planned, keys, done, is_whole=room.is_whole)
    rows = Rows.of(planned.tenants)
    met = tell_all(draws, planned, platform, done, draws.seats, room, rows)
    if met.is_lacking:
        return met.is_lacking
    seen = _unions(draws, done, platform._replace(sights=met.sights), met.lists_seen, met.names_seen)
    people = draws.people
    return Told(rows._asdict(), seen, found_by_probes(platform, people.listed, people.lists))


def tell_all(
    draws: Draws,
    planned: Plan,
    platform: Platform,
    done: Schedule,
    seats: Seats,
    room: Room,
    rows: Rows,
    every: int = 1,
) -> "Met":
    """The rows of all tenants, as far as there was room.

    Args:
        draws: the tenants.
        planned: their campaign.
        platform: what clients meet.
        done: what was done to whom.
        seats: the clients.
        room: what there is room for.
        rows: filled.
        every: see ``tenants.tell``.
    """
    people = draws.people
    last = int(done.night_of_batch.max())
    dawns = np.array([0, *(planned.nights[k].closes_at for k in range(last))], np.int64)

    def told_of(part: tuple[int, int]) -> Met:
        pods = draws.scenario.population.pods
        lists_seen, names_seen = no_sights(pods), no_sights(pods)
        sights = np.full((room.sights, 2), NOBODY, np.int64)
        is_lacking = tell(
            *part,
            every,
            platform._replace(sights=sights),
            people.listed,
            people.lists,
            seats.first,
            seats.mailbox,
            seats.kind,
            seats.follow,
            done.night_of_batch,
            dawns,
            planned.batch,
            planned.ahead,
            np.zeros(1, SEEN)[0],
            np.zeros(len(KINDS)),
            np.empty((room.agenda, WIDTH), np.int64),
            lists_seen,
            names_seen,
            rows,
        )
        return Met(is_lacking, lists_seen, names_seen, sights[sights[:, 1] != NOBODY])

    # A given stream may keep count of who asks it, and is asked by one thread alone.
    threads = 1 if draws.source.given else threads_for(planned.tenants)
    first, *others = at_once(told_of, parts_of(seats.first, threads), threads)
    is_lacking, sights = first.is_lacking, first.sights
    for part in others:
        is_lacking |= part.is_lacking
        join(first.lists_seen, part.lists_seen)
        join(first.names_seen, part.names_seen)
        sights = np.concatenate((sights, part.sights))
    return first._replace(is_lacking=is_lacking, sights=sights)


class Met(NamedTuple):
    """What clients met beside their tenants' rows.

    Attributes:
        is_lacking: bits: what there was too little room for.
        lists_seen: the latest that whole lists were shown, a sight a pod.
        names_seen: the latest that names were, likewise.
        sights: whole lists that were shown, as far as they are kept.
    """

    is_lacking: int
    lists_seen: Records
    names_seen: Records
    sights: Ints


def _pauses(pauses: Ints, planned: Plan) -> Pauses:
    if not pauses.size:
        none = np.zeros(0, np.int64)
        return Pauses(none, none, none, planned.batch, planned.ahead)
    first = np.searchsorted(pauses[:, 0], np.arange(planned.batches + 1))
    return Pauses(first, pauses[:, 1].copy(), pauses[:, 2].copy(), planned.batch, planned.ahead)


def mornings_of(scenario: Scenario, first: int, last: int) -> Ints:
    """The instants at which offices start, from an instant up to the first after another."""
    mornings = Mornings(scenario.campaign, scenario.clients.restart_at)
    found = [mornings.after(min(first, last))]
    while found[-1] <= last:
        found.append(mornings.after(found[-1]))
    return np.array(found, np.int64)


def _unions(
    draws: Draws, done: Schedule, platform: Platform, lists_seen: Records, names_seen: Records
) -> Unions:
    """Who was seen by anybody, own entries left out, each counted once."""
    people, shown, told = draws.people, platform.shown, np.flatnonzero(platform.told)
    tenants, residents = done.tenants, draws.residents
    # Residents, who stand after all positions, stood in whatever whole list of their pod was shown.
    living = residents.numbers % lists_seen.size
    were_seen = lists_seen["last"][living] >= 0
    is_seen = np.zeros(people.numbers.size + residents.numbers.size, np.int8)
    is_seen[people.numbers.size :] = were_seen
    counts = tally(tenants, people.listed, people.lists, lists_seen, names_seen, platform.sights, is_seen)
    owners = shown.near[told]
    is_new = is_seen[owners] == 0
    lists = int(shown.near_is_list[told[is_new]].sum())
    seen_whole = residents.taken(np.flatnonzero(were_seen))
    return Unions(
        people_disclosed=counts.mailboxes + int(is_new.sum()) - lists + int(seen_whole.listed.sum()),
        lists_disclosed=counts.lists + lists + int(seen_whole.lists.sum()),
        tenants_disclosed=counts.tenants + np.unique(owners[is_new]).size + seen_whole.numbers.size,
        tenants_named=counts.named + int((names_seen["last"][living] >= 0).sum()),
        nights=done.nights_opened,
        stopped_at=done.stopped_at,
    )


def _by_number(columns: dict[str, Column], numbers: Ints) -> dict[str, Column]:
    """Columns by tenant number; each is taken out of those by position, so that only one of them exists twice."""
    # To write them so at once would touch a page of every column for each tenant: three times as slow.
    places = np.empty(numbers.size, np.int64)
    places[numbers] = np.arange(numbers.size)
    found: dict[str, Column] = {}

    def taken(name: str) -> None:
        by_position = columns.pop(name)
        found[name] = np.empty_like(by_position)
        _gather(by_position, places, found[name])

    # Columns of millions are taken one by one: each thread would hold one more of them twice.
    at_once(taken, COLUMNS, threads_for(numbers.size) if numbers.size < _MANY else 1)
    return {name: found[name] for name in COLUMNS}


@unlocked
def _gather(by_position: Column, places: Ints, found: Column) -> None:
    for i in range(places.size):
        found[i] = by_position[places[i]]
