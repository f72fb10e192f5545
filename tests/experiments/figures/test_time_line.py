"""The time line of invented steps: before the night, in it, over mailboxes, and by the clock."""

import polars as pl
import pytest
from matplotlib.figure import Figure

from experiments import figures
from experiments.figures.frames import Columns
from experiments.procedures.picture import steps_of
from experiments.procedures.timeline import TimeLine
from sim.scenario import Scenario

from . import reading
from .columns import all_columns


def _drawn(steps: pl.DataFrame) -> Figure:
    return figures.time_line(steps, procedure="mine", window="2 min", tenants=130_000, mailboxes=4)


def _steps(name: str, window: str = "2 min") -> pl.DataFrame:
    scenario = Scenario.load("incident").replaced(
        {"population.tenants": 50, "procedure": name, "window": window}
    )
    return steps_of(TimeLine.of(scenario, 1))


@pytest.mark.parametrize("window", ["0 s", "2 min", "10 h"])
@pytest.mark.parametrize("name", ["gated-on-timer", "batch-late", "solidcp", "isolate-first"])
def test_every_kind_of_step_can_be_read(name: str, window: str) -> None:
    """No text is under 12 pt, clipped or covered, however short or long the isolation step is."""
    figure = _drawn(_steps(name, window))

    assert min(float(text.get_fontsize()) for text in reading.texts(figure)) >= 12
    assert reading.clipped(figure) == []
    assert reading.overlapping(figure) == []


def test_says_what_it_shows() -> None:
    """The title has the length of the night; the subtitle the step, the tenant, and that times are medians."""
    steps = pl.DataFrame(
        {
            "step": ["1  provision", "2  cut_over", "3  open_gate"],
            "verb": ["provision", "cut_over", "open_gate"],
            "pass": ["ahead", "night", "night"],
            "mark": ["work", "loop", "timer"],
            "starts_at_s": [0.0, 0.0, 600.0],
            "ends_at_s": [9.0, 120.0, 600.0],
            "words": ["9 s", "4 × 30 s", "by the clock"],
        }
    )
    figure = _drawn(steps)
    words = reading.words(figure)

    assert figure.get_label() == "mine takes 10 min 0 s of a tenant's night"
    assert (
        "isolation step takes 2 min; 4 mailboxes, the mean of 130,000 tenants; every step at its median"
        in words
    )
    assert {"before the night: 9 s", "4 × 30 s", "by the clock"} <= set(words)


def test_says_over_what_a_loop_goes() -> None:
    """Beside a loop stands how many mailboxes or tenants it is over, and what its engineers call the step."""
    assert "5 mailboxes × 3 s: public folders, permissions" in _steps("solidcp")["words"].to_list()
    assert _steps("batch-late")["words"].str.contains("^5 tenants × 2 min 0 s$").any()


def test_explains_the_marks_that_are_there() -> None:
    """Hatches and diamonds are explained above, where there are any."""
    plain, looped, timed = (
        set(reading.words(_drawn(_steps(name)))) for name in ("gated", "solidcp", "gated-on-timer")
    )

    assert {"isolation step", "other step"} <= plain & looped & timed
    assert "one after the other" in looped - plain - timed
    assert "by the clock" in timed - plain - looped


def test_no_steps_are_said_to_be_none() -> None:
    """A frame without rows draws a figure that says so."""
    assert _drawn(_steps("gated").clear()).get_label() == "No step was given"


COLUMNS: Columns = all_columns("time_line")


@pytest.mark.parametrize("column", COLUMNS)
def test_a_missing_column_is_named(column: str) -> None:
    """Without any one of its columns the figure says which is missing."""
    with pytest.raises(ValueError, match=column) as refused:
        _drawn(_steps("gated").drop(column))
    assert str(refused.value) == f'figures.time_line: steps has no column "{column}" (a {COLUMNS[column]})'
