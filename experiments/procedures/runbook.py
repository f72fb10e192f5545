"""A procedure as a runbook: a line a step, as CSV for a spreadsheet and back, or as Markdown to read from.

The first seven columns are for whoever carries it out. The others hold what a procedure says beyond them, so that
the CSV comes back as the same procedure; ``draft`` reads it. A duration that begins with "about" is the median of
the platform's law, which the procedure leaves to it.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from sim.procedure import TEXTS, Procedure, Scope, Step
from sim.units import SECOND, written

from ..files import write_text
from ..stories.when import offset
from ..wording import counted, lasting
from .timeline import Pass, Row, TimeLine
from .written import HEAD, head_of, keys_of

FOR_PEOPLE: Final = ("step", "owner", "start", "command", "duration", "check", "backout")
"""What whoever carries it out reads, in its order."""
MACHINE: Final = (
    "pass",
    "verb",
    *(key for key in Step.model_fields if key not in ("verb", "duration", *TEXTS)),
)
"""The further columns of a step: when it is, and the keys of its procedure."""
OF_PROCEDURE: Final = tuple("procedure" if key == "name" else key for key in HEAD)
"""The columns that the first line alone fills: the keys before the steps."""
COLUMNS: Final = (*FOR_PEOPLE, *MACHINE, *OF_PROCEDURE)

ABOUT: Final = "about "
"""Before a duration that the procedure does not give."""

_PASSES: Final = {
    Pass.CAMPAIGN: "Once, over all tenants, before the first night",
    Pass.AHEAD: "Ahead, tenant by tenant, days before its night",
    Pass.NIGHT: "The tenant's night",
}


def write_runbook(file: Path, procedure: Procedure, line: TimeLine) -> None:
    """Write a runbook, in the form that the file's suffix names."""
    write_text(file, to_csv(procedure, line) if file.suffix == ".csv" else to_markdown(procedure, line))


def to_csv(procedure: Procedure, line: TimeLine) -> str:
    """The runbook for a spreadsheet, a header first."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    head = {("procedure" if key == "name" else key): value for key, value in head_of(procedure).items()}
    for place, row in enumerate(line.rows):
        keys = keys_of(row.step)
        machine = {key: _cell(keys.get(key, "")) for key in MACHINE if key != "pass"}
        # A timer has no scope of its own; of every other step it is worth reading.
        scope = {} if row.step.on else {"scope": str(row.step.scope)}
        writer.writerow(
            _for_people(row) | machine | scope | {"pass": str(row.part)} | (head if place == 0 else {})
        )
    return text.getvalue()


def to_markdown(procedure: Procedure, line: TimeLine) -> str:
    """The runbook to read from: a table for each pass."""
    lines = [f"# Runbook: {procedure.name}", "", *([procedure.purpose, ""] if procedure.purpose else [])]
    lines += [
        f"Move: `{procedure.move}`. Default lists: {procedure.default_lists}. {circumstances(line)}",
        "",
    ]
    for part in Pass:
        rows = [row for row in line.rows if row.part is part]
        if rows:
            lines += [f"## {_PASSES[part]}", "", *_table(rows), ""]
    remarks = [remark for remark in map(remark_on, line.rows) if remark]
    return "\n".join([*lines, *(f"- {remark}" for remark in remarks)]).rstrip() + "\n"


def circumstances(line: TimeLine) -> str:
    """Whose time line it is."""
    return (
        f"Times are those of a tenant with {counted(line.mailboxes, 'mailbox', 'mailboxes')}, the mean of"
        f" {counted(line.tenants, 'tenant')}, the first of a batch of {line.batch}: every step at its median,"
        " counted from the tenant's begin of each pass."
    )


def begins(row: Row) -> str:
    """When a step begins, as hours, minutes and seconds."""
    # Without its plus a spreadsheet takes it for a time, and not for a sum.
    return offset(row.starts_at, 0).removeprefix("+")


def duration(row: Row) -> str:
    """How long one execution takes, exactly where the procedure says it, else about its median."""
    if row.takes is None:
        return ""
    if row.given is not None:
        return written(row.given)
    return f"{ABOUT}{lasting(row.takes / SECOND)}"


def remark_on(row: Row) -> str:
    """What the columns for people do not say of a step; empty where they say it all."""
    step, name = row.step, f"{row.number} {row.texts.label}"
    if step.on == "timer":
        after = lasting((step.after or 0) / SECOND)
        return f"{name}: by the clock, {after} after the gate has closed, whatever has been done by then."
    if row.times > 1:
        over = {Scope.CAMPAIGN: "tenants", Scope.BATCH: "tenants of the batch"}.get(step.scope, "mailboxes")
        took = lasting((row.times * (row.takes or 0)) / SECOND)
        loop = ", the steps of a loop in turn" if step.scope is Scope.MAILBOX else ""
        return f"{name}: {row.times:,} times, over all {over}{loop}; {took} in all."
    return ""


def _for_people(row: Row) -> dict[str, str]:
    texts = row.texts
    said = (texts.label, texts.owner, begins(row), texts.command, duration(row), texts.check)
    return dict(zip(FOR_PEOPLE, (*said, texts.backout), strict=True))


def _table(rows: Sequence[Row]) -> Iterator[str]:
    yield "| " + " | ".join(FOR_PEOPLE) + " |"
    yield "|" + "---|" * len(FOR_PEOPLE)
    for row in rows:
        cells = _for_people(row)
        command = cells["command"]
        shown = cells | {
            "step": f"{row.number} {cells['step']}",
            "command": f"`{command}`" if command else "",
        }
        yield "| " + " | ".join(map(_escaped, shown.values())) + " |"


def _escaped(cell: str) -> str:
    return " ".join(cell.split()).replace("|", "\\|")


def _cell(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
