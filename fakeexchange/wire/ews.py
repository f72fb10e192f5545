"""Exchange Web Services: which operations there are, how each answer is framed, how a refusal reads.

Source: Exchange's messages.xsd; "handling-autodiscover-error-messages" and
"how-to-refresh-configuration-information" for what a client is told while its mailbox moves.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, current_app, request

from ..visibility import NOWHERE, BySource, Reason
from ..words import Channel
from . import folders, people
from .answers import refusal, soap_answer
from .logged import note_action, note_logon
from .logon import LoggedOn, Logon, Turned, log_on
from .request import Asked, EwsError, failure
from .request import Response as Framed
from .site import Site
from .soap import SOURCE, TARGET, Call, Version, envelope, fault, read
from .xml import XmlError


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation.

    Attributes:
        run: answers it.
        message: the element of one response; empty: the response element itself is the only one.
        response: the element around; empty: as the operation is called, with ``Response`` behind.
    """

    run: Callable[[Asked], list[Framed]]
    message: str = ""
    response: str = ""

    def framed(self, name: str, responses: list[Framed]) -> str:
        """Responses in the elements that belong around them."""
        tag = self.response or f"{name}Response"
        if not self.message:
            ((of_class, inside),) = responses
            return f'<m:{tag} ResponseClass="{of_class}">{inside}</m:{tag}>'
        inner = "".join(
            f'<m:{self.message} ResponseClass="{of_class}">{inside}</m:{self.message}>'
            for of_class, inside in responses
        )
        return f"<m:{tag}><m:ResponseMessages>{inner}</m:ResponseMessages></m:{tag}>"


OPERATIONS: Final = {
    "ResolveNames": Operation(people.resolve_names, "ResolveNamesResponseMessage"),
    "FindPeople": Operation(people.find_people),
    "GetPersona": Operation(people.get_persona, response="GetPersonaResponseMessage"),
    "ExpandDL": Operation(people.expand_dl, "ExpandDLResponseMessage"),
    "GetRoomLists": Operation(people.get_room_lists),
    "GetRooms": Operation(people.get_rooms),
    "GetFolder": Operation(folders.get_folder, "GetFolderResponseMessage"),
    "FindFolder": Operation(folders.find_folder, "FindFolderResponseMessage"),
    "FindItem": Operation(folders.find_item, "FindItemResponseMessage"),
    "ConvertId": Operation(folders.convert_id, "ConvertIdResponseMessage"),
}

SINCE_2013: Final = ("FindPeople", "GetPersona")
"""What the source's version does not know."""

REFUSALS: Final = {
    Reason.LOCKED: EwsError("ErrorMailboxMoveInProgress", "Mailbox move in progress. Try again later."),
    **dict.fromkeys(
        NOWHERE,
        EwsError("ErrorNonExistentMailbox", "The SMTP address has no mailbox associated with it."),
    ),
}
"""What a client is told whose logon was refused for another reason than a closed gate."""

blueprint = Blueprint("ews", __name__)


@blueprint.get("/ews/exchange.asmx")
def look() -> Response:
    """A look at the address, as clients take one before they ask: 401, or where the service is described."""
    site: Site = current_app.config["SITE"]
    logon = note_logon(log_on(request, site.access, site.accounts, Channel.EWS))
    if _is_turned_away(logon):
        return refusal(logon)
    return Response("Exchange Web Services\n", mimetype="text/plain")


@blueprint.post("/ews/exchange.asmx")
def ask() -> Response:
    """One operation, for one logon."""
    site: Site = current_app.config["SITE"]
    body = request.get_data(cache=False)
    logon = note_logon(log_on(request, site.access, site.accounts, Channel.EWS))
    if _is_turned_away(logon):
        return refusal(logon)
    version = version_of(logon) if isinstance(logon, LoggedOn) else TARGET
    try:
        call = read(body)
    except XmlError as error:
        text = f"The request failed schema validation: {error}"
        return soap_answer(fault("ErrorSchemaValidation", text, version), 500)
    note_action(call.name)
    operation = OPERATIONS.get(call.name)
    if operation is None or (version is SOURCE and call.name in SINCE_2013):
        return soap_answer(
            fault("ErrorInvalidRequest", f"The operation {call.name} is not served.", version), 500
        )
    if _impersonates(call):
        text = "The account does not have permission to impersonate the requested user."
        return soap_answer(fault("ErrorImpersonateUserDenied", text, version), 500)
    if isinstance(logon, LoggedOn):
        responses = _responses(operation, Asked(site.access, logon.session, logon.user, call.element))
    else:
        assert isinstance(logon, Turned)
        responses = [failure(REFUSALS[logon.refused.reason])]
    return soap_answer(envelope(operation.framed(call.name, responses), version))


def _is_turned_away(logon: Logon) -> bool:
    """Is nothing to be said in SOAP: nobody, somebody else, or a closed gate?"""
    if isinstance(logon, Turned):
        return logon.refused.reason is Reason.GATE_CLOSED
    return not isinstance(logon, LoggedOn)


def _responses(operation: Operation, asked: Asked) -> list[Framed]:
    try:
        return operation.run(asked)
    except EwsError as error:
        return [failure(error)]


def _impersonates(call: Call) -> bool:
    return call.header is not None and any(
        child.tag.endswith(("}ExchangeImpersonation", "}SerializedSecurityContext")) for child in call.header
    )


def version_of(logon: LoggedOn) -> Version:
    """What the platform that serves a logon says it is."""
    return SOURCE if isinstance(logon.session.view, BySource) else TARGET
