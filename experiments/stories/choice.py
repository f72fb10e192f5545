"""Which tenant a story is told of: one by its number, the first exposed, or the one that was shown most."""

from typing import Final

import numpy as np

from sim.errors import InputError
from sim.outcome import Outcome
from sim.units import whole
from sim.words import NEVER

FIRST: Final = "first-exposed"
WORST: Final = "worst"


def numbered(who: str, tenants: int) -> int | None:
    """The tenant that a number names; None for one of the two words, which only an outcome can answer.

    Raises:
        InputError: neither a word nor the number of a tenant.
    """
    if who in (FIRST, WORST):
        return None
    number = whole(who)
    if number is None or number >= tenants:
        raise InputError(
            "--explain", f"{who}: expected {FIRST}, {WORST} or a tenant's number from 0 to {tenants - 1}"
        )
    return number


def found(who: str, outcome: Outcome) -> int | None:
    """The tenant that a word names in an outcome; None where nobody was exposed.

    Of the first exposed, ties go to the smaller number; of the worst, the one whose first answer held most
    entries of others, to the one exposed earlier.
    """
    columns = outcome.columns
    exposed = np.flatnonzero(columns["exposed_at"] != NEVER)
    if not exposed.size:
        return None
    numbers, instants = columns["tenant"][exposed], columns["exposed_at"][exposed]
    entries = columns["foreign_mailboxes"][exposed].astype(np.int64) + columns["foreign_lists"][exposed]
    keys = (numbers, instants) if who == FIRST else (numbers, instants, -entries)
    return int(numbers[np.lexsort(keys)[0]])
