"""The exceedance: what it says and shows of a law, of one that is nobody's, and of one that is not told."""

import numpy as np
import polars as pl
import pytest
from scipy.stats import poisson

from experiments import figures

from . import reading


def law(mean: float, procedure: str = "ovh-2016", tenants: int = 130_000) -> pl.DataFrame:
    """Of Poisson numbers: the campaign's, and one of a tenth of its mean for the worst night."""
    rows = []
    for of, of_mean in (("campaign", mean), ("worst night", mean / 10)):
        for k in range(1, int(poisson.isf(1e-9, of_mean)) + 1):
            p = float(poisson.sf(k - 1, of_mean))
            rows.append({"of": of, "at_least": k, "p": p, "low": 0.9 * p, "high": min(1.0, 1.1 * p)})
    about = {"procedure": procedure, "window": "2 min", "tenants": tenants, "seed": 1, "schedules": 320}
    return pl.DataFrame([{**about, **row} for row in rows])


CRUDE = pl.DataFrame({"at_least": [480, 521, 540], "share": [0.97, 0.5, 0.2]})


@pytest.mark.parametrize("mean", [521.0, 5.0, 6_000.0])
def test_no_text_is_too_small_clipped_or_covered(mean: float) -> None:
    """Of a law of hundreds, of a few, and of thousands."""
    figure = figures.exceedance(law(mean), CRUDE.clear() if mean != 521 else CRUDE, campaigns=200)
    assert min(float(text.get_fontsize()) for text in reading.texts(figure)) >= 12
    assert reading.clipped(figure) == []
    assert reading.overlapping(figure) == []


def test_it_says_what_is_met_in_half_and_in_a_thousandth_of_all_campaigns() -> None:
    """The median and the number of 1e-3, from the law's own rows; 521 is marked."""
    figure = figures.exceedance(law(521.0), CRUDE, campaigns=200)
    half, rare = (next(k for k in range(1_000) if poisson.sf(k, 521.0) < p) for p in (0.5, 1e-3))
    assert poisson.sf(half - 1, 521.0) >= 0.5 > poisson.sf(half, 521.0)
    assert figure.get_label() == (
        f"ovh-2016 exposes {half} tenants or more in every second campaign, and {rare} or more once in a thousand "
        "campaigns"
    )
    said = reading.words(figure)
    assert any("130,000 tenants, 320 schedules" in text for text in said)
    assert any("dots: share of 200 campaigns" in text for text in said)
    assert {"campaign", "worst night", "521 connected in 2016"} <= set(said)


def test_of_nobody_there_is_nothing_to_draw() -> None:
    """The finding says that no tenant can be exposed under any schedule drawn; no axes stand empty."""
    nobody = law(5.0).head(1).with_columns(p=0.0, low=0.0, high=pl.lit(None, pl.Float64))
    figure = figures.exceedance(nobody, CRUDE.clear(), campaigns=200)
    assert figure.get_label() == "ovh-2016: no tenant can be exposed under any schedule drawn"
    assert not figure.axes[0].axison


def test_what_is_not_told_is_not_drawn() -> None:
    """A line ends before the first number that too few schedules carry."""
    frame = law(521.0).with_columns(
        pl.when(pl.col("at_least") > 600).then(None).otherwise(pl.col(name)).alias(name)
        for name in ("p", "low", "high")
    )
    figure = figures.exceedance(frame, CRUDE, campaigns=200)
    lines = [np.asarray(line.get_xdata(), float) for line in figure.axes[0].get_lines()]
    assert max(float(line.max()) for line in lines if line.size > 3) == 600


@pytest.mark.parametrize(("mean", "side"), [(400.0, "right"), (521.0, "left")])
def test_a_name_does_not_stand_across_the_mark(mean: float, side: str) -> None:
    """Where the line of 2016 is next to the law, the law's name stands on its other side."""
    figure = figures.exceedance(law(mean), CRUDE.clear(), campaigns=200)
    (name,) = (text for text in reading.texts(figure) if text.get_text() == "campaign")
    assert name.get_horizontalalignment() == side
