import polars as pl
from matplotlib.patches import Rectangle

from experiments import wording
from experiments.figures import causes, style
from sim.outcome import CAUSES

from . import reading, toys


def test_bars_add_up() -> None:
    """The parts of a bar are as long together as tenants were exposed."""
    axes = causes(toys.cells(), window="2 min").axes[0]
    bars = [patch for patch in axes.patches if isinstance(patch, Rectangle)]

    at_first = [bar.get_width() for bar in bars if round(bar.get_y() + bar.get_height() / 2) == 0]
    assert sum(at_first) == toys.exposed("ovh-2016", "2 min")


def test_a_short_bar_tells_its_causes_in_words() -> None:
    """A bar too short to hold numbers has them at its end, in words."""
    assert "policy not yet replicated 3, session opened too early 2, offline address book 1" in reading.words(
        causes(toys.cells(), window="2 min")
    )


def test_nobody_exposed() -> None:
    """Where nobody was exposed there is no bar and no legend, and the title says so."""
    nobody = toys.cells().filter(pl.col("exposed") == 0)

    figure = causes(nobody, window="2 min")

    assert figure.get_label() == "Nobody was seen exposed, so there is no cause to show"
    assert figure.axes[0].get_legend() is None
    assert reading.words(figure).count("0 seen") == 4


def test_every_cause_has_a_colour_and_words_of_its_own() -> None:
    """No two causes of a row share a colour, a hatch or words, and none is called by its code."""
    known = [cause for cause in CAUSES if cause != "none"]
    looks = [style.CAUSES[cause] for cause in known]

    assert set(style.CAUSES) == set(wording.CAUSES) == set(known)
    assert len({look.colour for look in looks}) == len({look.hatch for look in looks}) == len(known)
    assert len(set(wording.CAUSES.values())) == len(known)
    assert not any("_" in words or words in known for words in wording.CAUSES.values())


def test_every_cause_finds_room() -> None:
    """With every cause there is, and most of them rare, no text covers another."""
    rare = {cause: pl.lit(9) for cause in style.CAUSES} | {"not_assigned": pl.lit(4_000)}
    cells = toys.cells().with_columns(exposed=pl.lit(4_000 + 9 * 6), **rare)

    figure = causes(cells, window="2 min")

    assert reading.overlapping(figure) == []
    assert reading.clipped(figure) == []
