"""What each stop rule would have saved: tenants that it spares, schedule by schedule, and how many of 2016's 521.

Every variant meets the same schedules, so a difference is the rule's own. What a rule spares of those who connected
is taken for what it would have spared of the 521: the incident's own course is not known.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from .. import wording
from ..figures import april_2016
from ..paired import Difference

NO_RULE: Final = "campaign report_probability 0, canary 0"
"""The variant of a study that nothing stops."""
_OWN: Final = "the scenario’s own rules"
WORDS: Final = {NO_RULE: "no stop rule", "every default": _OWN}
"""What two variants are called."""


@dataclass(frozen=True, slots=True)
class Saved:
    """One rule.

    Attributes:
        rule: in words.
        exposed: tenants expected to be exposed under it, the mean over schedules.
        saved: how many fewer than without any rule, likewise.
        saved_low: its interval, 95 %, paired by schedule; None: too few schedules carry it.
        saved_high: likewise.
        share: of those exposed without any rule, 0 to 1; negative: more are exposed.
        of_2016: of the 521 who connected in 2016, if it spares the same share of them.
    """

    rule: str
    exposed: float
    saved: float
    saved_low: float | None
    saved_high: float | None
    share: float
    of_2016: int


def rule_of(variant: str) -> str:
    """A variant of a study as a rule, in words.

    >>> rule_of("campaign.report_probability 0.5"), rule_of("every default")
    ('report probability 0.5', 'the scenario’s own rules')
    """
    if variant in WORDS:
        return WORDS[variant]
    return variant.removeprefix("campaign.").removeprefix("campaign ").replace("_", " ")


def savings(replications: pl.DataFrame) -> list[Saved]:
    """What each rule of a study saves; none where it has no campaign without any rule, or no expected numbers.

    Args:
        replications: one row a cell or variant, and schedule.
    """
    if "exposed_expected" not in replications.columns:
        return []
    without = _by_seed(replications, NO_RULE)
    if not without:
        return []
    variants = replications["variant"].unique(maintain_order=True).to_list()
    rules = [variant for variant in variants if variant and variant != NO_RULE]
    return [_saved(variant, without, _by_seed(replications, variant)) for variant in rules]


def sentences(saved: list[Saved]) -> Iterator[str]:
    """What the table comes to."""
    if not saved:
        return
    without = saved[0].exposed + saved[0].saved
    own = next((each for each in saved if each.rule == _OWN), None)
    yield f"Without a stop rule {wording.measured(without)} tenants are expected to be exposed."
    if own is not None:
        yield _told("The scenario’s own rules save", own)
    best = max(saved, key=lambda each: each.saved)
    if best is not own:
        yield _told(f"Most is saved by {best.rule}:", best)


def _told(begin: str, each: Saved) -> str:
    low, high = each.saved_low, each.saved_high
    interval = "" if low is None or high is None else f" ({wording.between(low, high)}, 95 %)"
    return (
        f"{begin} {wording.measured(each.saved)} of them{interval}, {wording.percent(max(0.0, each.share))}; of"
        f" the {april_2016.CONNECTED} who connected in 2016 that share would be {each.of_2016}."
    )


def _by_seed(replications: pl.DataFrame, variant: str) -> dict[int, dict[str, Any]]:
    rows = replications.filter(pl.col("variant") == variant)
    return {row["seed"]: row for row in rows.iter_rows(named=True)}


def _saved(variant: str, without: dict[int, dict[str, Any]], under: dict[int, dict[str, Any]]) -> Saved:
    seeds = sorted(without.keys() & under.keys())
    both = [[of[s]["exposed_expected"] for s in seeds] for of in (under, without)]
    fewer = Difference.of(*both)
    exposed = sum(both[0]) / len(seeds)
    before = exposed + fewer.mean
    connected = [sum(of[s]["connected_expected"] for s in seeds) for of in (without, under)]
    spared = 1.0 - connected[1] / connected[0] if connected[0] else 0.0
    return Saved(
        rule_of(variant),
        exposed,
        fewer.mean,
        fewer.mean_low,
        fewer.mean_high,
        fewer.mean / before if before else 0.0,
        round(april_2016.CONNECTED * spared),
    )
