"""What a class is taught with."""

import click

from ..options import Asked, json_option, scenario_options


@click.command()
@click.option(
    "--port", default=0, type=click.IntRange(0, 65535), metavar="N", help="[default: any that is free]"
)
@click.option(
    "--host",
    default="127.0.0.1",
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
@json_option
@scenario_options
def lesson(port: int, host: str, answers: str | None, as_json: bool, asked: Asked) -> None:
    """The page for a classroom: play a night, bet, order the steps, see why it leaks, compare."""
    from ..lesson.command import serve

    serve(host, port, asked, answers, as_json)
