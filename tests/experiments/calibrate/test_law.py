"""What the law is asked: which scenario, under which draws."""

import numpy as np
import pytest

from experiments.calibrate import law as laws
from experiments.calibrate.law import Law
from sim.chances import Chances
from sim.draws import Draws
from sim.errors import InputError
from sim.scenario import Scenario
from sim.streams import Source
from sim.words import Verb

Asked = list[tuple[Scenario, Draws]]


def _scenario(**keys: object) -> Scenario:
    return Scenario.load().replaced({"population.tenants": 60, **keys})


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """What the law is asked, in order; it answers with chances of a third and three quarters."""
    found: Asked = []

    def answer(scenario: Scenario, draws: Draws, _: float, *, every: int = 1) -> Chances:
        found.append((scenario, draws))
        many = -(-draws.people.numbers.size // every)
        p = np.full(many, 0.75 if scenario.faults.silent == 1.0 else 1 / 3)
        return Chances(p, p, p / 2, np.zeros(many, np.int64), "")

    monkeypatch.setattr(laws, "chances", answer)
    return found


def _silent(draws: Draws, verb: Verb) -> set[int]:
    steps = draws.scenario.procedure.steps
    faults = draws.faults(next(step for step in steps if step.verb is verb), steps)
    return set() if faults is None else set((faults.silent != 0).tolist())


def test_window_and_rate_reach_the_scenario(asked: Asked) -> None:
    """The isolation step takes what is asked; kinds that count come at the rate asked, the others never."""
    law = Law.of(_scenario(), 1)

    assert law.base_rate == pytest.approx(0.55 * 2.0 + 0.05 * 2.0 + 0.35 * 2.3)
    point = law.at(90.5, 2 * law.base_rate)
    silent = law.silent_at(90.5, 2 * law.base_rate)

    assert len(asked) == 3
    for scenario, _ in asked:
        assert scenario.window == 90_500_000
        per_day = scenario.clients.per_day
        assert (per_day.outlook_cached, per_day.owa, per_day.phone, per_day.ews) == pytest.approx(
            (4.0, 4.6, 0.0, 0.0)
        )
    assert (point.connected, point.square, point.exposed) == pytest.approx((1 / 3, 1 / 9, 1 / 6))
    assert (silent.point.connected, silent.point.square) == pytest.approx((0.75, 0.5625))
    assert silent.together == pytest.approx(1.0)


def test_all_isolations_fail_silently_and_nothing_else_does(asked: Asked) -> None:
    """The law is asked twice: once no isolation fails silently, once all do; other steps as they do anyway."""
    Law.of(_scenario(), 1).silent_at(60, 2.0)

    (_, fine), (_, silent) = asked
    assert _silent(fine, Verb.ASSIGN_POLICY) <= {False}
    assert _silent(silent, Verb.ASSIGN_POLICY) == {True}
    assert _silent(silent, Verb.CUT_OVER) == _silent(silent, Verb.WAIT_REPLICATION) == {False}


def test_other_steps_fail_silently_as_the_scenario_says(asked: Asked) -> None:
    """With a silent share of its own the same tenants' cut-overs fail, whichever the isolation does."""
    Law.of(_scenario(**{"faults.silent": 0.3}), 1).silent_at(60, 2.0)

    (_, fine), (_, silent) = asked
    steps = fine.scenario.procedure.steps
    cut_over = next(step for step in steps if step.verb is Verb.CUT_OVER)
    first, second = fine.faults(cut_over, steps), silent.faults(cut_over, steps)
    assert first is not None
    assert second is not None
    assert first.silent.tolist() == second.silent.tolist()
    assert 5 < np.count_nonzero(first.silent) < 40
    assert _silent(fine, Verb.ASSIGN_POLICY) == {False}
    assert _silent(silent, Verb.ASSIGN_POLICY) == {True}


def test_schedules_share_their_people(asked: Asked) -> None:
    """Under another schedule the same tenants stand in the same order, and their steps take other times."""
    law = Law.of(_scenario(), 1)
    for schedule in (0, 1):
        law.at(60, 2.0, schedule)

    first, other = asked[0][1], asked[1][1]
    assert first.people.numbers.tolist() == other.people.numbers.tolist()
    assert first.people.mailboxes.tolist() == other.people.mailboxes.tolist()
    steps = first.scenario.procedure.steps
    cut_over = next(step for step in steps if step.verb is Verb.CUT_OVER)
    assert first.durations(cut_over, steps).tolist() != other.durations(cut_over, steps).tolist()


@pytest.mark.parametrize(
    ("tenants", "slots", "slices"), [(20_000, 50, 1), (130_000, 50, 10), (130_000, 49, 7), (60_000, 1, 1)]
)
def test_a_slice_is_one_in_so_many_slots(tenants: int, slots: int, slices: int) -> None:
    """Tenants and slots shrink alike, so that nights and hours stay; one slot cannot be cut."""
    law = Law.of(_scenario(**{"population.tenants": tenants, "campaign.slots": slots}), 1)

    assert law.slices == slices
    assert law.scenario.population.tenants == -(-tenants // slices)
    assert law.scenario.campaign.slots == slots // slices
    assert law.scenario.campaign.sync_slots == 2_000 // slices


@pytest.mark.parametrize(("tenants", "batch", "every"), [(499, 20, 1), (4_000, 20, 17), (20_000, 50, 81)])
def test_some_tenants_stand_for_silent_failures(
    tenants: int, batch: int, every: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """About 250 are asked about, of every place in a batch as many, and both laws are of the same ones."""
    asked: list[int] = []

    def answer(scenario: Scenario, draws: Draws, _: float, *, every: int) -> Chances:
        asked.append(every)
        p = np.full(3, 0.5)
        return Chances(p, p, p, np.zeros(3, np.int64), "")

    monkeypatch.setattr(laws, "chances", answer)
    Law.of(_scenario(**{"population.tenants": tenants, "campaign.batch": batch}), 1).silent_at(60, 2.0)

    assert asked == [every, every]


def test_where_the_scenario_itself_stands() -> None:
    """Its isolation step, drawn or set, its rate and its silent share."""
    drawn = Law.of(_scenario(), 1).own
    given = Law.of(_scenario(window="2 min", **{"faults.silent": 0.01}), 1).own

    assert drawn == pytest.approx((7.0, 2.005, 0.0))
    assert given == pytest.approx((120.0, 2.005, 0.01))


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (
            {"procedure": "solidcp"},
            "calibrate: solidcp: expected a procedure with an assign_policy of whole tenants: without one there is "
            "no length of the isolation step to look for",
        ),
        (
            {"clients.connected_kinds": []},
            "calibrate: clients.connected_kinds: expected a kind with seats that connects on its own",
        ),
    ],
)
def test_what_has_no_window_or_rate_is_one_line(keys: dict[str, object], line: str) -> None:
    """A panel's loop has no length that --window sets, and nobody who counts makes no count."""
    with pytest.raises(InputError) as refused:
        Law.of(_scenario(**keys), 1)
    assert str(refused.value) == line


def test_without_slices_the_people_are_the_campaign_s(asked: Asked) -> None:
    """The law of a small campaign is asked about its own tenants."""
    Law.of(_scenario(), 3).at(60, 2.0)

    own = Draws(_scenario(), Source(3)).people
    assert asked[0][1].people.numbers.tolist() == own.numbers.tolist()
