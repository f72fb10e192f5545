"""The tables of a risk assessment."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

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


def _place(about: Mapping[str, Any]) -> dict[str, Any]:
    return {name: about[name] for name in ("procedure", "window", "tenants", "seed", "schedules")}
