"""One Exchange organisation as a shell finds it: objects, recipients, whose they are, and who takes a write.

Tenants are told apart by a name of their own, the value that a hoster's panel writes into CustomAttribute1. A list or
a policy belongs to the tenant to which its filter restricts it: that is how the fake, which knows policies by their
tenant alone, hears of it. Nothing here decides what a client may see.
"""

from typing import Any, Final

from ..directory import Mailbox, Tenant
from ..errors import WRONG_STATE, AdminError
from ..exchange import Exchange
from ..policies import write_link
from ..register import Register
from ..replication import WRITER, controller_name
from .objects import EVERYBODY, Kind, Named, Shelf
from .recipients import Recipient, Recipients, Type

DOMAIN: Final = "target.example"


class Organisation:
    """What a shell works on.

    Args:
        exchange: the platforms.
        register: what recipients are called.

    Attributes:
        lags: microseconds, by controller, until it has seen a write that another one took.
        requests: move and import requests by recipient: their status.
        preferred: the controller that takes a write for which none is named.
    """

    def __init__(self, exchange: Exchange, register: Register) -> None:
        self.exchange = exchange
        self.register = register
        self.shelf = Shelf(exchange)
        self.lags = [0] * exchange.controllers
        self.preferred = WRITER
        self.requests: dict[Recipient, dict[str, Any]] = {}
        self._keys: dict[int, str] = {}
        self._by_key: dict[str, Tenant] = {}
        self.recipients = Recipients(exchange, register, self.key)

    @property
    def now(self) -> int:
        """The instant, in microseconds."""
        return self.exchange.clock.now

    def server(self, controller: int) -> str:
        """What a controller is called."""
        return f"{controller_name(controller)}.{DOMAIN}"

    def controller(self, name: str) -> int:
        """The controller of a name, from 0.

        Raises:
            AdminError: there is no such controller.
        """
        for controller in range(self.exchange.controllers):
            if name.strip().lower() in (self.server(controller), controller_name(controller)):
                return controller
        raise AdminError(
            "SuitabilityDirectoryException",
            f"An Active Directory error 0x51 occurred when trying to check the suitability of server '{name}':"
            f" the LDAP server is unavailable (there are {', '.join(map(self.server, range(len(self.lags))))}).",
        )

    def key(self, tenant: Tenant) -> str:
        """The name by which a tenant's objects are told from others."""
        return self._keys.get(tenant.number) or f"T{tenant.number}"

    def name_tenant(self, tenant: Tenant, key: str) -> None:
        """Tell a tenant by this name from now on."""
        self._by_key.pop(self.key(tenant).lower(), None)
        self._keys[tenant.number] = key
        self._by_key[key.lower()] = tenant

    def has_name(self, tenant: Tenant) -> bool:
        """Was the tenant given a name?"""
        return tenant.number in self._keys

    def tenant_called(self, key: str) -> Tenant | None:
        """The tenant of a name; None: there is none."""
        known = self._by_key.get(key.lower())
        if known is None and key[:1] in "Tt" and key[1:].isdecimal():
            number, directories = int(key[1:]), self.exchange.directories
            known = directories[number % len(directories)].by_number.get(number)
            return None if known is None or self.has_name(known) else known
        return known

    def new_tenant(self, key: str) -> Tenant:
        """A further tenant, whose clients are sent to the target: nobody ever served them elsewhere."""
        directories = self.exchange.directories
        number = 1 + max((max(of.by_number, default=-1) for of in directories), default=-1)
        tenant = directories[number % len(directories)].add_tenant(number)
        tenant.is_routed = True
        self.name_tenant(tenant, key)
        return tenant

    def tenant_of_domain(self, domain: str) -> Tenant | None:
        """The tenant of an accepted domain, or of a made-up one; None: nobody's."""
        named = self.shelf.find(Kind.DOMAIN, domain)
        if named is not None:
            return named.tenant
        _, _, number = domain.removesuffix(".example").rpartition("-")
        if not (domain.endswith(".example") and number.isdecimal()):
            return None
        directories = self.exchange.directories
        tenant = directories[int(number) % len(directories)].by_number.get(int(number))
        is_its = tenant is not None and self.register.domain(tenant.number) == domain.lower()
        return tenant if is_its else None

    def tenant_for(self, unit: str, address: str, policy: Named | None) -> Tenant:
        """Whose a new recipient is: by its unit, else by its domain, else by its policy.

        Raises:
            AdminError: none of them tells.
        """
        names = [part.split("=")[-1] for part in unit.replace("/", ",").split(",") if part]
        for name in names:
            if (tenant := self.tenant_called(name)) is not None:
                return tenant
        domain = address.rpartition("@")[2]
        if (tenant := self.tenant_of_domain(domain)) is not None:
            return tenant
        # A domain that bears a tenant's name is that tenant's.
        for name in (domain, domain.partition(".")[0]):
            if (tenant := self.tenant_called(name)) is not None:
                return tenant
        if policy is not None and policy.tenant is not None:
            return policy.tenant
        raise AdminError(
            WRONG_STATE,
            f"No tenant of this fake has the domain '{domain}' or the organizational unit '{unit}': declare it with"
            " the objects, or make it with New-ADOrganizationalUnit",
        )

    def restricted_to(self, values: list[str]) -> Tenant | None:
        """The tenant to which a list is restricted; EVERYBODY: to none. A name that is new makes a tenant.

        Args:
            values: of the attributes by which the list takes its members; empty: it takes everybody.
        """
        if not values:
            return EVERYBODY
        known = (self.tenant_called(value) for value in values)
        return next((tenant for tenant in known if tenant is not None), None) or self.new_tenant(values[0])

    def take_name(self, tenant: Tenant, key: str) -> None:
        """A recipient of the tenant was given this value for the attribute that tells tenants apart.

        Raises:
            AdminError: it is another tenant's.
        """
        other = self.tenant_called(key)
        if other is tenant:
            return
        if self.has_name(tenant) or (other is not None and (other.mailboxes or other.lists)):
            whose = "another tenant's" if other is not None else "no tenant's"
            raise AdminError(
                WRONG_STATE,
                f"CustomAttribute1 '{key}' is {whose}, and this recipient's tenant is"
                f" '{self.key(tenant)}': this fake keeps a recipient in the lists of its own tenant",
            )
        if other is not None:
            self._take_over(other, tenant)
        self.name_tenant(tenant, key)

    def domain(self, name: str) -> Named | None:
        """An accepted domain; None: there is none."""
        found = self.shelf.find(Kind.DOMAIN, name)
        if found is None and (tenant := self.tenant_of_domain(name.lower())) is not None:
            return self.shelf.put(Named(Kind.DOMAIN, name.lower(), tenant, {"DomainName": name.lower()}))
        return found

    def set_policy(self, mailbox: Mailbox, policy: Named | None, writer: int) -> None:
        """One write of a mailbox's policy link, on one controller; each other one sees it its lag later.

        A policy whose list is restricted to nobody isolates nobody: its link reads as none.
        """
        lags = tuple(0 if c == writer else lag for c, lag in enumerate(self.lags))
        tenant = None if policy is None else policy.tenant
        write_link(mailbox, None if tenant is None else tenant.number, self.now, lags)
        mailbox.is_misreported = False

    def _take_over(self, empty: Tenant, tenant: Tenant) -> None:
        """What was made for a tenant that turns out to be another one, under a name not yet known to be its."""
        for kind in Kind:
            for named in self.shelf.all_of(kind):
                if named.tenant is empty:
                    named.tenant = tenant
        if empty.has_lists:
            empty.remove_lists()
            tenant.build_lists(self.now)
        tenant.has_policy |= empty.has_policy
        empty.has_policy = False

    def types(self, kind: str) -> tuple[Type, ...]:
        """The types of recipient that a kind of the table stands for."""
        return {
            "user": (Type.USER, Type.MAIL_USER, Type.MAILBOX),
            "mailbox": (Type.MAILBOX,),
            "mailuser": (Type.MAIL_USER,),
            "movable": (Type.MAIL_USER, Type.MAILBOX),
            "group": (Type.MAIL_GROUP,),
            "anygroup": (Type.GROUP, Type.MAIL_GROUP),
            "recipient": (Type.MAIL_USER, Type.MAILBOX, Type.MAIL_GROUP),
        }[kind]
