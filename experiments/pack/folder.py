"""The sheets of a lesson, written: each a page that prints on A4, and an index."""

import json
from pathlib import Path
from typing import Final

from sim.units import SECOND, spoken

from ..case.plots import plots
from ..figures.april_2016 import CONNECTED, CUSTOMERS
from ..files import new_folder, write_text
from ..procedures.texts import verbs
from ..sheets.printed import printed
from .numbers import Numbers

MARK: Final = "pack.json"
"""The file by which a folder of sheets is known."""
CARDS: Final = (
    "sync_mailboxes",
    "close_gate",
    "cut_over",
    "switch_routing",
    "assign_policy",
    "wait_replication",
    "verify_isolation",
    "open_gate",
)
"""Steps that a group puts in order."""
SHEETS: Final = {
    "plan": ("The lesson, minute by minute", "teacher"),
    "wrong-ideas": ("The three usual wrong ideas", "teacher"),
    "answers": ("Answers, and what counts as right", "teacher"),
    "injects": ("Timed injects", "teacher"),
    "rubric": ("Rubric", "teacher"),
    "exercises": ("Exercise sheet", "class"),
    "roles": ("Role cards, to cut out", "class"),
    "cards": ("Step cards, to cut out", "class"),
    "scribe": ("Scribe sheet", "class"),
    "after-action": ("After-action form", "class"),
    "glossary": ("Words, and a drawing", "class"),
}
"""The sheets, what each is, and who gets it."""
_HERE: Final = Path(__file__).parent


def write_pack(found: Numbers, out: Path, command: str) -> None:
    """Write all sheets.

    Args:
        found: what they say in numbers.
        out: the folder.
        command: that writes them again.

    Raises:
        InputError: the folder belongs to something else, or cannot be written.
    """
    given = {
        "found": found,
        "of": found.by_name,
        "command": command,
        "connected_2016": CONNECTED,
        "customers_2016": CUSTOMERS,
        "share_2016": round(CONNECTED * found.tenants / CUSTOMERS),
        "cards": CARDS,
        "verbs": verbs(),
        "causes": plots(),
        "sheets": SHEETS,
        "seconds": _seconds,
    }
    with new_folder(out, MARK) as folder:
        for name in ("index", *SHEETS):
            write_text(folder / f"{name}.html", printed(_HERE / f"{name}.html.j2", **given))
        about = {"tenants": found.tenants, "seed": found.seed, "schedules": found.schedules}
        write_text(folder / MARK, json.dumps(about | {"command": command}) + "\n")


def _seconds(duration_s: float) -> str:
    """A duration as people say it.

    >>> _seconds(840.2)
    '14 min'
    """
    rounded = round(duration_s) if duration_s < 120 else 60 * round(duration_s / 60)
    return spoken(rounded * SECOND)
