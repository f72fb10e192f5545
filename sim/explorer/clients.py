"""Clients at the fake's front door: what each mailbox of the movers is given, through each controller.

They log on, read the address book online and download the offline one. Who sees what is the fake's to say.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fakeexchange.addressbook import Answer
from fakeexchange.directory import Tenant
from fakeexchange.exchange import Exchange, Session
from fakeexchange.replication import WRITER
from fakeexchange.visibility import Refused, View

from ..words import Cause, Channel


@dataclass(frozen=True, slots=True)
class Kept:
    """A session that a client keeps open, because it may read strangers."""

    tenant: int
    mailbox: int
    controller: int
    view: View
    open_because: Cause


@dataclass(frozen=True, slots=True)
class Asked:
    """What one client did, and what it was given.

    Attributes:
        tenant: its number.
        mailbox: its number within the tenant.
        controller: the domain controller that answered.
        channel: the way it read.
        in_open_session: it had logged on earlier.
        foreign: entries of others in the answer.
        of: the tenants whose entries those are.
        cause: why they were in it.
    """

    tenant: int
    mailbox: int
    controller: int
    channel: Channel
    in_open_session: bool
    foreign: int
    of: tuple[int, ...]
    cause: Cause


class Clients:
    """The clients of the tenants that move.

    Args:
        exchange: whose front door it is.
        tenants: those that move.
    """

    def __init__(self, exchange: Exchange, tenants: Sequence[Tenant]) -> None:
        self._exchange = exchange
        self._tenants = tenants
        self._controllers = range(WRITER, exchange.controllers)

    def logons(self, tenant: Tenant) -> Iterator[Session]:
        """Each logon for the tenant that is served now, mailbox after mailbox, controller after controller."""
        connect = self._exchange.connect
        for mailbox in tenant.mailboxes:
            for controller in self._controllers:
                found = connect(mailbox, controller)
                if not isinstance(found, Refused):
                    yield found

    def first_leak(
        self, tenants: Sequence[Tenant], opened: Sequence[Session] = ()
    ) -> tuple[Asked | None, list[Session]]:
        """The first answer with strangers in it; and without one, the sessions that may read strangers later."""
        for session in opened:
            leak = self.given(session, is_open=True)
            if leak is not None:
                return leak, []
        wide: list[Session] = []
        for tenant in tenants:
            for session in self.logons(tenant):
                leak = self.given(session, is_open=False)
                if leak is not None:
                    return leak, []
                if session.is_wide:
                    wide.append(session)
        return None, wide

    def given(self, session: Session, is_open: bool) -> Asked | None:
        """What a session is given online, then as a book; None where there are no strangers in it."""
        answer = self._exchange.ask(session, Channel.NSPI)
        if answer.has_foreign:
            return _asked(session, answer, is_open)
        return self.fetched(session, is_open)

    def fetched(self, session: Session, is_open: bool = False) -> Asked | None:
        """What is in the book that a session downloads; None where there are no strangers in it, or no book."""
        download = self._exchange.start_download(session)
        if download is None:
            return None
        answer = self._exchange.finish_download(download)
        return _asked(session, answer, is_open) if answer.has_foreign else None

    def first_book_with_strangers(self) -> Asked | None:
        """The first download that would bring entries of others."""
        for tenant in self._tenants:
            for session in self.logons(tenant):
                fetched = self.fetched(session)
                if fetched is not None:
                    return fetched
        return None

    def is_open(self, tenant: int, mailbox: int, controller: int) -> bool:
        """Would the target serve a logon for a mailbox that is not isolated there?"""
        found = self._exchange.connect(self._tenants[tenant].mailboxes[mailbox], controller)
        return isinstance(found, Session) and found.is_on_target and found.is_unisolated

    def is_settled(self, tenant: int) -> bool:
        """Does the target serve every mailbox of a tenant, isolated on every controller?"""
        served = [s for s in self.logons(self._tenants[tenant]) if s.is_on_target and not s.is_unisolated]
        return len(served) == len(self._tenants[tenant].mailboxes) * len(self._controllers)


def kept(session: Session) -> Kept:
    """A session as a value."""
    mailbox = session.mailbox
    return Kept(mailbox.tenant.number, mailbox.number, session.controller, session.view, session.open_because)


def _asked(session: Session, answer: Answer, is_open: bool) -> Asked:
    mailbox = session.mailbox
    tenant = mailbox.tenant
    owners = tenant.directory.owners
    return Asked(
        tenant.number,
        mailbox.number,
        session.controller,
        answer.channel,
        is_open,
        answer.foreign_mailboxes + answer.foreign_lists,
        tuple(sorted({owners[r].number for r in answer.recipients()} - {tenant.number})),
        Cause(answer.cause),
    )
