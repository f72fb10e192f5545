"""The page ``docs/validation.md``, part by part: a part that was computed takes the place of what stands there."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from ..estimates import Spread
from ..figures.wording import count, measured
from .judged import Judged

HEAD: Final = """# What the lab is worth

A number of this lab is worth what its judges agree on. This page holds them side by side, holds each formula beside a
simulation that does not use it, and says how far the answer moves with what nobody knows. It is written by one command, `make validation`;
`python -m experiments.validation PART` writes one part anew.
"""
HEADINGS: Final = {
    "judges": "## Four judges",
    "formulas": "## Formulas beside simulations",
    "inputs": "## What the answer rests on",
}
"""The parts, in the page's order."""


def assembled(old: str, parts: Mapping[str, str]) -> str:
    """The page with some parts new and the others as they stood.

    Args:
        old: the page as it was; empty where there was none.
        parts: the text of each new one under its heading.
    """
    there = dict(_parts_of(old)) | parts
    bodies = (f"{heading}\n\n{there[part].strip()}\n" for part, heading in HEADINGS.items() if part in there)
    return "\n".join([HEAD, *bodies])


def _parts_of(page: str) -> Iterator[tuple[str, str]]:
    for part, heading in HEADINGS.items():
        if match := re.search(rf"^{re.escape(heading)}\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL):
            yield part, match[1]


def judges(found: Sequence[Judged], command: str) -> str:
    """Every scenario before all judges: one row each, then what each is there for."""
    tenants = found[0].scenario.population.tenants
    seed, schedules = found[0].both.result.seed, len(found[0].met)
    disagreements = [f"- {each.scenario.name}: {line}" for each in found for line in each.disagreements]
    return "\n\n".join(
        [
            f"Exposed tenants of {count(tenants)}, printed by `{command}`. *SimPy* observes the campaign of seed {seed} on the fake, and the *kernel* "
            f"computes it: rows are compared in every column. Over {schedules} schedules the kernel counts, and the *law* says what each schedule makes one "
            "expect, without drawing a client: means with their 95 % intervals over schedules. *Apart* is the sum of the differences, schedule by schedule, in "
            "standard deviations of the law's: beyond 4.5 chance does not take it, and the command fails. *Within*: schedules in which the count lies in "
            "the law's own 95 %. The *explorer* tries every interleaving without any time.",
            _table(
                ("scenario", "SimPy", "kernel", "rows equal", "kernel, mean", "law, mean", "apart", "within", "explorer"),
                map(_judged_row, found),
            ),
            "\n".join(disagreements) or "No two judges disagree on any of them.",
            "What each is there for:",
            "\n".join(f"- **{each.scenario.name}** (`{each.scenario.procedure.name}`): {each.scenario.purpose}" for each in found),
        ]
    )


def _judged_row(each: Judged) -> tuple[str, ...]:
    observed = each.both.result.totals["exposed"]
    rows = count(each.both.rows) if each.both.difference is None else each.both.difference
    return (
        each.scenario.name,
        count(observed),
        # Rows that are equal make equal counts.
        count(observed) if each.both.difference is None else "differs",
        rows,
        _mean(each.counted),
        _mean(each.expected),
        f"{each.apart:+.1f}".replace("-", "−"),
        f"{each.within} of {len(each.met)}",
        each.sealed.words,
    )


def _mean(spread: Spread) -> str:
    if spread.mean_low is None or spread.mean_high is None:
        return measured(spread.mean)
    return f"{measured(spread.mean)} ({measured(spread.mean_low)} to {measured(spread.mean_high)})"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
