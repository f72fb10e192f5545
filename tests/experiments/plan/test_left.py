"""What a journal leaves: how far each tenant has come, who stands open now, and the campaign of the rest."""

from datetime import date
from pathlib import Path

import pytest

from experiments.plan.left import Left, Stands, is_open, stands_of
from sim.draws import Draws
from sim.errors import InputError
from sim.journal.clock import Clock
from sim.journal.line import Line, Reported
from sim.journal.writing import write_journal
from sim.nights import Nights
from sim.procedure import Procedure
from sim.scenario import Scenario
from sim.simpy_engine.logbook import simulate_written
from sim.streams import Source
from sim.units import HOUR

OVH = Procedure.load("ovh-2016")


def lines(*words: str) -> list[Line]:
    """Lines of one tenant, an hour each: ``verb`` or ``verb outcome``."""
    found = []
    for at, word in enumerate(words):
        verb, _, outcome = word.partition(" ")
        found.append(Line(0, verb, at * HOUR, (at + 1) * HOUR, Reported(outcome or "done")))
    return found


@pytest.mark.parametrize(
    ("words", "stands"),
    [
        (("provision", "sync_mailboxes"), Stands.PREPARED),
        (("provision", "cut_over"), Stands.IN_FLIGHT),
        (("cut_over", "assign_policy", "decommission"), Stands.MOVED),
        (("cut_over", "generate_oab skipped", "decommission"), Stands.MOVED),
        (("cut_over", "assign_policy failed"), Stands.FAILED),
        (("cut_over", "assign_policy failed", "mend"), Stands.MOVED),
        # Mending isolates whoever is there; it moves nobody.
        (("provision", "sync_mailboxes failed", "mend"), Stands.FAILED),
        (("cut_over", "assign_policy failed", "cut_over undone"), Stands.BACK),
    ],
)
def test_how_far_a_tenant_has_come(words: tuple[str, ...], stands: Stands) -> None:
    """By what was reported of its steps."""
    assert stands_of(lines(*words), OVH) is stands


@pytest.mark.parametrize(
    ("words", "open_"),
    [
        (("cut_over",), False),
        (("cut_over", "switch_routing"), True),
        (("cut_over", "switch_routing", "assign_policy"), False),
        (("cut_over", "switch_routing", "assign_policy failed"), True),
        (("close_gate", "cut_over", "switch_routing"), False),
        (("close_gate", "cut_over", "switch_routing", "open_gate"), True),
        (("cut_over", "switch_routing", "cut_over undone"), False),
        (("cut_over", "switch_routing", "mend"), False),
    ],
)
def test_who_stands_open(words: tuple[str, ...], open_: bool) -> None:
    """Reachable, no gate closed, and no isolation reported."""
    assert is_open(lines(*words)) is open_


def test_what_is_left_of_a_run(tmp_path: Path) -> None:
    """A run cut at noon after its first night: the rest has its own numbers, nights and dates."""
    changes = {"population.tenants": 60, "campaign.tenants_per_night": 25, "procedure": "ovh-2016"}
    scenario = Scenario.load().replaced(changes)
    draws = Draws(scenario, Source(1))
    _, written = simulate_written(scenario, draws)
    noon = Nights(scenario.campaign)[0].closes_at + 6 * HOUR
    path = tmp_path / "night.csv"
    clock = Clock.of(scenario.campaign)
    write_journal(path, [line for line in written if line.end < noon], clock)

    left = Left.read(str(path), scenario, 1)

    assert left.counts() == {
        "moved": 25, "in flight": 0, "failed": 0, "rolled back": 0, "prepared": 35, "not begun": 0,
    }  # fmt: skip
    assert left.numbers == sorted(draws.people.numbers[25:].tolist())
    assert dict(left.nights) == {date(2016, 4, 18): 25}
    assert left.resumes == date(2016, 4, 19)
    left.write_inventory(scenario, 1, tmp_path / "left.csv")
    rest = left.scenario(scenario, tmp_path / "left.csv")
    assert Nights(rest.campaign).date(0) == date(2016, 4, 19)
    assert (rest.population.tenants, rest.population.residents) == (35, 25)
    assert rest.inventory is not None
    own = {
        int(name): int(mailboxes)
        for name, mailboxes in zip(rest.inventory.names, rest.inventory.mailboxes, strict=True)
    }
    everybody = dict(zip(draws.people.numbers.tolist(), draws.people.mailboxes.tolist(), strict=True))
    assert own == {number: everybody[number] for number in left.numbers}


def test_nothing_left_is_one_line(tmp_path: Path) -> None:
    """A campaign that is over leaves nothing to plan, and an empty journal is none."""
    scenario = Scenario.load().replaced({"population.tenants": 1})
    path, clock = tmp_path / "night.csv", Clock.of(scenario.campaign)
    write_journal(path, lines("cut_over", "decommission"), clock)
    with pytest.raises(InputError) as refused:
        Left.read(str(path), scenario, 1)
    assert str(refused.value) == f"{path}: nothing is left to plan: every tenant's night has begun"
    write_journal(path, [], clock)
    with pytest.raises(InputError) as refused:
        Left.read(str(path), scenario, 1)
    assert str(refused.value) == f"{path}: expected a line for each step on a tenant; there is none"
