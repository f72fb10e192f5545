import re
import string

import pytest

from fakeexchange.names import LIST_NAMES, Names

TENANTS = range(200)
ADDRESS = re.compile(r"[a-z0-9-]+\.[a-z0-9-]+\.\d+@[a-z0-9-]+-\d+\.example")


def test_are_a_pure_function() -> None:
    """Two worlds of one seed name a recipient alike, in whatever order it is asked for."""
    first, second = Names(seed=3), Names(seed=3)

    forwards = [first.person(t, n) for t in range(20) for n in range(3)]
    backwards = [second.person(t, n) for t in reversed(range(20)) for n in reversed(range(3))]

    assert forwards == backwards[::-1]


def test_differ_by_seed() -> None:
    """Another seed makes another world."""
    assert [Names(1).person(t, 0) for t in range(20)] != [Names(2).person(t, 0) for t in range(20)]


def test_addresses_are_unique() -> None:
    """No two recipients share an address, persons and distribution lists together."""
    names = Names(seed=1)

    addresses = [names.person(t, n).address for t in TENANTS for n in range(30)]
    addresses += [names.distribution_list(t, n)[1] for t in TENANTS for n in range(15)]

    assert len(set(addresses)) == len(addresses) == 200 * 45


def test_addresses_reach_nobody() -> None:
    """Every address is plain ASCII under .example, in its tenant's domain."""
    names = Names(seed=1)

    for tenant in TENANTS:
        for address in (names.person(tenant, 4).address, names.distribution_list(tenant, 1)[1]):
            assert ADDRESS.fullmatch(address), address
            assert address.endswith(f"@{names.domain(tenant)}")


def test_domains_are_unique() -> None:
    """No two tenants share an accepted domain, namesakes or not."""
    names = Names(seed=1)

    assert len({names.domain(t) for t in range(3000)}) == 3000


def test_both_locales_occur() -> None:
    """French and British tenants occur about evenly, and a tenant is wholly one or the other."""
    names = Names(seed=1)

    first_lists = [names.distribution_list(t, 0)[0] for t in range(1000)]

    # Binomial(1000, 1/2): five standard deviations are 5 * sqrt(250) = 79.
    assert set(first_lists) == {"Direction", "Management"}
    assert abs(first_lists.count("Direction") - 500) <= 79


def test_one_locale_alone() -> None:
    """Asked for British tenants alone, no list bears a French name."""
    names = Names(seed=1, locales=("en_GB",))

    assert {names.distribution_list(t, 0)[0] for t in range(50)} == {"Management"}


@pytest.mark.parametrize("locale", ["fr_FR", "en_GB"])
def test_persons_have_names(locale: str) -> None:
    """A person has a given name and a surname, shown in this order."""
    names = Names(seed=1, locales=(locale,))

    person = names.person(0, 0)

    assert person.display_name == f"{person.given_name} {person.surname}"
    assert person.given_name[0] in string.ascii_uppercase + "ÉÈ"
    assert person.surname


def test_further_lists_are_numbered() -> None:
    """A tenant with more lists than there are words for gets a second, numbered round of them."""
    names = Names(seed=1, locales=("en_GB",))
    words = LIST_NAMES["en"]

    shown = [names.distribution_list(0, n)[0] for n in range(2 * len(words))]

    assert shown == [*words, *(f"{word} 2" for word in words)]


def test_unique_names_are_unique_in_both_countries() -> None:
    """Of forty thousand people in two thousand tenants no two are called alike; without it some are."""
    shown = {}
    for are_unique in (True, False):
        names = Names(seed=1, are_unique=are_unique)
        shown[are_unique] = [names.person(t, n).display_name for t in range(2000) for n in range(20)]

    assert len(set(shown[True])) == 40_000
    assert len(set(shown[False])) < 40_000


def test_a_number_tells_people_apart_where_names_run_out() -> None:
    """Far more people than there are pairs of given names and surnames: the next round bears a number."""
    names = Names(seed=1, locales=("en_GB",), are_unique=True)
    far = names.person(9_000_000, 0)

    assert far.surname.rsplit(" ", 1)[1].isdigit()
    assert far.display_name not in {names.person(t, 0).display_name for t in range(1000)}
