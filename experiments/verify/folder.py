"""A results folder of a verdict: the checklist, and the story as a drawing that can be drawn again."""

from pathlib import Path
from typing import Any, Final

import polars as pl

from sim.explorer.assessment import Assessment
from sim.explorer.replay import replay
from sim.explorer.verdict import Verdict

from .. import figures
from ..files import new_folder, write_text
from ..folders import Kind, read_mark, read_tables, write_mark, write_parquet
from . import sentences
from .checklist import checklist

NAME: Final = "leaking_story"
CHECKLIST: Final = "checklist.md"


def write_folder(found: Assessment, out: Path) -> list[Path]:
    """Write checklist and drawing; without a story there is nothing to draw.

    Returns:
        The files to open.

    Raises:
        InputError: the folder belongs to something else, or cannot be written.
    """
    told = found.verdict if found.verdict.leaks else found.fewest
    about: dict[str, Any] = {"checklist": checklist(found), "drawing": None}
    with new_folder(out, Kind.VERIFY.mark) as folder:
        if told is not None:
            write_parquet(folder / f"{NAME}.parquet", frame_of(told))
            about["drawing"] = {
                "title": _title(found),
                "subtitle": sentences.searched(told),
                "controllers": told.instance.controllers,
            }
        write_mark(folder, Kind.VERIFY, about)
        draw_again(folder)
    return [out / CHECKLIST, *([] if told is None else [out / f"{NAME}.png"])]


def draw_again(folder: Path) -> Path:
    """Write the checklist of a folder and draw its story again.

    Returns:
        What to open first.

    Raises:
        InputError: another version wrote it, or its table is missing.
    """
    kept = read_mark(folder, Kind.VERIFY)
    write_text(folder / CHECKLIST, kept["checklist"])
    drawing = kept["drawing"]
    if drawing is None:
        return folder / CHECKLIST
    (frame,) = read_tables(folder, NAME)
    figure = figures.leaking_story(frame, **drawing)
    caption = f"{drawing['title']}\n{drawing['subtitle']}"
    _, picture, *_ = figures.save(figure, folder / NAME, frame=frame, caption=caption)
    return picture


def frame_of(verdict: Verdict) -> pl.DataFrame:
    """The frame of the figure: one row an event."""
    story, open_after = verdict.story, replay(verdict).open_after
    last = len(story) - 1
    return pl.DataFrame(
        [
            {
                "lane": event.actor,
                "action": event.action,
                "words": event.says,
                "mark": "leak" if i == last else "fault" if event.is_fault else "event",
                "is_open": int(is_open),
            }
            for i, (event, is_open) in enumerate(zip(story, open_after, strict=True))
        ]
    )


def _title(found: Assessment) -> str:
    if found.verdict.leaks:
        return sentences.headline(found.verdict)
    assert found.fewest is not None
    return f"{sentences.headline(found.verdict)}; {sentences.headline(found.fewest).partition(' ')[2]}"
