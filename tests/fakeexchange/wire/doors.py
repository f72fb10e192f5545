"""Two doors to one fake: a client in this process, and one over HTTP, which tell what they were given in one form."""

from dataclasses import dataclass
from typing import Any, Protocol
from xml.etree.ElementTree import Element, fromstring

import requests

from fakeexchange.accounts import Accounts
from fakeexchange.client_access import ClientAccess
from fakeexchange.directory import Mailbox
from fakeexchange.errors import AdminError
from fakeexchange.exchange import Session
from fakeexchange.visibility import BySource, Reason, Refused
from fakeexchange.wire.autodiscover import OUTLOOK, REQUESTS, RESPONSES
from fakeexchange.wire.server import Serving
from fakeexchange.wire.site import Site
from fakeexchange.wire.soap import MESSAGES, SOAP, TYPES
from fakeexchange.words import Verb

from ..toys import World, furnish, world
from .toys import NAMES, TOKEN

Given = tuple[str, ...]
"""What a client was given: a word, and addresses in their order."""

SIZES = ((3, 2), (2, 1), (1, 0))
CONTROLLERS = 2
ROOMS = {0: (1, 2), 1: (1,)}
"""By tenant: mailboxes that are meeting rooms."""


def fresh() -> World:
    """Three tenants whom nobody has touched, two of them with meeting rooms, and a source that redirects."""
    made = world(*SIZES, controllers=CONTROLLERS, redirects=True)
    for tenant, mailboxes in ROOMS.items():
        furnish(made.tenants[tenant], *mailboxes)
    return made


class Door(Protocol):
    """A way to an exchange, for its administrator and its users."""

    def reset(self) -> None:
        """Begin anew."""

    def run(self, verb: Verb, tenant: int, lags: tuple[int, ...] | None = None) -> str:
        """A verb; the name of its error, or nothing."""

    def advance(self, by: int) -> None:
        """Let time go on."""

    def resolve(self, user: int, query: str) -> Given:
        """The addresses that a query finds."""

    def expand(self, user: int, address: str) -> Given:
        """The members of a list."""

    def room_lists(self, user: int) -> Given:
        """The addresses of the room lists."""

    def rooms(self, user: int, address: str) -> Given:
        """The rooms of one."""

    def settings(self, user: int) -> Given:
        """What Autodiscover tells of itself."""

    def book(self, user: int) -> Given:
        """Who is in the offline address book."""


class InProcess:
    """The client access services themselves."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Begin anew."""
        self.world = fresh()
        self.access = ClientAccess(self.world.exchange, NAMES)

    def run(self, verb: Verb, tenant: int, lags: tuple[int, ...] | None = None) -> str:
        """A verb; the name of its error, or nothing."""
        admin, of = self.world.admin, self.world.tenants[tenant]
        try:
            admin.begin(verb, of)
        except AdminError as error:
            return error.name
        if verb is Verb.ASSIGN_POLICY:
            for mailbox in of.mailboxes:
                admin.assign_policy(mailbox, lags)
        else:
            getattr(admin, verb)(of)
        return ""

    def advance(self, by: int) -> None:
        """Let time go on."""
        self.world.clock.advance(by)

    def resolve(self, user: int, query: str) -> Given:
        """The addresses that a query finds."""
        session = self._log_on(user)
        if isinstance(session, tuple):
            return session
        return ("found", *self._addresses(session, self.access.search(session, query).recipients))

    def expand(self, user: int, address: str) -> Given:
        """The members of a list."""
        session = self._log_on(user)
        if isinstance(session, tuple):
            return session
        members = self.access.expand(session, address)
        return ("none",) if members is None else ("found", *self._addresses(session, members))

    def room_lists(self, user: int) -> Given:
        """The addresses of the room lists."""
        session = self._log_on(user)
        if isinstance(session, tuple):
            return session
        return ("found", *(of.address for of in self.access.room_lists(session)))

    def rooms(self, user: int, address: str) -> Given:
        """The rooms of one."""
        session = self._log_on(user)
        if isinstance(session, tuple):
            return session
        rooms = self.access.rooms(session, address)
        return ("none",) if rooms is None else ("found", *self._addresses(session, rooms))

    def settings(self, user: int) -> Given:
        """What Autodiscover tells of itself."""
        session = self._log_on(user)
        if isinstance(session, tuple):
            return ("none",) if session == (str(Reason.NOT_ROUTED),) else ("refused",)
        onward = self.access.sent_to(session)
        if onward is not None:
            return "onward", onward
        has_book = self.access.book_name(session) is not None
        return "settings", "source" if isinstance(session.view, BySource) else "target", str(has_book)

    def book(self, user: int) -> Given:
        """Who is in the offline address book."""
        # Autodiscover, the manifest, the file: a logon each, and each is answered by a controller of its own.
        first = self._log_on(user)
        if isinstance(first, tuple) or self.access.sent_to(first) or self.access.book_name(first) is None:
            return ("none",)
        found: Given = ("none",)
        for _ in ("manifest", "file"):
            session = self._log_on(user)
            if isinstance(session, tuple) or self._named(session) != self._named(first):
                return ("refused",)
            download = self.access.book(session)
            if download is None:
                return ("none",)
            recipients = tuple(self.access.arrived(download).recipients())
            found = ("found", *self._addresses(session, recipients))
        return found

    def _named(self, session: Session) -> tuple[int | None, bool]:
        return self.access.book_name(session), isinstance(session.view, BySource)

    def _log_on(self, user: int) -> Session | Given:
        session = self.access.log_on(self.world.tenants[user].mailboxes[0])
        return (str(session.reason),) if isinstance(session, Refused) else session

    def _addresses(self, session: Session, recipients: tuple[int, ...]) -> list[str]:
        return [self.access.row(session, recipient).address for recipient in recipients]


@dataclass
class OverHttp:
    """A server, asked as anybody can ask it."""

    server: Serving

    def __post_init__(self) -> None:
        self.http = requests.Session()
        # Accounts follow from names alone: any exchange of these tenants tells them.
        self.users = fresh().tenants
        self.accounts = Accounts(NAMES)

    def reset(self) -> None:
        """Begin anew."""
        assert self._admin("reset").status_code == 200
        assert self._admin("seed", seed=0).status_code == 200

    def run(self, verb: Verb, tenant: int, lags: tuple[int, ...] | None = None) -> str:
        """A verb; the name of its error, or nothing."""
        more = {} if lags is None else {"lags_us": list(lags)}
        answer = self._admin(f"verbs/{verb}", tenant=tenant, **more)
        assert answer.status_code in (200, 409)
        return str(answer.json().get("error", ""))

    def advance(self, by: int) -> None:
        """Let time go on."""
        assert self._admin("clock", advance_us=by).status_code == 200

    def resolve(self, user: int, query: str) -> Given:
        """The addresses that a query finds."""
        return self._ews(user, "ResolveNames", f"<m:UnresolvedEntry>{query}</m:UnresolvedEntry>")

    def expand(self, user: int, address: str) -> Given:
        """The members of a list."""
        box = f"<m:Mailbox><t:EmailAddress>{address}</t:EmailAddress></m:Mailbox>"
        found = self._ews(user, "ExpandDL", box)
        return ("none",) if found == ("ErrorNameResolutionNoResults",) else found

    def room_lists(self, user: int) -> Given:
        """The addresses of the room lists."""
        return self._ews(user, "GetRoomLists", "")

    def rooms(self, user: int, address: str) -> Given:
        """The rooms of one."""
        of = f"<m:RoomList><t:EmailAddress>{address}</t:EmailAddress></m:RoomList>"
        found = self._ews(user, "GetRooms", of)
        return ("none",) if found == ("ErrorNameResolutionNoResults",) else found

    def settings(self, user: int) -> Given:
        """What Autodiscover tells of itself."""
        told = self._autodiscover(user)
        if isinstance(told, tuple):
            return told
        onward = told.findtext(f".//{{{OUTLOOK}}}RedirectAddr")
        if onward:
            return "onward", onward
        server = str(told.findtext(f".//{{{OUTLOOK}}}Server")).partition(".")[0]
        return "settings", server, str(told.find(f".//{{{OUTLOOK}}}OABUrl") is not None)

    def book(self, user: int) -> Given:
        """Who is in the offline address book."""
        told = self._autodiscover(user)
        url = "" if isinstance(told, tuple) else told.findtext(f".//{{{OUTLOOK}}}OABUrl")
        if not url:
            return ("none",)
        manifest = self.http.get(f"{url}oab.xml", auth=self._user(user), timeout=20)
        if manifest.status_code != 200:
            return ("none",) if manifest.status_code == 404 else ("refused",)
        name = fromstring(manifest.content).findtext("OAL/Full")
        file = self.http.get(f"{url}{name}", auth=self._user(user), timeout=20)
        if file.status_code != 200:
            return ("none",) if file.status_code == 404 else ("refused",)
        return ("found", *addresses_in(file.content))

    def _ews(self, user: int, name: str, inside: str) -> Given:
        body = (
            f'<s:Envelope xmlns:s="{SOAP}" xmlns:m="{MESSAGES}" xmlns:t="{TYPES}"><s:Body>'
            f"<m:{name}>{inside}</m:{name}></s:Body></s:Envelope>"
        )
        answer = self._post(user, "/EWS/Exchange.asmx", body)
        if answer.status_code == 503:
            return (str(Reason.GATE_CLOSED),)
        root = fromstring(answer.content)
        code = root.findtext(f".//{{{MESSAGES}}}ResponseCode")
        refusals = {"ErrorMailboxMoveInProgress": Reason.LOCKED, "ErrorNonExistentMailbox": Reason.NOT_ROUTED}
        if code in refusals:
            return (str(refusals[code]),)
        found = [str(e.text) for e in root.iterfind(f".//{{{TYPES}}}EmailAddress") if e.text]
        return (str(code),) if name in ("ExpandDL", "GetRooms") and code != "NoError" else ("found", *found)

    def _autodiscover(self, user: int) -> Element | Given:
        address = self._user(user)[0]
        body = (
            f'<Autodiscover xmlns="{REQUESTS}"><Request><EMailAddress>{address}</EMailAddress>'
            f"<AcceptableResponseSchema>{OUTLOOK}</AcceptableResponseSchema></Request></Autodiscover>"
        )
        answer = self._post(user, "/autodiscover/autodiscover.xml", body)
        if answer.status_code == 503:
            return ("refused",)
        root = fromstring(answer.content)
        return ("none",) if root.find(f".//{{{RESPONSES}}}ErrorCode") is not None else root

    def _post(self, user: int, path: str, body: str) -> requests.Response:
        auth = self._user(user)
        return self.http.post(self.server.url() + path, body.encode(), auth=auth, timeout=20)

    def _admin(self, path: str, **asked: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        return self.http.post(f"{self.server.url()}/admin/{path}", json=asked, headers=headers, timeout=20)

    def _user(self, user: int) -> tuple[str, str]:
        mailbox: Mailbox = self.users[user].mailboxes[0]
        return self.accounts.address(mailbox), self.accounts.password(mailbox)


def addresses_in(whole: bytes) -> list[str]:
    """The addresses in a whole file of stored blocks, in their order."""
    # Each entry has its proxy address once, as text that ends with a zero.
    return [part.partition(b"\0")[0].decode() for part in whole.split(b"SMTP:")[1:]]


def site() -> Site:
    """What serves a fresh world."""
    access = ClientAccess(fresh().exchange, NAMES)
    return Site(access, Accounts(NAMES), TOKEN, rebuild=lambda: fresh().exchange)
