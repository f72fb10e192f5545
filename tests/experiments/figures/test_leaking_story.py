"""The drawing of a story: lanes, window, faults, the answer that is crossed."""

import polars as pl
import pytest
from matplotlib.figure import Figure

from experiments import figures
from experiments.figures.frames import Columns
from experiments.verify.folder import frame_of
from sim.explorer import Instance, explore
from sim.explorer.fewest import fewest_faults
from sim.procedure import Procedure

from . import reading
from .columns import all_columns


def _drawn(events: pl.DataFrame) -> Figure:
    return figures.leaking_story(events, title="mine leaks", subtitle="7 states", controllers=2)


def _events(name: str) -> pl.DataFrame:
    procedure = Procedure.load(name)
    verdict = explore(procedure, Instance(movers=1))
    if not verdict.leaks:
        found = fewest_faults(procedure)
        assert found is not None
        verdict = found
    return frame_of(verdict)


@pytest.mark.parametrize("name", ["ovh-2016", "batch-late", "gated-on-timer", "gated", "reroute-last"])
def test_every_story_can_be_read(name: str) -> None:
    """No text is under 12 pt, clipped or covered, however long the story is."""
    figure = _drawn(_events(name))

    assert min(float(text.get_fontsize()) for text in reading.texts(figure)) >= 12
    assert reading.clipped(figure) == []
    assert reading.overlapping(figure) == []


def test_each_who_acts_has_a_lane() -> None:
    """The operator, each controller whether it acts or not, the client; the clock where there is one."""
    plain, timed = (set(reading.words(_drawn(_events(name)))) for name in ("ovh-2016", "gated-on-timer"))

    assert {"operator", "controller 1", "controller 2", "client of A"} <= plain & timed
    assert "clock" in timed - plain


def test_what_goes_wrong_and_what_is_shown_are_marked() -> None:
    """A fault has a mark of its own, the answer a cross, the window a ground; each is explained."""
    plain, faulty = (set(reading.words(_drawn(_events(name)))) for name in ("ovh-2016", "gated"))

    assert {"a client is given strangers", "window: served, and not isolated"} <= plain & faulty
    assert "goes wrong" in faulty - plain


def test_the_window_is_where_the_target_would_have_served_the_client_open() -> None:
    """In the night of 2016 it opens with the rerouting and is open when the client asks."""
    assert _events("ovh-2016")["is_open"].to_list() == [0, 0, 0, 0, 0, 1, 1]


def test_no_events_are_said_to_be_none() -> None:
    """A frame without rows draws a figure that says so."""
    assert _drawn(_events("ovh-2016").clear()).get_label() == "No event was given"


COLUMNS: Columns = all_columns("leaking_story")


@pytest.mark.parametrize("column", COLUMNS)
def test_a_missing_column_is_named(column: str) -> None:
    """Without any one of its columns the figure says which is missing."""
    with pytest.raises(ValueError, match=column) as refused:
        _drawn(_events("ovh-2016").drop(column))
    expected = f'figures.leaking_story: events has no column "{column}" (a {COLUMNS[column]})'
    assert str(refused.value) == expected
