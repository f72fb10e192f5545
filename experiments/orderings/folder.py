"""A map as a results folder: tables of classes, of procedures, of constraints, and the figure drawn from them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import polars as pl

from sim.units import spoken

from .. import figures, wording
from ..files import new_folder
from ..folders import Kind, read_mark, read_tables, write_mark, write_tables
from .atlas import ERRORS, MEASURES, Atlas, Region

NAME: Final = "ordering_map"
_MANY: Final = 100
"""Expected tenants: of fewer, the interval stands in the tables."""
_Z: Final = 1.96


def write_folder(atlas: Atlas, out: Path, command: str) -> Path:
    """Write a map.

    Returns:
        The picture.
    """
    survey = atlas.survey
    with new_folder(out, Kind.ORDERINGS.mark) as folder:
        write_tables(
            folder,
            {
                "classes": [class_row(region) for region in atlas.regions],
                "procedures": list(_named_rows(atlas)),
                "constraints": [
                    {"set": k, "before": before, "after": after}
                    for k, chosen in enumerate(survey.constraints, 1)
                    for before, after in chosen
                ],
            },
        )
        write_mark(
            folder,
            Kind.ORDERINGS,
            {
                "move": survey.move,
                "orderings": survey.orderings,
                "leaking": survey.leaking,
                "classes": len(survey.judged),
                "states": survey.states,
                "campaigns": atlas.campaigns,
                **atlas.about,
                "command": command,
            },
        )
        draw_again(folder)
    return out / f"{NAME}.png"


def draw_again(folder: Path) -> Path:
    """Draw the figure of a folder from its tables.

    Returns:
        The picture.

    Raises:
        InputError: the folder holds no map, or another version wrote it.
    """
    about = read_mark(folder, Kind.ORDERINGS)
    classes, named = read_tables(folder, "classes", "procedures")
    off = _off_by(classes)
    figure = figures.ordering_map(classes, named, tenants=about["tenants"], seed=about["seed"], off_by=off)
    caption = (
        f"{figure.get_label()}. Every class of orderings under move = {about['move']}, by what the isolation step "
        f"takes; {wording.draw(about['tenants'], about['seed'])}. Cannot leak: proved by the explorer "
        f"({about['states']:,} states), there by nights from below. A bar: expected tenants exposed, from the member "
        f"that exposes least to the one that exposes most, given one schedule, one tenant in {about['every']} looked "
        f"at and the others taken by their mailboxes{f' (95 %: {off})' if off else ''}. From left to right inside a "
        "column: classes by downtime, p99, least over members. Lines: the procedures that ship."
    )
    _, picture, *_ = figures.save(figure, folder / NAME, frame=classes, caption=caption)
    return picture


def _off_by(classes: pl.DataFrame) -> str:
    """How far off expected numbers may be, because not all tenants were looked at."""
    many = classes.filter(pl.col("exposed_se") > 0, pl.col("exposed_greatest") >= _MANY)
    if not many.height:
        return ""
    shares = many["exposed_se"] / many["exposed_greatest"]
    return f"± {wording.percent(_Z * float(max(shares)), upwards=True)} at most, where {_MANY} or more are"


def class_row(region: Region) -> dict[str, Any]:
    """One class under one window: each measure's least and greatest, and the members that have them."""
    one = region.judged.one
    row: dict[str, Any] = {
        "class": str(one),
        "window": wording_of(region.window),
        "window_us": region.window,
        "orderings": one.members,
        "leaks": int(region.judged.leaks),
    }
    for measure in MEASURES:
        extent = region.extents[measure]
        row |= {
            f"{measure}_least": extent.least,
            f"{measure}_least_in": ", ".join(extent.least_in),
            f"{measure}_greatest": extent.greatest,
            f"{measure}_greatest_in": ", ".join(extent.greatest_in),
        }
    return row | {"exposed_se": region.exposed_se, "refused_logons_se": region.refused_se}


def wording_of(window: int | None) -> str:
    """A window in words."""
    return wording.AS_DRAWN if window is None else spoken(window)


def _named_rows(atlas: Atlas) -> Iterator[dict[str, Any]]:
    for each in atlas.named:
        yield {
            "procedure": each.name,
            "window": wording_of(each.window),
            "window_us": each.window,
            "leaks": int(each.leaks),
            **{measure: getattr(each.worth, measure) for measure in (*MEASURES, *ERRORS)},
        }
