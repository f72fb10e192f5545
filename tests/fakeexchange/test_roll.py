from fakeexchange.exchange import Download
from fakeexchange.words import Channel

from .toys import World, counted_by_rows, world


def one_by_one() -> World:
    """Tenants of (2 mailboxes, 1 list) and (1, 0), both hosted; of the first everybody is hidden."""
    toy = world((2, 1), (1, 0))
    toy.host(*toy.tenants)
    toy.exchange.directory.enrol(toy.tenants[0])
    toy.exchange.directory.hide(toy.tenants[0], 0)
    return toy


def test_a_tenant_shown_whole_is_whole_on_its_roll() -> None:
    """A roll begun late says of every edition before it what the tenant's record said."""
    toy = world((2, 1), (1, 0))
    tenant, directory = toy.tenants[0], toy.exchange.directory
    directory.show(tenant, 5)
    directory.hide(tenant, 7)
    directory.show(tenant, 9)
    before = [tenant.counted_in(edition) for edition in range(4)]

    directory.enrol(tenant)

    assert before == [(0, 0), (2, 1), (0, 0), (2, 1)]
    assert [tenant.counted_in(edition) for edition in range(4)] == before
    assert [list(tenant.listed_in(edition)) for edition in range(4)] == [[], [0, 1, 2], [], [0, 1, 2]]


def test_one_recipient_is_shown_alone() -> None:
    """A wide session counts and reads just those recipients of another tenant that stand in the lists."""
    toy = one_by_one()
    directory = toy.exchange.directory
    directory.show_one(1, 1)
    first = toy.ask(toy.tenants[1])
    directory.show_one(2, 2)
    directory.hide_one(1, 3)
    second = toy.ask(toy.tenants[1])

    assert (first.foreign_mailboxes, first.foreign_lists) == counted_by_rows(toy, first) == (1, 0)
    assert (second.foreign_mailboxes, second.foreign_lists) == counted_by_rows(toy, second) == (0, 1)
    assert sorted(second.recipients()) == [2, 3]


def test_nobody_of_it_left() -> None:
    """When the last of a tenant's recipients is hidden, the tenant stands in no list any more."""
    toy = one_by_one()
    directory, tenant = toy.exchange.directory, toy.tenants[0]
    directory.show_one(0, 1)
    shown = directory.edition
    directory.hide_one(0, 2)

    assert (tenant.is_listed_in(shown), tenant.is_listed_in(directory.edition)) == (True, False)
    assert (tenant.visible_from, tenant.visible_until) == (1, 2)
    assert not toy.ask(toy.tenants[1]).has_foreign


def test_a_further_mailbox() -> None:
    """A mailbox made later is found last, and no earlier number moves."""
    toy = one_by_one()
    directory, tenant = toy.exchange.directory, toy.tenants[0]
    mailbox = directory.add_mailbox(tenant)
    number = directory.add_list(tenant)
    for recipient in (3, 4, 5):
        directory.show_one(recipient, 1)

    assert (mailbox.number, number, tenant.unlinked) == (2, 1, 3)
    assert [directory.place(r) for r in range(6)] == [
        (0, False),
        (1, False),
        (0, True),
        (0, False),
        (2, False),
        (1, True),
    ]
    assert [directory.recipient(tenant, *directory.place(r)) for r in (0, 1, 2, 4, 5)] == [0, 1, 2, 4, 5]
    assert list(directory.listed_recipients(directory.edition)) == [3, 4, 5]
    assert (directory.visible_mailboxes, directory.visible_lists) == (2, 1)


def test_a_further_tenant() -> None:
    """A tenant made later begins without recipients, and takes those that are made for it."""
    toy = one_by_one()
    directory = toy.exchange.directory
    tenant = directory.add_tenant(7)
    directory.add_mailbox(tenant)
    directory.show_one(4, 1)

    assert toy.exchange.tenant(7) is tenant
    assert tenant.counted_in(directory.edition) == (1, 0)
    assert directory.owners[4] is tenant


def test_a_book_holds_who_was_listed_then() -> None:
    """A tenant's book is of those of its recipients that were listed at its generation."""
    toy = one_by_one()
    directory, tenant = toy.exchange.directory, toy.tenants[0]
    directory.show_one(0, 1)
    toy.admin.generate_oab(tenant)
    directory.show_one(1, 2)
    toy.isolate(tenant)
    started = toy.exchange.start_download(toy.session(tenant))
    assert isinstance(started, Download)

    assert started.book.entries == 1
    assert list(toy.exchange.finish_download(started).recipients()) == [0]


def test_an_answer_by_query_holds_who_is_listed() -> None:
    """Of its own list a capped query finds those that stand in it."""
    toy = one_by_one()
    toy.exchange.directory.show_one(1, 1)
    toy.isolate(toy.tenants[0])

    assert list(toy.ask(toy.tenants[0], Channel.EWS).recipients()) == [1]
    assert list(toy.ask(toy.tenants[0], Channel.NSPI).recipients()) == [1]
