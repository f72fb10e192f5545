"""What is left of a campaign, by the operator's journal: who has moved, who is on the way, who has not been begun.

The journal knows reported outcomes alone. So a tenant counts as moved that reports say has moved; who is isolated in
name only is not seen here, and no plan of what is left can be.
"""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import numpy as np

from sim.campaign import mean_mailboxes, median_duration
from sim.errors import InputError
from sim.inventory import UNKNOWN
from sim.journal.clock import Clock
from sim.journal.line import MEND, Line, Reported
from sim.journal.reading import read_journal, tenants_in
from sim.nights import Nights
from sim.population import People, draw_people
from sim.procedure import Procedure
from sim.scenario import Scenario
from sim.streams import Source
from sim.tables import KINDS
from sim.units import DAY, SECOND
from sim.words import NEVER, Verb

from ..estimates import share_interval


class Stands(StrEnum):
    """How far a tenant has come."""

    MOVED = "moved"
    """Its last step is done."""
    IN_FLIGHT = "in flight"
    """A step of its night has begun, and its last is not done."""
    FAILED = "failed"
    """A step was given up, and it stays where it is."""
    BACK = "rolled back"
    """What had been done was undone."""
    PREPARED = "prepared"
    """Its mailboxes are on their way, and its night has not begun."""
    UNTOUCHED = "not begun"


LEFT: Final = (Stands.BACK, Stands.PREPARED, Stands.UNTOUCHED)
"""Who has a whole night before it."""


@dataclass(frozen=True)
class Left:
    """A campaign in the middle.

    Attributes:
        stands: how far each tenant of the population has come, by number.
        open_now: tenants that are reachable and whose isolation has not been reported, by number.
        until: microseconds since 00:00 of the first day: the journal's last instant.
        resumes: the date on which the next night may begin.
        verbs: one row a verb: what was reported, how long it took, beside what is assumed.
        nights: tenants whose last step was done, by the date on which their night began.
    """

    stands: Mapping[int, Stands]
    open_now: Sequence[int]
    until: int
    resumes: date
    verbs: Sequence[Mapping[str, Any]]
    nights: Mapping[date, int]

    @classmethod
    def read(cls, path: str, scenario: Scenario, seed: int) -> "Left":
        """What a journal says of a scenario's campaign.

        Raises:
            InputError: it cannot be read, holds no line, or leaves nothing to plan.
        """
        tenants, inventory = scenario.population.tenants, scenario.inventory
        names = None if inventory is None else inventory.names[:tenants]
        lines = read_journal(path, Clock.of(scenario.campaign), tenants, names)
        if not lines:
            raise InputError(path, "expected a line for each step on a tenant; there is none")
        stands = dict.fromkeys(range(tenants), Stands.UNTOUCHED)
        open_now, ends = [], Counter[date]()
        for tenant, of in tenants_in(lines):
            stands[tenant] = stands_of(of, scenario.procedure)
            if is_open(of):
                open_now.append(tenant)
            if stands[tenant] is Stands.MOVED:
                ends[_night_of(scenario, _moved_at(of))] += 1
        until = max(max(line.start, line.end if line.end != NEVER else 0) for line in lines)
        if not any(each in LEFT for each in stands.values()):
            raise InputError(path, "nothing is left to plan: every tenant's night has begun")
        people = draw_people(scenario, Source(seed))
        return cls(
            stands,
            open_now,
            until,
            _night_of(scenario, until) + timedelta(days=1),
            list(_verb_rows(lines, scenario, people)),
            dict(sorted(ends.items())),
        )

    def counts(self) -> dict[str, int]:
        """Tenants by how far they have come."""
        found = Counter(self.stands.values())
        return {str(each): found[each] for each in Stands}

    @property
    def numbers(self) -> list[int]:
        """Those with a whole night before them."""
        return [number for number, each in self.stands.items() if each in LEFT]

    def write_inventory(self, scenario: Scenario, seed: int, path: Path) -> None:
        """Who is left, as an inventory that any command reads."""
        numbers = np.array(self.numbers, np.int64)
        people, inventory = draw_people(scenario, Source(seed), numbers), scenario.inventory
        header = ["tenant", "mailboxes", "lists", "largest"]
        extra: list[tuple[str, Sequence[str]]] = []
        if inventory is not None:
            known = inventory.size
            extra.append(("size", ["" if known[n] == UNKNOWN else f"{known[n]} B" for n in numbers]))
            for kind, name in enumerate(KINDS):
                shares = inventory.shares[:, kind]
                extra.append((name, ["" if np.isnan(shares[n]) else f"{shares[n]:g}" for n in numbers]))
            extra += [(name, [cells[n] for n in numbers]) for name, cells in inventory.orders.items()]
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow([*header, *(name for name, _ in extra)])
            for i, number in enumerate(numbers.tolist()):
                own = [number, people.mailboxes[i], people.lists[i], f"{people.largest[i]} B"]
                writer.writerow([*own, *(cells[i] for _, cells in extra)])

    def scenario(self, scenario: Scenario, inventory: Path) -> Scenario:
        """The campaign of what is left: its tenants, from the next night on, beside all that has moved.

        Their pre-sync is taken to be as far ahead of the nights as it was.
        """
        ahead = Nights(scenario.campaign)[0].opens_at // DAY
        changes: dict[str, object] = {
            "population.inventory": str(inventory.absolute()),
            "population.map": None,
            "population.tenants": len(self.numbers),
            "population.residents": scenario.population.residents
            + sum(each in (Stands.MOVED, Stands.IN_FLIGHT, Stands.FAILED) for each in self.stands.values()),
            "campaign.first_day": self.resumes - timedelta(days=ahead),
        }
        return scenario.replaced(changes, source="journal")


def stands_of(lines: Sequence[Line], procedure: Procedure) -> Stands:
    """How far a tenant has come, by its lines, sorted by start."""
    last = [step.verb for step in procedure.steps if step.on is None][-1]
    night = {step.verb for step in procedure.steps[procedure.presync_end :]}
    if any(line.outcome is Reported.UNDONE for line in lines):
        return Stands.BACK
    if any(line.verb == last and line.outcome in (Reported.DONE, Reported.SKIPPED) for line in lines):
        return Stands.MOVED
    if any(line.outcome is Reported.FAILED for line in lines):
        is_there = any(line.verb == Verb.CUT_OVER and line.outcome is Reported.DONE for line in lines)
        is_mended = any(line.verb == MEND for line in lines)
        return Stands.MOVED if is_there and is_mended else Stands.FAILED
    return Stands.IN_FLIGHT if any(line.verb in night for line in lines) else Stands.PREPARED


def is_open(lines: Sequence[Line]) -> bool:
    """Is a tenant reachable, its gate open and its isolation not reported, as far as its lines tell?"""
    state: dict[str, bool] = {}
    for line in lines:
        if line.outcome is Reported.DONE:
            state[line.verb] = True
        elif line.outcome is Reported.UNDONE:
            state[line.verb] = False
        if line.verb == Verb.CLOSE_GATE and line.outcome is Reported.DONE:
            state[Verb.OPEN_GATE] = False
    is_shut = state.get(Verb.CLOSE_GATE, False) and not state.get(Verb.OPEN_GATE, False)
    is_reached = state.get(Verb.CUT_OVER, False) and state.get(Verb.SWITCH_ROUTING, False)
    is_isolated = state.get(Verb.ASSIGN_POLICY, False) or state.get(MEND, False)
    return is_reached and not is_shut and not is_isolated


def _moved_at(lines: Sequence[Line]) -> int:
    """When a tenant that has moved was cut over, its last mailbox's if they were one by one."""
    return max(line.start for line in lines if line.verb == Verb.CUT_OVER)


def _night_of(scenario: Scenario, at: int) -> date:
    """The date on which the night began that an instant belongs to."""
    return scenario.campaign.first_day + timedelta(days=(at - scenario.campaign.opens) // DAY)


def _verb_rows(lines: Sequence[Line], scenario: Scenario, people: People) -> Iterator[dict[str, Any]]:
    size, steps = mean_mailboxes(people), scenario.procedure.steps
    for verb in dict.fromkeys(step.verb for step in steps if step.on is None):
        of = [line for line in lines if line.verb == verb and line.outcome is not Reported.UNDONE]
        if not of:
            continue
        counts = Counter(line.outcome for line in of)
        ended = len(of) - counts[Reported.RUNNING]
        failed = counts[Reported.FAILED] + counts[Reported.SKIPPED]
        took = [(line.end - line.start) / SECOND for line in of if line.outcome is Reported.DONE]
        low, high = share_interval(failed, ended) if ended else (0.0, 1.0)
        step = next(step for step in steps if step.verb == verb)
        yield {
            "verb": str(verb),
            "lines": len(of),
            **{str(each): counts[each] for each in Reported if each is not Reported.UNDONE},
            "undone": sum(line.verb == verb and line.outcome is Reported.UNDONE for line in lines),
            "failed_share": failed / ended if ended else 0.0,
            "failed_low": low,
            "failed_high": high,
            "assumed_share": scenario.faults.hard_of(verb),
            "median_s": float(np.median(took)) if took else None,
            "p99_s": float(np.quantile(took, 0.99)) if took else None,
            "assumed_median_s": median_duration(scenario, step, size, people) / SECOND,
        }
