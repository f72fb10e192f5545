"""A client in the process of a test: it logs on for one mailbox, and reads the address book as its channel does.

Each request is a logon of its own, as on the wire, unless a session is kept open on purpose: a session keeps the view
that it was opened with.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from ..addressbook import Row
from ..client_access import ClientAccess
from ..directory import Mailbox
from ..exchange import Session
from ..outlook import Outlook
from ..visibility import Refused
from ..words import Channel


class LogonRefusedError(Exception):
    """Nobody was served; the reason in the fake's words: gate_closed, locked, not_routed, no_mailbox."""


class Client:
    """One mailbox's client.

    Args:
        access: the services it comes to.
        mailbox: whose it is.
        controller: the controller that answers it, from 0; None: any, drawn for each logon.
        outlook: reads the list by MAPI for it.
    """

    def __init__(
        self, access: ClientAccess, mailbox: Mailbox, controller: int | None, outlook: Outlook
    ) -> None:
        self._access = access
        self._outlook = outlook
        self._mailbox = mailbox
        self._controller = controller
        self._kept: Session | None = None

    def resolve(self, query: str) -> list[Row]:
        """EWS: the rows that a query finds, a hundred at most.

        Raises:
            LogonRefusedError: nobody was served.
        """
        session = self._session(Channel.EWS)
        found = self._access.search(session, query).recipients
        return [self._access.row(session, recipient) for recipient in found]

    def room_lists(self) -> dict[str, str]:
        """EWS: the lists of meeting rooms that it is shown: display names by address.

        Raises:
            LogonRefusedError: nobody was served.
        """
        return {of.address: of.name for of in self._access.room_lists(self._session(Channel.EWS))}

    def rooms(self, address: str) -> list[Row] | None:
        """EWS: the rooms of such a list; None: it is shown no list of that address.

        Raises:
            LogonRefusedError: nobody was served.
        """
        session = self._session(Channel.EWS)
        found = self._access.rooms(session, address)
        return None if found is None else [self._access.row(session, recipient) for recipient in found]

    def browse(self, channel: str = "nspi") -> list[Row]:
        """The whole list, as Outlook online (``nspi``) or OWA (``owa``) pages through it.

        Raises:
            LogonRefusedError: nobody was served.
        """
        of = Channel(channel)
        if of is Channel.NSPI:
            return self._outlook.browse(self._session(of))
        with self._access.lock:
            answer = self._access.exchange.ask(self._session(of), of)
            return list(answer.rows(self._access.names))

    def download(self) -> list[Row] | None:
        """The offline address book; None: there is no such file.

        Raises:
            LogonRefusedError: nobody was served.
        """
        with self._access.lock:
            download = self._access.book(self._session(Channel.OAB))
            return None if download is None else list(self._access.arrived(download).rows(self._access.names))

    def list_names(self) -> list[str]:
        """The names of tenants whose address lists it is shown.

        Raises:
            LogonRefusedError: nobody was served.
        """
        with self._access.lock:
            shown = self._access.exchange.shown_by_name(self._session(Channel.NSPI))
            return [self._access.names.domain(tenant.number) for tenant in shown]

    @contextmanager
    def session(self, channel: str = "nspi") -> Iterator["Client"]:
        """Keep one session open for the whole block: whatever is asked in it is told by the view of its logon.

        Raises:
            LogonRefusedError: nobody was served.
        """
        self._kept = self._session(Channel(channel))
        try:
            yield self
        finally:
            self._kept = None

    def _session(self, channel: Channel) -> Session:
        if self._kept is not None:
            if not self._access.exchange.is_cut(self._kept):
                return self._kept
            # As a client does that was cut off.
            self._kept = None
        if self._controller is None:
            found = self._access.log_on(self._mailbox, channel)
        else:
            found = self._access.exchange.connect(self._mailbox, self._controller, channel)
        if isinstance(found, Refused):
            raise LogonRefusedError(str(found.reason))
        return found
