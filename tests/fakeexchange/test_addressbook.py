import pytest

from fakeexchange.addressbook import Row, first_rows, row_of
from fakeexchange.names import Names
from fakeexchange.words import Channel

from .toys import counted_by_rows, world

WHOLE = (Channel.NSPI, Channel.OWA)
CAPPED = (Channel.EWS, Channel.EAS)


@pytest.mark.parametrize("channel", WHOLE)
def test_browsing_gives_everything(channel: Channel) -> None:
    """NSPI and OWA browse the list whole, however long."""
    toy = world((1, 0), (120, 7), (90, 1))
    toy.host(*toy.tenants)

    answer = toy.ask(toy.tenants[0], channel)

    assert (answer.foreign_mailboxes, answer.foreign_lists) == (210, 8)
    assert counted_by_rows(toy, answer) == (210, 8)


@pytest.mark.parametrize("channel", CAPPED)
def test_a_query_finds_a_hundred(channel: Channel) -> None:
    """EWS and EAS return the first hundred in browse order, own ones included."""
    # Recipients: viewer 0, 1 (a list); other 2..151. Browse order: from the last to the first own one.
    toy = world((1, 1), (150, 0), browse_order=[1, *range(151, 1, -1), 0])
    toy.host(*toy.tenants)

    answer = toy.ask(toy.tenants[0], channel)

    # The own list is the first of the hundred, so 99 are foreign: 151 down to 53.
    assert list(answer.recipients()) == [1, *range(151, 52, -1)]
    assert (answer.foreign_mailboxes, answer.foreign_lists) == (99, 0)
    assert counted_by_rows(toy, answer) == (99, 0)


@pytest.mark.parametrize("channel", CAPPED)
def test_own_entries_may_fill_the_cap(channel: Channel) -> None:
    """A query whose hundred rows are all own reveals nothing, and has no cause."""
    toy = world((100, 0), (50, 0))
    toy.host(*toy.tenants)

    answer = toy.ask(toy.tenants[0], channel)

    assert (answer.has_foreign, answer.cause) == (False, "none")
    assert len(list(answer.recipients())) == 100


@pytest.mark.parametrize("channel", CAPPED)
def test_unseen_recipients_do_not_count_towards_the_cap(channel: Channel) -> None:
    """The hundred are those of the visible: who is not provisioned yet, or hidden, takes no row."""
    toy = world((1, 0), (100, 0), (100, 0), (2, 1), browse_order=range(204))
    viewer, absent, hidden, shown = toy.tenants
    toy.host(viewer, shown)
    toy.admin.provision(hidden, is_hidden=True)

    answer = toy.ask(viewer, channel)

    assert not absent.is_provisioned
    assert list(answer.recipients()) == [0, 201, 202, 203]
    assert (answer.foreign_mailboxes, answer.foreign_lists) == (2, 1)


@pytest.mark.parametrize("channel", CAPPED)
def test_a_query_finds_a_hundred_under_a_policy_too(channel: Channel) -> None:
    """EWS and EAS return a hundred rows at most from a tenant's own list as well."""
    toy = world((150, 0))
    toy.host(toy.tenants[0])
    toy.isolate(toy.tenants[0])

    assert len(list(toy.ask(toy.tenants[0], channel).recipients())) == 100


def test_own_list_is_in_browse_order() -> None:
    """Under a policy too, recipients come in browse order."""
    toy = world((3, 0), browse_order=[2, 0, 1])
    toy.host(toy.tenants[0])
    toy.isolate(toy.tenants[0])

    assert list(toy.ask(toy.tenants[0]).recipients()) == [2, 0, 1]


def test_first_rows_stop_at_the_limit() -> None:
    """A capped look at a list finds the first of it, and all where there are fewer."""
    toy = world((5, 0), browse_order=[4, 3, 2, 1, 0])
    toy.host(toy.tenants[0])

    assert first_rows(toy.exchange.directory, 2) == (4, 3)
    assert first_rows(toy.exchange.directory, 9) == (4, 3, 2, 1, 0)


def test_rows_bear_the_names_of_their_recipients() -> None:
    """A row shows its tenant, its name and its address, mailbox or list."""
    names = Names(seed=1)
    toy = world((2, 1), (1, 1))
    person = names.person(1, 0)

    assert row_of(toy.exchange.directory, 3, names) == Row(
        1, person.display_name, person.address, False, person.given_name, person.surname
    )
    assert row_of(toy.exchange.directory, 4, names) == Row(1, *names.distribution_list(1, 0), True)
    assert row_of(toy.exchange.directory, 2, names) == Row(0, *names.distribution_list(0, 0), True)


def test_rows_and_recipients_are_the_same_entries() -> None:
    """Rows are the recipients, named, in the same order."""
    names = Names(seed=1)
    toy = world((2, 1), (3, 0), browse_order=[5, 4, 3, 2, 1, 0])
    toy.host(*toy.tenants)
    answer = toy.ask(toy.tenants[0])

    rows = list(answer.rows(names))

    assert rows == [row_of(toy.exchange.directory, r, names) for r in (5, 4, 3, 2, 1, 0)]


def test_a_prefix_keeps_what_begins_so() -> None:
    """With a prefix, rows are those of which a word of the name begins with it, capitals or not."""
    names = Names(seed=1, locales=("en_GB",))
    toy = world((1, 0), (1, 6))
    toy.host(*toy.tenants)
    answer = toy.ask(toy.tenants[0])

    assert [r.display_name for r in answer.rows(names, "SALES")] == ["Sales team"]
    assert [r.display_name for r in answer.rows(names, "team")] == ["Sales team"]
    assert [r.display_name for r in answer.rows(names, "ales")] == []


def test_an_answer_is_as_of_its_instant() -> None:
    """Rows read later are those of the answer's instant: who came since is not among them."""
    toy = world((1, 0), (2, 0), (3, 0))
    viewer, earlier, later = toy.tenants
    toy.host(viewer, earlier)
    answer = toy.ask(viewer)

    toy.at(1)
    toy.host(later)

    assert counted_by_rows(toy, answer) == (answer.foreign_mailboxes, answer.foreign_lists) == (2, 0)


def test_an_answer_given_before_others_of_its_instant() -> None:
    """Who is provisioned after an answer is not in it, though it be in the same instant."""
    toy = world((1, 0), (2, 0))
    viewer, later = toy.tenants
    toy.host(viewer)
    answer = toy.ask(viewer)

    toy.host(later)

    assert counted_by_rows(toy, answer) == (answer.foreign_mailboxes, answer.foreign_lists)
