import pytest

from fakeexchange.visibility import BySource, Narrow, Nothing, Reason, Refused, Wide
from fakeexchange.words import Cause, Channel

from .toys import World, counted_by_rows, world

CHANNELS = (Channel.NSPI, Channel.OWA, Channel.EWS, Channel.EAS)


def beside_strangers(**options: bool | int) -> World:
    """Tenant 0 of (2, 1), not hosted; tenant 1 of (3, 2), hosted and provisioned at 0."""
    toy = world((2, 1), (3, 2), **options)  # type: ignore[arg-type]
    toy.host(toy.tenants[1])
    toy.admin.provision(toy.tenants[0])
    return toy


def test_closed_gate_refuses_everywhere() -> None:
    """A closed gate refuses on the source, after the cut-over, and under a policy."""
    toy = beside_strangers()
    tenant = toy.tenants[0]
    toy.admin.close_gate(tenant)

    assert toy.exchange.connect(tenant.mailboxes[0]) == Refused(Reason.GATE_CLOSED)

    toy.host(tenant)
    assert toy.exchange.connect(tenant.mailboxes[0]) == Refused(Reason.GATE_CLOSED)

    toy.isolate(tenant)
    assert toy.exchange.connect(tenant.mailboxes[0]) == Refused(Reason.GATE_CLOSED)


def test_gate_is_the_tenants_alone() -> None:
    """One tenant's gate does not keep out another's clients."""
    toy = beside_strangers()
    toy.admin.close_gate(toy.tenants[0])

    assert toy.session(toy.tenants[1]).is_on_target


def test_locked_mailbox_is_refused() -> None:
    """While its cut-over runs a mailbox is refused, and only then."""
    toy = beside_strangers()
    tenant = toy.tenants[0]
    toy.admin.sync_mailboxes(tenant)

    toy.admin.lock(tenant)
    assert toy.exchange.connect(tenant.mailboxes[0]) == Refused(Reason.LOCKED)

    toy.admin.cut_over(tenant)
    toy.admin.switch_routing(tenant)
    assert toy.session(tenant).is_on_target


@pytest.mark.parametrize("routed", [False, True])
def test_source_serves_before_the_cut_over_and_reveals_nothing(routed: bool) -> None:
    """Not cut over, the source serves wherever routing points: no foreign row, no list name, its own book."""
    toy = beside_strangers()
    tenant = toy.tenants[0]
    toy.exchange.regenerate_default_book()
    tenant.is_routed = routed

    session = toy.session(tenant)

    assert (session.view, session.is_on_target, session.is_wide) == (BySource(), False, False)
    assert not session.is_unisolated
    assert toy.exchange.foreign_list_names(session) == 0
    download = toy.exchange.start_download(session)
    assert download is not None
    assert download.book.name == tenant.number
    assert not toy.exchange.finish_download(download).has_foreign
    for channel in CHANNELS:
        answer = toy.exchange.ask(session, channel)
        assert (answer.has_foreign, answer.cause) == (False, Cause.NONE)
        assert counted_by_rows(toy, answer) == (0, 0)


def test_cut_over_and_not_routed_is_refused() -> None:
    """Hosted but not routed, a logon is refused, with a policy or without one."""
    toy = beside_strangers()
    tenant = toy.tenants[0]
    toy.admin.cut_over(tenant)

    assert toy.exchange.connect(tenant.mailboxes[0]) == Refused(Reason.NOT_ROUTED)
    toy.isolate(tenant)
    assert toy.exchange.connect(tenant.mailboxes[0]) == Refused(Reason.NOT_ROUTED)


def test_source_that_redirects_makes_reachable() -> None:
    """Where the source redirects, the cut-over alone lets clients reach the target, wide."""
    toy = beside_strangers(redirects=True)
    tenant = toy.tenants[0]

    assert toy.session(tenant).view == BySource()

    toy.admin.cut_over(tenant)
    assert toy.session(tenant).view == Wide()


def test_policy_narrows() -> None:
    """Under its policy a session is told its own tenant's recipients, all of them, and nobody else's."""
    toy = beside_strangers()
    tenant = toy.tenants[0]
    toy.host(tenant)
    toy.isolate(tenant)

    session = toy.session(tenant)

    assert (session.view, session.is_unisolated) == (Narrow(0), False)
    assert toy.exchange.foreign_list_names(session) == 0
    answer = toy.exchange.ask(session, Channel.NSPI)
    assert (answer.has_foreign, answer.cause) == (False, Cause.NONE)
    assert list(answer.recipients()) == [0, 1, 2]


def test_no_policy_is_wide() -> None:
    """Without a policy a session is told everybody provisioned, the cause being that none was assigned."""
    toy = beside_strangers()
    toy.host(toy.tenants[0])

    session = toy.session(toy.tenants[0])
    answer = toy.exchange.ask(session, Channel.NSPI)

    assert (session.view, session.open_because) == (Wide(), Cause.NOT_ASSIGNED)
    assert (answer.foreign_mailboxes, answer.foreign_lists, answer.cause) == (3, 2, Cause.NOT_ASSIGNED)
    assert list(answer.recipients()) == list(range(8))


def test_prepared_tenants_are_seen_long_before_their_own_cut_over() -> None:
    """Mail users prepared for a later night stand in the default GAL; hidden ones do not."""
    toy = world((1, 0), (4, 0), (8, 0))
    viewer, prepared, hidden = toy.tenants
    toy.host(viewer)
    toy.admin.provision(prepared)
    toy.admin.provision(hidden, is_hidden=True)

    assert toy.ask(viewer).foreign_mailboxes == 4


def test_hidden_viewer_sees_the_others() -> None:
    """A wide session of a hidden tenant is told the others, and none of its own is taken off."""
    toy = world((2, 0), (4, 0))
    viewer, other = toy.tenants
    toy.admin.provision(viewer, is_hidden=True)
    toy.admin.cut_over(viewer)
    toy.admin.switch_routing(viewer)
    toy.admin.provision(other)

    answer = toy.ask(viewer)

    assert (answer.foreign_mailboxes, list(answer.recipients())) == (4, [2, 3, 4, 5])


def test_provisioned_in_the_instant_of_the_answer_counts() -> None:
    """Who was provisioned at the instant of an answer is in it."""
    toy = world((1, 0), (4, 0))
    toy.host(toy.tenants[0])
    session = toy.session(toy.tenants[0])

    toy.at(99)
    assert toy.exchange.ask(session, Channel.NSPI).foreign_mailboxes == 0
    toy.at(100)
    toy.admin.provision(toy.tenants[1])
    assert toy.exchange.ask(session, Channel.NSPI).foreign_mailboxes == 4


def test_denied_lists_show_nothing() -> None:
    """With the default lists denied a session without a policy sees no row, no name, no default book."""
    toy = beside_strangers(denied=True)
    tenant = toy.tenants[0]
    toy.host(tenant)
    toy.exchange.regenerate_default_book()

    session = toy.session(tenant)

    assert (session.view, session.is_wide) == (Nothing(), False)
    assert session.is_unisolated
    assert toy.exchange.foreign_list_names(session) == 0
    assert toy.exchange.start_download(session) is None
    for channel in CHANNELS:
        answer = toy.exchange.ask(session, channel)
        assert (answer.has_foreign, list(answer.recipients()), answer.cause) == (False, [], Cause.NONE)


def test_denied_lists_do_not_hinder_a_policy() -> None:
    """With the default lists denied an isolated session sees its own list and book as ever."""
    toy = beside_strangers(denied=True)
    tenant = toy.tenants[0]
    toy.host(tenant)
    toy.isolate(tenant)
    toy.admin.generate_oab(tenant)

    session = toy.session(tenant)

    assert list(toy.exchange.ask(session, Channel.OWA).recipients()) == [0, 1, 2]
    assert toy.download(session) is not None


def test_each_controller_says_what_it_has_seen() -> None:
    """Which policy holds is what the answering controller has seen: narrow on one, wide on another."""
    toy = beside_strangers(controllers=3)
    tenant = toy.tenants[0]
    toy.host(tenant)
    toy.at(100)
    toy.isolate(tenant, (0, 30, 60))

    toy.at(130)
    sessions = [toy.session(tenant, controller) for controller in range(3)]

    assert [s.view for s in sessions] == [Narrow(0), Narrow(0), Wide()]
    assert [s.open_because for s in sessions] == [Cause.NONE, Cause.NONE, Cause.NOT_REPLICATED]
    assert toy.exchange.ask(sessions[2], Channel.NSPI).cause is Cause.NOT_REPLICATED


def test_undone_link_opens_again() -> None:
    """Where the link was removed a logon is wide, and the cause is that none is assigned."""
    toy = beside_strangers(controllers=2)
    tenant = toy.tenants[0]
    toy.host(tenant)
    toy.isolate(tenant)
    for mailbox in tenant.mailboxes:
        mailbox.link = (None, 50, (0, 20), mailbox.link)

    toy.at(60)
    on_writer, on_other = toy.session(tenant, 0), toy.session(tenant, 1)

    assert (on_writer.view, on_writer.open_because) == (Wide(), Cause.NOT_ASSIGNED)
    assert on_other.view == Narrow(0)


def test_view_binds_to_the_session() -> None:
    """A session opened wide stays wide once the policy is there, and is then the cause itself."""
    toy = beside_strangers()
    tenant = toy.tenants[0]
    toy.host(tenant)
    session = toy.session(tenant)
    toy.at(10)
    toy.isolate(tenant)

    toy.at(20)
    answer = toy.exchange.ask(session, Channel.NSPI)

    assert (answer.foreign_mailboxes, answer.foreign_lists) == (3, 2)
    assert answer.cause is Cause.WIDE_SESSION
    assert toy.session(tenant).view == Narrow(0)


def test_narrow_session_stays_narrow() -> None:
    """A session opened under a policy stays narrow after the link is removed."""
    toy = beside_strangers()
    tenant = toy.tenants[0]
    toy.host(tenant)
    toy.isolate(tenant)
    session = toy.session(tenant)
    tenant.mailboxes[0].link = (None, 5, (0,), tenant.mailboxes[0].link)

    toy.at(10)

    assert not toy.exchange.ask(session, Channel.NSPI).has_foreign


def test_gate_cuts_no_session() -> None:
    """A gate closed later keeps new logons out, and a session goes on being told what it was."""
    toy = beside_strangers()
    tenant = toy.tenants[0]
    toy.host(tenant)
    session = toy.session(tenant)

    toy.admin.close_gate(tenant)

    assert toy.exchange.ask(session, Channel.NSPI).has_foreign


def test_wide_session_is_the_cause_where_isolated_by_the_ask() -> None:
    """Isolated on the session's own controller when it asks: wide_session; not yet: the logon's cause."""
    toy = beside_strangers(controllers=2)
    tenant = toy.tenants[0]
    toy.host(tenant)
    session = toy.session(tenant, controller=1)
    toy.at(100)
    toy.isolate(tenant, (0, 50))

    toy.at(149)
    assert toy.exchange.ask(session, Channel.NSPI).cause is Cause.NOT_ASSIGNED
    toy.at(150)
    assert toy.exchange.ask(session, Channel.NSPI).cause is Cause.WIDE_SESSION


def test_oab_is_the_cause_where_isolated_when_the_download_began() -> None:
    """A wide session's book: the logon's cause while not isolated at its start, oab once isolated there."""
    toy = beside_strangers(controllers=2)
    tenant = toy.tenants[0]
    toy.host(tenant)
    toy.exchange.regenerate_default_book()
    session = toy.session(tenant, controller=1)
    toy.at(100)
    toy.isolate(tenant, (0, 50))

    toy.at(149)
    early = toy.exchange.start_download(session)
    toy.at(150)
    late = toy.exchange.start_download(session)
    assert early is not None
    assert late is not None
    toy.at(400)

    assert toy.exchange.finish_download(early).cause is Cause.NOT_ASSIGNED
    assert toy.exchange.finish_download(late).cause is Cause.OAB


def test_list_names_are_those_of_lists_built() -> None:
    """A wide session is shown the list names of every other tenant that has lists, hidden ones too."""
    toy = world((1, 0), (1, 0), (1, 0), (1, 0))
    viewer, built, hidden, bare = toy.tenants
    toy.admin.provision(viewer)
    toy.admin.cut_over(viewer)
    toy.admin.switch_routing(viewer)
    toy.admin.provision(built)
    toy.admin.build_address_lists(built)
    toy.admin.provision(hidden, is_hidden=True)
    toy.admin.build_address_lists(hidden)
    toy.admin.provision(bare)

    assert toy.exchange.foreign_list_names(toy.session(viewer)) == 2

    toy.admin.build_address_lists(viewer)
    assert toy.exchange.foreign_list_names(toy.session(viewer)) == 2
