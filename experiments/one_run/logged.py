"""``run --logs``: one campaign, and all that its hoster would have afterwards, in one folder.

Protocol logs of each server, the operators' journal, and two exports of the organisation: who its customers are
(accepted domains, mailboxes, lists) and which offline address books lie on its servers.
"""

import csv
from collections.abc import Iterable, Sequence
from datetime import UTC, timedelta
from io import StringIO
from pathlib import Path
from typing import Final

from fakeexchange.names import Names
from fakeexchange.traffic.servers import Servers
from sim.campaign import plan
from sim.draws import Draws
from sim.errors import InputError
from sim.journal.clock import Clock
from sim.journal.writing import write_journal
from sim.load import Load
from sim.outcome import Outcome
from sim.scenario import Scenario
from sim.simpy_engine.keeping import simulate_kept
from sim.simpy_engine.logged import Span
from sim.simpy_engine.scribe import BookFile
from sim.streams import Source
from sim.units import HOUR, duration

from ..files import fresh_folder, write_text

CUSTOMERS: Final = "customers.csv"
BOOKS: Final = "books.csv"
JOURNAL: Final = "journal.csv"
BEFORE_US: Final = 10 * HOUR
"""Logs begin so long before the first night opens."""
AFTER_US: Final = 24 * HOUR
"""And go on so long after the last planned night has closed: a book is fetched again within a day."""


def span_of(scenario: Scenario, draws: Draws, asked: str | None) -> Span:
    """What of a campaign is logged.

    Args:
        scenario: whose.
        draws: drawn for it.
        asked: two durations since 00:00 of the first day, ``"14 d..16 d"``; None: from before the first night to
            after the last planned one.

    Raises:
        InputError: not two durations, the first below the second.
    """
    if asked is None:
        planned = plan(scenario, draws.people)
        last = planned.closing_night(planned.planned_nights - 1, 0)
        return Span(planned.nights[0].opens_at - BEFORE_US, last.closes_at + AFTER_US)
    first, dots, last_text = asked.partition("..")
    try:
        span = Span(duration(first), duration(last_text))
        if not dots or span.from_at >= span.until:
            raise ValueError
    except ValueError as error:
        raise InputError(
            "--logs-span", f'{asked}: expected two durations since the first day\'s midnight: "14 d..16 d"'
        ) from error
    return span


def run_logged(
    scenario: Scenario,
    seed: int,
    folder: Path,
    span: str | None = None,
    journal: Path | None = None,
    slow_us: tuple[int, int, int] = (0, 0, 0),
) -> tuple[Outcome, Load]:
    """One campaign with every client's whole life, and the folder of what its hoster kept.

    Args:
        scenario: what is asked.
        seed: names the draws, and who is called what.
        folder: a new name, or an empty folder.
        span: see ``span_of``.
        journal: a file that the journal is written to as well.
        slow_us: by how much the clocks of two front ends and of the source go behind.

    Raises:
        InputError: a folder that is taken, or cannot be written.
    """
    draws = Draws(scenario, Source(seed))
    logged = span_of(scenario, draws, span)
    names = Names(seed, scenario.population.locales, are_unique=True)
    clock = Clock.of(scenario.campaign)
    with fresh_folder(folder, "--logs") as part:
        with Servers(part, clock.midnight.astimezone(UTC), slow_us) as servers:
            kept = simulate_kept(scenario, draws, logged, names, servers)
        for path in (part / JOURNAL, *(() if journal is None else (journal,))):
            write_journal(path, kept.journal, clock)
        write_text(part / CUSTOMERS, _customers(kept.outcome, names))
        write_text(part / BOOKS, _books(kept.books, clock))
    return kept.outcome, kept.load


def _customers(outcome: Outcome, names: Names) -> str:
    rows = zip(*(outcome.columns[name].tolist() for name in ("tenant", "mailboxes", "lists")), strict=True)
    return table(
        ("tenant", "domain", "mailboxes", "lists"),
        ((tenant, names.domain(tenant), mailboxes, lists) for tenant, mailboxes, lists in rows),
    )


def _books(books: Iterable[BookFile], clock: Clock) -> str:
    return table(
        ("guid", "tenant", "sequence", "generated", "bytes"),
        (
            (
                book.guid,
                "" if book.tenant is None else book.tenant,
                book.sequence,
                (clock.midnight.astimezone(UTC) + timedelta(microseconds=book.generated_at)).isoformat(
                    timespec="seconds"
                ),
                book.bytes,
            )
            for book in books
        ),
    )


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table as CSV."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()
