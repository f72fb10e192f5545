"""What went wrong: a cause, the settings that bring it about, and how people tell of it. Read from ``plots.toml``."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.edge import Part, parse, read_toml


class Plot(Part):
    """One cause.

    Attributes:
        cause: its word, as answers name it.
        shows: the lab's word for why most of the exposed tenants were.
        means: the cause in a sentence.
        settings: what differs from the scenario ``incident``.
        lag: the longest that a controller takes to see a policy, as the investigator declares it.
        status: a line of the hoster's status page.
        reading: where the cause is seen.
        mend: what would have prevented it.
    """

    cause: str
    shows: str
    means: str
    settings: Mapping[str, Any]
    lag: str
    status: str
    reading: str
    mend: str


class Plots(Part):
    """All of them, in the order in which groups get them."""

    plots: tuple[Plot, ...]


def plots() -> tuple[Plot, ...]:
    """Those that ship.

    >>> len({plot.cause for plot in plots()})
    8
    """
    path = Path(__file__).with_name("plots.toml")
    return parse(Plots, read_toml(path), path.name).plots
