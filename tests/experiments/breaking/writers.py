"""Each command that writes, as small as it can be; ``OUT`` stands for the place, ``LOGS`` for what a hoster kept."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final


@dataclass(frozen=True, slots=True)
class Writer:
    """A command, and the kind of thing that it writes.

    Attributes:
        line: what is typed after ``gallab``.
        suffix: of the file; empty: it writes a folder.
        keeps_parts: what it has computed stays in the folder, for it to go on with.
        again: what is typed besides, for it to go on.
    """

    line: str
    suffix: str = ""
    keeps_parts: bool = False
    again: tuple[str, ...] = ()

    def arguments(self, place: str, logs: Path) -> list[str]:
        """What is typed, for a place."""
        return [word.replace("LOGS", str(logs)).replace("OUT", place) for word in self.line.split()]


WRITERS: Final = {
    "study": Writer("study ovh-2016 gated --window 2min --tenants 100 --replications 2 --out OUT"),
    "compare": Writer("compare ovh-2016 gated --tenants 100 --replications 2 --out OUT"),
    "run rows": Writer("run ovh-2016 --tenants 200 --rows OUT", ".csv"),
    "run parquet": Writer("run gated --tenants 200 --rows OUT", ".parquet"),
    "run journal": Writer("run ovh-2016 --tenants 200 --journal OUT", ".csv"),
    "run logs": Writer("run ovh-2016 --tenants 60 --window 10min --logs OUT"),
    "run load": Writer("run ovh-2016 --tenants 60 --clients all --out OUT"),
    "run story": Writer("run ovh-2016 --tenants 200 --window 10min --explain worst --out OUT"),
    "verify": Writer("verify gated --out OUT"),
    "orderings": Writer("orderings --tenants 50 --out OUT"),
    "procedures": Writer("procedures gated --out OUT"),
    "runbook": Writer("procedures gated --runbook OUT", ".md"),
    "init": Writer("init OUT"),
    "plan": Writer("plan gated --tenants 100 --out OUT"),
    "risk": Writer("risk ovh-2016 --tenants 100 --out OUT"),
    "calibrate": Writer("calibrate --connected 5 --of 100 --tenants 100 --out OUT"),
    "measured": Writer("calibrate --logs LOGS --journal LOGS/journal.csv --out OUT"),
    "sensitivity": Writer("sensitivity ovh-2016 --tenants 100 --points 8 --out OUT"),
    "sweep": Writer(
        "sweep nights --tenants 50 --replications 1 --out OUT", keeps_parts=True, again=("--resume",)
    ),
    "forensics": Writer("forensics --logs LOGS --journal LOGS/journal.csv --notice --out OUT"),
    "fit": Writer("forensics --logs LOGS --journal LOGS/journal.csv --fit OUT", ".toml"),
    "score": Writer("forensics --score --tenants 50 --out OUT"),
    "lesson": Writer("lesson --tenants 50 --window 2min --export OUT", ".html"),
    "case": Writer("case --groups 1 --out OUT"),
    "pack": Writer("pack --tenants 100 --out OUT"),
}
"""By a name to ask for."""
