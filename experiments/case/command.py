"""All groups, one after the other: a night, its logs, their extract, and the check that the extract can be solved."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sim.errors import InputError
from sim.units import HOUR

from ..files import new_folder, write_text
from ..forensics.books import Books
from ..forensics.command import Given, inquire
from ..forensics.customers import Customers
from ..forensics.declared import declared
from ..logs.reader import Reading
from ..one_run.logged import BOOKS, CUSTOMERS, JOURNAL, run_logged
from .campaign import LOGGED_US, Campaign, campaigns
from .dossier import WORDS, write_dossier, write_key
from .extract import MOST, Logs, UnfitError, write_logs
from .key import Solved, is_as_told
from .mark import Mark, marks, read_answers
from .plots import Plot, plots

SKEW: Final = "2 s"
KEY: Final = "key"
MARK: Final = "case.json"
"""The file by which a folder of dossiers is known."""


def write_cases(seed: int, groups: int, out: Path, told: Callable[[int, int], None]) -> list[Solved]:
    """A dossier for each group, and the key in a folder of its own.

    Args:
        seed: names the class: the same one, the same dossiers.
        groups: how many.
        out: the folder.
        told: is called with groups done and groups in all.

    Raises:
        InputError: more groups than causes, a folder that is taken, or no campaign of that seed will do.
    """
    causes = plots()
    if not 1 <= groups <= len(causes):
        raise InputError.of_option(
            "--groups", groups, f"1 to {len(causes)}: each group's case has a cause of its own"
        )
    with new_folder(out, MARK) as folder:
        all_solved = []
        for group, plot in enumerate(causes[:groups], 1):
            told(group - 1, groups)
            own = folder / f"group-{group}"
            solved = _solved(plot, seed, group, own / "logs")
            words = write_dossier(solved, own, list(causes))
            if words > WORDS:
                raise AssertionError(f"group {group}: {words} words")
            all_solved.append(replace(solved, words=words))
        told(groups, groups)
        about = {"seed": seed, "groups": groups}
        (folder / KEY).mkdir()
        write_key(all_solved, folder / KEY, about)
        write_text(folder / MARK, json.dumps(about) + "\n")
    return all_solved


def _solved(plot: Plot, seed: int, group: int, logs: Path) -> Solved:
    """The first campaign whose extract tells the truth, and leaves nothing open."""
    for campaign in campaigns(plot, seed, group):
        with TemporaryDirectory(prefix="gallab-case-") as place:
            try:
                return _tried(plot, group, campaign, Path(place) / "night", logs)
            except UnfitError:
                shutil.rmtree(logs, ignore_errors=True)
    raise InputError.of_option("--seed", seed, f"another: none of its nights makes a case of {plot.cause}")


def _tried(plot: Plot, group: int, campaign: Campaign, night: Path, logs: Path) -> Solved:
    span = "..".join(f"{at // HOUR} h" for at in LOGGED_US)
    run_logged(campaign.scenario, campaign.seed, night, span)
    says = declared(plot.lag, SKEW, "open")
    whole = inquire(Given(night, night / JOURNAL, declared=says))
    if not is_as_told(whole, campaign.exposed, campaign.in_vain):
        raise UnfitError("even all of its logs do not tell who received")
    reading = Reading.of(night)
    requests = sorted((each for each in reading.requests() if each.user), key=lambda each: each.end)
    customers, books = Customers.load(night / CUSTOMERS), Books.load(night / BOOKS)
    of_night = Logs(reading, requests, customers, books, whole.inquiry.windows)
    trails, kept = of_night.extract(campaign.exposed, campaign.in_vain[0])
    many = write_logs(reading, kept, logs)
    for name in (JOURNAL, CUSTOMERS, BOOKS):
        shutil.copy(night / name, logs / name)
    found = inquire(Given(logs, logs / JOURNAL, declared=says))
    if many > MOST or not is_as_told(found, campaign.exposed, campaign.in_vain):
        raise UnfitError("the extract does not tell what the night does")
    return Solved(group, plot, campaign, trails, found, many)


def mark(answers: Path, out: Path) -> list[Mark]:
    """Marks of a class's answers, against the key of a folder.

    Raises:
        InputError: no such folder or file, or an answer that cannot be read.
    """
    if not (out / MARK).is_file():
        raise InputError("--out", f"{out}: expected a folder of dossiers: there is no {MARK} in it")
    return list(marks(read_answers(answers), read_answers(out / KEY / "key.csv"), str(answers)))
