"""One tenant's whole story: told to a terminal, and as data."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from fakeexchange.journal import Record
from fakeexchange.names import Names
from sim.draws import Draws
from sim.judges import Engine, judge
from sim.outcome import NO_RESIDUAL, WORDS, Outcome
from sim.scenario import Scenario
from sim.simpy_engine.witness import witness
from sim.streams import Source
from sim.units import SECOND, spoken
from sim.words import NEVER

from ..naming import OwnNames, called
from ..wording import clock, counted, day, draw, lasting
from .choice import found, numbered
from .endings import ending
from .event import Event
from .events import anchor_of, events
from .when import night_at, offset
from .words import CAUSES, Words, held, seconds_of


@dataclass(frozen=True)
class Story:
    """What happened to one tenant in one campaign.

    Attributes:
        scenario: what was asked.
        seed: of the draw.
        row: the tenant's row: words for codes, whole microseconds for instants.
        record: what the fake noted.
        events: what it tells, in order.
        called: the tenant's number, and its name where names are shown.
    """

    scenario: Scenario
    seed: int
    row: Mapping[str, Any]
    record: Record
    events: tuple[Event, ...]
    called: str

    @classmethod
    def of(cls, scenario: Scenario, outcome: Outcome, record: Record, names: OwnNames = None) -> "Story":
        """The story in a record."""
        told = events(
            record,
            scenario.platform.source_redirects,
            scenario.clients.horizon,
            scenario.clients.connected_kinds,
        )
        row, tenant = row_of(outcome, record.tenant), called(record.tenant, names)
        return cls(scenario, outcome.seed, row, record, tuple(told), tenant)

    @property
    def anchor_at(self) -> int:
        """The instant from which offsets count: its clients' anchor, or its first event."""
        anchor_at = anchor_of(self.record)
        return self.events[0].at if anchor_at == NEVER and self.events else anchor_at

    @cached_property
    def words(self) -> Words:
        """Who says it."""
        population = self.scenario.population
        names = Names(self.seed, population.locales, population.unique_names)
        return Words(names, self.record.tenant, self.record.controllers, self.scenario.campaign.first_day)

    @property
    def title(self) -> str:
        """Of which tenant, and from which draw."""
        record, row = self.record, self.row
        window = "as drawn" if self.scenario.window is None else spoken(self.scenario.window)
        return (
            f"Tenant {self.called}, {self.words.domain()}: {counted(record.mailboxes, 'mailbox', 'mailboxes')},"
            f" {counted(record.lists, 'list')}; batch {row['batch']}, night {row['night']}\n"
            f"{self.scenario.procedure.name}, isolation step {window};"
            f" {draw(self.scenario.population.tenants, self.seed)}; local time, and time since its anchor"
        )

    def text(self) -> str:
        """The story for a terminal: one line an event."""
        lines = [self.title, ""]
        for event in self.events:
            apart = offset(event.at, self.anchor_at)
            lines.append(f"{self._at(event.at):<19}  {apart:>15}  {event.actor:<8}  {self.words.says(event)}")
        return "\n".join([*lines, "", self.end])

    def to_json(self) -> list[dict[str, Any]]:
        """The story as data: one object an event, instants in seconds since 00:00 of the first day."""
        return [
            {
                "at": event.at / SECOND,
                "since_anchor_s": (event.at - self.anchor_at) / SECOND,
                "night": night_at(self.scenario.campaign, event.at),
                "actor": str(event.actor),
                "what": str(event.what),
                "says": self.words.says(event),
                **seconds_of(event.facts),
            }
            for event in self.events
        ]

    @property
    def end(self) -> str:
        """The row in a few sentences: exposed or not, why, how long it was open, and how its procedure has ended."""
        return f"{self._shown} {ending(self.row['status'], self.events)}".rstrip()

    @property
    def _shown(self) -> str:
        row = self.row
        refused = counted(row["refused"], "logon") + (" was" if row["refused"] == 1 else " were")
        window = (
            f"its window was open for {lasting(row['window_s'] / SECOND)}"
            if row["window_s"]
            else "it had no window"
        )
        open_ = f"{window}, {refused} refused"
        if row["exposed_at"] == NEVER:
            met = "" if row["connected_at"] == NEVER else f"Connected at {self._told(row['connected_at'])}. "
            return f"{met}It was not exposed: {open_}."
        facts = next(
            e.facts
            for e in self.events
            if e.at == row["exposed_at"] and e.facts.get("cause", "none") != "none"
        )
        return (
            f"Exposed at {self._told(row['exposed_at'])} by {row['channel'].upper()}, cause {row['cause']}:"
            f" {CAUSES[row['cause']]}. It {held(facts)}; {open_}{self._residual()}."
        )

    def _residual(self) -> str:
        until = self.row["residual_until"]
        if until == NO_RESIDUAL:
            return ""
        if until == NEVER:
            return "; what was downloaded of others was not replaced while it was followed"
        return f"; what was downloaded of others was replaced by {self._told(until)}"

    def _told(self, at: int) -> str:
        return " ".join(self._at(at).split())

    def _at(self, at: int) -> str:
        return f"{day(self.scenario.campaign.first_day, at / SECOND):<10} {clock(at / SECOND)}"


def row_of(outcome: Outcome, tenant: int) -> dict[str, Any]:
    """A tenant's row: words for codes, whole microseconds for instants and durations."""
    (place,) = (outcome.columns["tenant"] == tenant).nonzero()[0].tolist()
    return dict(_words(outcome, place))


def _words(outcome: Outcome, place: int) -> Iterator[tuple[str, Any]]:
    for name, values in outcome.columns.items():
        yield name, WORDS[name][values[place]] if name in WORDS else int(values[place])


def explain(
    scenario: Scenario, seed: int, who: str, engine: Engine, names: OwnNames = None
) -> tuple[Outcome, Story | None]:
    """One campaign, and the story of one of its tenants.

    Args:
        scenario: what is asked.
        seed: names the draws.
        who: a tenant's number, or one of the words of ``choice``.
        engine: whose outcome is wanted; the story is always SimPy's, for only the fake keeps a journal.
        names: of the tenants, where they are shown.

    Returns:
        The outcome, and the story; None where a word names nobody, because nobody was exposed.

    Raises:
        InputError: no such tenant.
    """
    tenant = numbered(who, scenario.population.tenants)
    draws = Draws(scenario, Source(seed), is_shared=True)
    computed = None
    if tenant is None or engine == "kernel":
        computed = judge(scenario, draws, "kernel")
    if tenant is None and computed is not None:
        tenant = found(who, computed)
    if tenant is None:
        return judge(scenario, draws, engine), None
    observed, records = witness(scenario, draws, {tenant})
    outcome = computed if engine == "kernel" and computed is not None else observed
    return outcome, Story.of(scenario, observed, records[tenant], names)
