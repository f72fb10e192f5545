"""How many schedules are enough: what is looked at, when it ends, and what stopping costs the interval."""

from math import inf

import numpy as np
import pytest

from experiments.enough import CAP, REPLICATIONS, START, STEP, Schedules, Stop, Width
from experiments.estimates import Spread
from sim.errors import InputError


def test_a_number_is_a_number() -> None:
    """Without a width, exactly as many schedules run as were asked for, all at once."""
    assert Schedules.of(1, None, None).seeds == tuple(range(1, 1 + REPLICATIONS))
    assert Schedules.of(7, 3, None).first() == (7, 8, 9)
    with pytest.raises(ValueError, match="no width"):
        Schedules.of(7, 3, None).stop(3, None)


def test_a_width_begins_with_a_few_and_adds_some() -> None:
    """With a width, 20 schedules come first, then 10 at a time, until it is narrow or the cap is reached."""
    asked = Schedules.of(5, 35, 0.1)
    assert asked.first() == tuple(range(5, 25))
    wide, narrow = Width(0.2, "a"), Width(0.0999, "a")
    assert asked.more(asked.stop(START, wide)) == tuple(range(25, 35))
    assert asked.more(asked.stop(START + STEP, wide)) == tuple(range(35, 40))
    assert asked.more(asked.stop(35, wide)) == ()
    assert asked.more(asked.stop(START, narrow)) == ()
    assert (asked.stop(35, wide).is_narrow, asked.stop(START, narrow).is_narrow) == (False, True)
    assert len(Schedules.of(1, None, 0.1).seeds) == CAP


def test_the_widest_of_those_that_can_be_measured() -> None:
    """A mean of zero measures nothing; one without an interval yet is wider than any other."""
    assert Width.widest([(0.0, 0.0, "nobody")]) is None
    assert Width.widest([(1.0, 10.0, "a"), (0.0, 0.0, "b"), (3.0, 100.0, "c")]) == Width(0.1, "a")
    assert Width.widest([(1.0, 10.0, "a"), (None, 0.02, "rare")]) == Width(inf, "rare")


def test_why_it_ended_is_said() -> None:
    """Width or cap: the sentence and the JSON say which of the two it was, and how wide the interval is."""
    narrow, capped = Stop(0.1, Width(0.0987, "gated"), 40, 2_000), Stop(0.1, Width(0.25, "gated"), 60, 60)
    looked = "looked at after 20 and after every 10 more"
    assert str(narrow) == (
        f"Stopped after 40 schedules, {looked}: the widest half-width of exposed tenants is 9.87 % (gated). "
        "To stop when it is narrow costs up to two points: about 95 % is 92 to 96, measured on made-up laws."
    )
    assert str(capped) == (
        "Stopped at the cap of 60 schedules: the widest half-width of exposed tenants is 25 % (gated), "
        "not under 10 %."
    )
    assert (narrow.described()["ended_by"], capped.described()["ended_by"]) == ("halfwidth", "cap")
    assert Stop(0.1, Width(inf, "gated"), 60, 60).described()["halfwidth"] is None
    assert str(Stop(0.1, None, 20, 60)).endswith(
        "nobody was seen exposed, so no half-width is to become narrow."
    )


def test_what_is_left_is_reckoned_from_the_width() -> None:
    """A half-width shrinks with the root: twice too wide takes four times as many schedules."""
    asked = Schedules.of(1, None, 0.1)
    assert asked.expected(asked.stop(20, Width(0.2, "a"))) == 80
    assert asked.expected(asked.stop(20, Width(inf, "a"))) == CAP
    assert asked.expected(asked.stop(50, Width(0.05, "a"))) == 50


@pytest.mark.parametrize(
    ("replications", "until", "line"),
    [
        (0, None, "--replications = 0: expected at least 1"),
        (
            19,
            0.1,
            "--replications = 19: expected at least 20 with --until-halfwidth, which looks after 20 for the first "
            "time",
        ),
        (None, 0.0, "--until-halfwidth = 0.0: expected a share between 0 and 1, such as 0.05"),
        (None, 1.0, "--until-halfwidth = 1.0: expected a share between 0 and 1, such as 0.05"),
        (None, float("nan"), "--until-halfwidth = NaN: expected a share between 0 and 1, such as 0.05"),
    ],
)
def test_what_cannot_be_run_is_one_line(replications: int | None, until: float | None, line: str) -> None:
    """Too few schedules for the rule, or a share that is none, is refused in one line."""
    with pytest.raises(InputError) as refused:
        Schedules.of(1, replications, until)
    assert str(refused.value) == f"command line: {line}"


def test_stopping_costs_little_coverage() -> None:
    """Stopped when narrow, 95 % intervals cover the true mean in 92 to 96 % of 1,500 studies: "about 95 %".

    Begun at 3 schedules and looked at after each, they would cover it clearly less often: the rule's start matters.
    """
    numbers = np.random.default_rng(1).lognormal(0, 0.5, (1_500, 400))
    truth = float(np.exp(0.125))

    def covered(start: int, step: int) -> float:
        hits = 0
        for row in numbers:
            for n in range(start, 400, step):
                mean, half = row[:n].mean(), 1.96 * row[:n].std(ddof=1) / n**0.5
                if half / mean < 0.15:
                    break
            spread = Spread.of(row[:n].tolist())
            hits += spread.mean_low is not None and spread.mean_low <= truth <= (spread.mean_high or 0)
        return hits / len(numbers)

    # The binomial's own standard deviation is 0.006.
    assert 0.92 <= covered(START, STEP) <= 0.96
    assert covered(3, 1) < 0.92
