"""A sweep for programs: one JSON object, read from its finished folder."""

import json
from pathlib import Path

from ..folders import Kind, read_mark, read_tables


def to_json(folder: Path) -> str:
    """The object that ``sweep --json`` prints: what ran, every cell, every effect, and the page.

    Raises:
        InputError: the folder holds no finished sweep.
    """
    about = read_mark(folder, Kind.SWEEP)
    cells, effects = read_tables(folder, "cells", "effects")
    return json.dumps(
        {
            **{key: value for key, value in about.items() if key not in ("kind", "format")},
            "table": cells.to_dicts(),
            "effects": effects.to_dicts(),
            "report": str(folder / "report.html"),
        },
        ensure_ascii=False,
    )
