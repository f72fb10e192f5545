"""What the pages share: the templates, and how they write numbers."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sim.units import SECOND, spoken

from .. import wording
from ..enough import COSTS
from ..figures import style
from .commands import COMMANDS
from .drawn import Drawn


def render(template: str, about: Mapping[str, Any], drawn: Mapping[str, Drawn], **more: Any) -> str:
    """A page as HTML.

    Args:
        template: the file beside this one.
        about: what ran.
        drawn: its figures, by name.
        more: what this page alone needs.
    """
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(count=wording.count, seconds=_seconds)
    return environment.get_template(template).render(
        about=about,
        drawn=drawn,
        seeds=_seeds(about["seeds"]),
        look=style.look,
        commands=COMMANDS,
        stopping_costs=COSTS,
        **more,
    )


def _seeds(seeds: Sequence[int]) -> str:
    """The seeds of the schedules, in words.

    >>> _seeds([1]), _seeds([4, 5, 6]), _seeds([7, 3])
    ('seed 1', 'seeds 4 to 6', 'seeds 7, 3')
    """
    if len(seeds) == 1:
        return f"seed {seeds[0]}"
    is_run = list(seeds) == list(range(seeds[0], seeds[0] + len(seeds)))
    return f"seeds {seeds[0]} to {seeds[-1]}" if is_run else f"seeds {', '.join(map(str, seeds))}"


def _seconds(duration_s: float) -> str:
    """A duration in seconds as people say it."""
    return spoken(round(duration_s * SECOND))
