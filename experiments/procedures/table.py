"""The procedures that ship, and the steps of one, for a terminal and as one JSON object."""

import json
from typing import Any

from rich.table import Table

from sim.procedure import Procedure, built_in
from sim.units import SECOND

from ..seal import Seal, seal
from ..terminal import console
from .runbook import begins, circumstances, duration, remark_on
from .timeline import Row, TimeLine
from .written import head_of, keys_of


def show_all() -> None:
    """Each built-in's name and purpose, on standard output."""
    table = Table()
    table.add_column("procedure", no_wrap=True)
    table.add_column("move", no_wrap=True)
    table.add_column("purpose")
    table.add_column("verdict")
    for procedure in map(Procedure.load, built_in()):
        table.add_row(procedure.name, str(procedure.move), procedure.purpose, seal(procedure).words)
    console().print(table)


def all_to_json() -> str:
    """The same as one object, each procedure with its steps' verbs."""
    procedures = [
        {
            **head_of(procedure),
            "steps": [str(step.verb) for step in procedure.steps],
            "seal": seal(procedure).described(),
        }
        for procedure in map(Procedure.load, built_in())
    ]
    return json.dumps({"procedures": procedures}, ensure_ascii=False)


def show(procedure: Procedure, line: TimeLine, sealed: Seal) -> None:
    """The steps of one procedure with scope, start, median duration, owner and seal, on standard output."""
    out = console()
    table = Table()
    for heading in ("", "step", "scope", "pass", "start", "duration", "owner"):
        is_number = heading in ("", "start", "duration")
        table.add_column(heading, no_wrap=heading != "owner", justify="right" if is_number else "left")
    before = None
    for row in line.rows:
        if before not in (None, row.part):
            table.add_section()
        before = row.part
        table.add_row(*_cells(row))
    for text in (f"{procedure.name}: {procedure.purpose}".rstrip(": "), circumstances(line)):
        out.print(text, highlight=False, markup=False)
    out.print(table)
    for remark in filter(None, map(remark_on, line.rows)):
        out.print(remark, highlight=False, markup=False)
    for text in (f"{sealed.words}.", *sealed.story):
        out.print(text, highlight=False, markup=False, soft_wrap=True)


def to_json(procedure: Procedure, line: TimeLine, sealed: Seal) -> str:
    """One procedure as one object: its keys, time line and seal, and its steps with all that a runbook says."""
    return json.dumps(
        {
            **head_of(procedure),
            "tenants": line.tenants,
            "mailboxes": line.mailboxes,
            "batch": line.batch,
            "night_s": line.night / SECOND,
            "seal": sealed.described(),
            "steps": [_described(row) for row in line.rows],
        },
        ensure_ascii=False,
    )


def _cells(row: Row) -> tuple[str, ...]:
    step, texts = row.step, row.texts
    name = str(step.verb) if texts.label == step.verb else f"{step.verb} ({texts.label})"
    scope = "timer" if step.on else str(step.scope)
    return str(row.number), name, scope, str(row.part), begins(row), duration(row), texts.owner


def _described(row: Row) -> dict[str, Any]:
    texts = row.texts
    return {
        **keys_of(row.step),
        "scope": str(row.step.scope),
        "pass": str(row.part),
        "starts_at_s": row.starts_at / SECOND,
        "takes_s": None if row.takes is None else row.takes / SECOND,
        "times": row.times,
        "label": texts.label,
        "owner": texts.owner,
        "command": texts.command,
        "check": texts.check,
        "backout": texts.backout,
    }
