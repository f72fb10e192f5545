"""Cmdlets on distribution groups: the distribution lists of a tenant, and who is in them."""

from typing import Final

from ..errors import WRONG_STATE, AdminError
from . import answers
from .answers import Shown
from .binding import Given
from .naming import check_address, keep, rename, set_hidden
from .organisation import Organisation
from .recipients import Recipient, Type


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
    server, kinds = organisation.server(given.writer), organisation.types("recipient")
    members = [organisation.recipients.find(member, kinds, server) for member in given["Members"] or ()]
    for member in members:
        _refuse_stranger(organisation, recipient, member)
    _members(recipient)[:] = [member.in_directory for member in members]
    if given["RoomList"]:
        _list_rooms(recipient)
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
    if given["RoomList"]:
        _list_rooms(recipient)
    if "HiddenFromAddressListsEnabled" in given:
        set_hidden(organisation, recipient, given["HiddenFromAddressListsEnabled"])
    rename(organisation, recipient, given)
    return []


def get_group(organisation: Organisation, given: Given) -> list[Shown]:
    """Distribution lists, without their members."""
    return answers.listed(organisation, given, (Type.MAIL_GROUP,))


def remove_group(organisation: Organisation, given: Given) -> list[Shown]:
    """The distribution list is gone."""
    recipient = given.recipient()
    roll = recipient.directory.enrol(recipient.tenant)
    recipient.directory.hide_one(recipient.in_directory, organisation.now)
    roll.present.discard(recipient.in_directory)
    recipient.directory.rooms.leave_list(recipient.tenant.number, recipient.in_directory)
    recipient.properties.clear()
    return []


def add_member(organisation: Organisation, given: Given) -> list[Shown]:
    """Somebody is a member from now on."""
    group, member = given.recipient(), given.recipient("Member")
    _refuse_stranger(organisation, group, member)
    if member.in_directory in _members(group):
        raise _member_error(
            organisation, group, member, "MemberAlreadyExistsException", "is already a member"
        )
    _members(group).append(member.in_directory)
    return []


def remove_member(organisation: Organisation, given: Given) -> list[Shown]:
    """Somebody is a member no more."""
    group, member = given.recipient(), given.recipient("Member")
    if member.in_directory not in _members(group):
        raise _member_error(organisation, group, member, "MemberNotFoundException", "isn't a member")
    _members(group).remove(member.in_directory)
    return []


def get_members(organisation: Organisation, given: Given) -> list[Shown]:
    """The members of a distribution list."""
    group = given.recipient()
    members = (
        organisation.recipients.record(group.tenant, *group.directory.place(member))
        for member in _members(group)
    )
    return [answers.shown(organisation, member, given.writer) for member in members]


def _list_rooms(group: Recipient) -> None:
    """A group is a list of rooms from now on; as in Exchange, for good."""
    group.directory.rooms.enter_list(group.tenant.number, group.in_directory)
    keep(group, "RecipientTypeDetails", "RoomList")


def _members(group: Recipient) -> list[int]:
    roll = group.directory.enrol(group.tenant)
    return roll.members.setdefault(group.in_directory, list(group.tenant.members(group.number)))


def _refuse_stranger(organisation: Organisation, group: Recipient, member: Recipient) -> None:
    if member.tenant is not group.tenant:
        raise AdminError(
            WRONG_STATE,
            f"'{organisation.recipients.called(member)[1]}' is another tenant's: this fake keeps a group to its own",
        )


def _member_error(
    organisation: Organisation, group: Recipient, member: Recipient, name: str, lack: str
) -> AdminError:
    who, of = (organisation.recipients.names_of(one)["Identity"] for one in (member, group))
    return AdminError(name, f'The recipient "{who}" {lack} of the group "{of}".')


def _appeared(organisation: Organisation, recipient: Recipient, given: Given) -> list[Shown]:
    if organisation.recipients.type_of(recipient) is Type.MAIL_GROUP:
        raise AdminError(
            WRONG_STATE,
            "This task does not support recipients of this type. The specified recipient"
            f" {organisation.recipients.names_of(recipient)['Identity']} is of type {Type.MAIL_GROUP}.",
        )
    rename(organisation, recipient, given)
    recipient.properties.update(given.attributes)
    recipient.directory.enrol(recipient.tenant)
    recipient.directory.show_one(recipient.in_directory, organisation.now)
    return [answers.shown(organisation, recipient, given.writer)]


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
