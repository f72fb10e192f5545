"""All randomness: every uniform is a pure function of (seed, stream name, entity, index).

No engine calls a random generator. So one tenant drawn alone meets the same numbers, one more tenant,
stream or step moves no other number, and two procedures under one seed meet the same tenants, clients and
durations. The hash is splitmix64, mixed twice over a key made of seed and stream name.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from hashlib import blake2b
from typing import Final

import numpy as np
import numpy.typing as npt

from .compiled import compiled

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int32]
Codes = npt.NDArray[np.int8]

GivenUniforms = Callable[[Ints, int], Floats]
"""Uniforms for entities and one index, in place of the hash: a grid, a Sobol net, strata."""


class Level(StrEnum):
    """What one entity of a stream is."""

    CAMPAIGN = "campaign"
    NIGHT = "night"
    BATCH = "batch"
    TENANT = "tenant"
    MAILBOX = "mailbox"
    RECIPIENT = "recipient"
    CLIENT = "client"


STREAMS: Final[dict[str, Level]] = {
    "campaign_shock": Level.CAMPAIGN,
    "oab_phase": Level.CAMPAIGN,
    "night_shock": Level.NIGHT,
    "stratum": Level.NIGHT,
    "report": Level.TENANT,
    "report_delay": Level.TENANT,
    "order": Level.TENANT,
    "mailboxes": Level.TENANT,
    "lists": Level.TENANT,
    "duration": Level.TENANT,
    "mailbox_duration": Level.MAILBOX,
    "lag_hop": Level.TENANT,
    "lag_fault": Level.TENANT,
    "lag_late": Level.TENANT,
    "lag_site": Level.TENANT,
    "out_of_site": Level.CAMPAIGN,
    "transient": Level.TENANT,
    "hard": Level.TENANT,
    "silent": Level.TENANT,
    "silent_mailbox": Level.TENANT,
    "mailbox_transient": Level.MAILBOX,
    "mailbox_hard": Level.MAILBOX,
    "mailbox_silent": Level.MAILBOX,
    "console_lost": Level.BATCH,
    "console_when": Level.BATCH,
    "mailbox_size": Level.MAILBOX,
    "browse_order": Level.RECIPIENT,
    "seat": Level.MAILBOX,
    "left_on": Level.CLIENT,
    "follow": Level.CLIENT,
    "follow_delay": Level.CLIENT,
    "poll": Level.CLIENT,
    "connection": Level.CLIENT,
    "controller": Level.CLIENT,
    "asks": Level.CLIENT,
    "ask_delay": Level.CLIENT,
    "session": Level.CLIENT,
    "retry": Level.CLIENT,
    "oab_delay": Level.CLIENT,
    "oab_rate": Level.CLIENT,
    "oab_controller": Level.CLIENT,
    "connection_before": Level.CLIENT,
    "asks_before": Level.CLIENT,
    "ask_delay_before": Level.CLIENT,
    "session_before": Level.CLIENT,
    "traffic": Level.CLIENT,
}
"""Every stream and its level. A stream of a step bears its verb and occurrence: "duration/cut_over/0"."""

OF_STEPS: Final = (
    "duration",
    "mailbox_duration",
    "lag_hop",
    "lag_fault",
    "lag_late",
    "lag_site",
    "transient",
    "hard",
    "silent",
    "silent_mailbox",
    "mailbox_transient",
    "mailbox_hard",
    "mailbox_silent",
)
"""Streams of steps."""

RECIPIENTS: Final = 2**20
"""Entities of a tenant's recipients: tenant * RECIPIENTS + number; more recipients a tenant are refused."""
KIND_SLOTS: Final = 8
"""Entities of a mailbox's clients: mailbox entity * KIND_SLOTS + kind."""
TRIES: Final = 16
"""More than the tries of one session on demand."""

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_ODD = np.uint64(0xD1342543DE82EF95)
_M1 = np.uint64(0xBF58476D1CE4E5B9)
_M2 = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S12, _ONE = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(12), np.uint64(1)


@compiled
def hashed(key: int, entity: int, index: int) -> np.uint64:
    """64 bits for one (stream, entity, index).

    Source: Steele, Lea, Flood, Fast Splittable Pseudorandom Number Generators (2014): splitmix64's mix.
    """
    z = np.uint64(key) + (np.uint64(entity) + _ONE) * _GOLDEN
    for _ in range(2):
        z = (z ^ (z >> _S30)) * _M1
        z = (z ^ (z >> _S27)) * _M2
        z = z ^ (z >> _S31)
        z = z + (np.uint64(index) + _ONE) * _ODD
    z = (z ^ (z >> _S30)) * _M1
    z = (z ^ (z >> _S27)) * _M2
    return z ^ (z >> _S31)


@compiled
def fraction(bits: np.uint64) -> float:
    """64 bits as a number strictly between 0 and 1."""
    # 52 of them: half a step more still fits a float, so neither end is ever reached.
    return (float(bits >> _S12) + 0.5) * 2.220446049250313e-16


@compiled
def uniform(key: int, entity: int, index: int) -> float:
    """A uniform strictly between 0 and 1."""
    return fraction(hashed(key, entity, index))


@compiled
def _uniforms(key: int, entities: Ints, index: int) -> Floats:
    found = np.empty(entities.size, np.float64)
    for i in range(entities.size):
        found[i] = uniform(key, entities[i], index)
    return found


@compiled
def _hashes(key: int, entities: Ints) -> npt.NDArray[np.uint64]:
    found = np.empty(entities.size, np.uint64)
    for i in range(entities.size):
        found[i] = hashed(key, entities[i], 0)
    return found


@cache
def stream_key(seed: int, stream: str) -> int:
    """The 63-bit key of a stream under a seed."""
    return int.from_bytes(blake2b(f"{seed}/{stream}".encode(), digest_size=8).digest(), "big") >> 1


@dataclass(frozen=True)
class Source:
    """Uniforms by stream name: hashed, or given."""

    seed: int
    given: Mapping[str, GivenUniforms] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for stream in self.given:
            if stream.split("/")[0] not in STREAMS:
                raise KeyError(f"no such stream: {stream}")

    def key(self, stream: str) -> int:
        """The stream's key, for compiled code."""
        level_of(stream)
        return stream_key(self.seed, stream)

    def uniforms(self, stream: str, entities: Ints, index: int = 0) -> Floats:
        """One uniform an entity, shape (entities,)."""
        key = self.key(stream)
        if stream in self.given:
            return np.asarray(self.given[stream](entities, index), np.float64)
        return _uniforms(key, entities, index)

    def uniform(self, stream: str, entity: int, index: int = 0) -> float:
        """One uniform."""
        return float(self.uniforms(stream, np.array([entity], np.int64), index)[0])

    def stream(self, stream: str) -> Callable[[int, int], float]:
        """One stream's uniforms, one at a time, by entity and index."""
        if stream in self.given:
            return lambda entity, index: self.uniform(stream, entity, index)
        key = self.key(stream)
        return lambda entity, index: uniform(key, entity, index)

    def hashes(self, stream: str, entities: Ints) -> npt.NDArray[np.uint64]:
        """64 bits an entity, for orders: ties of 52-bit uniforms would be settled by the entity's number."""
        if stream in self.given:
            return (self.given[stream](entities, 0) * 2.0**53).astype(np.uint64)
        return _hashes(self.key(stream), entities)


def level_of(stream: str) -> Level:
    """What one entity of a stream is.

    >>> level_of("duration/cut_over/0")
    <Level.TENANT: 'tenant'>
    """
    return STREAMS[stream.split("/")[0]]
