"""A figure and all that goes with it, in files that are the same bytes on every run."""

import io
from pathlib import Path

import polars as pl
from matplotlib.figure import Figure

from ..files import write_bytes, write_text
from .style import house

# Matplotlib would write its own version, and the day, into every file.
_NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}


@house()
def svg(figure: Figure) -> str:
    """A figure as an SVG document, its letters as shapes: it looks the same wherever it is opened."""
    drawn = io.StringIO()
    figure.savefig(drawn, format="svg", metadata=_NO_METADATA)
    return drawn.getvalue()


@house()
def save(figure: Figure, stem: Path, *, frame: pl.DataFrame, caption: str) -> tuple[Path, ...]:
    """Write a figure as SVG and PNG, its data as CSV and its caption as text.

    Args:
        figure: what to write.
        stem: folder and name, without a suffix.
        frame: the data the figure shows.
        caption: what a reader must know: tenants, seed, which interval.

    Returns:
        The files, in that order.
    """
    paths = tuple(stem.with_name(stem.name + suffix) for suffix in (".svg", ".png", ".csv", ".txt"))
    stem.parent.mkdir(parents=True, exist_ok=True)
    write_text(paths[0], svg(figure))
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png", metadata={"Software": None})
    write_bytes(paths[1], drawn.getvalue())
    write_text(paths[2], frame.write_csv())
    write_text(paths[3], caption + "\n")
    return paths
