"""Made-up people, companies and addresses: a pure function of seed, tenant and recipient.

Names come from Faker's locale data, read without Faker's random generator, so a row can be named when
it is read and never before: 550,000 names nobody looks at cost nothing. Every address lies under
``.example``, which no real mail reaches (RFC 2606), and carries the recipient's number, so it is unique.
"""

import importlib
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from math import gcd

LIST_NAMES = {
    "fr": ("Direction", "Comptabilité", "Équipe commerciale", "Support", "Tout le monde", "Projets"),
    "en": ("Management", "Accounts", "Sales team", "Support", "Everyone", "Projects"),
}

ROOM_WORDS = {"fr": "Salle de réunion", "en": "Meeting room"}

PEOPLE = 1 << 20
"""More people than a tenant has."""

_ADDRESS = re.compile(
    r"[a-z0-9.-]+\.(?P<number>[0-9]{1,9})@[a-z0-9-]+-(?P<tenant>[0-9]{1,9})\.example", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Person:
    """What an address list shows of a mailbox."""

    given_name: str
    surname: str
    address: str

    @property
    def display_name(self) -> str:
        """Given name and surname, as the list shows them."""
        return f"{self.given_name} {self.surname}"


class Names:
    """The names of one made-up world.

    Args:
        seed: worlds of one seed are alike.
        locales: Faker locales, mixed evenly over the tenants.
        are_unique: no two people are called alike: a second given name, and a number where that is not enough.

    >>> names = Names(seed=1, locales=("fr_FR", "en_GB"))
    >>> names.person(7, 0) == names.person(7, 0)
    True
    >>> names.domain(7).endswith("-7.example")
    True
    """

    changes = 0
    """How often a name was changed: made-up names never are."""

    def __init__(
        self, seed: int = 0, locales: tuple[str, ...] = ("fr_FR", "en_GB"), are_unique: bool = False
    ) -> None:
        self._seed = seed
        self._locales = locales
        self._are_unique = are_unique

    def domain(self, tenant: int) -> str:
        """The accepted domain of a tenant."""
        return f"{_ascii(self._pick(_surnames(self._locale(tenant)), tenant, 'company'))}-{tenant}.example"

    def person(self, tenant: int, number: int) -> Person:
        """The owner of a tenant's mailbox, numbered from 0."""
        given, surname = self.called(tenant, number)
        return Person(given, surname, f"{_ascii(given)}.{_ascii(surname)}.{number}@{self.domain(tenant)}")

    def called(self, tenant: int, number: int) -> tuple[str, str]:
        """Given name and surname of the same, without an address to make."""
        locale = self._locale(tenant)
        if self._are_unique:
            return self._only_one(locale, tenant * PEOPLE + number)
        given = self._pick(_given_names(locale), tenant, f"given/{number}")
        return given, self._pick(_surnames(locale), tenant, f"surname/{number}")

    def alias(self, tenant: int, number: int, is_list: bool) -> str:
        """What stands before the domain in an address, where it may begin otherwise than the name; else empty."""
        return self.distribution_list(tenant, number)[1].partition("@")[0] if is_list else ""

    def holder(self, address: str) -> tuple[int, int, bool] | None:
        """Whose an address would be: tenant, number, and whether it is a distribution list's; None: nobody's.

        >>> names = Names(seed=1)
        >>> names.holder(names.person(7, 2).address.upper()), names.holder("nobody.2@nowhere-7.example")
        ((7, 2, False), None)
        """
        found = _ADDRESS.fullmatch(address.strip().lower())
        if found is None:
            return None
        number, tenant = int(found["number"]), int(found["tenant"])
        if self.person(tenant, number).address == found[0]:
            return tenant, number, False
        if self.distribution_list(tenant, number)[1] == found[0]:
            return tenant, number, True
        return None

    def _only_one(self, locale: str, number: int) -> tuple[str, str]:
        """Given names and surname of one person among all, a bijection of a number."""
        given = _given_names_of_its_own(locale, self._locales[: self._locales.index(locale)])
        surnames = _surnames(locale)
        combinations = len(given) ** 2 * len(surnames)
        times, rest = divmod(number, combinations)
        # Neighbours by number are no namesakes: a step that shares no factor with the whole visits all of it.
        rest = (rest * _coprime(combinations) + self._seed) % combinations
        rest, surname = divmod(rest, len(surnames))
        first, second = divmod(rest, len(given))
        further = f" {times + 1}" if times else ""
        return f"{given[first]} {given[second]}", f"{surnames[surname]}{further}"

    def distribution_list(self, tenant: int, number: int) -> tuple[str, str]:
        """Display name and address of a tenant's distribution list, numbered from 0."""
        words = LIST_NAMES.get(self._locale(tenant)[:2], LIST_NAMES["en"])
        word = words[number % len(words)] + ("" if number < len(words) else f" {number // len(words) + 1}")
        return word, f"list.{_ascii(word)}.{number}@{self.domain(tenant)}"

    def room(self, tenant: int, number: int) -> tuple[str, str]:
        """Display name and address of a tenant's meeting room, numbered from 1; no two tenants' are called alike."""
        word, domain = ROOM_WORDS.get(self._locale(tenant)[:2], ROOM_WORDS["en"]), self.domain(tenant)
        return f"{word} {number} {domain.partition('.')[0]}", f"{_ascii(word)}-{number}@{domain}"

    def _locale(self, tenant: int) -> str:
        return self._pick(self._locales, tenant, "locale")

    def _pick(self, choices: tuple[str, ...], tenant: int, what: str) -> str:
        digest = blake2b(f"{self._seed}/{tenant}/{what}".encode(), digest_size=8).digest()
        return choices[int.from_bytes(digest, "big") % len(choices)]


def _coprime(number: int) -> int:
    """A number near the golden section of another that shares no factor with it."""
    found = int(number * 0.6180339887)
    while gcd(found, number) > 1:
        found += 1
    return found


@cache
def _given_names(locale: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_provider(locale).first_names))  # type: ignore[attr-defined]


@cache
def _given_names_of_its_own(locale: str, earlier: tuple[str, ...]) -> tuple[str, ...]:
    """What an earlier locale has too is left to that one, or two countries could name one person."""
    taken = {name for other in earlier for name in _given_names(other)}
    return tuple(name for name in _given_names(locale) if name not in taken)


@cache
def _surnames(locale: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_provider(locale).last_names))  # type: ignore[attr-defined]


def _provider(locale: str) -> object:
    return importlib.import_module(f"faker.providers.person.{locale}").Provider


@cache
def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join("".join(c if c.isalnum() else " " for c in plain).split())
