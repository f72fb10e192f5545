"""A small results folder with invented numbers, as a study writes it."""

import json
from pathlib import Path
from typing import Any

import polars as pl

from ..figures import toys

DIGEST = "0123456789ab"
COMMAND = "gallab study --seed 1"
FOLLOW = {"prompt": 0.2, "autodiscover": 0.3, "restart": 0.48, "never": 0.02}


def about() -> dict[str, Any]:
    """What ran."""
    return {
        "name": "toy",
        "purpose": "Invented numbers, to see the page.",
        "seed": 1,
        "tenants": toys.TENANTS,
        "command": COMMAND,
        "scenario_digest": DIGEST,
        "version": "0.1.0",
        "reference": "ovh-2016",
        "engine": "simpy",
        "first_day": "2016-04-04",
        "windows": list(toys.WINDOWS),
        "procedures": [_procedure(name) for name in toys.PROCEDURES],
    }


def variants() -> pl.DataFrame:
    """The reference as drawn, and two changed assumptions."""
    return pl.DataFrame(
        [
            _variant("every default", 202),
            _variant(f"clients.follow {'/'.join(map(str, FOLLOW.values()))}", 2_950),
            _variant("clients.oab_after_move when_due", 198),
        ]
    )


def assumptions() -> pl.DataFrame:
    """A changed one, a default, and one whose text would be markup if it were let."""
    return pl.DataFrame(
        [
            (
                "clients.left_on_at_night",
                "0.20",
                "",
                "assumption; LBNL-46930 found 56 % of PCs on",
                "default",
            ),
            ("campaign.slots", "60", "", "assumption: batches at a time", "changed"),
            ("clients.follow", "prompt 0.0", "", "a note with <b>markup</b> & signs", "default"),
        ],
        schema=["key", "value", "unit", "source", "status"],
        orient="row",
    )


def write_results(folder: Path, **changed: Any) -> Path:
    """Write a results folder.

    Args:
        folder: where.
        changed: keys of study.json with other values, or tables by name.
    """
    frames = {
        "cells": toys.cells(),
        "nights": toys.nights(),
        "variants": variants(),
        "assumptions": assumptions(),
    }
    tables = {name: changed.pop(name, frame) for name, frame in frames.items()}
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in tables.items():
        frame.write_parquet(folder / f"{name}.parquet")
        frame.write_csv(folder / f"{name}.csv")
    (folder / "study.json").write_text(json.dumps(about() | changed), encoding="utf-8")
    return folder


def _procedure(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "purpose": f"What {name} is for, in a sentence of the usual length.",
        "move": "precreated" if name == "isolate-first" else "mrs",
        "default_lists": "denied" if name == "deny-by-default" else "open",
        "steps": ["provision", "sync_mailboxes", "cut_over", "switch_routing", "assign_policy"],
        "shares_windows": name == "isolate-first",
    }


def _variant(variant: str, connected: int) -> dict[str, Any]:
    return {
        "variant": variant,
        "procedure": "ovh-2016",
        **toys.counted("connected", connected),
        "asked": connected // 2,
        **toys.counted("exposed", connected * 4 // 5),
        "people_disclosed": 551_904,
        "residual": connected // 4,
        "window_p50_s": 28.25,
        "window_p99_s": 61.5,
    }
