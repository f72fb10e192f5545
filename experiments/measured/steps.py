"""What steps take, and how often they fail or only say that they did not, from the journal."""

from collections.abc import Iterator, Sequence
from math import exp, hypot, sqrt
from typing import Any, Final

from sim.journal.line import MEND, Line, Reported
from sim.scenario import Scenario
from sim.units import DAY, SECOND, written
from sim.words import NEVER, Verb

from ..estimates import share_interval
from ..forensics.customers import Customers
from .measure import Logs, Measure, Untold, lognormal

FEW: Final = 10
"""Steps of a verb that there must be."""
GIVEN_UP: Final = (Reported.FAILED, Reported.SKIPPED)
SHOWS: Final = (
    Verb.PROVISION, Verb.BUILD_ADDRESS_LISTS, Verb.CREATE_POLICY, Verb.SYNC_MAILBOXES, Verb.CUT_OVER,
    Verb.SWITCH_ROUTING, Verb.ASSIGN_POLICY,
)  # fmt: skip
"""Verbs whose lie shows: a later step requires what they do, or customers see it."""
SKIPPED: Final = (Verb.SYNC_MAILBOXES, Verb.WAIT_REPLICATION, Verb.MANUAL)
"""Their durations are no law of the scenario's: a move's depends on sizes, a wait's on controllers."""


def steps(lines: Sequence[Line], customers: Customers, scenario: Scenario) -> Iterator[Measure | Untold]:
    """Every number that a journal tells.

    Args:
        lines: of the journal.
        customers: how many mailboxes a tenant has.
        scenario: the laws whose scale is measured, and what nights and campaigns share.
    """
    of: dict[str, list[Line]] = {}
    for line in lines:
        if line.end != NEVER and line.outcome is Reported.DONE and line.end > line.start:
            of.setdefault(line.verb, []).append(line)
    for verb in Verb:
        if verb in SKIPPED or not hasattr(scenario.steps, verb):
            continue
        mine = of.get(verb, [])
        if len(mine) < FEW:
            yield Untold(f"steps.{verb}", f"{len(mine)} of them are in the journal")
            continue
        yield _law(verb, mine, customers, scenario)
    yield from _faults(lines)


def _law(verb: Verb, lines: list[Line], customers: Customers, scenario: Scenario) -> Measure:
    """A verb's law: the default's, scaled; how it divides between tenant and mailbox stays the default's."""
    law: Any = getattr(scenario.steps, verb)
    base, mailbox = float(law.base), float(getattr(law, "mailbox", 0) or 0)
    ratios = [
        (line.end - line.start)
        / (base + mailbox * (1 if line.mailbox is not None else customers.mailboxes[line.tenant]))
        for line in lines
    ]
    campaign = scenario.campaign
    is_of_night = verb not in (Verb.PROVISION, Verb.BUILD_ADDRESS_LISTS, Verb.CREATE_POLICY)
    nights = len({line.start // DAY for line in lines})
    shared = campaign.campaign_shock
    if is_of_night:
        shared = hypot(shared, campaign.night_shock / sqrt(nights))
    found = lognormal(ratios, shared)
    value, low, high = (base * exp(bound) for bound in (found.mean, found.low, found.high))
    return Measure(
        f"steps.{verb}", value / SECOND, low / SECOND, high / SECOND, len(lines), "s for a tenant",
        f"steps on {nights} days; sigma {found.sigma:.2f} ({found.sigma_low:.2f} to {found.sigma_high:.2f})",
        _table(found, base, mailbox),
    )  # fmt: skip


def _table(found: Logs, base: float, mailbox: float) -> str:
    scale = exp(found.mean)
    parts = [f'base = "{_rounded(base * scale)}"'] if base else []
    if mailbox:
        parts.append(f'mailbox = "{_rounded(mailbox * scale)}"')
    return "{ " + ", ".join([*parts, f"sigma = {found.sigma:.3g}"]) + " }"


def _rounded(us: float) -> str:
    """A duration as a file has it, to four figures.

    >>> _rounded(1_177_451), _rounded(36_117_487_019)
    ('1177 ms', '602 min')
    """
    digits = max(0, len(str(round(us))) - 4)
    return written(max(1, round(us / 10**digits) * 10**digits))


def _faults(lines: Sequence[Line]) -> Iterator[Measure | Untold]:
    yield from _silent(lines)
    # A synchronisation fails mailbox by mailbox, and a large tenant's oftener: moves tell of it, not this.
    of = [line for line in lines if line.verb not in (MEND, Verb.SYNC_MAILBOXES)]
    done = sum(line.outcome is Reported.DONE for line in of)
    # What was refused at once lacked what an earlier step had only said to have done.
    failed = sum(line.outcome in GIVEN_UP and line.end > line.start for line in of)
    if done + failed >= FEW:
        low, high = share_interval(failed, done + failed)
        share = failed / (done + failed)
        yield Measure(
            "faults.hard", share, low, high, done + failed, "of the steps",
            f"steps, of which {failed:,} were given up",
            f"{share:.3g}",
        )  # fmt: skip
    yield Untold("faults.transient", "a journal does not say how often a step was tried again")


def _silent(lines: Sequence[Line]) -> Iterator[Measure | Untold]:
    """Steps that only said that they were done: the next one was refused at once, or a mend found them."""
    reported = sum(line.outcome is Reported.DONE and line.verb in SHOWS for line in lines)
    if reported < FEW:
        yield Untold("faults.silent", f"{reported} steps whose lie would show are in the journal")
        return
    refused = sum(line.outcome in GIVEN_UP and line.end == line.start for line in lines)
    given_up = {line.tenant for line in lines if line.outcome in GIVEN_UP}
    assigned = {
        line.tenant: line.end
        for line in lines
        if line.verb == Verb.ASSIGN_POLICY and line.outcome is Reported.DONE
    }
    # Whoever was halted is mended too: that is counted where it was halted.
    mended = {
        line.tenant: line.end
        for line in lines
        if line.verb == MEND and line.tenant in assigned and line.tenant not in given_up
    }
    lies = min(refused + len(mended), reported)
    low, high = share_interval(lies, reported)
    yield Measure(
        "faults.silent", lies / reported, low, high, reported, "of the steps",
        f"steps whose lie shows: {refused:,} by a next one refused at once, {len(mended):,} by a mend",
        f"{lies / reported:.3g}",
    )  # fmt: skip
    if not mended:
        yield Untold("faults.found_after", "nothing that had been reported as done was mended")
        return
    waits = sorted(mended[tenant] - assigned[tenant] for tenant in mended)
    middle = waits[len(waits) // 2]
    yield Measure(
        "faults.found_after", middle / SECOND, waits[0] / SECOND, waits[-1] / SECOND, len(waits), "s",
        "mends, from the report on: median, shortest, longest", f'"{_rounded(middle)}"',
    )  # fmt: skip
