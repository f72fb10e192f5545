"""What a benchmark ran on."""

import os
import platform
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine, and what it runs.

    Attributes:
        cpu: the processor's model.
        cores: how many there are.
        python: its version, as those that follow.
    """

    cpu: str
    cores: int
    python: str
    numpy: str
    numba: str
    simpy: str

    @classmethod
    def here(cls) -> "Machine":
        """The one that runs this process."""
        numpy, numba, simpy = map(version, ("numpy", "numba", "simpy"))
        return cls(_model(), os.cpu_count() or 1, platform.python_version(), numpy, numba, simpy)

    def __str__(self) -> str:
        """In a line, for a terminal."""
        cores = f"{self.cores} core{'s' * (self.cores > 1)}"
        versions = f"NumPy {self.numpy}, Numba {self.numba}, SimPy {self.simpy}"
        return f"{self.cpu}, {cores}; Python {self.python}, {versions}"


def _model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    for line in lines:
        key, _, value = line.partition(":")
        if key.strip() == "model name":
            return value.strip()
    return platform.processor() or platform.machine()
