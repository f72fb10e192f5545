"""What a comparison found, in sentences, the same on a terminal and on its page: from rows of its tables alone."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..estimates import LEVEL
from ..figures import wording
from .front import Dominated
from .measures import CRITERIA, EXPOSED

Row = Mapping[str, Any]


def worse(row: Row) -> str:
    """In how many schedules one procedure exposes more tenants than the first, and how sure that share is."""
    return (
        f"{row['procedure']} exposes more tenants than {row['reference']} in {row['more']:,} of "
        f"{row['schedules']:,} schedules ({_share(row, 'more')}), fewer in {row['fewer']:,} ({_share(row, 'fewer')}), "
        f"as many in {row['ties']:,}"
    )


def ratio(row: Row) -> str:
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


def narrower(row: Row) -> Iterator[str]:
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
    rows = [row for row in differences if row["measure"] == EXPOSED.total and row["p_holm"] is not None]
    if len(rows) < 2:
        return
    alike = [row["procedure"] for row in rows if row["p_holm"] >= 1 - LEVEL]
    head = f"Of {len(rows)} procedures compared to {rows[0]['reference']}, by Holm's correction at 5 %"
    if alike:
        yield f"{head}, these cannot be told from it by the tenants they expose: {', '.join(alike)}."
    else:
        yield f"{head}, each exposes more or fewer tenants."


def front(procedures: Sequence[Row], dominated: Sequence[Dominated]) -> Iterator[str]:
    """Which procedures are left to choose from, and why each of the others is not."""
    names = [row["procedure"] for row in procedures if row["dominated_by"] is None]
    yield f"Not dominated in exposed tenants, nights and downtime (99th percentile): {', '.join(names)}."
    for each in dominated:
        told = ", ".join(_more(measure.total, more) for measure, more in each.more)
        yield f"{each.procedure} is dominated by {each.by}: {told}."


def _more(total: str, more: float) -> str:
    nouns = {m.total: noun for m, noun in zip(CRITERIA, ("tenants exposed", "nights", "s of downtime"), strict=True)}
    return wording.more(more, nouns[total])


def _share(row: Row, what: str) -> str:
    return f"P {wording.percents(row[f'{what}_share_low'], row[f'{what}_share_high'])}"
