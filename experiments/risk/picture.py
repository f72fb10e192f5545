"""The figure of a risk assessment, with its data and caption, drawn from the folder's tables."""

from pathlib import Path
from typing import Final

from .. import figures, wording
from ..figures import april_2016
from ..folders import Kind, read_mark, read_tables

NAME: Final = "exceedance"


def draw_again(folder: Path) -> Path:
    """Draw the figure of a folder from its tables.

    Returns:
        The picture.

    Raises:
        InputError: the folder holds no assessment, or another version wrote it.
    """
    about = read_mark(folder, Kind.RISK)
    table, crude = read_tables(folder, "exceedance", "crude")
    figure = figures.exceedance(table, crude, campaigns=about["campaigns"])
    drawn = (
        f"{wording.counted(about['tenants'], 'tenant')}, {wording.counted(about['schedules'], 'schedule')}, "
        f"people of seed {about['seed']}"
    )
    caption = (
        f"{figure.get_label()}. The probability that at least so many tenants are exposed, of the campaign and of "
        f"its worst night, {about['procedure']}; {wording.step(about['window'])}; {drawn}. Band: 95 %, by Student's "
        f"t over {about['batches']} independent batches, mixed {about['method']}. Dots: the share of "
        f"{about['campaigns']} campaigns of the kernel. A line ends where too few schedules carry it. "
        f"{april_2016.caption()}"
    )
    _, picture, *_ = figures.save(figure, folder / NAME, frame=table, caption=caption)
    return picture
