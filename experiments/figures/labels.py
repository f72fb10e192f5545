"""Labels beside the ends of lines, pushed apart until none covers another."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from .style import PT, TEXT_PT


@dataclass(frozen=True, slots=True)
class Label:
    """A text for the end of a line.

    Attributes:
        text: what it says.
        x: where the line ends, in data.
        y: likewise.
        colour: of the leader that ties the two together.
    """

    text: str
    x: float
    y: float
    colour: str


def spread(wanted: Sequence[float], gap: float, top: float) -> list[float]:
    """Heights close to those wanted, at least a gap apart and, if there is room, between 0 and the top.

    >>> spread([5, 5, 100], 10, 100)
    [5, 15, 100]
    >>> spread([95, 100, 100], 10, 100)
    [80, 90, 100]
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    heights = [wanted[i] for i in order]
    for k in range(1, len(heights)):
        heights[k] = max(heights[k], heights[k - 1] + gap)
    ceiling = top
    for k in reversed(range(len(heights))):
        heights[k] = min(heights[k], ceiling)
        ceiling = heights[k] - gap
    placed = dict(zip(order, heights, strict=True))
    return [placed[i] for i in range(len(wanted))]


def write_at_ends(axes: Axes, labels: Sequence[Label]) -> None:
    """Write labels in a column right of the axes, each tied to its line's end by a leader.

    Limits and scale of the axes must be final.
    """
    box = axes.get_window_extent()
    points = [axes.transData.transform((label.x, label.y)) for label in labels]
    heights = spread([float(y) - box.y0 for _, y in points], 1.45 * TEXT_PT * PT, box.height)
    for label, height in zip(labels, heights, strict=True):
        axes.annotate(
            label.text,
            xy=(label.x, label.y),
            xytext=(1 + 44 / box.width, height / box.height),
            textcoords="axes fraction",
            va="center",
            ha="left",
            size=TEXT_PT,
            annotation_clip=False,
            arrowprops={
                "arrowstyle": "-",
                "color": label.colour,
                "linewidth": 1.5,
                "shrinkA": 0,
                "shrinkB": 5,
                "relpos": (0, 0.5),
            },
        )
