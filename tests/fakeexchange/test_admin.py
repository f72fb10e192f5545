import pytest

from fakeexchange.clock import NEVER
from fakeexchange.directory import Tenant
from fakeexchange.errors import AdminError
from fakeexchange.exchange import Session
from fakeexchange.policies import isolated_at
from fakeexchange.words import Cause, Verb

from .toys import World, world

NOT_FOUND, WRONG_STATE = "ManagementObjectNotFoundException", "RecipientTaskException"
NO_RECIPIENTS = "has no recipients on the target"
# What each verb lacks on a tenant that nothing was done to: Exchange's name for it, and the words.
LACKS = {
    Verb.BUILD_ADDRESS_LISTS: (NOT_FOUND, NO_RECIPIENTS),
    Verb.CREATE_POLICY: (NOT_FOUND, "has no address lists on the target"),
    Verb.ASSIGN_POLICY: (
        WRONG_STATE,
        "has no address book policy, or mail users on the target, not mailboxes",
    ),
    Verb.SYNC_MAILBOXES: (NOT_FOUND, NO_RECIPIENTS),
    Verb.CLOSE_GATE: (NOT_FOUND, NO_RECIPIENTS),
    Verb.CUT_OVER: (NOT_FOUND, "has no move request that is synchronised"),
    Verb.SWITCH_ROUTING: (NOT_FOUND, NO_RECIPIENTS),
    Verb.GENERATE_OAB: (NOT_FOUND, "has no address lists on the target"),
    Verb.WAIT_REPLICATION: (NOT_FOUND, NO_RECIPIENTS),
    Verb.VERIFY_ISOLATION: (NOT_FOUND, NO_RECIPIENTS),
    Verb.OPEN_GATE: (NOT_FOUND, NO_RECIPIENTS),
    Verb.UNHIDE: (NOT_FOUND, NO_RECIPIENTS),
    Verb.PROBE: (WRONG_STATE, "has mail users on the target, not mailboxes"),
    Verb.DECOMMISSION: (WRONG_STATE, "is still routed to the source, or hosted there"),
}


def state(tenant: Tenant) -> list[object]:
    """All that the target knows of a tenant."""
    slots = [getattr(tenant, name) for name in Tenant.__slots__ if name not in ("mailboxes", "journal")]
    boxes = [(m.is_hosted, m.is_locked, m.link, m.offline_address_book) for m in tenant.mailboxes]
    return [*slots, boxes, list(tenant.journal)]


@pytest.mark.parametrize("verb", LACKS)
def test_requirement_not_met(verb: Verb) -> None:
    """A verb whose requirement is not met fails with Exchange's own error and changes nothing."""
    name, lack = LACKS[verb]
    toy = world((2, 1))
    tenant = toy.tenants[0]
    before = state(tenant)

    with pytest.raises(AdminError) as failed:
        toy.admin.begin(verb, tenant)

    assert str(failed.value) == f"{name}: {verb}: tenant 0 {lack}"
    assert failed.value.name == name
    assert state(tenant) == before


def test_what_needs_nothing() -> None:
    """Every verb but three needs something of a new tenant."""
    nothing = {Verb.PROVISION, Verb.RESTART_CLIENT_ACCESS, Verb.MANUAL}
    toy = world((1, 0))

    for verb in nothing:
        toy.admin.begin(verb, toy.tenants[0])

    assert set(LACKS) == set(Verb) - nothing


def test_a_mailbox_alone_is_locked_cut_over_and_isolated() -> None:
    """What is done to one mailbox leaves the other where it was, and stands in the journal with its number."""
    toy = world((2, 0))
    tenant = toy.tenants[0]
    for verb in (Verb.PROVISION, Verb.BUILD_ADDRESS_LISTS, Verb.CREATE_POLICY, Verb.SYNC_MAILBOXES):
        getattr(toy.admin, verb)(tenant)
    first, second = tenant.mailboxes
    may_be_isolated = toy.admin.requirement_of_mailbox(Verb.ASSIGN_POLICY)
    assert not may_be_isolated(second)

    toy.admin.lock_mailbox(second)
    assert (first.is_locked, second.is_locked) == (False, True)
    toy.at(5)
    toy.admin.carry_out_on(second, Verb.CUT_OVER)
    assert [may_be_isolated(m) for m in (first, second)] == [False, True]
    toy.at(7)
    toy.admin.carry_out_on(second, Verb.ASSIGN_POLICY)

    assert [(m.is_hosted, m.is_locked, m.link is None) for m in (first, second)] == [
        (False, False, True),
        (True, False, False),
    ]
    assert tenant.journal[4:] == [(0, "lock", 1), (5, "cut_over", 1), (7, "assign_policy", 1)]


def test_a_restart_cuts_what_the_target_serves_and_nothing_opened_since() -> None:
    """Sessions opened before it are cut, those of its own instant are not, and the source's go on."""
    toy = world((1, 0), (1, 0))
    moved, waiting = toy.tenants
    for verb in (Verb.PROVISION, Verb.SYNC_MAILBOXES, Verb.CUT_OVER, Verb.SWITCH_ROUTING):
        getattr(toy.admin, verb)(moved)
    before = toy.exchange.connect(moved.mailboxes[0])
    at_the_source = toy.exchange.connect(waiting.mailboxes[0])
    toy.at(10)
    toy.admin.restart_client_access(waiting)
    since = toy.exchange.connect(moved.mailboxes[0])
    sessions = [s for s in (before, since, at_the_source) if isinstance(s, Session)]

    assert [toy.exchange.is_cut(s) for s in sessions] == [True, False, False]


def test_a_tenant_that_pauses_says_so_until_work_goes_on() -> None:
    """A wide logon in the pause has cause paused, one after it the cause it would have had."""
    toy = world((1, 0))
    tenant = toy.tenants[0]
    for verb in (Verb.PROVISION, Verb.SYNC_MAILBOXES, Verb.CUT_OVER, Verb.SWITCH_ROUTING):
        getattr(toy.admin, verb)(tenant)
    causes = []
    for act in (toy.admin.pause, toy.admin.resume):
        act(tenant)
        session = toy.exchange.connect(tenant.mailboxes[0])
        assert isinstance(session, Session)
        causes.append(session.open_because)
    assert causes == [Cause.PAUSED, Cause.NOT_ASSIGNED]
    assert [event for _, event, *_ in tenant.journal[-2:]] == ["pause", "resume"]


def test_a_move_by_the_replication_service_sets_policies_on_mailboxes_alone() -> None:
    """Under such a move a policy cannot be assigned before the cut-over; on mailboxes made ahead it can."""
    moved, precreated = world((2, 0)), world((2, 0), precreated=True)
    for toy in (moved, precreated):
        tenant = toy.tenants[0]
        toy.admin.provision(tenant)
        toy.admin.build_address_lists(tenant)
        toy.admin.create_policy(tenant)

    precreated.admin.begin(Verb.ASSIGN_POLICY, precreated.tenants[0])
    with pytest.raises(AdminError, match=r"^RecipientTaskException: "):
        moved.admin.begin(Verb.ASSIGN_POLICY, moved.tenants[0])

    moved.admin.cut_over(moved.tenants[0])
    moved.admin.begin(Verb.ASSIGN_POLICY, moved.tenants[0])


def test_a_mailbox_made_ahead_still_needs_a_policy() -> None:
    """Where mailboxes were made ahead, assigning a policy that was not created finds no such object."""
    toy = world((1, 0), precreated=True)
    toy.admin.provision(toy.tenants[0])

    with pytest.raises(AdminError) as failed:
        toy.admin.begin(Verb.ASSIGN_POLICY, toy.tenants[0])

    assert str(failed.value) == (
        "ManagementObjectNotFoundException: assign_policy: tenant 0 has no address book policy"
    )


def test_decommission_needs_the_mailboxes_on_the_target() -> None:
    """What the source still holds alone cannot be removed: the cut-over comes first."""
    toy = world((1, 0))
    tenant = toy.tenants[0]
    toy.admin.provision(tenant)
    toy.admin.switch_routing(tenant)

    with pytest.raises(AdminError):
        toy.admin.begin(Verb.DECOMMISSION, tenant)


def in_order(toy: World, tenant: Tenant) -> None:
    """Every verb once, each ten microseconds after the last."""
    for verb in Verb:
        toy.admin.begin(verb, tenant)
        toy.at(toy.clock.now + 10)
        if verb is Verb.ASSIGN_POLICY:
            for mailbox in tenant.mailboxes:
                toy.admin.assign_policy(mailbox)
        else:
            getattr(toy.admin, verb)(tenant)


def test_journal_tells_what_was_done_and_when() -> None:
    """Every verb leaves its name and its instant in the tenant's journal, in order."""
    toy = world((2, 1), precreated=True)
    tenant = toy.tenants[0]

    in_order(toy, tenant)

    assert tenant.journal == [
        (10, "provision"),
        (20, "build_address_lists"),
        (30, "create_policy"),
        (40, "assign_policy"),
        (50, "sync_mailboxes"),
        (60, "close_gate"),
        (60, "lock"),
        (70, "cut_over"),
        (80, "switch_routing"),
        (90, "generate_oab"),
        (100, "wait_replication"),
        (110, "verify_isolation"),
        (120, "open_gate"),
        (130, "unhide"),
        (140, "probe"),
        (150, "decommission"),
        (160, "restart_client_access"),
        (170, "manual"),
    ]


def test_a_tenant_through_every_verb() -> None:
    """After every verb a tenant is listed, isolated, hosted, routed, open, and gone from the source."""
    toy = world((2, 1), precreated=True)
    tenant = toy.tenants[0]

    in_order(toy, tenant)

    assert tenant.is_provisioned
    assert (tenant.visible_from, tenant.visible_until) == (10, NEVER)
    assert (tenant.has_lists, tenant.lists_built_at, tenant.has_policy) == (True, 20, True)
    assert isolated_at(tenant) == 40
    assert tenant.is_synced
    assert [(m.is_hosted, m.is_locked) for m in tenant.mailboxes] == [(True, False)] * 2
    assert (tenant.is_routed, tenant.is_gate_closed, tenant.is_decommissioned) == (True, False, True)
    assert tenant.book == (90, 1, 2, 1)


def test_other_tenants_are_left_alone() -> None:
    """No verb on one tenant changes another."""
    toy = world((2, 1), (3, 0), precreated=True)
    before = state(toy.tenants[1])

    in_order(toy, toy.tenants[0])

    assert state(toy.tenants[1]) == before


def test_begin_locks_for_a_cut_over_alone() -> None:
    """A start changes nothing, but the cut-over's locks the mailboxes until its end."""
    toy = world((2, 0))
    tenant = toy.tenants[0]
    toy.admin.provision(tenant)
    toy.admin.sync_mailboxes(tenant)
    before = state(tenant)

    toy.admin.begin(Verb.SWITCH_ROUTING, tenant)
    assert state(tenant) == before

    toy.admin.begin(Verb.CUT_OVER, tenant)
    assert [m.is_locked for m in tenant.mailboxes] == [True, True]
    assert not any(m.is_hosted for m in tenant.mailboxes)


def test_hidden_provisioning() -> None:
    """A tenant provisioned hidden has recipients on the target and stands in no list."""
    toy = world((2, 1))
    tenant = toy.tenants[0]

    toy.admin.provision(tenant, is_hidden=True)

    assert (tenant.is_provisioned, tenant.is_hidden) == (True, True)
    assert tenant.visible_from == NEVER
    assert toy.exchange.directory.visible_mailboxes == 0


def test_hidden_tenants_own_book_is_empty() -> None:
    """A tenant's own book made while it is hidden holds nobody."""
    toy = world((2, 1))
    tenant = toy.tenants[0]
    toy.admin.provision(tenant, is_hidden=True)
    toy.admin.build_address_lists(tenant)

    toy.admin.generate_oab(tenant)

    assert tenant.book == (0, 0, 0, 0)


def test_lists_are_built_once() -> None:
    """Building a tenant's lists again keeps the instant of the first time, and counts no other."""
    toy = world((1, 0))
    tenant = toy.tenants[0]
    toy.admin.provision(tenant)
    toy.at(5)
    toy.admin.build_address_lists(tenant)

    toy.at(9)
    toy.admin.build_address_lists(tenant)

    assert (tenant.lists_built_at, toy.exchange.directory.tenants_with_lists) == (5, 1)


def test_assigning_is_noted_when_the_last_mailbox_has_it() -> None:
    """The journal notes an assignment once, at the write that isolates the tenant's last mailbox."""
    toy = world((2, 0))
    tenant = toy.tenants[0]
    toy.admin.assign_policy(tenant.mailboxes[0])
    assert tenant.journal == []

    toy.at(5)
    toy.admin.assign_policy(tenant.mailboxes[1])
    toy.at(6)
    toy.admin.assign_policy(tenant.mailboxes[1])

    assert tenant.journal == [(5, "assign_policy")]


@pytest.mark.parametrize(
    ("all_controllers", "all_mailboxes", "passes"),
    [(True, True, False), (False, True, False), (True, False, False), (False, False, True)],
)
def test_verify_reads_what_it_is_told_to(all_controllers: bool, all_mailboxes: bool, passes: bool) -> None:
    """A check finds what lacks isolation where it looks, and nothing where it does not look."""
    # The first mailbox is isolated on the writer alone so far, the second one nowhere.
    toy = world((2, 0), controllers=2)
    tenant = toy.tenants[0]
    toy.admin.assign_policy(tenant.mailboxes[0], (0, 50))
    toy.at(10)

    assert toy.admin.verify_isolation(tenant, all_controllers, all_mailboxes) == passes


def test_verify_passes_once_all_have_seen_all() -> None:
    """A check over everything passes after the last arrival, and repairs nothing before it."""
    toy = world((2, 0), controllers=2)
    tenant = toy.tenants[0]
    toy.isolate(tenant, (0, 50))

    toy.at(50)
    assert not toy.admin.verify_isolation(tenant)
    toy.at(51)
    assert toy.admin.verify_isolation(tenant)


def test_mending_isolates_then_opens() -> None:
    """A tenant found later is isolated everywhere and its gate opens, in one instant."""
    toy = world((2, 0), controllers=3)
    tenant = toy.tenants[0]
    toy.host(tenant)
    toy.admin.close_gate(tenant)
    toy.at(100)

    toy.admin.mend(tenant)

    assert isolated_at(tenant) == 100
    assert not tenant.is_gate_closed
    assert [toy.session(tenant, c).is_unisolated for c in range(3)] == [False] * 3
    assert tenant.journal[-2:] == [(100, "mend"), (100, "assign_policy")]


def test_mending_what_was_not_cut_over_assigns_nothing() -> None:
    """A tenant still on the source gets no policy by being mended."""
    toy = world((2, 0))
    tenant = toy.tenants[0]
    toy.admin.provision(tenant)
    toy.admin.close_gate(tenant)

    toy.admin.mend(tenant)

    assert isolated_at(tenant) == NEVER
    assert [m.link for m in tenant.mailboxes] == [None, None]
    assert not tenant.is_gate_closed
