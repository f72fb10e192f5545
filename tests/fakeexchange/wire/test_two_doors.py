"""One body, two transports: whatever is done, a client in this process and one over HTTP are told the same."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from fakeexchange.wire.app import create_app
from fakeexchange.wire.server import serving
from fakeexchange.words import Verb

from .doors import CONTROLLERS, Door, InProcess, OverHttp, site
from .toys import NAMES

USERS = st.integers(0, 2)
VERBS = st.sampled_from(
    [verb for verb in Verb if verb not in (Verb.VERIFY_ISOLATION, Verb.RESTART_CLIENT_ACCESS)]
)
QUERIES = st.sampled_from(["a", "e", "jo", "d", "=direction", "nobody", NAMES.person(1, 0).address])
LISTS = st.sampled_from(
    [NAMES.distribution_list(0, 1)[1], NAMES.distribution_list(1, 0)[1], "none@x.example"]
)
ROOM_LISTS = st.sampled_from([*(f"rooms@{NAMES.domain(n)}" for n in range(3)), NAMES.person(0, 1).address])
LAGS = st.one_of(st.none(), st.integers(0, 90_000_000).map(lambda lag: (0,) * (CONTROLLERS - 1) + (lag,)))
MIGRATED = (
    Verb.PROVISION,
    Verb.BUILD_ADDRESS_LISTS,
    Verb.CREATE_POLICY,
    Verb.SYNC_MAILBOXES,
    Verb.CUT_OVER,
    Verb.SWITCH_ROUTING,
    Verb.GENERATE_OAB,
)


@contextmanager
def over() -> Iterator[OverHttp]:
    """A client of a server on a free port."""
    with serving(create_app(site())) as server:
        yield OverHttp(server)


@pytest.fixture(scope="module")
def over_http() -> Iterator[OverHttp]:
    """The same for all tests."""
    with over() as http:
        yield http


@pytest.fixture(params=["in process", "over HTTP"])
def door(request: pytest.FixtureRequest, over_http: OverHttp) -> Door:
    """One door or the other, to a fresh world."""
    found: Door = InProcess() if request.param == "in process" else over_http
    found.reset()
    return found


def test_the_same_night_through_either_door(door: Door) -> None:
    """Before its move, in the window, behind the gate, isolated on one controller of two, and on both."""
    own, lists = (
        [NAMES.person(0, n).address for n in range(3)],
        [NAMES.distribution_list(0, n)[1] for n in range(2)],
    )
    stranger = NAMES.person(1, 0)
    assert door.settings(0) == ("settings", "source", "True")
    assert door.book(0) == ("found", *own, *lists)
    assert door.resolve(0, own[1]) == ("found", own[1])
    assert door.expand(0, lists[0]) == ("found", *own)
    for tenant in (0, 1):
        for verb in MIGRATED:
            assert door.run(verb, tenant) == ""
    assert door.resolve(0, stranger.surname) == ("found", stranger.address)
    rooms = {n: f"rooms@{NAMES.domain(n)}" for n in (0, 1, 2)}
    assert door.room_lists(0) == ("found", rooms[0], rooms[1])
    assert door.rooms(0, rooms[1]) == ("found", NAMES.person(1, 1).address)
    assert door.rooms(0, rooms[2]) == ("none",)
    door.run(Verb.CLOSE_GATE, 0)
    assert door.resolve(0, stranger.surname) == ("gate_closed",)
    door.run(Verb.OPEN_GATE, 0)
    door.run(Verb.ASSIGN_POLICY, 0, (0, 30_000_000))
    assert {door.resolve(0, stranger.surname) for _ in range(20)} == {("found",), ("found", stranger.address)}
    door.advance(30_000_000)
    assert {door.resolve(0, stranger.surname) for _ in range(20)} == {("found",)}
    assert door.expand(0, NAMES.distribution_list(1, 0)[1]) == ("none",)
    assert door.room_lists(0) == ("found", rooms[0])
    assert door.rooms(0, rooms[0].upper()) == ("found", own[1], own[2])
    assert door.rooms(0, rooms[1]) == ("none",)
    assert door.book(0) == ("found", *own, *lists)


class TwoDoors(RuleBasedStateMachine):
    """Random administration and random clients, through both doors."""

    over_http: ClassVar[OverHttp]

    def __init__(self) -> None:
        super().__init__()
        self.inside = InProcess()

    @initialize()
    def begin(self) -> None:
        """Both begin anew."""
        self.inside.reset()
        self.over_http.reset()

    @rule(tenants=st.sets(USERS, min_size=1), upto=st.integers(1, len(MIGRATED)))
    def migrate(self, tenants: set[int], upto: int) -> None:
        """Some tenants are taken through the first of the usual verbs."""
        for tenant in sorted(tenants):
            for verb in MIGRATED[:upto]:
                assert self.inside.run(verb, tenant) == self.over_http.run(verb, tenant)

    @rule(verb=VERBS, tenant=USERS, lags=LAGS)
    def run(self, verb: Verb, tenant: int, lags: tuple[int, ...] | None) -> None:
        """Any verb on any tenant, met or not."""
        lags = lags if verb is Verb.ASSIGN_POLICY else None
        assert self.inside.run(verb, tenant, lags) == self.over_http.run(verb, tenant, lags)

    @rule(by=st.integers(0, 60_000_000))
    def wait(self, by: int) -> None:
        """Time goes on."""
        self.inside.advance(by)
        self.over_http.advance(by)

    @rule(user=USERS, query=QUERIES)
    def resolve(self, user: int, query: str) -> None:
        """EWS: a name."""
        assert self.inside.resolve(user, query) == self.over_http.resolve(user, query)

    @rule(user=USERS, address=LISTS)
    def expand(self, user: int, address: str) -> None:
        """EWS: a list."""
        assert self.inside.expand(user, address) == self.over_http.expand(user, address)

    @rule(user=USERS)
    def room_lists(self, user: int) -> None:
        """EWS: room lists."""
        assert self.inside.room_lists(user) == self.over_http.room_lists(user)

    @rule(user=USERS, address=ROOM_LISTS)
    def rooms(self, user: int, address: str) -> None:
        """EWS: the rooms of one."""
        assert self.inside.rooms(user, address) == self.over_http.rooms(user, address)

    @rule(user=USERS)
    def settings(self, user: int) -> None:
        """Autodiscover."""
        assert self.inside.settings(user) == self.over_http.settings(user)

    @rule(user=USERS)
    def book(self, user: int) -> None:
        """The offline address book."""
        assert self.inside.book(user) == self.over_http.book(user)


def play(over_http: OverHttp, examples: int) -> None:
    """So many games of 30 moves each."""
    TwoDoors.over_http = over_http
    chosen = settings(max_examples=examples, stateful_step_count=30, deadline=None, derandomize=True)
    run_state_machine_as_test(TwoDoors, settings=chosen)


def test_random_requests_are_answered_alike(over_http: OverHttp) -> None:
    """Both doors give equal answers to whatever is asked, in whatever state."""
    play(over_http, 25)
