"""A scenario and its draws in, an Outcome out: the schedule, then every tenant's clients, then the unions."""

import numpy as np

from ..campaign import Plan, plan
from ..clients import weekly_rates
from ..draws import Draws
from ..nights import Mornings
from ..outcome import COLUMNS, TYPES, Column, Outcome, Unions
from ..scenario import Scenario
from ..step_draws import oab_phase
from ..streams import Ints
from ..words import NEVER
from .passes import Schedule, schedule
from .records import World, kinds_of, world_of
from .shown import shown_by
from .tenants import Rows, Sights, tell
from .uniforms import Uniforms
from .visits import Platform


def simulate(scenario: Scenario, draws: Draws) -> Outcome:
    """One campaign under some draws."""
    planned = plan(scenario, draws.people)
    world = world_of(scenario, oab_phase(draws.source, scenario))
    uniforms = Uniforms(draws.source)
    done = schedule(scenario, draws, planned, world, uniforms.keys)
    told = _tell(scenario, draws, planned, world, uniforms.keys, done, is_whole=False)
    # A query met so few of the recipients nearest to it that it has to look at all of them.
    if told is None:
        told = _tell(scenario, draws, planned, world, uniforms.keys, done, is_whole=True)
    uniforms.check()
    assert told is not None
    columns, unions = told
    del told, done
    columns = _by_number(columns, draws.people.numbers)
    return Outcome(scenario.procedure.name, "kernel", draws.source.seed, columns, unions)


def _tell(
    scenario: Scenario,
    draws: Draws,
    planned: Plan,
    world: World,
    keys: Ints,
    done: Schedule,
    *,
    is_whole: bool,
) -> tuple[dict[str, Column], Unions] | None:
    people, seats = draws.people, draws.seats
    shown = shown_by(done.courses, draws, scenario.platform.oab_cycle, is_whole)
    platform = Platform(
        world,
        kinds_of(scenario),
        keys,
        weekly_rates(scenario.clients, scenario.campaign),
        _mornings(scenario, done.courses["hosted_at"]),
        shown,
        np.zeros(shown.near.size, np.int8),
        done.courses,
    )
    last = int(done.night_of_batch.max())
    dawns = np.array([0, *(planned.nights[k].closes_at for k in range(last))], np.int64)
    rows = Rows.of(planned.tenants)
    lists_seen, names_seen, is_lacking = tell(
        platform,
        done.lags,
        people.numbers,
        people.mailboxes,
        people.lists,
        seats.first,
        seats.mailbox,
        seats.kind,
        seats.follow,
        done.night_of_batch,
        dawns,
        planned.batch,
        rows,
    )
    if is_lacking:
        return None
    return _by_position(draws, planned, done, rows), _unions(draws, done, platform, lists_seen, names_seen)


def _mornings(scenario: Scenario, hosted_at: Ints) -> Ints:
    """The instants at which offices start, up to the first after the last cut-over."""
    last = int(hosted_at[hosted_at != NEVER].max(initial=0))
    mornings = Mornings(scenario.campaign, scenario.clients.restart_at)
    found = [mornings.after(-1)]
    while found[-1] <= last:
        found.append(mornings.after(found[-1]))
    return np.array(found, np.int64)


def _unions(
    draws: Draws, done: Schedule, platform: Platform, lists_seen: Sights, names_seen: Sights
) -> Unions:
    """Who was seen by anybody, own entries left out, each counted once."""
    people, shown = draws.people, platform.shown
    is_seen = _seen(done.courses["provisioned_at"], lists_seen)
    told = np.flatnonzero(platform.told)
    further = told[~is_seen[shown.near[told]]]
    lists = int(shown.near_is_list[further].sum())
    return Unions(
        people_disclosed=int(people.mailboxes[is_seen].sum()) + further.size - lists,
        lists_disclosed=int(people.lists[is_seen].sum()) + lists,
        tenants_disclosed=int(is_seen.sum()) + np.unique(shown.near[further]).size,
        tenants_named=int(_seen(done.courses["listed_at"], names_seen).sum()),
        nights=done.nights_opened,
    )


def _seen(since: Ints, sights: Sights) -> Column:
    """Which tenants, there since an instant, stood in what another was shown."""
    found = since <= sights.last
    if sights.viewer >= 0:
        found[sights.viewer] = since[sights.viewer] <= sights.second
    return found


def _by_position(draws: Draws, planned: Plan, done: Schedule, rows: Rows) -> dict[str, Column]:
    """The columns, by position."""
    people, courses = draws.people, done.courses
    positions = np.arange(planned.tenants, dtype=np.int32)
    batches = positions // planned.batch
    return {
        "tenant": people.numbers,
        "mailboxes": people.mailboxes,
        "lists": people.lists,
        "position": positions,
        "batch": batches,
        "night": done.night_of_batch[batches].astype(np.int32),
        **{name: courses[name].copy() for name in ("started_at", "finished_at", "status")},
        **rows._asdict(),
    }


def _by_number(columns: dict[str, Column], numbers: Ints) -> dict[str, Column]:
    """The same by tenant number; each is taken out of the first, so that only one of them exists twice."""
    places = np.empty(numbers.size, np.int64)
    places[numbers] = np.arange(numbers.size)
    return {name: columns.pop(name)[places].astype(TYPES[name], copy=False) for name in COLUMNS}
