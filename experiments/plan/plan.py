"""A plan: what is asked of one procedure before its first night, and everything that answers a change board.

What may stop the campaign is left out of every probability: a stop only begins once somebody has been exposed. It
stands beside them, as a mitigation counted over schedules.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sim.campaign import plan as planned
from sim.draws import Draws
from sim.errors import InputError
from sim.explorer.assessment import Assessment, assess
from sim.procedure import Procedure
from sim.scenario import Scenario
from sim.stops import may_stop
from sim.streams import Source
from sim.units import spoken

from .. import wording
from ..assumptions import assumptions
from ..procedures.timeline import TimeLine
from ..workers import Run, Task, Told, cores, crew, in_order
from .chance import Chance, chances_of, efforts, unstopped
from .cheapest import Safe, cheapest_safe
from .demand import Demand
from .drivers import drivers
from .hoster import Hoster
from .mitigations import Mitigation, mitigations
from .nights import SCHEDULES, Counted, counted, night_rows, total_rows
from .register import exposure_row, other_rows
from .reliability import Reliability, reliabilities
from .window import Allowed, longest_window

"""Is called with parts done and parts in all."""
PARTS: Final = 8
_A_LOT: Final = 5
"""Schedules of a task."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A mitigation, and the risk under it.

    Attributes:
        mitigation: it.
        chance: P(at least K exposed) and the expected number under it.
        is_proved: nothing can leak under it, the explorer says; None: it leaves the procedure as it is.
    """

    mitigation: Mitigation
    chance: Chance
    is_proved: bool | None


@dataclass(frozen=True, slots=True)
class StopRule:
    """What the scenario's own stop rules save, counted over schedules.

    Attributes:
        without: tenants exposed, by schedule, where nothing stops the campaign.
        stopped: and where the rules do.
        not_reached: tenants that a stop leaves for later.
    """

    without: Sequence[int]
    stopped: Sequence[int]
    not_reached: Sequence[int]


@dataclass(frozen=True)
class Found:
    """What a plan came to.

    Attributes:
        about: what was asked.
        scenario: the campaign, with what may stop it.
        hoster: what was known of the hoster.
        assessment: what the explorer says of the procedure.
        chance: P(at least K exposed) and the expected number, nothing stopping it.
        line: the time line of a tenant's steps.
        nights: one row a night.
        totals: one row a total of the campaign.
        demand: one row a thing that the servers have to do.
        window: the longest isolation step that the risk allows; None: no step assigns a tenant's policy.
        reliabilities: what the risk asks of each step.
        tried: mitigations.
        stop_rule: what the scenario's own stop rules save; None: it has none.
        safe: the cheapest safe procedures.
        drivers: the inputs that move the risk most, one row an end.
        register: one row a risk.
    """

    about: Mapping[str, Any]
    scenario: Scenario
    hoster: Hoster
    assessment: Assessment
    chance: Chance
    line: TimeLine
    nights: Sequence[Mapping[str, Any]]
    totals: Sequence[Mapping[str, Any]]
    demand: Sequence[Mapping[str, Any]]
    window: Allowed | None
    reliabilities: Sequence[Reliability]
    tried: Sequence[Tried]
    stop_rule: StopRule | None
    safe: Sequence[Safe]
    drivers: Sequence[Mapping[str, Any]]
    register: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Plan:
    """A plan, ready to be made.

    Attributes:
        scenario: the campaign.
        hoster: what is known of the hoster.
        risk: the probability that may be run.
        at: of so many tenants exposed, or more.
        seed: of the people, and the first of all.
        command: what was typed.
    """

    scenario: Scenario
    hoster: Hoster
    risk: float
    at: int
    seed: int
    command: str

    @classmethod
    def of(cls, scenario: Scenario, hoster: Hoster, risk: float, at: int, seed: int, command: str) -> "Plan":
        """A plan of a scenario's procedure.

        Raises:
            InputError: a risk that is no probability, or more tenants than there are.
        """
        if not 0 < risk < 1:
            raise InputError.of_option("--risk", risk, "a probability above 0 and below 1")
        if not 1 <= at <= scenario.population.tenants:
            expected = f"a number of tenants from 1 to the {scenario.population.tenants} that there are"
            raise InputError.of_option("--at", at, expected)
        return cls(scenario, hoster, risk, at, seed, command)

    def make(self, told: Told) -> Found:
        """Look at everything, on all cores."""
        with crew(cores()) as run:
            return self._made(run, _Steps(told))

    def _made(self, run: Run, steps: "_Steps") -> Found:
        free, people = unstopped(self.scenario), Draws(self.scenario, Source(self.seed)).people
        assessment = assess(free.procedure)
        steps.done()
        schedules = self._schedules(run, free)
        nights = night_rows(free, people, self.hoster, schedules)
        demand = Demand.of(free, people, self.hoster, max(row["tenants"] for row in nights)).rows()
        steps.done()
        (chance,) = chances_of(run, free, [{}], self.seed, self.at)
        steps.done()
        has_window = free.procedure.depends_on_window
        window = longest_window(run, free, self.seed, self.at, self.risk) if has_window else None
        steps.done()
        asked = reliabilities(run, free, self.seed, self.at, self.risk)
        steps.done()
        allowed = None if window is None else window.window_s
        # Where nobody can be exposed there is nothing to do about it.
        each = list(mitigations(free, assessment, allowed)) if chance.p else []
        tried = self._tried(run, free, each)
        stop_rule = self._stop_rule(run, schedules) if may_stop(self.scenario) else None
        steps.done()
        safe = cheapest_safe(run, free, self.seed)
        steps.done()
        moved_by = drivers(run, free, self.seed, self.at)
        steps.done()
        tested = (
            f"{wording.counted(len(efforts(self.seed)), 'seed')} of the exact law, both shocks integrated;"
            f" {wording.counted(assessment.verdict.states, 'state')} explored"
        )
        mailboxes, matrix = int(people.mailboxes.sum()), self.hoster.matrix
        plan_of = planned(free, people)
        register = [
            exposure_row(chance, self.at, mailboxes, matrix, tested),
            *other_rows(schedules, nights, demand, plan_of.planned_nights, people, self.hoster),
        ]
        return Found(
            self._about(plan_of.planned_nights, plan_of.batch, mailboxes),
            self.scenario,
            self.hoster,
            assessment,
            chance,
            TimeLine.of(free, self.seed),
            nights,
            list(total_rows(schedules)),
            demand,
            window,
            asked,
            tried,
            stop_rule,
            safe,
            moved_by,
            register,
        )

    def _schedules(self, run: Run, scenario: Scenario) -> list[Counted]:
        seeds = range(self.seed, self.seed + SCHEDULES)
        lots = [seeds[first : first + _A_LOT] for first in range(0, SCHEDULES, _A_LOT)]
        tasks: list[Task] = [(counted, (scenario, self.seed, lot)) for lot in lots]
        return [each for lot in in_order(run, tasks) for each in lot]

    def _tried(self, run: Run, free: Scenario, each: Sequence[Mitigation]) -> list[Tried]:
        chances = chances_of(run, free, [one.changes for one in each], self.seed, self.at)
        return [Tried(one, chance, _is_proved(free, one)) for one, chance in zip(each, chances, strict=True)]

    def _stop_rule(self, run: Run, without: Sequence[Counted]) -> StopRule:
        stopped = self._schedules(run, self.scenario)
        return StopRule(
            [one.totals["exposed"] for one in without],
            [one.totals["exposed"] for one in stopped],
            [one.totals["not_reached"] for one in stopped],
        )

    def _about(self, planned_nights: int, batch: int, mailboxes: int) -> dict[str, Any]:
        from importlib.metadata import version

        scenario, campaign = self.scenario, self.scenario.campaign
        assumed = [row for row in assumptions(scenario) if row["source"].startswith("assumption")]
        return {
            "procedure": scenario.procedure.name,
            "purpose": scenario.procedure.purpose,
            "window": wording.AS_DRAWN if scenario.window is None else spoken(scenario.window),
            "risk": self.risk,
            "at": self.at,
            "tenants": scenario.population.tenants,
            "mailboxes": mailboxes,
            "seed": self.seed,
            "seeds": [seed for effort in efforts(self.seed) for seed in effort.seeds],
            "schedules": SCHEDULES,
            "planned_nights": planned_nights,
            "slots": campaign.slots,
            "batch": batch,
            "first_day": str(campaign.first_day),
            "time_zone": campaign.time_zone,
            "closed_days": list(map(str, campaign.closed_days)),
            "may_stop": may_stop(scenario),
            "assumed": len(assumed),
            "command": self.command,
            "scenario": scenario.name,
            "scenario_digest": scenario.digest,
            "version": version("gallab"),
        }


class _Steps:
    """Parts of a plan that are done."""

    def __init__(self, told: Told) -> None:
        self._told, self._done = told, 0
        told(0, PARTS)

    def done(self) -> None:
        """One more is."""
        self._done += 1
        self._told(self._done, PARTS)


def _is_proved(scenario: Scenario, each: Mitigation) -> bool | None:
    procedure = each.changes.get("procedure")
    if not isinstance(procedure, dict):
        return None
    return not assess_leaks(Procedure.of(procedure, "plan"))


def assess_leaks(procedure: Procedure) -> bool:
    """Can a procedure leak, or where the campaign is stopped?"""
    from sim.explorer.assessment import judged

    return judged(procedure)[0].leaks
