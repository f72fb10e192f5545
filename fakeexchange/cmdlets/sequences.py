"""The verbs as sequences of cmdlets: what an engineer would type, on one tenant.

A campaign calls the verbs themselves, which cost it nothing; a test holds the two to the same answers. What is there
already is not made again. A verb of a tenant that needs no command, such as a hand-over, is the empty sequence.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final

from ..directory import Tenant
from ..policies import AddressBookPolicy
from ..words import Verb
from .objects import Kind
from .organisation import DOMAIN, Organisation
from .recipients import HIDDEN, Recipient, Type

Typed = tuple[str, dict[str, Any]]
"""A cmdlet and its parameters."""


def sequence(
    organisation: Organisation, verb: Verb, tenant: Tenant, is_hidden: bool = False
) -> Iterator[Typed]:
    """The calls that carry out a verb, each to be made before the next is asked for.

    Args:
        organisation: in which the calls are made.
        verb: what is to be done.
        tenant: on whose mailboxes and lists.
        is_hidden: provision only: prepared hidden from address lists.
    """
    if verb is Verb.PROVISION:
        yield from _provision(organisation, tenant, is_hidden)
    else:
        yield from _SEQUENCES[verb](organisation, tenant)


def _provision(organisation: Organisation, tenant: Tenant, is_hidden: bool) -> Iterator[Typed]:
    for recipient in list(organisation.recipients.of_tenant(tenant)):
        kind = organisation.recipients.type_of(recipient)
        is_hidden_for_good = not recipient.is_list and recipient.number >= tenant.listed
        if kind in (Type.USER, Type.GROUP):
            yield _made(organisation, recipient)
            if is_hidden or is_hidden_for_good:
                yield _hiding(organisation, recipient, True)
        elif not (is_hidden or is_hidden_for_good):
            yield _hiding(organisation, recipient, False)


def _made(organisation: Organisation, recipient: Recipient) -> Typed:
    names = organisation.recipients.names_of(recipient)
    address = names["PrimarySmtpAddress"]
    if recipient.is_list:
        return "New-DistributionGroup", {"Name": names["Name"], "PrimarySmtpAddress": address}
    if organisation.exchange.is_precreated:
        return "Enable-Mailbox", {"Identity": address}
    return "New-MailUser", {
        "Name": names["Name"],
        "PrimarySmtpAddress": address,
        "ExternalEmailAddress": f"SMTP:{address}",
    }


def _hiding(organisation: Organisation, recipient: Recipient, is_hidden: bool) -> Typed:
    setting = {
        Type.MAIL_GROUP: "Set-DistributionGroup",
        Type.MAILBOX: "Set-Mailbox",
        Type.MAIL_USER: "Set-MailUser",
    }
    cmdlet = setting[organisation.recipients.type_of(recipient)]
    return cmdlet, {"Identity": _address(organisation, recipient), HIDDEN: is_hidden}


def _build(organisation: Organisation, tenant: Tenant) -> Iterator[Typed]:
    if tenant.has_lists:
        return
    key = organisation.key(tenant)
    of = AddressBookPolicy.called(key)
    held = f"(Alias -ne $null -and CustomAttribute1 -eq '{key}')"
    yield "New-GlobalAddressList", {"Name": of.global_address_list, "RecipientFilter": held}
    yield "Update-GlobalAddressList", {"Identity": of.global_address_list}
    for name, included in ((of.address_lists[0], "AllRecipients"), (of.room_list, "Resources")):
        yield (
            "New-AddressList",
            {"Name": name, "IncludedRecipients": included, "ConditionalCustomAttribute1": key},
        )
        yield "Update-AddressList", {"Identity": name}
    yield "New-OfflineAddressBook", {"Name": of.offline_address_book, "AddressLists": of.global_address_list}


def _create_policy(organisation: Organisation, tenant: Tenant) -> Iterator[Typed]:
    of = AddressBookPolicy.called(organisation.key(tenant))
    if organisation.shelf.find(Kind.POLICY, of.name) is None:
        yield (
            "New-AddressBookPolicy",
            {
                "Name": of.name,
                "AddressLists": list(of.address_lists),
                "RoomList": of.room_list,
                "GlobalAddressList": of.global_address_list,
                "OfflineAddressBook": of.offline_address_book,
            },
        )


def _assign(organisation: Organisation, tenant: Tenant) -> Iterator[Typed]:
    name = AddressBookPolicy.called(organisation.key(tenant)).name
    for recipient in _mailboxes(organisation, tenant):
        yield "Set-Mailbox", {"Identity": _address(organisation, recipient), "AddressBookPolicy": name}


def _sync(organisation: Organisation, tenant: Tenant) -> Iterator[Typed]:
    for recipient in _mailboxes(organisation, tenant):
        if recipient in organisation.requests or recipient.mailbox.is_hosted:
            continue
        address = _address(organisation, recipient)
        if organisation.exchange.is_precreated:
            copy = {"FilePath": f"\\\\files.{DOMAIN}\\pst\\{address}.pst", "Suspend": True}
            yield "New-MailboxImportRequest", {"Mailbox": address, **copy}
        else:
            ahead = {"Remote": True, "SuspendWhenReadyToComplete": True}
            yield "New-MoveRequest", {"Identity": address, **ahead}


def _cut_over(organisation: Organisation, tenant: Tenant) -> Iterator[Typed]:
    resume = "Resume-MailboxImportRequest" if organisation.exchange.is_precreated else "Resume-MoveRequest"
    for recipient in _mailboxes(organisation, tenant):
        if not recipient.mailbox.is_hosted:
            yield resume, {"Identity": _address(organisation, recipient)}


def _switch_routing(organisation: Organisation, tenant: Tenant) -> Iterator[Typed]:
    zone = organisation.register.domain(tenant.number)
    alias = f"mail.{DOMAIN}"
    yield (
        "Add-DnsServerResourceRecordCName",
        {"Name": "autodiscover", "ZoneName": zone, "HostNameAlias": alias},
    )


def _generate(organisation: Organisation, tenant: Tenant) -> Iterator[Typed]:
    yield (
        "Update-OfflineAddressBook",
        {"Identity": AddressBookPolicy.called(organisation.key(tenant)).offline_address_book},
    )


def _read(organisation: Organisation, tenant: Tenant) -> Iterator[Typed]:
    """Every mailbox, on every controller: whoever waits or checks looks at its AddressBookPolicy."""
    for recipient in _mailboxes(organisation, tenant):
        for controller in range(organisation.exchange.controllers):
            name = organisation.server(controller)
            yield "Get-Recipient", {"Identity": _address(organisation, recipient), "DomainController": name}


def _unhide(organisation: Organisation, tenant: Tenant) -> Iterator[Typed]:
    for recipient in list(organisation.recipients.of_tenant(tenant)):
        if recipient.is_list or recipient.number < tenant.listed:
            yield _hiding(organisation, recipient, False)


def _decommission(organisation: Organisation, tenant: Tenant) -> Iterator[Typed]:
    for recipient in _mailboxes(organisation, tenant):
        if recipient in organisation.requests:
            yield "Remove-MoveRequest", {"Identity": _address(organisation, recipient)}


def _account(cmdlet: str) -> Callable[[Organisation, Tenant], Iterator[Typed]]:
    def each(organisation: Organisation, tenant: Tenant) -> Iterator[Typed]:
        for recipient in _mailboxes(organisation, tenant):
            yield cmdlet, {"Identity": _address(organisation, recipient)}

    return each


def _restart(organisation: Organisation, tenant: Tenant) -> Iterator[Typed]:
    yield "Restart-Service", {"Name": "MSExchangeRPC"}


def _nothing(organisation: Organisation, tenant: Tenant) -> Iterator[Typed]:
    yield from ()


def _mailboxes(organisation: Organisation, tenant: Tenant) -> list[Recipient]:
    return [recipient for recipient in organisation.recipients.of_tenant(tenant) if not recipient.is_list]


def _address(organisation: Organisation, recipient: Recipient) -> str:
    return organisation.recipients.called(recipient)[1]


_SEQUENCES: Final[dict[Verb, Callable[[Organisation, Tenant], Iterator[Typed]]]] = {
    Verb.BUILD_ADDRESS_LISTS: _build,
    Verb.CREATE_POLICY: _create_policy,
    Verb.ASSIGN_POLICY: _assign,
    Verb.SYNC_MAILBOXES: _sync,
    Verb.CLOSE_GATE: _account("Disable-ADAccount"),
    Verb.CUT_OVER: _cut_over,
    Verb.SWITCH_ROUTING: _switch_routing,
    Verb.GENERATE_OAB: _generate,
    Verb.WAIT_REPLICATION: _read,
    Verb.VERIFY_ISOLATION: _read,
    Verb.OPEN_GATE: _account("Enable-ADAccount"),
    Verb.UNHIDE: _unhide,
    Verb.DECOMMISSION: _decommission,
    Verb.RESTART_CLIENT_ACCESS: _restart,
    Verb.MANUAL: _nothing,
    # A logon, by no cmdlet.
    Verb.PROBE: _nothing,
}
