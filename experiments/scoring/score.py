"""Classes against the truth: how many of a class were exposed, and which share of the exposed it holds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sim.outcome import CHANNELS, Outcome
from sim.words import NEVER

from ..estimates import share_interval
from ..forensics.findings import Findings
from ..forensics.tenant_case import Received


@dataclass(frozen=True, slots=True)
class Score:
    """One class in one cell.

    Attributes:
        cell: its name.
        received: the class.
        tenants: how many it has.
        exposed: how many of those were.
        all_exposed: tenants exposed in all.
    """

    cell: str
    received: Received
    tenants: int
    exposed: int
    all_exposed: int

    @property
    def precision(self) -> tuple[float, float, float] | None:
        """The share of the class that was exposed, with its interval at 95 %; None: nobody is in it."""
        return _share(self.exposed, self.tenants)

    @property
    def recall(self) -> tuple[float, float, float] | None:
        """The share of the exposed that is in the class, likewise."""
        return _share(self.exposed, self.all_exposed)


def _share(part: int, of: int) -> tuple[float, float, float] | None:
    return None if of == 0 else (part / of, *share_interval(part, of))


@dataclass(frozen=True)
class Scored:
    """One cell.

    Attributes:
        cell: its name.
        scores: by class.
        by_channel: of the exposed by each channel: how many, and how many were proven or inferred.
        connected: tenants that the journal's windows and the logs call connected, surely and possibly.
        connected_truly: tenants that were.
        exposed: that were exposed.
        received: low, mean, high of what forensics says.
        is_whole: no log was lost, and every clock is right.
    """

    cell: str
    scores: list[Score]
    by_channel: dict[str, tuple[int, int]]
    connected: tuple[int, int]
    connected_truly: int
    exposed: int
    received: tuple[int, float, int]
    is_whole: bool = True


def scored(name: str, found: Findings, truth: Outcome, *, is_whole: bool = True) -> Scored:
    """Hold findings against what was so."""
    tenants = truth.columns["tenant"].tolist()
    at = dict(zip(tenants, truth.columns["exposed_at"].tolist(), strict=True))
    exposed = {tenant for tenant, when in at.items() if when != NEVER}
    classes = {case.tenant: case.received for case in found.cases}
    of = {
        received: {tenant for tenant in tenants if classes.get(tenant, Received.EXCLUDED) is received}
        for received in Received
    }
    scores = [
        Score(name, received, len(of[received]), len(of[received] & exposed), len(exposed))
        for received in Received
    ]
    found_out = of[Received.PROVEN] | of[Received.INFERRED]
    channel = dict(zip(tenants, truth.columns["channel"].tolist(), strict=True))
    by_channel = {
        word: (len(mine), len(mine & found_out))
        for code, word in enumerate(CHANNELS)
        if (mine := {tenant for tenant in exposed if channel[tenant] == code})
    }
    received = found.received
    return Scored(
        name,
        scores,
        by_channel,
        (found.connected.low, found.connected.high),
        int((truth.columns["connected_at"] != NEVER).sum()),
        len(exposed),
        (received.low, received.mean, received.high),
        is_whole,
    )


def channel_rows(all_scored: Sequence[Scored]) -> Iterator[dict[str, Any]]:
    """One row a channel, over all cells with whole logs: share of the exposed that was found out."""
    totals: dict[str, tuple[int, int]] = {}
    for cell in all_scored:
        if not cell.is_whole:
            continue
        for channel, (many, found_out) in cell.by_channel.items():
            a, b = totals.get(channel, (0, 0))
            totals[channel] = a + many, b + found_out
    for channel, (many, found_out) in sorted(totals.items()):
        low, high = share_interval(found_out, many)
        yield {"channel": channel, "exposed": many, "found": found_out, "share_low": low, "share_high": high}
