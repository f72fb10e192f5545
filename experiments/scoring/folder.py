"""Scores as a results folder: tables, and the figure, which can be drawn again."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from .. import figures
from ..files import new_folder
from ..folders import Kind, read_mark, read_tables, write_mark, write_tables
from ..forensics.tenant_case import Received
from .cells import WINDOW
from .narrowed import narrowed
from .score import Scored, channel_rows

NAME: Final = "logs_tell"


def write_folder(cells: Sequence[Scored], out: Path, tenants: int, seed: int) -> Path:
    """Write it.

    Returns:
        The picture.

    Raises:
        InputError: the folder belongs to something else, or cannot be written.
    """
    with new_folder(out, Kind.SCORING.mark) as folder:
        write_tables(
            folder,
            {
                "cells": list(_cell_rows(cells)),
                "classes": list(class_rows(cells)),
                "channels": list(channel_rows(cells)) or [{"channel": "none"}],
            },
        )
        write_mark(folder, Kind.SCORING, {"about": {"tenants": tenants, "seed": seed, "window": WINDOW}})
        drawn = draw_again(folder)
    return out / drawn.name


def draw_again(folder: Path) -> Path:
    """Draw the figure of a folder from its tables.

    Returns:
        The picture.

    Raises:
        InputError: another version wrote it, or a table is missing.
    """
    about = read_mark(folder, Kind.SCORING)["about"]
    (cells,) = read_tables(folder, "cells")
    figure = figures.logs_tell(cells, **about)
    caption = (
        f"{figure.get_label()}. {about['tenants']:,} tenants, seed {about['seed']}. Each bar: the tenants that were"
        " exposed by the lab's own count, by the class that forensics put them in, from logs and journal alone."
    )
    _, picture, *_ = figures.save(figure, folder / NAME, frame=cells, caption=caption)
    return picture


def class_rows(cells: Sequence[Scored]) -> Iterator[dict[str, Any]]:
    """One row a cell and class: precision and share of the exposed, each with its interval at 95 %."""
    for cell in cells:
        for score in cell.scores:
            row: dict[str, Any] = {
                "cell": cell.cell,
                "class": str(score.received),
                "tenants": score.tenants,
                "exposed": score.exposed,
            }
            for name, told in (("precision", score.precision), ("recall", score.recall)):
                for part, value in zip(("", "_low", "_high"), told or (None, None, None), strict=True):
                    row[f"{name}{part}"] = value
            yield row


def _cell_rows(cells: Sequence[Scored]) -> Iterator[dict[str, Any]]:
    for cell in cells:
        by_class = {score.received: score for score in cell.scores}
        named = [by_class[Received.PROVEN], by_class[Received.INFERRED]]
        of_521 = narrowed(cell)
        yield {
            "cell": cell.cell,
            "exposed": cell.exposed,
            **{str(kind): score.exposed for kind, score in by_class.items()},
            "named": sum(score.tenants for score in named),
            "named_wrongly": sum(score.tenants - score.exposed for score in named),
            "connected_surely": cell.connected[0],
            "connected_possibly": cell.connected[1],
            "connected_truly": cell.connected_truly,
            "received_low": cell.received[0],
            "received_mean": cell.received[1],
            "received_high": cell.received[2],
            **{
                f"of_521_{name}{part}": None if of_521 is None else getattr(of_521, name)[place]
                for name in ("received", "possible", "truly")
                for place, part in enumerate(("", "_low", "_high"))
            },
        }
