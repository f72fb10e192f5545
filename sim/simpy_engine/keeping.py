"""One campaign under some draws, of which the servers keep their logs and the engineers their journal."""

from dataclasses import dataclass
from functools import partial

from fakeexchange.names import Names
from fakeexchange.traffic.servers import Servers

from ..draws import Draws
from ..journal.line import Line
from ..load import Load
from ..outcome import Outcome
from ..scenario import Scenario
from .engine import Laboratory, collected_after, stop_of
from .logbook import WritingEngineer
from .logged import Shelving, Span, ToldLives
from .scribe import BookFile, Scribe


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of a campaign that was logged.

    Attributes:
        outcome: equal to that of a run without logs.
        load: of every client's whole life.
        journal: the operator's, by start.
        books: the generations of offline address books that there were.
    """

    outcome: Outcome
    load: Load
    journal: list[Line]
    books: list[BookFile]


def simulate_kept(scenario: Scenario, draws: Draws, span: Span, names: Names, servers: Servers) -> Kept:
    """One campaign, its logs written.

    Args:
        scenario: what is asked.
        draws: drawn for it.
        span: what of it is logged.
        names: what everybody is called.
        servers: where it is logged.
    """
    with collected_after():
        return _play(scenario, draws, span, names, servers)


def _play(scenario: Scenario, draws: Draws, span: Span, names: Names, servers: Servers) -> Kept:
    stop = stop_of(scenario, draws)
    walker = partial(ToldLives, span=span)
    laboratory = Laboratory.set_up(scenario, draws, walker, Shelving, WritingEngineer, stop)
    laboratory.run()
    lives, engineer = laboratory.clients, laboratory.crew.engineer
    assert isinstance(lives, ToldLives)
    assert isinstance(engineer, WritingEngineer)
    load = lives.load(laboratory.courses)
    scribe = Scribe(lives, laboratory.courses, names, draws.source, servers)
    scribe.write()
    batches = {c.tenant.number: laboratory.plan.batch_of(c.position) for c in laboratory.courses}
    outcome = laboratory.outcome(draws.source.seed)
    kept = Kept(outcome, load, list(engineer.book.told(batches)), scribe.books())
    laboratory.dismantle()
    return kept
