"""What only the hoster knows, and a draft therefore asks for."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sim.edge import read_toml
from sim.errors import InputError, Mistake

KEYS: Final = (
    "found_at",
    "notified_at",
    "how_found",
    "measures_taken",
    "measures_planned",
    "contact",
    "countries",
    "told",
)


@dataclass(frozen=True, slots=True)
class Facts:
    """See above; None: nobody has said.

    Attributes:
        found_at: when the hoster became aware.
        notified_at: when the authority was told.
        how_found: in words.
        measures_taken: likewise.
        measures_planned: likewise.
        contact: of the data protection officer or another one.
        countries: of the people concerned.
        told: when and how the people concerned were told.
    """

    found_at: datetime | None = None
    notified_at: datetime | None = None
    how_found: str | None = None
    measures_taken: str | None = None
    measures_planned: str | None = None
    contact: str | None = None
    countries: str | None = None
    told: str | None = None

    @classmethod
    def load(cls, path: Path) -> "Facts":
        """From a TOML file with any of KEYS.

        Raises:
            InputError: no such file, another key, or a value that is not what its key takes.
        """
        given: dict[str, Any] = read_toml(path)
        for key, value in given.items():
            if key not in KEYS:
                raise InputError(str(path), Mistake(key, value, f"no such key; expected {', '.join(KEYS)}"))
            if key.endswith("_at"):
                if not isinstance(value, datetime) or value.tzinfo is None:
                    expected = "expected a date and time with its zone such as 2016-04-22T09:30:00+02:00"
                    raise InputError(str(path), Mistake(key, value, expected))
            elif not isinstance(value, str):
                raise InputError(str(path), Mistake(key, value, "expected text"))
        return cls(**given)
