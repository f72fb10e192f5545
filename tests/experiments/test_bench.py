"""``gallab bench``: what its ratios are made of. No test here asks how long anything takes."""

import json
import re
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from itertools import count
from math import comb
from typing import Any

import numpy as np
import pytest
import simpy

from experiments import workers
from experiments.bench import cells, delays, engines, fake, generator, law, plain, precision, size, startup
from experiments.bench import workers as on_workers
from experiments.bench.machine import Machine
from experiments.bench.ratio import TENANTS, Direction, Goal, Measured, Reached, Result, Row
from experiments.bench.rows import ROWS, chosen, measured
from experiments.bench.table import results_json, show
from experiments.bench.trial import Stopwatch, Trial
from sim.draws import Draws
from sim.load import BIN
from sim.mixing.design import Design
from sim.population import ON_DEMAND
from sim.simpy_engine.engine import Laboratory, simulate_all
from sim.streams import Source
from sim.tables import KINDS
from sim.tail import poisson_binomial
from sim.units import DAY, HOUR, SECOND
from tests.experiments.test_cli import gallab
from tests.toys import CALM, OPENS
from tests.toys import scenario as toy_of


def ticking() -> Callable[[], float]:
    """A clock by which everything that is timed takes one second."""
    return count(0.0, 1.0).__next__


def trial(tenants: int = 25, repeats: int = 2) -> Trial:
    """A small one, by that clock."""
    return Trial(tenants, repeats, ticking())


def ratios(row: Row, tried: Trial) -> list[float]:
    """What a row's repetitions come to."""
    return [row.goal.ratio(pair) for pair in row.measure(tried).pairs]


def test_a_sweep_is_measured_against_two_that_spin(monkeypatch: pytest.MonkeyPatch) -> None:
    """On two workers and one, spinning both and alone: where each takes a second, it gained nothing, half of two."""
    monkeypatch.setattr(workers, "_pool", ThreadPoolExecutor)
    monkeypatch.setattr(on_workers, "SPINS", 10)
    small = on_workers.FILE.model_copy(update={"replications": 2})
    monkeypatch.setattr(on_workers, "FILE", small)
    spun: list[int] = []
    monkeypatch.setattr(on_workers, "spin", spun.append)
    # As long as it took them together, two spinning processes gained all there is.
    clock = iter([0.0, 1.0, 1.0, 3.0, 3.0, 4.0, 4.0, 5.0]).__next__
    assert ratios(on_workers.ROW, Trial(25, 1, clock)) == [1.0]
    assert spun == [10, 10, 10]
    assert ratios(on_workers.ROW, trial()) == [0.5, 0.5]
    assert on_workers.ROW.goal.words(0.9) == "0.9 of it"


# What a ratio is.


def test_sides_run_in_turn_and_each_is_timed_by_itself() -> None:
    """Ours and theirs alternate, and a pair holds what the watch was held over in each."""
    # Ours: 2 s, then 1 s. Theirs: 3 s and 5 s apart, then 8 s and 0 s.
    clock = iter([0.0, 2.0, 10.0, 13.0, 14.0, 19.0, 20.0, 21.0, 30.0, 38.0, 38.0, 38.0]).__next__
    ran = []

    def ours(watch: Stopwatch) -> None:
        ran.append("ours")
        with watch:
            pass

    def theirs(watch: Stopwatch) -> None:
        ran.append("theirs")
        for _ in range(2):
            with watch:
                pass

    assert Trial(1, 2, clock).in_turn(ours, theirs) == ((2.0, 8.0), (1.0, 8.0))
    assert ran == ["ours", "theirs", "ours", "theirs"]


@pytest.mark.parametrize(
    ("direction", "middle", "low", "high"),
    [(Direction.WITHIN, 0.25, 0.125, 4.0), (Direction.FASTER, 4.0, 0.25, 8.0)],
)
def test_a_ratio_is_the_median_with_its_spread(
    direction: Direction, middle: float, low: float, high: float
) -> None:
    """*Within* divides ours by theirs and *faster* theirs by ours; the middle repetition is the ratio."""
    row = Row("r", "a", "b", Goal(direction, 1, 1), lambda _: Measured(()))
    found = Result.of(row, Measured(((2.0, 8.0), (1.0, 8.0), (32.0, 8.0))), TENANTS)
    assert (found.ratio, found.low, found.high, found.repeats) == (middle, low, high, 3)


@pytest.mark.parametrize(
    ("direction", "at_least", "aim", "ratio", "reached"),
    [
        (Direction.WITHIN, 2.5, 1.7, 1.7, Reached.AIM),
        (Direction.WITHIN, 2.5, 1.7, 2.5, Reached.AT_LEAST),
        (Direction.WITHIN, 2.5, 1.7, 2.6, Reached.MISSED),
        (Direction.FASTER, 60, 150, 150, Reached.AIM),
        (Direction.FASTER, 60, 150, 149, Reached.AT_LEAST),
        (Direction.FASTER, 60, 150, 59, Reached.MISSED),
        (Direction.SHARE, 0.9, 0.95, 0.95, Reached.AIM),
        (Direction.SHARE, 0.9, 0.95, 0.89, Reached.MISSED),
    ],
)
def test_less_is_better_within_and_more_is_better_faster(
    direction: Direction, at_least: float, aim: float, ratio: float, reached: Reached
) -> None:
    """A bound that is met exactly is reached."""
    assert Goal(direction, at_least, aim).reached(ratio) is reached


def test_fewer_tenants_judge_no_row_that_they_make_smaller() -> None:
    """Only full size is judged, but for a row that does not depend on tenants."""
    goal = Goal(Direction.WITHIN, 8, 5)
    once = Measured(((1.0, 1.0),))
    scaled = Row("r", "a", "b", goal, lambda _: once)
    whole = Row("r", "a", "b", goal, lambda _: once, is_scaled=False)
    assert Result.of(scaled, once, TENANTS - 1).reached is None
    assert Result.of(scaled, once, TENANTS).reached is Reached.AIM
    assert Result.of(whole, once, 1).reached is Reached.AIM


# The rows: by a clock that gives one second to whatever is timed, a ratio counts what is timed.


@pytest.mark.parametrize("row", [delays.ROW, generator.ROW, *engines.ROWS], ids=lambda row: row.key)
def test_a_row_times_each_of_its_sides_once(row: Row) -> None:
    """Both sides run, and each is timed in one piece."""
    assert ratios(row, trial()) == [1.0, 1.0]


def test_plain_simpy_is_scaled_by_days_and_begun_once() -> None:
    """A quarter of a day that takes 1 s makes 240 s of 60 days; the 1 s until all have begun is no day's."""
    (row, _) = plain.ROWS
    assert ratios(row, trial()) == [241.0, 241.0]


def test_whole_lives_stand_against_as_many_days_and_connections() -> None:
    """With ``--clients all`` plain SimPy is scaled to the days over which the engine follows its clients."""
    (_, row) = plain.ROWS
    scenario = trial().scenario.replaced({f"clients.per_day.{kind}": "4/d" for kind in KINDS})
    _, load = simulate_all(scenario, Draws(scenario, Source(1)))
    days = load.bins * BIN / DAY
    assert days > 14
    found = row.measure(trial())
    assert [row.goal.ratio(pair) for pair in found.pairs] == [1 + 4 * days] * 2
    assert f"over {days:.0f} days" in found.note
    # 1 s and 240 times 1 s, against 1 s.
    assert "against 60 days of plain SimPy it would be 241x" in found.note


def test_plain_clients_connect_four_times_a_day() -> None:
    """Each client is a process: 1,000 of them make about 1,000 connections in a quarter of a day."""
    made = Counter[str]()

    class Counting(simpy.Environment):
        def __init__(self, initial_time: int = 0) -> None:
            super().__init__(initial_time)
            timeout, process = self.timeout, self.process

            def counted_timeout(delay: float) -> simpy.Timeout:
                made["timeouts"] += 1
                return timeout(delay)

            def counted_process(events: Any) -> simpy.Process:
                made["processes"] += 1
                return process(events)

            self.timeout, self.process = counted_timeout, counted_process  # type: ignore[method-assign, assignment]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("experiments.bench.plain.simpy.Environment", Counting)
        plain.live(1_000, trial())
    assert made["processes"] == 1_000
    # Each waits for its first connection; then a Poisson number of mean 1,000, five standard deviations allowed.
    assert abs(made["timeouts"] - 1_000 - 1_000) < 5 * 1_000**0.5


def test_cells_that_share_stand_against_one_draw_and_each_cell() -> None:
    """64 cells together are timed in one piece; alone they are one draw and 64 kernels."""
    assert len(cells.PROCEDURES) * len(cells.WINDOWS) == 64
    assert ratios(cells.ROW, trial(repeats=1)) == [1 / 65]


def test_one_draw_holds_all_that_a_kernel_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once all is drawn, no cell of the replication draws a part of the tenants again."""
    from experiments.bench.trial import draw_all
    from sim.judges import judge

    ready = Draws(trial().scenario, Source(1), is_shared=True)
    draw_all(ready, trial().scenario)

    def refuse(*_: object) -> None:
        raise AssertionError("drawn after all")

    monkeypatch.setattr("sim.draws.durations", refuse)
    monkeypatch.setattr("sim.draws.lags", refuse)
    monkeypatch.setattr("sim.draws.draw_people", refuse)
    monkeypatch.setattr("sim.draws.draw_seats", refuse)
    monkeypatch.setattr("sim.draws.browse_order", refuse)
    assert judge(trial().scenario, ready, "kernel").columns["tenant"].size == 25


def test_size_divides_time_and_memory_by_tenants(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time a tenant of a hundred times as many; bytes a tenant beyond a process that ran nearly nobody."""
    costs = {0: size.Cost(0.0, 1_000), 50: size.Cost(1.0, 2_000), 5_000: size.Cost(250.0, 1_001_000)}
    monkeypatch.setattr(size, "in_a_process", costs.__getitem__)
    by_time, by_memory = size.ROWS
    # 250 s / 5,000 against 1 s / 50 is 50 against 20 ms; 1,000,000 bytes are 200 for each of 5,000.
    assert ratios(by_time, trial(50, 2)) == pytest.approx([2.5, 2.5])
    assert ratios(by_memory, trial(50, 9)) == [200.0] * 3


def test_a_process_of_its_own_says_what_it_took() -> None:
    """The child prints one object; its memory is its own, from a few megabytes up."""
    cost = size.in_a_process(50)
    assert cost.seconds > 0
    assert cost.peak_bytes > 10 * 2**20


def test_help_stands_against_an_interpreter_that_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both are whole processes, in turn, after one of each that is not counted."""
    ran: list[list[str]] = []
    monkeypatch.setattr(startup, "_run", ran.append)
    assert ratios(startup.ROW, trial(repeats=1)) == [1.0] * 4
    assert len(ran) == 10
    assert {arguments[-1] for arguments in ran[::2]} == {"--help"}
    assert {tuple(arguments[1:]) for arguments in ran[1::2]} == {("-c", "pass")}


# What bare SimPy replays.


def test_recorded_delays_are_those_that_workers_yield() -> None:
    """Two tenants of two mailboxes, one slot: every delay of every worker, worked out by hand."""
    scenario = toy_of()
    laboratory = Laboratory.set_up(scenario, Draws(scenario, Source(1, CALM)))
    book, campaign, nights, slot = delays.recorded(laboratory)
    # Nothing is done over the campaign as a whole; both tenants are prepared at once, four steps of 1 s.
    assert campaign.delays == []
    assert [worker.delays for worker in campaign.starts] == [[SECOND] * 4] * 2
    # cut_over, switch_routing, two mailboxes in 60 s, 15 s until the other controller has seen it, OAB, the rest.
    one = [seconds * SECOND for seconds in (100, 20, 30, 30, 15, 60, 30)]
    # Twice 285 s after the night opened the slot waits until no batch may start any more.
    assert slot.delays == [OPENS, *one, *one, 7 * HOUR - 570 * SECOND]
    assert nights.delays == [OPENS, 7 * HOUR]
    assert set(book.delays[1:]) == {8 * HOUR}
    assert [worker.starts for worker in (book, nights, slot)] == [[], [], []]


def test_the_replay_yields_every_delay_and_ends_when_the_campaign_did() -> None:
    """Bare SimPy waits as often and as long as the campaign's workers, and to the same instant."""
    tried = trial(60)
    laboratory = Laboratory.set_up(tried.scenario, tried.draws)
    workers = delays.recorded(laboratory)
    env = simpy.Environment(initial_time=0)
    timeout = env.timeout
    waited: list[float] = []

    def noted(delay: float = 0, value: object = None) -> simpy.Timeout:
        waited.append(delay)
        return timeout(delay, value)

    env.timeout = noted  # type: ignore[method-assign]
    delays.replay(workers, env)
    assert Counter(waited) == Counter(d for worker in delays.every(workers) for d in worker.delays)
    assert env.now == max(_ends(worker, 0) for worker in workers)
    # At least one delay a step and tenant.
    assert len(waited) >= 60 * len(tried.scenario.procedure.steps)


def _ends(worker: delays.Delays, since: int) -> int:
    at = since + sum(worker.delays)
    return max([at, *(_ends(other, at) for other in worker.starts)])


def test_recording_changes_no_row() -> None:
    """The campaign that is recorded is the campaign."""
    tried = trial(60)
    outcomes = []
    for run in (Laboratory.run, delays.recorded):
        laboratory = Laboratory.set_up(tried.scenario, tried.draws)
        run(laboratory)
        outcomes.append(laboratory.outcome(1))
    plainly, noted = outcomes
    assert all(np.array_equal(plainly.columns[name], noted.columns[name]) for name in plainly.columns)
    assert plainly.unions == noted.unions


# What the Generator draws.


def test_counted_numbers_are_those_that_the_draws_hold() -> None:
    """Each stream counts once for each number of its level that a campaign draws."""
    scenario = trial(200).scenario
    draws = Draws(scenario, Source(1))
    people, seats = draws.people, draws.seats
    mailboxes, lists = int(people.mailboxes.sum()), int(people.lists.sum())
    numbers = generator.counted(scenario)
    assert {name: numbers[name] for name in ("order", "mailboxes", "lists")} == dict.fromkeys(
        ("order", "mailboxes", "lists"), 200
    )
    assert numbers["mailbox_size"] == mailboxes
    assert numbers["browse_order"] == mailboxes + lists
    assert numbers["seat"] == len(KINDS) * mailboxes
    assert numbers["follow"] == int((seats.follow != ON_DEMAND).sum())
    assert numbers["duration/cut_over/0"] == 200
    # The window is exact, a wait takes as long as it takes: neither is drawn.
    assert [name for name in numbers if name.startswith("duration/")] == [
        f"duration/{verb}/0"
        for verb in (
            "provision", "build_address_lists", "create_policy", "sync_mailboxes", "cut_over", "switch_routing",
            "generate_oab", "decommission",
        )
    ]  # fmt: skip
    # One hop to each of three controllers.
    assert numbers["lag_hop/assign_policy/0"] == 3 * 200
    # Everybody's first connection but of those left on, and one more for each visit that was tried.
    assert numbers["connection"] >= int((seats.follow == ON_DEMAND).sum())


def test_the_generator_draws_as_many_of_each_law(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stream's numbers are drawn in one array, from the law that it follows."""
    drawn: list[tuple[str, int]] = []

    class Fake:
        def random(self, number: int) -> None:
            drawn.append(("random", number))

        def standard_exponential(self, number: int) -> None:
            drawn.append(("standard_exponential", number))

        def lognormal(self, _: float, __: float, number: int) -> None:
            drawn.append(("lognormal", number))

    monkeypatch.setattr(np.random, "default_rng", lambda _: Fake())
    generator.draw({"seat": 7, "connection": 5, "lag_hop/assign_policy/0": 4, "duration/cut_over/0": 3})
    assert drawn == [
        ("random", 7),
        ("standard_exponential", 5),
        ("standard_exponential", 4),
        ("lognormal", 3),
    ]


# What people and programs get.


def test_rows_are_chosen_by_key_in_the_order_of_the_table() -> None:
    """None named is all of them, whatever order they are named in."""
    assert [row.key for row in chosen(())] == list(ROWS)
    assert [row.key for row in chosen(("help", "kernel-size"))] == ["kernel-size", "help"]


def test_progress_is_told_row_by_row() -> None:
    """It begins with none done."""
    row = Row("r", "a", "b", Goal(Direction.WITHIN, 8, 5), lambda _: Measured(((1.0, 1.0),)))
    told: list[tuple[int, int]] = []
    measured([row, row], trial(), lambda done, of: told.append((done, of)))
    assert told == [(0, 2), (1, 2), (2, 2)]


def test_the_table_says_what_is_not_judged(capsys: pytest.CaptureFixture[str]) -> None:
    """Machine first; a row's ratio, spread and bounds; what it stands against, and its note."""
    row = Row("some-row", "our side", "their side", Goal(Direction.FASTER, 60, 150), lambda _: Measured(()))
    result = Result.of(row, Measured(((1.0, 72.0), (1.0, 99.5)), "3 clients"), 500)
    show(Machine("A Processor", 2, "3.11.7", "2.4.6", "0.68.1", "4.1.2"), 500, [result])
    said = capsys.readouterr().out
    assert said.startswith(
        "A Processor, 2 cores; Python 3.11.7, NumPy 2.4.6, Numba 0.68.1, SimPy 4.1.2\n500 tenants; "
    )
    assert re.search(r"some-row +│ +85\.8x +│ +72\.0x \.\. 99\.5x +│ +2 +│ +60x faster +│ +150x faster", said)
    assert "not judged: fewer tenants" in said
    assert "some-row: our side, against their side (3 clients).\n" in said


def test_json_of_results_holds_machine_and_rows() -> None:
    """Every key of a row, and null where nothing is judged."""
    row = Row("r", "a", "b", Goal(Direction.WITHIN, 2.5, 1.7), lambda _: Measured(()))
    said = json.loads(results_json(Machine.here(), [Result.of(row, Measured(((2.0, 1.0),), "n"), 500)]))
    assert list(said["machine"]) == ["cpu", "cores", "python", "numpy", "numba", "simpy"]
    assert said["rows"] == [
        {
            "key": "r", "what": "a", "against": "b", "direction": "within", "unit": "x", "at_least": 2.5, "aim": 1.7,
            "ratio": 2.0, "low": 2.0, "high": 2.0, "repeats": 1, "reached": None, "note": "n",
        }
    ]  # fmt: skip


def test_a_fake_is_started_and_asked_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ours is a process that fails unless its fake answers; theirs is half a second by the clock."""
    slept: list[float] = []
    monkeypatch.setattr("experiments.bench.fake.time.sleep", slept.append)
    assert ratios(fake.ROW, trial(repeats=1)) == [1.0] * 2
    assert slept == [0.5] * 2


def test_bench_json_is_one_object_and_nothing_else() -> None:
    """Progress goes to standard error."""
    done = gallab("bench", "help", "--repeats", "1", "--json")
    said = json.loads(done.stdout)
    assert list(said) == ["machine", "rows"]
    assert [(row["key"], row["repeats"]) for row in said["rows"]] == [("help", 4)]
    assert "1 of 1 rows done" in done.stderr


def test_the_list_names_each_row_and_what_it_stands_against() -> None:
    """``--list`` measures nothing."""
    said = gallab("bench", "--list").stdout
    assert re.findall(r"^([\w-]+)$", said, flags=re.MULTILINE) == list(ROWS)
    assert all(f"    against {row.against}\n" in said for row in ROWS.values())
    rows = json.loads(gallab("bench", "--list", "--json", "kernel-bytes").stdout)["rows"]
    assert [(row["key"], row["at_least"], row["aim"], row["unit"]) for row in rows] == [
        ("kernel-bytes", 400, 200, "bytes")
    ]


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (
            ["kernel-sise"],
            f'gallab: bench: row = "kernel-sise": expected one of {", ".join(ROWS)}; did you mean "kernel-size"?\n',
        ),
        (
            ["--tenants", "200000"],
            "gallab: Invalid value for '--tenants': 200000 is not in the range 1<=x<=130000.\n",
        ),
        (["--repeats", "0"], "gallab: Invalid value for '--repeats': 0 is not in the range x>=1.\n"),
    ],
)
def test_what_cannot_be_measured_is_refused_in_one_line(arguments: list[str], line: str) -> None:
    """Exit 2, nothing on standard output, before anything is measured."""
    done = gallab("bench", *arguments)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", line)


def test_precision_counts_the_campaigns_that_would_do_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    """P(1 - P) over the variance of the batches' mean, beside the schedules looked at, at the first rarer number."""
    tails = np.array([[1.0, 0.9, 0.4, 0.0], [1.0, 0.9, 0.2, 0.0]])

    class Assessed:
        design = Design(1, 1, 5, 8, ((1.0, False),), is_shocked=True)

    monkeypatch.setattr(precision, "_assessed", lambda tenants, seed: (Assessed, tails))
    found = precision.ROWS[0].measure(trial(repeats=1))
    # At two or more: 0.3, of variance 0.02 / 2.
    assert found.pairs[0] == pytest.approx((320.0, 0.3 * 0.7 / 0.01))
    assert "P(at least 2 exposed)" in found.note


# How many digits of the law are right.


def test_sums_of_80_bits_are_a_binomial_law_s() -> None:
    """Of equal tenants: to the last digit of a double, down to 1e-40."""
    found = law.survival_in_80_bits(np.array([0.01] * 300 + [0.0] * 50), 40).astype(float)

    exact = [
        float(sum(Fraction(comb(300, k) * 99 ** (300 - k), 100**300) for k in range(m, 41)))
        for m in (0, 3, 40)
    ]
    # 0.01 is no double: its own rounding, 40 times over, is what is left.
    assert [found[0], found[3], found[40]] == pytest.approx(exact, rel=1e-14)
    assert found[40] < 1e-28


def test_a_law_whose_tail_is_rounded_off_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a transform leaves, 1e-16 of the largest value all over, is no digit at 1e-30; ours keeps twelve."""
    ours = law.measure_digits(trial()).pairs
    assert [off < theirs == 1e-12 for off, theirs in ours] == [True]

    monkeypatch.setattr(law, "poisson_binomial", lambda p: poisson_binomial(p) + 1e-16)
    ((off, _),) = law.measure_digits(trial()).pairs
    assert off > 1.0
