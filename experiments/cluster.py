"""The workers of a Dask cluster, in place of processes here: the same tasks, and the same results.

A worker that dies is no matter: its task goes to another one. What has come back stays here, and is asked of nobody
again. Workers may join at any time; each has to be of this version, down to the C library, and is refused by what
differs: by then its tasks have failed, and others may be of this version.

A scheduler on tcp runs whatever whoever reaches it sends: keep it in a network of your own.
"""

import logging
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from sim.errors import InputError

from .workers import AHEAD, Run, Task, Took, drive

if TYPE_CHECKING:
    from distributed import Client

CONNECT = "10 s"
"""How long a scheduler may take to answer."""
JOIN_S = 30
"""Seconds within which a first worker must have joined."""
_LOOK_S: Final = 2.0
"""How often is looked how many workers there are."""
_ADDRESS: Final = re.compile(r"tcp://(\[[0-9a-fA-F:]+\]|[\w.-]+):\d+")
Versions = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster that is there.

    Attributes:
        run: runs tasks on its workers, as a crew of ``workers`` does.
        memory: bytes that the workers hold now, all together.
    """

    run: Run
    memory: Callable[[], int]


@contextmanager
def cluster(address: str, versions: Callable[[], Versions]) -> Iterator[Cluster]:
    """The workers of a scheduler, for as long as it lasts.

    Args:
        address: the scheduler's: tcp://HOST:PORT.
        versions: what every worker must have as it is here; asked there too.

    Raises:
        InputError: nobody answers there, nobody has joined, or a worker has other versions.
    """
    if not _ADDRESS.fullmatch(address):
        raise InputError.of_option("--cluster", address, "a scheduler's address: tcp://HOST:PORT")
    from distributed import Client

    # What its parts have to say of what comes and goes is said here, in a line.
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] == "distributed":
            logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        client = Client(address, timeout=CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise InputError.of_option(
            "--cluster", address, f"a scheduler: none answers there ({error})"
        ) from error
    with client:
        _refuse_others(client, address, versions)
        threads = _Looked(lambda: sum(client.nthreads().values()))
        yield Cluster(partial(_run, client, address, threads), partial(_memory, client))


def _refuse_others(client: "Client", address: str, versions: Callable[[], Versions]) -> None:
    try:
        client.wait_for_workers(1, timeout=JOIN_S)
    except TimeoutError as error:
        told = f"workers: none has joined within {JOIN_S} s"
        raise InputError.of_option("--cluster", address, told) from error
    here = versions()
    for worker, there in client.run(versions, on_error="return").items():
        if isinstance(there, ModuleNotFoundError):
            raise InputError(
                "versions", f"the worker {worker} has no {there.name}: expected gallab[lab], as here"
            )
        if isinstance(there, BaseException):
            raise there
        refuse_other(here, there, f"the worker {worker}")


def refuse_other(expected: Versions, found: Versions, who: str) -> None:
    """Make sure that versions are those that are expected.

    Raises:
        InputError: they differ; which ones, and whose.

    >>> refuse_other({"numpy": "2.4"}, {"numpy": "2.3"}, "a worker")
    Traceback (most recent call last):
    sim.errors.InputError: versions: a worker has numpy 2.3 (expected 2.4): its rows might differ
    """
    differing = [
        f"{name} {found.get(name, 'none')} (expected {expected.get(name, 'none')})"
        for name in sorted({*found, *expected})
        if found.get(name) != expected.get(name)
    ]
    if differing:
        raise InputError("versions", f"{who} has {', '.join(differing)}: its rows might differ")


class _Looked:
    """A number that takes a while to ask for, asked again only now and then."""

    def __init__(self, ask: Callable[[], int]) -> None:
        self._ask, self._at, self._found = ask, float("-inf"), 0

    def __call__(self) -> int:
        if time.monotonic() - self._at > _LOOK_S:
            self._found, self._at = AHEAD * max(1, self._ask()), time.monotonic()
        return self._found


def _memory(client: "Client") -> int:
    workers: Mapping[str, Any] = client.scheduler_info()["workers"]
    return sum(int(worker["metrics"].get("memory", 0)) for worker in workers.values())


def _run(client: "Client", address: str, ahead: Callable[[], int], tasks: Iterable[Task], took: Took) -> None:
    from distributed.scheduler import KilledWorker

    # The same task twice is computed twice: whoever asks again means it.
    pool = client.get_executor(pure=False)
    try:
        drive(pool, ahead, tasks, took)
    except KilledWorker as error:
        told = "a task has ended every worker that tried it, perhaps for want of memory"
        raise InputError("workers", f"{told}: {error}") from error
    except CancelledError as error:
        raise InputError("--cluster", f"{address}: the scheduler is gone") from error
    finally:
        pool.shutdown(wait=False)
