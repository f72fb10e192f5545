"""Source and target behind one front door: connect, ask, download.

A logon asks the one rule and gets a session whose view never changes. The source isolates its tenants: a
session there reveals nothing. On the target everything a session is told is read here from the state at
that instant, with the cause of any foreign entry; no caller works out what was visible.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from . import visibility
from .addressbook import ROWS_PER_QUERY, Answer, Search, first_own_rows, first_rows
from .clock import Clock
from .directory import Directory, Mailbox, Tenant
from .oab import DEFAULT, Book, choose
from .policies import has_own_policy
from .replication import WRITER, policy_seen
from .routing import is_barred
from .visibility import BySource, Narrow, Nothing, Refused, View, Wide
from .words import Cause, Channel

NONE = Cause.NONE


@dataclass(slots=True)  # not frozen: that would treble the cost of a logon; nobody writes to one
class Session:
    """A logon that was served, and what it may read until it ends.

    Attributes:
        mailbox: who logged on.
        controller: the domain controller that answers for it.
        opened_at: the instant of the logon.
        view: what the rule said at that instant.
        open_because: why the mailbox was not isolated on that controller then; NONE where it was.
    """

    mailbox: Mailbox
    controller: int
    opened_at: int
    view: View
    open_because: Cause

    @property
    def is_on_target(self) -> bool:
        """Did the target serve it?"""
        return not isinstance(self.view, BySource)

    @property
    def is_wide(self) -> bool:
        """May it read strangers?"""
        return isinstance(self.view, Wide)

    @property
    def is_unisolated(self) -> bool:
        """Was the mailbox not isolated on the controller that answered the logon?"""
        return self.open_because is not NONE


@dataclass(frozen=True, slots=True)
class Download:
    """An offline address book on its way to a client."""

    session: Session
    book: Book
    started_at: int
    began_isolated: bool
    """The controller held the mailbox's policy when the download began."""


class Exchange:
    """One hoster's two platforms.

    Args:
        clock: what time it is.
        directory: the target's recipients; the source holds the same tenants.
        further_pods: directories of a target that is cut into pods, each a forest of its own, after the first:
            tenant n moves to the pod n modulo their number.
        controllers: domain controllers of the target.
        are_default_lists_denied: a mailbox without a policy sees nothing.
        are_sources_redirecting: the source sends a moved user to the target before routing is switched.
        is_precreated: a policy may be set before the cut-over, on a mailbox made ahead.
    """

    def __init__(
        self,
        clock: Clock,
        directory: Directory,
        controllers: int = 1,
        are_default_lists_denied: bool = False,
        are_sources_redirecting: bool = False,
        is_precreated: bool = False,
        further_pods: Sequence[Directory] = (),
    ) -> None:
        self.clock = clock
        self.directories = (directory, *further_pods)
        self.controllers = controllers
        self.are_default_lists_denied = are_default_lists_denied
        self.are_sources_redirecting = are_sources_redirecting
        self.is_precreated = is_precreated
        self.has_source = True
        """There is a source that serves what the target does not host."""
        self.database_book: int | None = None
        """The tenant whose OAB was set on the mailbox database."""
        self.restarts: list[int] = []
        """The instants at which client access was restarted."""

    @classmethod
    def of_tenants(
        cls,
        clock: Clock,
        tenants: Iterable[tuple[int, int]],
        controllers: int = 1,
        are_default_lists_denied: bool = False,
        browse_order: Sequence[int] | None = None,
    ) -> "Exchange":
        """An exchange of tenants 0, 1, 2 ..., each (mailboxes, lists)."""
        sizes = [(number, mailboxes, lists) for number, (mailboxes, lists) in enumerate(tenants)]
        return cls(clock, Directory(sizes, browse_order), controllers, are_default_lists_denied)

    @property
    def directory(self) -> Directory:
        """The only directory of a target that is not cut into pods; else the first."""
        return self.directories[0]

    def tenant(self, number: int) -> Tenant:
        """A tenant by its number."""
        return self.directories[number % len(self.directories)].by_number[number]

    def find(self, number: int) -> Tenant | None:
        """The same; None: there is no such tenant."""
        return self.directories[number % len(self.directories)].by_number.get(number)

    def connect(
        self, mailbox: Mailbox, controller: int = WRITER, channel: Channel | None = None
    ) -> Session | Refused:
        """A client logs on for a mailbox, answered by one of the target's controllers.

        Args:
            mailbox: whose.
            controller: the one that answers.
            channel: the protocol it comes by; None: any that is not switched off for the mailbox.
        """
        tenant = mailbox.tenant
        now = self.clock.now
        policy = policy_seen(mailbox.link, controller, now)
        view = visibility.who_sees(
            tenant.is_gate_closed or (mailbox.barred is not None and is_barred(mailbox, channel)),
            mailbox.is_locked,
            mailbox.is_hosted,
            tenant.is_routed or self.are_sources_redirecting,
            policy,
            self.are_default_lists_denied,
        )
        if isinstance(view, Refused):
            return view
        if isinstance(view, BySource) and not self.has_source:
            return visibility.NO_MAILBOX
        if isinstance(view, BySource) or policy == tenant.number:
            because = NONE
        elif tenant.is_frozen:
            because = Cause.IN_FLIGHT_STOP
        elif tenant.is_paused:
            because = Cause.PAUSED
        elif mailbox.is_misreported:
            because = Cause.SILENT_FAILURE
        elif policy_seen(mailbox.link, WRITER, now) == tenant.number:
            because = Cause.NOT_REPLICATED
        else:
            because = Cause.NOT_ASSIGNED
        return Session(mailbox, controller, now, view, because)

    def shows_strangers(self, mailbox: Mailbox) -> bool:
        """Would a logon for a mailbox now, on the writer, be shown a foreign row? Nobody's logon, in no journal."""
        session = Exchange.connect(self, mailbox)
        return isinstance(session, Session) and Exchange.ask(self, session, Channel.NSPI).has_foreign

    def is_cut(self, session: Session) -> bool:
        """Has a restart of client access, or its mailbox's return to the source, ended a session on the target?"""
        restarts, opened_at = self.restarts, session.opened_at
        if opened_at < session.mailbox.returned_at:
            return session.is_on_target
        return bool(restarts) and opened_at < restarts[-1] and session.is_on_target

    def ask(self, session: Session, channel: Channel, search: Search | None = None) -> Answer:
        """A session reads the address book online: all of its list, or what a query finds.

        Args:
            session: whose view binds.
            channel: the way it asks.
            search: what the query of a capped channel looks for; None: it comes across whoever is first.
        """
        now = self.clock.now
        viewer, view = session.mailbox.tenant, session.view
        directory = viewer.directory
        limit = ROWS_PER_QUERY.get(channel)
        is_of_source = isinstance(view, BySource)
        found: tuple[int, ...] | None = None
        of: Tenant | None = None
        mailboxes = lists = 0
        if isinstance(view, Nothing):
            found = ()
        elif not isinstance(view, Wide):
            # The source shows a tenant its own list too: it isolates by other means.
            of = directory.by_number[view.policy] if isinstance(view, Narrow) else viewer
            is_listed = is_of_source or of.is_listed_in(directory.edition)
            if limit is not None and is_listed:
                edition = None if is_of_source else directory.edition
                found = first_own_rows(directory, of, edition, limit, search)
            if of is not viewer and is_listed:
                # The policy of another tenant: a wrong one isolates nobody.
                mailboxes, lists = (
                    of.counted_in(directory.edition) if found is None else _kinds(directory, found)
                )
        elif limit is None:
            mailboxes, lists = foreign_totals(
                viewer, directory.edition, directory.visible_mailboxes, directory.visible_lists
            )
        else:
            found = first_rows(directory, limit, search)
            mailboxes, lists = _kinds(directory, [r for r in found if directory.owners[r] is not viewer])
        cause = NONE
        if mailboxes + lists:
            isolated = has_own_policy(session.mailbox, session.controller, now)
            cause = Cause.WIDE_SESSION if isolated else session.open_because
        as_of = directory.edition
        return Answer(
            directory, viewer, channel, now, now, as_of, of, mailboxes, lists, found, cause, is_of_source
        )

    def foreign_list_names(self, session: Session) -> int:
        """How many other tenants' address-list names the session's hierarchy shows."""
        if not session.is_wide:
            return 0
        tenant = session.mailbox.tenant
        return tenant.directory.tenants_with_lists - tenant.has_lists

    def shown_by_name(self, session: Session) -> list[Tenant]:
        """The tenants whose lists, and so whose names, stand in the session's hierarchy."""
        view, own = session.view, session.mailbox.tenant
        if isinstance(view, Wide):
            return [tenant for tenant in own.directory.tenants if tenant.has_lists]
        if isinstance(view, BySource):
            # The source has lists of its own, whatever the target has of them.
            return [own]
        of = own.directory.by_number[view.policy] if isinstance(view, Narrow) else own
        return [of] if of.has_lists and not isinstance(view, Nothing) else []

    def book_name(self, session: Session) -> int | None:
        """The book that a session is given, whether it has ever been generated or not; None: there is none."""
        view = session.view
        if isinstance(view, BySource):
            return session.mailbox.tenant.number
        database = self.database_book
        # A book of another forest is none of this one's databases'.
        if database is not None and database not in session.mailbox.tenant.directory.by_number:
            database = None
        return choose(
            session.mailbox.offline_address_book,
            view.policy if isinstance(view, Narrow) else None,
            database,
            # A session that sees nothing, or what its policy shows, never falls back on everybody's book.
            not isinstance(view, Wide),
        )

    def start_download(self, session: Session) -> Download | None:
        """A cached client begins to fetch the book its session is given; None: no such file (404)."""
        now = self.clock.now
        view = session.view
        if isinstance(view, BySource):
            # The source keeps a book of its own for each tenant.
            of = session.mailbox.tenant
            own = Book(of.number, now, of.directory.edition, of.listed, of.lists)
            return Download(session, own, now, began_isolated=True)
        name = self.book_name(session)
        book = None if name is None else _generation(session.mailbox.tenant.directory, name)
        if book is None:
            return None
        return Download(session, book, now, has_own_policy(session.mailbox, session.controller, now))

    def finish_download(self, download: Download) -> Answer:
        """The book has arrived whole: what the client holds from now on."""
        viewer = download.session.mailbox.tenant
        book = download.book
        if book.name == DEFAULT:
            of = None
            mailboxes, lists = foreign_totals(viewer, book.edition, book.mailboxes, book.lists)
        else:
            of = viewer.directory.by_number[book.name]
            mailboxes, lists = (0, 0) if of is viewer else (book.mailboxes, book.lists)
        cause = NONE
        if mailboxes + lists:
            because = download.session.open_because
            cause = Cause.OAB if download.began_isolated or because is NONE else because
        return Answer(
            viewer.directory,
            viewer,
            Channel.OAB,
            self.clock.now,
            book.generated_at,
            book.edition,
            of,
            mailboxes,
            lists,
            None,
            cause,
            isinstance(download.session.view, BySource),
        )

    def regenerate_default_book(self) -> None:
        """The mailbox assistant makes the default OAB anew: who is provisioned and not hidden now."""
        for of in self.directories:
            of.default_book = Book(
                DEFAULT, self.clock.now, of.edition, of.visible_mailboxes, of.visible_lists
            )


def _generation(directory: Directory, name: int) -> Book | None:
    if name == DEFAULT:
        return directory.default_book
    generation = directory.by_number[name].book
    return None if generation is None else Book(name, *generation)


def _kinds(directory: Directory, recipients: Iterable[int]) -> tuple[int, int]:
    """Mailboxes and distribution lists among some recipients."""
    kinds = [directory.is_list(recipient) for recipient in recipients]
    return len(kinds) - sum(kinds), sum(kinds)


def foreign_totals(viewer: Tenant, edition: int, mailboxes: int, lists: int) -> tuple[int, int]:
    """Everybody's mailboxes and lists less the viewer's own, where those stood in the list too."""
    own_mailboxes, own_lists = viewer.counted_in(edition)
    return mailboxes - own_mailboxes, lists - own_lists
