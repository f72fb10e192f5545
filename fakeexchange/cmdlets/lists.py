"""Cmdlets on what isolates a tenant: address lists, offline address books, and the policies over them."""

from collections.abc import Callable
from typing import Final

from ..directory import Tenant
from ..errors import AdminError
from . import answers
from .answers import Shown
from .binding import Given
from .objects import Kind, Named
from .organisation import Organisation

_TELLING: Final = ("company", *(f"customattribute{n}" for n in range(1, 16)))
"""Attributes by which lists are restricted to a tenant."""
APPLIED: Final = "RecipientFilterApplied"


def _new_list(kind: Kind) -> Callable[[Organisation, Given], list[Shown]]:
    def new(organisation: Organisation, given: Given) -> list[Shown]:
        values = [*(given["ConditionalCustomAttribute1"] or ()), *(given["ConditionalCompany"] or ())]
        held = given["RecipientFilter"]
        if held is not None:
            values += [value for name, value in held.equals if name in _TELLING]
        # First, or a name that is taken would leave a tenant behind.
        organisation.shelf.refuse_taken(kind, given["Name"])
        tenant = organisation.restricted_to(values)
        properties = {
            "RecipientFilter": held.text if held is not None else " ".join(values),
            "IncludedRecipients": given["IncludedRecipients"],
            # Until somebody updates it; who is made later joins by himself.
            APPLIED: False,
        }
        named = organisation.shelf.put(Named(kind, given["Name"], tenant, properties))
        if kind is Kind.LIST and tenant is not None:
            tenant.build_lists(organisation.now)
        return [named.shown()]

    return new


def _update_list(organisation: Organisation, given: Given) -> list[Shown]:
    given.named().properties[APPLIED] = True
    return []


def _remove(uses: tuple[tuple[Kind, str], ...]) -> Callable[[Organisation, Given], list[Shown]]:
    def remove(organisation: Organisation, given: Given) -> list[Shown]:
        named = given.named()
        for kind, key in uses:
            for user in organisation.shelf.users_of(named, (kind,), key):
                raise AdminError(
                    "InvalidOperationException",
                    f"The object '{named.identity}' can't be removed because it's used by '{user.identity}'.",
                )
        organisation.shelf.take(named)
        tenant = named.tenant
        if named.kind is Kind.LIST and tenant is not None and not _of(organisation, Kind.LIST, tenant):
            tenant.remove_lists()
        return []

    return remove


def new_book(organisation: Organisation, given: Given) -> list[Shown]:
    """An offline address book over some lists; it has no files before its first generation."""
    lists: list[Named] = given["AddressLists"]
    tenant = _one_tenant(lists, f"OfflineAddressBook '{given['Name']}'")
    properties = {
        "AddressLists": [one.identity for one in lists],
        "IsDefault": bool(given["IsDefault"]),
        **{k: v for k, v in given.values.items() if k not in ("Name", "AddressLists", "IsDefault")},
    }
    return [organisation.shelf.put(Named(Kind.BOOK, given["Name"], tenant, properties)).shown()]


def update_book(organisation: Organisation, given: Given) -> list[Shown]:
    """The book is generated: it holds who is listed now."""
    tenant = given.named().tenant
    if tenant is None:
        organisation.exchange.regenerate_default_book()
    else:
        tenant.generate_book(organisation.now)
    return []


def remove_book(organisation: Organisation, given: Given) -> list[Shown]:
    """The book is gone, and with a tenant's last one its files."""
    tenant = given.named().tenant
    _remove(((Kind.POLICY, "OfflineAddressBook"),))(organisation, given)
    if tenant is not None and not _of(organisation, Kind.BOOK, tenant):
        tenant.book = None
    return []


def new_policy(organisation: Organisation, given: Given) -> list[Shown]:
    """A policy over one GAL, one book, one room list and some lists, all of them restricted to the same tenant."""
    tenant = _one_tenant(_parts(given), f"AddressBookPolicy '{given['Name']}'")
    named = organisation.shelf.put(Named(Kind.POLICY, given["Name"], tenant, _contents(given)))
    if tenant is not None:
        tenant.has_policy = True
    return [named.shown()]


def set_policy(organisation: Organisation, given: Given) -> list[Shown]:
    """What a policy holds; whose it is does not change."""
    named = given.named()
    if any(part.tenant is not named.tenant for part in _parts(given)):
        raise AdminError(
            "InvalidOperationException",
            f"AddressBookPolicy '{named.name}': this fake keeps a policy's lists to those of one tenant",
        )
    named.properties.update(_contents(given))
    if given["Name"]:
        was = named.name
        organisation.shelf.rename(named, given["Name"])
        for recipient in organisation.recipients.everybody():
            if recipient.properties.get("AddressBookPolicy") == was:
                recipient.properties["AddressBookPolicy"] = named.name
    return []


def remove_policy(organisation: Organisation, given: Given) -> list[Shown]:
    """A policy that is assigned to nobody is gone."""
    named = given.named()
    tenant = named.tenant
    for recipient in organisation.recipients.of_tenant(tenant) if tenant is not None else ():
        if (
            not recipient.is_list
            and answers.policy_shown(organisation, recipient, given.writer) == named.name
        ):
            name = organisation.recipients.names_of(recipient)["Identity"]
            raise AdminError(
                "InvalidOperationException",
                f"The address book policy '{named.name}' can't be removed because it's assigned to '{name}'.",
            )
    organisation.shelf.take(named)
    if tenant is not None and not _of(organisation, Kind.POLICY, tenant):
        tenant.has_policy = False
    return []


def _parts(given: Given) -> list[Named]:
    one_by_one = [
        given[name] for name in ("GlobalAddressList", "RoomList", "OfflineAddressBook") if given[name]
    ]
    return [*one_by_one, *(given["AddressLists"] or ())]


def _contents(given: Given) -> Shown:
    found: Shown = {
        name: given[name].identity
        for name in ("GlobalAddressList", "OfflineAddressBook", "RoomList")
        if given[name] is not None
    }
    if given["AddressLists"] is not None:
        found["AddressLists"] = [one.identity for one in given["AddressLists"]]
    return found


def _one_tenant(parts: list[Named], what: str) -> Tenant | None:
    tenants = {id(part.tenant): part.tenant for part in parts}
    if len(tenants) > 1:
        names = ", ".join(part.identity for part in parts)
        raise AdminError(
            "InvalidOperationException",
            f"{what}: its lists are restricted to different tenants ({names}); the GAL must hold all its lists, and"
            " this fake knows no policy that mixes them",
        )
    return parts[0].tenant


def _of(organisation: Organisation, kind: Kind, tenant: Tenant) -> list[Named]:
    return [named for named in organisation.shelf.all_of(kind) if named.tenant is tenant]


def _get(kind: Kind) -> Callable[[Organisation, Given], list[Shown]]:
    return lambda organisation, given: list(answers.found_in(organisation, given, kind))


def _get_virtual_directory(organisation: Organisation, given: Given) -> list[Shown]:
    server = given["Server"] or "ex1"
    url = "https://mail.target.example/OAB"
    return [{"Identity": f"{server}\\OAB (Default Web Site)", "Server": server, "InternalUrl": url}]


_IN_POLICIES: Final = ((Kind.POLICY, "AddressLists"), (Kind.POLICY, "RoomList"), (Kind.BOOK, "AddressLists"))

HANDLERS: Final = {
    "New-GlobalAddressList": _new_list(Kind.GAL),
    "Get-GlobalAddressList": _get(Kind.GAL),
    "Update-GlobalAddressList": _update_list,
    "Remove-GlobalAddressList": _remove(((Kind.POLICY, "GlobalAddressList"), (Kind.BOOK, "AddressLists"))),
    "New-AddressList": _new_list(Kind.LIST),
    "Get-AddressList": _get(Kind.LIST),
    "Update-AddressList": _update_list,
    "Remove-AddressList": _remove(_IN_POLICIES),
    "New-OfflineAddressBook": new_book,
    "Get-OfflineAddressBook": _get(Kind.BOOK),
    "Update-OfflineAddressBook": update_book,
    "Remove-OfflineAddressBook": remove_book,
    "Get-OabVirtualDirectory": _get_virtual_directory,
    "New-AddressBookPolicy": new_policy,
    "Get-AddressBookPolicy": _get(Kind.POLICY),
    "Set-AddressBookPolicy": set_policy,
    "Remove-AddressBookPolicy": remove_policy,
}
