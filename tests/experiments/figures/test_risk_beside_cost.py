import polars as pl
from matplotlib.colors import to_hex

from experiments.figures import risk_beside_cost, style

from . import reading, toys


def _drawn(*procedures: str) -> list[str]:
    frame = toys.compared()["procedures"].filter(pl.col("procedure").is_in(procedures))
    figure = risk_beside_cost(frame, window="2 min")
    return [str(figure.get_label()), *reading.words(figure)]


def test_the_finding_is_what_safety_takes() -> None:
    """The title names the procedure with fewest exposed tenants and what it takes beside the first one."""
    title, *_ = _drawn("ovh-2016", "gated")
    assert title == (
        "gated exposes fewest tenants (0 seen); beside ovh-2016: as many nights, 615,217 more refused logons"
    )
    title, *_ = _drawn("isolate-unreplicated", "batch-late", "ovh-2016")
    assert title.startswith("isolate-unreplicated exposes fewest tenants (a mean of 6")
    title, *_ = _drawn("ovh-2016", "batch-late")
    assert title == "ovh-2016 exposes fewest tenants (a mean of 1,203): no other procedure buys anything here"


def test_the_title_names_none_that_another_dominates() -> None:
    """Of two that expose nobody it is the one that costs less, wherever it stands."""
    frame = toys.compared()["procedures"].filter(pl.col("procedure").is_in(["ovh-2016", "gated"]))
    gated = frame.filter(procedure="gated")
    costly = gated.with_columns(procedure=pl.lit("slower"), dominated_by=pl.lit("gated"))
    first = frame.filter(procedure="ovh-2016")

    figure = risk_beside_cost(pl.concat([first, costly, gated]), window="2 min")

    assert str(figure.get_label()).startswith("gated exposes fewest tenants (0 seen)")


def test_risk_and_costs_stand_beside_each_other() -> None:
    """Each number has half its interval beside it, or that it never varies; zero has what it leaves open."""
    said = _drawn("ovh-2016", "gated")

    assert {"tenants exposed", "nights", "logons refused", "downtime p99, min"} <= set(said)
    assert said.count("in each schedule") == 2
    assert {"1,203", "0 seen", "any: < 1.5 %", "655,344", "12.9", "25.8"} <= set(said)
    # Evenly spread from nine to eleven tenths of 1,203, 200 schedules have a standard error of 4.95; what is expected
    # varies 0.4 times as much.
    assert "± 3.9" in said


def test_a_dominated_procedure_is_grey_and_says_by_which() -> None:
    """Its bars and letters lose their colour, and under its name stands the one that dominates it."""
    figure = risk_beside_cost(toys.compared()["procedures"], window="2 min")

    assert "batch-late dominated by ovh-2016" in reading.words(figure)
    place = toys.PROCEDURES.index("batch-late")
    for axes in figure.axes:
        colours = [to_hex(bar.get_facecolor()) for bar in axes.patches]
        assert colours[place] == style.NOT_RUN.lower()
        assert style.NOT_RUN.lower() not in colours[:place] + colours[place + 1 :]


def test_what_nobody_was_seen_in_may_be_expected() -> None:
    """Where no tenant was seen exposed and some are expected, the mean is told, not that none was seen."""
    frame = toys.compared()["procedures"].filter(procedure="gated")
    rare = frame.with_columns(
        exposed_expected_mean=pl.lit(0.031),
        exposed_expected_mean_low=pl.lit(0.03),
        exposed_expected_mean_high=pl.lit(0.032),
        exposed_expected_mean_se=pl.lit(0.0005),
        exposed_expected_max=pl.lit(0.04),
    )
    said = reading.words(risk_beside_cost(rare, window="2 min"))
    assert {"0.031", "± 0.001"} <= set(said)
    assert "0 seen" not in said
