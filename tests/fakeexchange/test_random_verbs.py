"""Whatever is done to three tenants, in whatever order: what no session may ever be told."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from fakeexchange.addressbook import Answer
from fakeexchange.errors import AdminError
from fakeexchange.exchange import Download, Session
from fakeexchange.routing import is_reachable
from fakeexchange.visibility import Refused
from fakeexchange.words import Channel, Verb

from .toys import World, counted_by_rows, world

SIZES = ((2, 1), (1, 0), (3, 2))
CONTROLLERS = 3
CHANNELS = (Channel.NSPI, Channel.OWA, Channel.EWS, Channel.EAS)
tenants = st.integers(0, len(SIZES) - 1)
controllers = st.integers(0, CONTROLLERS - 1)
lags = st.tuples(st.just(0), st.integers(0, 60), st.integers(0, 60))


class RandomVerbs(RuleBasedStateMachine):
    """An administrator who does anything, and clients that look at every instant.

    Verbs act at instants of their own, as a tie within one instant is for the caller to settle.
    """

    @initialize(denied=st.booleans(), redirects=st.booleans(), order=st.permutations(range(9)))
    def build(self, denied: bool, redirects: bool, order: list[int]) -> None:
        """A new world, its browse order any."""
        self.toy: World = world(
            *SIZES, controllers=CONTROLLERS, denied=denied, redirects=redirects, browse_order=order
        )
        self.sessions: list[Session] = []
        self.downloads: list[Download] = []

    def tick(self, by: int = 1) -> None:
        """Let time go on."""
        self.toy.at(self.toy.clock.now + by)

    @rule(by=st.integers(1, 100))
    def wait(self, by: int) -> None:
        """Nothing happens for a while, but changes arrive."""
        self.tick(by)

    @rule(
        tenant=tenants,
        verb=st.sampled_from([v for v in Verb if v not in (Verb.PROVISION, Verb.ASSIGN_POLICY)]),
    )
    def carry_out(self, tenant: int, verb: Verb) -> None:
        """One verb on one tenant, begun and ended, or refused by Exchange."""
        record = self.toy.tenants[tenant]
        try:
            self.toy.admin.begin(verb, record)
        except AdminError:
            return
        self.tick()
        getattr(self.toy.admin, verb)(record)

    @rule(tenant=tenants)
    def bring_over(self, tenant: int) -> None:
        """The whole of a careless migration, so that windows occur often."""
        self.tick()
        self.toy.host(self.toy.tenants[tenant])

    @rule(tenant=tenants)
    def begin_cut_over(self, tenant: int) -> None:
        """A cut-over that stays under way."""
        self.tick()
        self.toy.admin.lock(self.toy.tenants[tenant])

    @rule(tenant=tenants, hidden=st.booleans())
    def provision(self, tenant: int, hidden: bool) -> None:
        """Recipients on the target, seen or hidden."""
        self.tick()
        self.toy.admin.provision(self.toy.tenants[tenant], is_hidden=hidden)

    @rule(tenant=tenants, mailbox=st.integers(0, 2), lags=lags)
    def assign(self, tenant: int, mailbox: int, lags: tuple[int, ...]) -> None:
        """One mailbox gets its policy, and controllers learn of it when they do."""
        self.tick()
        boxes = self.toy.tenants[tenant].mailboxes
        self.toy.admin.assign_policy(boxes[mailbox % len(boxes)], lags)

    @rule(tenant=tenants)
    def mend(self, tenant: int) -> None:
        """A tenant is put right."""
        self.tick()
        self.toy.admin.mend(self.toy.tenants[tenant])

    @rule()
    def regenerate(self) -> None:
        """The default book is made anew."""
        self.tick()
        self.toy.exchange.regenerate_default_book()

    @rule(tenant=tenants, mailbox=st.integers(0, 2), controller=controllers)
    def log_on(self, tenant: int, mailbox: int, controller: int) -> None:
        """A client logs on and stays."""
        self.tick()
        record = self.toy.tenants[tenant]
        found = self.toy.exchange.connect(record.mailboxes[mailbox % len(record.mailboxes)], controller)
        if isinstance(found, Refused):
            return
        self.sessions.append(found)
        started = self.toy.exchange.start_download(found)
        if started is not None:
            self.downloads.append(started)

    @invariant()
    def gated_tenants_are_told_nothing(self) -> None:
        """Behind a closed gate every logon is refused, on every controller."""
        for record in self.toy.tenants:
            if record.is_gate_closed:
                for controller in range(CONTROLLERS):
                    for mailbox in record.mailboxes:
                        assert isinstance(self.toy.exchange.connect(mailbox, controller), Refused)

    @invariant()
    def routing_and_logons_agree(self) -> None:
        """Reachable is what every controller finds served by the target."""
        redirects = self.toy.exchange.are_sources_redirecting
        for record in self.toy.tenants:
            for mailbox in record.mailboxes:
                for controller in range(CONTROLLERS):
                    found = self.toy.exchange.connect(mailbox, controller)
                    on_target = not isinstance(found, Refused) and found.is_on_target
                    assert is_reachable(mailbox, redirects) == on_target

    @invariant()
    def sessions_are_told_what_they_may(self) -> None:
        """Only a wide session is told of strangers; counts are rows; foreign entries alone have a cause."""
        for session in self.sessions:
            for channel in CHANNELS:
                answer = self.toy.exchange.ask(session, channel)
                self.check(answer)
                if not session.is_wide:
                    assert counted_by_rows(self.toy, answer) == (0, 0)
            names = self.toy.exchange.foreign_list_names(session)
            assert 0 <= names <= (len(SIZES) - 1 if session.is_wide else 0)

    @invariant()
    def books_hold_what_they_may(self) -> None:
        """Only a wide session's book holds strangers; counts are rows."""
        for download in self.downloads:
            answer = self.toy.exchange.finish_download(download)
            self.check(answer)
            if not download.session.is_wide:
                assert not answer.has_foreign

    def check(self, answer: Answer) -> None:
        """Counts equal rows, none is negative, and a cause is given exactly where a stranger is."""
        assert counted_by_rows(self.toy, answer) == (answer.foreign_mailboxes, answer.foreign_lists)
        assert answer.has_foreign == (answer.cause != "none")
        assert answer.viewer is not answer.of or not answer.has_foreign


RandomVerbs.TestCase.settings = settings(
    max_examples=60, stateful_step_count=40, derandomize=True, deadline=None, database=None
)
TestRandomVerbs = RandomVerbs.TestCase
