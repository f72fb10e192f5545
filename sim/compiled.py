"""The one door to the compiler: what passes it keeps its type, and never computes with relaxed floats.

Equality of engines rests on it: without ``fastmath`` the compiler neither reorders a sum nor fuses a
product into it, so a compiled line gives the bits that the same line gives elsewhere.
"""

from collections.abc import Callable
from typing import TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., object])


def compiled(function: F) -> F:
    """The same function, compiled when it is first called and cached beside its source."""
    return cast(F, numba.njit(cache=True)(function))
