"""What the answer rests on, for the page: every input with its basis and, where asked, how far it moves the answer.

How far is in the table ``tornado`` that ``gallab sensitivity`` writes, into a folder of its own or into one that is
there already.
"""

from pathlib import Path
from typing import Any, Final

import polars as pl

from sim.ranges import Basis

from .. import wording
from ..folders import read_tables

TABLE: Final = "tornado"
"""The table that says how far each input moves the answer."""
_ORDER: Final = {
    str(basis): place for place, basis in enumerate((Basis.SET_HERE, Basis.ASSUMED, Basis.SOURCED))
}


def assumed(folder: Path) -> list[dict[str, Any]]:
    """One row a key of the scenario, with ``moves``: in words, empty where it was not varied or not asked.

    What the scenario sets itself comes first, then what is assumed, sourced and measured.

    Args:
        folder: the results folder.

    Raises:
        InputError: its table ``assumptions`` is missing.
    """
    (assumptions,) = read_tables(folder, "assumptions")
    path = folder / f"{TABLE}.parquet"
    moves: dict[str, list[str]] = {}
    if path.is_file():
        for (name,), ends in pl.read_parquet(path).group_by("input", maintain_order=True):
            table, key, *entry = str(name).split(".")
            told = f"{'.'.join(entry)}: " if entry else ""
            moves.setdefault(f"{table}.{key}", []).append(told + moved(*ends.to_dicts()))
    rows = [{**row, "moves": "; ".join(moves.get(row["key"], []))} for row in assumptions.to_dicts()]
    return sorted(rows, key=lambda row: _ORDER.get(row["basis"], len(_ORDER)))


def moved(low: dict[str, Any], high: dict[str, Any]) -> str:
    """How far the expected number of exposed tenants moves between the two ends of an input.

    >>> moved({"value": "0.05", "exposed": 101.2}, {"value": "0.56", "exposed": 350.0})
    '101 exposed tenants at 0.05, 350 at 0.56'
    >>> moved({"value": "1 s", "exposed": 3.0}, {"value": "2 s", "exposed": 3.0})
    'does not move'
    """
    if low["exposed"] == high["exposed"]:
        return "does not move"
    return (
        f"{wording.measured(low['exposed'])} exposed tenants at {low['value']}, "
        f"{wording.measured(high['exposed'])} at {high['value']}"
    )
