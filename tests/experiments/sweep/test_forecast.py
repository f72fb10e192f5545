"""What a sweep is said to cost before it runs."""

from experiments.sweep.forecast import forecast

from .toys import toy


def test_more_costs_more_and_what_is_there_nothing() -> None:
    """Ten times the schedules take longer, half the workers twice as long; with all parts there, no time at all."""
    few, many = toy(), toy(seeds=tuple(range(1, 61)))
    one, other = forecast(few, few.parts, 1), forecast(many, many.parts, 1)
    assert (one.campaigns, other.campaigns, one.points, one.left) == (48, 960, 4, 1)
    assert other.minutes > 2 * one.minutes > 0
    assert forecast(few, [], 1).minutes == 0
    # As much for each worker.
    assert forecast(few, [], 4).gigabytes == 4 * forecast(few, [], 1).gigabytes


def test_memory_goes_by_the_largest_point() -> None:
    """A key that varies the tenants is looked at over all points."""
    large = toy(
        vary={"population.tenants": (60, 6_000_000)}, seeds=(1,), procedures=("gated",), windows=("1 s",)
    )
    assert forecast(large, [], 1).gigabytes > forecast(toy(), [], 1).gigabytes + 3


def test_it_is_said_in_a_sentence() -> None:
    """How many campaigns, points, parts, what is left of them, and on what."""
    said = str(forecast(toy(), [], 1))
    assert said.startswith(
        "48 campaigns in the kernel, 4 points cut into 1 part: 0 of them are left: about 0.0 minutes and 0.3 GB of "
        "memory on 1 worker of this machine"
    )
