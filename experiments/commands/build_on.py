"""The fake on the wire, and how fast the lab is."""

from pathlib import Path

import click

from sim.errors import InputError

from ..options import Asked, json_option, scenario_options


@click.command()
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
    from ..serve.command import Where, serve_campaign, serve_standing

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


@click.command()
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
    from ..bench.machine import Machine
    from ..bench.rows import chosen, measured
    from ..bench.table import listing, listing_json, results_json, show
    from ..bench.trial import Trial
    from ..progress import Progress

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
