"""What a class is taught with."""

from pathlib import Path

import click

from sim.errors import InputError

from ..options import Asked, json_option, scenario_options

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
