"""The judges side by side, on fewer tenants and schedules than the page has; seeds are fixed, so nothing flakes."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from experiments.study.campaigns import Cell, compared
from experiments.validation import page
from experiments.validation.__main__ import PAGE
from experiments.validation.judged import APART, Judged, judged, met
from experiments.validation.scenarios import INCIDENT, PROVED, shelf
from sim.scenario import Scenario

TENANTS = 1_200
SCHEDULES = 3
LOOKED_AT = 400
"""Tenants of which the law is told; of a tenth where each takes it long."""


@pytest.fixture(scope="module")
def found() -> dict[str, Judged]:
    """Every scenario of the page, small."""
    seeds = range(1, SCHEDULES + 1)
    return {
        scenario.name: judged(
            scenario,
            compared(Cell(scenario, ()), 1),
            [met(scenario, seed, LOOKED_AT) for seed in seeds],
        )
        for scenario in shelf(TENANTS)
    }


def test_no_two_judges_disagree(found: dict[str, Judged]) -> None:
    """Rows are equal, counts lie about the law's mean, and who is proved exposes nobody."""
    assert {name: each.disagreements for name, each in found.items() if each.disagreements} == {}
    assert sum(each.counted.mean for each in found.values()) > 100 / SCHEDULES


def test_whoever_counts_too_many_is_found_out(found: dict[str, Judged]) -> None:
    """A kernel that exposes every tenth tenant more, one differing row, a proof beside an exposed tenant."""
    many = found["polling-clients"]
    off = [replace(each, looked=each.looked + 20) for each in many.met]
    assert many.apart < APART < replace(many, met=off).apart
    assert replace(many, both=replace(many.both, difference="x")).disagreements == ["rows differ: x"]
    assert replace(many, sealed=found[PROVED].sealed).disagreements == ["proved, and somebody is exposed"]
    nobody = replace(found[PROVED], sealed=many.sealed)
    assert nobody.disagreements == ["it can leak, and nobody is exposed in any schedule"]


KEYS: dict[str, Callable[[Scenario], Any]] = {
    "procedure": lambda s: s.procedure.name,
    "follow": lambda s: s.clients.follow,
    "dawn": lambda s: s.campaign.at_dawn,
    "faults": lambda s: s.faults,
    "residents": lambda s: s.population.residents,
    "books": lambda s: s.clients.oab_after_move,
}


def test_the_scenarios_differ_in_what_matters() -> None:
    """There is the incident and ten others, and each of these keys has several values among them."""
    scenarios = list(shelf())

    assert scenarios[0].name == INCIDENT
    assert len({scenario.digest for scenario in scenarios}) == 11
    assert {name: len({str(of(s)) for s in scenarios}) > 1 for name, of in KEYS.items()} == dict.fromkeys(
        KEYS, True
    )
    assert {scenario.population.tenants for scenario in scenarios} == {130_000}


def test_the_page_has_every_scenario_as_it_is() -> None:
    """Rows and purposes of the page are those of the files: whoever changes one writes the page anew."""
    text = PAGE.read_text(encoding="utf-8")
    part = text.partition(page.HEADINGS["judges"])[2].partition("\n## ")[0]
    rows = [
        [cell.strip() for cell in line.split("|")[1:-1]]
        for line in part.splitlines()
        if line.startswith("| ")
    ]
    said = re.findall(r"^- \*\*([\w-]+)\*\* \(`([\w-]+)`\): (.*)$", part, flags=re.MULTILINE)

    assert [row[0] for row in rows[2:]] == [scenario.name for scenario in shelf()]
    assert said == [(s.name, s.procedure.name, s.purpose) for s in shelf()]
    assert {row[3] for row in rows[2:]} == {"130,000"}
    exposed = {row[0]: int(row[1].replace(",", "")) for row in rows[2:]}
    assert exposed.pop(PROVED) == 0
    assert all(5 <= number <= 5_000 for number in exposed.values())
    assert "No two judges disagree" in part
