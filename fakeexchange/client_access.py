"""The client access services: they log mailboxes on, and answer a session what its client asks for.

Both doors lead here: a client in this process calls these methods, the wire renders what they give. Each logon is
answered by a controller of its own. Nothing is decided here: the front door asks the one rule, and what a session
may read is what the front door answers it. Whoever changes the exchange beside its clients holds the lock.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from .addressbook import ROWS_PER_QUERY, Answer, Row, Search
from .directory import Directory, Mailbox
from .exchange import Download, Exchange, Session
from .names import Names
from .policies import AddressBookPolicy
from .resolution import Among, Roster
from .routing import TARGET_PREFIX, is_redirected
from .visibility import Refused
from .words import Channel


@dataclass(frozen=True, slots=True)
class Found:
    """Recipients that a query found, of one forest.

    Attributes:
        recipients: their numbers, in browse order.
        is_whole: nobody was left out by the cap.
    """

    recipients: tuple[int, ...]
    is_whole: bool


@dataclass(frozen=True, slots=True)
class RoomList:
    """A list of meeting rooms, as a session is shown it.

    Attributes:
        name: its display name.
        address: its address.
        rooms: recipients in it, whoever may read them.
    """

    name: str
    address: str
    rooms: tuple[int, ...]


Watcher = Callable[[Answer], None]


class ClientAccess:
    """The client access services of one exchange.

    Args:
        exchange: what is behind them.
        names: what its recipients are called.
        seed: names the draws of which controller answers a logon, uniform over those in use.
        tells: is called with every address-book answer that a client is given.
        lock: held while the exchange is asked; None: one of its own.
    """

    def __init__(
        self,
        exchange: Exchange,
        names: Names,
        seed: int = 0,
        tells: Watcher = lambda _: None,
        lock: "threading.RLock | None" = None,
    ) -> None:
        self.names = names
        self.lock = threading.RLock() if lock is None else lock
        self.tells = tells
        self.take(exchange)
        self.reseed(seed)

    def take(self, exchange: Exchange) -> None:
        """Stand before another exchange from now on."""
        with self.lock:
            self.exchange = exchange
            self._rosters: dict[int, tuple[tuple[int, int], Roster | None]] = {}

    def reseed(self, seed: int) -> None:
        """Draw controllers from the start of another sequence."""
        self._chance = Random(seed)

    def log_on(self, mailbox: Mailbox, channel: Channel | None = None) -> Session | Refused:
        """A client logs on for a mailbox, by a channel or by any: a controller answers, and the view is fixed."""
        with self.lock:
            return self.exchange.connect(mailbox, self._chance.randrange(self.exchange.controllers), channel)

    def roster(self, session: Session) -> Roster:
        """The names of the forest that a session's mailbox belongs to, as they are now."""
        return self.roster_of(session.mailbox.tenant.directory)

    def roster_of(self, directory: Directory) -> Roster:
        """The names of a forest, as they are now."""
        now = len(directory.owners), self.names.changes
        written, roster = self._rosters.get(id(directory), ((-1, -1), None))
        if roster is None or written != now:
            roster = Roster(directory, self.names)
            self._rosters[id(directory)] = now, roster
        return roster

    def search(self, session: Session, query: str) -> Found:
        """EWS: the recipients that a query finds, as many as a query is given."""
        return self._ask(session, self.roster(session).search(query))

    def look_up(self, session: Session, address: str) -> int | None:
        """EWS: the recipient of an address, if the session may read it."""
        return self.sees(session, self.roster(session).recipient(address))

    def sees(self, session: Session, recipient: int | None) -> int | None:
        """EWS: a recipient by its number, if the session may read it."""
        return next(
            iter(self._ask(session, Among(() if recipient is None else (recipient,))).recipients), None
        )

    def expand(self, session: Session, address: str) -> tuple[int, ...] | None:
        """EWS: members of a distribution list, those left out that the session may not read; None: no such list."""
        recipient = self.look_up(session, address)
        directory = session.mailbox.tenant.directory
        if recipient is None or not directory.is_list(recipient):
            return None
        tenant = directory.owners[recipient]
        number, _ = directory.place(recipient)
        return self._read(session, tenant.members(number))

    def room_lists(self, session: Session) -> list[RoomList]:
        """EWS: policies' room lists that the session's hierarchy shows, and groups of rooms that it may read."""
        rooms = session.mailbox.tenant.directory.rooms
        with self.lock:
            shown = [t.number for t in self.exchange.shown_by_name(session) if t.number in rooms.of_policies]
        found = [
            RoomList(AddressBookPolicy.of(n).room_list, f"rooms@{self.names.domain(n)}", tuple(rooms.of(n)))
            for n in shown
        ]
        groups = sorted(group for of_tenant in rooms.lists.values() for group in of_tenant)
        return found + [self._listed_by(session, group) for group in self._read(session, groups)]

    def rooms(self, session: Session, address: str) -> tuple[int, ...] | None:
        """EWS: the rooms of a list that the session may read; None: it is shown no such list."""
        wanted = address.strip().lower()
        of = next((one for one in self.room_lists(session) if one.address.lower() == wanted), None)
        return None if of is None else self._read(session, of.rooms)

    def book_name(self, session: Session) -> int | None:
        """Autodiscover: which book the session is given, made or not; None: none."""
        with self.lock:
            return self.exchange.book_name(session)

    def book(self, session: Session) -> Download | None:
        """OAB: the book that the session is given; None: there is no such file."""
        with self.lock:
            return self.exchange.start_download(session)

    def arrived(self, download: Download) -> Answer:
        """OAB: a book has been sent whole."""
        with self.lock:
            answer = self.exchange.finish_download(download)
        self.tells(answer)
        return answer

    def sent_to(self, session: Session) -> str | None:
        """Autodiscover: the address under which the target knows a mailbox that the source sends there, else None."""
        mailbox = session.mailbox
        if not is_redirected(mailbox, self.exchange.are_sources_redirecting):
            return None
        local, _, domain = self.names.person(mailbox.tenant.number, mailbox.number).address.partition("@")
        return f"{local}@{TARGET_PREFIX}{domain}"

    def row(self, session: Session, recipient: int) -> Row:
        """A recipient as a list shows it."""
        return self.roster(session).row(recipient)

    def _listed_by(self, session: Session, group: int) -> RoomList:
        directory, row = session.mailbox.tenant.directory, self.row(session, group)
        members = directory.owners[group].members(directory.place(group)[0])
        return RoomList(row.display_name, row.address, directory.rooms.among(row.tenant, members))

    def _read(self, session: Session, recipients: Sequence[int]) -> tuple[int, ...]:
        """Those of some recipients that the session may read, however many."""
        # A query is given so many rows and no more; a list is expanded whole.
        most = ROWS_PER_QUERY[Channel.EWS]
        asked = (recipients[at : at + most] for at in range(0, len(recipients), most))
        return tuple(r for part in asked for r in self._ask(session, Among(part)).recipients)

    def _ask(self, session: Session, search: Search) -> Found:
        with self.lock:
            answer = self.exchange.ask(session, Channel.EWS, search)
        self.tells(answer)
        found = tuple(answer.recipients())
        return Found(found, len(found) < ROWS_PER_QUERY[Channel.EWS])
