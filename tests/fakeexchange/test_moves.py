from fakeexchange import moves

from .toys import world


def test_lock_then_complete() -> None:
    """A completion locks the mailboxes at its begin; at its end they are unlocked, and the target's."""
    toy = world((2, 0), (1, 0))
    tenant, other = toy.tenants

    moves.lock(tenant.mailboxes)
    assert [(m.is_locked, m.is_hosted) for m in tenant.mailboxes] == [(True, False)] * 2

    moves.complete(tenant.mailboxes)
    assert [(m.is_locked, m.is_hosted) for m in tenant.mailboxes] == [(False, True)] * 2
    assert [(m.is_locked, m.is_hosted) for m in other.mailboxes] == [(False, False)]


def test_some_mailboxes_alone() -> None:
    """A completion of one mailbox leaves the tenant's others where they are."""
    toy = world((2, 0))
    first, second = toy.tenants[0].mailboxes

    moves.complete([first])

    assert (first.is_hosted, second.is_hosted) == (True, False)
