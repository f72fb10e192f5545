"""Cmdlets on distribution groups: the distribution lists of a tenant, and who is in them."""

from typing import Final

from ..errors import AdminError
from . import answers
from .answers import Shown
from .binding import Given
from .naming import check_address, keep, rename, set_hidden
from .organisation import Organisation
from .recipients import Recipient, Type

MEMBERS: Final = "Members"


def new_group(organisation: Organisation, given: Given) -> list[Shown]:
    """A distribution list, listed at once; one that the tenant was said to have already comes to life."""
    address = given["PrimarySmtpAddress"] or ""
    known = organisation.recipients.goes_by(address or given["Name"])
    if known is not None and organisation.recipients.type_of(known) is Type.GROUP:
        recipient = known
    elif known is not None:
        raise AdminError("ADObjectAlreadyExistsException", f"The object '{given['Name']}' already exists.")
    else:
        check_address(organisation, given, None)
        tenant = organisation.tenant_for(given["OrganizationalUnit"] or "", address, None)
        tenant.directory.enrol(tenant)
        number = tenant.directory.add_list(tenant)
        address = address or f"{given['Name'].replace(' ', '')}@{organisation.register.domain(tenant.number)}"
        shown = given["DisplayName"] or given["Name"]
        organisation.register.enter_list(tenant.number, number, shown, address)
        recipient = organisation.recipients.record(tenant, number, True)
    members = [
        organisation.recipients.find(m, organisation.types("recipient"), organisation.server(given.writer))
        for m in given["Members"] or ()
    ]
    keep(recipient, MEMBERS, [_address(organisation, member) for member in members])
    return _appeared(organisation, recipient, given)


def enable_group(organisation: Organisation, given: Given) -> list[Shown]:
    """A group of the directory becomes a distribution list."""
    return _appeared(organisation, given.recipient(), given)


def set_group(organisation: Organisation, given: Given) -> list[Shown]:
    """Properties of a distribution list."""
    recipient = given.recipient()
    check_address(organisation, given, recipient)
    if given["CustomAttribute1"]:
        organisation.take_name(recipient.tenant, given["CustomAttribute1"])
    if "CustomAttribute1" in given:
        keep(recipient, "CustomAttribute1", given["CustomAttribute1"])
    recipient.properties.update(given.attributes)
    if "HiddenFromAddressListsEnabled" in given:
        set_hidden(organisation, recipient, given["HiddenFromAddressListsEnabled"])
    rename(organisation, recipient, given)
    return []


def get_group(organisation: Organisation, given: Given) -> list[Shown]:
    """Distribution lists, without their members."""
    found = answers.listed(organisation, given, (Type.MAIL_GROUP,))
    return [{key: value for key, value in one.items() if key != MEMBERS} for one in found]


def remove_group(organisation: Organisation, given: Given) -> list[Shown]:
    """The distribution list is gone."""
    recipient = given.recipient()
    roll = recipient.directory.enrol(recipient.tenant)
    recipient.directory.hide_one(recipient.in_directory, organisation.now)
    roll.present.discard(recipient.in_directory)
    recipient.properties.clear()
    return []


def add_member(organisation: Organisation, given: Given) -> list[Shown]:
    """Somebody is a member from now on."""
    group, address = given.recipient(), _address(organisation, given.recipient("Member"))
    members = group.properties.setdefault(MEMBERS, [])
    if address in members:
        raise AdminError(
            "MemberAlreadyExistsException",
            f'The recipient "{address}" is already a member of the group'
            f' "{organisation.recipients.names_of(group)["Identity"]}".',
        )
    members.append(address)
    return []


def remove_member(organisation: Organisation, given: Given) -> list[Shown]:
    """Somebody is a member no more."""
    group, address = given.recipient(), _address(organisation, given.recipient("Member"))
    if address not in group.properties.get(MEMBERS, ()):
        raise AdminError(
            "MemberNotFoundException",
            f'The recipient "{address}" isn\'t a member of the group'
            f' "{organisation.recipients.names_of(group)["Identity"]}".',
        )
    group.properties[MEMBERS].remove(address)
    return []


def get_members(organisation: Organisation, given: Given) -> list[Shown]:
    """The members of a distribution list."""
    server, found = organisation.server(given.writer), []
    for address in given.recipient().properties.get(MEMBERS, ()):
        member = organisation.recipients.find(address, organisation.types("recipient"), server)
        found.append(answers.shown(organisation, member, given.writer))
    return found


def _appeared(organisation: Organisation, recipient: Recipient, given: Given) -> list[Shown]:
    if organisation.recipients.type_of(recipient) is Type.MAIL_GROUP:
        raise AdminError(
            "RecipientTaskException",
            "This task does not support recipients of this type. The specified recipient"
            f" {organisation.recipients.names_of(recipient)['Identity']} is of type {Type.MAIL_GROUP}.",
        )
    rename(organisation, recipient, given)
    recipient.properties.update(given.attributes)
    recipient.directory.enrol(recipient.tenant)
    recipient.directory.show_one(recipient.in_directory, organisation.now)
    return [answers.shown(organisation, recipient, given.writer)]


def _address(organisation: Organisation, recipient: Recipient) -> str:
    return organisation.recipients.called(recipient)[1]


HANDLERS: Final = {
    "New-DistributionGroup": new_group,
    "Enable-DistributionGroup": enable_group,
    "Set-DistributionGroup": set_group,
    "Get-DistributionGroup": get_group,
    "Remove-DistributionGroup": remove_group,
    "Add-DistributionGroupMember": add_member,
    "Remove-DistributionGroupMember": remove_member,
    "Get-DistributionGroupMember": get_members,
}
