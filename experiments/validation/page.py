"""The page ``docs/validation.md``, part by part: a part that was computed takes the place of what stands there.

Its sentences are in ``texts/``; here are the tables, and what is put in between.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from ..estimates import Spread
from ..sensitivity.answer import Block
from ..sensitivity.tornado import Row
from ..wording import between, count, measured
from .formulas.every import EVERY
from .formulas.formula import Checked, Formula
from .judged import APART, LOOKED_AT, Judged
from .swing import EFFORT, Swing

TEXTS: Final = Path(__file__).parent / "texts"
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
    there = {**dict(_parts_of(old)), **parts}
    bodies = (f"{heading}\n\n{there[part].strip()}\n" for part, heading in HEADINGS.items() if part in there)
    return "\n".join([_text("head"), *bodies])


def _parts_of(page: str) -> Iterator[tuple[str, str]]:
    for part, heading in HEADINGS.items():
        if match := re.search(rf"^{re.escape(heading)}\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL):
            yield part, match[1]


def judges(found: Sequence[Judged]) -> str:
    """Every scenario before all judges: one row each, then what each is there for."""
    head = (
        "scenario", "SimPy", "kernel", "rows equal", "kernel, mean", "law, mean", "apart", "within", "explorer",
    )  # fmt: skip
    disagreements = [f"- {each.scenario.name}: {line}" for each in found for line in each.disagreements]
    return _text("judges").format(
        tenants=count(found[0].scenario.population.tenants),
        seed=found[0].both.result.seed,
        schedules=len(found[0].met),
        apart=APART,
        looked_at=count(LOOKED_AT),
        table=_table(head, map(_judged_row, found)),
        verdict="\n".join(disagreements) or "No two judges disagree on any of them.",
        purposes="\n".join(
            f"- **{each.scenario.name}** (`{each.scenario.procedure.name}`): {each.scenario.purpose}"
            for each in found
        ),
    )


def _judged_row(each: Judged) -> tuple[str, ...]:
    observed, difference = count(each.both.result.totals["exposed"]), each.both.difference
    return (
        each.scenario.name,
        observed,
        # Rows that are equal make equal counts.
        observed if difference is None else "differs",
        count(each.both.rows) if difference is None else difference,
        _mean(each.counted),
        _mean(each.expected),
        _signed(each.apart),
        f"{each.within} of {len(each.met)}",
        each.sealed.words,
    )


def formulas(found: Sequence[Checked]) -> str:
    """Every formula beside its simulation."""
    both = list(zip(EVERY, found, strict=True))
    head = ("what", "formula", "where", "formula's value", "simulated", "apart", "on")
    wrong = [
        f"- {formula.name}: {_signed(each.apart)} standard errors" for formula, each in both if not each.holds
    ]
    return _text("formulas").format(
        apart=APART,
        table=_table(head, (_formula_row(*row) for row in both)),
        verdict="\n".join(wrong) or "None is further apart than chance takes it.",
    )


def _formula_row(formula: Formula, each: Checked) -> tuple[str, ...]:
    value = f"{measured(each.formula)}{' at least' if each.is_bound else ''}"
    simulated = f"{measured(each.simulated)} ({between(each.low, each.high)})"
    # A bar in a formula would end the cell.
    says = formula.says.replace("|", "\\|")
    return formula.name, says, f"`{formula.where}`", value, simulated, _signed(each.apart), each.of


def inputs(found: Swing) -> str:
    """The inputs that move the answer, those that move it most first; then the others by name."""
    moving, by_key = found.found.ranked, {each.key: each for each in found.varied}
    rows = list(found.found.rows([by_key[key] for key in moving]))
    head = ("input", "low", "exposed", "as it is", "high", "exposed", "value rests on", "range rests on")
    left: dict[str, list[str]] = {}
    for each in found.not_varied:
        left.setdefault(each.why, []).append(each.key)
    still = [each.key for each in found.varied if each.key not in moving]
    rest = [f"Varied without moving the answer: {_listed(still)}."] if still else []
    rest += [f"Not varied, {why}: {_listed(keys)}." for why, keys in left.items()]
    return _text("inputs").format(
        tenants=count(found.scenario.population.tenants),
        exposed=_exposed(found.found.base_row()),
        seeds=len(EFFORT.seeds),
        block=count(Block.of(found.scenario, EFFORT.block).tenants),
        table=_table(head, map(_input_row, rows[::2], rows[1::2])),
        rest="\n\n".join(rest),
    )


def _input_row(low: Row, high: Row) -> tuple[str, ...]:
    return (
        f"`{low['input']}`",
        low["value"],
        _exposed(low),
        low["own_value"],
        high["value"],
        _exposed(high),
        low["basis"],
        low["range_basis"],
    )


def _listed(keys: Iterable[str]) -> str:
    return ", ".join(f"`{key}`" for key in keys)


def _exposed(row: Row) -> str:
    return _interval(row["exposed"], row["exposed_low"], row["exposed_high"])


def _mean(spread: Spread) -> str:
    return _interval(spread.mean, spread.mean_low, spread.mean_high)


def _interval(mean: float, low: float | None, high: float | None) -> str:
    return measured(mean) if low is None or high is None else f"{measured(mean)} ({between(low, high)})"


def _signed(deviations: float) -> str:
    return f"{deviations:+.1f}".replace("-", "−")


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _text(name: str) -> str:
    return (TEXTS / f"{name}.md").read_text(encoding="utf-8")
