"""A risk assessment: which schedules it looks at, and the results folder it becomes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from sim.campaign import plan
from sim.chances.stopped import FEW
from sim.draws import Draws
from sim.errors import InputError
from sim.mixing.design import Design
from sim.mixing.node import NodeLaw, Place, node_law
from sim.mixing.schedules import judge_of
from sim.scenario import Scenario
from sim.stops import may_stop
from sim.streams import Source
from sim.units import spoken

from ..assumptions import assumptions
from ..enough import REPLICATIONS
from ..files import new_folder
from ..folders import Kind, write_mark, write_tables
from ..wording import AS_DRAWN
from ..workers import Task, Told, run_all
from .crude import counted, crude_rows
from .disclosed import Disclosed, disclosed
from .law import QUANTILES, Chance, Law, Quantile
from .levels import drawn, levels
from .picture import draw_again
from .tables import chance_rows, disclosed_rows, quantile_rows

"""Is called with tasks done and tasks in all."""

A_LOT: Final = 10
"""Campaigns of a task."""


@dataclass(frozen=True)
class Found:
    """What an assessment came to.

    Attributes:
        about: what ran, and how.
        law: of the number exposed.
        at: P(at least K), for each K.
        at_worst: the same of the worst night.
        quantiles: of the number exposed.
        disclosed: what is seen in all; None: the target is cut into pods, each of which shows its own.
        assumed: the inputs that are assumptions.
    """

    about: dict[str, Any]
    law: Law
    at: Sequence[Chance]
    at_worst: Sequence[Chance]
    quantiles: Sequence[Quantile]
    disclosed: Disclosed | None
    assumed: Sequence[str]


@dataclass(frozen=True)
class Assessment:
    """An assessment, ready to run.

    Attributes:
        scenario: what is asked.
        design: which schedules are looked at.
        at: the numbers K; none: those that are worth telling.
        command: what was typed.
    """

    scenario: Scenario
    design: Design
    at: tuple[int, ...]
    command: str

    @classmethod
    def of(
        cls, scenario: Scenario, seed: int, replications: int | None, at: Sequence[int], command: str
    ) -> "Assessment":
        """An assessment of a scenario's procedure.

        Raises:
            InputError: too few schedules, or a number that is none.
        """
        for number in at:
            if number < 1:
                raise InputError.of_option("--at", number, "a number of tenants, at least 1")
        nights = plan(scenario, Draws(scenario, Source(seed)).people).planned_nights
        try:
            design = Design.of(scenario, nights, seed, replications)
        except ValueError as error:
            raise InputError.of_option("--replications", replications, str(error)) from error
        return cls(scenario, design, tuple(sorted(set(at))), command)

    def run(self, out: Path | None, told: Told) -> Found:
        """Look at all schedules on all cores and, if there is to be one, write the results folder.

        Args:
            out: the folder; None: none is wanted.
            told: is called with tasks done and tasks in all.
        """
        if out is None:
            return self._found(told)
        with new_folder(out, Kind.RISK.mark) as folder:
            found = self._found(told)
            self._write(folder, found, self._crude(told))
            draw_again(folder)
        return found

    def _found(self, told: Told) -> Found:
        design, laws = self.design, self._laws(self.design, told)
        why = next((law.entangled for law in laws if law.entangled), "")
        if why:
            design = replace(design, is_whole=True)
            laws = self._laws(design, told)
        law = Law(design.batches(laws), design.least, design.error)
        at = self.at or levels(law.curve)
        quantiles = [law.quantile(percent) for percent in QUANTILES]
        return Found(
            self._about(design, why),
            law,
            [law.at(k) for k in at],
            [law.worst.at(k) for k in at],
            quantiles,
            self._disclosed(law, quantiles),
            [row["key"] for row in assumptions(self.scenario) if row["source"].startswith("assumption")],
        )

    def _laws(self, design: Design, told: Told) -> list[NodeLaw]:
        places = list(design.places())
        tasks: list[Task] = [(_law_at, (self.scenario, place)) for place in places]
        return run_all(tasks, told)

    def _crude(self, told: Told) -> list[int]:
        lots = [range(first, first + A_LOT) for first in range(0, REPLICATIONS, A_LOT)]
        found = run_all([(counted, (self.scenario, self.design.seed, lot)) for lot in lots], told)
        return [number for lot in found for number in lot]

    def _disclosed(self, law: Law, quantiles: Sequence[Quantile]) -> Disclosed | None:
        if self.scenario.population.pods > 1:
            return None
        return disclosed(Draws(self.scenario, Source(self.design.seed)), law, quantiles)

    def _about(self, design: Design, why: str) -> dict[str, Any]:
        from importlib.metadata import version

        scenario = self.scenario
        return {
            "procedure": scenario.procedure.name,
            "window": AS_DRAWN if scenario.window is None else spoken(scenario.window),
            "tenants": scenario.population.tenants,
            "seed": design.seed,
            "schedules": design.total,
            "batches": len({place.batch for place in design.places()}),
            "planned_nights": design.nights,
            "method": "whole campaigns" if design.is_whole else "night by night",
            "why_whole": why,
            "least": design.least,
            "stops": _stops(scenario),
            "command": self.command,
            "scenario": scenario.name,
            "scenario_digest": scenario.digest,
            "version": version("gallab"),
        }

    def _write(self, folder: Path, found: Found, crude: Sequence[int]) -> None:
        numbers = drawn(found.law.curve)
        curve = [found.law.at(k) for k in numbers]
        worst = [found.law.worst.at(k) for k in drawn(found.law.worst.curve)]
        about = found.about
        write_tables(
            folder,
            {
                "at": chance_rows(about, found.at, found.at_worst),
                "exceedance": chance_rows(about, curve, worst),
                "quantiles": quantile_rows(about, found.quantiles),
                "disclosed": disclosed_rows(about, found.disclosed),
                "crude": [{"procedure": about["procedure"], **row} for row in crude_rows(crude)],
                "assumptions": list(assumptions(self.scenario)),
            },
        )
        mean = found.law.mean
        write_mark(
            folder,
            Kind.RISK,
            {
                **about,
                "campaigns": len(crude),
                "mean": mean.mean,
                "mean_low": mean.mean_low,
                "mean_high": mean.mean_high,
            },
        )


def _stops(scenario: Scenario) -> str:
    """How the law of a campaign that may be stopped is told; empty where nothing stops it."""
    if not may_stop(scenario):
        return ""
    is_small = scenario.population.tenants <= FEW
    return "exact" if scenario.campaign.slots == 1 and is_small else "approximation"


def _law_at(scenario: Scenario, place: Place) -> NodeLaw:
    """The law at one node, as a worker finds it."""
    people = Draws(scenario, Source(place.seed))
    assert people.people.numbers.size
    return node_law(judge_of(scenario, people), place)
