"""Every class of orderings beside every window: least and greatest risk and cost over the members that span it.

Members that come to the same campaign are run once. What is printed of a class is always that of one of its members,
by name: the one that exposes least need not be the one that costs least.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from sim.campaign import mean_mailboxes, median_duration
from sim.explorer import explore
from sim.orderings.alike import time_line
from sim.orderings.choice import Ordering, procedure_of
from sim.orderings.extremes import Aim, extreme
from sim.population import draw_people
from sim.procedure import Move, Procedure, Step, built_in
from sim.scenario import Scenario
from sim.streams import Source
from sim.words import Verb

from ..study.file import SHIPPED, StudyFile
from ..workers import Task, Told, cores, run_all
from .survey import SMALL, Judged, Survey
from .worth import COUNTED, Cell, Worth, worths

MEASURES: Final = (
    "exposed",
    "any_exposed",
    "exposed_q99",
    "nights",
    "downtime_p99_s",
    "refused_logons",
)
"""What varies inside a class."""
ERRORS: Final = ("exposed_se", "refused_logons_se")
"""Standard errors, where not all tenants were looked at."""
EVERY: Final = ((100_000, 113), (2_000, 67))
"""Of more tenants than the first number, one in so many is looked at for what a member exposes; of fewer, all.

Prime, so that every place in a batch is met; a thousand of them tell a mean to a percent or two.
"""
EVERY_OF_NAMED: Final = 11
"""Likewise, of the procedures that ship."""
REFUSED_EVERY: Final = 7
"""Likewise, for how many of its logons are refused."""
SETTLED: Final = {"procedure": "the orderings stand in its place"}
"""The key of a scenario that orderings give values of its own, and where these come from."""
_CELLS: Final = 150
"""Campaigns of a task at most: each draws the tenants anew."""
_TASKS_A_CORE: Final = 4
"""At least, where there are as many campaigns: none waits long for another."""


@dataclass(frozen=True, slots=True)
class Looked:
    """One tenant in how many is looked at.

    Attributes:
        at: for what a member exposes.
        at_named: for what a procedure that ships does.
        for_refused: for how many of its logons are refused.
    """

    at: int = 1
    at_named: int = 1
    for_refused: int = 1

    @classmethod
    def of(cls, tenants: int) -> "Looked":
        """At so many tenants.

        >>> Looked.of(2_000), Looked.of(130_000)
        (Looked(at=1, at_named=1, for_refused=1), Looked(at=113, at_named=11, for_refused=7))
        """
        for more_than, every in EVERY:
            if tenants > more_than:
                return cls(every, EVERY_OF_NAMED, REFUSED_EVERY)
        return cls()


@dataclass(frozen=True, slots=True)
class Extent:
    """How far a measure goes inside a class.

    Attributes:
        least: its least value.
        least_in: the member that has it.
        greatest: its greatest.
        greatest_in: likewise.
    """

    least: float
    least_in: Ordering
    greatest: float
    greatest_in: Ordering


@dataclass(frozen=True, slots=True)
class Region:
    """A class under one window.

    Attributes:
        judged: the class and its verdict.
        window: the isolation step's length, microseconds; None: as the scenario says.
        extents: of each measure.
        exposed_se: the standard error of the greatest expected number: not all tenants were looked at.
        refused_se: that of the greatest number of refused logons, likewise.
    """

    judged: Judged
    window: int | None
    extents: Mapping[str, Extent]
    exposed_se: float
    refused_se: float


@dataclass(frozen=True, slots=True)
class Named:
    """A procedure that ships, under one window.

    Attributes:
        name: its name.
        window: as in Region.
        leaks: what the explorer says of it.
        worth: what it exposes and costs.
    """

    name: str
    window: int | None
    leaks: bool
    worth: Worth


@dataclass(frozen=True)
class Atlas:
    """All classes under all windows.

    Attributes:
        survey: the classes.
        regions: class after class for the first window, then for the next.
        named: the procedures of the same move that ship.
        campaigns: how many were run.
        about: what ran, and how.
    """

    survey: Survey
    regions: Sequence[Region]
    named: Sequence[Named]
    campaigns: int
    about: Mapping[str, Any]

    @classmethod
    def of(
        cls, survey: Survey, scenario: Scenario, windows: Sequence[int | None], seed: int, told: Told
    ) -> "Atlas":
        """Run what the classes come to, on all cores.

        Args:
            survey: the classes, judged.
            scenario: whose steps and window are replaced.
            windows: lengths of the isolation step.
            seed: of the one schedule that all meet.
            told: is called with tasks done and tasks in all.
        """
        drawing = _Drawing(survey, scenario, seed)
        tenants = scenario.population.tenants
        looked_at = Looked.of(tenants)
        shipped = list(_shipped(survey.move))
        cells = [cell for w in windows for cell in drawing.cells(w, looked_at)]
        cells += [Cell(p, w, looked_at.at_named if leaks else None) for w in windows for p, leaks in shipped]
        found = _dealt_back(run_all(list(_lots(scenario, cells, seed)), told))
        regions: list[Region] = []
        for window in windows:
            worth = {key: next(found) for key in drawing.members}
            regions += (drawing.region(each, window, worth) for each in survey.judged)
        named = [Named(p.name, w, leaks, next(found)) for w in windows for p, leaks in shipped]
        about = {
            "tenants": tenants,
            "seed": seed,
            "every": looked_at.at,
            "refused_every": looked_at.for_refused,
            "scenario": scenario.name,
        }
        return cls(survey, regions, named, len(windows) * len(drawing.members), about)


def windows_of(scenario: Scenario, *, is_map: bool) -> Sequence[int | None]:
    """The lengths of the isolation step: those of the study that ships for a map, else the scenario's."""
    return StudyFile.load(SHIPPED).windows if is_map else (scenario.window,)


class _Drawing:
    """The members that span each class, and which of them come to the same campaign."""

    def __init__(self, survey: Survey, scenario: Scenario, seed: int) -> None:
        self._survey = survey
        takes = durations(scenario, seed)
        self._spanning = {
            each.one.critical: tuple(dict.fromkeys(extreme(each.one, aim, takes) for aim in Aim))
            for each in survey.judged
        }

    @cached_property
    def members(self) -> dict[Ordering, tuple[Ordering, bool]]:
        """One member for each time line, and whether it leaks."""
        found: dict[Ordering, tuple[Ordering, bool]] = {}
        for each in self._survey.judged:
            for member in self._spanning[each.one.critical]:
                found.setdefault(time_line(member), (member, each.leaks))
        return found

    def cells(self, window: int | None, looked_at: Looked) -> Iterator[Cell]:
        """The campaigns under a window, in the order of the time lines."""
        for member, leaks in self.members.values():
            every = COUNTED if closes_on_people(member) else looked_at.at
            procedure = procedure_of(member, self._survey.move)
            yield Cell(procedure, window, every if leaks else None, looked_at.for_refused)

    def region(self, each: Judged, window: int | None, worth: Mapping[Ordering, Worth]) -> Region:
        """What a class comes to under a window."""
        by_member = [(member, worth[time_line(member)]) for member in self._spanning[each.one.critical]]
        return region_of(each, window, by_member)


def region_of(judged: Judged, window: int | None, by_member: Sequence[tuple[Ordering, Worth]]) -> Region:
    """A class under a window, from what its members come to."""
    extents = {}
    for measure in MEASURES:
        low = min(by_member, key=lambda pair: float(getattr(pair[1], measure)))
        high = max(by_member, key=lambda pair: float(getattr(pair[1], measure)))
        extents[measure] = Extent(getattr(low[1], measure), low[0], getattr(high[1], measure), high[0])
    most = max((found for _, found in by_member), key=lambda found: found.exposed)
    longest = max((found for _, found in by_member), key=lambda found: found.refused_logons)
    return Region(judged, window, extents, most.exposed_se, longest.refused_logons_se)


def durations(scenario: Scenario, seed: int) -> dict[Verb, float]:
    """What a step takes for a tenant of mean size, microseconds, at its median."""
    people = draw_people(scenario, Source(seed))
    size = mean_mailboxes(people)
    timed = [verb for verb in Verb if verb is not Verb.MANUAL]
    return {verb: float(median_duration(scenario, Step(verb=verb), size, people)) for verb in timed}


def _shipped(move: Move) -> Iterator[tuple[Procedure, bool]]:
    for name in built_in():
        procedure = Procedure.load(name)
        if procedure.move is move:
            yield procedure, explore(procedure, SMALL).leaks


def closes_on_people(member: Ordering) -> bool:
    """Does its gate close on people who are served, and are not isolated everywhere before it does?

    The law of such a tenant takes a hundred times as long.
    """
    if Verb.CLOSE_GATE not in member:
        return False
    before = member[: member.index(Verb.CLOSE_GATE)]
    is_isolated = (
        Verb.WAIT_REPLICATION in before
        and Verb.ASSIGN_POLICY in before[: before.index(Verb.WAIT_REPLICATION)]
    )
    return {Verb.CUT_OVER, Verb.SWITCH_ROUTING} <= {*before} and not is_isolated


def _lots(scenario: Scenario, cells: Sequence[Cell], seed: int) -> Iterator[Task]:
    size = min(_CELLS, -(-len(cells) // (_TASKS_A_CORE * cores())))
    many = -(-len(cells) // size)
    # Dealt out like cards: what takes long stands together, and would be one task that all wait for.
    for first in range(many):
        yield worths, (scenario, cells[first::many], seed)


def _dealt_back(hands: Sequence[Sequence[Worth]]) -> Iterator[Worth]:
    many = len(hands)
    for place in range(sum(map(len, hands))):
        yield hands[place % many][place // many]
