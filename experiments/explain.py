"""``run --explain``: one campaign, and one tenant's story as people get it: printed, as JSON, and as a folder."""

import json
from pathlib import Path
from typing import Final

from sim.judges import Engine
from sim.outcome import Outcome
from sim.scenario import Scenario

from .figures import save
from .files import new_folder, refuse_taken, write_text
from .stories.picture import NAME, Picture
from .stories.story import Story, explain

MARK: Final = "story.txt"
"""The file by which a folder with a story is known."""

NOBODY: Final = "nobody was exposed in this draw, so there is no such tenant to tell of"


def run_explained(
    scenario: Scenario, seed: int, who: str, engine: Engine, out: Path | None
) -> tuple[Outcome, Story | None]:
    """One campaign and the story of one of its tenants, and a folder with it.

    Args:
        scenario: what is asked.
        seed: names the draws.
        who: a tenant's number, or a word that names one by its exposure.
        engine: whose outcome is wanted.
        out: the folder; None: none is wanted. Where nobody was exposed, none is made.

    Raises:
        InputError: no such tenant, or a folder that cannot be written.
    """
    if out is not None:
        refuse_taken(out, MARK)
    outcome, story = explain(scenario, seed, who, engine)
    if out is not None and story is not None:
        with new_folder(out, MARK) as folder:
            write_story(folder, story)
    return outcome, story


def write_story(folder: Path, story: Story) -> None:
    """The story as text, and its swim lane as SVG and PNG with data and caption."""
    picture = Picture.of(story)
    write_text(folder / MARK, picture.words + "\n")
    save(picture.figure, folder / NAME, frame=picture.lanes, caption=picture.caption)


def narrate_story(story: Story | None) -> str:
    """The story for a terminal, or that there is none."""
    return f"\n{NOBODY if story is None else story.text()}"


def to_json(outcome: Outcome, story: Story | None) -> str:
    """The object that ``run --json`` prints, with the story; an empty one where there is none."""
    told = [] if story is None else story.to_json()
    return json.dumps({**json.loads(outcome.to_json()), "story": told})
