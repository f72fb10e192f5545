"""Who computes: processes on this machine, or the workers of a cluster."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ..memory import held_bytes
from ..workers import cores, crew
from .sweep import Run


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
def hands(workers: int | None, cluster: str | None) -> Iterator[Hands]:
    """Workers for as long as it lasts.

    Args:
        workers: processes here; None: one a core.
        cluster: a scheduler's address in place of them.

    Raises:
        InputError: the cluster cannot be used.
    """
    many = cores() if workers is None else workers
    with crew(many, workers=many) as run:
        yield Hands(run, held_bytes)
