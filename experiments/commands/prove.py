"""What cannot leak: one procedure, every ordering of the steps, and the steps themselves."""

import shlex
import sys
from pathlib import Path

import click

from sim.errors import InputError

from ..options import Asked, json_option, out_option, scenario_options, scenario_options_but


@click.command()
@click.argument("procedure")
@click.option(
    "--faults",
    default=0,
    type=click.IntRange(0),
    metavar="N",
    show_default=True,
    help="So many steps may fail for good, or report success and do nothing.",
)
@out_option("A results folder: what the verdict rests on, to tick off, and the story as a figure.")
@json_option
def verify(procedure: str, faults: int, out: str | None, as_json: bool) -> None:
    """PROCEDURE cannot leak, whatever the timing (exit code 0); or the shortest story in which it does (1)."""
    from sim.explorer.assessment import assess
    from sim.procedure import Procedure

    from ..files import refuse_taken
    from ..folders import Kind
    from ..verify.described import to_json
    from ..verify.folder import write_folder
    from ..verify.words import show

    if out is not None:
        refuse_taken(Path(out), Kind.VERIFY.mark)
    found = assess(Procedure.load(procedure), faults)
    written = [] if out is None else write_folder(found, Path(out))
    if as_json:
        click.echo(to_json(found))
    else:
        show(found, *written)
    if found.verdict.leaks:
        sys.exit(1)


@click.command()
@click.option(
    "--move",
    type=click.Choice(["mrs", "precreated"]),
    default="mrs",
    show_default=True,
    help="May a policy be set before the cut-over? Only where mailboxes are made ahead (precreated).",
)
@click.option("--map", "is_map", is_flag=True, help="Every class of orderings beside six window lengths.")
@out_option("A results folder: the map as a figure, and tables that name each class's members.")
@json_option
@scenario_options_but("--map")
def orderings(move: str, is_map: bool, out: str | None, as_json: bool, asked: Asked) -> None:
    """Every valid ordering of the steps: which can leak, what it risks and costs, what makes all of them safe."""
    from sim.procedure import Move

    from ..files import refuse_taken
    from ..folders import Kind
    from ..orderings.atlas import SETTLED, Atlas, windows_of
    from ..orderings.described import to_json
    from ..orderings.folder import write_folder
    from ..orderings.survey import Survey
    from ..orderings.words import show
    from ..progress import Progress

    if asked.names:
        raise InputError("--names", "cannot bear on orderings, which tells of no tenant by itself")
    if is_map and asked.windows:
        raise InputError.of_option("--window", list(asked.windows), "none: the map has six of its own")
    if out is not None:
        refuse_taken(Path(out), Kind.ORDERINGS.mark)
    scenario = asked.loaded(window=asked.window, settled=SETTLED)
    with Progress("classes") as told:
        survey = Survey.of(Move(move), told)
    with Progress("tasks") as told:
        found = Atlas.of(survey, scenario, windows_of(scenario, is_map=is_map), asked.first_seed, told)
    command = shlex.join(["gallab", *sys.argv[1:]])
    picture = None if out is None else write_folder(found, Path(out), command)
    if as_json:
        click.echo(to_json(found))
    else:
        show(found, picture)


@click.command()
@click.argument("name", required=False, metavar="[NAME | FILE.toml]")
@click.option("--toml", "as_toml", is_flag=True, help="Print its file, to copy and change.")
@click.option(
    "--runbook",
    default=None,
    metavar="FILE",
    help="Write it as a runbook, a line a step: .md to read from, .csv for a spreadsheet and back.",
)
@click.option(
    "--from",
    "source",
    default=None,
    metavar="RUNBOOK.csv|RECORDING.json",
    help="Print a runbook or a recording as a draft of a procedure; what is not mapped goes to standard error.",
)
@out_option("A results folder: its time line as a figure.")
@json_option
@scenario_options
def procedures(
    name: str | None,
    as_toml: bool,
    runbook: str | None,
    source: str | None,
    out: str | None,
    as_json: bool,
    asked: Asked,
) -> None:
    """The procedures that ship, or the steps of one: as a table, a file, a figure, a runbook; and back from one."""
    from ..procedures import command

    wanted = {"--toml": as_toml, "--runbook": runbook, "--out": out, "--json": as_json}
    if source is not None:
        command.draft_from(source, name, wanted, asked)
    elif name is None:
        command.list_all(wanted, asked)
    elif as_toml:
        command.print_file(name, wanted, asked)
    else:
        command.tell(name, runbook, out, as_json, asked)
