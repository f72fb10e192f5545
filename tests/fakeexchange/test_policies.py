from fakeexchange.clock import NEVER
from fakeexchange.policies import AddressBookPolicy, has_own_policy, isolated_at, lacks_isolation

from .toys import world

ALL = range(3)
WRITER_ALONE = range(1)


def test_policy_has_four_parts() -> None:
    """A policy names one GAL, one OAB, one room list and at least one address list, all its tenant's."""
    policy = AddressBookPolicy.of(7)

    assert policy == AddressBookPolicy("T7 ABP", "T7 GAL", ("T7 Address List",), "T7 Rooms", "T7 OAB")


def test_own_policy_alone_isolates() -> None:
    """A mailbox that bears another tenant's policy is not isolated by its own."""
    toy = world((1, 0))
    mailbox = toy.tenants[0].mailboxes[0]

    mailbox.link = (1, 0, (0,), None)
    assert not has_own_policy(mailbox, 0, 5)

    mailbox.link = (0, 0, (0,), None)
    assert has_own_policy(mailbox, 0, 5)


def test_isolated_when_the_last_controller_has_the_last_mailbox() -> None:
    """A tenant is isolated from the latest arrival of any of its links on any controller."""
    toy = world((2, 0), controllers=3)
    first, second = toy.tenants[0].mailboxes

    toy.at(100)
    toy.admin.assign_policy(first, (0, 90, 20))
    assert isolated_at(toy.tenants[0]) == NEVER

    toy.at(110)
    toy.admin.assign_policy(second, (0, 10, 30))

    # first: 100, 190, 120; second: 110, 120, 140.
    assert isolated_at(toy.tenants[0]) == 190


def test_never_isolated_without_links() -> None:
    """A tenant without any policy link is never isolated."""
    toy = world((1, 0))

    assert isolated_at(toy.tenants[0]) == NEVER


def test_isolated_since_the_first_time() -> None:
    """Writing the policy again on a tenant that is isolated everywhere does not make it isolated later."""
    toy = world((1, 0), controllers=2)
    toy.host(toy.tenants[0])
    toy.isolate(toy.tenants[0], (0, 30))

    toy.at(1000)
    toy.admin.mend(toy.tenants[0])

    assert isolated_at(toy.tenants[0]) == 30


def test_isolated_by_the_newer_write() -> None:
    """A write seen everywhere at once isolates, whatever older write is still on its way."""
    toy = world((1, 0), controllers=2)
    toy.host(toy.tenants[0])
    toy.isolate(toy.tenants[0], (0, 5000))

    toy.at(1000)
    toy.admin.mend(toy.tenants[0])

    assert isolated_at(toy.tenants[0]) == 1000


def test_check_reads_every_controller_asked() -> None:
    """A check is fooled by no controller among those it asks, and by every one it does not ask."""
    toy = world((1, 0), controllers=3)
    mailbox = toy.tenants[0].mailboxes[0]
    toy.at(100)
    toy.admin.assign_policy(mailbox, (0, 10, 50))

    assert [lacks_isolation(mailbox, WRITER_ALONE, at) for at in (99, 100)] == [True, False]
    assert [lacks_isolation(mailbox, range(2), at) for at in (110, 111)] == [True, False]
    assert [lacks_isolation(mailbox, ALL, at) for at in (111, 150, 151)] == [True, True, False]
