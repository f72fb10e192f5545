"""What a study is said to cost before it runs."""

from experiments.study.file import StudyFile
from experiments.study.forecast import forecast
from experiments.study.study import Study
from sim.scenario import Scenario


def _study(tenants: int, **keys: object) -> Study:
    file = StudyFile.load().model_copy(update={"procedures": ("ovh-2016", "gated"), "vary": {}, **keys})
    return Study.of(file, Scenario.load().replaced({"population.tenants": tenants}), "gallab study")


def test_scales_a_trial() -> None:
    """A forecast names campaigns, schedules, minutes and memory; ten times the tenants take longer."""
    small, large = forecast(_study(2_000), 100, 100), forecast(_study(20_000), 100, 100)
    assert small.campaigns == large.campaigns == 12
    assert small.schedules == large.schedules == 200
    assert 0 < small.minutes < large.minutes
    assert small.gigabytes < large.gigabytes


def test_counts_the_schedules() -> None:
    """A hundred thousand schedules take longer than one."""
    one, many = (forecast(_study(200, replications=n), 100, 100) for n in (1, 100_000))
    assert one.schedules == 1
    assert many.minutes > 5 * one.minutes


def test_is_said_in_a_sentence() -> None:
    """The sentence for the terminal has what is run and what it costs."""
    said = str(forecast(_study(60, seeds=(3, 4)), 60, 60))
    assert said.startswith(
        "12 campaigns of 60 tenants in SimPy, and 2 schedules of all of them in the kernel: about 0 minutes and "
    )
