"""What every cmdlet on recipients shares: users made, names and addresses given, properties kept, people hidden."""

from typing import Any

from ..directory import Mailbox
from ..errors import AdminError
from .binding import Given
from .objects import Kind, Named
from .organisation import Organisation
from .recipients import HIDDEN, Recipient


def make_user(
    organisation: Organisation, given: Given, address: str, unit: str | None, policy: Named | None
) -> Recipient:
    """A further user of the directory, of the tenant that unit, domain or policy tell.

    Raises:
        AdminError: somebody has that name or address, or nothing tells whose the user is.
    """
    if organisation.recipients.goes_by(address) is not None:
        raise AdminError("ADObjectAlreadyExistsException", f"The object '{address}' already exists.")
    check_address(organisation, given, None)
    tenant = organisation.tenant_for(unit or "", address, policy)
    domain = address.rpartition("@")[2].lower()
    accepted = organisation.shelf.find(Kind.DOMAIN, domain)
    if accepted is not None and accepted.tenant is None:
        accepted.tenant = tenant
        organisation.register.enter_domain(tenant.number, domain)
    tenant.directory.enrol(tenant)
    mailbox: Mailbox = tenant.directory.add_mailbox(tenant)
    display_name = given["DisplayName"] or given["Name"]
    organisation.register.enter_person(tenant.number, mailbox.number, display_name, address)
    recipient = organisation.recipients.record(tenant, mailbox.number, False)
    keep(recipient, "UserPrincipalName", address)
    for name in ("Name", "Alias", "SamAccountName"):
        if given[name]:
            keep(recipient, name, given[name])
    organisation.recipients.index(recipient)
    return recipient


def rename(organisation: Organisation, recipient: Recipient, given: Given) -> None:
    """Give a recipient the names and addresses that a call gives."""
    check_address(organisation, given, recipient)
    for name in ("Name", "Alias", "SamAccountName"):
        if given[name]:
            keep(recipient, name, given[name])
    if given["EmailAddresses"] is not None:
        keep(recipient, "EmailAddresses", given["EmailAddresses"])
    shown, address = organisation.recipients.called(recipient)
    primary = [a[5:] for a in given["EmailAddresses"] or () if a.startswith("SMTP:")]
    address = given["PrimarySmtpAddress"] or given["WindowsEmailAddress"] or next(iter(primary), address)
    if (given["DisplayName"] or shown, address) != organisation.recipients.called(recipient):
        organisation.recipients.call(recipient, given["DisplayName"] or shown, address)
    else:
        organisation.recipients.index(recipient)


def check_address(organisation: Organisation, given: Given, recipient: Recipient | None) -> None:
    """Refuse an address that somebody else has.

    Raises:
        AdminError: somebody else has it.
    """
    further = [address.split(":")[-1] for address in given["EmailAddresses"] or ()]
    for address in (given["PrimarySmtpAddress"], given["WindowsEmailAddress"], *further):
        holder = None if address is None else organisation.recipients.goes_by(address)
        if holder is not None and holder is not recipient:
            name = organisation.recipients.names_of(holder)["Identity"]
            raise AdminError(
                "ProxyAddressExistsException",
                f'The proxy address "SMTP:{address}" is already being used by the proxy addresses or'
                f' LegacyExchangeDN of "{name}". Please choose another proxy address.',
            )


def keep(recipient: Recipient, name: str, value: Any) -> None:
    """Keep a property; None takes it away."""
    if value is None:
        recipient.properties.pop(name, None)
    else:
        recipient.properties[name] = value


def set_hidden(organisation: Organisation, recipient: Recipient, is_hidden: bool) -> None:
    """Take a recipient out of the address lists, or put it in."""
    directory = recipient.directory
    directory.enrol(recipient.tenant)
    (directory.hide_one if is_hidden else directory.show_one)(recipient.in_directory, organisation.now)
    keep(recipient, HIDDEN, None)
