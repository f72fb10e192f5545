"""What a file without a server can answer: the complete map of orderings, and recorded runs, nights, laws, verdicts.

Of an order of one's own it knows the class, from the critical steps alone: its verdict, a story, and how far its
members' risk and cost reach. Of what ships it has the runs themselves.
"""

from collections.abc import Sequence
from typing import Any, Final

from sim.explorer import explore
from sim.orderings.classes import CRITICAL
from sim.procedure import Move
from sim.scenario import Scenario
from sim.units import written

from ..orderings.atlas import MEASURES, Atlas, Region
from ..orderings.survey import SMALL, Survey
from ..workers import Told
from .app import Lesson
from .order import Order
from .reasons import story_of
from .worlds import worlds

MOVE: Final = Move.MRS
"""The map holds the orders of mailboxes that are moved; policies set ahead have a server to ask."""


def record(
    lesson: Lesson, survey: Survey, windows: Sequence[int], told: Told, shipped: Sequence[str]
) -> dict[str, Any]:
    """Everything that the page may be asked without a server.

    Args:
        lesson: with a server it would answer.
        survey: the classes of orderings, judged.
        windows: lengths of the isolation step, microseconds.
        told: is called with tasks done and tasks in all.
        shipped: procedures by name, whose own runs and verdicts are recorded.
    """
    scenario = lesson.campaigns.scenario
    names = [written(window) for window in windows]
    atlas = Atlas.of(survey, _without_window(scenario), windows, lesson.seed, told)
    lines = _Lines()
    return {
        "seed": lesson.seed,
        "shipped": list(shipped),
        "windows": names,
        "move": str(MOVE),
        "every": atlas.about["every"],
        "critical": [str(verb) for verb in CRITICAL],
        "measures": list(MEASURES),
        "classes": _classes(survey, atlas, names, lines),
        "lines": lines.all,
        "constraints": [[list(map(str, pair)) for pair in chosen] for chosen in survey.constraints],
        "runs": {
            name: {window: lesson.campaigns.run(Order.read(name), window, lesson.seed) for window in names}
            for name in shipped
        },
        "reasons": {name: lesson.reasons.of(Order.read(name)) for name in shipped},
        "bets": {window: lesson.bets.of(window, lesson.seed) for window in names},
        "nights": {name: _night(lesson, name) for name in worlds()},
    }


def _night(lesson: Lesson, name: str) -> dict[str, Any]:
    show = lesson.shows.of(worlds()[name], lesson.seed)
    return {"told": show.told, "frames": show.frames}


def _without_window(scenario: Scenario) -> Scenario:
    return scenario.model_copy(update={"window": None})


def _classes(survey: Survey, atlas: Atlas, names: Sequence[str], lines: "_Lines") -> dict[str, Any]:
    """By the critical steps: verdict, states, the story's lines by number, and what members come to by window."""
    many = len(survey.judged)
    found = {}
    for k, each in enumerate(survey.judged):
        story = story_of(explore(each.one.first, SMALL)) if each.leaks else []
        found[",".join(each.one.critical)] = {
            "leaks": each.leaks,
            "states": each.states,
            "orderings": each.one.members,
            "story": [lines.number(line) for line in story],
            "extents": {name: _extents(atlas.regions[w * many + k]) for w, name in enumerate(names)},
        }
    return found


def _extents(region: Region) -> list[list[float]]:
    """Least and greatest of each measure, to what is told of it."""
    return [
        [round(region.extents[name].least, 2), round(region.extents[name].greatest, 2)] for name in MEASURES
    ]


class _Lines:
    """Lines of stories, each kept once: hundreds of stories share them."""

    def __init__(self) -> None:
        self.all: list[dict[str, Any]] = []
        self._numbers: dict[tuple[object, ...], int] = {}

    def number(self, line: dict[str, Any]) -> int:
        """The number of a line."""
        key = tuple(line.items())
        if key not in self._numbers:
            self._numbers[key] = len(self.all)
            self.all.append(line)
        return self._numbers[key]
