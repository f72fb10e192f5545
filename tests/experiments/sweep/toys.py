"""Small sweeps, and ways to run them without processes of their own."""

from pathlib import Path
from typing import Any

from experiments.study.file import StudyFile
from experiments.sweep.sweep import Sweep
from sim.scenario import Scenario
from tests.experiments.here import here

KEYS: dict[str, Any] = {
    "name": "toy",
    "procedures": ("ovh-2016", "gated"),
    "windows": ("0 s", "10 min"),
    "seeds": (7, 3, 4),
    "vary": {"campaign.batch": (5, 20), "clients.retries": (0, 3)},
}


def toy(tenants: int = 60, **keys: Any) -> Sweep:
    """Two procedures at two lengths, two keys of two values, three schedules: 48 campaigns."""
    file = StudyFile(**{name: value for name, value in {**KEYS, **keys}.items() if value != ()})
    return Sweep.of(file, Scenario.load().replaced({"population.tenants": tenants}), "gallab sweep toy.toml")


SHORT_S = 0.01
"""A part's length at which each seed of each point of the toy, which takes 6 ms, is a part: 12 of 4 campaigns."""


def run(sweep: Sweep, out: Path, *, resume: bool = False) -> Path:
    """The sweep, in this process."""
    return sweep.run(out, here, lambda done, of: None, resume=resume)


def content(folder: Path) -> dict[str, bytes]:
    """The bytes of every file in a folder, by its path there."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
