"""What ``gallab procedures`` prints and writes, one function a use of it, and which options go with which.

An option that would be without effect is refused by name.
"""

import json
from collections.abc import Mapping
from pathlib import Path

import click

from sim.errors import InputError
from sim.procedure import Procedure, text_of

from ..files import refuse_file
from ..options import Asked
from ..seal import seal
from . import picture, table
from .draft import draft
from .recorded import draft_recording
from .runbook import write_runbook
from .timeline import TimeLine

Wanted = Mapping[str, object]
"""What else was asked for, by option."""


def list_all(wanted: Wanted, asked: Asked) -> None:
    """Print every built-in with its purpose."""
    _refuse(wanted, "--json", because="expected the name of a procedure, or its file, beside it")
    asked.refuse("cannot bear on a list: expected the name of a procedure, or its file, beside it")
    if wanted["--json"]:
        click.echo(table.all_to_json())
    else:
        table.show_all()


def print_file(name: str, wanted: Wanted, asked: Asked) -> None:
    """Print a procedure's file as it stands, once it is known to be one."""
    _refuse(wanted, "--toml", because="cannot bear on --toml, which prints the file as it stands")
    asked.refuse("cannot bear on --toml, which prints the file as it stands")
    Procedure.load(name)
    click.echo(text_of(name), nl=False)


def tell(name: str, runbook: str | None, out: str | None, as_json: bool, asked: Asked) -> None:
    """Print a procedure's steps with their times; write its runbook and its figure where they are asked for."""
    if runbook is not None:
        refuse_file("--runbook", Path(runbook), ".md", ".csv")
    scenario = asked.loaded(procedure=name, window=asked.window)
    line = TimeLine.of(scenario, asked.first_seed)
    written: list[Path] = []
    if out is not None:
        written.append(picture.draw(scenario, line, Path(out)))
    if runbook is not None:
        write_runbook(Path(runbook), scenario.procedure, line)
        written.append(Path(runbook))
    if as_json:
        click.echo(table.to_json(scenario.procedure, line, seal(scenario.procedure, scenario)))
        return
    if runbook is None:
        table.show(scenario.procedure, line, seal(scenario.procedure, scenario))
    for path in written:
        click.echo(path)


def draft_from(source: str, name: str | None, wanted: Wanted, asked: Asked) -> None:
    """Print a runbook, or a recording, as a procedure's file; say on standard error what could not be mapped."""
    if name is not None:
        raise InputError("--from", f"{source}: expected no procedure beside it; there is {name}")
    _refuse(wanted, "--json", because="cannot bear on --from, which prints the draft of a procedure")
    asked.refuse("cannot bear on --from, which prints the draft of a procedure")
    drafts = {".csv": draft, ".json": draft_recording}.get(Path(source).suffix)
    if drafts is None:
        raise InputError("--from", f"{source}: expected a name ending in .csv or .json")
    found = drafts(Path(source))
    for line in found.told():
        click.echo(line, err=True)
    if wanted["--json"]:
        click.echo(json.dumps(found.to_json(), ensure_ascii=False))
    else:
        click.echo(found.toml(), nl=False)


def _refuse(wanted: Wanted, *but: str, because: str) -> None:
    for option, value in wanted.items():
        if value and option not in but:
            raise InputError(option, because if value is True else f"{value}: {because}")
