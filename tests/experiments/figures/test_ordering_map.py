import polars as pl
import pytest

from experiments import figures

from . import reading

WINDOWS = ("0 s", "10 s", "30 s", "2 min", "10 min", "1 h")
SHIPPED = {
    "ovh-2016": 1.0,
    "hidden-first": 1.0,
    "batch-late": 3.0,
    "isolate-unreplicated": 0.05,
    "gated-on-timer": 0.5,
    "solidcp": 0.9,
    "gated": 0.0,
    "reroute-last": 0.0,
    "deny-by-default": 0.0,
}


def _classes() -> pl.DataFrame:
    """Forty classes, every fourth of which cannot leak."""
    rows = [
        {
            "window": window,
            "orderings": 100 + k,
            "leaks": int(k % 4 > 0),
            "exposed_least": 0.0 if k % 4 == 0 else 200 * 2.2**column * k / 40,
            "exposed_greatest": 0.0 if k % 4 == 0 else 900 * 2.2**column * k / 40,
            "downtime_p99_s_least": 780.0 + 9 * k + 60 * column * (k % 3),
            "downtime_p99_s_greatest": 900.0 + 9 * k + 60 * column * (k % 3),
            "nights_least": 35 + k % 7 + 60 * column,
        }
        for column, window in enumerate(WINDOWS)
        for k in range(40)
    ]
    return pl.DataFrame(rows)


def _shipped() -> pl.DataFrame:
    rows = [
        {
            "procedure": name,
            "window": window,
            "leaks": int(share > 0),
            "exposed": 500 * share * 2.0**column,
            "downtime_p99_s": 800.0 + 40 * k,
        }
        for column, window in enumerate(WINDOWS)
        for k, (name, share) in enumerate(SHIPPED.items())
    ]
    return pl.DataFrame(rows)


def test_that_every_text_can_be_read() -> None:
    """Six windows and nine procedures: every text stands inside, none covers another, none is under 12 pt."""
    figure = figures.ordering_map(_classes(), _shipped(), tenants=130_000, seed=1)
    assert reading.clipped(figure) == []
    assert reading.overlapping(figure) == []
    assert min(float(text.get_fontsize()) for text in reading.texts(figure)) >= 12
    assert set(SHIPPED) <= set(reading.words(figure))


def test_that_the_finding_is_counted() -> None:
    """The title counts the orderings that cannot leak, once and not once a window, and tells the worst."""
    figure = figures.ordering_map(_classes(), _shipped(), tenants=130_000, seed=1)
    # Ten of 0, 4 ... 36 cannot: 10 * 100 + 180; all are 40 * 100 + 780.
    assert "1,180 of 4,780 orderings cannot leak" in str(figure.get_label())
    # 900 * 2.2 ** 5 * 39 / 40.
    assert "up to 45,223 of 130,000 tenants" in str(figure.get_label())


def test_that_safe_and_unsafe_stand_apart() -> None:
    """Whatever cannot leak stands below the least that can, and costs more the further to the right it stands."""
    (axes,) = figures.ordering_map(_classes(), _shipped(), tenants=130_000, seed=1).axes
    dots = [line for line in axes.get_lines() if line.get_marker() == "o" and line.get_markersize() == 4]
    bars = [bar for group in axes.collections for bar in group.get_segments()]  # type: ignore[attr-defined]
    points = [point for line in dots for point in line.get_xydata().tolist()]  # type: ignore[union-attr]
    assert len(points) == 6 * 10
    assert len(bars) == 6 * 30
    assert max(y for _, y in points) < min(bar[:, 1].min() for bar in bars)
    first = [x for x, _ in points[:10]]
    assert first == sorted(first)


def test_that_a_missing_column_is_named() -> None:
    """A frame without a column is refused by that column's name."""
    with pytest.raises(ValueError, match="exposed_least"):
        figures.ordering_map(_classes().drop("exposed_least"), _shipped(), tenants=130_000, seed=1)
    with pytest.raises(ValueError, match="named has no column"):
        figures.ordering_map(_classes(), _shipped().drop("leaks"), tenants=130_000, seed=1)
