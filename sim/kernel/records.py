"""A step, a tenant's course, the world and its client kinds, as compiled code reads them.

One record lies in one piece of memory, and compiled functions pass it on as one argument.
"""

from itertools import takewhile
from typing import Annotated, Any, Final, cast, get_type_hints

import numpy as np
import numpy.typing as npt

from ..campaign import exact_duration
from ..clients import CHANNELS as CHANNEL_OF
from ..clients import SHAPED
from ..fault_draws import may_fail, retries_of
from ..outcome import CHANNELS
from ..procedure import Move, Scope, Step
from ..scenario import Scenario
from ..stops import InFlight, Stop
from ..tables import KINDS, StepLaw
from ..words import NEVER, Verb

Records = npt.NDArray[Any]
"""An array of one of the records below."""

VERBS: Final = tuple(Verb)
"""A verb's code is its place here."""

Byte = Annotated[int, "i1"]
Half = Annotated[int, "i4"]


def record(fields: type) -> "np.dtype[Any]":
    """The type of a record that has a class's fields: whole numbers of 64 bits, unless annotated narrower."""
    kinds = {int: "i8", float: "f8", Byte: "i1", Half: "i4"}
    hints = get_type_hints(fields, include_extras=True)
    return np.dtype([(name, kinds[hint]) for name, hint in hints.items()], align=True)


class StepRecord:
    """One step of the procedure.

    Attributes:
        verb: its place in VERBS.
        needs: bits of what the target must hold of a tenant before it.
        gives: bits of what it holds after it.
        marks: the place among a course's instants that its end goes to.
        exact: microseconds; 0: drawn, or as long as replication takes.
        fault: the row of the faults, likewise; -1: none can befall it.
        row: of the drawn durations, by tenant or by mailbox; -1: none.
        is_of_mailbox: it is carried out on one mailbox after another.
        loop: how many steps are carried out on one mailbox after another from this one on; 0: it is no loop's first.
        timer: microseconds after this step's end at which the clock opens the gate; 0: it does not.
        retries: further attempts of a check.
        retry_delay: microseconds between them.
        is_skipping: a failure leaves the step out.
        is_rolling_back: a failure undoes what precedes it.
        is_all_controllers: a check reads all controllers, not the writer alone.
        is_all_mailboxes: a check looks at all mailboxes, not at the first alone.
        base, mailbox, sigma: the law of further attempts.
    """

    verb: int
    needs: int
    gives: int
    marks: int
    exact: int
    fault: int
    row: int
    is_of_mailbox: int
    loop: int
    timer: int
    retries: int
    retry_delay: int
    is_skipping: int
    is_rolling_back: int
    is_all_controllers: int
    is_all_mailboxes: int
    base: float
    mailbox: float
    sigma: float


class Course:
    """What was done to one tenant, and when; NEVER where it was not.

    Attributes:
        visible_at: its recipients stand in the address lists.
        listed_at: its address lists were built.
        assigned_at, assigned_for: its policies were written until then, over this time, one mailbox after the other.
        book_at: its own OAB was generated.
        unlocked_at: its cut-over was given up.
        silent: the mailbox, from 1, whose policy was reported as assigned to no effect; ALL of them; 0: none.
        other_at: its last step that leaves no mark of its own ended.
        has: what the target holds of it, in bits, see ``steps``.
        status: see ``outcome.Status``.
        is_halted: no further step is carried out.
        is_undone: it has been rolled back, or is about to be.
    """

    visible_at: int
    listed_at: int
    assigned_at: int
    assigned_for: int
    anchor_at: int
    locked_at: int
    hosted_at: int
    routed_at: int
    closed_at: int
    opened_at: int
    book_at: int
    other_at: int
    started_at: int
    finished_at: int
    mended_at: int
    unlocked_at: int
    has: Half
    silent: Half
    status: Byte
    is_halted: Byte
    is_undone: Byte


class Undone:
    """When what was done to a tenant was undone; NEVER where it was not.

    Attributes:
        gone_at: its recipients left the address lists.
        removed_at, removed_for: its policies were removed until then, over this time, one mailbox after the other.
        unhosted_at: the source came to hold its mailboxes again, and the target's sessions ended.
        unrouted_at: its clients were sent to the source again.
        reclosed_at: its gate was closed again.
        reopened_at: and opened for good.
    """

    gone_at: int
    removed_at: int
    removed_for: int
    unhosted_at: int
    unrouted_at: int
    reclosed_at: int
    reopened_at: int


class Kind:
    """One kind of client: its laws, and whether its logons count as connected.

    Attributes:
        like, times: its rate is so many times that of another kind, at every hour.
    """

    asks: float
    ask_delay: float
    session: float
    counts: int
    channel: int
    is_capped: int
    shows_names: int
    like: int
    times: float


class World:
    """What holds for every tenant and client.

    Attributes:
        found_after: -1 where tenants left behind are not found.
        stop_at: the campaign stops; NEVER where it does not.
        frozen_from: likewise, where tenants in flight freeze.
        resume_at: until then.
    """

    controllers: int
    is_denied: int
    is_redirecting: int
    retries: int
    retry: int
    period: int
    prompt: float
    prompt_sigma: float
    session_sigma: float
    is_fetched_at_once: int
    fetch_span: int
    fetch_period: int
    us_per_entry: float
    us_per_entry_sigma: float
    horizon: int
    is_timer_last: int
    pods: int
    found_after: int
    book_phase: int
    book_cycle: int
    stop_at: int
    frozen_from: int
    resume_at: int


STEP: Final = record(StepRecord)
COURSE: Final = record(Course)
UNDONE: Final = record(Undone)
INSTANTS: Final = tuple(name for name in COURSE.names or () if COURSE[name] == np.int64)
"""The instants of a course, which come first in it."""
KIND: Final = record(Kind)
WORLD: Final = record(World)


PROVISIONED, LISTS, POLICY, SYNCED, ROUTED, HOSTED, ASSIGNED, LEFT = (1 << bit for bit in range(8))
"""Bits of what the target holds of a tenant."""

EFFECTS: Final[dict[Verb, tuple[int, int, str]]] = {
    Verb.PROVISION: (0, PROVISIONED, "visible_at"),
    Verb.BUILD_ADDRESS_LISTS: (PROVISIONED, LISTS, "listed_at"),
    Verb.CREATE_POLICY: (LISTS, POLICY, "other_at"),
    Verb.ASSIGN_POLICY: (POLICY, ASSIGNED, "assigned_at"),
    Verb.SYNC_MAILBOXES: (PROVISIONED, SYNCED, "other_at"),
    Verb.CLOSE_GATE: (PROVISIONED, 0, "closed_at"),
    Verb.CUT_OVER: (SYNCED, HOSTED, "hosted_at"),
    Verb.SWITCH_ROUTING: (PROVISIONED, ROUTED, "routed_at"),
    Verb.GENERATE_OAB: (LISTS, 0, "book_at"),
    Verb.WAIT_REPLICATION: (PROVISIONED, 0, "other_at"),
    Verb.VERIFY_ISOLATION: (PROVISIONED, 0, "other_at"),
    Verb.OPEN_GATE: (PROVISIONED, 0, "opened_at"),
    Verb.UNHIDE: (PROVISIONED, 0, "visible_at"),
    Verb.PROBE: (HOSTED, 0, "other_at"),
    Verb.DECOMMISSION: (ROUTED | HOSTED, LEFT, "other_at"),
    Verb.RESTART_CLIENT_ACCESS: (0, 0, "other_at"),
    Verb.MANUAL: (0, 0, "other_at"),
}
"""What each verb needs of the true state when it begins, what it leaves there, and which instant its end is."""


def steps_of(scenario: Scenario, first: int, last: int) -> Records:
    """The steps first .. last - 1 that are carried out in sequence, shape (steps,)."""
    steps = in_sequence(scenario, first, last)
    found = np.zeros(len(steps), STEP)
    faults = scenario.faults
    timer = next((step.after for step in scenario.procedure.steps if step.after is not None), None)
    rows = {True: 0, False: 0}
    fault_rows = {True: 0, False: 0}
    for i, (one, step) in enumerate(zip(found, steps, strict=True)):
        is_of_mailbox = step.scope is Scope.MAILBOX
        one["verb"] = VERBS.index(step.verb)
        one["needs"], one["gives"], mark = EFFECTS[step.verb]
        if step.hidden:
            mark = "other_at"
        if step.verb is Verb.ASSIGN_POLICY and scenario.procedure.move is Move.MRS:
            one["needs"] |= HOSTED
        one["marks"] = INSTANTS.index(mark)
        one["exact"] = exact_duration(scenario, step) or 0
        one["fault"] = -1
        if may_fail(scenario, step):
            one["fault"] = fault_rows[is_of_mailbox]
            fault_rows[is_of_mailbox] += 1
        one["row"] = -1
        if is_drawn(scenario, step):
            one["row"] = rows[is_of_mailbox]
            rows[is_of_mailbox] += 1
        one["is_of_mailbox"] = is_of_mailbox
        if is_of_mailbox and (i == 0 or steps[i - 1].scope is not Scope.MAILBOX):
            one["loop"] = len(list(takewhile(lambda s: s.scope is Scope.MAILBOX, steps[i:])))
        if step.verb is Verb.CLOSE_GATE and timer is not None:
            one["timer"] = max(1, timer)
        one["retries"] = retries_of(scenario, step)
        one["retry_delay"] = max(1, faults.retry_delay)
        one["is_skipping"] = step.on_fail == "skip"
        one["is_rolling_back"] = step.on_fail == "rollback"
        one["is_all_controllers"] = step.controllers == "all"
        one["is_all_mailboxes"] = step.mailboxes == "all"
        law = getattr(scenario.steps, step.verb, None)
        if isinstance(law, StepLaw):
            one["base"], one["mailbox"], one["sigma"] = law.base, law.mailbox, law.sigma
    return found


def in_sequence(scenario: Scenario, first: int, last: int) -> list[Step]:
    """The steps first .. last - 1, less the one that a timer carries out."""
    return [step for step in scenario.procedure.steps[first:last] if step.on is None]


def is_drawn(scenario: Scenario, step: Step) -> bool:
    """Is a step's duration drawn from a law?"""
    return step.verb is not Verb.WAIT_REPLICATION and exact_duration(scenario, step) is None


def kinds_of(scenario: Scenario) -> Records:
    """The client kinds, in the order of KINDS."""
    clients = scenario.clients
    found = np.zeros(len(KINDS), KIND)
    levels = {kind: getattr(clients.per_day, kind) for kind in KINDS}
    for i, (one, kind) in enumerate(zip(found, KINDS, strict=True)):
        same = [
            k
            for k, other in enumerate(KINDS[:i])
            if (other in SHAPED) == (kind in SHAPED) and levels[other] > 0
        ]
        one["like"] = same[0] if same else i
        one["times"] = levels[kind] / levels[KINDS[same[0]]] if same else 1.0
        channel = str(CHANNEL_OF[kind])
        one["asks"] = getattr(clients.asks, kind)
        one["ask_delay"] = getattr(clients.ask_delay, kind)
        one["session"] = getattr(clients.session, kind)
        one["counts"] = kind in clients.connected_kinds
        one["channel"] = CHANNELS.index(channel)
        one["is_capped"] = channel in ("ews", "eas")
        one["shows_names"] = channel in ("nspi", "owa")
    return found


def world_of(scenario: Scenario, controllers: int, book_phase: int, stop: Stop | None = None) -> World:
    """What holds for every tenant and client; of a campaign uncut, or cut by a stop."""
    clients, platform, faults = scenario.clients, scenario.platform, scenario.faults
    at_once = clients.oab_after_move == "at_once"
    is_found = faults.found_after is not None and faults.found_after < clients.horizon
    one = np.zeros(1, WORLD)[0]
    one["controllers"] = controllers
    one["is_denied"] = scenario.procedure.default_lists == "denied"
    one["is_redirecting"] = platform.source_redirects
    one["retries"] = clients.retries
    one["retry"] = clients.autodiscover_retry
    one["period"] = clients.autodiscover_period
    one["prompt"], one["prompt_sigma"] = clients.prompt_delay.median, clients.prompt_delay.sigma
    one["session_sigma"] = clients.session.sigma
    one["is_fetched_at_once"] = at_once
    one["fetch_span"] = clients.oab_delay if at_once else clients.oab_period
    one["fetch_period"] = clients.oab_period
    rate = clients.oab_us_per_entry
    one["us_per_entry"], one["us_per_entry_sigma"] = rate.median, rate.sigma
    one["horizon"] = clients.horizon
    # In a campaign cut by a stop the horizon is known before anything happens, to a timer as well.
    timed = scenario.procedure.steps[-1 if stop is None else 0 :]
    one["is_timer_last"] = any(step.on == "timer" for step in timed)
    one["pods"] = scenario.population.pods
    one["found_after"] = max(1, faults.found_after or 0) if is_found else -1
    one["book_phase"], one["book_cycle"] = book_phase, platform.oab_cycle
    freezes = stop is not None and stop.in_flight is InFlight.FREEZE
    one["stop_at"] = NEVER if stop is None else stop.at
    one["frozen_from"] = stop.at if stop is not None and freezes else NEVER
    one["resume_at"] = stop.resume_at if stop is not None and freezes else 0
    return cast(World, one)
