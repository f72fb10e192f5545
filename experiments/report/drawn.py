"""Figures of a page: each with the data it shows and what to know about it; and the page beside them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from markupsafe import Markup
from matplotlib.figure import Figure

from .. import figures
from ..files import write_text
from .inline import inline


@dataclass(frozen=True, slots=True)
class Drawn:
    """A figure of the report: its name, itself, the data it shows and what to know about it."""

    name: str
    figure: Figure
    frame: pl.DataFrame
    caption: str

    @property
    def element(self) -> Markup:
        """The figure, ready for the page."""
        return Markup(inline(self.figure, self.name))

    def save(self, folder: Path) -> None:
        """Write it under ``figures`` of a results folder."""
        figures.save(self.figure, folder / "figures" / self.name, frame=self.frame, caption=self.caption)


def write_page(folder: Path, drawn: Mapping[str, Drawn], page: str) -> Path:
    """Write figures and ``report.html`` into a results folder.

    Returns:
        The page: one file that needs no other and no network.
    """
    for each in drawn.values():
        each.save(folder)
    path = folder / "report.html"
    write_text(path, page)
    return path
