"""What a worker does: the cells of some points in the kernel under some seeds, and the Parquet bytes of their rows.

What it is given and what it gives back go from process to process, and from machine to machine. It writes nothing:
whoever asked keeps the bytes.
"""

import io
import platform
from collections.abc import Iterator, Sequence
from typing import Any, Final

import polars as pl

from sim.draws import Draws
from sim.judges import judge
from sim.scenario import Scenario
from sim.streams import Source

from ..cluster import refuse_other
from ..study.campaigns import REPLICATING, Result
from .fingerprint import Fingerprint, fingerprint

_TEXT: Final = "digest"
_FLOATS: Final = ("window_p50_s", "window_p99_s", "downtime_p99_s", "first_exposed_at")


def computed(points: Sequence[Sequence[Scenario]], seeds: Sequence[int], code: Fingerprint) -> bytes:
    """The rows of a part, as a Parquet file has them.

    Args:
        points: of each point the scenarios of its cells, which differ in procedure and window alone.
        seeds: under which each is run.
        code: what computes them where they are asked for.

    Raises:
        InputError: this worker has other versions.
    """
    refuse_other(code, fingerprint(), f"the worker on {platform.node()}")
    rows = [row for scenarios in points for seed in seeds for row in _under(scenarios, seed)]
    schema: dict[str, Any] = {
        name: pl.String if name == _TEXT else pl.Float64 if name in _FLOATS else pl.Int64 for name in rows[0]
    }
    content = io.BytesIO()
    pl.DataFrame(rows, schema=schema).write_parquet(content)
    return content.getvalue()


def _under(scenarios: Sequence[Scenario], seed: int) -> Iterator[dict[str, Any]]:
    """One row a scenario, all under one draw."""
    draws = Draws(scenarios[0], Source(seed), is_shared=True)
    for scenario in scenarios:
        result = Result.of(judge(scenario, draws, REPLICATING))
        totals = dict(result.totals)
        causes = totals.pop("exposed_by_cause")
        yield {_TEXT: scenario.digest, "seed": seed, **totals, **causes}
