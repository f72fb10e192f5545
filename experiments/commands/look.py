"""How many tenants see foreign entries: studies, one run, comparisons, and their reports."""

import json
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.errors import InputError

from ..options import Asked, dry_run_option, json_option, out_option, scenario_options, schedule_options

if TYPE_CHECKING:
    from sim.judges import Engine


@click.command()
@click.argument("what", nargs=-1, metavar="[STUDY | FILE.toml | PROCEDURE ...]")
@schedule_options
@out_option("The results folder.", default="results/study")
@dry_run_option
@scenario_options
def study(
    what: tuple[str, ...],
    replications: int | None,
    until_halfwidth: float | None,
    out: str,
    dry_run: bool,
    asked: Asked,
) -> None:
    """The main job: orderings x window lengths at full size, and one offline HTML report."""
    from ..progress import Progress
    from ..study.file import SHIPPED, StudyFile, study_in
    from ..study.forecast import forecast
    from ..study.study import SETTLED, Study

    name = study_in(what)
    file = StudyFile.load(name or SHIPPED).asked(
        procedures=what if name is None else (),
        windows=asked.windows,
        seed=asked.seed,
        replications=replications,
        until_halfwidth=until_halfwidth,
    )
    scenario = asked.loaded(otherwise=file.scenario, settled=SETTLED)
    study = Study.of(file, scenario, shlex.join(["gallab", *sys.argv[1:]]), asked.names_in(scenario))
    if dry_run:
        click.echo(forecast(study))
        return
    with Progress("runs") as told:
        stop = study.run(Path(out), told)
    if stop is not None:
        click.echo(stop, err=True)
    click.echo(f"{Path(out) / 'report.html'}")


@click.command()
@click.argument("procedure")
@click.option(
    "--engine",
    type=click.Choice(["simpy", "kernel"]),
    default="simpy",
    show_default=True,
    help="Observe it in SimPy on the fake Exchange, or compute the same without an event, much sooner.",
)
@click.option(
    "--clients",
    type=click.Choice(["at-risk", "all"]),
    default="at-risk",
    show_default=True,
    help="Walk the clients that a row can tell of, or every client's whole life: the same rows, and the load.",
)
@click.option(
    "--explain",
    "who",
    default=None,
    metavar="ID|first-exposed|worst",
    help="Tell one tenant's whole story, from the fake's journal: by its number, the first exposed, or the one"
    " shown most.",
)
@click.option("--rows", default=None, metavar="FILE", help="Write one row a tenant: .parquet or .csv.")
@click.option(
    "--journal",
    default=None,
    metavar="FILE.csv",
    help="Write the operator's journal: a line a tenant and step, as it was reported.",
)
@click.option(
    "--logs",
    default=None,
    metavar="DIR",
    help="Write what the hoster has afterwards: the servers' logs of every client, journal, customers, books.",
)
@click.option(
    "--logs-span",
    default=None,
    metavar="DUR..DUR",
    help="With --logs: what is logged, since the first day's midnight. [default: the nights, and a day more]",
)
@out_option("A folder: with --clients all for the load, with --explain for the story; each with its figure.")
@json_option
@scenario_options
def run(
    procedure: str,
    engine: "Engine",
    clients: str,
    who: str | None,
    rows: str | None,
    journal: str | None,
    logs: str | None,
    logs_span: str | None,
    out: str | None,
    as_json: bool,
    asked: Asked,
) -> None:
    """One campaign of one PROCEDURE, a built-in's name or a TOML file: one draw, said to be one."""
    from sim.judges import run as run_scenario

    from ..files import refuse_file
    from ..one_run.given import described, given_schedule
    from ..one_run.narrate import narrate

    if logs is None and logs_span is not None:
        raise InputError("--logs-span", f"{logs_span}: cannot bear without --logs")
    if logs is not None:
        for option, value in (("--explain", who), ("--out", out)):
            if value is not None:
                raise InputError(option, f"{value}: cannot bear on --logs, which keeps a folder of its own")
        if engine != "simpy":
            raise InputError("--engine", f"{engine}: expected simpy with --logs: the kernel has no clients")
    if out is not None and clients != "all" and who is None:
        raise InputError(
            "--out",
            f"{out}: nothing to write there without --clients all or --explain; --rows writes the rows",
        )
    if who is not None and clients == "all":
        raise InputError(
            "--explain",
            f"{who}: expected --clients at-risk: a story tells of the clients that a row can tell of",
        )
    if clients == "all" and engine != "simpy":
        raise InputError(
            "--engine", f"{engine}: expected simpy with --clients all: only SimPy walks whole lives"
        )
    if journal is not None:
        for option, is_apart, value in (
            ("--engine", engine != "simpy", engine),
            ("--clients", clients == "all" and logs is None, clients),
            ("--explain", who is not None, who),
        ):
            if is_apart:
                raise InputError(
                    option, f"{value}: cannot bear on --journal, which SimPy's clients at risk are run for"
                )
        refuse_file("--journal", Path(journal), ".csv")
    if rows is not None:
        refuse_file("--rows", Path(rows), ".parquet", ".csv")
    scenario = asked.loaded(procedure=procedure, window=asked.window)
    seed, folder, names = asked.first_seed, None if out is None else Path(out), asked.names_in(scenario)
    if logs is not None:
        from ..one_run.loads import narrate_load, to_json
        from ..one_run.logged import run_logged

        outcome, load = run_logged(
            scenario, seed, Path(logs), logs_span, None if journal is None else Path(journal)
        )
        data, words = to_json(outcome, load), f"{narrate_load(scenario, load)}\n  logged in {logs}"
    elif clients == "all":
        from ..one_run.loads import narrate_load, run_all, to_json

        outcome, load = run_all(scenario, seed, folder)
        data, words = to_json(outcome, load), narrate_load(scenario, load)
    elif who is not None:
        from ..one_run import explain

        outcome, story = explain.run_explained(scenario, seed, who, engine, folder, names)
        data, words = explain.to_json(outcome, story), explain.narrate_story(story)
    elif journal is not None:
        from ..one_run.journal import run_written

        outcome = run_written(scenario, seed, Path(journal), names)
        data, words = outcome.to_json(), ""
    else:
        outcome = run_scenario(scenario, seed, engine)
        data, words = outcome.to_json(), ""
    if rows is not None:
        outcome.write(Path(rows), names)
    given = given_schedule(scenario, seed)
    click.echo(
        json.dumps(json.loads(data) | {"given_schedule": described(given)})
        if as_json
        else f"{narrate(scenario, outcome, given)}\n{words}".rstrip()
    )


@click.command()
@click.argument("procedures", nargs=-1, metavar="A B [...]")
@schedule_options
@out_option("A results folder: tables, figures, report.")
@json_option
@scenario_options
def compare(
    procedures: tuple[str, ...],
    replications: int | None,
    until_halfwidth: float | None,
    out: str | None,
    as_json: bool,
    asked: Asked,
) -> None:
    """Procedures A, B ... under the same draws: paired differences to A, and what each costs."""
    from ..compare.comparison import SETTLED, Comparison
    from ..compare.described import to_json
    from ..compare.words import show
    from ..enough import Schedules
    from ..progress import Progress

    scenario = asked.loaded(window=asked.window, settled=SETTLED)
    comparison = Comparison.of(
        procedures,
        scenario,
        Schedules.of(asked.first_seed, replications, until_halfwidth),
        shlex.join(["gallab", *sys.argv[1:]]),
        asked.names_in(scenario),
    )
    with Progress("runs") as told:
        found = comparison.run(None if out is None else Path(out), told)
    if as_json:
        click.echo(to_json(found))
    else:
        show(found, None if out is None else Path(out) / "report.html")


@click.command()
@click.argument("folder", metavar="DIR")
def report(folder: str) -> None:
    """Draw the figures and the report of a results folder again, whichever command wrote it."""
    from ..redraw import redraw

    click.echo(redraw(Path(folder)))
