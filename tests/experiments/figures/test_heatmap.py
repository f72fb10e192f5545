import polars as pl
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from experiments.figures import heatmap, style

from . import reading, toys

SCALE = {to_hex(style.MAGNITUDE(k)) for k in range(256)}


def _drawn(proved: frozenset[str] = frozenset()) -> Figure:
    return heatmap(toys.cells(), procedures=toys.PROCEDURES, windows=list(toys.WINDOWS), proved=proved)


def _cell(figure: Figure, procedure: str, window: str) -> Rectangle:
    """The rectangle of a cell."""
    x, y = list(toys.WINDOWS).index(window), toys.PROCEDURES.index(procedure)
    cells = [patch for patch in figure.axes[0].patches if isinstance(patch, Rectangle)]
    return next(c for c in cells if (c.get_x(), c.get_y()) == (x - 0.5, y - 0.5))


def _written(figure: Figure, procedure: str, window: str) -> list[str]:
    """The texts in a cell."""
    x, y = list(toys.WINDOWS).index(window), toys.PROCEDURES.index(procedure)
    axes: Axes = figure.axes[0]
    return [
        t.get_text() for t in axes.texts if t.get_position()[0] == x and abs(t.get_position()[1] - y) < 0.5
    ]


def test_a_number_in_every_cell() -> None:
    """A cell says how many tenants were exposed, and the interval of that."""
    assert _written(_drawn(), "ovh-2016", "2 min") == ["1,203", "1,133–1,274"]


def _many(**columns: pl.Expr) -> Figure:
    """The map over 200 schedules, some columns changed."""
    cells = toys.cells(200).with_columns(**columns)
    return heatmap(cells, procedures=toys.PROCEDURES, windows=list(toys.WINDOWS))


def test_many_schedules_show_their_median_and_middle() -> None:
    """Over many schedules a cell says the median, and from where to where 5 to 95 % of them lie."""
    cell = toys.cells(200).filter(procedure="ovh-2016", window="2 min").row(0, named=True)
    numbers = (cell["exposed_median"], cell["exposed_q05"], cell["exposed_q95"])
    figure = _many()

    # From 1,082.7 to 1,323.3 in 199 steps: the 100th, the 10th and the 190th of 200.
    assert numbers == (1_202, 1_094, 1_311)
    assert _written(figure, "ovh-2016", "2 min") == ["1,202", "1,094–1,311"]
    assert "200 schedules, first seed 1; bold: their median; small: 5 to 95 % of them" in " ".join(
        reading.words(figure)
    )


def test_zero_in_every_schedule_bounds_the_share_of_campaigns() -> None:
    """None in 200 schedules is white, with the share of campaigns that may expose anybody: 1 - 0.05 ** (1 / 200)."""
    figure = _many()

    assert to_hex(_cell(figure, "gated", "2 min").get_facecolor()) == "#ffffff"
    assert _written(figure, "gated", "2 min") == ["0 seen", "any: < 1.5 %"]
    assert figure.get_label() == (
        "ovh-2016 exposes a median of 24,298 tenants at 1 h; 4 of 7 procedures expose nobody in 200 schedules"
    )


def test_a_median_of_zero_is_not_zero_seen() -> None:
    """Where a few schedules expose somebody the cell has a colour, and says what share of them does."""
    is_gated = pl.col("procedure") == "gated"
    figure = _many(
        exposed_max=pl.when(is_gated).then(2).otherwise("exposed_max"),
        any_exposed_share=pl.when(is_gated).then(0.04).otherwise("any_exposed_share"),
    )

    assert to_hex(_cell(figure, "gated", "2 min").get_facecolor()) == to_hex(style.MAGNITUDE(0))
    assert _written(figure, "gated", "2 min") == ["0", "any: 4.0 %"]
    assert "3 of 7 procedures expose nobody in 200 schedules" in str(figure.get_label())


def test_few_schedules_show_their_lowest_and_highest() -> None:
    """Of five schedules the small numbers are named for what they are: the lowest and the highest."""
    figure = heatmap(toys.cells(5), procedures=toys.PROCEDURES, windows=list(toys.WINDOWS))

    assert _written(figure, "ovh-2016", "2 min") == ["1,203", "1,083–1,323"]
    assert "small: the lowest to the highest of them" in " ".join(reading.words(figure))


def test_zero_seen_has_no_colour() -> None:
    """A cell in which nobody was seen exposed is white, and says what that leaves possible."""
    figure = _drawn()

    assert to_hex(_cell(figure, "gated", "2 min").get_facecolor()) == "#ffffff"
    assert _written(figure, "gated", "2 min") == ["0 seen", "(< 4, 95 %)"]


def test_one_has_a_colour() -> None:
    """The least number that is not zero has the first colour of the scale."""
    one = toys.cells().with_columns(exposed=pl.lit(1))
    figure = heatmap(one, procedures=toys.PROCEDURES, windows=list(toys.WINDOWS))

    assert to_hex(_cell(figure, "gated", "2 min").get_facecolor()) == to_hex(style.MAGNITUDE(0))


def test_not_run_is_grey() -> None:
    """A cell without a row is grey, says so, and has no colour of the scale."""
    figure = _drawn()

    assert to_hex(_cell(figure, *toys.NOT_RUN).get_facecolor()) == style.NOT_RUN
    assert style.NOT_RUN not in SCALE
    assert _written(figure, *toys.NOT_RUN) == ["not run"]


def test_proved_is_hatched() -> None:
    """A procedure proved not to leak is hatched and says proved; one merely seen not to leak is not."""
    figure = _drawn(frozenset({"isolate-first"}))

    assert _cell(figure, "isolate-first", "2 min").get_hatch()
    assert _written(figure, "isolate-first", "2 min") == ["proved 0"]
    assert not _cell(figure, "gated", "2 min").get_hatch()


def test_bounds_are_explained_where_there_are_any() -> None:
    """Whoever is proved not to leak has none, so that nobody looks for one in vain."""
    cells = toys.cells(200)
    spared = cells.filter(exposed_median=0)["procedure"].unique().to_list()
    assert spared
    for proved, is_explained in (([], True), (spared, False)):
        words = " ".join(reading.words(heatmap(cells, proved=frozenset(proved))))
        assert ("upper bound" in words) == is_explained


def test_the_finding_is_the_title() -> None:
    """The title says the worst and how many procedures expose nobody."""
    assert _drawn().get_label() == (
        "ovh-2016 exposes up to 24,310 tenants; 4 of 7 procedures expose nobody in this draw"
    )


def test_axis_is_what_the_step_takes() -> None:
    """The axis is named for what the step takes, not for the window, which is longer."""
    assert _drawn().axes[0].get_xlabel() == "isolation step takes"


def test_text_is_read_on_its_ground() -> None:
    """Numbers stand out from the colour behind them: a contrast of 4.5 at least, everywhere on the scale."""
    for k in range(256):
        ground = style.MAGNITUDE(k)
        assert _contrast(style.ink_on(ground), ground) >= 4.5, k


def test_many_cells_find_room() -> None:
    """A study of twelve lengths and eleven procedures still covers no text with another."""
    names, lengths = [f"procedure-{k}" for k in range(11)], [f"{k} min" for k in range(12)]
    row = toys.cells().filter(pl.col("exposed") == 24_310).row(0, named=True)
    cells = pl.DataFrame([row | {"procedure": p, "window": w} for p in names for w in lengths])

    figure = heatmap(cells)

    assert reading.overlapping(figure) == []
    assert reading.clipped(figure) == []


def _contrast(ink: object, ground: object) -> float:
    """Contrast ratio, by WCAG 2.2."""
    light, dark = sorted((_luminance(ink), _luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: object) -> float:
    channels = [int(to_hex(colour)[k : k + 2], 16) / 255 for k in (1, 3, 5)]  # type: ignore[arg-type]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
