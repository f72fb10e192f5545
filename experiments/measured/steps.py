"""What steps take, and how often they fail or only say that they did not, from the journal."""

from collections import Counter
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
    parts = [f'base = "{written(max(1, round(base * scale)))}"'] if base else []
    if mailbox:
        parts.append(f'mailbox = "{written(max(1, round(mailbox * scale)))}"')
    return "{ " + ", ".join([*parts, f"sigma = {found.sigma:.3g}"]) + " }"


def _faults(lines: Sequence[Line]) -> Iterator[Measure | Untold]:
    outcomes: Counter[tuple[str, Reported]] = Counter((line.verb, line.outcome) for line in lines)
    reported = outcomes[Verb.ASSIGN_POLICY, Reported.DONE]
    assigned = {
        line.tenant: line.end
        for line in lines
        if line.verb == Verb.ASSIGN_POLICY and line.outcome is Reported.DONE
    }
    mended = {line.tenant: line.end for line in lines if line.verb == MEND and line.tenant in assigned}
    if reported < FEW:
        yield Untold("faults.silent", f"{reported} policies were reported as assigned")
    else:
        low, high = share_interval(len(mended), reported)
        share = len(mended) / reported
        yield Measure(
            "faults.silent", share, low, high, reported, "of the steps",
            f"{len(mended):,} policies were reported as assigned and mended later", f"{share:.3g}",
        )  # fmt: skip
    if mended:
        waits = sorted(mended[tenant] - assigned[tenant] for tenant in mended)
        middle = waits[len(waits) // 2]
        yield Measure(
            "faults.found_after", middle / SECOND, waits[0] / SECOND, waits[-1] / SECOND, len(waits), "s",
            "from the report to the mend: median, shortest, longest", f'"{written(middle)}"',
        )  # fmt: skip
    else:
        yield Untold("faults.found_after", "nothing was mended")
    done = sum(number for (_, outcome), number in outcomes.items() if outcome is Reported.DONE)
    failed = sum(
        number for (_, outcome), number in outcomes.items() if outcome in (Reported.FAILED, Reported.SKIPPED)
    )
    if done + failed >= FEW:
        low, high = share_interval(failed, done + failed)
        share = failed / (done + failed)
        yield Measure(
            "faults.hard", share, low, high, done + failed, "of the steps", "steps that were given up",
            f"{share:.3g}",
        )  # fmt: skip
    yield Untold("faults.transient", "a journal does not say how often a step was tried again")
