"""The three nights that the screen Night plays: which campaign, and which night of it."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from sim.errors import InputError, Mistake
from sim.units import duration

from .order import Order


@dataclass(frozen=True, slots=True)
class World:
    """One night of a campaign, by the rule that picks it.

    Attributes:
        name: as a permalink has it.
        title: for people.
        says: what is special about it.
        order: the procedure.
        window: the isolation step's length; None: as drawn.
        night: of the nights by exposed tenants, the median one or the one with most.
        lasts: what is played of it, microseconds from the opening on.
        settings: keys of the scenario that differ.
    """

    name: str
    title: str
    says: str
    order: Order
    window: str | None
    night: Literal["median", "most"]
    lasts: int
    settings: dict[str, Any]


@cache
def worlds() -> dict[str, World]:
    """All of them, by name."""
    raw = tomllib.loads((files(__package__) / "worlds.toml").read_text(encoding="utf-8"))
    return {
        name: World(
            name,
            each["title"],
            each["says"],
            Order.read(each["procedure"]),
            each.get("window"),
            each["night"],
            duration(each["lasts"]),
            each["settings"],
        )
        for name, each in raw.items()
    }


def world(name: str) -> World:
    """One by its name.

    Raises:
        InputError: there is none.
    """
    if name not in worlds():
        raise InputError("world", Mistake("world", name, f"expected one of {', '.join(worlds())}"))
    return worlds()[name]
