"""Cmdlets on move and import requests: copied ahead, suspended when ready, resumed to completion.

A request runs in no time here, as a cmdlet does: who wants a completion to take time locks the mailboxes meanwhile,
as the verb does.
"""

from typing import Final

from .. import moves
from ..errors import AdminError
from .answers import Shown
from .binding import Given
from .objects import not_found
from .organisation import Organisation
from .recipients import Recipient

READY: Final = "AutoSuspended"
SUSPENDED: Final = "Suspended"
COMPLETED: Final = "Completed"


def new_move(organisation: Organisation, given: Given) -> list[Shown]:
    """A mail user's mailbox is copied; without a switch that suspends it, it is moved at once."""
    recipient = given.recipient()
    _refuse_second(organisation, recipient)
    is_held = given["SuspendWhenReadyToComplete"] or given["Suspend"]
    _note(organisation, recipient, given, SUSPENDED if given["Suspend"] else READY if is_held else COMPLETED)
    if not is_held:
        moves.complete(recipient.mailbox)
    return [_shown(organisation, recipient)]


def get_moves(organisation: Organisation, given: Given) -> list[Shown]:
    """Move requests and their status."""
    if "Identity" in given:
        recipient = given.recipient()
        _status(organisation, recipient, given)
        return [_shown(organisation, recipient)]
    found = [_shown(organisation, recipient) for recipient in organisation.requests]
    for name, key in (("BatchName", "BatchName"), ("MoveStatus", "Status")):
        if given[name] is not None:
            found = [one for one in found if str(one.get(key, "")).lower() == given[name].lower()]
    return found


def resume_move(organisation: Organisation, given: Given) -> list[Shown]:
    """The request completes: the target hosts the mailbox."""
    recipient = given.recipient()
    if _status(organisation, recipient, given) == COMPLETED:
        name = organisation.recipients.names_of(recipient)["Identity"]
        raise AdminError(
            "ManagementObjectNotFoundException", f"The move request of '{name}' has completed already."
        )
    if given["SuspendWhenReadyToComplete"]:
        organisation.requests[recipient]["Status"] = READY
        return []
    organisation.requests[recipient]["Status"] = COMPLETED
    moves.complete(recipient.mailbox)
    return []


def remove_move(organisation: Organisation, given: Given) -> list[Shown]:
    """The request is forgotten, and what it had copied, unless it has completed."""
    recipient = given.recipient()
    _status(organisation, recipient, given)
    organisation.requests.pop(recipient)
    recipient.tenant.is_synced = recipient.mailbox.is_hosted and recipient.tenant.is_synced
    return []


def new_import(organisation: Organisation, given: Given) -> list[Shown]:
    """A mailbox made ahead is filled from a file; suspended, it waits for what came last."""
    recipient = given.recipient("Mailbox")
    _refuse_second(organisation, recipient)
    _note(organisation, recipient, given, SUSPENDED if given["Suspend"] else COMPLETED)
    if not given["Suspend"]:
        moves.complete(recipient.mailbox)
    return [_shown(organisation, recipient)]


def _note(organisation: Organisation, recipient: Recipient, given: Given, status: str) -> None:
    kept = ("BatchName", "RemoteHostName", "TargetDeliveryDomain", "FilePath")
    organisation.requests[recipient] = {"Status": status} | {
        k: given[k] for k in kept if given[k] is not None
    }
    tenant = recipient.tenant
    have = {r.number for r in organisation.requests if r.tenant is tenant}
    tenant.is_synced = len(have) == len(tenant.mailboxes)


def _refuse_second(organisation: Organisation, recipient: Recipient) -> None:
    if recipient in organisation.requests:
        name = organisation.recipients.names_of(recipient)["Identity"]
        raise AdminError(
            "ManagementObjectAlreadyExistsException", f"User '{name}' already has a pending move request."
        )


def _status(organisation: Organisation, recipient: Recipient, given: Given) -> str:
    """The status of a recipient's request; one that a verb made is found too."""
    if recipient not in organisation.requests:
        if not recipient.tenant.is_synced:
            name = organisation.recipients.names_of(recipient)["Identity"]
            raise not_found(name, organisation.server(given.writer))
        organisation.requests[recipient] = {"Status": COMPLETED if recipient.mailbox.is_hosted else READY}
    return str(organisation.requests[recipient]["Status"])


def _shown(organisation: Organisation, recipient: Recipient) -> Shown:
    names = organisation.recipients.names_of(recipient)
    return {key: names[key] for key in ("Identity", "DisplayName", "Alias")} | organisation.requests[
        recipient
    ]


HANDLERS: Final = {
    "New-MoveRequest": new_move,
    "Get-MoveRequest": get_moves,
    "Resume-MoveRequest": resume_move,
    "Remove-MoveRequest": remove_move,
    "New-MailboxImportRequest": new_import,
    "Resume-MailboxImportRequest": resume_move,
}
