"""Names that were given: of people, lists and domains, above those that are made up.

A world whose objects are written down by somebody, or that a shell adds to, has a register; whom it does not hold is
called as ``names`` makes up. Addresses are compared in small letters.
"""

from dataclasses import dataclass

from .names import Names, Person


@dataclass(frozen=True, slots=True)
class KnownPerson(Person):
    """A person whose list entry shows what somebody wrote."""

    shown: str = ""

    @property
    def display_name(self) -> str:
        """As it was written."""
        return self.shown


class Register(Names):
    """Given names above made-up ones; its arguments are those of ``Names``.

    Attributes:
        changes: how often something was entered.

    >>> register = Register()
    >>> register.enter_person(7, 0, "Ann Smith", "ann@acme.example")
    >>> register.person(7, 0).display_name, register.holder("Ann@acme.example")
    ('Ann Smith', (7, 0, False))
    """

    def __init__(
        self, seed: int = 0, locales: tuple[str, ...] = ("fr_FR", "en_GB"), are_unique: bool = False
    ) -> None:
        super().__init__(seed, locales, are_unique)
        self.changes = 0
        self._domains: dict[int, str] = {}
        self._people: dict[tuple[int, int], KnownPerson] = {}
        self._lists: dict[tuple[int, int], tuple[str, str]] = {}
        self._holders: dict[str, tuple[int, int, bool]] = {}

    @classmethod
    def over(cls, names: Names) -> "Register":
        """A register of its own above some names, with what those hold if they are a register too."""
        register = cls(names._seed, names._locales, names._are_unique)
        if isinstance(names, Register):
            register._domains.update(names._domains)
            register._people.update(names._people)
            register._lists.update(names._lists)
            register._holders.update(names._holders)
        return register

    def enter_domain(self, tenant: int, domain: str) -> None:
        """A tenant's accepted domain is this one."""
        self._domains[tenant] = domain.lower()
        self.changes += 1

    def enter_person(self, tenant: int, number: int, display_name: str, address: str) -> None:
        """The owner of a mailbox is called so, and has this primary address."""
        given, _, surname = display_name.partition(" ")
        known = self._people.get((tenant, number))
        self._move(None if known is None else known.address, address, (tenant, number, False))
        self._people[tenant, number] = KnownPerson(given, surname, address, display_name)

    def enter_list(self, tenant: int, number: int, display_name: str, address: str) -> None:
        """A distribution list is called so, and has this primary address."""
        known = self._lists.get((tenant, number))
        self._move(None if known is None else known[1], address, (tenant, number, True))
        self._lists[tenant, number] = display_name, address

    def called(self, tenant: int, number: int) -> tuple[str, str]:
        """The words of a person's name, as they are searched for."""
        known = self._people.get((tenant, number))
        return super().called(tenant, number) if known is None else (known.given_name, known.surname)

    def domain(self, tenant: int) -> str:
        """The accepted domain of a tenant."""
        return self._domains.get(tenant) or super().domain(tenant)

    def person(self, tenant: int, number: int) -> Person:
        """The owner of a tenant's mailbox, numbered from 0."""
        return self._people.get((tenant, number)) or super().person(tenant, number)

    def distribution_list(self, tenant: int, number: int) -> tuple[str, str]:
        """Display name and address of a tenant's distribution list, numbered from 0."""
        return self._lists.get((tenant, number)) or super().distribution_list(tenant, number)

    def alias(self, tenant: int, number: int, is_list: bool) -> str:
        """What stands before the domain in an address, where it may begin otherwise than the name; else empty."""
        person = None if is_list else self._people.get((tenant, number))
        return super().alias(tenant, number, is_list) if person is None else person.address.partition("@")[0]

    def holder(self, address: str) -> tuple[int, int, bool] | None:
        """Whose an address is: tenant, number, and whether it is a distribution list's; None: nobody's."""
        known = self._holders.get(address.strip().lower())
        return known if known is not None else super().holder(address)

    def _move(self, was: str | None, now: str, who: tuple[int, int, bool]) -> None:
        if was is not None:
            self._holders.pop(was.lower(), None)
        self._holders[now.lower()] = who
        self.changes += 1
