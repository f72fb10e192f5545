"""Where the command begins: an interrupt ends it without a word from its first instant on."""

import os
import signal
import sys
from contextlib import suppress
from typing import Final

INTERRUPTED: Final = 130


def main() -> None:
    """Run the command line. While it is loaded an interrupt ends the process; afterwards the command sees it."""
    # In the background a shell has it ignored.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from .cli import main as run

    if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        run()
    except SystemExit as stop:
        if stop.code == INTERRUPTED:
            _leave()
        raise


def _leave() -> None:
    """End at once: all has been put away, and on Python's own way out a thread in compiled code may abort it."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(INTERRUPTED)


if __name__ == "__main__":
    main()
