"""A plan's results folder: tables, runbook, checklist, and the sheet to sign, which can be drawn again."""

from pathlib import Path
from typing import Any, Final

from ..files import new_folder, write_text
from ..folders import Kind, write_mark, write_tables
from ..procedures.runbook import to_markdown
from ..report.plan import write_sheet
from ..verify.checklist import checklist
from .plan import Found

RUNBOOK: Final = "runbook.md"
CHECKLIST: Final = "checklist.md"
_TABLES: Final = ("nights", "demand", "reliabilities", "mitigations", "risks", "steps")


def write_folder(found: Found, data: dict[str, Any], out: Path, inventory: str | None) -> list[Path]:
    """Write everything.

    Args:
        found: what the plan came to.
        data: the same as one object, see ``described``.
        out: the folder.
        inventory: who is left, as CSV; None: no journal was given.

    Returns:
        The files to open.

    Raises:
        InputError: the folder belongs to something else, or cannot be written.
    """
    with new_folder(out, Kind.PLAN.mark) as folder:
        write_tables(folder, {name: data[name] for name in _TABLES if data[name]})
        write_text(folder / RUNBOOK, to_markdown(found.scenario.procedure, found.line))
        write_text(folder / CHECKLIST, checklist(found.assessment))
        if inventory is not None:
            write_text(folder / "left.csv", inventory)
        write_mark(folder, Kind.PLAN, {"plan": data})
        page = write_sheet(folder)
    return [out / page.name, out / RUNBOOK, out / CHECKLIST]
