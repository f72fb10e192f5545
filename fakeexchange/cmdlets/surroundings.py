"""Cmdlets on what stands around recipients: domains, units, routing, folders, permissions, services.

Of permissions and folders no more is kept than that somebody wrote them: no address book depends on them.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Final

from ..errors import AdminError
from ..snapshot import Unreplicated, replicate
from . import answers
from .answers import Shown
from .binding import Given
from .naming import keep
from .objects import Kind, Named
from .organisation import DOMAIN, Organisation

CLIENT_ACCESS: Final = ("msexchangerpc", "w3svc", "iisadmin", "msexchangemapifrontendapppool")
"""Services whose restart cuts every session."""


def new_domain(organisation: Organisation, given: Given) -> list[Shown]:
    """A domain for which mail is accepted; the first user in it tells whose it is, if its name does not."""
    name = given["DomainName"].lower()
    tenant = organisation.tenant_called(name) or organisation.tenant_called(name.partition(".")[0])
    properties = {"DomainName": name, "DomainType": given["DomainType"] or "Authoritative"}
    named = organisation.shelf.put(Named(Kind.DOMAIN, name, tenant, properties))
    if tenant is not None and not any(
        other.tenant is tenant and other is not named for other in organisation.shelf.all_of(Kind.DOMAIN)
    ):
        organisation.register.enter_domain(tenant.number, name)
    return [named.shown()]


def remove(organisation: Organisation, given: Given) -> list[Shown]:
    """The object is gone."""
    organisation.shelf.take(given.named())
    return []


def new_unit(organisation: Organisation, given: Given) -> list[Shown]:
    """An organizational unit: a tenant's, which is called so."""
    named = organisation.shelf.put(Named(Kind.UNIT, given["Name"], organisation.tenant_called(given["Name"])))
    if named.tenant is None:
        named.tenant = organisation.new_tenant(given["Name"])
    return [named.shown()]


def route(organisation: Organisation, given: Given) -> list[Shown]:
    """Where the clients of a tenant's domain are sent, once its autodiscover record names a platform."""
    tenant = given.named("ZoneName").tenant
    if given["Name"].lower() == "autodiscover" and tenant is not None:
        tenant.is_routed = given["HostNameAlias"].lower().rstrip(".").endswith(DOMAIN)
    return []


def bring_to(organisation: Organisation, given: Given) -> list[Shown]:
    """A controller is told at once of what another one holds of a user: of his policy, which is all that lags."""
    mailbox = given.recipient("Object").mailbox
    newest = Unreplicated(mailbox.tenant.number, mailbox.number, 0)
    with suppress(ValueError):  # it has seen it already
        replicate(organisation.exchange, newest, given["Destination"])
    return []


def restart(organisation: Organisation, given: Given) -> list[Shown]:
    """A service of client access is restarted: every session of the platform is cut."""
    if given["Name"].lower() not in CLIENT_ACCESS:
        raise AdminError(
            "ServiceCommandException", f"Cannot find any service with service name '{given['Name']}'."
        )
    organisation.exchange.restarts.append(organisation.now)
    return []


def prefer(organisation: Organisation, given: Given) -> list[Shown]:
    """The controller that takes the session's writes from now on."""
    if "PreferredServer" in given:
        organisation.preferred = given["PreferredServer"]
    return []


def permit_download(organisation: Organisation, given: Given) -> list[Shown]:
    """Who may download a book: noted."""
    rights = given["ExtendedRights"] or given["AccessRights"] or []
    named = given.named()
    keep_entry = {"User": given["User"], "Rights": rights, "Deny": bool(given["Deny"])}
    named.properties.setdefault("Permissions", []).append(keep_entry)
    return [{"Identity": named.identity, **keep_entry}]


def permit_folder(organisation: Organisation, given: Given) -> list[Shown]:
    """Who may read a mailbox's folder: noted."""
    identity, _, folder = given["Identity"].rpartition(":\\")
    if not identity:
        raise AdminError(
            "ParameterBindingException", f"Identity '{given['Identity']}': expected <mailbox>:\\<folder>"
        )
    server = organisation.server(given.writer)
    recipient = organisation.recipients.find(identity, organisation.types("mailbox"), server)
    held = dict(recipient.properties.get("FolderPermissions", {}))
    held[f"{folder}/{given['User']}"] = given["AccessRights"]
    keep(recipient, "FolderPermissions", held)
    return []


def new_folder(organisation: Organisation, given: Given) -> list[Shown]:
    """A public folder."""
    return [organisation.shelf.put(Named(Kind.FOLDER, given["Name"], None, {"Permissions": {}})).shown()]


def permit_client(organisation: Organisation, given: Given) -> list[Shown]:
    """Somebody's rights in a public folder."""
    given.named().properties["Permissions"][given["User"]] = given["AccessRights"]
    return []


def forbid_client(organisation: Organisation, given: Given) -> list[Shown]:
    """Nobody's rights in a public folder, of whom had some."""
    given.named().properties["Permissions"].pop(given["User"], None)
    return []


def _new(kind: Kind) -> Callable[[Organisation, Given], list[Shown]]:
    def new(organisation: Organisation, given: Given) -> list[Shown]:
        properties = {key: value for key, value in given.values.items() if key != "Name"}
        return [organisation.shelf.put(Named(kind, given["Name"], None, properties)).shown()]

    return new


def _get(kind: Kind) -> Callable[[Organisation, Given], list[Shown]]:
    return lambda organisation, given: list(answers.found_in(organisation, given, kind))


HANDLERS: Final = {
    "New-AcceptedDomain": new_domain,
    "Get-AcceptedDomain": _get(Kind.DOMAIN),
    "Remove-AcceptedDomain": remove,
    "New-ActiveSyncMailboxPolicy": _new(Kind.DEVICES),
    "Remove-ActiveSyncMailboxPolicy": remove,
    "Add-ADPermission": permit_download,
    "Set-MailboxFolderPermission": permit_folder,
    "Add-MailboxFolderPermission": permit_folder,
    "New-PublicFolder": new_folder,
    "Get-PublicFolder": _get(Kind.FOLDER),
    "Add-PublicFolderClientPermission": permit_client,
    "Remove-PublicFolderClientPermission": forbid_client,
    "Set-ADServerSettings": prefer,
    "New-ADOrganizationalUnit": new_unit,
    "Add-DnsServerResourceRecordCName": route,
    "Restart-Service": restart,
    "Sync-ADObject": bring_to,
}
