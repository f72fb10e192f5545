"""A sample inventory: what a hoster's list of tenants may look like, made up from the population of the lab.

``python -m experiments.sample`` makes ``experiments/samples/tenants.csv`` again, to the byte.
"""

import csv
import io
import sys
from pathlib import Path
from typing import Final

import numpy as np

from fakeexchange.names import Names
from sim.population import draw_people
from sim.scenario import Scenario
from sim.streams import Source

from .files import write_text

SAMPLE: Final = Path(__file__).parent / "samples" / "tenants.csv"
TENANTS: Final = 2_000
SEED: Final = 2016
HEADER: Final = ("tenant", "mailboxes", "lists", "size", "wave", "outlook_cached", "phone")


def sample() -> str:
    """The file's text: names, counts and sizes as drawn; a wave to migrate in; a client mix of some."""
    source = Source(SEED)
    scenario = Scenario.load("incident").replaced({"population.tenants": TENANTS})
    people, names = draw_people(scenario, source), Names(SEED)
    sizes = (people.largest * (1 + 0.6 * (people.mailboxes - 1)) / 1e9).round(2)
    mixes = np.random.default_rng(SEED).random((TENANTS, 3)).round(2)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    for i, number in enumerate(people.numbers.tolist()):
        # One in four has told which clients it uses.
        mix = mixes[i, 1:].tolist() if mixes[i, 0] < 0.25 else ("", "")
        wave = 1 + int(people.mailboxes[i] > 2) + int(people.mailboxes[i] > 10)
        counts = people.mailboxes[i], people.lists[i]
        writer.writerow((names.domain(number), *counts, f"{sizes[i]:.2f} GB", wave, *mix))
    return text.getvalue()


if __name__ == "__main__":
    SAMPLE.parent.mkdir(exist_ok=True)
    write_text(SAMPLE, sample())
    sys.stdout.write(f"{SAMPLE.name}: {TENANTS} tenants\n")
