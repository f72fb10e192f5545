"""The load of one campaign as people get it: its peaks in words, its table, and the figure of one night.

Which night is shown, and beside which calm evening, is decided here: the night in which most logons were
refused, and the last evening of the same weekday on which nobody had been moved yet.
"""

import json
from datetime import timedelta
from pathlib import Path
from typing import Final

import numpy as np

from sim.draws import Draws
from sim.load import BIN, REQUESTS, Load
from sim.nights import Night, Nights
from sim.outcome import Outcome
from sim.scenario import Scenario
from sim.simpy_engine.engine import simulate_all
from sim.streams import Source
from sim.units import DAY, HOUR, SECOND, WEEK, spoken

from .. import figures, wording
from ..figures import save
from ..figures.load import rate
from ..files import new_folder
from ..folders import Kind, read_mark, read_tables, write_mark, write_parquet

_TABLE: Final = "load.parquet"
_MEGABYTE: Final = 10**6


def run_all(scenario: Scenario, seed: int, out: Path | None) -> tuple[Outcome, Load]:
    """One campaign with every client's whole life, and a folder with its load.

    Args:
        scenario: what is asked.
        seed: names the draws.
        out: the folder; None: none is wanted.

    Raises:
        InputError: a folder that cannot be written.
    """
    draws = Draws(scenario, Source(seed))
    if out is None:
        return simulate_all(scenario, draws)
    with new_folder(out, Kind.RUN.mark) as folder:
        outcome, load = simulate_all(scenario, draws)
        write_load(folder, scenario, outcome, load)
    return outcome, load


def to_json(outcome: Outcome, load: Load) -> str:
    """The object that ``run --json`` prints, with the peaks of the load."""
    return json.dumps({**json.loads(outcome.to_json()), "load": load.peaks})


def narrate_load(scenario: Scenario, load: Load) -> str:
    """The peaks, for a terminal."""
    lines = [
        "",
        f"  every client over {load.bins * BIN / DAY:.0f} days; at the busiest, a quarter of an hour each:",
    ]
    for names, unit, words in (
        (("logons_source",), 1, "logons a minute on the source"),
        (("logons_target",), 1, "logons a minute on the target"),
        (("refused",), 1, "logons a minute refused"),
        (REQUESTS, 1, "address-book requests a minute"),
        (("oab_bytes",), _MEGABYTE, "MB a minute of offline address books"),
    ):
        peak = load.peak(*names)
        number = peak.per_minute / unit
        when = f", {_when(scenario, peak.at)}" if number else ""
        lines.append(f"  {rate(number):>9} {words}{when}")
    return "\n".join(lines)


def write_load(folder: Path, scenario: Scenario, outcome: Outcome, load: Load) -> None:
    """The table as Parquet and CSV, what ran, and the figure as SVG and PNG with its caption."""
    write_parquet(folder / _TABLE, load.to_polars())
    night = worst_night(scenario, outcome, load)
    calm_at = calm_evening(night, load)
    shown = {
        "opens_at_s": night.opens_at // SECOND,
        "closes_at_s": night.closes_at // SECOND,
        "calm_opens_at_s": None if calm_at is None else calm_at // SECOND,
        "procedure": outcome.procedure,
        "window": wording.AS_DRAWN if scenario.window is None else spoken(scenario.window),
        "tenants": scenario.population.tenants,
        "seed": outcome.seed,
    }
    write_mark(folder, Kind.RUN, {"load": shown, "scenario_digest": scenario.digest})
    draw_load(folder)


def draw_load(folder: Path) -> Path:
    """Draw the figure of a folder's load from its table.

    Returns:
        The picture.

    Raises:
        InputError: the folder holds no load, or another version wrote it.
    """
    shown = read_mark(folder, Kind.RUN)["load"]
    (table,) = read_tables(folder, "load")
    figure = figures.load(table, **shown)
    caption = (
        f"{figure.get_label()}. {shown['procedure']}, {wording.step(shown['window'])};"
        f" {wording.draw(shown['tenants'], shown['seed'])}. A quarter of an hour a step; local time."
    )
    _, picture, *_ = save(figure, folder / "load", frame=table, caption=caption)
    return picture


def worst_night(scenario: Scenario, outcome: Outcome, load: Load) -> Night:
    """Of the nights in which a batch began, the one with most refusals; the first of several alike."""
    nights = Nights(scenario.campaign)
    begun = np.unique(outcome.columns["night"])
    opened = [nights[int(number) - 1] for number in begun if number > 0] or [nights[0]]
    refused = load.over_time("refused")
    return max(
        opened, key=lambda night: int(refused[night.opens_at // BIN : night.closes_at // BIN + 1].sum())
    )


def calm_evening(night: Night, load: Load) -> int | None:
    """The same hour on the last such weekday before anybody was moved; None where the campaign began sooner."""
    unrest = np.flatnonzero(load.over_time("logons_target", "refused"))
    begins = int(unrest[0]) * BIN if unrest.size else load.bins * BIN
    for at in range(night.opens_at - WEEK, -1, -WEEK):
        # The figure goes on until noon.
        if at // DAY * DAY + DAY + 12 * HOUR <= begins:
            return at
    return None


def _when(scenario: Scenario, at: int) -> str:
    day = scenario.campaign.first_day + timedelta(days=at // DAY)
    minutes = at % DAY // (60 * SECOND)
    return f"{day:%a} {day.day} {day:%b} {minutes // 60:02}:{minutes % 60:02}"
