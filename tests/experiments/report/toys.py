"""A small results folder with invented numbers, as a study writes it."""

import json
from pathlib import Path
from typing import Any

import polars as pl

from experiments.stories.picture import Picture
from experiments.stories.story import explain
from sim.scenario import Scenario

from ..figures import toys

DIGEST = "0123456789ab"
COMMAND = "gallab study --seed 1"
VARIANTS = {
    "every default": 202,
    "clients.follow 0.2/0.3/0.48/0.02": 2_950,
    "clients.oab_after_move when_due": 198,
}
"""How many connect under each variant, in its first schedule."""


def about(schedules: int = 1) -> dict[str, Any]:
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
        "replicating_engine": "kernel",
        "seeds": list(range(1, 1 + schedules)),
        "schedules": schedules,
        "format": 3,
        "stop": None,
        "rows_compared": 44 * toys.TENANTS,
        "first_day": "2016-04-04",
        "windows": list(toys.WINDOWS),
        "procedures": [_procedure(name) for name in toys.PROCEDURES],
    }


def variants(schedules: int = 1) -> pl.DataFrame:
    """The reference as drawn, and two changed assumptions."""
    return pl.DataFrame(
        [_variant(variant, number, schedules) for variant, number in VARIANTS.items()],
        infer_schema_length=None,
    )


def replications(schedules: int = 1) -> pl.DataFrame:
    """One row a cell or variant, and schedule: each schedule of a variant has one more connect."""
    varied = [
        {
            "variant": variant,
            "procedure": "ovh-2016",
            "window": None,
            "window_us": None,
            "tenants": toys.TENANTS,
            "seed": 1 + k,
            "connected": number + k,
            "exposed": number * 4 // 5,
        }
        for variant, number in VARIANTS.items()
        for k in range(schedules)
    ]
    grid = toys.replications(schedules)
    return pl.concat([grid, pl.DataFrame(varied, schema=grid.schema)])


def assumptions() -> pl.DataFrame:
    """A changed one, a default, and one whose text would be markup if it were let."""
    return pl.DataFrame(
        [
            (
                "clients.left_on_at_night",
                "0.20",
                "",
                "assumed",
                "assumption; LBNL-46930 found 56 % of PCs on",
                "0.05 to 0.56 (assumption)",
                "default",
            ),
            ("campaign.slots", "60", "", "set here", "assumption: batches at a time", "", "changed"),
            (
                "clients.follow",
                "prompt 0.0",
                "",
                "sourced",
                "a note with <b>markup</b> & signs",
                "",
                "default",
            ),
        ],
        schema=["key", "value", "unit", "basis", "source", "range", "status"],
        orient="row",
    )


def picture() -> Picture:
    """The night of an exposed tenant, from a toy campaign of its own."""
    scenario = Scenario.load().replaced({"population.tenants": 120, "window": "10 min"})
    _, story = explain(scenario, 1, "first-exposed", "simpy")
    assert story is not None
    return Picture.of(story)


def write_results(folder: Path, schedules: int = 1, **changed: Any) -> Path:
    """Write a results folder.

    Args:
        folder: where.
        schedules: how many were run.
        changed: keys of study.json with other values, or tables by name.
    """
    frames = {
        "cells": toys.cells(schedules),
        "nights": toys.nights(),
        "variants": variants(schedules),
        "replications": replications(schedules),
        "assumptions": assumptions(),
    }
    tables = {name: changed.pop(name, frame) for name, frame in frames.items()}
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in tables.items():
        frame.write_parquet(folder / f"{name}.parquet")
        frame.write_csv(folder / f"{name}.csv")
    (folder / "study.json").write_text(json.dumps(about(schedules) | changed), encoding="utf-8")
    return folder


def _procedure(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "purpose": f"What {name} is for, in a sentence of the usual length.",
        "move": "precreated" if name == "isolate-first" else "mrs",
        "default_lists": "denied" if name == "deny-by-default" else "open",
        "steps": ["provision", "sync_mailboxes", "cut_over", "switch_routing", "assign_policy"],
        "shares_windows": name == "isolate-first",
        "seal": _seal(name),
    }


def _seal(name: str) -> dict[str, Any]:
    is_proved = name in ("isolate-first", "deny-by-default")
    return {
        "is_proved": is_proved,
        "leaks": not is_proved,
        "states": 1_529,
        "words": "proved: cannot leak, 1,529 states" if is_proved else "leaks: 2 actions are enough",
        "story": [] if is_proved else [f"operator: cut_over: {name} <is over>", "client of A: ask: 2 of C"],
    }


def _variant(variant: str, connected: int, schedules: int) -> dict[str, Any]:
    exposed, residual = connected * 4 // 5, connected // 4
    return {
        "variant": variant,
        "procedure": "ovh-2016",
        **toys.counted("connected", connected),
        "asked": connected // 2,
        **toys.counted("exposed", exposed),
        "people_disclosed": 551_904,
        "residual": residual,
        "window_p50_s": 28.25,
        "window_p99_s": 61.5,
        "schedules": schedules,
        **toys.over_schedules("connected", [connected + k for k in range(schedules)]),
        **toys.over_schedules("asked", [connected // 2] * schedules),
        **toys.over_schedules("exposed", [exposed] * schedules),
        **{"people_disclosed_median": 551_904, "residual_median": residual},
        **{"window_p50_s_median": 28.25, "window_p99_s_median": 61.5},
        "any_exposed_share_high": 1.0,
    }


def write_comparison(folder: Path, schedules: int = 200, **changed: Any) -> Path:
    """Write a comparison's results folder.

    Args:
        folder: where.
        schedules: how many were run.
        changed: keys of compare.json with other values.
    """
    first, *others = toys.PROCEDURES
    sides = [
        {
            "procedure": other,
            "reference": first,
            "seed": 1,
            "both": 0,
            "only_reference": 1_203,
            "only_procedure": 7,
            "neither": toys.TENANTS - 1_210,
            "example_tenant": None if other == "isolate-first" else 42,
            "example_exposed_by": None if other == "isolate-first" else first,
        }
        for other in others
    ]
    frames = {
        **toys.compared(schedules),
        "sides": pl.DataFrame(sides),
        "replications": toys.replications(schedules).filter(pl.col("window") == "2 min"),
        "assumptions": assumptions(),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in frames.items():
        frame.write_parquet(folder / f"{name}.parquet")
    dominated = [
        {"procedure": "batch-late", "by": first, "exposed": 3_399.0, "nights": 0, "downtime_p99_s": 0.0}
    ]
    told = {
        **about(schedules),
        "reference": first,
        "window": "2 min",
        "dominated": dominated,
        **changed,
    }
    (folder / "compare.json").write_text(json.dumps(told), encoding="utf-8")
    return folder
