"""The course: bets, exercises, public names alone, and a wrong answer told from a right one."""

import ast
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

ROOT: Final = Path(__file__).parents[1]
NOTEBOOKS: Final = sorted((ROOT / "notebooks").glob("*.ipynb"))
PUBLIC: Final = {
    "experiments": ["figures"],
    "experiments.estimates": ["Spread"],
    "fakeexchange.testing": ["exchange_server"],
    "sim": ["InputError", "Scenario", "run"],
    "sim.explorer": ["explore"],
    "sim.procedure": ["Procedure", "built_in"],
    "sim.tail": ["poisson_binomial", "survival"],
}
"""What a notebook may import of the lab: what docs/course.md says stays."""
OTHERS: Final = {"numpy", "polars"}
WRONG: Final[dict[str, tuple[object, object, object]]] = {
    "01-the-night": (3, {"not_assigned", "oab"}, (False, False)),
    "02-the-window": ("2 min", 2.0, (521, 521)),
    "03-orderings": (["cut_over", "switch_routing", "assign_policy", "wait_replication"], 1, 0),
    "04-cannot-or-did-not": (
        2,
        ["close_gate", "cut_over", "switch_routing", "open_gate", "assign_policy"],
        0,
    ),
    "05-tails-and-cost": (1e-30, 2e-4, 86),
    "06-afterwards": (
        5,
        18,
        "521 customers connected. Nobody else had access to names, addresses, or the content of mails.",
    ),
}
"""Answers that somebody gives who has not understood, one an exercise."""


@dataclass(frozen=True)
class Cell:
    """A cell of code: its tags and its source."""

    tags: tuple[str, ...]
    source: str
    is_folded: bool


def cells(path: Path) -> list[Cell]:
    """The cells of code of a notebook, in order."""
    return [
        Cell(
            tuple(cell["metadata"].get("tags", ())),
            "".join(cell["source"]),
            bool(cell["metadata"].get("jupyter", {}).get("source_hidden")),
        )
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "code"
    ]


def tagged(path: Path, tag: str) -> list[Cell]:
    """The cells with a tag."""
    return [cell for cell in cells(path) if tag in cell.tags]


def test_every_notebook_is_looked_at() -> None:
    """Notebooks are numbered from 1, and each has its wrong answers here."""
    assert [path.stem for path in NOTEBOOKS] == list(WRONG)
    assert [int(path.stem[:2]) for path in NOTEBOOKS] == list(range(1, len(NOTEBOOKS) + 1))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_a_notebook_holds(path: Path) -> None:
    """At least two bets, each right before the code that settles it; three exercises, each with its folded answer."""
    code = cells(path)
    kinds = [cell.tags for cell in code]

    assert len(tagged(path, "bet")) >= 2
    assert all(
        not code[place + 1].tags and "bet" in code[place + 1].source
        for place, cell in enumerate(code)
        if "bet" in cell.tags
    )
    assert [kind for kind in kinds if "exercise" in kind or "answer" in kind] == [
        ("exercise",),
        ("answer",),
    ] * 3
    assert all(cell.is_folded and "\nassert " in cell.source for cell in tagged(path, "answer"))
    assert [cell.source.partition("  #")[0] for cell in tagged(path, "exercise")] == [
        f"mine_{number} = ..." for number in (1, 2, 3)
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_only_what_is_public(path: Path) -> None:
    """A notebook imports public names alone: what a reader copies goes on working."""
    found: list[tuple[str, str]] = []
    for cell in cells(path):
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.Import):
                found += [(name.name, "") for name in node.names]
            elif isinstance(node, ast.ImportFrom):
                found += [(str(node.module), name.name) for name in node.names]

    ours = [
        (home, name) for home, name in found if home.split(".")[0] in ("sim", "experiments", "fakeexchange")
    ]
    assert ours or any('"-m", "experiments"' in cell.source for cell in cells(path))
    assert [(home, name) for home, name in ours if name not in PUBLIC.get(home, ())] == []
    others = {home.split(".")[0] for home, _ in found if (home, _) not in ours}
    assert others <= OTHERS | {"json", "pathlib", "subprocess", "sys", "tempfile"}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_wrong_answer_is_told(path: Path) -> None:
    """Put in by a reader, a wrong answer fails its check; the answer of the folded cell, put in, passes."""
    names: dict[str, Any] = {}
    wrong = iter(WRONG[path.stem])
    for number, cell in enumerate(cells(path)):
        code = compile(cell.source, f"{path.stem}, cell {number}", "exec")
        if "answer" not in cell.tags:
            exec(code, names)
            continue
        mine = f"mine_{1 + [c.tags for c in cells(path)[:number]].count(('answer',))}"
        names[mine] = next(wrong)
        with pytest.raises(AssertionError, match=r"\w+ \w+ \w+"):
            exec(code, names)
        names[mine] = ...
        exec(code, names)
        assert names[mine] is not ...
        exec(code, names)
