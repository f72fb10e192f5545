"""A step, a tenant's course, the world and its client kinds, as compiled code reads them.

One record lies in one piece of memory, and compiled functions pass it on as one argument.
"""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from ..campaign import exact_duration
from ..clients import CHANNELS as CHANNEL_OF
from ..outcome import CHANNELS
from ..procedure import Move, Step
from ..scenario import KINDS, Scenario, StepLaw
from ..words import Verb

Records = npt.NDArray[Any]
"""An array of one of the records below."""

VERBS: Final = tuple(Verb)
"""A verb's code is its place here."""

STEP: Final = np.dtype(
    [
        ("verb", "i8"),
        ("exact", "i8"),  # microseconds, 0: drawn, or as long as replication takes
        ("row", "i8"),  # of the drawn durations; -1: none
        ("retries", "i8"),
        ("retry_delay", "i8"),
        ("is_skipping", "i8"),  # a failure leaves the step out
        ("is_all_controllers", "i8"),
        ("is_all_mailboxes", "i8"),
        ("base", "f8"),  # the law of further attempts
        ("mailbox", "f8"),
        ("sigma", "f8"),
    ]
)

COURSE: Final = np.dtype(
    [
        ("provisioned_at", "i8"),
        ("listed_at", "i8"),  # its address lists were built
        ("assigned_from", "i8"),  # its policies are written over this time ...
        ("assigned_for", "i8"),  # ... one mailbox after the other
        ("anchor_at", "i8"),
        ("locked_at", "i8"),
        ("hosted_at", "i8"),
        ("routed_at", "i8"),
        ("closed_at", "i8"),
        ("opened_at", "i8"),
        ("book_at", "i8"),  # its own OAB was generated
        ("started_at", "i8"),
        ("finished_at", "i8"),
        ("mended_at", "i8"),
        ("has", "i4"),  # bits of what the target holds of it, see steps
        ("status", "i1"),
        ("is_halted", "i1"),
    ]
)
"""What was done to one tenant, and when; NEVER where it was not."""

KIND: Final = np.dtype(
    [
        ("asks", "f8"),
        ("ask_delay", "f8"),
        ("session", "f8"),
        ("counts", "i8"),  # its logons count as connected
        ("channel", "i8"),
        ("is_capped", "i8"),
        ("shows_names", "i8"),
    ]
)

WORLD: Final = np.dtype(
    [
        ("controllers", "i8"),
        ("is_denied", "i8"),
        ("is_redirecting", "i8"),
        ("is_mrs", "i8"),
        ("retries", "i8"),
        ("retry", "i8"),
        ("period", "i8"),
        ("prompt", "f8"),
        ("prompt_sigma", "f8"),
        ("session_sigma", "f8"),
        ("is_fetched_at_once", "i8"),
        ("fetch_span", "i8"),
        ("fetch_period", "i8"),
        ("us_per_entry", "f8"),
        ("us_per_entry_sigma", "f8"),
        ("horizon", "i8"),
        ("found_after", "i8"),  # -1: tenants left behind are not found within the horizon
        ("book_phase", "i8"),
        ("book_cycle", "i8"),
    ]
)


def steps_of(scenario: Scenario, first: int, last: int) -> Records:
    """The steps first .. last - 1, shape (steps,)."""
    found = np.zeros(last - first, STEP)
    faults = scenario.faults
    row = 0
    for record, step in zip(found, scenario.procedure.steps[first:last], strict=True):
        record["verb"] = VERBS.index(step.verb)
        record["exact"] = exact_duration(scenario, step) or 0
        record["row"] = -1
        if is_drawn(scenario, step):
            record["row"], row = row, row + 1
        record["retries"] = faults.retries if step.retries is None else step.retries
        record["retry_delay"] = max(1, faults.retry_delay)
        record["is_skipping"] = step.on_fail == "skip"
        record["is_all_controllers"] = step.controllers == "all"
        record["is_all_mailboxes"] = step.mailboxes == "all"
        law = getattr(scenario.steps, step.verb, None)
        if isinstance(law, StepLaw):
            record["base"], record["mailbox"], record["sigma"] = law.base, law.mailbox, law.sigma
    return found


def is_drawn(scenario: Scenario, step: Step) -> bool:
    """Is a step's duration drawn from a law?"""
    return step.verb is not Verb.WAIT_REPLICATION and exact_duration(scenario, step) is None


def kinds_of(scenario: Scenario) -> Records:
    """The client kinds, in the order of KINDS."""
    clients = scenario.clients
    found = np.zeros(len(KINDS), KIND)
    for record, kind in zip(found, KINDS, strict=True):
        channel = str(CHANNEL_OF[kind])
        record["asks"] = getattr(clients.asks, kind)
        record["ask_delay"] = getattr(clients.ask_delay, kind)
        record["session"] = getattr(clients.session, kind)
        record["counts"] = kind in clients.connected_kinds
        record["channel"] = CHANNELS.index(channel)
        record["is_capped"] = channel in ("ews", "eas")
        record["shows_names"] = channel in ("nspi", "owa")
    return found


def world_of(scenario: Scenario, book_phase: int) -> Any:
    """What holds for every tenant and client, one record."""
    clients, platform, faults = scenario.clients, scenario.platform, scenario.faults
    at_once = clients.oab_after_move == "at_once"
    is_found = faults.found_after is not None and faults.found_after < clients.horizon
    record = np.zeros(1, WORLD)[0]
    record["controllers"] = platform.controllers
    record["is_denied"] = scenario.procedure.default_lists == "denied"
    record["is_redirecting"] = platform.source_redirects
    record["is_mrs"] = scenario.procedure.move is Move.MRS
    record["retries"] = clients.retries
    record["retry"] = clients.autodiscover_retry
    record["period"] = clients.autodiscover_period
    record["prompt"], record["prompt_sigma"] = clients.prompt_delay.median, clients.prompt_delay.sigma
    record["session_sigma"] = clients.session.sigma
    record["is_fetched_at_once"] = at_once
    record["fetch_span"] = clients.oab_delay if at_once else clients.oab_period
    record["fetch_period"] = clients.oab_period
    rate = clients.oab_us_per_entry
    record["us_per_entry"], record["us_per_entry_sigma"] = rate.median, rate.sigma
    record["horizon"] = clients.horizon
    record["found_after"] = max(1, faults.found_after or 0) if is_found else -1
    record["book_phase"], record["book_cycle"] = book_phase, platform.oab_cycle
    return record
