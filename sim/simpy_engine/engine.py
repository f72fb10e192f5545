"""A scenario and a seed in, an Outcome out: the fake is built, the campaign runs over it, and is read."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import simpy

from fakeexchange.admin import Admin
from fakeexchange.clock import NEVER
from fakeexchange.directory import Tenant
from fakeexchange.exchange import Exchange

from ..campaign import Plan, plan
from ..draws import Draws
from ..fault_draws import controllers_in_use
from ..load import Load
from ..outcome import Outcome
from ..procedure import Move
from ..scenario import Scenario
from ..step_draws import oab_phase
from ..stops import Stop, first_stop, may_stop, reports_after
from .courses import Course
from .forests import directories
from .lives import Lives
from .observer import columns, unions
from .order import DEFAULT_OAB, Environment, Waits, Worker
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
    draws: Draws
    plan: Plan
    env: Environment
    exchange: Exchange
    clients: Clients
    crew: Crew
    courses: list[Course]

    @classmethod
    def set_up(
        cls,
        scenario: Scenario,
        draws: Draws,
        walker: Callable[[Environment, Exchange, Draws], Clients] = Clients,
        front_door: type[Exchange] = Exchange,
        crew_of: type[Engineer] = Engineer,
        stop: Stop | None = None,
        env: Environment | None = None,
    ) -> "Laboratory":
        """Build the fake with its tenants in campaign order: neighbours in time and in memory.

        Args:
            scenario: what is asked.
            draws: drawn for it.
            walker: how clients are walked.
            front_door: what answers them.
            crew_of: who carries out steps.
            stop: cuts the campaign; None: nothing does.
            env: the loop, at instant 0; None: one that goes as fast as it can.
        """
        planned = plan(scenario, draws.people)
        env = Environment(initial_time=0) if env is None else env
        first_pod, *further_pods = directories(draws)
        exchange = front_door(
            env,
            first_pod,
            controllers_in_use(draws.source, scenario),
            are_default_lists_denied=scenario.procedure.default_lists == "denied",
            are_sources_redirecting=scenario.platform.source_redirects,
            is_precreated=scenario.procedure.move is Move.PRECREATED,
            further_pods=further_pods,
        )
        clients = walker(env, exchange, draws)
        admin, tenants = Admin(exchange), [exchange.tenant(n) for n in draws.everyone.numbers.tolist()]
        for resident in tenants[planned.tenants :]:
            _settle(admin, resident)
        courses = [Course(tenant, position) for position, tenant in enumerate(tenants[: planned.tenants])]
        if stop is not None:
            for course, horizon_at in zip(courses, stop.horizons.tolist(), strict=True):
                course.horizon_at = horizon_at
        engineer = crew_of(env, admin, clients, scenario, draws, stop)
        crew = Crew(env, engineer, scenario, planned, draws.source, courses)
        return cls(scenario, draws, planned, env, exchange, clients, crew, courses)

    def start(self) -> None:
        """Everybody is at work, and nothing has happened yet."""
        first = oab_phase(self.draws.source, self.scenario)
        self.env.work(lambda worker: self._default_book(worker, first))
        self.crew.start()

    def run(self) -> None:
        """The campaign, until nothing is left to happen."""
        self.start()
        self.env.run_out()

    def outcome(self, seed: int) -> Outcome:
        """What was observed."""
        rows = columns(
            self.courses,
            self.plan,
            self.crew.night_of_batch,
            self.exchange.are_sources_redirecting,
        )
        answers, nights = self.clients.answers, self.crew.nights_opened
        totals = unions(self.exchange.directories, self.courses, answers, nights, self.crew.stop_at)
        return Outcome(self.scenario.procedure.name, "simpy", seed, rows, totals)

    def stop(self) -> Stop | None:
        """What would have stopped this campaign, had it been cut."""
        exposed_at = np.array([course.exposed_at for course in self.courses], np.int64)
        finished_at = np.array([course.finished_at for course in self.courses], np.int64)
        reports = reports_after(self.scenario, self.draws.source, self.draws.people.numbers)
        at = first_stop(exposed_at, reports, self.crew.engineer.probed_at)
        return None if at == NEVER else Stop.of(self.scenario, at, finished_at)

    def dismantle(self) -> None:
        """Cut the circles of directories, tenants and mailboxes: all is freed without the collector."""
        for directory in self.exchange.directories:
            for tenant in directory.tenants:
                tenant.mailboxes.clear()
            for of in (directory.tenants, directory.owners, directory.by_number):
                of.clear()

    def _default_book(self, worker: Worker, first: int) -> Waits:
        """The mailbox assistant: the default OAB is made anew every cycle, as long as anything happens."""
        at = first
        while True:
            worker.until(at, DEFAULT_OAB)
            yield
            self.exchange.regenerate_default_book()
            if self.env.peek() == simpy.core.Infinity:
                return
            at += self.scenario.platform.oab_cycle


def _settle(admin: Admin, resident: Tenant) -> None:
    """A resident was migrated before the campaign begins, and isolated."""
    for verb in (admin.provision, admin.build_address_lists, admin.create_policy, admin.sync_mailboxes):
        verb(resident)
    admin.cut_over(resident)
    admin.switch_routing(resident)
    for mailbox in resident.mailboxes:
        admin.assign_policy(mailbox)
    admin.generate_oab(resident)


def simulate(scenario: Scenario, draws: Draws) -> Outcome:
    """One campaign under some draws; clients are walked while they can meet anything that a row tells."""
    with collected_after():
        return _play(scenario, draws)


def simulate_all(scenario: Scenario, draws: Draws) -> tuple[Outcome, Load]:
    """The same campaign and the same rows, with every client's whole life and the load they all make."""
    with collected_after():
        return _play_all(scenario, draws)


def stop_of(scenario: Scenario, draws: Draws) -> Stop | None:
    """What stops a campaign, found by playing it uncut; None: nothing does."""
    if not may_stop(scenario):
        return None
    laboratory = Laboratory.set_up(scenario, draws)
    laboratory.run()
    stop = laboratory.stop()
    laboratory.dismantle()
    return stop


def _play(scenario: Scenario, draws: Draws) -> Outcome:
    laboratory = Laboratory.set_up(scenario, draws)
    laboratory.run()
    if may_stop(scenario) and (stop := laboratory.stop()) is not None:
        laboratory.dismantle()
        laboratory = Laboratory.set_up(scenario, draws, stop=stop)
        laboratory.run()
    outcome = laboratory.outcome(draws.source.seed)
    laboratory.dismantle()
    return outcome


def _play_all(scenario: Scenario, draws: Draws) -> tuple[Outcome, Load]:
    laboratory = Laboratory.set_up(scenario, draws, Lives, stop=stop_of(scenario, draws))
    laboratory.run()
    assert isinstance(laboratory.clients, Lives)
    both = laboratory.outcome(draws.source.seed), laboratory.clients.load(laboratory.courses)
    laboratory.dismantle()
    return both


@contextmanager
def collected_after() -> Iterator[None]:
    """Around what makes a campaign and lets go of it: the collector rests meanwhile, and then frees it all."""
    with without_collecting():
        yield
        # Before the collector takes up its work: once it has seen the rest of a campaign alive, it keeps it for long.
        gc.collect()


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
