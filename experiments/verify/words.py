"""An assessment for people: the verdict, the story, what would change it, and what it rests on."""

from pathlib import Path

from rich.table import Table

from sim.explorer.assessment import Assessment
from sim.explorer.instance import NOT_COVERED
from sim.explorer.story import Event

from ..terminal import console
from . import sentences


def show(found: Assessment, *written: Path) -> None:
    """Everything, on standard output, and the files that were written."""
    out = console()

    def say(line: str) -> None:
        out.print(line, highlight=False, markup=False, soft_wrap=True)

    verdict = found.verdict
    procedure = verdict.procedure
    say(f"{sentences.headline(verdict)}.")
    if verdict.leaks:
        out.print(_story(verdict.story))
        say(sentences.remedy(procedure, found.constraint))
        say(sentences.searched(verdict))
        assert found.replayed is not None
        say(_replayed(found))
        if verdict.faults:
            say(sentences.fewest(found))
        if found.residual:
            say(sentences.left_behind(found.residual))
    else:
        say(sentences.searched(verdict))
        say(sentences.stopped(found))
        say(sentences.fewest(found))
        if found.fewest is not None:
            out.print(_story(found.fewest.story))
    for line in (*found.warnings, *_conditions(found), _not_covered(), *map(str, written)):
        say(line)


def _story(story: tuple[Event, ...]) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column()
    for number, event in enumerate(story, 1):
        table.add_row(str(number), event.actor, event.action, event.says)
    return table


def _replayed(found: Assessment) -> str:
    assert found.replayed is not None
    same = "the same answer" if found.replayed.given == found.verdict.leak else "another answer"
    return f"Replayed on the fake, step by step: {same}."


def _conditions(found: Assessment) -> list[str]:
    lines = ["It holds as long as this is true of the real platform:"]
    for condition in found.conditions:
        seen = "" if condition.is_in_model else " (outside the model)"
        lines.append(f"  - {sentences.claim(condition)}{seen}")
        for each in condition.any_of:
            lines += [f"      source: {each.source}", f"      check:  {each.check}"]
    return lines


def _not_covered() -> str:
    return f"Not covered: {'; '.join(NOT_COVERED)}."
