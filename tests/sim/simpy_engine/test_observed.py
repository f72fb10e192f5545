"""Exposure, cause and counts come from answers alone: swap the fake's one rule, and they change."""

import gc
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fakeexchange import visibility
from fakeexchange.addressbook import Answer
from fakeexchange.clock import NEVER
from fakeexchange.directory import Mailbox, Tenant
from fakeexchange.exchange import Exchange, Session
from fakeexchange.words import Channel
from sim.judges import run
from sim.outcome import CAUSES, first_difference
from sim.procedure import built_in
from sim.scenario import Scenario


def small(procedure: str, **changes: object) -> Scenario:
    """300 tenants with busy phones and long sessions, so that something happens in every window."""
    return Scenario.load().replaced(
        {
            "population.tenants": 300,
            "procedure": procedure,
            "window": "10 min",
            "clients.left_on_at_night": 0.6,
            "clients.follow": {"prompt": 0.3, "autodiscover": 0.4, "restart": 0.28, "never": 0.02},
            "clients.asks.phone": 0.5,
            **{k.replace("__", "."): v for k, v in changes.items()},
        }
    )


@pytest.fixture
def asks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The tenant of every ask that the target answered."""
    asked: list[int] = []
    answer = Exchange.ask

    def ask(self: Exchange, session: Session, channel: Channel) -> Answer:
        asked.append(session.mailbox.tenant.number)
        return answer(self, session, channel)

    monkeypatch.setattr(Exchange, "ask", ask)
    return asked


def test_always_narrow_exposes_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a rule that always isolates, the same night has the same window and no exposure."""
    honest = run(small("ovh-2016"))
    connect = Exchange.connect

    def always_narrow(self: Exchange, mailbox: Mailbox, controller: int = 0) -> Session | visibility.Refused:
        session = connect(self, mailbox, controller)
        if isinstance(session, Session) and session.is_wide:
            session.view = visibility.Narrow(mailbox.tenant.number)
        return session

    monkeypatch.setattr(Exchange, "connect", always_narrow)
    narrow = run(small("ovh-2016"))
    assert honest.totals["exposed"] > 20
    assert narrow.totals["exposed"] == narrow.totals["asked"] == narrow.totals["people_disclosed"] == 0
    np.testing.assert_array_equal(honest.columns["window_s"], narrow.columns["window_s"])


def test_always_wide_exposes_every_ask_the_target_answers(
    monkeypatch: pytest.MonkeyPatch, asks: list[int]
) -> None:
    """With a rule that never isolates, a procedure that cannot leak exposes whoever is answered."""
    rule = visibility.who_sees

    def always_wide(*facts: Any) -> visibility.View:
        view = rule(*facts)
        return visibility.WIDE if isinstance(view, visibility.Narrow) else view

    safe = run(small("isolate-first"))
    assert safe.totals["exposed"] == 0
    asks.clear()
    monkeypatch.setattr(visibility, "who_sees", always_wide)
    wide = run(small("isolate-first"))
    exposed = set(np.flatnonzero(wide.columns["exposed_at"] != NEVER).tolist())
    assert exposed
    assert set(asks) <= exposed
    causes = set(wide.columns["cause"][wide.columns["exposed_at"] != NEVER].tolist())
    assert causes <= {CAUSES.index("wide_session"), CAUSES.index("oab")}


@pytest.mark.parametrize("name", built_in())
def test_exposed_asked_connected(name: str) -> None:
    """Exposed tenants have asked; asked ones have connected, where every kind counts as connected."""
    kinds = ["outlook_cached", "outlook_online", "owa", "phone", "ews"]
    c = run(small(name, clients__connected_kinds=kinds)).columns
    assert ((c["exposed_at"] == NEVER) | (c["asked_at"] <= c["exposed_at"])).all()
    assert ((c["asked_at"] == NEVER) | (c["connected_at"] <= c["asked_at"])).all()
    assert (c["connected_at"][c["window_s"] == 0] == NEVER).all()


@pytest.mark.parametrize("name", ["gated", "reroute-last", "isolate-first"])
def test_safe_orders_expose_nobody(name: str) -> None:
    """Gated until checked, or replicated before the rerouting: nobody connects in a window, for there is none."""
    outcome = run(small(name))
    assert outcome.totals["connected"] == outcome.totals["exposed"] == outcome.totals["tenants_named"] == 0
    assert not outcome.columns["window_s"].any()


def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    """One scenario and one seed: the same rows, and the same file."""
    a, b = run(small("ovh-2016"), 5), run(small("ovh-2016"), 5)
    assert first_difference(a, b) is None
    a.write(tmp_path / "a.parquet")
    b.write(tmp_path / "b.parquet")
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()
    assert first_difference(a, run(small("ovh-2016"), 6)) is not None


def test_unions_are_counted_over_all_answers() -> None:
    """People disclosed, worked out again from every row of every answer."""
    from sim.draws import Draws
    from sim.simpy_engine.engine import Laboratory
    from sim.streams import Source

    scenario = small("ovh-2016")
    laboratory = Laboratory.set_up(scenario, Draws(scenario, Source(2)))
    laboratory.run()
    totals = laboratory.outcome(2).totals
    directory = laboratory.exchange.directory
    seen = {
        recipient
        for course, answer in laboratory.clients.answers
        for recipient in answer.recipients()
        if directory.owners[recipient] is not course.tenant
    }
    lists = sum(directory.is_list(recipient) for recipient in seen)
    assert totals["lists_disclosed"] == lists
    assert totals["people_disclosed"] == len(seen) - lists
    assert totals["tenants_disclosed"] == len({directory.owners[r].number for r in seen})


def test_a_campaign_leaves_nothing_behind() -> None:
    """When a run has returned, no tenant of it is left in memory: a study runs dozens in one process."""
    gc.collect()
    before = sum(isinstance(o, Tenant) for o in gc.get_objects())
    run(small("ovh-2016"))
    assert sum(isinstance(o, Tenant) for o in gc.get_objects()) == before
