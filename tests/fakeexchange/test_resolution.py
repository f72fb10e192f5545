"""Whom a query names: beginnings of words, aliases, addresses; case and accents aside."""

import pytest

from fakeexchange.addressbook import first_own_rows, first_rows, row_of
from fakeexchange.names import Names
from fakeexchange.register import Register
from fakeexchange.resolution import Roster

from .toys import World, world

NAMES = Names(seed=1, are_unique=True)


@pytest.fixture(scope="module")
def toy() -> World:
    """Forty tenants of three mailboxes and a list each, all in the lists."""
    found = world(*[(3, 1)] * 40)
    for tenant in found.tenants:
        found.admin.provision(tenant)
    return found


def found(toy: World, query: str, limit: int = 1_000) -> list[str]:
    """Display names that a query finds among everybody."""
    directory = toy.exchange.directory
    search = Roster(directory, NAMES).search(query)
    return [row_of(directory, r, NAMES).display_name for r in first_rows(directory, limit, search)]


def everybody(toy: World) -> list[str]:
    """All display names, in browse order."""
    directory = toy.exchange.directory
    return [row_of(directory, r, NAMES).display_name for r in range(len(directory.owners))]


@pytest.mark.parametrize("query", ["m", "jo", "direc", "be", "x"])
def test_a_word_is_found_by_its_beginning(toy: World, query: str) -> None:
    """Exactly those are found of whom some word begins so, in browse order, whatever the index has of them."""
    expected = [
        name
        for name in everybody(toy)
        if any(word.startswith(query) for word in plain(name).replace("-", " ").replace("'", " ").split())
    ]
    assert found(toy, query) == expected
    assert found(toy, query.upper()) == expected


def test_an_alias_is_found_by_its_beginning_too(toy: World) -> None:
    """A list whose alias begins otherwise than its name is found by it, and so is a person who was given one."""
    lists = [row_of(toy.exchange.directory, t.first_recipient + 3, NAMES).display_name for t in toy.tenants]
    assert [name for name in found(toy, "list") if name in lists] == lists
    assert found(toy, "list.d") == [name for name in lists if name.startswith("Direction")] != []

    register = Register.over(NAMES)
    register.enter_person(7, 0, "Ann Smith", "qqx-smith@acme.example")
    query = Roster(toy.exchange.directory, register).search("qqx-s")
    assert first_rows(toy.exchange.directory, 10, query) == (toy.tenants[7].first_recipient,)


def plain(name: str) -> str:
    """A name in small letters without accents, the long way."""
    table = str.maketrans("àâäçéèêëîïôöùûüÿ", "aaaceeeeiioouuuy")
    return name.lower().translate(table)


def test_accents_do_not_count_in_query_or_name(toy: World) -> None:
    """An accent in the query finds names without, and the other way round."""
    (name,) = {name for name in everybody(toy) if name == NAMES.person(7, 0).display_name}
    assert name in found(toy, plain(name))
    assert found(toy, "élise") == found(toy, "Elise") != []


def test_several_words_must_each_begin_one(toy: World) -> None:
    """Given name and surname in either order, and nobody of whom only one fits."""
    person = NAMES.person(9, 1)
    first, last = person.given_name.split()[0][:3], person.surname[:3]
    assert person.display_name in found(toy, f"{first} {last}")
    assert person.display_name in found(toy, f"{last} {first}")
    assert all(plain(last) in plain(name) for name in found(toy, f"{first} {last}"))
    assert found(toy, f"{first} qqq") == []


def test_an_address_is_found_whole_and_an_alias_by_its_beginning(toy: World) -> None:
    """With smtp: in front or without; an exact query takes a whole name, alias or address alone."""
    person = NAMES.person(9, 1)
    alias = person.address.partition("@")[0]
    for query in (
        person.address,
        f"SMTP:{person.address.upper()}",
        f"={person.address}",
        f"={alias}",
        alias,
        alias[:-2],
        f"={person.display_name}",
    ):
        assert person.display_name in found(toy, query), query
    assert found(toy, person.address) == [person.display_name]
    assert found(toy, f"={person.surname}") == []
    assert found(toy, NAMES.distribution_list(9, 0)[1]) == [NAMES.distribution_list(9, 0)[0]]


@pytest.mark.parametrize("query", ["", "  ", "=", "smtp:", "@", ".", "nobody@nowhere-9.example", "\0", "*"])
def test_what_names_nobody_finds_nobody(toy: World, query: str) -> None:
    """An empty query browses nothing, and odd ones do no harm."""
    assert found(toy, query) == []


def test_so_many_and_no_more(toy: World) -> None:
    """A limit takes the first in browse order."""
    assert found(toy, "m", 3) == found(toy, "m")[:3]


def test_among_ones_own_the_same_words_find(toy: World) -> None:
    """The same query among one tenant's recipients finds those of them that it finds among all."""
    directory, tenant = toy.exchange.directory, toy.tenants[9]
    search = Roster(directory, NAMES).search(NAMES.person(9, 1).surname[:3])
    own = set(first_own_rows(directory, tenant, directory.edition, 100, search))
    assert own == {r for r in first_rows(directory, 1_000, search) if directory.owners[r] is tenant} != set()


def test_who_is_hidden_is_not_found() -> None:
    """Nobody finds who stands in no list, by name or by address."""
    hidden = world((2, 0), (1, 0))
    for tenant in hidden.tenants:
        hidden.admin.provision(tenant, is_hidden=tenant.number == 0)
    assert found(hidden, NAMES.person(0, 0).address) == []
    assert found(hidden, NAMES.person(1, 0).address) == [NAMES.person(1, 0).display_name]
