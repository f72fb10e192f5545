"""Where the command begins: an interrupt ends it without a word from its first instant on."""

import signal


def main() -> None:
    """Run the command line. While it is loaded an interrupt ends the process; afterwards the command sees it."""
    # In the background a shell has it ignored.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from .cli import main as run

    if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    run()


if __name__ == "__main__":
    main()
