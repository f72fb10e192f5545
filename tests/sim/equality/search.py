"""Ten cases at a time: do both engines say the same of each, and what came up?"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from hypothesis import HealthCheck, Phase, given, seed, settings

from sim.outcome import first_difference

from .cases import Case
from .census import seen_in
from .scenarios import cases

TEN = 10
"""Hypothesis makes so many fresh cases, then spends five of six on near copies of what it has had."""


@dataclass(frozen=True)
class Found:
    """What some cases have shown.

    Attributes:
        census: in how many of them each thing came up.
        failure: the first disagreement, made as small as it gets, with its case as JSON; None: there is none.
    """

    census: Counter[str]
    failure: str | None


def disagreement(case: Case) -> str | None:
    """The first row and column in which the engines differ over a case; None where they agree."""
    return first_difference(case.outcome("simpy"), case.outcome("kernel"))


def ten(number: int, *, shrinks: bool = True, many: int = TEN) -> Found:
    """The cases of one seed of Hypothesis, through both engines.

    Args:
        number: the seed.
        shrinks: make a case in which they differ as small as it gets.
        many: how many cases, ten at most for the sake of their variety.
    """
    census: Counter[str] = Counter()
    failures: list[str] = []

    def agree(case: Case) -> None:
        try:
            outcome = case.outcome("simpy")
            difference = first_difference(outcome, case.outcome("kernel"))
            if difference is None:
                census.update(seen_in(case, outcome))
        except Exception as error:  # an engine that breaks is a finding like any other
            difference = f"{type(error).__name__}: {error}"
        if difference is not None:
            failures.append(f"seed {case.seed}, {difference}\n{case.told()}")
            raise AssertionError(difference)

    options = settings(
        max_examples=many,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink] if shrinks else [Phase.generate],
        report_multiple_bugs=False,
    )
    try:
        seed(number)(options(given(cases())(agree)))()
    except AssertionError:
        # Hypothesis tries the smallest one last.
        return Found(census, failures[-1])
    return Found(census, None)


def search(first: int, examples: int, *, shrinks: bool = True) -> Iterator[Found]:
    """Ten after ten, from a seed on."""
    for number in range(-(-examples // TEN)):
        yield ten(first + number, shrinks=shrinks, many=min(TEN, examples - number * TEN))
