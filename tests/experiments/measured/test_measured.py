"""One's own numbers: intervals that hold the truth as often as they say, and a piece of a scenario that loads."""

import os
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from experiments.forensics.customers import Customers
from experiments.measured.command import measure
from experiments.measured.fragment import fragment
from experiments.measured.measure import Measure, Untold, lognormal, poisson_interval
from experiments.measured.moves import moves
from experiments.measured.steps import steps
from experiments.one_run.logged import JOURNAL, run_logged
from sim.errors import InputError
from sim.journal.line import MEND, Line, Reported
from sim.scenario import Scenario
from sim.units import SECOND
from tests.experiments.test_cli import gallab


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    """Of 2,000 Poisson counts and 500 lognormal samples 95 % do: within three standard deviations, or more."""
    chance = np.random.default_rng(1)
    counts = chance.poisson(7.3, 2_000).tolist()
    hits = sum(low <= 7.3 <= high for low, high in map(poisson_interval, counts))
    assert hits / 2_000 > 0.95 - 3 * (0.95 * 0.05 / 2_000) ** 0.5
    found = [lognormal(np.exp(chance.normal(0.4, 0.6, 20)).tolist()) for _ in range(500)]
    for hits in (
        sum(law.low <= 0.4 <= law.high for law in found),
        sum(law.sigma_low <= 0.6 <= law.sigma_high for law in found),
    ):
        assert abs(hits / 500 - 0.95) < 3 * (0.95 * 0.05 / 500) ** 0.5


def test_a_step_that_lied_is_counted_by_what_it_broke() -> None:
    """Of 40 steps two were followed by a refusal at once and one by a mend; a step that failed in time is no lie."""
    lines = [
        Line(t, verb, t * 100 * SECOND, (t * 100 + 9 + t) * SECOND, Reported.DONE)
        for t in range(20)
        for verb in ("cut_over", "assign_policy")
    ]
    lines += [Line(t, "switch_routing", 0, 0, Reported.FAILED) for t in (30, 31)]
    lines += [Line(30, MEND, 10**10, 10**10, Reported.DONE), Line(3, MEND, 10**10, 10**10, Reported.DONE)]
    lines += [Line(40, "cut_over", 0, 90 * SECOND, Reported.FAILED)]
    customers = Customers({}, dict.fromkeys(range(50), 1), dict.fromkeys(range(50), 0))
    found = {each.key: each for each in steps(lines, customers, Scenario.load())}
    silent, hard = found["faults.silent"], found["faults.hard"]
    assert isinstance(silent, Measure)
    assert isinstance(hard, Measure)
    assert (silent.value, silent.count) == (3 / 40, 40)
    assert (hard.value, hard.count) == (1 / 41, 41)
    assert isinstance(found["steps.unhide"], Untold)


def export(path: Path, rate: float, many: int) -> Path:
    """Moves at lognormal rates about so many GB an hour, as Export-Csv writes them."""
    chance = random.Random(3)
    rows = ["#TYPE Selected.MoveRequestStatistics", '"Status","BytesTransferred","TotalInProgressDuration"']
    for _ in range(many):
        size = round(chance.lognormvariate(20, 1))
        seconds = round(size / (rate * 1e9 * chance.lognormvariate(0, 0.5)) * 3600)
        days, rest = divmod(seconds, 86_400)
        span = f"{days}.{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}"
        rows.append(f'"Completed","{size / 2**30:.2f} GB ({size:,} bytes)","{span}"')
    rows += ['"Failed","0 B (0 bytes)","00:00:00"'] * 5
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_move_statistics_give_back_the_rate_they_were_made_with(tmp_path: Path) -> None:
    """Median 0.8 GB/h, sigma 0.5; five of 205 moves failed."""
    found = {each.key: each for each in moves(export(tmp_path / "moves.csv", 0.8, 200))}
    rate, failed = found["steps.sync_mailboxes"], found["faults.hard.sync_mailboxes"]
    assert isinstance(rate, Measure)
    assert isinstance(failed, Measure)
    assert rate.low < 0.8 < rate.high < 1.0
    assert (failed.value, failed.count) == (5 / 205, 205)
    bad = tmp_path / "bad.csv"
    bad.write_text(
        "Status,BytesTransferred,TotalInProgressDuration\nCompleted,many,00:01:00\n", encoding="utf-8"
    )
    with pytest.raises(InputError, match=r'line 2: BytesTransferred = "many": expected a size such as'):
        list(moves(bad))


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fifteen days of 120 tenants' clients."""
    folder = tmp_path_factory.mktemp("measured") / "logs"
    scenario = Scenario.load("incident").replaced(
        {"population.tenants": 120, "clients.per_day.phone": "6/d", "clients.seats.outlook_online": 0.0}
    )
    run_logged(scenario, 11, folder, "2 d..17 d")
    return folder


def test_rates_and_step_laws_come_back(logs: Path) -> None:
    """Of 16 numbers that were put in at most two lie outside their interval at 95 %: more come once in 20 times."""
    scenario = Scenario.load("incident").replaced({"clients.seats.outlook_online": 0.0})
    told = measure(scenario, logs, logs / JOURNAL, None, None, lambda done, of: None)
    truth = {
        "clients.per_day.outlook_cached": 2.0, "clients.per_day.owa": 2.3, "clients.per_day.phone": 6.0,
        "clients.per_day.ews": 24.0, "clients.seats.owa": 0.35, "clients.seats.phone": 0.5, "clients.seats.ews": 0.03,
        "follow within 1 h": 0.06, "steps.provision": 1.0, "steps.build_address_lists": 10.0,
        "steps.create_policy": 5.0, "steps.assign_policy": 5.0, "steps.cut_over": 120.0, "steps.switch_routing": 20.0,
        "steps.generate_oab": 60.0, "faults.silent": 0.0,
    }  # fmt: skip
    found = {each.key: each for each in told if isinstance(each, Measure)}
    missed = [key for key, value in truth.items() if not found[key].low <= value <= found[key].high]
    assert len(missed) <= 2, missed
    hours = [found[f"clients.hours[{h}]"] for h in range(24)]
    default = scenario.clients.hours
    held = sum(e.low <= w / (sum(default) / 24) <= e.high for e, w in zip(hours, default, strict=True))
    assert held >= 19  # of 24; fewer than 20 would come less than once in a hundred times


def test_the_piece_of_a_scenario_loads_and_says_what_it_does_not_tell(logs: Path, tmp_path: Path) -> None:
    """The command writes it, and a run takes it."""
    done = gallab(
        "calibrate", "--logs", str(logs), "--journal", str(logs / JOURNAL), "--moves",
        str(export(tmp_path / "moves.csv", 0.8, 50)), "--out", str(tmp_path / "out"),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    path = tmp_path / "out" / "measured.toml"
    text = path.read_text(encoding="utf-8")
    assert "#   faults.transient: a journal does not say how often a step was tried again" in text
    loaded = Scenario.load(str(path))
    assert loaded.steps.sync_mailboxes.sigma > 0
    assert 1.5 < loaded.clients.per_day.owa < 3.5
    assert fragment([Untold("a.b", "nobody said")], "nothing").endswith("#   a.b: nobody said\n")


@pytest.mark.parametrize(
    ("command", "told"), [("calibrate", "measured.csv"), ("forensics", "forensics.json")]
)
def test_the_same_logs_give_the_same_bytes(command: str, told: str, logs: Path, tmp_path: Path) -> None:
    """However Python happens to order its sets, which differs from process to process, and however long it takes."""
    for seed in ("1", "2"):
        words = [command, "--logs", logs, "--journal", logs / JOURNAL, "--out", "out"]
        (tmp_path / seed).mkdir()
        subprocess.run(
            [sys.executable, "-m", "experiments", *map(str, words)],
            cwd=tmp_path / seed,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        )
    one, other = ((tmp_path / seed / "out" / told).read_bytes() for seed in ("1", "2"))
    assert one == other


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ((), "--connected: expected beside the other; or --logs"),
        (("--connected", "3", "--of", "9", "--moves", "x.csv"), "--moves: x.csv: cannot bear without --logs"),
        (
            ("--logs", "x", "--connected", "3"),
            "--connected: 3: cannot bear on --logs, which counts for itself",
        ),
        (("--logs", "x"), "--customers: expected a file: there is no customers.csv in x"),
    ],
)
def test_bad_input_is_one_line(arguments: tuple[str, ...], line: str) -> None:
    """What is wrong, and what was expected; exit code 2."""
    done = gallab("calibrate", *arguments)
    assert (done.returncode, done.stderr) == (2, f"gallab: {line}\n")
