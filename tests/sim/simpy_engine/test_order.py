"""Calls reach the fake at their simulated instant, and within an instant in the model's order."""

from collections.abc import Callable
from typing import Any

import pytest

from fakeexchange.admin import Admin
from fakeexchange.exchange import Exchange
from fakeexchange.words import Verb
from sim.draws import Draws
from sim.scenario import Scenario
from sim.simpy_engine.engine import Laboratory
from sim.streams import Source
from sim.units import HOUR, SECOND

ADMINISTRATION, DEFAULT_OAB, CLIENT = 3, 5, 6

Call = tuple[int, int, int, str]
"""Instant, class, position, what was called."""


def recorded(monkeypatch: pytest.MonkeyPatch, toy: Scenario) -> tuple[list[Call], Laboratory]:
    """Every call of a campaign that reached the fake."""
    calls: list[Call] = []
    laboratory = Laboratory.set_up(toy, Draws(toy, Source(3)))
    places = {course.tenant.number: course.position for course in laboratory.courses}

    def record(owner: type, name: str, order: int, number: Callable[[Any], int]) -> None:
        called = getattr(owner, name)

        def wrapper(self: Any, *args: Any, **kwargs: Any) -> Any:
            position = places[number(args[0])] if args else -1
            calls.append((laboratory.env.now, order, position, name))
            return called(self, *args, **kwargs)

        monkeypatch.setattr(owner, name, wrapper)

    for verb in Verb:
        number = (lambda m: m.tenant.number) if verb is Verb.ASSIGN_POLICY else (lambda t: t.number)
        record(Admin, str(verb), ADMINISTRATION, number)
    record(Exchange, "connect", CLIENT, lambda mailbox: mailbox.tenant.number)
    record(Exchange, "ask", CLIENT, lambda session: session.mailbox.tenant.number)
    record(Exchange, "start_download", CLIENT, lambda session: session.mailbox.tenant.number)
    record(Exchange, "finish_download", CLIENT, lambda download: download.session.mailbox.tenant.number)
    record(Exchange, "regenerate_default_book", DEFAULT_OAB, lambda _: -1)
    # The engine binds verbs when it prepares its steps, so the laboratory is built again over the recorders.
    rebuilt = Laboratory.set_up(toy, Draws(toy, Source(3)))
    laboratory.env = rebuilt.env
    rebuilt.run()
    return calls, rebuilt


@pytest.fixture
def busy_night() -> Scenario:
    """A night into which the pre-sync runs late, with the default OAB made anew in it; whole seconds force ties."""
    return Scenario.load().replaced(
        {
            "population.tenants": 400,
            "campaign.sync_lead": "1 d",
            "campaign.sync_slots": 30,
            "campaign.slots": 7,
            "campaign.batch": 3,
            "campaign.night_shock": 0.0,
            "campaign.campaign_shock": 0.0,
            "platform.oab_cycle": "1 h",
            "platform.lag_hop": "0 s",
            "steps.sync_mailboxes.rate": "0.2 GB/h",
            "clients.left_on_at_night": 0.6,
            "clients.per_day.phone": "480/d",
            "procedure": {
                "name": "whole seconds",
                "steps": [
                    {"verb": "provision", "duration": "2 s"},
                    {"verb": "build_address_lists", "duration": "2 s"},
                    {"verb": "create_policy", "duration": "2 s"},
                    {"verb": "sync_mailboxes"},
                    {"verb": "cut_over", "duration": "60 s"},
                    {"verb": "switch_routing", "duration": "60 s", "scope": "batch"},
                    {"verb": "assign_policy", "duration": "10 min"},
                    {"verb": "wait_replication"},
                    {"verb": "generate_oab", "duration": "60 s"},
                    {"verb": "decommission", "duration": "60 s"},
                ],
            },
        }
    )


def test_calls_come_in_the_order_of_the_model(monkeypatch: pytest.MonkeyPatch, busy_night: Scenario) -> None:
    """(instant, class, position) never decreases, over every call of a night with late pre-sync."""
    calls, laboratory = recorded(monkeypatch, busy_night)
    keys = [call[:3] for call in calls]
    assert keys == sorted(keys)
    opens = laboratory.plan.nights[0].opens_at
    in_night = [c for c in calls if opens <= c[0] < opens + 8 * HOUR]
    assert sum(c[3] == "provision" for c in in_night) > 10
    assert sum(c[3] == "regenerate_default_book" for c in in_night) >= 7
    assert sum(c[1] == CLIENT for c in in_night) > 40


def test_ties_did_occur(monkeypatch: pytest.MonkeyPatch, busy_night: Scenario) -> None:
    """The night above has instants at which several tenants are worked on: the order was put to the test."""
    calls, _ = recorded(monkeypatch, busy_night)
    administered = [(at, position) for at, order, position, _ in calls if order == ADMINISTRATION]
    tenants_at: dict[int, set[int]] = {}
    for at, position in administered:
        tenants_at.setdefault(at, set()).add(position)
    assert sum(len(tenants) > 1 for tenants in tenants_at.values()) > 50
    assert all(at % SECOND == 0 for at, *_ in calls[:60])
