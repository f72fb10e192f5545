"""For a classroom: the page, dossiers of an incident, and what a teacher needs."""

import json
import shlex
import sys
from pathlib import Path

import click

from sim.errors import InputError

from ..options import Asked, json_option, out_option, refuse_stops, scenario_options, scenario_options_but

HERE = "127.0.0.1"


@click.command()
@click.option(
    "--port", default=0, type=click.IntRange(0, 65535), metavar="N", help="[default: any that is free]"
)
@click.option(
    "--host",
    default=HERE,
    metavar="ADDR",
    show_default=True,
    help="The interface to serve on; 0.0.0.0 for a classroom's network.",
)
@click.option(
    "--answers",
    default=None,
    metavar="FILE",
    help="Keep what the class answers in this SQLite file. [default: gone when the lesson ends]",
)
@click.option(
    "--export",
    "file",
    default=None,
    metavar="FILE.html",
    help="Write the lesson as one file that needs no server, from the map of all orderings and recorded runs.",
)
@json_option
@scenario_options
def lesson(port: int, host: str, answers: str | None, file: str | None, as_json: bool, asked: Asked) -> None:
    """The page for a classroom: play a night, bet, order the steps, see why it leaks, compare."""
    from ..lesson.command import export, serve

    if file is None:
        serve(host, port, asked, answers, as_json)
        return
    elsewhere = None if host == HERE else host
    for option, value in (("--port", port or None), ("--host", elsewhere), ("--answers", answers)):
        if value is not None:
            raise InputError(option, f"{value}: cannot bear on --export, which serves nobody")
    if as_json:
        raise InputError("--json", "cannot bear on --export, which serves nobody")
    export(Path(file), asked)
    click.echo(file)


@click.command()
@click.option(
    "--groups",
    default=None,
    type=int,
    metavar="G",
    help="A dossier for each of so many groups, 1 to 8. [default: 5]",
)
@click.option(
    "--seed",
    default=None,
    type=click.IntRange(0),
    metavar="N",
    help="Names the class: the same seed, the same dossiers. [default: 1]",
)
@click.option(
    "--mark",
    "answers",
    default=None,
    metavar="ANSWERS.csv",
    help="Mark a class's answers: group, question, answer, against the key in --out.",
)
@out_option("The folder: group-1, group-2 ... to hand out, key to keep.", default="results/case")
@json_option
def case(groups: int | None, seed: int | None, answers: str | None, out: str, as_json: bool) -> None:
    """An incident dossier for each group of a class, equally hard, the key apart; marks."""
    from ..case.command import mark, write_cases
    from ..case.words import described, described_marks, show, show_marks
    from ..progress import Progress

    if answers is not None:
        for option, value in (("--groups", groups), ("--seed", seed)):
            if value is not None:
                raise InputError(
                    option, f"{value}: cannot bear on --mark: the key in --out says which dossiers"
                )
        marked = mark(Path(answers), Path(out))
        click.echo(json.dumps(described_marks(marked))) if as_json else show_marks(marked)
        return
    with Progress("dossiers") as told:
        written = write_cases(1 if seed is None else seed, 5 if groups is None else groups, Path(out), told)
    click.echo(json.dumps(described(written, Path(out)))) if as_json else show(written, Path(out))


@click.command()
@out_option("The folder: index.html, and a page a sheet.", default="results/pack")
@json_option
@scenario_options_but("--inventory", "--map", "--window", "--names")
def pack(out: str, as_json: bool, asked: Asked) -> None:
    """What a teacher prints for a lesson of 45 minutes, its numbers from one scenario."""
    from ..files import refuse_taken
    from ..pack.folder import MARK, SHEETS, write_pack
    from ..pack.numbers import numbers
    from ..progress import Progress

    refuse_taken(Path(out), MARK)
    scenario = asked.loaded(
        settled={"procedure": "the lesson has its own", "window": "the lesson has its own"}
    )
    refuse_stops(scenario, "pack")
    with Progress("procedures") as told:
        found = numbers(scenario, asked.first_seed, told)
    write_pack(found, Path(out), shlex.join(["gallab", *sys.argv[1:]]))
    if as_json:
        told_as = {
            "out": out,
            "sheets": list(SHEETS),
            "tenants": found.tenants,
            "seed": found.seed,
            "schedules": found.schedules,
        }
        click.echo(json.dumps(told_as))
    else:
        click.echo(f"{Path(out) / 'index.html'}")
