"""EWS operations on people: names resolved, people found, lists expanded, room lists shown.

Source: Exchange documentation, "resolvenames-operation", "findpeople-operation", "getpersona-operation",
"expanddl-operation", "getroomlists-operation", "getrooms-operation"; [MS-OXWSRSLNM], [MS-OXWSPERS], [MS-OXWSDLIST],
[MS-OXWSGTRM].
"""

from typing import Final

from . import cards
from .ids import folder_of, recipient_of
from .request import Asked, EwsError, Response, failure, success, typed
from .soap import MESSAGES, TYPES
from .xml import escaped, text_of

NO_RESULTS: Final = EwsError("ErrorNameResolutionNoResults", "No results were found.")
MULTIPLE: Final = EwsError("ErrorNameResolutionMultipleResults", "Multiple results were found.")


def resolve_names(asked: Asked) -> list[Response]:
    """The recipients that each entry names: one, several with a warning, or none with an error."""
    with_contact = asked.element.get("ReturnFullContactData", "false").lower() in ("true", "1")
    entries = [text_of(entry) for entry in asked.messages("UnresolvedEntry")]
    if not entries:
        raise EwsError(
            "ErrorSchemaValidation", "The request failed schema validation: UnresolvedEntry is missing."
        )
    return [_resolved(asked, entry, with_contact) for entry in entries]


def _resolved(asked: Asked, entry: str, with_contact: bool) -> Response:
    found = asked.access.search(asked.session, entry)
    if not found.recipients:
        return failure(NO_RESULTS)
    row_of = asked.access.roster(asked.session).row
    rows = list(map(row_of, found.recipients))
    listed = "".join([cards.resolution(row, with_contact) for row in rows])
    names = (
        f'<m:ResolutionSet TotalItemsInView="{len(rows)}"'
        f' IncludesLastItemInRange="{str(found.is_whole).lower()}">{listed}</m:ResolutionSet>'
    )
    if len(rows) == 1:
        return success(names)
    warning, told = failure(MULTIPLE, "Warning")
    return warning, told + names


def find_people(asked: Asked) -> list[Response]:
    """A page of the people whom a query finds in the directory; a mailbox's own folders are empty."""
    folder = _people_folder(asked)
    view = next(iter(asked.messages("IndexedPageItemView")), None)
    offset = _whole(view.get("Offset", "0") if view is not None else "0", "Offset")
    most = _whole(view.get("MaxEntriesReturned", "100") if view is not None else "100", "MaxEntriesReturned")
    query = text_of(next(iter(asked.messages("QueryString")), None))
    found: tuple[int, ...] = ()
    if folder == "directory":
        if not query:
            # The global address list is searched and never browsed by this operation.
            raise EwsError("ErrorInvalidArgument", "A query string is required to search the directory.")
        found = asked.access.search(asked.session, query).recipients
    page = found[offset : offset + most]
    people = "".join(cards.persona(asked.row(recipient), recipient) for recipient in page)
    return [
        success(
            f"<m:People>{people}</m:People><m:TotalNumberOfPeopleInView>{len(found)}</m:TotalNumberOfPeopleInView>"
            f"<m:FirstMatchingRowIndex>0</m:FirstMatchingRowIndex>"
            f"<m:FirstLoadedRowIndex>{min(offset, len(found))}</m:FirstLoadedRowIndex>"
        )
    ]


def get_persona(asked: Asked) -> list[Response]:
    """One recipient whom people search has shown before, if the session may read it still."""
    ids = asked.messages("PersonaId")
    recipient = recipient_of(ids[0].get("Id", "")) if ids else None
    if recipient is None:
        raise EwsError("ErrorInvalidIdMalformed", "Id is malformed.")
    if asked.access.sees(asked.session, recipient) is None:
        raise EwsError("ErrorItemNotFound", "The specified object was not found in the store.")
    return [success(cards.persona(asked.row(recipient), recipient, "m:Persona"))]


def expand_dl(asked: Asked) -> list[Response]:
    """The members of a distribution list, as far as the session may read them."""
    boxes = asked.messages("Mailbox")
    address = text_of(boxes[0].find(f"{{{TYPES}}}EmailAddress")) if boxes else ""
    members = asked.access.expand(asked.session, address)
    if members is None:
        raise NO_RESULTS
    listed = "".join(cards.mailbox(asked.row(member)) for member in members)
    return [
        success(
            f'<m:DLExpansion TotalItemsInView="{len(members)}" IncludesLastItemInRange="true">{listed}'
            "</m:DLExpansion>"
        )
    ]


def get_room_lists(asked: Asked) -> list[Response]:
    """The lists of meeting rooms that the session is shown."""
    listed = "".join(
        f"<t:Address><t:Name>{escaped(of.name)}</t:Name><t:EmailAddress>{escaped(of.address)}</t:EmailAddress>"
        "<t:RoutingType>SMTP</t:RoutingType><t:MailboxType>PublicDL</t:MailboxType></t:Address>"
        for of in asked.access.room_lists(asked.session)
    )
    return [success(f"<m:RoomLists>{listed}</m:RoomLists>")]


def get_rooms(asked: Asked) -> list[Response]:
    """The rooms of a room list, as far as the session may read them; of a list that it is not shown, an error."""
    lists = asked.messages("RoomList")
    address = text_of(lists[0].find(f"{{{TYPES}}}EmailAddress")) if lists else ""
    rooms = asked.access.rooms(asked.session, address)
    if rooms is None:
        raise NO_RESULTS
    listed = "".join(f"<t:Room>{cards.mailbox(asked.row(room), 't:Id')}</t:Room>" for room in rooms)
    return [success(f"<m:Rooms>{listed}</m:Rooms>")]


def _people_folder(asked: Asked) -> str:
    """The folder that a search for people names.

    Raises:
        EwsError: none, or another mailbox's.
    """
    for parent in asked.messages("ParentFolderId"):
        for named in typed(parent, "DistinguishedFolderId"):
            owner = named.find(f"{{{TYPES}}}Mailbox/{{{TYPES}}}EmailAddress")
            asked.refuse_foreign(text_of(owner))
            return named.get("Id", "").lower()
        for named in typed(parent, "FolderId"):
            held = folder_of(named.get("Id", ""))
            if held is None:
                raise EwsError("ErrorInvalidIdMalformed", "Id is malformed.")
            asked.refuse_foreign(held[0])
            return held[1]
    raise EwsError(
        "ErrorSchemaValidation", f"The request failed schema validation: {MESSAGES} ParentFolderId."
    )


def _whole(text: str, name: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise EwsError("ErrorSchemaValidation", f"The '{name}' attribute is invalid.")
    return int(text)
