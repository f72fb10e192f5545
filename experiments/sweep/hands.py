"""Who computes: processes on this machine, or the workers of a cluster."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sim.errors import InputError

from ..cluster import cluster
from ..memory import held_bytes
from ..workers import Run, cores, crew
from .fingerprint import fingerprint


@dataclass(frozen=True, slots=True)
class Hands:
    """Workers that are there.

    Attributes:
        run: runs tasks on them.
        memory: bytes that they hold now, all together; None: unknown.
    """

    run: Run
    memory: Callable[[], int | None]


@contextmanager
def hands(workers: int | None, address: str | None) -> Iterator[Hands]:
    """Workers for as long as it lasts.

    Args:
        workers: processes here; None: one a core.
        address: of a cluster's scheduler, in place of them.

    Raises:
        InputError: both are asked for, or the cluster cannot be used.
    """
    if workers is not None and address is not None:
        raise InputError.of_option(
            "--workers", workers, f"none beside --cluster {address}, which has its own"
        )
    if address is not None:
        with cluster(address, fingerprint) as found:
            yield Hands(found.run, found.memory)
        return
    many = cores() if workers is None else workers
    with crew(many, workers=many) as run:
        yield Hands(run, held_bytes)
