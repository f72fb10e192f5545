"""The command line: the commands under their headings, and how a command ends.

Only click is imported at the top, here and in ``commands``: ``gallab --help`` answers at once, and a command
brings what it needs.
"""

import errno
import os
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

_FULL: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}
"""Errors of writing. Whatever is written as a file bears its name in them; what is printed bears none."""
_AGAIN_S: Final = 0.05


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
    """Run the command line; what cannot be used or written is one line on standard error and exit code 2."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # to be told to stop is to be interrupted
    sys.unraisablehook = interrupt_again
    try:
        code = _run()
        if sys.stdout is not None:
            # At the end of the process nobody would hear that it failed.
            sys.stdout.flush()
    except KeyboardInterrupt:
        # On the way out, when all that was asked is done.
        code = 130
    except BrokenPipeError:
        # Whoever read it has seen enough, as with `| head`.
        _forget_output()
        code = 128 + signal.SIGPIPE
    except OSError as error:
        if error.filename is None and error.errno in _FULL:
            _forget_output()
        about = error.filename or ("standard output" if error.errno in _FULL else "the system")
        code = _refused(f"{about}: {error.strerror or error}")
    if code:
        sys.exit(code)


def interrupt_again(lost: "sys.UnraisableHookArgs") -> None:
    """An interrupt that came where nothing can be raised, as in a call from compiled code, comes once more."""
    if lost.exc_type is KeyboardInterrupt:
        signal.signal(signal.SIGALRM, signal.default_int_handler)
        signal.setitimer(signal.ITIMER_REAL, _AGAIN_S)
    else:
        sys.__unraisablehook__(lost)


def _run() -> int:
    """Run the command that was typed; its exit code."""
    output = sys.stdout
    try:
        gallab.main(standalone_mode=False)
    except SystemExit as stop:
        if sys.stdout is not output:
            # Click wraps it where its reader has gone away, and would end with the code of a "no".
            raise BrokenPipeError from stop
        return int(stop.code or 0)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.NoSuchOption as error:
        return _refused(no_bearing(error) or error.format_message())
    except click.ClickException as error:
        return _refused(error.format_message())
    except (KeyboardInterrupt, click.Abort):
        return 130
    except ModuleNotFoundError as error:
        if error.name not in LAB:
            raise
        return _refused(f"this command needs {error.name}: pip install 'gallab[lab]'")
    except InputError as error:
        return _refused(str(error))
    return 0


def _refused(line: str) -> int:
    click.echo(f"gallab: {line}", err=True)
    return 2


def _forget_output() -> None:
    """Let what has not been printed go nowhere: the end of the process would try once more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
