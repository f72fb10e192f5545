"""The clients' uniforms inside compiled code: hashed from a stream's key, or given by a function.

A given stream is called back for each number: slow, and meant for tests, grids and nets.
"""

import ctypes
from collections.abc import Callable
from typing import Any, Final

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from ..compiled import inlined
from ..streams import Ints, Source, uniform
from ..words import Verb

STREAMS: Final = (
    "connection",
    "controller",
    "asks",
    "ask_delay",
    "session",
    "retry",
    "follow_delay",
    "poll",
    "oab_delay",
    "oab_rate",
    "oab_controller",
)
(
    CONNECTION,
    CONTROLLER,
    ASKS,
    ASK_DELAY,
    SESSION,
    RETRY,
    FOLLOW_DELAY,
    POLL,
    OAB_DELAY,
    OAB_RATE,
    OAB_CONTROLLER,
) = range(len(STREAMS))
ATTEMPT: Final = len(STREAMS)
"""The durations of a check, whose further attempts are drawn when they come; a procedure has one at most."""

_GIVEN: Final = -1
_CALLBACK: Final = ctypes.CFUNCTYPE(ctypes.c_double, ctypes.c_int64, ctypes.c_int64, ctypes.c_int64)


class Uniforms:
    """Keys of the streams, and the address of the function that stands in for those given.

    Attributes:
        keys: one a stream of STREAMS and one of ATTEMPT; -1 where it is given. Last, the function's address.
    """

    def __init__(self, source: Source) -> None:
        names = (*STREAMS, f"duration/{Verb.VERIFY_ISOLATION}/0")
        given = [name in source.given for name in names]
        self._errors: list[Exception] = []
        self._callback = _CALLBACK(self._called([source.stream(name) for name in names]))
        address = ctypes.cast(self._callback, ctypes.c_void_p).value or 0
        keys = [_GIVEN if is_given else source.key(name) for name, is_given in zip(names, given, strict=True)]
        self.keys: Ints = np.array([*keys, address], np.int64)

    def _called(self, streams: list[Callable[[int, int], float]]) -> Callable[[int, int, int], float]:
        def call(stream: int, entity: int, index: int) -> float:
            try:
                return streams[stream](entity, index)
            except Exception as error:  # no exception crosses compiled code: it is raised behind it
                self._errors.append(error)
                return 0.5

        return call

    def check(self) -> None:
        """Raise what a given function raised while compiled code called it."""
        if self._errors:
            raise self._errors[0]


@intrinsic  # type: ignore[untyped-decorator]
def _called_at(_: Any, address: Any, stream: Any, entity: Any, index: Any) -> Any:
    """Call a function of three whole numbers by its address."""

    def generate(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
        function = ir.FunctionType(ir.DoubleType(), [ir.IntType(64)] * 3)
        return builder.call(builder.inttoptr(arguments[0], function.as_pointer()), arguments[1:])

    return types.float64(types.int64, types.int64, types.int64, types.int64), generate


@inlined
def drawn(keys: Ints, stream: int, entity: int, index: int) -> float:
    """One uniform of a client's stream."""
    if keys[stream] != _GIVEN:
        return uniform(keys[stream], entity, index)
    u: float = _called_at(keys[keys.size - 1], stream, entity, index)
    return u
