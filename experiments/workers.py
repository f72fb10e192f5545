"""Tasks on all cores: one that fails, or an interrupt, stops them all at once."""

import multiprocessing
import multiprocessing.connection
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import Any, Final

from sim.errors import InputError

Task = tuple[Callable[..., Any], tuple[Any, ...]]
"""A function of a module, and its arguments: both go from process to process."""
Took = Callable[[int, Any], None]
"""Is told a task's place and its result."""
Run = Callable[[Iterable[Task], Took], None]
"""Runs tasks on workers that stay, and tells of each as it ends."""
Told = Callable[[int, int], None]
"""Is told tasks done and tasks in all."""
_UNSAID: Final = "ignore:resource_tracker:UserWarning"
"""Semaphores of a process that is no more, which are taken away."""
AHEAD: Final = 2
"""Tasks a worker that are handed over before it asks: while one runs, the next is on its way."""


def cores() -> int:
    """How many tasks run at a time."""
    return os.cpu_count() or 1


def _untold(done: int, of: int) -> None:
    """Whoever waits for all is told nothing before."""


def run_all(tasks: Sequence[Task], told: Told = _untold, workers: int | None = None) -> list[Any]:
    """Run tasks on all cores, started in their order.

    Args:
        tasks: what to run.
        told: is called here before the first and as each ends; what it raises stops the others.
        workers: processes; None: one a core, and no more than tasks.

    Returns:
        The result of each, in the order of the tasks.

    Raises:
        InputError: a worker was ended from outside.
    """
    told(0, len(tasks))
    with crew(len(tasks), workers) as run:
        return in_order(run, tasks, told)


def in_order(run: Run, tasks: Sequence[Task], told: Told = _untold) -> list[Any]:
    """The result of each task of a lot, in the order of the tasks.

    Args:
        run: a crew's.
        tasks: what to run.
        told: is called here as each ends; what it raises stops the others.
    """
    found: dict[int, Any] = {}

    def took(place: int, result: Any) -> None:
        found[place] = result
        told(len(found), len(tasks))

    run(tasks, took)
    return [found[place] for place in range(len(tasks))]


@contextmanager
def crew(most: int, workers: int | None = None) -> Iterator[Run]:
    """Workers that stay for several lots of tasks, each started in its order: starting a worker takes a second.

    Args:
        most: tasks there may be at a time.
        workers: how many there are; None: one a core, and no more than tasks.
    """
    many = min(most, cores()) if workers is None else workers
    with _pool(many) as pool:
        yield partial(_run, pool, AHEAD * many)


def drive(pool: Executor, ahead: Callable[[], int], tasks: Iterable[Task], took: Took) -> None:
    """Hand tasks to a pool in their order, and take their results as they come.

    Args:
        pool: where they run.
        ahead: so many at a time at most, as it is now: the others are not even made.
        tasks: what to run.
        took: is called here, with a task's place and its result, as each ends; what it raises stops the others.
    """
    waiting = enumerate(tasks)
    running: dict[Future[Any], int] = {}
    while True:
        for place, (call, arguments) in islice(waiting, max(0, ahead() - len(running))):
            running[pool.submit(call, *arguments)] = place
        if not running:
            return
        done = wait(running, return_when=FIRST_COMPLETED).done
        while done:
            future = done.pop()
            place, result = running.pop(future), future.result()
            # A cluster computes again what somebody still holds, should the worker that has it die.
            del future
            took(place, result)


def _run(pool: Executor, ahead: int, tasks: Iterable[Task], took: Took) -> None:
    try:
        drive(pool, lambda: ahead, tasks, took)
    except BrokenProcessPool as error:
        raise InputError(
            "workers",
            "one was ended from outside, perhaps for want of memory (--dry-run says how much is needed); "
            "with PYTHONFAULTHANDLER=1 a crash says where",
        ) from error
    except BaseException:
        # A worker in the middle of a campaign would otherwise be waited for.
        for process in (getattr(pool, "_processes", None) or {}).values():
            process.terminate()
        pool.shutdown(wait=False, cancel_futures=True)
        raise


class _Pool(ProcessPoolExecutor):
    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Hand a task over; a worker that is started for it hears no interrupt before it can ignore one."""
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            return super().submit(fn, *args, **kwargs)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _pool(workers: int) -> Executor:
    # What tidies up after a parent that was killed would tell of its insides.
    if _UNSAID not in sys.warnoptions:
        sys.warnoptions.append(_UNSAID)
    # Spawned, not forked: the parent holds threads of its own, and a fork would copy their locks.
    return _Pool(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_serve_the_parent)


def _serve_the_parent() -> None:
    """An interrupt is the parent's business; a worker whose parent is gone goes too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None

    def follow() -> None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()
