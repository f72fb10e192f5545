"""EWS operations on folders: those every mailbox has, all of them empty, for the fake has no mail.

Clients ask for them on their way to the address book. Source: [MS-OXWSFOLD], [MS-OXWSSRCH], [MS-OXWSCVTID].
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any
from xml.etree.ElementTree import Element

from .ids import folder_id, folder_of
from .request import Asked, EwsError, Response, failure, success
from .soap import TYPES
from .xml import quoted, text_of

_ROOT = "root"


@cache
def known() -> dict[str, dict[str, Any]]:
    """The well-known folders by identifier."""
    return tomllib.loads((files(__package__) / "folders.toml").read_text(encoding="utf-8"))


def get_folder(asked: Asked) -> list[Response]:
    """Each folder that was named, or why not."""
    return [_told(asked, named) for ids in asked.messages("FolderIds") for named in ids] or _nothing()


def find_folder(asked: Asked) -> list[Response]:
    """The folders within each one that was named: the root has all of them, the others none."""
    return [_within(asked, named) for ids in asked.messages("ParentFolderIds") for named in ids] or _nothing()


def find_item(asked: Asked) -> list[Response]:
    """The items of each folder that was named: none."""
    return [
        _emptied(asked, named) for ids in asked.messages("ParentFolderIds") for named in ids
    ] or _nothing()


def convert_id(asked: Asked) -> list[Response]:
    """Identifiers in another format, which are the same ones here, each with its mailbox's primary address."""
    wanted = asked.element.get("DestinationFormat", "")
    return [
        success(
            f'<m:AlternateId xsi:type="t:AlternateIdType" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
            f" Format={quoted(wanted)} Id={quoted(given.get('Id', ''))} Mailbox={quoted(asked.address)}/>"
        )
        for ids in asked.messages("SourceIds")
        for given in ids
    ] or _nothing()


def _told(asked: Asked, named: Element) -> Response:
    try:
        return success(f"<m:Folders>{_folder(asked, _named(asked, named))}</m:Folders>")
    except EwsError as error:
        return failure(error)


def _within(asked: Asked, named: Element) -> Response:
    try:
        parent = _named(asked, named)
    except EwsError as error:
        return failure(error)
    inside = [name for name in known() if name not in (_ROOT, "directory")] if parent == _ROOT else []
    folders = "".join(_folder(asked, name) for name in inside)
    return success(
        f'<m:RootFolder IndexedPagingOffset="{len(inside)}" TotalItemsInView="{len(inside)}"'
        f' IncludesLastItemInRange="true"><t:Folders>{folders}</t:Folders></m:RootFolder>'
    )


def _emptied(asked: Asked, named: Element) -> Response:
    try:
        _named(asked, named)
    except EwsError as error:
        return failure(error)
    return success(
        '<m:RootFolder IndexedPagingOffset="0" TotalItemsInView="0" IncludesLastItemInRange="true"><t:Items/>'
        "</m:RootFolder>"
    )


def _named(asked: Asked, named: Element) -> str:
    """The well-known folder that an element names.

    Raises:
        EwsError: there is no such folder, or it is another mailbox's.
    """
    if named.tag == f"{{{TYPES}}}DistinguishedFolderId":
        asked.refuse_foreign(text_of(named.find(f"{{{TYPES}}}Mailbox/{{{TYPES}}}EmailAddress")))
        name = named.get("Id", "").lower()
    else:
        held = folder_of(named.get("Id", ""))
        if held is None:
            raise EwsError("ErrorInvalidIdMalformed", "Id is malformed.")
        asked.refuse_foreign(held[0])
        name = held[1]
    if name not in known():
        raise EwsError("ErrorFolderNotFound", "The specified folder could not be found in the store.")
    return name


def _folder(asked: Asked, name: str) -> str:
    about = known()[name]
    tag = f"t:{about['element']}"
    children = len(known()) - 2 if name == _ROOT else 0
    of_class = f"<t:FolderClass>{about['class']}</t:FolderClass>" if about["class"] else ""
    unread = "<t:UnreadCount>0</t:UnreadCount>" if about["element"] in ("Folder", "TasksFolder") else ""
    return (
        f'<{tag}><t:FolderId Id="{folder_id(asked.address, name)}" ChangeKey="AQAAAA=="/>'
        f'<t:ParentFolderId Id="{folder_id(asked.address, _ROOT)}" ChangeKey="AQAAAA=="/>{of_class}'
        f"<t:DisplayName>{about['name']}</t:DisplayName><t:TotalCount>0</t:TotalCount>"
        f"<t:ChildFolderCount>{children}</t:ChildFolderCount>{unread}</{tag}>"
    )


def _nothing() -> list[Response]:
    raise EwsError("ErrorSchemaValidation", "The request failed schema validation: it names nothing.")
