"""What is computed at a time, and by which name it is kept.

A part is some seeds of one point, or some points under all seeds: about a second's work by a rule that does not look
at the machine, so that the same sweep has the same parts wherever, and with however many workers, it runs. Its name
is the hash of all that its rows depend on.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from .fingerprint import Fingerprint

LAYOUT: Final = 1
"""Raised whenever what is in a part changes so that older ones cannot be read."""
PART_S = 1.0
"""So many seconds a part, about: long beside the way to a worker and back, short beside what a kill may lose."""
_DRAW_S: Final = (2e-3, 1.0e-6)
_CELL_S: Final = (1e-3, 0.7e-6)
"""What a draw, and a cell under it, took on one core: seconds, and seconds a tenant more."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One point of a sweep, as its parts see it.

    Attributes:
        tenants: of its population.
        digests: of the scenarios of its cells.
    """

    tenants: int
    digests: tuple[str, ...]

    @property
    def seconds(self) -> float:
        """What one seed may take."""
        (draw, tenant), (cell, tenant_of_cell) = _DRAW_S, _CELL_S
        return draw + self.tenants * tenant + len(self.digests) * (cell + self.tenants * tenant_of_cell)


@dataclass(frozen=True, slots=True)
class Part:
    """What one worker computes at a time.

    Attributes:
        name: under which its rows are kept.
        points: from the first to before the last, by their place in the sweep.
        seeds: under which each of them is run.
        cells: how many campaigns that is; one row each.
        seconds: what they may take.
    """

    name: str
    points: tuple[int, int]
    seeds: tuple[int, ...]
    cells: int
    seconds: float


def cut(points: Iterable[Asked], seeds: Sequence[int], code: Fingerprint) -> Iterator[Part]:
    """The parts of a sweep, in the order of their rows: point by point, and seed by seed."""
    waiting: list[Asked] = []
    first, seconds = 0, 0.0
    for place, point in enumerate(points):
        of_point = point.seconds * len(seeds)
        if of_point >= PART_S:
            # Whatever waits keeps its order.
            if waiting:
                yield _part(waiting, first, seeds, code)
            a_part = max(1, int(PART_S / point.seconds))
            for at in range(0, len(seeds), a_part):
                yield _part([point], place, seeds[at : at + a_part], code)
            waiting, first, seconds = [], place + 1, 0.0
            continue
        waiting.append(point)
        seconds += of_point
        if seconds >= PART_S:
            yield _part(waiting, first, seeds, code)
            waiting, first, seconds = [], place + 1, 0.0
    if waiting:
        yield _part(waiting, first, seeds, code)


def _part(points: Sequence[Asked], first: int, seeds: Sequence[int], code: Fingerprint) -> Part:
    content = [LAYOUT, dict(sorted(code.items())), list(seeds), [point.digests for point in points]]
    name = hashlib.sha256(json.dumps(content).encode()).hexdigest()[:32]
    cells = sum(len(point.digests) for point in points) * len(seeds)
    seconds = sum(point.seconds for point in points) * len(seeds)
    return Part(name, (first, first + len(points)), tuple(seeds), cells, seconds)
