"""What came out of one campaign: one row a tenant, and totals; the same whichever judge says it.

Instants and durations are whole microseconds inside, NEVER where a thing did not happen; exports give
seconds, exactly, and leave empty what did not happen.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from .errors import InputError
from .files import file_part
from .units import SECOND
from .words import NEVER, Cause, Channel

if TYPE_CHECKING:
    import polars

Column = npt.NDArray[Any]


class Status(IntEnum):
    """How a tenant's migration ended."""

    DONE = 0
    SKIPPED = 1
    HALTED = 2
    ROLLED_BACK = 3
    NOT_REACHED = 4


CHANNELS: Final = (*(str(c) for c in Channel), "none")
"""The words of the ``channel`` column's codes."""
CAUSES: Final = tuple(str(c) for c in Cause)
"""The words of the ``cause`` column's codes."""

INSTANTS: Final = (
    "started_at",
    "reachable_at",
    "isolated_at",
    "finished_at",
    "connected_at",
    "asked_at",
    "exposed_at",
    "residual_until",
)
DURATIONS: Final = ("window_s", "downtime_s")
WORDS: Final = {"channel": CHANNELS, "cause": CAUSES, "status": tuple(s.name.lower() for s in Status)}

COLUMNS: Final[dict[str, str]] = {
    "tenant": "the tenant's number",
    "mailboxes": "mailboxes it has",
    "lists": "distribution lists it has",
    "position": "its place in the campaign's order, from 0",
    "batch": "its batch, from 0",
    "night": "the night its batch began in, from 1; closing nights follow the planned ones; 0: none",
    "started_at": "its first step of the night pass began",
    "reachable_at": "first instant a mailbox was served by the target",
    "isolated_at": "since when every mailbox is isolated on every controller, for good",
    "finished_at": "its procedure ended, or was halted",
    "window_s": "time in which some mailbox was reachable and not isolated on some controller",
    "connected_at": "first logon of a kind that counts, served by the target and not isolated on its controller",
    "asked_at": "first address-book request in a wide session",
    "exposed_at": "first answer that held a foreign entry",
    "channel": "the way that answer came",
    "foreign_mailboxes": "mailboxes of other tenants in it",
    "foreign_lists": "distribution lists of other tenants in it",
    "tenants_named": "tenants whose list names the first wide NSPI or OWA logon was shown",
    "cause": "why that answer held foreign entries",
    "refused": "logons refused between its anchor and its horizon",
    "downtime_s": "time in which logons were refused, between its anchor and its finish",
    "open_at_dawn": "its window was open when the night of its batch closed",
    "residual_until": "its last client replaced a foreign OAB; empty: none held one; NEVER: not within the horizon",
    "status": "done, skipped, halted, rolled_back or not_reached",
}
"""Every column of a row and what it says; seconds since 00:00 of the first day where an instant."""

TYPES: Final[dict[str, Any]] = {
    name: np.int64
    if name in INSTANTS + DURATIONS
    else np.int8
    if name in (*WORDS, "open_at_dawn")
    else np.int32
    for name in COLUMNS
}
"""The type of each column: whole microseconds, counts, codes."""

NO_RESIDUAL: Final = -1
"""``residual_until`` of a tenant none of whose clients kept foreign entries."""


@dataclass(frozen=True)
class Unions:
    """Totals that are no sums of rows: each engine counts them itself, over all answers, without own entries."""

    people_disclosed: int
    lists_disclosed: int
    tenants_disclosed: int
    tenants_named: int
    nights: int
    stopped_at: int = NEVER
    """The campaign's stop, in microseconds; NEVER where nothing stopped it."""


@dataclass(frozen=True)
class Outcome:
    """Rows and totals of one campaign.

    Attributes:
        procedure: the procedure's name.
        engine: the judge that said it.
        seed: the seed of its draws.
        columns: one array a column, each of shape (tenants,), in the order of COLUMNS.
        unions: see Unions.
    """

    procedure: str
    engine: str
    seed: int
    columns: Mapping[str, Column]
    unions: Unions

    @property
    def totals(self) -> dict[str, Any]:
        """Sums over the rows, and the unions; durations in seconds."""
        c = self.columns
        is_exposed = c["exposed_at"] != NEVER
        begun = c["started_at"] != NEVER
        first = int(c["exposed_at"].min())
        causes = np.bincount(c["cause"][is_exposed], minlength=len(CAUSES))
        return {
            "tenants": int(c["tenant"].size),
            "connected": int((c["connected_at"] != NEVER).sum()),
            "asked": int((c["asked_at"] != NEVER).sum()),
            "exposed": int(is_exposed.sum()),
            "exposed_by_cause": {w: int(n) for w, n in zip(CAUSES, causes, strict=True) if w != "none"},
            "people_disclosed": self.unions.people_disclosed,
            "lists_disclosed": self.unions.lists_disclosed,
            "tenants_disclosed": self.unions.tenants_disclosed,
            "tenants_named": self.unions.tenants_named,
            "nights": self.unions.nights,
            "open_at_dawn": int(c["open_at_dawn"].sum()),
            "backed_out": int((c["status"] == Status.ROLLED_BACK).sum()),
            "refused_logons": int(c["refused"].sum()),
            "window_p50_s": quantile_of(c["window_s"][begun], 50) / SECOND,
            "window_p99_s": quantile_of(c["window_s"][begun], 99) / SECOND,
            "downtime_p99_s": quantile_of(c["downtime_s"][begun], 99) / SECOND,
            "residual": int((c["residual_until"] != NO_RESIDUAL).sum()),
            "not_reached": int((c["status"] == Status.NOT_REACHED).sum()),
            "stopped_at": None if self.unions.stopped_at == NEVER else self.unions.stopped_at / SECOND,
            "first_exposed_at": None if first == NEVER else first / SECOND,
        }

    def to_polars(self) -> "polars.DataFrame":
        """The rows as a frame: seconds as exact decimals, words for codes, null for what did not happen."""
        import polars as pl

        series = []
        for name, values in self.columns.items():
            if name in INSTANTS or name in DURATIONS:
                missing = NO_RESIDUAL if name == "residual_until" else NEVER
                ticks = pl.Series(name, values).cast(pl.Int64)
                ticks = pl.select(pl.when(ticks != missing).then(ticks).alias(name)).to_series()
                series.append(_exact_seconds(ticks))
            elif name in WORDS:
                series.append(pl.Series(name, [WORDS[name][code] for code in values.tolist()]))
            else:
                series.append(pl.Series(name, values))
        return pl.DataFrame(series)

    def write(self, path: Path, names: Sequence[str] | None = None) -> None:
        """The rows as a file, Parquet or CSV by its suffix; written under another name, then renamed.

        Args:
            path: the file.
            names: what the tenants are called, by number: a column ``name`` beside theirs; None: no such column.

        Raises:
            InputError: another suffix, or a place that cannot be written.
        """
        if path.suffix not in (".parquet", ".csv"):
            raise InputError(str(path), "expected a name that ends in .parquet or .csv")
        frame = self.to_polars()
        if names is not None:
            import polars as pl

            called = [names[number] for number in frame["tenant"].to_list()]
            frame.insert_column(1, pl.Series("name", called, pl.String))
        content = BytesIO()
        (frame.write_parquet if path.suffix == ".parquet" else frame.write_csv)(content)
        try:
            with file_part(path) as part:
                part.write_bytes(content.getbuffer())
        except OSError as error:
            raise InputError(str(path), str(error.strerror)) from error

    def to_json(self) -> str:
        """The object that ``run --json`` prints."""
        return json.dumps(
            {"procedure": self.procedure, "engine": self.engine, "seed": self.seed, "totals": self.totals}
        )


def _exact_seconds(ticks: "polars.Series") -> "polars.Series":
    import polars as pl

    # A decimal keeps every microsecond; a float would lose the last ones after some years.
    return (
        (ticks.cast(pl.Decimal(38, 6)) / pl.Series([Decimal(SECOND)]))
        .cast(pl.Decimal(38, 6))
        .alias(ticks.name)
    )


def quantile_of(values: Column, percent: int) -> int:
    """The smallest value that so many percent of the values do not exceed; 0 of nothing."""
    if values.size == 0:
        return 0
    rank = -(-values.size * percent // 100) - 1
    return int(np.partition(values, rank)[rank])


def first_difference(a: Outcome, b: Outcome) -> str | None:
    """The first row and column in which two outcomes differ, in words; None where they are equal."""
    for name in COLUMNS:
        unequal = np.flatnonzero(a.columns[name] != b.columns[name])
        if unequal.size:
            i = int(unequal[0])
            return (
                f"tenant {int(a.columns['tenant'][i])}, column {name}: "
                f"{a.engine} says {a.columns[name][i]}, {b.engine} says {b.columns[name][i]}"
            )
    return None if a.unions == b.unions else f"totals: {a.engine} says {a.unions}, {b.engine} says {b.unions}"
