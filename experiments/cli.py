"""The command line: one function a command, which parses, calls and prints.

Only click is imported here at the top: ``gallab --help`` answers at once, and a command brings what it needs.
"""

import json
import shlex
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from sim.errors import InputError

from .options import (
    Asked,
    dry_run_option,
    json_option,
    no_bearing,
    out_option,
    refuse_stops,
    replications_option,
    scenario_options,
    scenario_options_but,
    schedule_options,
)

if TYPE_CHECKING:
    from sim.judges import Engine

GROUPS: Final = {
    "Look": ("study", "run", "compare", "report"),
    "Prove": ("verify", "orderings", "procedures"),
    "Plan": ("init", "risk", "calibrate", "sensitivity", "sweep"),
    "Build on": ("serve", "bench"),
}
"""The help, by what people want."""

LAB: Final = (
    "click",
    "distributed",
    "jinja2",
    "matplotlib",
    "numba",
    "numpy",
    "pint",
    "polars",
    "pydantic",
    "rich",
    "scipy",
    "simpy",
)


class Grouped(click.Group):
    """Commands under headings."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands, group by group."""
        for heading, names in GROUPS.items():
            with formatter.section(heading):
                formatter.write_dl(
                    [(name, self.commands[name].get_short_help_str(limit=90)) for name in names]
                )


@click.group(cls=Grouped, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="gallab")
def gallab() -> None:
    """How many tenants see foreign address-book entries while a hoster migrates Exchange?"""


@gallab.command()
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
    from .forecast import forecast
    from .progress import Progress
    from .study import SETTLED, Study
    from .study_file import SHIPPED, StudyFile, study_in

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


@gallab.command()
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
@out_option("A folder: with --clients all for the load, with --explain for the story; each with its figure.")
@json_option
@scenario_options
def run(
    procedure: str,
    engine: "Engine",
    clients: str,
    who: str | None,
    rows: str | None,
    out: str | None,
    as_json: bool,
    asked: Asked,
) -> None:
    """One campaign of one PROCEDURE, a built-in's name or a TOML file: one draw, said to be one."""
    from sim.judges import run as run_scenario

    from .given import described, given_schedule
    from .narrate import narrate

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
    if rows is not None:
        place = Path(rows)
        if place.suffix not in (".parquet", ".csv") or not place.parent.is_dir():
            raise InputError(
                "--rows", f"{rows}: expected a name in a folder that exists, ending in .parquet or .csv"
            )
    scenario = asked.loaded(procedure=procedure, window=asked.window)
    seed, folder, names = asked.first_seed, None if out is None else Path(out), asked.names_in(scenario)
    if clients == "all":
        from .loads import narrate_load, run_all, to_json

        outcome, load = run_all(scenario, seed, folder)
        data, words = to_json(outcome, load), narrate_load(scenario, load)
    elif who is not None:
        from . import explain

        outcome, story = explain.run_explained(scenario, seed, who, engine, folder, names)
        data, words = explain.to_json(outcome, story), explain.narrate_story(story)
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


@gallab.command()
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
    from .compare.comparison import SETTLED, Comparison
    from .compare.described import to_json
    from .compare.words import show
    from .enough import Schedules
    from .progress import Progress

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


@gallab.command()
@click.argument("folder", metavar="DIR")
def report(folder: str) -> None:
    """Draw the figures and the report of a results folder again, whichever command wrote it."""
    from .redraw import redraw

    click.echo(redraw(Path(folder)))


@gallab.command()
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

    from .files import refuse_taken
    from .folders import Kind
    from .verify.described import to_json
    from .verify.folder import write_folder
    from .verify.words import show

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


@gallab.command()
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

    from .files import refuse_taken
    from .folders import Kind
    from .orderings.atlas import SETTLED, Atlas, windows_of
    from .orderings.described import to_json
    from .orderings.folder import write_folder
    from .orderings.survey import Survey
    from .orderings.words import show
    from .progress import Progress

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


@gallab.command()
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
    from .procedures import command

    wanted = {"--toml": as_toml, "--runbook": runbook, "--out": out, "--json": as_json}
    if source is not None:
        command.draft_from(source, name, wanted, asked)
    elif name is None:
        command.list_all(wanted, asked)
    elif as_toml:
        command.print_file(name, wanted, asked)
    else:
        command.tell(name, runbook, out, as_json, asked)


@gallab.command()
@click.argument("folder", metavar="DIR")
def init(folder: str) -> None:
    """A folder to start from: a commented scenario, a procedure, a study file, an inventory; ready to run."""
    from .init import init as write

    for line in write(Path(folder)):
        click.echo(line)


@gallab.command()
@click.argument("procedure")
@click.option(
    "--at",
    multiple=True,
    type=int,
    metavar="K",
    help="How likely are K exposed tenants or more? Again for more. [default: 1, 10, 100, 521, and where it bends]",
)
@click.option(
    "--replications",
    default=None,
    type=int,
    metavar="N",
    help="Schedules in all, where a probability is not told or its interval is wide. [default: as many as it takes]",
)
@out_option("A results folder: tables, and the probability of every number as a figure.")
@json_option
@scenario_options
def risk(
    procedure: str,
    at: tuple[int, ...],
    replications: int | None,
    out: str | None,
    as_json: bool,
    asked: Asked,
) -> None:
    """The whole law of the number exposed under PROCEDURE: how likely K or more are, tail included."""
    from .progress import Progress
    from .risk.assessment import Assessment
    from .risk.described import to_json
    from .risk.picture import NAME
    from .risk.words import show

    scenario = asked.loaded(procedure=procedure, window=asked.window)
    if asked.names:
        raise InputError("--names", "cannot bear on risk, which tells of no tenant by itself")
    assessment = Assessment.of(
        scenario, asked.first_seed, replications, at, shlex.join(["gallab", *sys.argv[1:]])
    )
    with Progress("tasks") as told:
        found = assessment.run(None if out is None else Path(out), told)
    if as_json:
        click.echo(to_json(found))
    else:
        show(found, None if out is None else Path(out) / f"{NAME}.png")


@gallab.command()
@click.option(
    "--connected", required=True, type=int, metavar="C", help="Tenants seen to connect in their window."
)
@click.option("--of", "of", required=True, type=int, metavar="N", help="Tenants that there were.")
@click.option(
    "--migrated",
    default=None,
    type=float,
    metavar="SHARE",
    help="The share of them that had been migrated by then. [default: nobody said; all of them]",
)
@click.option(
    "--procedure",
    default=None,
    metavar="NAME|FILE.toml",
    help="In place of the scenario's. [default: ovh-2016]",
)
@click.option(
    "--priors",
    "own_priors",
    default=None,
    metavar="TOML",
    help="What you know of window, rate and silent, in place of what is assumed.",
)
@out_option("A results folder: the ridge as a figure, and tables.")
@json_option
@scenario_options
def calibrate(
    connected: int,
    of: int,
    migrated: float | None,
    procedure: str | None,
    own_priors: str | None,
    out: str | None,
    as_json: bool,
    asked: Asked,
) -> None:
    """What C connected of N tenants say of window, connection rate and silent failures: a ridge, not one answer."""
    from .calibrate.calibration import Calibration
    from .calibrate.count import Count
    from .calibrate.described import to_json
    from .calibrate.folder import write_folder
    from .calibrate.priors import Priors
    from .calibrate.words import show
    from .files import refuse_taken
    from .folders import Kind
    from .progress import Progress

    count, priors = Count.given(connected, of, migrated), Priors.load(own_priors)
    if out is not None:
        refuse_taken(Path(out), Kind.CALIBRATE.mark)
    scenario = asked.loaded(procedure=procedure, window=asked.window)
    refuse_stops(scenario, "calibrate")
    calibration = Calibration.of(count, scenario, priors, asked.first_seed)
    with Progress("windows") as told:
        found = calibration.run(told)
    picture = None if out is None else write_folder(found, Path(out), shlex.join(["gallab", *sys.argv[1:]]))
    if as_json:
        click.echo(to_json(found))
    else:
        show(found, picture)


@gallab.command()
@click.argument("procedure")
@click.option(
    "--at",
    default=None,
    type=click.IntRange(1),
    metavar="K",
    help="The tail: the probability of K exposed tenants or more. [default: the 99 % quantile]",
)
@click.option(
    "--points",
    default=None,
    type=int,
    metavar="N",
    help="Points of each of the two samples of inputs varied together, a power of 2. [default: 64]",
)
@out_option(
    "A results folder: tables, figures, report; or that of a study or comparison, whose report then tells it."
)
@json_option
@scenario_options
def sensitivity(
    procedure: str, at: int | None, points: int | None, out: str | None, as_json: bool, asked: Asked
) -> None:
    """How far the answer of PROCEDURE moves with each thing it rests on, one at a time and together."""
    from .progress import Progress
    from .sensitivity.described import to_json
    from .sensitivity.sensitivity import refuse_other, write
    from .sensitivity.sensitivity import sensitivity as moved
    from .sensitivity.sobol import POINTS
    from .sensitivity.words import show

    if asked.names:
        raise InputError("--names", "cannot bear on sensitivity, which names no tenant")
    scenario = asked.loaded(procedure=procedure, window=asked.window)
    refuse_stops(scenario, "sensitivity")
    folder = None if out is None else Path(out)
    if folder is not None:
        refuse_other(folder, scenario)
    with Progress("answers") as told:
        typed = shlex.join(["gallab", *sys.argv[1:]])
        found = moved(scenario, asked.first_seed, told, at, typed, POINTS if points is None else points)
    page = None if folder is None else write(found, scenario, folder)
    if as_json:
        click.echo(to_json(found))
    else:
        show(found, page)


@gallab.command()
@click.argument("file", metavar="FILE.toml")
@click.option(
    "--workers",
    default=None,
    type=click.IntRange(1),
    metavar="N",
    help="Processes on this machine. [default: one a core]",
)
@click.option(
    "--cluster",
    "address",
    default=None,
    metavar="tcp://HOST:PORT",
    help="The workers of a Dask scheduler in place of them. It runs what anybody sends it: use your own network.",
)
@click.option(
    "--resume", is_flag=True, help="Keep what a sweep in the folder has computed, and compute what is left."
)
@replications_option
@out_option("The results folder, which keeps what is computed as it goes.", default="results/sweep")
@dry_run_option
@scenario_options
def sweep(
    file: str,
    workers: int | None,
    address: str | None,
    resume: bool,
    replications: int | None,
    out: str,
    dry_run: bool,
    asked: Asked,
) -> None:
    """A grid or a sample of any keys of a scenario x procedures x seeds, on all cores or on a cluster."""
    from .progress import Progress
    from .study_file import StudyFile
    from .sweep.forecast import forecast
    from .sweep.hands import hands
    from .sweep.ledger import Ledger
    from .sweep.sweep import Sweep, lasting, settled

    if asked.names:
        raise InputError("--names", "cannot bear on sweep, which names no tenant")
    read = StudyFile.load(file).asked(windows=asked.windows, seed=asked.seed, replications=replications)
    scenario = asked.loaded(otherwise=read.scenario, settled=settled(read))
    with Progress("points looked at") as told:
        sweep = Sweep.of(read, scenario, lasting(sys.argv[1:]), told)
    if dry_run:
        if address is not None:
            raise InputError("--cluster", f"{address}: cannot bear on --dry-run, which tries this machine")
        left = Ledger(Path(out), sweep.parts).left() if resume else sweep.parts
        click.echo(forecast(sweep, left, workers))
        return
    try:
        with hands(workers, address) as crew, Progress("cells", crew.memory) as told:
            page = sweep.run(Path(out), crew.run, told, resume=resume)
    except KeyboardInterrupt:
        click.echo(f"gallab: {out} keeps what has been computed; --resume goes on with it", err=True)
        raise
    click.echo(page)


@gallab.command()
@click.option(
    "--port", default=0, type=click.IntRange(0, 65535), metavar="N", help="[default: any that is free]"
)
@click.option(
    "--host", default="127.0.0.1", metavar="ADDR", show_default=True, help="The interface to serve on."
)
@click.option(
    "--procedure",
    default=None,
    metavar="NAME|FILE.toml",
    help="In place of the scenario's. [default: ovh-2016]",
)
@click.option(
    "--upto",
    default=None,
    metavar="VERB",
    help="Every tenant stands after this step of it. [default: the last]",
)
@click.option(
    "--campaign",
    default=None,
    metavar="NAME|FILE.toml",
    help="The campaign as it happens under this procedure, from its first night on; its page is at the address.",
)
@click.option(
    "--speed",
    default=None,
    type=click.FloatRange(0, 100_000, min_open=True),
    metavar="X",
    help="With --campaign: so many times as fast as the clock on the wall. [default: 60]",
)
@click.option(
    "--logs",
    default=None,
    metavar="DIR",
    help="Write the servers' protocol logs (HttpProxy, IIS) into this folder.",
)
@scenario_options
def serve(
    port: int,
    host: str,
    procedure: str | None,
    upto: str | None,
    campaign: str | None,
    speed: float | None,
    logs: str | None,
    asked: Asked,
) -> None:
    """The fake on the wire, for real clients: EWS, Autodiscover, offline address books, administration."""
    from .serve.command import Where, serve_campaign, serve_standing

    if asked.names:
        raise InputError("--names", "cannot bear on serve, whose tenants are told by number")
    if campaign is None and speed is not None:
        raise InputError("--speed", f"{speed:g}: cannot bear without --campaign")
    for option, value in (("--procedure", procedure), ("--upto", upto)):
        if campaign is not None and value is not None:
            raise InputError(option, f"{value}: cannot bear on --campaign, which goes through all steps")
    where = Where(host, port, None if logs is None else Path(logs))
    if campaign is None:
        serve_standing(where, procedure, upto, asked)
    else:
        serve_campaign(where, campaign, 60 if speed is None else speed, asked)


@gallab.command()
@click.argument("keys", nargs=-1, metavar="[ROW ...]")
@click.option(
    "--tenants",
    default=130_000,
    type=click.IntRange(1, 130_000),
    metavar="N",
    help="Fewer tenants, for a quick look that judges nothing. [default: 130000]",
)
@click.option(
    "--repeats",
    default=5,
    type=click.IntRange(1),
    metavar="N",
    show_default=True,
    help="Both sides of a row, in turn, so many times.",
)
@click.option(
    "--list", "is_list", is_flag=True, help="Say what each row is, and against what; measure nothing."
)
@json_option
def bench(keys: tuple[str, ...], tenants: int, repeats: int, is_list: bool, as_json: bool) -> None:
    """How fast the lab is: ratios of two sides measured in turn, all ROWs or some."""
    from .bench.machine import Machine
    from .bench.rows import chosen, measured
    from .bench.table import listing, listing_json, results_json, show
    from .bench.trial import Trial
    from .progress import Progress

    rows = chosen(keys)
    if is_list:
        click.echo(listing_json(rows) if as_json else listing(rows))
        return
    with Progress("rows") as told:
        results = measured(rows, Trial(tenants, repeats), told)
    machine = Machine.here()
    if as_json:
        click.echo(results_json(machine, results))
    else:
        show(machine, tenants, results)


def main() -> None:
    """Run the command line; bad input is one line on standard error and exit code 2."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # to be told to stop is to be interrupted
    try:
        gallab.main(standalone_mode=False)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.NoSuchOption as error:
        _refuse(no_bearing(error) or error.format_message())
    except click.ClickException as error:
        _refuse(error.format_message())
    except (KeyboardInterrupt, click.Abort):
        sys.exit(130)
    except ModuleNotFoundError as error:
        if error.name not in LAB:
            raise
        _refuse(f"this command needs {error.name}: pip install 'gallab[lab]'")
    except InputError as error:
        _refuse(str(error))


def _refuse(line: str) -> None:
    click.echo(f"gallab: {line}", err=True)
    sys.exit(2)


if __name__ == "__main__":
    main()
