"""What is played: procedures with whole logs, and one procedure with clocks that differ and logs that are lost."""

from dataclasses import dataclass
from typing import Final

from sim.units import MINUTE, SECOND

WINDOW: Final = "10 min"
"""The isolation step takes so long in all of them."""
REFERENCE: Final = "ovh-2016"


@dataclass(frozen=True, slots=True)
class Cell:
    """One of them.

    Attributes:
        name: as tables and figure say it.
        procedure: what is migrated by.
        slow_us: by how much the second front end's clock goes behind.
        lost: which logs are taken away, see ``loss.LOSSES``; empty: none.
    """

    name: str
    procedure: str = REFERENCE
    slow_us: int = 0
    lost: str = ""


PROCEDURES: Final = (REFERENCE, "batch-late", "solidcp", "gated-on-timer")
"""Some that leak."""
CELLS: Final = (
    *(Cell(f"{name}, whole logs", name) for name in PROCEDURES),
    Cell("no IIS logs", lost="iis"),
    Cell("no HttpProxy logs", lost="http_proxy"),
    Cell("no MapiHttp logs", lost="mapi_http"),
    Cell("IIS logs alone", lost="exchange"),
    Cell("two hours of one server missing", lost="two_hours"),
    Cell("one of two servers missing", lost="server"),
    Cell("one clock 30 s behind, 2 s declared", slow_us=30 * SECOND),
    Cell("one clock 5 min behind, 2 s declared", slow_us=5 * MINUTE),
)
"""All of them; those of one procedure and clock share a campaign."""
