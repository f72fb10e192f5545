"""A platform as a value: what is restored is what was kept, and equal values answer equally."""

from collections.abc import Iterator

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from fakeexchange import snapshot
from fakeexchange.admin import Admin
from fakeexchange.backout import Backout
from fakeexchange.clock import NEVER, ManualClock
from fakeexchange.directory import Directory, Tenant
from fakeexchange.errors import AdminError
from fakeexchange.exchange import Exchange, Session
from fakeexchange.oab import Book
from fakeexchange.policies import isolated_at, lacks_isolation
from fakeexchange.visibility import Refused
from fakeexchange.words import Channel, Verb

from .toys import World, world

SIZES = ((2, 1), (1, 0), (3, 2), (1, 1))
CONTROLLERS = 3
tenants = st.integers(0, len(SIZES) - 1)
controllers = st.integers(0, CONTROLLERS - 1)
SOME_LAGS = st.sampled_from([0, 7, NEVER])


def _exchange(clock: ManualClock, pods: int, denied: bool = False) -> Exchange:
    sizes = [(number, *size) for number, size in enumerate(SIZES)]
    first, *others = (Directory(sizes[pod::pods]) for pod in range(pods))
    return Exchange(clock, first, CONTROLLERS, denied, further_pods=others, is_precreated=True)


def _answers(exchange: Exchange) -> Iterator[object]:
    """All that any client could be told now, and what an administrator's checks read."""
    for number in range(len(SIZES)):
        yield from _answers_to(exchange, exchange.tenant(number))
        sessions = [exchange.connect(mailbox) for mailbox in exchange.tenant(number).mailboxes]
        yield [exchange.foreign_list_names(found) for found in sessions if isinstance(found, Session)]


def _answers_to(exchange: Exchange, tenant: Tenant) -> Iterator[object]:
    """The same of one tenant, but for how many others' lists it is shown by name."""
    for mailbox in tenant.mailboxes:
        for controller in range(CONTROLLERS):
            found = exchange.connect(mailbox, controller)
            if isinstance(found, Refused):
                yield found
                continue
            yield found.view, found.open_because
            yield from (_told(exchange, found, channel) for channel in (Channel.NSPI, Channel.EWS))
            yield _downloaded(exchange, found)
        yield lacks_isolation(mailbox, range(CONTROLLERS), exchange.clock.now)
    yield isolated_at(tenant) <= exchange.clock.now, tenant.settled_at <= exchange.clock.now


def _told(exchange: Exchange, session: Session, channel: Channel) -> object:
    answer = exchange.ask(session, channel)
    return answer.foreign_mailboxes, answer.foreign_lists, answer.cause, list(answer.recipients())


def _downloaded(exchange: Exchange, session: Session) -> object:
    download = exchange.start_download(session)
    if download is None:
        return None
    answer, book = exchange.finish_download(download), download.book
    assert isinstance(book, Book)
    told = answer.foreign_mailboxes, answer.foreign_lists, answer.cause, list(answer.recipients())
    return book.name, book.entries, download.began_isolated, told


class Twins(RuleBasedStateMachine):
    """One platform lives on; its twin is brought to its state now and then, from whatever it was before."""

    @initialize(denied=st.booleans(), pods=st.sampled_from([1, 1, 2]))
    def build(self, denied: bool, pods: int) -> None:
        """Two platforms of the same tenants, and one clock."""
        self.clock = ManualClock()
        self.twins = [_exchange(self.clock, pods, denied) for _ in range(2)]
        self.kept: list[snapshot.State] = []
        self.are_equal = True

    def both(self) -> list[Exchange]:
        """Those that the next verb is carried out on: both while they are equal."""
        self.clock.now += 1
        return self.twins if self.are_equal else self.twins[:1]

    @rule(tenant=tenants, verb=st.sampled_from([v for v in Verb if v is not Verb.ASSIGN_POLICY]))
    def carry_out(self, tenant: int, verb: Verb) -> None:
        """One verb on one tenant, or Exchange's refusal."""
        for exchange in self.both():
            record, admin = exchange.tenant(tenant), Admin(exchange)
            try:
                admin.begin(verb, record)
            except AdminError:
                continue
            getattr(admin, verb)(record)

    @rule(tenant=tenants, is_hidden=st.booleans())
    def bring_over(self, tenant: int, is_hidden: bool) -> None:
        """The whole of a careless migration, so that windows occur often."""
        for exchange in self.both():
            record, admin = exchange.tenant(tenant), Admin(exchange)
            admin.provision(record, is_hidden)
            for verb in (Verb.BUILD_ADDRESS_LISTS, Verb.CREATE_POLICY, Verb.CUT_OVER, Verb.SWITCH_ROUTING):
                getattr(admin, verb)(record)

    @rule(tenant=tenants, lags=st.tuples(st.just(0), SOME_LAGS, SOME_LAGS), is_removed=st.booleans())
    def write(self, tenant: int, lags: tuple[int, ...], is_removed: bool) -> None:
        """A policy is put on a tenant's mailboxes, or taken off, and reaches its controllers sooner or later."""
        for exchange in self.both():
            write = Backout(exchange).remove_policy if is_removed else Admin(exchange).assign_policy
            for mailbox in exchange.tenant(tenant).mailboxes:
                write(mailbox, lags)
        # What arrives by itself has arrived before the next look: a value knows no instant to come.
        self.clock.now += max(lag for lag in lags if lag != NEVER)

    @rule(tenant=tenants, what=st.sampled_from(["lock", "pause", "resume", "mend", "unlock"]))
    def happen(self, tenant: int, what: str) -> None:
        """What befalls a tenant beside the verbs."""
        for exchange in self.both():
            getattr(Admin(exchange), what)(exchange.tenant(tenant))

    @rule(tenant=tenants, verb=st.sampled_from(list(Verb)))
    def take_back(self, tenant: int, verb: Verb) -> None:
        """One verb undone."""
        for exchange in self.both():
            Backout(exchange).undo(verb, exchange.tenant(tenant))

    @rule(tenant=tenants)
    def misreport(self, tenant: int) -> None:
        """An assignment to no effect."""
        for exchange in self.both():
            Admin(exchange).misreport_policy(exchange.tenant(tenant).mailboxes[0])

    @rule(which=st.integers(0, 99), tenant=tenants)
    def set_book(self, which: int, tenant: int) -> None:
        """An offline address book is set on a mailbox, on the database, or generated for everybody."""
        for exchange in self.both():
            if which < 20:
                exchange.tenant(tenant).mailboxes[0].offline_address_book = exchange.tenant(tenant).number
            elif which < 25 and len(exchange.directories) == 1:
                exchange.database_book = exchange.directory.tenants[0].number
            else:
                exchange.regenerate_default_book()

    @rule(which=st.integers(0, 99))
    def arrive(self, which: int) -> None:
        """A change that is under way reaches a controller."""
        changes = snapshot.pending(self.twins[0])
        for exchange in self.both() if changes else []:
            assert snapshot.pending(exchange) == changes
            snapshot.replicate(exchange, *changes[which % len(changes)])

    @rule()
    def keep(self) -> None:
        """The state is kept for later."""
        self.kept.append(snapshot.state(self.twins[0]))

    @rule(which=st.integers(0, 99))
    def go_back(self, which: int) -> None:
        """The first platform is brought to a state it was in before, writing only what differs."""
        self.clock.now += 1
        if self.kept:
            kept = self.kept[which % len(self.kept)]
            snapshot.restore(self.twins[0], kept, standing=snapshot.state(self.twins[0]))
            assert snapshot.state(self.twins[0]) == kept
            self.are_equal = False

    @rule()
    def part(self) -> None:
        """From now on the first platform goes on alone."""
        self.are_equal = False

    @rule()
    def become_equal(self) -> None:
        """The twin is brought to the state of the first platform."""
        self.clock.now += 1
        state = snapshot.state(self.twins[0])
        snapshot.restore(self.twins[1], state)
        self.are_equal = True

    @rule(
        tenant=tenants,
        which=st.integers(0, 99),
        verb=st.sampled_from(list(Verb)),
        is_taken_back=st.booleans(),
        lags=st.tuples(st.just(0), st.sampled_from([0, NEVER]), st.sampled_from([0, NEVER])),
    )
    def one_tenant_s_part(
        self, tenant: int, which: int, verb: Verb, is_taken_back: bool, lags: tuple[int, ...]
    ) -> None:
        """What is done to a tenant, and what its clients are told, depends on its part and the listings alone."""
        if not self.kept:
            return
        book, listings, here = snapshot.state(self.twins[0])
        *_, elsewhere = self.kept[which % len(self.kept)]
        pods = len(self.twins[0].directories)
        place = [n for pod in range(pods) for n in range(len(SIZES))[pod::pods]].index(tenant)
        mixed = (*elsewhere[:place], here[place], *elsewhere[place + 1 :])
        after = []
        for parts in (here, mixed):
            exchange = _exchange(self.clock, pods, self.twins[0].are_default_lists_denied)
            snapshot.restore(exchange, (book, listings, parts))
            self.clock.now += 1
            _do(exchange, exchange.tenant(tenant), verb, is_taken_back, lags)
            self.clock.now += 1
            *shared, then = snapshot.state(exchange)
            assert (*then[:place], *then[place + 1 :]) == (*parts[:place], *parts[place + 1 :])
            after.append((shared, then[place], list(_answers_to(exchange, exchange.tenant(tenant)))))
        one, other = after
        assert one == other

    @rule()
    def restore_to_itself(self) -> None:
        """A platform brought to its own state is as it was."""
        self.clock.now += 1
        first = self.twins[0]
        before, told = snapshot.state(first), list(_answers(first))
        snapshot.restore(first, before)
        assert snapshot.state(first) == before
        assert list(_answers(first)) == told

    @invariant()
    def equal_states_answer_equally(self) -> None:
        """Twins in one state tell every client the same, after whatever is done to both."""
        if self.are_equal:
            self.clock.now += 1
            one, other = self.twins
            assert snapshot.state(one) == snapshot.state(other)
            assert list(_answers(one)) == list(_answers(other))


def _do(exchange: Exchange, tenant: Tenant, verb: Verb, is_taken_back: bool, lags: tuple[int, ...]) -> None:
    """A verb on a tenant, or its undoing, or Exchange's refusal."""
    admin, backout = Admin(exchange), Backout(exchange)
    if verb is Verb.ASSIGN_POLICY:
        for mailbox in tenant.mailboxes:
            (backout.remove_policy if is_taken_back else admin.assign_policy)(mailbox, lags)
    elif is_taken_back:
        backout.undo(verb, tenant)
    else:
        try:
            admin.begin(verb, tenant)
        except AdminError:
            return
        getattr(admin, verb)(tenant)


TestTwins = Twins.TestCase
TestTwins.settings = settings(
    max_examples=80, stateful_step_count=25, derandomize=True, deadline=None, database=None
)


def _assigned(*lags: int) -> World:
    toy = world((2, 0), (1, 0), controllers=3)
    toy.host(*toy.tenants)
    toy.at(5)
    toy.isolate(toy.tenants[0], lags)
    toy.at(6)
    return toy


def test_a_change_arrives_where_it_is_brought_and_nowhere_else() -> None:
    """Each change is under way to each controller but the writer, and arrives at one at a time, in any order."""
    toy = _assigned(0, NEVER, NEVER)
    first, second = (snapshot.Unreplicated(0, mailbox, 0) for mailbox in (0, 1))
    assert snapshot.pending(toy.exchange) == [(first, 1), (first, 2), (second, 1), (second, 2)]

    snapshot.replicate(toy.exchange, second, 2)

    seen = [[not toy.session(toy.tenants[0], c, m).is_wide for c in range(3)] for m in (0, 1)]
    assert seen == [[True, False, False], [True, False, True]]
    assert snapshot.pending(toy.exchange) == [(first, 1), (first, 2), (second, 1)]


def test_a_controller_ignores_a_change_older_than_one_it_has_seen() -> None:
    """A removal that has arrived is not undone by the assignment before it, which is under way no more."""
    toy = _assigned(0, NEVER, NEVER)
    mailbox = toy.tenants[0].mailboxes[0]
    Backout(toy.exchange).remove_policy(mailbox, (0, NEVER, NEVER))
    toy.at(7)
    under_way = [(change.age, c) for change, c in snapshot.pending(toy.exchange) if change.mailbox == 0]
    assert under_way == [(0, 1), (0, 2), (1, 1), (1, 2)]

    snapshot.replicate(toy.exchange, snapshot.Unreplicated(0, 0, 0), 1)

    mine = [(change.age, c) for change, c in snapshot.pending(toy.exchange) if change.mailbox == 0]
    assert mine == [(0, 2), (1, 2)]
    with pytest.raises(ValueError, match="is not on its way to controller 1"):
        snapshot.replicate(toy.exchange, snapshot.Unreplicated(0, 0, 1), 1)


def test_a_check_sees_what_arrived_an_instant_ago() -> None:
    """A change brought to a controller counts for a check from the next instant on, as one that came by itself."""
    toy = _assigned(0, NEVER, NEVER)
    for change, controller in snapshot.pending(toy.exchange):
        snapshot.replicate(toy.exchange, change, controller)

    assert not toy.admin.verify_isolation(toy.tenants[0])
    toy.at(7)
    assert toy.admin.verify_isolation(toy.tenants[0])
    assert toy.tenants[0].settled_at <= 7


def test_the_value_knows_neither_time_nor_log() -> None:
    """The same done later, and after something that left nothing behind, is the same value."""
    early, late = _assigned(0, 0, 0), world((2, 0), (1, 0), controllers=3)
    late.at(1_000)
    late.host(*late.tenants)
    late.admin.manual(late.tenants[0])
    late.at(2_000)
    late.isolate(late.tenants[0], (0, 30, 30))
    late.at(3_000)

    assert snapshot.state(early.exchange) == snapshot.state(late.exchange)
    snapshot.restore(late.exchange, snapshot.state(late.exchange))
    assert late.tenants[0].journal == []


def test_a_restored_default_book_holds_whom_it_held() -> None:
    """Whoever was provisioned after the last generation is in the lists, and not in the book."""
    toy = world((1, 0), (2, 0), (3, 0))
    toy.host(*toy.tenants[:2])
    toy.exchange.regenerate_default_book()
    toy.at(1)
    toy.host(toy.tenants[2])
    toy.at(2)

    snapshot.restore(toy.exchange, snapshot.state(toy.exchange))

    assert toy.ask(toy.tenants[0]).foreign_mailboxes == 2 + 3
    book = toy.download(toy.session(toy.tenants[0]))
    assert book is not None
    assert book.foreign_mailboxes == 2
    assert len(list(book.recipients())) == 1 + 2


def test_a_restored_platform_knows_why_it_shows_strangers() -> None:
    """An assignment to no effect is the cause before and after."""
    toy = world((1, 0), (2, 0))
    toy.host(*toy.tenants)
    toy.admin.misreport_policy(toy.tenants[0].mailboxes[0])
    toy.at(1)

    snapshot.restore(toy.exchange, snapshot.state(toy.exchange))

    assert toy.ask(toy.tenants[0]).cause == "silent_failure"


def test_recipients_one_by_one_are_refused() -> None:
    """Once a cmdlet has changed a single recipient, a platform has no value that would say so."""
    toy = world((2, 0), (1, 0))
    before = snapshot.state(toy.exchange)
    toy.exchange.directory.enrol(toy.tenants[0])

    assert before[0] is None
    with pytest.raises(ValueError, match="one by one"):
        snapshot.state(toy.exchange)
