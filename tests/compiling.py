"""Meet the compiler before the tests do, both compiled judges at once: or each of their processes would compile both.

``python -m tests.compiling``
"""

from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context

from sim.chances import chances
from sim.draws import Draws
from sim.judges import run
from sim.streams import Source

from .toys import scenario


def kernel() -> None:
    """The second judge."""
    run(scenario(), engine="kernel")


def law() -> None:
    """The third."""
    chances(scenario(), Draws(scenario(), Source(1)))


def main() -> None:
    """Both, in a process each."""
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        for done in as_completed([pool.submit(kernel), pool.submit(law)]):
            done.result()


if __name__ == "__main__":
    main()
