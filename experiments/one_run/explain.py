"""``run --explain``: one campaign, and one tenant's story as people get it: printed, as JSON, and as a folder."""

import json
from pathlib import Path
from typing import Final

from sim.judges import Engine
from sim.outcome import Outcome
from sim.scenario import Scenario

from ..files import new_folder, refuse_taken
from ..folders import Kind
from ..naming import OwnNames
from ..stories.picture import Picture
from ..stories.story import Story, explain

NOBODY: Final = "nobody was exposed in this draw, so there is no such tenant to tell of"


def run_explained(
    scenario: Scenario, seed: int, who: str, engine: Engine, out: Path | None, names: OwnNames = None
) -> tuple[Outcome, Story | None]:
    """One campaign and the story of one of its tenants, and a folder with it.

    Args:
        scenario: what is asked.
        seed: names the draws.
        who: a tenant's number, or a word that names one by its exposure.
        engine: whose outcome is wanted.
        out: the folder; None: none is wanted. Where nobody was exposed, none is made.
        names: of the tenants, where they are shown.

    Raises:
        InputError: no such tenant, or a folder that cannot be written.
    """
    if out is not None:
        refuse_taken(out, Kind.STORY.mark)
    outcome, story = explain(scenario, seed, who, engine, names)
    if out is not None and story is not None:
        with new_folder(out, Kind.STORY.mark) as folder:
            picture = Picture.of(story)
            picture.keep(folder)
            picture.draw(folder)
    return outcome, story


def draw_story(folder: Path) -> Path:
    """Draw the swim lane of a folder with a story from its table.

    Returns:
        The picture.

    Raises:
        InputError: another version wrote it, or its table is missing.
    """
    picture = Picture.read(folder)
    assert picture is not None, "a folder is known to hold a story by the file that it is read from"
    return picture.draw(folder)


def narrate_story(story: Story | None) -> str:
    """The story for a terminal, or that there is none."""
    return f"\n{NOBODY if story is None else story.text()}"


def to_json(outcome: Outcome, story: Story | None) -> str:
    """The object that ``run --json`` prints, with the story; an empty one where there is none."""
    told = [] if story is None else story.to_json()
    return json.dumps({**json.loads(outcome.to_json()), "story": told})
