"""The tables of a risk assessment."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from .disclosed import Amount, Disclosed
from .law import Chance, Quantile

CAMPAIGN, WORST = "campaign", "worst night"
"""Whose number it is: the column ``of``."""


def chance_rows(
    about: Mapping[str, Any], campaign: Sequence[Chance], worst: Sequence[Chance]
) -> list[dict[str, Any]]:
    """One row a number K: P(at least K) with its interval and support, of the campaign, then of its worst night."""
    return [
        {**_place(about), "of": of, **asdict(chance)}
        for of, chances in ((CAMPAIGN, campaign), (WORST, worst))
        for chance in chances
    ]


def quantile_rows(about: Mapping[str, Any], quantiles: Sequence[Quantile]) -> list[dict[str, Any]]:
    """One row a quantile of the number exposed."""
    return [{**_place(about), **asdict(quantile)} for quantile in quantiles]


def disclosed_rows(about: Mapping[str, Any], found: Disclosed | None) -> list[dict[str, Any]]:
    """One row a kind of recipients and quantile: the different ones seen, and rows handed out, with their bounds."""
    return [
        {
            **_place(about),
            "of": kind.name,
            "everybody": kind.everybody,
            "percent": quantile.percent,
            **_ends("seen", kind.seen(quantile)),
            **_ends("handed_out", kind.handed_out(quantile)),
        }
        for kind in (found.kinds if found else ())
        for quantile in (found.quantiles if found else ())
    ]


def _ends(name: str, amount: Amount) -> dict[str, int | None]:
    return {f"{name}_low": amount.low, f"{name}_high": amount.high}


def _place(about: Mapping[str, Any]) -> dict[str, Any]:
    return {name: about[name] for name in ("procedure", "window", "tenants", "seed", "schedules")}
