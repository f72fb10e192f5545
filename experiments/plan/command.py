"""``gallab plan``, from what was asked to what is told: of a whole campaign, or of what its journal leaves."""

import math
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sim.journal.clock import Clock
from sim.scenario import Scenario

from ..workers import Told
from .described import Data, described
from .folder import write_folder
from .hoster import Hoster
from .left import Left, Stands
from .plan import Plan


def planned(
    scenario: Scenario,
    hoster: Hoster,
    risk: float,
    at: int,
    seed: int,
    command: str,
    journal: str | None,
    out: Path | None,
    told: Told,
) -> tuple[Data, list[Path]]:
    """Make a plan and, if there is to be one, its results folder.

    Args:
        scenario: the campaign.
        hoster: what is known of the hoster.
        risk: the probability that may be run.
        at: of so many tenants exposed, or more.
        seed: of the people, and the first of all.
        command: what was typed.
        journal: the operator's journal of a campaign that has begun; None: it has not.
        out: the folder; None: none is wanted.
        told: is called with parts done and parts in all.

    Returns:
        The plan as one object, and the files to open.

    Raises:
        InputError: see ``Plan.of``, ``Left.read`` and ``write_folder``.
    """
    Plan.of(scenario, hoster, risk, at, seed, command)
    if journal is None:
        return _made(Plan.of(scenario, hoster, risk, at, seed, command), None, None, out, told)
    left = Left.read(journal, scenario, seed)
    with tempfile.TemporaryDirectory() as folder:
        inventory = Path(folder) / "left.csv"
        left.write_inventory(scenario, seed, inventory)
        rest = left.scenario(scenario, inventory)
        plan = Plan.of(rest, hoster, risk, min(at, len(left.numbers)), seed, command)
        return _made(plan, left_data(left, scenario), inventory.read_text(encoding="utf-8"), out, told)


def _made(
    plan: Plan, left: Data | None, inventory: str | None, out: Path | None, told: Callable[[int, int], None]
) -> tuple[Data, list[Path]]:
    found = plan.make(told)
    data = described(found, left)
    return data, [] if out is None else write_folder(found, data, out, inventory)


def left_data(left: Left, scenario: Scenario) -> dict[str, Any]:
    """What a journal says, for the object and the sheet."""
    pace = sum(left.nights.values()) / len(left.nights) if left.nights else None
    return {
        "until": Clock.of(scenario.campaign).told(left.until)[:19],
        "resumes": str(left.resumes),
        "left": len(left.numbers),
        "stands": left.counts(),
        "open_now": list(left.open_now),
        "failed": [number for number, each in left.stands.items() if each is Stands.FAILED],
        "verbs": list(left.verbs),
        "nights": [{"date": str(date), "moved": moved} for date, moved in left.nights.items()],
        "pace": pace,
        "nights_at_pace": None if pace is None else math.ceil(len(left.numbers) / pace),
    }
