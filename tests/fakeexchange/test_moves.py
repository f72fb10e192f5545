from fakeexchange import moves

from .toys import world


def test_lock_then_complete() -> None:
    """A completion locks the mailboxes at its begin; at its end they are unlocked, and the target's."""
    toy = world((2, 0), (1, 0))
    tenant, other = toy.tenants

    moves.lock_all(tenant)
    assert [(m.is_locked, m.is_hosted) for m in tenant.mailboxes] == [(True, False)] * 2

    moves.complete_all(tenant)
    assert [(m.is_locked, m.is_hosted) for m in tenant.mailboxes] == [(False, True)] * 2
    assert [(m.is_locked, m.is_hosted) for m in other.mailboxes] == [(False, False)]


def test_some_mailboxes_alone() -> None:
    """A completion of one mailbox leaves the tenant's others where they are."""
    toy = world((2, 0))
    first, second = toy.tenants[0].mailboxes

    moves.complete(first)

    assert (first.is_hosted, second.is_hosted) == (True, False)


def test_counts() -> None:
    """A tenant knows how many of its mailboxes are locked, and how many the target does not hold."""
    toy = world((3, 0))
    tenant = toy.tenants[0]
    first, second, third = tenant.mailboxes

    def counts() -> tuple[int, int]:
        told = tenant.locked, tenant.unhosted
        assert told == (
            sum(m.is_locked for m in tenant.mailboxes),
            sum(not m.is_hosted for m in tenant.mailboxes),
        )
        return told

    assert counts() == (0, 3)
    moves.lock(first)
    moves.lock(first)
    assert counts() == (1, 3)
    moves.complete(first)
    moves.lock(second)
    assert counts() == (1, 2)
    moves.lock_all(tenant)
    assert counts() == (3, 2)
    moves.unlock([second, second])
    assert counts() == (2, 2)
    moves.complete(first)
    assert counts() == (1, 2)
    moves.complete_all(tenant)
    assert counts() == (0, 0)
    moves.take_back([second, third], 10)
    moves.take_back([third], 20)
    assert counts() == (0, 2)
