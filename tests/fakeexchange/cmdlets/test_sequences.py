"""In one world an engineer carries out verbs, in its twin types their cmdlets: no client tells them apart."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from fakeexchange.admin import Admin
from fakeexchange.clock import ManualClock
from fakeexchange.cmdlets.sequences import sequence
from fakeexchange.directory import Directory
from fakeexchange.errors import AdminError
from fakeexchange.exchange import Exchange, Session
from fakeexchange.visibility import Refused
from fakeexchange.words import Channel, Verb

from ..toys import World, world

SIZES = ((2, 1), (1, 0), (2, 2))
CONTROLLERS = 2
ONLINE = (Channel.NSPI, Channel.OWA, Channel.EWS, Channel.EAS)
FLAGS = (
    "is_provisioned",
    "has_lists",
    "has_policy",
    "is_synced",
    "is_routed",
    "unlinked",
    "settled_at",
    "lists_built_at",
)
tenants = st.integers(0, len(SIZES) - 1)


class Twins(RuleBasedStateMachine):
    """Whatever is done, it is done in both, at the same instants and with the same lags."""

    @initialize(
        denied=st.booleans(), redirects=st.booleans(), precreated=st.booleans(), lag=st.integers(0, 50)
    )
    def build(self, denied: bool, redirects: bool, precreated: bool, lag: int) -> None:
        """Two worlds of the same tenants; in the second, so long a lag at every controller but the writer."""
        self.verbs, self.typed = (
            world(*SIZES, controllers=CONTROLLERS, denied=denied, redirects=redirects, precreated=precreated)
            for _ in range(2)
        )
        self.lags = (0, lag)
        self.typed.admin.shell.organisation.lags = [0, lag]
        self.sessions: list[tuple[Session, Session]] = []

    def tick(self, by: int = 1) -> None:
        """Let time go on in both."""
        for toy in (self.verbs, self.typed):
            toy.at(toy.clock.now + by)

    def type_in(self, verb: Verb, tenant: int, hidden: bool = False) -> None:
        """The verb's cmdlets, one after the other."""
        organisation = self.typed.admin.shell.organisation
        for cmdlet, parameters in sequence(organisation, verb, self.typed.tenants[tenant], hidden):
            self.typed.admin.cmdlet(cmdlet, **parameters)

    def carry_out(self, verb: Verb, tenant: int, hidden: bool = False) -> None:
        """The verb in one world; in the other, unless the first refuses, its sequence."""
        record = self.verbs.tenants[tenant]
        try:
            self.verbs.admin.begin(verb, record)
        except AdminError:
            return
        if verb is Verb.CUT_OVER:
            for mailbox in self.typed.tenants[tenant].mailboxes:
                if not mailbox.is_hosted:
                    self.typed.admin.lock_mailbox(mailbox)
        self.tick()
        if verb is Verb.ASSIGN_POLICY:
            for mailbox in record.mailboxes:
                self.verbs.admin.assign_policy(mailbox, self.lags)
        elif verb is Verb.PROVISION:
            self.verbs.admin.provision(record, hidden)
        else:
            getattr(self.verbs.admin, verb)(record)
        self.type_in(verb, tenant, hidden)

    @rule(by=st.integers(1, 60))
    def wait(self, by: int) -> None:
        """Nothing happens for a while, but changes arrive."""
        self.tick(by)

    @rule(tenant=tenants, verb=st.sampled_from(list(Verb)), hidden=st.booleans())
    def one_verb(self, tenant: int, verb: Verb, hidden: bool) -> None:
        """Any verb on any tenant."""
        self.carry_out(verb, tenant, hidden)

    @rule(tenant=tenants, upto=st.integers(2, 7))
    def bring_over(self, tenant: int, upto: int) -> None:
        """The beginning of a careless migration, so that windows occur often."""
        verbs = (
            "provision",
            "build_address_lists",
            "create_policy",
            "sync_mailboxes",
            "switch_routing",
            "cut_over",
        )
        for verb in (*verbs, "assign_policy")[:upto]:
            self.carry_out(Verb(verb), tenant)

    @rule()
    def regenerate(self) -> None:
        """The default book is made anew."""
        for toy in (self.verbs, self.typed):
            toy.exchange.regenerate_default_book()

    @rule(tenant=tenants, mailbox=st.integers(0, 1), controller=st.integers(0, CONTROLLERS - 1))
    def log_on(self, tenant: int, mailbox: int, controller: int) -> None:
        """A client logs on in both, and stays."""
        first, second = (
            toy.exchange.connect(boxes[mailbox % len(boxes)], controller)
            for toy in (self.verbs, self.typed)
            for boxes in (toy.tenants[tenant].mailboxes,)
        )
        if isinstance(first, Session) and isinstance(second, Session):
            self.sessions = [*self.sessions[-2:], (first, second)]

    @invariant()
    def records_agree(self) -> None:
        """What a verb requires of a tenant is as true in the second world as in the first."""
        for one, other in zip(self.verbs.tenants, self.typed.tenants, strict=True):
            assert [getattr(one, flag) for flag in FLAGS] == [getattr(other, flag) for flag in FLAGS]

    @invariant()
    def logons_agree(self) -> None:
        """Every logon that begins now is refused for the same reason, or opens an equal session."""
        for tenant, (mailboxes, _) in enumerate(SIZES):
            for number in range(mailboxes):
                for controller in range(CONTROLLERS):
                    first, second = (
                        toy.exchange.connect(toy.tenants[tenant].mailboxes[number], controller)
                        for toy in (self.verbs, self.typed)
                    )
                    if isinstance(first, Refused) or isinstance(second, Refused):
                        assert first == second
                    else:
                        self.agree(first, second)

    @invariant()
    def sessions_agree(self) -> None:
        """Sessions opened earlier are told the same."""
        for first, second in self.sessions:
            self.agree(first, second)

    def agree(self, first: Session, second: Session) -> None:
        """Two sessions may read the same, by every channel, for the same reason."""
        assert (first.view, first.open_because) == (second.view, second.open_because)
        assert self.verbs.exchange.is_cut(first) == self.typed.exchange.is_cut(second)
        for channel in ONLINE:
            assert told(self.verbs, first, channel) == told(self.typed, second, channel)
        assert fetched(self.verbs, first) == fetched(self.typed, second)


def told(toy: World, session: Session, channel: Channel) -> tuple[object, ...]:
    """What a session is told online."""
    answer = toy.exchange.ask(session, channel)
    counts = answer.foreign_mailboxes, answer.foreign_lists, toy.exchange.foreign_list_names(session)
    return (*counts, answer.cause, tuple(answer.recipients()))


def fetched(toy: World, session: Session) -> tuple[object, ...]:
    """What a session downloads."""
    started = toy.exchange.start_download(session)
    if started is None:
        return ()
    answer = toy.exchange.finish_download(started)
    return started.book.generated_at, started.book.entries, answer.cause, tuple(answer.recipients())


Twins.TestCase.settings = settings(
    max_examples=25, stateful_step_count=20, derandomize=True, deadline=None, database=None
)
TestTwins = Twins.TestCase


def test_hidden_for_good() -> None:
    """A mailbox that is never listed is provisioned by its cmdlets as it is by the verb."""
    exchange = Exchange(ManualClock(), Directory([(0, 2, 1, 1)]))
    admin = Admin(exchange)
    tenant = exchange.tenant(0)
    for cmdlet, parameters in sequence(admin.shell.organisation, Verb.PROVISION, tenant):
        admin.cmdlet(cmdlet, **parameters)

    assert tenant.counted_in(exchange.directory.edition) == (1, 1)
    assert [call.cmdlet for call in admin.shell.calls] == [
        "New-MailUser",
        "New-MailUser",
        "Set-MailUser",
        "New-DistributionGroup",
    ]
