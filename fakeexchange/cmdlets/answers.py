"""What a shell prints of recipients: properties by Exchange's names, read from the platform and one controller.

A policy link is shown as the controller that answers has seen it; all else is seen everywhere at once.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from ..policies import AddressBookPolicy
from ..replication import policy_seen
from .binding import Given
from .objects import Kind
from .organisation import Organisation
from .recipients import HIDDEN, Recipient, Type

Shown = dict[str, Any]
Handler = Any

PROTOCOLS: Final = ("MAPIEnabled", "OWAEnabled", "EwsEnabled", "ActiveSyncEnabled")
OTHER_PROTOCOLS: Final = ("ECPEnabled", "ImapEnabled", "PopEnabled", "OWAforDevicesEnabled")
DISABLED: Final = "AccountDisabled"
_NOT_OF_A_MAILBOX: Final = (*PROTOCOLS, *OTHER_PROTOCOLS, DISABLED)


def shown(organisation: Organisation, recipient: Recipient, controller: int) -> Shown:
    """A recipient's properties, as one controller has them."""
    names = organisation.recipients.names_of(recipient)
    kind = organisation.recipients.type_of(recipient)
    kept = {k: v for k, v in recipient.properties.items() if k not in _NOT_OF_A_MAILBOX}
    found = {
        **names,
        "EmailAddresses": [f"SMTP:{names['PrimarySmtpAddress']}"],
        "WindowsEmailAddress": names["PrimarySmtpAddress"],
        "RecipientType": str(kind),
        "RecipientTypeDetails": str(kind),
        HIDDEN: is_hidden(recipient),
        "OriginatingServer": organisation.server(controller),
        **kept,
    }
    found.pop("Domain")
    if kind is Type.MAILBOX:
        found["AddressBookPolicy"] = policy_shown(organisation, recipient, controller)
        found.setdefault("OfflineAddressBook", "")
    if kind is not Type.USER:
        # What a tenant is told by is its recipients' attribute, also where no shell ever wrote it.
        found.setdefault(
            "CustomAttribute1", "" if recipient.tenant.roll else organisation.key(recipient.tenant)
        )
    return found


def policy_shown(organisation: Organisation, recipient: Recipient, controller: int) -> str:
    """The name of the policy that a controller holds for a mailbox; empty: it holds none."""
    mailbox, now = recipient.mailbox, organisation.now
    if mailbox.link is None:
        return ""
    policy, written_at, lags, _ = mailbox.link
    written = recipient.properties.get("AddressBookPolicy")
    if written_at + lags[controller] <= now and written is not None:
        named = organisation.shelf.find(Kind.POLICY, written)
        if named is not None and (None if named.tenant is None else named.tenant.number) == policy:
            return str(written)
    seen = policy_seen(mailbox.link, controller, now)
    if seen is None:
        return ""
    names = (p.name for p in organisation.shelf.all_of(Kind.POLICY) if p.tenant and p.tenant.number == seen)
    return next(names, AddressBookPolicy.of(seen).name)


def is_hidden(recipient: Recipient) -> bool:
    """Is a recipient hidden from address lists, though it is there?"""
    tenant = recipient.tenant
    if tenant.roll is not None:
        there = recipient.in_directory
        return there in tenant.roll.present and not tenant.roll.is_shown(there)
    return tenant.is_hidden or (not recipient.is_list and recipient.number >= tenant.listed)


def listed(organisation: Organisation, given: Given, types: tuple[Type, ...]) -> list[Shown]:
    """What a Get- cmdlet prints: the one that was named, or all that pass its filters."""
    if "Identity" in given:
        return [shown(organisation, given.recipient(), given.writer)]
    tests = [given[name].passes for name in ("Filter", "RecipientPreviewFilter") if given[name] is not None]
    unit = (given["OrganizationalUnit"] or "").lower()
    found = []
    for recipient in _candidates(organisation, given):
        if organisation.recipients.type_of(recipient) not in types:
            continue
        properties = shown(organisation, recipient, given.writer)
        in_unit = not unit or unit.rsplit("/", 1)[-1] in properties["OrganizationalUnit"].lower().split("/")
        if in_unit and all(test(properties) for test in tests):
            found.append(properties)
    size = given["ResultSize"]
    return found if size is None or str(size).lower() == "unlimited" else found[: int(size)]


def _candidates(organisation: Organisation, given: Given) -> Iterable[Recipient]:
    """Everybody, or a tenant's recipients where a filter asks for nobody else."""
    for name in ("Filter", "RecipientPreviewFilter"):
        for attribute, value in given[name].equals if given[name] is not None else ():
            if attribute == "customattribute1":
                tenant = organisation.tenant_called(value)
                return () if tenant is None else organisation.recipients.of_tenant(tenant)
    return organisation.recipients.everybody()


def found_in(organisation: Organisation, given: Given, kind: Kind) -> Iterator[Shown]:
    """What a Get- cmdlet prints of other objects: the one that was named, or all."""
    named = [given.named()] if "Identity" in given else organisation.shelf.all_of(kind)
    return (one.shown() for one in named)
