"""A story as a picture: its swim lane, drawn from a frame that a results folder can keep, and its words."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from sim.units import spoken

from .. import wording
from ..files import write_text
from ..folders import Kind, read_mark, read_tables, write_mark, write_parquet
from .lane import swim_lanes
from .story import Story

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NAME: Final = "swim_lane"


def lane_folder(folder: Path, place: int) -> Path:
    """Where a comparison keeps the picture of its first procedure, place 0, and of another one, place 1."""
    return folder / f"lane-{place + 1}"


@dataclass(frozen=True, slots=True)
class Picture:
    """What a swim lane is drawn from.

    Attributes:
        lanes: one row a mark, see ``lane``.
        about: tenant, procedure, window, tenants, seed and first_day, as the figure takes them.
        words: the story, as a terminal shows it.
    """

    lanes: pl.DataFrame
    about: dict[str, Any]
    words: str

    @classmethod
    def of(cls, story: Story) -> "Picture":
        """The picture of a story."""
        scenario = story.scenario
        about = {
            "tenant": f"Tenant {story.called}",
            "procedure": scenario.procedure.name,
            "window": wording.AS_DRAWN if scenario.window is None else spoken(scenario.window),
            "tenants": scenario.population.tenants,
            "seed": story.seed,
            "first_day": str(scenario.campaign.first_day),
        }
        return cls(swim_lanes(story), about, story.text())

    @classmethod
    def read(cls, folder: Path) -> "Picture | None":
        """The picture that a results folder keeps; None where nobody was exposed, so that there is none."""
        if not (folder / Kind.STORY.mark).is_file():
            return None
        kept = read_mark(folder, Kind.STORY)
        (lanes,) = read_tables(folder, NAME)
        return cls(lanes, kept["about"], kept["words"])

    def keep(self, folder: Path) -> None:
        """Write into a results folder, made if need be, what is needed to draw it again."""
        folder.mkdir(exist_ok=True)
        write_parquet(folder / f"{NAME}.parquet", self.lanes)
        write_mark(folder, Kind.STORY, {"about": self.about, "words": self.words})

    def draw(self, folder: Path) -> Path:
        """Write the words as text, and the swim lane as SVG and PNG with data and caption.

        Returns:
            The picture.
        """
        from .. import figures

        write_text(folder / "story.txt", self.words + "\n")
        _, picture, *_ = figures.save(self.figure, folder / NAME, frame=self.lanes, caption=self.caption)
        return picture

    @property
    def figure(self) -> "Figure":
        """The swim lane."""
        # Here alone: Matplotlib takes a third of a second, which workers and most runs have no use for.
        from .. import figures

        # Between two dollars of a name, Matplotlib would set a formula.
        tenant = self.about["tenant"].replace("$", r"\$")
        about = {
            **self.about,
            "tenant": tenant,
            "first_day": date.fromisoformat(self.about["first_day"]),
        }
        return figures.swim_lane(self.lanes, **about)

    @property
    def caption(self) -> str:
        """What to know about it."""
        about = self.about
        return (
            f"{about['tenant']} under {about['procedure']}, {wording.step(about['window'])};"
            f" {wording.draw(about['tenants'], about['seed'])}. Shaded: its window, in which a mailbox was served by"
            " the target and some controller did not hold its policy. Grey bar: a step tried in vain; ring: one that"
            " only reported success. Dot: a logon; diamond: a request, with the entries of others received; bar on a"
            " client's line: a download; cross: a logon refused. Local time; the axis is compressed: a gap is drawn"
            " as long as the logarithm of its length, so that short steps stay visible, and durations are written"
            " beside them. What was prepared before the night is left out."
        )
