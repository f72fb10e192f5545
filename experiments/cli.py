"""The command line: the commands under their headings, and how a command ends.

Only click is imported at the top, here and in ``commands``: ``gallab --help`` answers at once, and a command
brings what it needs.
"""

import signal
import sys
from typing import Final

import click

from sim.errors import InputError

from .commands import after, build_on, look, plan, prove, teach
from .options import no_bearing

GROUPS: Final = {
    "Look": (look.study, look.run, look.compare, look.report),
    "Prove": (prove.verify, prove.orderings, prove.procedures),
    "Plan": (plan.init, plan.plan, plan.risk, plan.calibrate, plan.sensitivity, plan.sweep),
    "After": (after.forensics,),
    "Teach": (teach.lesson, teach.case, teach.pack),
    "Build on": (build_on.serve, build_on.bench),
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
    "segno",
    "simpy",
)


class Grouped(click.Group):
    """Commands under headings."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands, group by group."""
        for heading, commands in GROUPS.items():
            with formatter.section(heading):
                formatter.write_dl(
                    [(command.name or "", command.get_short_help_str(limit=90)) for command in commands]
                )


@click.group(
    cls=Grouped,
    commands=[command for commands in GROUPS.values() for command in commands],
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.version_option(package_name="gallab")
def gallab() -> None:
    """How many tenants see foreign address-book entries while a hoster migrates Exchange?"""


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
