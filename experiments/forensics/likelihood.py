"""How likely the bytes of an address-book answer are: of a list of so many rows.

Bytes are no multiple of rows: names have lengths, clients ask for other columns and pages, and take compressed
answers or not. So what is known is a distribution: of the logarithm of bytes over what so many rows come to on
average. It was fitted to answers whose lists are known, on a run of the lab under one seed (``likelihood.toml`` says
which), and is scored on others.
"""

import math
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import numpy as np

from sim.errors import InputError

from ..logs.request import Service

LOW: Final = -4.0
STEP: Final = 0.1
BINS: Final = 80
"""Bins of the logarithm, from LOW on."""
FLOOR: Final = 1e-3
"""Mass that is spread evenly: an answer unlike all that was seen is no proof of anything."""
CAPPED: Final = {Service.EWS: 100, Service.EAS: 100}
"""Services that answer with so many rows at most (Exchange documentation, "resolvenames-operation"; [MS-ASCMD])."""


@dataclass(frozen=True)
class Channel:
    """What answers of one service weigh.

    Attributes:
        frame: bytes of an answer without rows.
        row: bytes of a row, on average.
        mass: probability of each bin of the logarithm of bytes over the average, shape (BINS,).
        seen: answers that it was fitted to.
    """

    frame: float
    row: float
    mass: tuple[float, ...]
    seen: int

    def check(self) -> None:
        """Refuse numbers that nothing can weigh.

        Raises:
            ValueError: with what was expected.
        """
        if len(self.mass) != BINS or not all(0 <= mass <= 1 for mass in self.mass):
            raise ValueError(f"mass of {BINS} numbers, 0 to 1")
        if not (0 < self.frame < math.inf and 0 < self.row < math.inf):
            raise ValueError("frame_bytes and row_bytes above 0")

    def density(self, weight: int, rows: int) -> float:
        """How likely so many bytes are of a list of so many rows."""
        at = math.log(max(weight, 1) / (self.frame + self.row * rows))
        place = math.floor((at - LOW) / STEP)
        mass = self.mass[place] if 0 <= place < BINS else 0.0
        return (1 - FLOOR) * mass + FLOOR / BINS

    @classmethod
    def fitted(cls, rows: Sequence[int], weights: Sequence[int]) -> "Channel":
        """From answers whose rows are known.

        Args:
            rows: of each.
            weights: bytes of each.
        """
        n, w = np.array(rows, np.float64), np.array(weights, np.float64)
        # Relative errors count alike whatever the size: ordinary least squares would fit the largest answers alone.
        design = np.stack([np.ones_like(n), n], axis=1) / w[:, None]
        frame, row = np.linalg.lstsq(design, np.ones_like(w), rcond=None)[0]
        frame, row = max(float(frame), 1.0), max(float(row), 1.0)
        at = np.floor((np.log(w / (frame + row * n)) - LOW) / STEP).astype(np.int64)
        counts = np.bincount(np.clip(at, 0, BINS - 1), minlength=BINS).astype(np.float64)
        # Neighbouring bins share what they saw: few answers make ragged counts.
        smooth = np.convolve(counts, [0.1, 0.2, 0.4, 0.2, 0.1], mode="same")
        return cls(frame, row, tuple((smooth / smooth.sum()).tolist()), int(n.size))


@dataclass(frozen=True)
class Likelihood:
    """Of every service.

    Attributes:
        channels: by service; one that nothing was fitted to is missing.
    """

    channels: dict[Service, Channel]

    def ratio(self, service: Service, weight: int, own: int, everybody: int) -> float | None:
        """How much likelier bytes are of everybody's list than of one's own; None: nothing is known of the service.

        Args:
            service: that answered.
            weight: bytes.
            own: rows of the viewer's own list.
            everybody: of everybody's.
        """
        channel = self.channels.get(service)
        if channel is None:
            return None
        most = CAPPED.get(service, everybody)
        return channel.density(weight, min(everybody, most)) / channel.density(weight, min(own, most))

    @classmethod
    def fitted(cls, answers: Iterable[tuple[Service, int, int]]) -> "Likelihood":
        """From services, rows and bytes of answers whose lists are known; a service with under 30 is left out."""
        of: dict[Service, tuple[list[int], list[int]]] = {}
        for service, rows, weight in answers:
            if weight > 0:
                mine = of.setdefault(service, ([], []))
                mine[0].append(min(rows, CAPPED.get(service, rows)))
                mine[1].append(weight)
        return cls({s: Channel.fitted(*both) for s, both in of.items() if len(both[0]) >= 30})

    @classmethod
    def read(cls, text: str, source: str = "likelihood.toml") -> "Likelihood":
        """From TOML.

        Raises:
            InputError: not as ``written`` writes it.
        """
        try:
            tables: dict[str, Any] = tomllib.loads(text)
            channels = {
                Service(name): Channel(
                    float(t["frame_bytes"]),
                    float(t["row_bytes"]),
                    tuple(map(float, t["mass"])),
                    int(t["seen"]),
                )
                for name, t in tables.items()
                if isinstance(t, dict)
            }
            for channel in channels.values():
                channel.check()
        except (KeyError, ValueError, TypeError, OverflowError, RecursionError) as error:
            raise InputError(source, f"expected a likelihood as gallab writes it: {error}") from error
        return cls(channels)

    def written(self, about: str) -> str:
        """As TOML; what it was fitted to stands at its top."""
        parts = [f"# {about}"]
        for service in sorted(self.channels):
            channel = self.channels[service]
            mass = ", ".join(f"{m:.5f}" for m in channel.mass)
            parts.append(
                f"[{service}]\nframe_bytes = {channel.frame:.1f}\nrow_bytes = {channel.row:.2f}\n"
                f"seen = {channel.seen}\nmass = [{mass}]"
            )
        return "\n\n".join(parts) + "\n"


@cache
def shipped() -> Likelihood:
    """The one that ships."""
    return Likelihood.read((files(__package__) / "likelihood.toml").read_text(encoding="utf-8"))
