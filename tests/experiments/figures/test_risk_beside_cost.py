import polars as pl

from experiments.figures import risk_beside_cost

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


def test_risk_and_costs_stand_beside_each_other() -> None:
    """Each number has half its interval beside it, or that it never varies; zero has what it leaves open."""
    said = _drawn("ovh-2016", "gated")

    assert {"tenants exposed", "nights", "logons refused", "downtime p99, min"} <= set(said)
    assert said.count("in each schedule") == 2
    assert {"1,203", "0 seen", "any: < 1.5 %", "655,344", "12.9", "25.8"} <= set(said)
    # Evenly spread from nine to eleven tenths of 1,203, 200 schedules have a standard error of 4.95.
    assert "± 9.76" in said
