"""What a comparison found, in sentences, the same on a terminal and on its page: from rows of its tables alone."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from .. import wording
from ..estimates import LEVEL

Row = Mapping[str, Any]

_NOUNS: Final = {
    "exposed": ("exposed tenants", "many exposed tenants"),
    "nights": ("nights", "many nights"),
    "downtime_p99_s": ("s of downtime", "much downtime"),
}
"""The criteria by which one procedure dominates another: what is counted, and what is said of no difference."""


def of_pair(row: Row) -> list[str]:
    """How a procedure stands to the first in exposed tenants, and what pairing and the law of a schedule bring."""
    return [_worse(row), _ratio(row), *_narrower(row)]


def _worse(row: Row) -> str:
    """In how many schedules one procedure exposes more tenants than the first, and how sure that share is."""
    return (
        f"{row['procedure']} exposes more tenants than {row['reference']} in {row['more']:,} of {row['schedules']:,} "
        f"schedules ({_share(row, 'more')}), fewer in {row['fewer']:,} ({_share(row, 'fewer')}), "
        f"as many in {row['ties']:,}"
    )


def _ratio(row: Row) -> str:
    """How many times as many it exposes, or why there is no such number."""
    found = row["expected_ratio"]
    if found is None:
        return f"no ratio, for {row['reference']} exposes nobody"
    if found == 0:
        return "a ratio of 0, without an interval, for 0 has no logarithm"
    if row["expected_ratio_low"] is None:
        return f"{wording.measured(found)} times as many, without an interval, for too few schedules carry it"
    interval = wording.between(row["expected_ratio_low"], row["expected_ratio_high"])
    return f"{wording.measured(found)} times as many ({interval})"


def _narrower(row: Row) -> Iterator[str]:
    """What pairing takes out of the difference, and what the law of each schedule does."""
    if row["variance_ratio"] is not None:
        yield (
            "one of them exposes as many in every schedule, so pairing gains nothing"
            if row["correlation"] is None
            else f"correlation {wording.share(row['correlation'])}: with schedules of their own the difference would "
            f"have {wording.measured(row['variance_ratio'])} times the variance"
        )
    if row["expected_gain"] is not None:
        yield (
            f"with the clients' chance, the difference of the counts has {wording.measured(row['expected_gain'])} "
            "times the variance of the estimate"
        )


def corrected(differences: Sequence[Row]) -> Iterator[str]:
    """Which procedures do not differ from the first for certain, once it counts how many were compared."""
    rows = [row for row in differences if row["measure"] == "exposed" and row["p_holm"] is not None]
    if len(rows) < 2:
        return
    alike = [row["procedure"] for row in rows if row["p_holm"] >= 1 - LEVEL]
    head = f"Of {len(rows)} procedures compared to {rows[0]['reference']}, by Holm's correction at 5 %"
    if alike:
        yield f"{head}, these cannot be told from it by the tenants they expose: {', '.join(alike)}."
    else:
        yield f"{head}, each exposes more or fewer tenants."


def front(procedures: Sequence[Row], dominated: Sequence[Row]) -> Iterator[str]:
    """Which procedures are left to choose from, and why each of the others is not."""
    names = [row["procedure"] for row in procedures if row["dominated_by"] is None]
    yield f"Not dominated in exposed tenants, nights and downtime (99th percentile): {', '.join(names)}."
    for row in dominated:
        told = ", ".join(
            wording.more(row[total], noun) if row[total] else f"as {alike}"
            for total, (noun, alike) in _NOUNS.items()
        )
        yield f"{row['procedure']} is dominated by {row['by']}: {told}."


def _share(row: Row, what: str) -> str:
    return f"P {wording.percents(row[f'{what}_share_low'], row[f'{what}_share_high'])}"
