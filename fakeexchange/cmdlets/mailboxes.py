"""Cmdlets on mailboxes and mail users: made, changed, shown, taken away, their protocols switched on and off."""

from collections.abc import Callable
from typing import Any, Final

from .. import moves
from ..errors import WRONG_STATE, AdminError
from ..words import Channel
from . import answers
from .answers import DISABLED, OTHER_PROTOCOLS, PROTOCOLS, Shown
from .binding import Given
from .naming import check_address, keep, make_user, rename, set_hidden
from .objects import Kind, Named
from .organisation import Organisation
from .recipients import USERS, Recipient, Type

_DETAILS: Final = {"Room": "RoomMailbox", "Equipment": "EquipmentMailbox", "Shared": "SharedMailbox"}
_CHANNELS: Final = {
    "MAPIEnabled": (Channel.NSPI, Channel.OAB),
    "OWAEnabled": (Channel.OWA,),
    "EwsEnabled": (Channel.EWS,),
    "ActiveSyncEnabled": (Channel.EAS,),
}
"""What a switch of Set-CASMailbox switches; Outlook downloads the OAB, so it goes with MAPI."""


def enable_mailbox(organisation: Organisation, given: Given) -> list[Shown]:
    """A mailbox for a user who is there: from now on the target serves it."""
    recipient = given.recipient()
    _refuse_type(organisation, recipient, Type.USER)
    return [_made(organisation, recipient, given)]


def new_mailbox(organisation: Organisation, given: Given) -> list[Shown]:
    """A user and its mailbox in one; with PublicFolder, a mailbox of the system's own."""
    if given["PublicFolder"]:
        properties = {
            "RecipientTypeDetails": "PublicFolderMailbox",
            "AddressBookPolicy": _name(given["AddressBookPolicy"]),
        }
        return [organisation.shelf.put(Named(Kind.HIDDEN_MAILBOX, given["Name"], None, properties)).shown()]
    address = given["UserPrincipalName"] or given["PrimarySmtpAddress"]
    if address is None:
        raise AdminError(
            "ParameterBindingException",
            "New-Mailbox: cannot process command because of one or more missing mandatory parameters:"
            " UserPrincipalName.",
        )
    recipient = make_user(
        organisation, given, address, given["OrganizationalUnit"], given["AddressBookPolicy"]
    )
    return [_made(organisation, recipient, given)]


def set_mailbox(organisation: Organisation, given: Given) -> list[Shown]:
    """Properties of a mailbox; its policy link is the one that takes time to be seen everywhere."""
    recipient = given.recipient()
    _change(organisation, recipient, given)
    if "OfflineAddressBook" in given:
        book: Named | None = given["OfflineAddressBook"]
        # A book of everybody's is the default one.
        recipient.mailbox.offline_address_book = (
            None if book is None else -1 if book.tenant is None else book.tenant.number
        )
        keep(recipient, "OfflineAddressBook", None if book is None else book.identity)
    if "AddressBookPolicy" in given:
        _assign(organisation, recipient, given)
    return []


def set_mail_user(organisation: Organisation, given: Given) -> list[Shown]:
    """Properties of a mail user."""
    _change(organisation, given.recipient(), given)
    return []


def new_mail_user(organisation: Organisation, given: Given) -> list[Shown]:
    """A mail user: prepared for a later move, and listed at once."""
    address = given["PrimarySmtpAddress"] or given["UserPrincipalName"] or given["ExternalEmailAddress"]
    known = organisation.recipients.goes_by(address)
    if known is not None and organisation.recipients.type_of(known) is Type.USER:
        recipient = known
    else:
        recipient = make_user(organisation, given, address, given["OrganizationalUnit"], None)
    return [_prepared(organisation, recipient, given)]


def enable_mail_user(organisation: Organisation, given: Given) -> list[Shown]:
    """The same of a user who is there."""
    _refuse_type(organisation, given.recipient(), Type.USER)
    return [_prepared(organisation, given.recipient(), given)]


def disable(organisation: Organisation, given: Given) -> list[Shown]:
    """The mailbox or mail user is gone; the user stays."""
    recipient = given.recipient()
    directory = recipient.directory
    roll = directory.enrol(recipient.tenant)
    directory.hide_one(recipient.in_directory, organisation.now)
    roll.present.discard(recipient.in_directory)
    moves.take_back((recipient.mailbox,), organisation.now)
    organisation.requests.pop(recipient, None)
    if recipient.mailbox.link is not None and recipient.mailbox.link[0] is not None:
        organisation.set_policy(recipient.mailbox, None, given.writer)
    recipient.mailbox.offline_address_book = None
    kept = ("Name", "Alias", "SamAccountName", "UserPrincipalName", DISABLED)
    recipient.properties = {k: v for k, v in recipient.properties.items() if k in kept}
    return []


def set_cas_mailbox(organisation: Organisation, given: Given) -> list[Shown]:
    """Protocols of a mailbox, switched on or off: from the next logon on."""
    recipient = given.recipient()
    for name in given.values:
        if name in (
            *PROTOCOLS,
            *OTHER_PROTOCOLS,
            "MapiHttpEnabled",
            "OwaMailboxPolicy",
            "ActiveSyncMailboxPolicy",
        ):
            keep(recipient, name, given[name])
    bar(recipient)
    return []


def get_cas_mailbox(organisation: Organisation, given: Given) -> list[Shown]:
    """Protocols of a mailbox, or of every one."""
    everybody = organisation.recipients.everybody()
    found = (
        [given.recipient()]
        if "Identity" in given
        else [r for r in everybody if organisation.recipients.type_of(r) is Type.MAILBOX]
    )
    return [_protocols(organisation, recipient) for recipient in found]


def disable_account(organisation: Organisation, given: Given) -> list[Shown]:
    """Nobody logs on with the account, by whatever protocol."""
    keep(given.recipient(), DISABLED, True)
    bar(given.recipient())
    return []


def enable_account(organisation: Organisation, given: Given) -> list[Shown]:
    """The account's owner may log on again."""
    keep(given.recipient(), DISABLED, None)
    bar(given.recipient())
    return []


def new_user(organisation: Organisation, given: Given) -> list[Shown]:
    """A user of the directory, without a mailbox; disabled unless it is said to be enabled."""
    recipient = make_user(organisation, given, given["UserPrincipalName"], given["Path"], None)
    if not given["Enabled"]:
        keep(recipient, DISABLED, True)
        bar(recipient)
    return [answers.shown(organisation, recipient, given.writer)]


def bar(recipient: Recipient) -> None:
    """Switch off for a mailbox what its properties say is off."""
    off = [
        c for name, channels in _CHANNELS.items() if recipient.properties.get(name) is False for c in channels
    ]
    recipient.directory.enrol(recipient.tenant)
    barred = frozenset(Channel) if recipient.properties.get(DISABLED) else frozenset(off)
    recipient.mailbox.barred = barred or None


def _made(organisation: Organisation, recipient: Recipient, given: Given) -> Shown:
    rename(organisation, recipient, given)
    _appear(organisation, recipient)
    if not organisation.exchange.is_precreated:
        moves.complete(recipient.mailbox)
    for switch, details in _DETAILS.items():
        if given[switch]:
            keep(recipient, "RecipientTypeDetails", details)
    for name in ("Database", "ActiveSyncMailboxPolicy"):
        if name in given:
            keep(recipient, name, given[name])
    recipient.properties.update(given.attributes)
    if given["AddressBookPolicy"] is not None:
        _assign(organisation, recipient, given)
    return answers.shown(organisation, recipient, given.writer)


def _prepared(organisation: Organisation, recipient: Recipient, given: Given) -> Shown:
    rename(organisation, recipient, given)
    _appear(organisation, recipient)
    keep(recipient, "ExternalEmailAddress", given["ExternalEmailAddress"])
    return answers.shown(organisation, recipient, given.writer)


def _appear(organisation: Organisation, recipient: Recipient) -> None:
    """A recipient is there from now on, and listed."""
    recipient.directory.enrol(recipient.tenant)
    recipient.tenant.is_provisioned = True
    recipient.directory.show_one(recipient.in_directory, organisation.now)


def _change(organisation: Organisation, recipient: Recipient, given: Given) -> None:
    check_address(organisation, given, recipient)
    if given["CustomAttribute1"]:
        organisation.take_name(recipient.tenant, given["CustomAttribute1"])
    for name in ("CustomAttribute1", "ExternalEmailAddress"):
        if name in given:
            keep(recipient, name, given[name])
    recipient.properties.update(given.attributes)
    if "HiddenFromAddressListsEnabled" in given:
        set_hidden(organisation, recipient, given["HiddenFromAddressListsEnabled"])
    rename(organisation, recipient, given)


def _assign(organisation: Organisation, recipient: Recipient, given: Given) -> None:
    policy: Named | None = given["AddressBookPolicy"]
    organisation.set_policy(recipient.mailbox, policy, given.writer)
    keep(recipient, "AddressBookPolicy", _name(policy))


def _protocols(organisation: Organisation, recipient: Recipient) -> Shown:
    names = organisation.recipients.names_of(recipient)
    switches = {name: recipient.properties.get(name, True) for name in (*PROTOCOLS, *OTHER_PROTOCOLS)}
    return {key: names[key] for key in ("Identity", "Name", "PrimarySmtpAddress", "Guid")} | switches


def _refuse_type(organisation: Organisation, recipient: Recipient, expected: Type) -> None:
    found = organisation.recipients.type_of(recipient)
    if found is not expected:
        name = organisation.recipients.names_of(recipient)["Identity"]
        raise AdminError(
            WRONG_STATE,
            "This task does not support recipients of this type. The specified recipient"
            f" {name} is of type {found}.",
        )


def _name(policy: Named | None) -> str | None:
    return None if policy is None else policy.name


def _getter(*types: Type) -> Callable[[Organisation, Given], list[Shown]]:
    def get(organisation: Organisation, given: Given) -> list[Shown]:
        if given["PublicFolder"]:
            return [one.shown() for one in organisation.shelf.all_of(Kind.HIDDEN_MAILBOX)]
        return answers.listed(organisation, given, types)

    return get


def _get_recipient(organisation: Organisation, given: Given) -> list[Shown]:
    found = answers.listed(organisation, given, (Type.MAIL_USER, Type.MAILBOX, Type.MAIL_GROUP))
    for name in ("RecipientType", "RecipientTypeDetails"):
        wanted = [word.lower() for word in given[name] or ()]
        found = [one for one in found if not wanted or one[name].lower() in wanted]
    return found


HANDLERS: Final[dict[str, Callable[[Organisation, Given], list[dict[str, Any]]]]] = {
    "Enable-Mailbox": enable_mailbox,
    "New-Mailbox": new_mailbox,
    "Set-Mailbox": set_mailbox,
    "Get-Mailbox": _getter(Type.MAILBOX),
    "Disable-Mailbox": disable,
    "Remove-Mailbox": disable,
    "Set-CASMailbox": set_cas_mailbox,
    "Get-CASMailbox": get_cas_mailbox,
    "New-MailUser": new_mail_user,
    "Enable-MailUser": enable_mail_user,
    "Set-MailUser": set_mail_user,
    "Get-MailUser": _getter(Type.MAIL_USER),
    "Remove-MailUser": disable,
    "Get-Recipient": _get_recipient,
    "Get-User": _getter(*USERS),
    "New-ADUser": new_user,
    "Disable-ADAccount": disable_account,
    "Enable-ADAccount": enable_account,
}
