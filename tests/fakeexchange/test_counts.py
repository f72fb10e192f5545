"""Counts are totals, rows are read one by one: on worlds of some size they still say the same."""

from collections.abc import Sequence
from itertools import islice
from typing import overload

from fakeexchange.names import Names
from fakeexchange.words import Channel

from .toys import World, counted_by_rows, world

MANY = 3000
INCIDENT = 130_000


class CountingOrder(Sequence[int]):
    """Recipients as numbered; notes how many were read."""

    def __init__(self, recipients: int) -> None:
        self._numbers = range(recipients)
        self.read = 0

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[int]: ...
    def __getitem__(self, index: int | slice) -> int | Sequence[int]:
        self.read += 1
        return self._numbers[index]

    def __len__(self) -> int:
        return len(self._numbers)


def sizes(tenants: int) -> list[tuple[int, int]]:
    """1 to 9 mailboxes and 0 to 2 lists a tenant, without any chance."""
    return [(1 + 7 * t % 9, t % 3) for t in range(tenants)]


def mixed(tenants: int) -> World:
    """A third hosted, a third prepared at two instants or hidden, a third unknown; a book between."""
    toy = world(*sizes(tenants))
    for tenant in toy.tenants[::3]:
        toy.host(tenant)
    for tenant in toy.tenants[1::9]:
        toy.admin.provision(tenant)
    toy.at(100)
    toy.exchange.regenerate_default_book()
    toy.at(200)
    for tenant in toy.tenants[4::9]:
        toy.admin.provision(tenant)
    for tenant in toy.tenants[7::9]:
        toy.admin.provision(tenant, is_hidden=True)
    toy.at(300)
    return toy


def test_counts_equal_rows_on_every_channel() -> None:
    """On thousands of tenants each channel's counts are what its rows come to."""
    toy = mixed(MANY)
    viewer = toy.tenants[300]

    for channel in (Channel.NSPI, Channel.OWA, Channel.EWS, Channel.EAS):
        answer = toy.ask(viewer, channel)
        assert answer.has_foreign
        assert counted_by_rows(toy, answer) == (answer.foreign_mailboxes, answer.foreign_lists)


def test_counts_equal_rows_of_the_default_book() -> None:
    """The default book's counts are what its rows come to, and fewer than what is there by now."""
    toy = mixed(MANY)
    viewer = toy.tenants[300]

    book = toy.download(toy.session(viewer))

    assert book is not None
    assert counted_by_rows(toy, book) == (book.foreign_mailboxes, book.foreign_lists)
    assert book.foreign_mailboxes < toy.ask(viewer).foreign_mailboxes


def test_a_campaign_of_full_size_counts_without_looking() -> None:
    """At 130,000 tenants an answer is counted without reading one row, and its first rows need no others."""
    toy = world(*sizes(INCIDENT))
    for tenant in toy.tenants:
        toy.admin.provision(tenant)
    toy.host(toy.tenants[0])
    directory = toy.exchange.directory
    # From here on whoever looks at a recipient is counted.
    order = CountingOrder(len(directory.owners))
    directory.browse_order = order

    answer = toy.ask(toy.tenants[0])

    # 7 t mod 9 runs through 0 .. 8, so nine tenants have 45 mailboxes: 14,444 nines, then tenants 129996 to
    # 129999, whose 7 t mod 9 are 0, 7, 5, 3. Lists: 43,333 threes with 3 each, tenant 129999 with 0.
    # The viewer itself has 1 mailbox and no list.
    assert answer.foreign_mailboxes == 14_444 * 45 + (1 + 8 + 6 + 4) - 1
    assert answer.foreign_lists == 43_333 * 3
    assert order.read == 0

    rows = list(islice(answer.rows(Names(seed=1)), 3))
    assert [row.tenant for row in rows] == [0, 1, 1]
    assert order.read == 3
