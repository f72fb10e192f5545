"""One EWS request after its logon, what an operation answers, and the frames that answers stand in."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from ..addressbook import Row
from ..client_access import ClientAccess
from ..exchange import Session
from .soap import MESSAGES, TYPES
from .xml import escaped


class EwsError(Exception):
    """What was asked cannot be done: Exchange's own name of the error, and its words."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


Response = tuple[str, str]
"""The class of a response, and the elements in it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An operation, and the session that asks for it.

    Attributes:
        access: the services that answer.
        session: fixes what may be read.
        address: the user's primary address.
        element: the operation.
    """

    access: ClientAccess
    session: Session
    address: str
    element: Element

    def messages(self, path: str) -> list[Element]:
        """Children by a path of names in the namespace of messages."""
        return self.element.findall("/".join(f"{{{MESSAGES}}}{name}" for name in path.split("/")))

    def refuse_foreign(self, address: str) -> None:
        """Refuse a mailbox that is not the user's own; empty: none was named.

        Raises:
            EwsError: it is another's.
        """
        own = self.session.mailbox.tenant, self.session.mailbox.number
        held = self.access.names.holder(address) if address else (own[0].number, own[1], False)
        if held != (own[0].number, own[1], False):
            raise EwsError("ErrorAccessDenied", "Access is denied. Check credentials and try again.")

    def row(self, recipient: int) -> Row:
        """A recipient as a list shows it."""
        return self.access.row(self.session, recipient)


def typed(element: Element, name: str) -> list[Element]:
    """Children of a name in the namespace of types."""
    return element.findall(f"{{{TYPES}}}{name}")


def success(body: str = "") -> Response:
    """An answer that worked."""
    return "Success", f"<m:ResponseCode>NoError</m:ResponseCode>{body}"


def failure(error: EwsError, as_class: str = "Error") -> Response:
    """An answer that did not, or not quite."""
    return as_class, (
        f"<m:MessageText>{escaped(str(error))}</m:MessageText><m:ResponseCode>{error.code}</m:ResponseCode>"
        "<m:DescriptiveLinkKey>0</m:DescriptiveLinkKey>"
    )
