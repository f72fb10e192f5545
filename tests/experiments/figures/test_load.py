import datetime
from typing import Any

import matplotlib as mpl
import polars as pl
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import StepPatch

from experiments import figures
from sim.load import QUANTITIES
from sim.tables import KINDS

from . import reading

OPENS_AT_S = (14 * 24 + 22) * 3_600
HOUR_S = 3_600


def _frame(days: int = 16, refused: int = 30) -> pl.DataFrame:
    """Each kind logs on 150 times a quarter of an hour; refusals and a book of 3 MB between 23:00 and 24:00."""
    rows: list[dict[str, Any]] = []
    for starts_at_s in range(0, days * 24 * HOUR_S, 900):
        is_late = OPENS_AT_S + HOUR_S <= starts_at_s < OPENS_AT_S + 2 * HOUR_S
        for kind in KINDS:
            rows.append(
                {
                    "starts_at_s": starts_at_s,
                    "starts": datetime.datetime(2016, 4, 4) + datetime.timedelta(seconds=starts_at_s),
                    "kind": kind,
                    **dict.fromkeys(QUANTITIES, 0),
                    "logons_source": 150,
                    "requests_source": 15,
                    "refused": refused if is_late and kind == "owa" else 0,
                    "oab_bytes": 3_000_000 if is_late and kind == "outlook_cached" else 0,
                }
            )
    return pl.DataFrame(rows)


def _draw(frame: pl.DataFrame, **changes: Any) -> Figure:
    asked: dict[str, Any] = {
        "opens_at_s": OPENS_AT_S,
        "closes_at_s": OPENS_AT_S + 8 * HOUR_S,
        "calm_opens_at_s": OPENS_AT_S - 7 * 24 * HOUR_S,
        "procedure": "gated",
        "window": "2 min",
        "tenants": 130_000,
        "seed": 1,
    }
    return figures.load(frame, **{**asked, **changes})


def _lines(figure: Figure, panel: int) -> list[list[float]]:
    steps = [patch for patch in figure.axes[panel].patches if isinstance(patch, StepPatch)]
    return [[float(value) for value in patch.get_data()[0]] for patch in steps]


def test_counts_are_told_a_minute() -> None:
    """Each panel shows its counts a minute, a quarter of an hour a step, from 18:00 to noon; then the calm."""
    figure = _draw(_frame())

    assert len(figure.axes) == 5
    outlook_and_owa, calm = _lines(figure, 0)
    assert outlook_and_owa == calm == [3 * 150 / 15] * 72
    assert _lines(figure, 1)[0] == [2 * 150 / 15] * 72
    refused, calm = _lines(figure, 2)
    # 23:00 is twenty quarters of an hour after 18:00.
    assert refused == [0.0] * 20 + [2.0] * 4 + [0.0] * 48
    assert calm == [0.0] * 72
    assert _lines(figure, 3)[0] == [5.0] * 72
    assert _lines(figure, 4)[0] == [0.0] * 20 + [0.2] * 4 + [0.0] * 48


def test_the_finding_is_the_worst_of_the_night() -> None:
    """The title says how many logons are refused and what the books take; a night without refusals says so."""
    said = str(_draw(_frame()).get_label())
    assert said == (
        "Up to 2 logons a minute are refused in the night of Mon 18 Apr; offline address books take up to 0.2 MB"
        " a minute"
    )
    assert str(_draw(_frame(refused=0)).get_label()).startswith(
        "No logon is refused in the night of Mon 18 Apr"
    )


def test_the_hours_share_one_axis() -> None:
    """Hours stand below the lowest panel alone, every two of them; the open night is shaded in each."""
    figure = _draw(_frame())

    lowest = [tick.get_text() for tick in figure.axes[-1].get_xticklabels()]
    assert lowest == [f"{hour % 24:02}:00" for hour in range(18, 37, 2)]
    assert not any(tick.get_text() for axes in figure.axes[:-1] for tick in axes.get_xticklabels())
    for axes in figure.axes:
        assert axes.get_xlim() == (0, 18)
        (shade,) = [patch for patch in axes.patches if not isinstance(patch, StepPatch)]
        assert (shade.get_extents().transformed(axes.transData.inverted()).x0) == pytest.approx(4)


@pytest.mark.parametrize(
    "changes",
    [{}, {"calm_opens_at_s": None}, {"procedure": "isolate-unreplicated", "window": "as drawn"}],
)
def test_it_can_be_read(changes: dict[str, Any]) -> None:
    """No text is under 12 pt, clipped or covered, on a canvas of 1280 x 720 pixels."""
    figure = _draw(_frame(), **changes)

    assert tuple(figure.get_size_inches() * figure.dpi) == (1280, 720)
    assert min(float(text.get_fontsize()) for text in reading.texts(figure)) >= 12
    assert reading.clipped(figure) == []
    assert reading.overlapping(figure) == []
    assert any("130,000 tenants, seed 1, one draw" in text for text in reading.words(figure))


def test_a_load_that_ends_in_the_night_is_drawn_as_far_as_it_goes() -> None:
    """A campaign whose last horizon falls into the night leaves the rest of the axis empty."""
    figure = _draw(_frame(days=15))

    assert len(_lines(figure, 0)[0]) == 6 * 4
    assert figure.axes[0].get_xlim() == (0, 18)


def test_leaves_the_settings_alone() -> None:
    """Drawing changes no setting of Matplotlib, and no setting of Matplotlib changes a drawing."""
    expected = figures.svg(_draw(_frame()))
    with mpl.rc_context({"font.size": 31, "axes.facecolor": "red", "svg.hashsalt": "another"}):
        before = dict(mpl.rcParams)
        drawn = figures.svg(_draw(_frame()))

        assert dict(mpl.rcParams) == before
    assert drawn == expected
