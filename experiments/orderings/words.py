"""A survey for people: how many orderings leak, and what has to be added so that none does."""

from collections.abc import Iterator

from ..terminal import console
from .survey import DRAWN, SMALL, Survey


def show(survey: Survey) -> None:
    """Counts, constraints and what they rest on, on standard output."""
    out = console()
    for line in lines(survey):
        out.print(line, highlight=False, markup=False, soft_wrap=True)


def lines(survey: Survey) -> Iterator[str]:
    """Line by line."""
    safe = survey.orderings - survey.leaking
    yield (
        f'{survey.orderings:,} orderings are possible (move = "{survey.move}"): {survey.leaking:,} can leak, '
        f"{safe:,} cannot, whatever the timing."
    )
    yield "Add one line of these to the technical order, and no ordering that keeps it can leak:"
    for chosen in survey.constraints:
        yield f"  {' and '.join(f'{a} before {b}' for a, b in chosen)}"
    yield (
        f"Proved on {len(survey.judged):,} classes of orderings that agree on the steps a leak may depend on "
        f"({survey.states:,} states: {SMALL}; no faults), and checked on {DRAWN} orderings drawn from all."
    )
