"""Tasks without processes of their own: how workers run them has tests of its own."""

from collections.abc import Iterable

from experiments.workers import Task, Took


def here(tasks: Iterable[Task], took: Took) -> None:
    """Run tasks one after the other in this process."""
    for place, (call, arguments) in enumerate(tasks):
        took(place, call(*arguments))
