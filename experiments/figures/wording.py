"""Numbers as people read them, the same in every figure and page."""

import math
from collections.abc import Sequence


def count(number: float) -> str:
    """A whole number with thousands separators.

    >>> count(130000)
    '130,000'
    """
    return f"{round(number):,}"


def counted(number: int, noun: str) -> str:
    """A number and its noun, in the plural where it must be.

    >>> counted(1, "tenant"), counted(1203, "tenant")
    ('1 tenant', '1,203 tenants')
    """
    return f"{count(number)} {noun}" + ("" if number == 1 else "s")


def below(high: float) -> str:
    """What zero seen leaves possible: the whole number above an upper bound.

    >>> below(3.0), below(3.69)
    ('< 4', '< 4')
    """
    return f"< {math.floor(high) + 1:,}"


def interval(low: float, high: float, *, between: str = " to ") -> str:
    """An interval in whole numbers, rounded outwards; of zero seen, the upper bound.

    >>> interval(1137.2, 1269.5), interval(0, 3.0), interval(9.9, 20, between="–")
    ('1,137 to 1,270', '< 4', '9–20')
    """
    return below(high) if low == 0 else f"{math.floor(low):,}{between}{math.ceil(high):,}"


def draw(tenants: int, seed: int) -> str:
    """What a figure was drawn from.

    >>> draw(130_000, 1)
    '130,000 tenants, seed 1, one draw'
    """
    return f"{counted(tenants, 'tenant')}, seed {seed}, one draw"


def spared(exposed: Sequence[int]) -> str:
    """How many procedures expose nobody, one number of exposed tenants a procedure.

    >>> spared([3, 0]), spared([3, 4])
    ('1 of 2 procedures exposes nobody in this draw', 'none of 2 procedures exposes nobody in this draw')
    """
    none = exposed.count(0)
    verb = "expose" if none > 1 else "exposes"
    return f"{none or 'none'} of {len(exposed)} procedures {verb} nobody in this draw"


CAUSES = {
    "not_assigned": "not yet assigned",
    "not_replicated": "not yet replicated",
    "silent_failure": "silent failure",
    "paused": "paused at dawn",
    "in_flight_stop": "frozen by a stop",
    "wide_session": "session stayed wide",
    "oab": "offline address book",
}
"""The causes of a foreign row, in words."""
