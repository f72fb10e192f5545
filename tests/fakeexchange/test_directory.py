from fakeexchange.clock import NEVER
from fakeexchange.directory import Directory


def three(browse_order: list[int] | None = None) -> Directory:
    """Tenants 10, 20, 30 of (2 mailboxes, 1 list), (1, 0), (3, 2): recipients 0-2, 3, 4-8."""
    return Directory([(10, 2, 1), (20, 1, 0), (30, 3, 2)], browse_order)


def test_recipients_are_numbered_tenant_after_tenant() -> None:
    """A tenant's recipients follow one another, its mailboxes before its lists."""
    directory = three()

    assert [list(t.recipients()) for t in directory.tenants] == [[0, 1, 2], [3], [4, 5, 6, 7, 8]]
    assert [r for r in range(9) if directory.is_list(r)] == [2, 7, 8]
    assert [t.number for t in directory.owners] == [10, 10, 10, 20, 30, 30, 30, 30, 30]


def test_tenants_are_found_by_number() -> None:
    """A tenant's number need not be its place."""
    directory = three()

    assert directory.by_number[30] is directory.tenants[2]


def test_nobody_is_visible_before_provisioning() -> None:
    """A new directory shows nobody."""
    directory = three()

    assert list(directory.listed_recipients(directory.edition)) == []
    assert (directory.visible_mailboxes, directory.visible_lists) == (0, 0)


def test_visible_from_its_instant() -> None:
    """A tenant stands in the lists from the instant it is shown, and is counted."""
    directory = three()

    directory.show(directory.tenants[2], 50)

    assert [directory.tenants[2].is_visible_at(at) for at in (49, 50)] == [False, True]
    assert list(directory.listed_recipients(0)) == []
    assert list(directory.listed_recipients(1)) == [4, 5, 6, 7, 8]
    assert (directory.visible_mailboxes, directory.visible_lists) == (3, 2)


def test_browse_order() -> None:
    """Recipients are found in the browse order, not as they are numbered."""
    directory = three([8, 3, 0, 7, 1, 6, 2, 5, 4])
    directory.show(directory.tenants[0], 0)
    directory.show(directory.tenants[2], 0)

    assert list(directory.listed_recipients(2)) == [8, 0, 7, 1, 6, 2, 5, 4]


def test_hidden_again() -> None:
    """A tenant taken out stands in the lists until that instant, exclusive, and is counted no more."""
    directory = three()
    tenant = directory.tenants[0]
    directory.show(tenant, 50)

    directory.hide(tenant, 80)

    assert [tenant.is_visible_at(at) for at in (49, 50, 79, 80)] == [False, True, True, False]
    assert (directory.visible_mailboxes, directory.visible_lists) == (0, 0)


def test_showing_and_hiding_twice_counts_once() -> None:
    """Showing what is shown, or hiding what is hidden, changes no total and no instant."""
    directory = three()
    tenant = directory.tenants[0]

    directory.hide(tenant, 1)
    directory.show(tenant, 2)
    directory.show(tenant, 3)
    assert (tenant.visible_from, directory.visible_mailboxes) == (2, 2)

    directory.hide(tenant, 4)
    directory.hide(tenant, 5)
    assert (tenant.visible_until, directory.visible_mailboxes) == (4, 0)


def test_shown_after_hidden() -> None:
    """A tenant shown once more is visible from then on."""
    directory = three()
    tenant = directory.tenants[0]
    directory.show(tenant, 1)
    directory.hide(tenant, 2)

    directory.show(tenant, 3)

    assert (tenant.is_visible_at(3), tenant.visible_until) == (True, NEVER)
    assert (directory.visible_mailboxes, directory.visible_lists) == (2, 1)


def test_the_past_stays() -> None:
    """What stood in the lists at a past instant is not altered by hiding and showing later."""
    directory = three()
    tenant = directory.tenants[0]
    directory.show(tenant, 1)
    directory.hide(tenant, 4)

    directory.show(tenant, 6)

    assert [tenant.is_visible_at(at) for at in (0, 1, 3, 4, 5, 6)] == [False, True, True, False, False, True]
