"""The swim lane of invented tenants: short steps beside long ones, windows, and what clients were shown."""

import datetime
from collections.abc import Sequence

import matplotlib as mpl
import numpy as np
import polars as pl
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from experiments import figures
from experiments.figures import style, swim_lane
from experiments.stories.lane import COLUMNS

from . import reading

NIGHT = 14 * 86_400 + 22 * 3_600
Mark = tuple[str, str, str, float, float, int | None, str]

STEPS: list[Mark] = [
    ("window", "", "window", 140.0, 310.0, None, ""),
    ("step", "cut_over", "step", 0.0, 120.0, None, ""),
    ("step", "switch_routing", "step", 120.0, 140.0, None, ""),
    ("step", "assign_policy", "step", 140.0, 290.0, None, ""),
    ("step", "wait_replication", "step", 290.0, 310.0, None, ""),
    ("step", "generate_oab", "step", 310.0, 310.000001, None, ""),
    ("step", "decommission", "step", 310.000001, 320.0, None, ""),
    ("platform", "logons served by", "nobody", 0.0, 140.0, None, "nobody"),
    ("platform", "logons served by", "target", 140.0, 90_000.0, None, "the target"),
    ("controller", "controller 1", "open", 140.0, 290.0, None, ""),
    ("controller", "controller 1", "holds", 290.0, 90_000.0, None, ""),
    ("controller", "controller 2", "open", 140.0, 310.0, None, ""),
    ("controller", "controller 2", "holds", 310.0, 90_000.0, None, ""),
]
SHOWN: list[Mark] = [
    ("client", "Outlook (cached)\nÉlise Martin", "wide", 150.0, 40_000.0, None, ""),
    ("client", "Outlook (cached)\nÉlise Martin", "logon", 150.0, 150.0, None, ""),
    ("client", "Outlook (cached)\nÉlise Martin", "ask", 200.0, 200.0, 552_340, ""),
    ("client", "Outlook (cached)\nÉlise Martin", "download", 400.0, 700.0, 552_340, ""),
    ("client", "Outlook (cached)\nÉlise Martin", "logon", 86_800.0, 86_800.0, None, ""),
    ("client", "Outlook (cached)\nÉlise Martin", "download", 86_800.0, 86_800.5, 0, "replaced"),
    ("client", "OWA\nJack O'Connor", "wide", 160.0, 1_500.0, None, ""),
    ("client", "OWA\nJack O'Connor", "logon", 160.0, 160.0, None, ""),
]
REFUSED: list[Mark] = [
    ("others", "9 more clients", "refused", 10.0 * k, 10.0 * k, None, "") for k in range(1, 10)
]
FAULTS: list[Mark] = [
    ("step", "open_gate", "step", 320.0, 320.0, None, "by the clock"),
    ("step", "unhide", "silent", 320.0, 320.0, None, ""),
    ("step", "verify_isolation", "step", 330.0, 340.0, None, ""),
    ("step", "verify_isolation", "failed", 350.0, 450.0, None, ""),
    ("step", "found and mended", "mended", 36_000.0, 36_000.0, None, ""),
]
MANY: list[Mark] = [
    ("others", "9 more clients", "refusals", 500.0, 36_000.0, None, "2,135 more"),
    ("others", "9 more clients", "refusals", 36_000.0, 90_000.0, None, "33,995 more"),
]


def _frame(marks: Sequence[Mark]) -> pl.DataFrame:
    shifted = [(g, lane, mark, NIGHT + a, NIGHT + b, n, words) for g, lane, mark, a, b, n, words in marks]
    return pl.DataFrame(shifted, schema=COLUMNS, orient="row")


def _drawn(marks: Sequence[Mark] = (*STEPS, *SHOWN, *REFUSED)) -> Figure:
    return swim_lane(
        _frame(marks),
        tenant="Tenant 97",
        procedure="ovh-2016",
        window="2 min",
        tenants=130_000,
        seed=1,
        first_day=datetime.date(2016, 4, 4),
    )


_SAFE = [mark for mark in STEPS if mark[0] not in ("window",) and mark[2] != "open"]
every_story = pytest.mark.parametrize(
    "marks",
    [
        [*STEPS, *SHOWN, *REFUSED],
        [*STEPS, *SHOWN],
        [*_SAFE, *REFUSED],
        _SAFE,
        [*_SAFE, *FAULTS, *REFUSED, *MANY],
    ],
)


def _bars(axes: Axes, height: float) -> list[Rectangle]:
    """Bars of the lane at a height."""
    return [
        p
        for p in axes.patches
        if isinstance(p, Rectangle) and p.get_y() < height < p.get_y() + p.get_height()
    ]


@every_story
def test_texts_are_large_enough_and_apart(marks: list[Mark]) -> None:
    """No text is under 12 pt, stands outside the figure or covers another, on a canvas of 1280 x 720 pixels."""
    figure = _drawn(marks)

    assert tuple(figure.get_size_inches() * figure.dpi) == (1280, 720)
    assert min(float(text.get_fontsize()) for text in reading.texts(figure)) >= 12
    assert reading.clipped(figure) == []
    assert reading.overlapping(figure) == []


def test_a_step_of_a_microsecond_stays_visible() -> None:
    """Beside hours of a session the shortest step is drawn wider than a pixel, and its length is written."""
    figure = _drawn()
    (axes,) = figure.axes
    (lane,) = [t for t in axes.get_yticklabels() if t.get_text() == "generate_oab"]
    figure.draw_without_rendering()
    pixels = axes.transData.transform
    widths = [
        pixels((bar.get_x() + bar.get_width(), 0))[0] - pixels((bar.get_x(), 0))[0]
        for bar in _bars(axes, float(lane.get_position()[1]))
        if bar.get_height() < 100
    ]

    assert len(widths) == 1
    assert widths[0] > 3
    assert "under 1 ms" in reading.words(figure)


def test_time_goes_on_from_left_to_right() -> None:
    """The axis keeps the order of instants, and a longer gap is drawn longer."""
    figure = _drawn()
    (axes,) = figure.axes
    steps = [p for p in axes.patches if isinstance(p, Rectangle) and p.get_facecolor() != (1, 1, 1, 1)]
    lasted = dict(
        zip(
            ("cut_over", "switch_routing", "assign_policy"),
            [bar.get_width() for bar in steps if 10 < bar.get_height() < 20][:3],
            strict=True,
        )
    )

    assert lasted["switch_routing"] < lasted["cut_over"] < lasted["assign_policy"]
    assert list(axes.get_xticks()) == sorted(axes.get_xticks())


def test_the_window_is_shaded_and_says_how_long() -> None:
    """The window is shaded between the steps that open and close it, and bears its length."""
    figure = _drawn()

    assert "window: 2 min 50 s" in reading.words(figure)
    assert not any("window:" in words for words in reading.words(_drawn(_SAFE)))


def test_what_a_client_received_stands_at_its_mark() -> None:
    """The ask is a diamond with the entries received; a book that replaced them says so."""
    figure = _drawn()
    (axes,) = figure.axes
    diamonds = [line for line in axes.lines if line.get_marker() == "D"]
    dots = [line for line in axes.lines if line.get_marker() == "o"]
    crosses = [line for line in axes.lines if line.get_marker() == "x"]

    assert (len(diamonds), len(dots), len(crosses)) == (1, 3, 9)
    words = reading.words(figure)
    assert {"552,340 entries", "replaced", "OWA Jack O'Connor", "9 more clients"} <= set(words)
    (ask,) = np.asarray(diamonds[0].get_xdata(), float)
    assert ask > np.asarray(dots[0].get_xdata(), float)[0]


def test_what_befell_a_step_has_a_sign() -> None:
    """A step tried in vain, one done in name only and the mending have signs of their own, explained above."""
    figure = _drawn([*_SAFE, *FAULTS, *REFUSED, *MANY])
    (axes,) = figure.axes
    words = reading.words(figure)

    assert [line.get_marker() for line in axes.lines].count("X") == 1
    assert [line.get_marker() for line in axes.lines].count("P") == 1
    assert {"by the clock", "10 s; failed after 1 min 40 s", "found and mended"} <= set(words)
    assert {"fails", "done in name only", "2,135 more", "33,995 more"} <= set(words)
    assert figure.get_label() == (
        "Tenant 97 was shown nothing of others; verify_isolation failed, it had no window"
    )


def test_what_marks_mean_has_room_on_every_page() -> None:
    """Where all marks are there they are explained in two lines, above the lanes and inside the page."""
    figure = _drawn([*STEPS, *FAULTS, *SHOWN, *REFUSED, *MANY])
    (axes,) = figure.axes
    (legend,) = figure.legends
    figure.draw_without_rendering()
    heights = {round(text.get_window_extent().y0) for text in legend.get_texts()}

    assert (len(legend.get_texts()), len(heights)) == (9, 2)
    assert min(heights) > axes.get_window_extent().y1
    assert reading.clipped(figure) == []
    assert reading.overlapping(figure) == []


def test_the_finding_is_the_title() -> None:
    """The title says who received how many entries and when; or that nothing was shown."""
    assert _drawn().get_label() == (
        "Tenant 97 received 552,340 entries of strangers at 22:03:20; its window was open for 2 min 50 s"
    )
    assert _drawn(_SAFE).get_label() == "Tenant 97 was shown nothing of others; it had no window"
    assert _drawn(STEPS).get_label() == (
        "Tenant 97 was shown nothing of others; its window was open for 2 min 50 s"
    )


def test_says_when_and_what_it_was_drawn_from() -> None:
    """Ticks say local times and dates; the subtitle says procedure, tenants, seed, and that it is one draw."""
    words = reading.words(_drawn())

    assert "ovh-2016, isolation step takes 2 min; 130,000 tenants, seed 1, one draw" in words
    assert {"22:00:00 Mon 18 Apr", "22:02:20"} <= set(words)
    assert any(text.endswith("Tue 19 Apr") for text in words)


def test_a_long_procedure_gets_a_higher_page() -> None:
    """Where lanes need more room than a page has, the page grows and no text covers another."""
    more: list[Mark] = [("step", f"step_{k}", "step", 320.0 + k, 321.0 + k, None, "") for k in range(12)]
    figure = _drawn([*STEPS, *more, *SHOWN, *REFUSED])

    assert figure.get_size_inches()[1] * figure.dpi > 720
    assert reading.overlapping(figure) == []


def test_leaves_the_settings_alone() -> None:
    """Drawing changes no setting of Matplotlib, and no setting of Matplotlib changes a drawing."""
    expected = figures.svg(_drawn())
    with mpl.rc_context({"font.size": 31, "axes.facecolor": "red", "svg.hashsalt": "another"}):
        before = dict(mpl.rcParams)
        drawn = figures.svg(_drawn())

        assert dict(mpl.rcParams) == before
    assert drawn == expected
    assert style.FLOOR_PT == 12
