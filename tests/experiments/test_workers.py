"""Tasks on all cores."""

import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from experiments import workers
from experiments.workers import AHEAD, Task, crew, run_all
from sim.errors import InputError
from sim.scenario import Scenario


def test_results_come_in_the_order_of_the_tasks() -> None:
    """Whichever ends first: the first task ends last here, and what is told counts up to all of them."""
    told: list[tuple[int, int]] = []
    tasks: list[Task] = [(time.sleep, (0.2,)), *((math.sqrt, (k,)) for k in range(1, 9))]
    found = run_all(tasks, lambda done, of: told.append((done, of)), workers=2)
    assert found == [None, *(math.sqrt(k) for k in range(1, 9))]
    assert told == [(done, 9) for done in range(10)]


def test_what_the_listener_raises_stops_the_others() -> None:
    """A listener that has heard enough ends tasks in the middle of their work."""

    def stop(done: int, of: int) -> None:
        if done:
            raise LookupError(done)

    began = time.monotonic()
    with pytest.raises(LookupError):
        run_all([(math.sqrt, (4,)), *[(time.sleep, (60,))] * 3], stop)
    assert time.monotonic() - began < 50


def test_bad_input_is_the_same_line_from_a_worker() -> None:
    """What a worker refuses is said in the words in which it is refused here."""
    with pytest.raises(InputError) as here:
        Scenario.load("nowhere")
    with pytest.raises(InputError) as there:
        run_all([(Scenario.load, ("nowhere",))])
    assert str(there.value) == str(here.value)


def test_a_worker_that_is_gone_is_one_line() -> None:
    """A worker that the system ended, for want of memory or by a crash, is no traceback."""
    with pytest.raises(InputError) as gone:
        run_all([(os._exit, (9,))])
    assert str(gone.value).startswith("workers: one was ended from outside, perhaps for want of memory")


_KILLED = """
import os, signal
from experiments.workers import run_all

def kill(done, of):
    if done:
        os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    run_all([(max, (1, 2))] * 4, kill, workers=2)
"""


def test_of_a_run_that_was_killed_nothing_is_said(tmp_path: Path) -> None:
    """What is left behind is tidied up without a word of it."""
    (tmp_path / "killed.py").write_text(_KILLED, encoding="utf-8")
    # Its standard error is closed by the last of its processes, the one that tidies up.
    done = subprocess.run(
        [sys.executable, tmp_path / "killed.py"],
        env={**os.environ, "PYTHONPATH": str(Path(workers.__file__).parents[1])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (-signal.SIGKILL, "")


def test_a_worker_is_deaf_to_interrupts_from_its_first_instant_on() -> None:
    """It is started so: while Python itself is loaded it would show a traceback."""
    asked: Task = (signal.pthread_sigmask, (signal.SIG_BLOCK, ()))
    assert all(signal.SIGINT in blocked for blocked in run_all([asked] * 4, workers=2))
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def test_a_crew_stays_for_several_lots() -> None:
    """The same workers run one lot after the other: no second lot starts processes of its own."""
    workers: list[set[int]] = []
    with crew(1) as run:
        for _ in range(2):
            lot: dict[int, int] = {}
            run([(os.getpid, ())] * 3, lot.__setitem__)
            workers.append(set(lot.values()))
    assert len(workers[0]) == 1
    assert workers[0] == workers[1]
    assert os.getpid() not in workers[0]


def test_tasks_are_made_as_workers_ask_for_them() -> None:
    """Of a hundred tasks no more are made than are running or next: all scenarios at once would fill the memory."""
    made = 0
    ahead: list[int] = []

    def tasks() -> Iterator[Task]:
        nonlocal made
        for k in range(100):
            made += 1
            yield math.sqrt, (k,)

    with crew(100, workers=1) as run:
        run(tasks(), lambda place, result: ahead.append(made - len(ahead)))
    assert (made, len(ahead)) == (100, 100)
    assert max(ahead) == AHEAD
