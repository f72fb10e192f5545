from fakeexchange.backout import Backout
from fakeexchange.exchange import Session
from fakeexchange.policies import isolated_at, isolated_spans
from fakeexchange.visibility import BySource, Narrow, Wide
from fakeexchange.words import Cause, Channel, Verb

from .toys import World, world


def migrated(lag: int = 0) -> World:
    """Tenant 0 served and isolated at instant 100, beside a stranger; the second controller sees changes later."""
    toy = world((2, 1), (3, 0), controllers=2)
    toy.clock.now = 100
    tenant = toy.tenants[0]
    for verb in (Verb.PROVISION, Verb.BUILD_ADDRESS_LISTS, Verb.CREATE_POLICY, Verb.SYNC_MAILBOXES):
        getattr(toy.admin, verb)(tenant)
    toy.admin.cut_over(tenant)
    toy.admin.switch_routing(tenant)
    for mailbox in tenant.mailboxes:
        toy.admin.assign_policy(mailbox, (0, lag))
    toy.admin.provision(toy.tenants[1])
    return toy


def test_a_removed_policy_leaves_the_mailbox_open_once_the_controller_has_seen_it() -> None:
    """The writer at once, the other its lag later; until then that one serves it narrow."""
    toy = migrated()
    mailbox = toy.tenants[0].mailboxes[0]
    toy.clock.now = 200
    Backout(toy.exchange).remove_policy(mailbox, (0, 30))
    views = []
    for controller, now in ((0, 200), (1, 229), (1, 230)):
        toy.clock.now = now
        session = toy.exchange.connect(mailbox, controller)
        assert isinstance(session, Session)
        views.append((session.view, session.open_because))
    assert views == [
        (Wide(), Cause.NOT_ASSIGNED),
        (Narrow(0), Cause.NONE),
        (Wide(), Cause.NOT_ASSIGNED),
    ]
    assert toy.tenants[0].unlinked == 1
    assert toy.tenants[0].settled_at == 230


def test_when_a_mailbox_was_isolated() -> None:
    """From the last controller's seeing the policy to the first one's seeing it gone; and again."""
    toy = migrated(lag=20)
    mailbox = toy.tenants[0].mailboxes[0]
    assert isolated_spans(mailbox) == [(120, 2**63 - 1)]
    toy.clock.now = 200
    Backout(toy.exchange).remove_policy(mailbox, (0, 30))
    assert isolated_spans(mailbox) == [(120, 200)]
    assert isolated_at(toy.tenants[0]) == 2**63 - 1
    toy.clock.now = 300
    toy.admin.assign_policy(mailbox, (0, 5))
    assert isolated_spans(mailbox) == [(120, 200), (305, 2**63 - 1)]


def test_what_was_never_assigned_is_not_removed() -> None:
    """Nothing is written, and nothing is reported any more that was not so."""
    toy = world((1, 0))
    mailbox = toy.tenants[0].mailboxes[0]
    toy.admin.misreport_policy(mailbox)
    Backout(toy.exchange).remove_policy(mailbox)
    Backout(toy.exchange).remove_policy(mailbox)
    assert (mailbox.link, mailbox.is_misreported, toy.tenants[0].unlinked) == (None, False, 1)


def test_what_is_undone_leaves_nothing_behind() -> None:
    """Verb after verb, last one first: the source serves as before, and strangers see the tenant no more."""
    toy = migrated()
    tenant, stranger = toy.tenants
    backout = Backout(toy.exchange)
    toy.admin.close_gate(tenant)
    toy.admin.open_gate(tenant)
    session = toy.session(tenant)
    toy.clock.now = 200
    backout.undo(Verb.OPEN_GATE, tenant)
    assert tenant.is_gate_closed
    backout.undo(Verb.CLOSE_GATE, tenant)
    assert not tenant.is_gate_closed
    for mailbox in tenant.mailboxes:
        backout.remove_policy(mailbox)
    backout.undo(Verb.SWITCH_ROUTING, tenant)
    backout.undo(Verb.CUT_OVER, tenant)
    assert toy.exchange.is_cut(session)
    again = toy.session(tenant)
    assert again.view == BySource()
    assert not toy.exchange.is_cut(again)
    directory = toy.exchange.directory
    backout.undo(Verb.PROVISION, tenant)
    assert (directory.visible_mailboxes, directory.visible_lists) == (len(stranger.mailboxes), 0)
    assert not tenant.is_provisioned
    assert tenant.has_lists
    assert [event for at, event, *_ in tenant.journal if at == 200] == [
        f"undo {verb}"
        for verb in (
            Verb.OPEN_GATE,
            Verb.CLOSE_GATE,
            Verb.SWITCH_ROUTING,
            Verb.CUT_OVER,
            Verb.PROVISION,
        )
    ]


def test_the_source_has_a_book_for_each_tenant() -> None:
    """It holds the tenant's own recipients, and arrives as any other does."""
    toy = world((2, 1), (3, 0))
    toy.admin.provision(toy.tenants[1])
    download = toy.exchange.start_download(toy.session(toy.tenants[0]))
    assert download is not None
    answer = toy.exchange.finish_download(download)
    assert (download.book.entries, answer.has_foreign, answer.channel) == (3, False, Channel.OAB)


def test_hidden_again() -> None:
    """What was unhidden stands in no list any more, and hiding it twice changes nothing."""
    toy = world((2, 1))
    tenant = toy.tenants[0]
    toy.admin.provision(tenant, is_hidden=True)
    toy.admin.unhide(tenant)
    toy.clock.now = 50
    for _ in range(2):
        Backout(toy.exchange).undo(Verb.UNHIDE, tenant)
        assert toy.exchange.directory.visible_mailboxes == 0
        assert tenant.visible_until == 50
        toy.clock.now = 60


def test_one_mailbox_alone_goes_back() -> None:
    """The other stays where it is."""
    toy = migrated()
    first, second = toy.tenants[0].mailboxes
    toy.clock.now = 200
    backout = Backout(toy.exchange)
    backout.undo_on(second, Verb.ASSIGN_POLICY, (0, 10))
    backout.undo_on(second, Verb.CUT_OVER)
    assert (first.is_hosted, second.is_hosted, second.returned_at) == (True, False, 200)
    assert toy.tenants[0].journal[-2:] == [(200, "undo assign_policy", 1), (200, "undo cut_over", 1)]
    assert (first.link is not None and first.link[0], second.link is not None and second.link[0]) == (0, None)
