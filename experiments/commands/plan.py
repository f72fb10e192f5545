"""Before the night: what to start from, how likely, from what data, how sure, how large."""

import json
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from sim.errors import InputError

from ..options import (
    Asked,
    dry_run_option,
    json_option,
    out_option,
    refuse_stops,
    replications_option,
    scenario_options,
)


@click.command()
@click.argument("folder", metavar="DIR")
def init(folder: str) -> None:
    """A folder to start from: a commented scenario, a procedure, a study file, an inventory; ready to run."""
    from ..init import init as write

    for line in write(Path(folder)):
        click.echo(line)


@click.command()
@click.argument("procedure", required=False)
@click.option(
    "--risk",
    default=0.01,
    type=float,
    metavar="P",
    show_default=True,
    help="The probability over the whole campaign that may be run: that K tenants or more are exposed.",
)
@click.option(
    "--at", default=1, type=int, metavar="K", show_default=True, help="So many exposed tenants, or more."
)
@click.option(
    "--journal",
    default=None,
    metavar="FILE.csv",
    help="The operator's journal of a campaign that has begun: plan what is left. run --journal writes one.",
)
@click.option(
    "--hoster",
    default=None,
    metavar="TOML",
    help="Your servers' capacity, help desk, risk matrix and who signs, in place of what is assumed.",
)
@out_option("A results folder: the sheet to sign (sheet.html; print it as PDF), runbook, checklist, tables.")
@json_option
@scenario_options
def plan(
    procedure: str | None,
    risk: float,
    at: int,
    journal: str | None,
    hoster: str | None,
    out: str | None,
    as_json: bool,
    asked: Asked,
) -> None:
    """Nights, costs and risk of PROCEDURE, what a risk allows and asks of each step, a sheet to sign."""
    import json

    from ..files import refuse_taken
    from ..folders import Kind
    from ..plan.command import planned
    from ..plan.hoster import Hoster
    from ..plan.words import show
    from ..progress import Progress

    if asked.names:
        raise InputError("--names", "cannot bear on plan, which tells of tenants by number")
    if out is not None:
        refuse_taken(Path(out), Kind.PLAN.mark)
    known = Hoster.load(hoster)
    scenario = asked.loaded(procedure=procedure, window=asked.window)
    typed = shlex.join(["gallab", *sys.argv[1:]])
    with Progress("parts") as told:
        data, written = planned(
            scenario,
            known,
            risk,
            at,
            asked.first_seed,
            typed,
            journal,
            None if out is None else Path(out),
            told,
        )
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False))
    else:
        show(data, *written)


@click.command()
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
    from ..progress import Progress
    from ..risk.assessment import Assessment
    from ..risk.described import to_json
    from ..risk.picture import NAME
    from ..risk.words import show

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


@click.command()
@click.option(
    "--connected", default=None, type=int, metavar="C", help="Tenants seen to connect in their window."
)
@click.option("--of", "of", default=None, type=int, metavar="N", help="Tenants that there were.")
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
@click.option(
    "--logs",
    default=None,
    metavar="DIR",
    help="In place of a count: your servers' logs; rates and hours from them.",
)
@click.option(
    "--journal", default=None, metavar="FILE.csv", help="With --logs: durations and failures of steps."
)
@click.option(
    "--moves", default=None, metavar="CSV", help="With --logs: an export of Get-MoveRequestStatistics."
)
@click.option(
    "--customers",
    default=None,
    metavar="CSV",
    help="With --logs: tenant, domain, mailboxes, lists. [default: in DIR]",
)
@out_option("A results folder: the ridge as a figure and tables; with --logs a piece of a scenario.")
@json_option
@scenario_options
def calibrate(
    connected: int | None,
    of: int | None,
    migrated: float | None,
    procedure: str | None,
    own_priors: str | None,
    logs: str | None,
    journal: str | None,
    moves: str | None,
    customers: str | None,
    out: str | None,
    as_json: bool,
    asked: Asked,
) -> None:
    """What C connected of N tenants say of window, connection rate and silent failures: a ridge, not one answer."""
    own = {"--journal": journal, "--moves": moves, "--customers": customers}
    if logs is not None:
        idle = {
            "--connected": connected, "--of": of, "--migrated": migrated, "--procedure": procedure,
            "--priors": own_priors,
        }  # fmt: skip
        _refuse_given(idle, "cannot bear on --logs, which counts for itself")
        _measure(logs, own, out, as_json, asked)
        return
    _refuse_given(own, "cannot bear without --logs")
    if connected is None or of is None:
        raise InputError(
            "--connected" if connected is None else "--of", "expected beside the other; or --logs"
        )
    from ..calibrate.calibration import Calibration
    from ..calibrate.count import Count
    from ..calibrate.described import to_json
    from ..calibrate.folder import write_folder
    from ..calibrate.priors import Priors
    from ..calibrate.words import show
    from ..files import refuse_taken
    from ..folders import Kind
    from ..progress import Progress

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


@click.command()
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
    from ..progress import Progress
    from ..sensitivity.described import to_json
    from ..sensitivity.sensitivity import refuse_other, write
    from ..sensitivity.sensitivity import sensitivity as moved
    from ..sensitivity.sobol import POINTS
    from ..sensitivity.words import show

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


@click.command()
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
@json_option
@scenario_options
def sweep(
    file: str,
    workers: int | None,
    address: str | None,
    resume: bool,
    replications: int | None,
    out: str,
    dry_run: bool,
    as_json: bool,
    asked: Asked,
) -> None:
    """A grid or a sample of any keys of a scenario x procedures x seeds, on all cores or on a cluster."""
    from ..progress import Progress
    from ..study.file import StudyFile
    from ..sweep.described import to_json
    from ..sweep.forecast import forecast
    from ..sweep.hands import hands
    from ..sweep.ledger import Ledger
    from ..sweep.sweep import Sweep, lasting, settled

    if asked.names:
        raise InputError("--names", "cannot bear on sweep, which names no tenant")
    if dry_run and as_json:
        raise InputError("--json", "cannot bear on --dry-run, which says what would run")
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
    click.echo(to_json(Path(out)) if as_json else page)


def _refuse_given(options: Mapping[str, object], because: str) -> None:
    for option, value in options.items():
        if value is not None:
            raise InputError(option, f"{value}: {because}")


def _measure(logs: str, own: Mapping[str, str | None], out: str | None, as_json: bool, asked: Asked) -> None:
    from ..files import refuse_taken
    from ..folders import Kind
    from ..measured.command import measure, write_folder
    from ..measured.fragment import lines, rows
    from ..progress import Progress

    if out is not None:
        refuse_taken(Path(out), Kind.MEASURED.mark)
    journal, moves, customers = (None if path is None else Path(path) for path in own.values())
    with Progress("files") as told:
        found = measure(asked.loaded(), Path(logs), journal, moves, customers, told)
    if out is not None:
        write_folder(found, Path(out), f"the logs in {Path(logs).name}")
    if as_json:
        click.echo(json.dumps({"measured": list(rows(found))}))
        return
    for line in lines(found):
        click.echo(line)
