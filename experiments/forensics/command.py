"""All of an inquiry, in order: what is given is read, the logs stream by, tenants are told apart."""

from collections.abc import Callable
from dataclasses import dataclass, field
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
from .customers import Customers
from .declared import Declared
from .directory import Directory
from .evidence import Collector
from .findings import Findings
from .likelihood import Likelihood, shipped
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
        sources: servers of the source, whose logs are passed over; none: those without any log of Exchange 2013 on.
        declared: by the investigator.
        likelihood: of bytes; None: the one that ships.
    """

    logs: Path
    journal: Path
    customers: Path | None = None
    books: Path | None = None
    sources: tuple[str, ...] = ()
    declared: Declared = field(default_factory=Declared)
    likelihood: Likelihood | None = None


def journal_of(path: Path, customers: Customers) -> list[Line]:
    """A journal's lines, instants in microseconds since 1970; a tenant may be named by its domain.

    Raises:
        InputError: it cannot be read, or tells of no known customer.
    """
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
    customers = Customers.load(given.customers or _beside(given.logs, "customers.csv", "--customers"))
    books = Books.load(given.books or _beside(given.logs, "books.csv", "--books"))
    lines = journal_of(given.journal, customers)
    open_in = windows(lines, given.declared, customers.mailboxes)
    for server in given.sources:
        if server not in reading.servers:
            known = ", ".join(reading.servers)
            raise InputError("--source-server", f"{server}: expected one of {known}")
    targets = _targets(reading, given.sources)
    sources = frozenset(reading.servers).difference(targets)
    collector = Collector(customers, books, open_in, reading, sources)
    evidence = collector.collect(reading.requests(told))
    gaps = reading.coverage.gaps(targets, *_relevant(open_in, reading)) if open_in else []
    inquiry = Inquiry(
        customers,
        books,
        open_in,
        Directory.of(lines, customers),
        evidence,
        given.likelihood or shipped(),
        given.declared,
        missing_hours(gaps),
    )
    return Findings(inquiry.cases(), inquiry, reading, targets, gaps, len(customers.mailboxes))


def _beside(folder: Path, name: str, option: str) -> Path:
    path = folder / name
    if not path.is_file():
        raise InputError(option, f"expected a file: there is no {name} in {folder}")
    return path


def _targets(reading: Reading, sources: tuple[str, ...]) -> tuple[str, ...]:
    """Servers of the target: all but the source's; where nobody says, those with logs of Exchange 2013 and later."""
    if sources:
        return tuple(server for server in reading.servers if server not in sources)
    modern = sorted({file.server for file in reading.files if file.is_of_exchange})
    return tuple(modern or reading.servers)


def _relevant(open_in: dict[int, Window], reading: Reading) -> tuple[int, int]:
    """From the first window's opening to the last one's end; where one has no end, to the end of the logs."""
    first = min(window.opened_at for window in open_in.values())
    ends = [window.closed_at for window in open_in.values() if window.closed_at != NEVER]
    last = reading.coverage.last_at or first
    return first, max([*ends, first]) if len(ends) == len(open_in) else max([*ends, last])
