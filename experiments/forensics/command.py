"""All of an inquiry, in order: what is given is read, the logs stream by, tenants are told apart."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sim.errors import InputError
from sim.journal.clock import Clock
from sim.journal.line import Line
from sim.journal.reading import read_journal
from sim.words import NEVER

from ..logs.coverage import missing_hours
from ..logs.reader import Reading
from .books import Books
from .classes import Inquiry
from .clocks import ServerClock, Watch, changes, corrected
from .customers import Customers
from .declared import Declared
from .directory import Directory
from .evidence import Collector
from .findings import Findings
from .likelihood import Likelihood, shipped
from .mapped import JournalMap
from .windows import Window, windows

SINCE_1970: Final = Clock(datetime(1970, 1, 1, tzinfo=UTC))
"""Journals and logs meet in microseconds since 1970, whatever zone a journal was kept in."""


@dataclass(frozen=True, slots=True)
class Given:
    """What an inquiry works from.

    Attributes:
        logs: a folder of logs.
        journal: a file.
        customers: a file; None: in the folder of logs.
        books: likewise.
        targets: servers of the target, all that ought to have logs; other servers' are passed over. None: those that
            have logs of Exchange 2013 and later.
        declared: by the investigator.
        likelihood: of bytes; None: the one that ships.
        journal_map: what the journal's columns mean, where it is somebody else's.
    """

    logs: Path
    journal: Path
    customers: Path | None = None
    books: Path | None = None
    targets: tuple[str, ...] = ()
    declared: Declared = field(default_factory=Declared)
    likelihood: Likelihood | None = None
    journal_map: Path | None = None


def journal_of(path: Path, customers: Customers, journal_map: Path | None = None) -> list[Line]:
    """A journal's lines, instants in microseconds since 1970; a tenant may be named by its domain.

    Args:
        path: the file.
        customers: who they are.
        journal_map: what its columns and steps mean, where it is somebody else's; None: it is as gallab writes it.

    Raises:
        InputError: it cannot be read, or tells of no known customer.
    """
    if journal_map is not None:
        lines, _ = JournalMap.load(journal_map).read(path, customers)
        return lines
    most = max(customers.mailboxes) + 1
    names = [""] * most
    for domain, tenant in customers.by_domain.items():
        names[tenant] = names[tenant] or domain
    return read_journal(path, SINCE_1970, most, names)


def inquire(given: Given, told: Callable[[int, int], None] = lambda done, of: None) -> Findings:
    """What logs and journal say.

    Args:
        given: where they are.
        told: is called with files read and files in all.

    Raises:
        InputError: something given cannot be read.
    """
    reading = Reading.of(given.logs)
    customers = Customers.load(given.customers or beside(given.logs, "customers.csv", "--customers"))
    books = Books.load(given.books or beside(given.logs, "books.csv", "--books"))
    lines = journal_of(given.journal, customers, given.journal_map)
    targets = given.targets or _targets(reading)
    if not set(targets) & set(reading.servers):
        known = ", ".join(reading.servers)
        raise InputError("--target-server", f"{', '.join(targets)}: expected at least one of {known}")
    sources = frozenset(reading.servers).difference(targets)
    declared, off = given.declared, list[ServerClock]()
    while True:
        open_in = windows(lines, declared, customers.mailboxes)
        watch = Watch(changes(lines), customers, reading, targets)
        requests = corrected(watch.over(reading.requests(told)), reading, off)
        evidence = Collector(customers, books, open_in, reading, sources).collect(requests)
        clocks = watch.clocks(targets)
        if off or not (off := [clock for clock in clocks if clock.is_off(declared.skew_us)]):
            break
        # What bears on a window was not kept by the right clock: once more.
        declared = replace(declared, skew_us=declared.skew_us + max(clock.doubt for clock in off))
        reading = Reading.of(given.logs)
    gaps = reading.coverage.gaps(targets, *_relevant(open_in, reading)) if open_in else []
    inquiry = Inquiry(
        customers,
        books,
        open_in,
        Directory.of(lines, customers),
        evidence,
        given.likelihood or shipped(),
        declared,
        missing_hours(gaps, len(targets)),
    )
    return Findings(inquiry.cases(), inquiry, reading, targets, gaps, len(customers.mailboxes), clocks, off)


def beside(folder: Path, name: str, option: str) -> Path:
    """A file in a folder of logs.

    Raises:
        InputError: it is not there.
    """
    path = folder / name
    if not path.is_file():
        raise InputError(option, f"expected a file: there is no {name} in {folder}")
    return path


def _targets(reading: Reading) -> tuple[str, ...]:
    """Servers with logs of Exchange 2013 and later; where no server has any, all."""
    modern = sorted({file.server for file in reading.files if file.is_of_exchange})
    return tuple(modern or reading.servers)


def _relevant(open_in: dict[int, Window], reading: Reading) -> tuple[int, int]:
    """From the first window's opening to the last one's end; where one has no end, to the end of the logs."""
    first = min(window.opened_at for window in open_in.values())
    ends = [window.closed_at for window in open_in.values() if window.closed_at != NEVER]
    last = reading.coverage.last_at or first
    return first, max([*ends, first]) if len(ends) == len(open_in) else max([*ends, last])
