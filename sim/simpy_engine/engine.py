"""A scenario and a seed in, an Outcome out: the fake is built, the campaign runs over it, and is read."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import simpy

from fakeexchange.admin import Admin
from fakeexchange.directory import Directory
from fakeexchange.exchange import Exchange

from ..campaign import Plan, plan
from ..client_draws import ClientDraws
from ..draws import Source, oab_phase
from ..outcome import Outcome
from ..population import People, browse_order, draw_people, draw_seats
from ..procedure import Move
from ..scenario import Scenario
from .courses import Course
from .observer import columns, unions
from .order import DEFAULT_OAB, At, Environment
from .sessions import Clients
from .slots import Crew
from .steps import Engineer


@dataclass
class Laboratory:
    """One campaign, set up and ready to run.

    Attributes:
        env: the loop, at instant 0.
        exchange: the fake.
        clients: the tenants' clients.
        crew: who works.
        courses: the tenants by position.
    """

    scenario: Scenario
    source: Source
    people: People
    plan: Plan
    env: Environment
    exchange: Exchange
    clients: Clients
    crew: Crew
    courses: list[Course]

    @classmethod
    def set_up(cls, scenario: Scenario, source: Source) -> "Laboratory":
        """Draw, and build the fake with its tenants in campaign order: neighbours in time and in memory."""
        drawn = draw_people(scenario, source)
        planned = plan(scenario, source, drawn)
        people = drawn.taken(planned.order)
        sizes = zip(people.numbers.tolist(), people.mailboxes.tolist(), people.lists.tolist(), strict=True)
        env = Environment(initial_time=0)
        exchange = Exchange(
            env,
            Directory(sizes, browse_order(source, people).tolist()),
            scenario.platform.controllers,
            are_default_lists_denied=scenario.procedure.default_lists == "denied",
            are_sources_redirecting=scenario.platform.source_redirects,
            is_precreated=scenario.procedure.move is Move.PRECREATED,
        )
        seats = draw_seats(scenario, source, people)
        clients = Clients(env, exchange, scenario, ClientDraws(scenario, source, seats), seats)
        courses = [Course(tenant, position) for position, tenant in enumerate(exchange.directory.tenants)]
        engineer = Engineer(env, Admin(exchange), clients, scenario, source, people)
        crew = Crew(env, engineer, scenario, planned, source, courses)
        return cls(scenario, source, people, planned, env, exchange, clients, crew, courses)

    def run(self) -> None:
        """The campaign, until nothing is left to happen."""
        first = oab_phase(self.source, self.scenario)
        self.env.process(self._default_book(first, self.scenario.platform.oab_cycle))
        self.crew.start()
        self.env.run()

    def outcome(self, seed: int) -> Outcome:
        """What was observed."""
        rows = columns(
            self.courses,
            self.plan,
            self.crew.night_of_batch,
            self.exchange.are_sources_redirecting,
        )
        totals = unions(self.exchange.directory, self.courses, self.clients.answers, self.crew.nights_opened)
        return Outcome(self.scenario.procedure.name, "simpy", seed, rows, totals)

    def dismantle(self) -> None:
        """Cut the circles of tenants and mailboxes, so that all is freed without the collector's looking for it."""
        for tenant in self.exchange.directory.tenants:
            tenant.mailboxes.clear()

    def _default_book(self, first: int, cycle: int) -> "simpy.events.ProcessGenerator":
        """The mailbox assistant: the default OAB is made anew every cycle, as long as anything happens."""
        yield At(self.env, first, DEFAULT_OAB)
        self.exchange.regenerate_default_book()
        while self.env.peek() != simpy.core.Infinity:
            yield At(self.env, cycle, DEFAULT_OAB)
            self.exchange.regenerate_default_book()


def simulate(scenario: Scenario, source: Source) -> Outcome:
    """One campaign under the draws of a source."""
    with without_collecting():
        outcome = _play(scenario, source)
        # Before the collector takes up its work: once it has seen the rest of a campaign alive, it keeps it for long.
        gc.collect()
        return outcome


def _play(scenario: Scenario, source: Source) -> Outcome:
    laboratory = Laboratory.set_up(scenario, source)
    laboratory.run()
    outcome = laboratory.outcome(source.seed)
    laboratory.dismantle()
    return outcome


@contextmanager
def without_collecting() -> Iterator[None]:
    """Without the garbage collector: what a campaign makes lives to its end."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
