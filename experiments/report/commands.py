"""What a reader types next, to ask the same of tenants of their own: every line runs as it stands."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Command:
    """A line to type.

    Attributes:
        what: what it answers.
        line: the line.
        tenants: on how many it runs as it stands.
    """

    what: str
    line: str
    tenants: int = 2_000


# What ships with gallab only: a page is read where the files of its author are not.
COMMANDS: Final = (
    Command(
        "Which order of steps, and how long an isolation step, exposes how many?",
        "gallab study --tenants 2000 --replications 20 --out results/mine",
    ),
    Command(
        "What does a gate buy, and what does it cost? As many schedules as it takes for 10 %.",
        'gallab compare ovh-2016 gated --tenants 2000 --window "2 min" --until-halfwidth 0.1 --out results/gate',
    ),
    Command(
        "How likely are ten exposed tenants or more, and what is met once in a thousand campaigns?",
        "gallab risk ovh-2016 --tenants 2000 --at 10 --out results/risk",
    ),
    Command(
        "What happened to the first tenant that was exposed? Its whole night, step by step.",
        'gallab run ovh-2016 --tenants 2000 --window "2 min" --explain first-exposed --out results/story',
    ),
)
