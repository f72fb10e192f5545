"""The scenarios that every judge is asked: the incident, and those of ``scenarios/``, each with what it is for."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sim.scenario import Scenario

SHELF: Final = Path(__file__).parent / "scenarios"
INCIDENT: Final = "incident"
PROVED: Final = "proved"
"""The one that cannot leak."""


def shelf(tenants: int | None = None) -> Iterator[Scenario]:
    """The incident first, then the others by name; of fewer tenants where a number is given."""
    for name in (INCIDENT, *map(str, sorted(SHELF.glob("*.toml")))):
        scenario = Scenario.load(name)
        yield scenario if tenants is None else scenario.replaced({"population.tenants": tenants})
