"""What stop rules would have saved, by hand on two schedules."""

import polars as pl
import pytest

from experiments.report.saved import NO_RULE, savings, sentences

ROWS = [
    # variant, seed, exposed and connected as the schedule makes one expect
    ("", 1, 999.0, 999.0),
    (NO_RULE, 1, 100.0, 200.0),
    (NO_RULE, 2, 120.0, 200.0),
    ("every default", 1, 40.0, 100.0),
    ("every default", 2, 50.0, 100.0),
    ("campaign.canary_soak 7 d", 1, 10.0, 20.0),
    ("campaign.canary_soak 7 d", 2, 10.0, 20.0),
    ("campaign.reaction 4 h", 1, 110.0, 210.0),
    ("campaign.reaction 4 h", 2, 132.0, 210.0),
]
FRAME = pl.DataFrame(ROWS, schema=["variant", "seed", "exposed_expected", "connected_expected"], orient="row")


def test_savings_are_paired_by_schedule() -> None:
    """Each rule's mean beside none, the share of it, and that share of 2016's 521."""
    own, soak, reaction = savings(FRAME)

    assert (own.rule, own.exposed, own.saved) == ("the scenario’s own rules", 45.0, 65.0)
    assert own.share == pytest.approx(65 / 110)
    assert own.of_2016 == round(521 / 2)
    # Two schedules: Student's t with one degree of freedom, 12.7 standard errors.
    assert own.saved_low == pytest.approx(65 - 12.706 * 5, abs=0.01)
    assert (soak.rule, soak.of_2016) == ("canary soak 7 d", round(521 * 0.9))
    assert reaction.share == pytest.approx(-11 / 110)


def test_it_is_told_in_sentences() -> None:
    """Without a rule, with the scenario's own, and with the best."""
    first, second, third = sentences(savings(FRAME))

    assert first == "Without a stop rule 110 tenants are expected to be exposed."
    assert second.startswith("The scenario’s own rules save 65.0 of them")
    assert second.endswith("59 %; of the 521 who connected in 2016 that share would be 260.")
    assert third.startswith("Most is saved by canary soak 7 d: 100 of them")


def test_a_study_without_such_a_campaign_tells_none() -> None:
    """Nothing to compare with, or no expected numbers: no table."""
    assert savings(FRAME.filter(pl.col("variant") != NO_RULE)) == []
    assert savings(FRAME.drop("exposed_expected")) == []
    assert list(sentences([])) == []
