"""``calibrate --logs``: everything that logs, journal and move statistics tell, in order."""

from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from sim.journal.line import Line
from sim.scenario import Scenario
from sim.words import NEVER, Verb

from ..files import new_folder, write_text
from ..folders import Kind, read_mark, write_mark, write_tables
from ..forensics.command import beside, journal_of
from ..forensics.customers import Customers
from ..logs.reader import Reading
from .follow import follow
from .fragment import Told, fragment, rows
from .local import Local
from .measure import Measure
from .moves import moves
from .rates import rates
from .steps import steps
from .visits import count_visits

FRAGMENT = "measured.toml"


def measure(
    scenario: Scenario,
    logs: Path,
    journal: Path | None,
    moved: Path | None,
    customers: Path | None,
    told: Callable[[int, int], None],
) -> Told:
    """All measures.

    Args:
        scenario: whose zone hours are local in, and whose laws are scaled.
        logs: a folder of logs.
        journal: a file; None: nothing is measured from one.
        moved: an export of move statistics; None: likewise.
        customers: a file; None: in the folder of logs.
        told: is called with files read and files in all.

    Raises:
        InputError: something given cannot be read.
    """
    known = Customers.load(customers or beside(logs, "customers.csv", "--customers"))
    reading = Reading.of(logs)
    zone = scenario.campaign.time_zone
    lines: list[Line] = [] if journal is None else journal_of(journal, known)
    first = min((line.start for line in lines if line.verb == Verb.CUT_OVER), default=NEVER)
    visits = count_visits(reading.requests(told), reading, known, ZoneInfo(zone), first)
    found = list(rates(visits, sum(known.mailboxes.values()), scenario))
    if journal is not None:
        own = (m.value for m in found if isinstance(m, Measure) and m.key == "clients.per_day.outlook_cached")
        per_day = next(own, scenario.clients.per_day.outlook_cached)
        local = Local(ZoneInfo(zone))
        found += [
            *follow(visits, lines, known, per_day, scenario.clients, local),
            *steps(lines, known, scenario),
        ]
    if moved is not None:
        of_moves = list(moves(moved))
        # An export of the moves themselves tells more of the last stage than the operators' journal.
        better = {each.key for each in of_moves if isinstance(each, Measure)}
        found = [each for each in found if each.key not in better]
        found += of_moves
    return found


def write_folder(told: Told, out: Path, source: str) -> Path:
    """A results folder.

    Returns:
        The piece of a scenario.

    Raises:
        InputError: the folder belongs to something else, or cannot be written.
    """
    with new_folder(out, Kind.MEASURED.mark) as folder:
        write_tables(folder, {"measured": list(rows(told))})
        write_text(folder / FRAGMENT, fragment(told, source))
        write_mark(folder, Kind.MEASURED, {"source": source})
    return out / FRAGMENT


def again(folder: Path) -> Path:
    """The piece of a scenario in a folder: there is nothing to draw.

    Raises:
        InputError: another version wrote it.
    """
    read_mark(folder, Kind.MEASURED)
    return folder / FRAGMENT
