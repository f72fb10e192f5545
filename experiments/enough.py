"""How many schedules are enough: a number, or as many as it takes until an interval is narrow.

To look again and again and stop when the interval is narrow favours the schedules in which it happens to be: it
then covers the truth a little less often than 95 times in 100. Looking begins at START schedules and is repeated
every STEP, which holds that loss to about two in a hundred (``tests/experiments/coverage.py`` measures it: 92.5 to
95.5 % over nine laws and two widths, where as many fixed schedules have 93.5 to 95.6 %); such an interval is said to
be at about 95 %. Which of the two ended it, the width or the cap, is always said.

Source: the rule of Law and Kelton, Simulation Modeling and Analysis, chapter 9, with a minimum and a step.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, inf
from typing import Any, Final

from sim.errors import InputError

REPLICATIONS: Final = 200
"""Schedules where nobody says how many."""
START: Final = 20
"""Schedules before the first look at an interval's width."""
STEP: Final = 10
"""Schedules between two looks."""
CAP: Final = 2_000
"""Schedules after which a width that is still too wide stays so, where nobody says how many."""
COSTS: Final = (
    "To stop when it is narrow costs up to two points: about 95 % is 92 to 96, measured on made-up laws."
)
"""What stopping costs an interval."""


def level(*, is_stopped: bool) -> str:
    """At which level an interval is: stopped when it was narrow, only about so."""
    return "about 95 %" if is_stopped else "95 %"


@dataclass(frozen=True, slots=True)
class Width:
    """The widest interval of those that are to become narrow.

    Attributes:
        share: its half-width, as a share of the mean that it is measured by; inf: no interval yet.
        of: whose it is.
    """

    share: float
    of: str

    @classmethod
    def widest(cls, widths: Iterable[tuple[float | None, float, str]]) -> "Width | None":
        """The widest of several, each a half-width (None: no interval yet), the mean it is measured by, and whose.

        A mean of zero measures nothing: where nobody was seen exposed there is no interval to become narrow,
        and what that leaves possible is said elsewhere. None: there was nothing else.

        >>> Width.widest([(2.0, 40.0, "a"), (1.0, 10.0, "b"), (0.0, 0.0, "c")])
        Width(share=0.1, of='b')
        """
        judged = [cls(inf if half is None else half / mean, of) for half, mean, of in widths if mean]
        return max(judged, key=lambda width: width.share, default=None)


@dataclass(frozen=True, slots=True)
class Stop:
    """Why no more schedules were run.

    Attributes:
        until: the share under which the widest half-width was to come.
        width: what it came to; None: nobody was seen exposed.
        schedules: how many were run.
        cap: how many might have been.
    """

    until: float
    width: Width | None
    schedules: int
    cap: int

    @property
    def is_narrow(self) -> bool:
        """Whether the width ended it, not the cap."""
        return self.width is None or self.width.share < self.until

    def __str__(self) -> str:
        """In a sentence."""
        looked = f"{self.schedules:,} schedules, looked at after {START} and after every {STEP} more"
        if self.width is None:
            return f"Stopped after {looked}: nobody was seen exposed, so no half-width is to become narrow."
        share = "unknown" if self.width.share == inf else f"{100 * self.width.share:.3g} %"
        widest = f"the widest half-width of exposed tenants is {share} ({self.width.of})"
        if self.is_narrow:
            return f"Stopped after {looked}: {widest}. {COSTS}"
        return f"Stopped at the cap of {self.cap:,} schedules: {widest}, not under {100 * self.until:.3g} %."

    def described(self) -> dict[str, Any]:
        """As JSON has it; a share that no interval was there for is null."""
        share = None if self.width is None or self.width.share == inf else self.width.share
        return {
            "until_halfwidth": self.until,
            "halfwidth": share,
            "of": self.width.of if self.width else None,
            "schedules": self.schedules,
            "ended_by": "halfwidth" if self.is_narrow else "cap",
            "cap": self.cap,
            "start": START,
            "step": STEP,
        }


@dataclass(frozen=True, slots=True)
class Schedules:
    """Which schedules to run.

    Attributes:
        seeds: the seed of every one that may be run, in order.
        until: the share of the mean under which the widest half-width must come; None: all of them are run.
    """

    seeds: tuple[int, ...]
    until: float | None = None

    @classmethod
    def of(cls, first: int, replications: int | None, until: float | None) -> "Schedules":
        """Those that the options ask for, counted on from the first seed.

        Raises:
            InputError: too few for the rule, or a share that is none.
        """
        least = 1 if until is None else START
        number = replications if replications is not None else REPLICATIONS if until is None else CAP
        if until is not None and not 0 < until < 1:
            raise InputError.of_option("--until-halfwidth", until, "a share between 0 and 1, such as 0.05")
        if number < least:
            told = (
                ""
                if until is None
                else f" with --until-halfwidth, which looks after {START} for the first time"
            )
            raise InputError.of_option("--replications", number, f"at least {least}{told}")
        return cls(tuple(range(first, first + number)), until)

    def first(self) -> Sequence[int]:
        """The seeds to run before anything is looked at."""
        return self.seeds if self.until is None else self.seeds[:START]

    def stop(self, ran: int, width: Width | None) -> Stop:
        """How it stands after so many schedules, if no more are run.

        Raises:
            ValueError: no width was asked for.
        """
        if self.until is None:
            raise ValueError("all schedules are run: there is no width to stop at")
        return Stop(self.until, width, ran, len(self.seeds))

    def more(self, stop: Stop) -> Sequence[int]:
        """The seeds to run next, as it stands; none: enough."""
        return () if stop.is_narrow else self.seeds[stop.schedules : stop.schedules + STEP]

    def expected(self, stop: Stop) -> int:
        """How many schedules it will probably take: a half-width shrinks with the root of their number."""
        if stop.is_narrow or stop.width is None:
            return stop.schedules
        if stop.width.share == inf:
            return len(self.seeds)
        wanted = stop.schedules * (stop.width.share / stop.until) ** 2
        return min(len(self.seeds), START + STEP * ceil((wanted - START) / STEP))
