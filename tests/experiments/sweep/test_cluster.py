"""A sweep on a cluster: a real scheduler and two workers on loopback, one of which dies."""

import os
import re
import signal
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from distributed import LocalCluster

from experiments import cluster
from experiments.sweep.hands import hands
from experiments.workers import Task, Took
from sim.errors import InputError

from .toys import SHORT_S, content, run, toy

FATAL = 5
"""The part in which a worker dies."""
TAKEN = 6
"""So many others have been taken by then."""


@pytest.fixture(scope="module")
def local() -> Iterator[LocalCluster]:
    """A scheduler with two workers, each a process with one thread."""
    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, worker_dashboard_address=None
    ) as here:
        yield here


def watched(folder: Path, place: int, call: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """A task that notes each time that it is computed; one of them ends its worker the first time, when told to."""
    result = call(*arguments)
    if place == FATAL and not (folder / "dead").exists():
        (folder / "told").read_bytes()
        (folder / "dead").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    # Lines of one write each: whoever else writes at the same time comes before or after.
    descriptor = os.open(folder / "computed", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(descriptor, f"{place}\n".encode())
    os.close(descriptor)
    return result


def test_a_worker_that_dies_changes_nothing(
    local: LocalCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed in the middle of a part, its part is computed by another; what had been taken is not computed again."""
    monkeypatch.setattr("experiments.sweep.parts.PART_S", SHORT_S)
    run(toy(), tmp_path / "here")
    os.mkfifo(tmp_path / "told")
    scheduler = local.scheduler
    assert scheduler is not None
    asked: list[int] = []
    taken: list[int] = []
    let_go: list[int] = []

    with hands(None, str(local.scheduler_address)) as found:

        def watching(tasks: Iterable[Task], took: Took) -> None:
            def all_watched() -> Iterator[Task]:
                for place, task in enumerate(tasks):
                    asked.append(place)
                    yield watched, (tmp_path, place, *task)

            def noted(place: int, result: Any) -> None:
                took(place, result)
                taken.append(place)
                if len(taken) == TAKEN:
                    # The scheduler learns a little later what is no longer asked for.
                    for _ in range(1_000):
                        assert found.memory()
                        if len(scheduler.tasks) <= len(asked) - TAKEN:
                            let_go.append(place)
                            break
                    # Whoever opens it waits for the other side.
                    (tmp_path / "told").write_bytes(b"now")

            found.run(all_watched(), noted)

        toy().run(tmp_path / "there", watching, lambda done, of: None)

    assert content(tmp_path / "there") == content(tmp_path / "here")
    assert (tmp_path / "dead").exists()
    assert sorted(taken) == list(range(12))
    assert let_go == [taken[TAKEN - 1]]
    computed = list(map(int, (tmp_path / "computed").read_text().split()))
    assert set(computed) == set(taken)
    assert [place for place in taken[:TAKEN] if computed.count(place) != 1] == []


def versions() -> dict[str, str]:
    """What is different where ASKING stands in the environment."""
    return {"python": "3.11", "numpy": "2.4.6" if "ASKING" in os.environ else "2.4.5"}


def test_a_worker_of_another_version_is_named(local: LocalCluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which worker has which version of what, and which was expected: said before anything is computed."""
    monkeypatch.setenv("ASKING", "1")
    with pytest.raises(InputError) as refused, cluster.cluster(str(local.scheduler_address), versions):
        pass
    told = (
        r"versions: the worker tcp://127.0.0.1:\d+ has numpy 2.4.5 \(expected 2.4.6\): its rows might differ"
    )
    assert re.fullmatch(told, str(refused.value))


def test_what_is_no_scheduler_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address of another form, one where nobody answers, and workers beside a cluster are refused."""
    monkeypatch.setattr(cluster, "CONNECT", "100 ms")
    for workers, address, told in (
        (None, "localhost", '--cluster = "localhost": expected a scheduler\'s address: tcp://HOST:PORT'),
        (
            None,
            "tcp://127.0.0.1:9",
            '--cluster = "tcp://127.0.0.1:9": expected a scheduler: none answers there',
        ),
        (2, "tcp://a:1", "--workers = 2: expected none beside --cluster tcp://a:1, which has its own"),
    ):
        with pytest.raises(InputError) as refused, hands(workers, address):
            pass
        assert str(refused.value).startswith(f"command line: {told}")


def test_a_scheduler_that_is_gone_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """What has come back is kept, and what ends the sweep is said without a traceback."""
    monkeypatch.setattr("experiments.sweep.parts.PART_S", SHORT_S)
    monkeypatch.setattr(cluster, "CONNECT", "2 s")
    threaded = LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, protocol="tcp", dashboard_address=None
    )
    told: list[int] = []

    def tell(done: int, of: int) -> None:
        told.append(done)
        if done == 8:
            threaded.close()

    with hands(None, str(threaded.scheduler_address)) as found, pytest.raises(InputError) as gone:
        toy().run(tmp_path / "out", found.run, tell)
    assert str(gone.value) == f"--cluster: {threaded.scheduler_address}: the scheduler is gone"
    assert len(list((tmp_path / "out" / "parts").iterdir())) == len(told) - 1 >= 2
    assert "Traceback" not in capfd.readouterr().err
