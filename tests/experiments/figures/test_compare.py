import numpy as np
import polars as pl
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure

from experiments.figures import compare

from . import reading, toys


def _drawn(*procedures: str, schedules: int = 200, level: str = "95 %") -> Figure:
    found = toys.compared(schedules)
    chosen = pl.col("procedure").is_in(procedures or toys.PROCEDURES)
    return compare(
        found["differences"].filter(chosen), found["paired"].filter(chosen), window="2 min", level=level
    )


def test_a_dot_a_schedule() -> None:
    """Every schedule is a dot at its difference, in the row of its procedure; the first procedure has no row."""
    figure = _drawn()
    rows = [found for found in figure.axes[0].collections if isinstance(found, PathCollection)]

    assert len(rows) == len(toys.PROCEDURES) - 1
    paired = toys.compared()["paired"].filter(procedure="batch-late")["exposed"].to_list()
    assert np.asarray(rows[0].get_offsets())[:, 0].tolist() == paired


def test_the_finding_is_the_title() -> None:
    """The title says which procedure differs most, by how many tenants, and between what bounds."""
    more, fewer = _drawn().get_label(), _drawn("gated").get_label()

    # Of 4,602 and 1,203 exposed the counts' difference runs evenly from nine to eleven tenths of 3,399, and what
    # is expected from 9.6 to 10.4 tenths.
    assert more == "batch-late exposes 3,399 tenants more than ovh-2016, on average (3,388 to 3,410)"
    assert fewer == "gated exposes 1,203 tenants fewer than ovh-2016, on average (1,199 to 1,207)"


def test_every_row_says_what_the_law_and_pairing_bring() -> None:
    """Beside a row stand the estimate, its interval, that of the counts and the unpaired one, signs and all."""
    said = reading.words(_drawn("batch-late"))

    assert {"+3,399", "+3,388 to +3,410", "seen +3,371 to +3,427"} <= set(said)
    assert any(text.startswith("unpaired +3,3") for text in said)
    assert "as many as ovh-2016" in said


def test_intervals_lie_below_each_other() -> None:
    """From the top: the estimate's interval, the counts', the unpaired one, each wider than the one above."""
    axes = _drawn("batch-late").axes[0]
    level = [line for line in axes.lines if len(set(np.asarray(line.get_ydata()))) == 1]
    ends = [
        np.asarray(line.get_xdata(), float)
        for line in sorted(level, key=lambda line: float(np.asarray(line.get_ydata())[0]))
    ]
    widths = [float(np.ptp(each)) for each in ends]
    assert len(widths) == 3
    assert widths == sorted(widths)
    assert widths[0] < widths[1] < widths[2]


def test_one_schedule_has_no_interval() -> None:
    """Of one schedule there is a number and no interval, and the title claims none."""
    figure = _drawn("gated", schedules=1)

    assert "no interval: too few differ, or all alike" in reading.words(figure)
    assert "(" not in str(figure.get_label())


def test_the_level_is_said() -> None:
    """An interval that a width has stopped says that it is at about 95 %."""
    assert any("its interval, about 95 %" in text for text in reading.words(_drawn(level="about 95 %")))


def test_few_rows_stay_low() -> None:
    """The dots of a single row take no more room than those of one among many."""
    top, bottom = sorted(_drawn("gated").axes[0].get_ylim())
    assert bottom - top >= 2
