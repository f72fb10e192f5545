"""The figures of an inquiry: what they say, and that every text of them can be read."""

import polars as pl
import pytest
from matplotlib.figure import Figure

from experiments import figures

from . import reading


def incident(many: int) -> Figure:
    """Two days: windows in one night, events of each class, copies kept, a gap."""
    lanes = ["connected"] * many + ["possible"] * 3 + ["inferred"] * 2 + ["proven"] * 5
    events = [{"lane": lane, "at_s": 900.0 * k % 25_000, "until_s": None} for k, lane in enumerate(lanes)]
    events += [{"lane": "kept", "at_s": 3_000.0 + k, "until_s": 90_000.0} for k in range(5)]
    events += [{"lane": "missing", "at_s": 7_200.0, "until_s": 10_800.0}]
    windows = [{"at_s": 60.0 * k, "open": float(k % 7)} for k in range(400)]
    return figures.incident_line(
        pl.DataFrame(events, infer_schema_length=None),
        pl.DataFrame(windows),
        finding="Of 28 tenants that connected in their window,\n10 to 11 received strangers' entries",
        circumstances="2,000 tenants; 1,758,709 log lines of EX16-1, EX16-2; lag up to 60 s, skew up to 2 s",
        begins="2016-04-18T20:00:21+00:00",
    )


def telling() -> Figure:
    """Twelve cells, one of which exposes nobody and one of which misses somebody."""
    rows = [
        {
            "cell": f"a cell with a long name, {k}", "exposed": 10 if k else 0, "proven": 7 if k else 0,
            "inferred": 1 if k else 0, "possible": 1 if k else 0, "excluded": 1 if k else 0,
            "named": 8, "named_wrongly": 0,
        }
        for k in range(12)
    ]  # fmt: skip
    return figures.logs_tell(pl.DataFrame(rows), tenants=130_000, seed=1, window="10 min")


@pytest.mark.parametrize("figure", [incident(28), incident(521), telling()])
def test_every_text_can_be_read(figure: Figure) -> None:
    """Nothing under 12 pt, nothing clipped, nothing covered."""
    assert min(float(text.get_fontsize()) for text in reading.texts(figure)) >= 12
    assert reading.clipped(figure) == []
    assert reading.overlapping(figure) == []


def test_each_row_says_how_many_tenants_it_holds() -> None:
    """The number stands beside its row."""
    words = reading.words(incident(28))
    assert {"28", "5", "3", "2", "1"} <= set(words)


def test_a_cell_in_which_nobody_was_exposed_says_so() -> None:
    """In place of two numbers."""
    assert "nobody was exposed" in reading.words(telling())
