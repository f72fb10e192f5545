"""How far the answer moves with what it rests on: what runs, and the results folder it becomes.

First every input by itself, then those that move the answer most together, then the same with two of them turned into
their product and their ratio.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sim.errors import InputError
from sim.scenario import Scenario
from sim.units import spoken

from .. import wording
from ..assumptions import assumptions
from ..files import new_folder, refuse_taken
from ..folders import Kind, read_mark, read_tables, write_mark, write_tables
from ..workers import Run, cores, crew
from .answer import Block, Effort
from .inputs import ISOLATION, RATE, Input, NotVaried, inputs_of
from .sobol import CHUNK, POINTS, PRODUCT, RATIO, Indices, Ridge, indices
from .tornado import Row, Tornado, told, tornado

LARGEST: Final = 6
"""So many inputs, those that move the answer most, are varied together."""
SEEDS: Final = 4
"""Blocks of the one-at-a-time answers; each has a seed, from the one that is asked on."""
FEWEST: Final = 8
"""Points of a sample at least."""
TOGETHER_NODES: Final = (3, 3)
"""Nodes of the two shocks where inputs are varied together."""


@dataclass(frozen=True)
class Sensitivity:
    """How far the answer moves.

    Attributes:
        about: what ran, and the scenario's own answer.
        tornado: one row an input and end, the inputs that move the answer most first; those that do not move it last.
        indices: one row a run ("inputs", "ridge"), input and measure.
        not_varied: inputs that stay as they are, with the reason.
    """

    about: Row
    tornado: Sequence[Row]
    indices: Sequence[Row]
    not_varied: Sequence[NotVaried]


def sensitivity(
    scenario: Scenario,
    seed: int,
    progress: Callable[[int, int], None],
    at: int | None = None,
    command: str = "",
    points: int = POINTS,
) -> Sensitivity:
    """Everything about one scenario.

    Args:
        scenario: what is asked, of the whole population.
        seed: the first of the blocks' seeds.
        progress: is called with answers done and answers in all.
        at: the number K of the tail; None: the 99 % quantile of the scenario's own law.
        command: what was typed.
        points: of each of the two samples of inputs varied together.

    Raises:
        InputError: a worker was ended from outside, the scenario does not take an end of a range, or the number of
            points is no power of 2.
    """
    if points < FEWEST or points & (points - 1):
        raise InputError.of_option("--points", points, f"a power of 2, at least {FEWEST}")
    varied, not_varied = inputs_of(scenario)
    several = Effort(tuple(range(seed, seed + SEEDS)))
    one = Effort((seed,), nodes=TOGETHER_NODES)
    many = 2 * points * (min(LARGEST, len(varied)) + 2) // CHUNK
    done, of = 0, 1 + 2 * len(varied) + many

    def took() -> None:
        nonlocal done
        done += 1
        progress(min(done, of), of)

    with crew(cores()) as run:
        found = tornado(scenario, varied, several, at, run, took)
        rows = list(_indices(scenario, varied, found, points, one, run, took))
    progress(of, of)
    by_key = {each.key: each for each in varied}
    moving = found.ranked
    order = [*moving, *(each.key for each in varied if each.key not in moving)]
    return Sensitivity(
        _about(scenario, found, several, one, len(moving), points, command),
        list(found.rows([by_key[key] for key in order])),
        rows,
        not_varied,
    )


def refuse_other(folder: Path, scenario: Scenario) -> None:
    """Refuse a folder that takes no sensitivity of this scenario, before anything is computed.

    Raises:
        InputError: it belongs to something else, or to a study or comparison with other inputs.
    """
    kind = _reported(folder)
    if kind is None:
        refuse_taken(folder, Kind.SENSITIVITY.mark)
        return
    read_mark(folder, kind)
    (of_folder,) = read_tables(folder, "assumptions")
    for row in assumptions(scenario):
        theirs = of_folder.filter(key=row["key"])["value"].to_list()
        if theirs != [row["value"]]:
            there = theirs[0] if theirs else "none"
            raise InputError(
                "--out",
                f"{folder}: expected the {kind}'s own inputs: {row['key']} is {there} there, {row['value']} here",
            )


def write(found: Sensitivity, scenario: Scenario, out: Path) -> Path:
    """The results folder; or, in that of a study or a comparison, the table that its report takes up.

    Returns:
        The page in it.

    Raises:
        InputError: the name belongs to something else, or cannot be written.
    """
    from ..report.comparison import write_comparison
    from ..report.report import write_report
    from ..report.sensitivity import write_sensitivity

    kind = _reported(out)
    if kind is not None:
        write_tables(out, {"tornado": found.tornado})
        return write_report(out) if kind is Kind.STUDY else write_comparison(out)
    with new_folder(out, Kind.SENSITIVITY.mark) as folder:
        write_tables(
            folder,
            {
                "tornado": found.tornado,
                "indices": found.indices,
                "not_varied": [{"input": each.key, "why": each.why} for each in found.not_varied],
                "assumptions": list(assumptions(scenario)),
            },
        )
        write_mark(folder, Kind.SENSITIVITY, found.about)
        write_sensitivity(folder)
    return out / "report.html"


def _reported(folder: Path) -> Kind | None:
    """The kind of a folder whose report takes up a sensitivity's table; None: it is no such folder."""
    return next((kind for kind in (Kind.STUDY, Kind.COMPARE) if (folder / kind.mark).is_file()), None)


def _indices(
    scenario: Scenario,
    varied: Sequence[Input],
    found: Tornado,
    points: int,
    effort: Effort,
    run: Run,
    took: Callable[[], None],
) -> list[Row]:
    """The indices of the inputs that move the answer most; nothing where fewer than two do."""
    chosen = found.ranked[:LARGEST]
    if len(chosen) < 2:
        return []
    by_key = {each.key: each for each in varied}
    ends = {
        key: (told(each.range.low, each.value), told(each.range.high, each.value))
        for key, each in ((key, by_key[key]) for key in chosen)
    }

    def straight(point: Any) -> dict[str, float]:
        return dict(zip(chosen, point.tolist(), strict=True))

    seed = effort.seeds[0]
    moved = [by_key[key] for key in chosen]
    plain = indices(scenario, moved, chosen, ends, straight, found.at, points, effort, run, took)
    rows = list(plain.rows("inputs", seed))
    ridge = Ridge.of(varied)
    if ridge is None or not {ISOLATION, RATE} <= set(found.ranked):
        return rows
    others = [key for key in chosen if key not in (ISOLATION, RATE)]
    names = [PRODUCT, RATIO, *others]

    def turned(point: Any) -> dict[str, float]:
        return {
            **ridge.places(float(point[0]), float(point[1])),
            **dict(zip(others, point[2:].tolist(), strict=True)),
        }

    turned_indices: Indices = indices(
        scenario,
        [by_key[key] for key in (ISOLATION, RATE, *others)],
        names,
        {**ridge.told(), **{key: ends[key] for key in others}},
        turned,
        found.at,
        points,
        effort,
        run,
        took,
    )
    return [*rows, *turned_indices.rows("ridge", seed)]


def _about(
    scenario: Scenario, found: Tornado, several: Effort, one: Effort, moving: int, points: int, command: str
) -> Row:
    from importlib.metadata import version

    tenants = scenario.population.tenants
    block, together = Block.of(scenario, several.block), Block.of(scenario, one.block)
    window = wording.AS_DRAWN if scenario.window is None else spoken(scenario.window)
    return {
        "procedure": scenario.procedure.name,
        "window": window,
        "tenants": tenants,
        "seed": several.seeds[0],
        "seeds": list(several.seeds),
        "schedules": len(several.seeds),
        "block": block.tenants,
        "blocks": block.blocks,
        "block_together": together.tenants,
        "blocks_together": together.blocks,
        "points": points,
        "at": found.at,
        "moving": moving,
        **found.base_row(),
        "command": command,
        "scenario": scenario.name,
        "scenario_digest": scenario.digest,
        "version": version("gallab"),
    }
