"""What clients did and what they were told, kept for the tenants one names and for nobody else.

A journalled exchange answers like any other and notes each answer beside; an exchange that nobody asked for a
journal pays nothing. What the front door cannot know is told by whoever calls: who the client is, when its
session ends, and when an engineer begins a step. Keep it a record: nothing here decides what is shown.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .addressbook import Answer, Search
from .clock import NEVER
from .directory import Entry, Mailbox
from .exchange import Download, Exchange, Session
from .replication import WRITER, held_since
from .visibility import BySource, Reason, Refused, View
from .words import Cause, Channel


@dataclass(frozen=True, slots=True)
class Given:
    """What an address-book answer held.

    Attributes:
        foreign_mailboxes: mailboxes of other tenants.
        foreign_lists: distribution lists of other tenants.
        foreign_tenants: how many tenants those belong to.
        own_mailboxes: mailboxes of the reader's tenant.
        own_lists: its distribution lists.
        cause: why foreign entries were in it.
    """

    foreign_mailboxes: int
    foreign_lists: int
    foreign_tenants: int
    own_mailboxes: int
    own_lists: int
    cause: Cause

    @property
    def foreign(self) -> int:
        """Entries of others."""
        return self.foreign_mailboxes + self.foreign_lists


@dataclass(frozen=True, slots=True)
class Refusal:
    """A logon that nobody served."""

    at: int
    client: str
    mailbox: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Logon:
    """A logon that was served.

    Attributes:
        at: its instant.
        client: what kind of client it was, as its caller said.
        mailbox: the mailbox's number within its tenant.
        session: the number of the session, from 0, within this journal.
        controller: the domain controller that answered; the source has none of the target's.
        view: what it may read.
        open_because: why the mailbox was not isolated on that controller; NONE where it was.
        lists_named: tenants whose list names it is shown.
    """

    at: int
    client: str
    mailbox: int
    session: int
    controller: int
    view: View
    open_because: Cause
    lists_named: int


@dataclass(frozen=True, slots=True)
class Ask:
    """An address-book request of a session, and its answer."""

    at: int
    session: int
    channel: Channel
    given: Given


@dataclass(frozen=True, slots=True)
class Fetch:
    """A session began to download an offline address book.

    Attributes:
        at: the instant.
        session: whose.
        is_found: there was such a book.
        generated_at: its last generation; NEVER without a book.
        entries: of the book, the reader's own ones included.
    """

    at: int
    session: int
    is_found: bool
    generated_at: int
    entries: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """A book that has arrived whole."""

    at: int
    session: int
    began_at: int
    given: Given


@dataclass(frozen=True, slots=True)
class Ending:
    """A session's end, as its client foretold it."""

    at: int
    session: int


@dataclass(frozen=True, slots=True)
class StepBegun:
    """An engineer has begun a step.

    Attributes:
        at: the instant.
        verb: of the step.
        mailbox: the number of the only mailbox that it is carried out on; None: it is the whole tenant's.
        label: what the engineers call it; empty where they have no word for it.
        owner: who carries it out, likewise.
    """

    at: int
    verb: str
    mailbox: int | None = None
    label: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class StepFailed:
    """An engineer has given a step up.

    Attributes:
        at: the instant.
        verb: of the step.
        lack: what the tenant did not have for it; empty where it has been tried in vain.
        mailbox: see StepBegun.
    """

    at: int
    verb: str
    lack: str
    mailbox: int | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    """The tenant's procedure has ended, one way or the other."""

    at: int


@dataclass(frozen=True, slots=True)
class Probed:
    """An engineer has logged on as the tenant, and looked for strangers.

    Attributes:
        at: the instant.
        is_foreign: there was a foreign row.
    """

    at: int
    is_foreign: bool


@dataclass(frozen=True, slots=True)
class Stopped:
    """The campaign has been stopped.

    Attributes:
        at: the instant.
        followed_until: the tenant is followed no further.
    """

    at: int
    followed_until: int


@dataclass(frozen=True, slots=True)
class StepStruck:
    """A step begins of which attempts will be in vain, or which will only say that it has succeeded.

    Attributes:
        at: the instant.
        verb: of the step.
        failures: attempts that fail.
        is_silent: it reports success to no effect.
        mailbox: the number of the only mailbox that is struck; None: all of the tenant's are.
    """

    at: int
    verb: str
    failures: int
    is_silent: bool
    mailbox: int | None = None


@dataclass(frozen=True, slots=True)
class ConsoleLost:
    """The console is lost from which a tenant's next step was due."""

    at: int


Note = (
    Refusal
    | Logon
    | Ask
    | Fetch
    | Arrival
    | Ending
    | StepBegun
    | StepFailed
    | StepStruck
    | ConsoleLost
    | Probed
    | Stopped
    | Finished
)


@dataclass(frozen=True, slots=True)
class Write:
    """One write of a mailbox's policy link, and the instant at which each controller sees it."""

    mailbox: int
    policy: int | None
    at: int
    seen_at: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """All that was noted of one tenant, when its campaign is over.

    Attributes:
        tenant: its number.
        mailboxes: how many it has.
        lists: likewise, of distribution lists.
        controllers: domain controllers of the target.
        done: what was done to it, in order: instant, event and, where the event was one mailbox's, its number.
        notes: what its clients and engineers did, in order.
        writes: of its policy links, mailbox after mailbox, oldest first.
        held_since: by mailbox and controller, since when its own policy is held for good; NEVER where it is not.
        cut_at: by session, when a restart of client access or its mailbox's return ended it, if it still lasted.
    """

    tenant: int
    mailboxes: int
    lists: int
    controllers: int
    done: tuple[Entry, ...]
    notes: tuple[Note, ...]
    writes: tuple[Write, ...]
    held_since: tuple[tuple[int, ...], ...]
    cut_at: Mapping[int, int]


class JournalledExchange(Exchange):
    """An exchange that keeps a journal of the tenants it is told to watch.

    Attributes:
        watched: their numbers.
        client: the kind of client that acts now, as its caller says.
    """

    def __init__(self, *arguments: Any, **keys: Any) -> None:
        super().__init__(*arguments, **keys)
        self.watched: Collection[int] = ()
        self.client = ""
        self._notes: dict[int, list[Note]] = {}
        # Sessions stay alive here, so that no other can come to have the id of one.
        self._sessions: dict[int, tuple[int, Session]] = {}

    def note(self, tenant: int, note: Note) -> None:
        """Keep a note, if the tenant is watched."""
        if tenant in self.watched:
            self._notes.setdefault(tenant, []).append(note)

    def ends(self, session: Session, at: int) -> None:
        """A client says when it will end a session; the note stands where it was told, its instant is to come."""
        if session.mailbox.tenant.number in self.watched:
            self.note(session.mailbox.tenant.number, Ending(at, self._number_of(session)))

    def connect(
        self, mailbox: Mailbox, controller: int = WRITER, channel: Channel | None = None
    ) -> Session | Refused:
        """A client logs on for a mailbox, and the journal says what came of it."""
        answer = super().connect(mailbox, controller, channel)
        tenant = mailbox.tenant.number
        if tenant not in self.watched:
            return answer
        now = self.clock.now
        if isinstance(answer, Refused):
            self.note(tenant, Refusal(now, self.client, mailbox.number, answer.reason))
        else:
            number = len(self._sessions)
            self._sessions[id(answer)] = number, answer
            named = self.foreign_list_names(answer)
            self.note(
                tenant,
                Logon(
                    now,
                    self.client,
                    mailbox.number,
                    number,
                    controller,
                    answer.view,
                    answer.open_because,
                    named,
                ),
            )
        return answer

    def ask(self, session: Session, channel: Channel, search: Search | None = None) -> Answer:
        """A session reads the address book online, and the journal says what it was given."""
        answer = super().ask(session, channel, search)
        tenant = session.mailbox.tenant.number
        if tenant in self.watched:
            self.note(tenant, Ask(answer.at, self._number_of(session), channel, given(answer)))
        return answer

    def start_download(self, session: Session) -> Download | None:
        """A cached client begins to fetch a book, and the journal says which."""
        download = super().start_download(session)
        tenant = session.mailbox.tenant.number
        if tenant in self.watched:
            generated_at, entries = NEVER, 0
            if download is not None:
                generated_at, entries = download.book.generated_at, download.book.entries
            number = self._number_of(session)
            self.note(tenant, Fetch(self.clock.now, number, download is not None, generated_at, entries))
        return download

    def finish_download(self, download: Download) -> Answer:
        """The book has arrived whole, and the journal says what is in it."""
        answer = super().finish_download(download)
        tenant = download.session.mailbox.tenant.number
        if tenant in self.watched:
            number = self._number_of(download.session)
            self.note(tenant, Arrival(answer.at, number, download.started_at, given(answer)))
        return answer

    def record(self, tenant: int) -> Record:
        """What was noted of a watched tenant."""
        of = self.tenant(tenant)
        notes = tuple(self._notes.get(tenant, ()))
        return Record(
            tenant=tenant,
            mailboxes=len(of.mailboxes),
            lists=of.lists,
            controllers=self.controllers,
            done=tuple(of.journal),
            notes=notes,
            writes=tuple(write for mailbox in of.mailboxes for write in _writes(mailbox)),
            held_since=tuple(
                tuple(held_since(mailbox.link, c, tenant) for c in range(self.controllers))
                for mailbox in of.mailboxes
            ),
            cut_at=dict(self._cut(notes, of.mailboxes)),
        )

    def _cut(self, notes: Iterable[Note], mailboxes: Sequence[Mailbox]) -> Iterator[tuple[int, int]]:
        """Sessions that the target served before a restart or its mailbox's return, and the instant of the first."""
        for note in notes:
            if isinstance(note, Logon) and not isinstance(note.view, BySource):
                returned_at = mailboxes[note.mailbox].returned_at
                ends = [returned_at] if returned_at > note.at else []
                ends += self.restarts[bisect_right(self.restarts, note.at) :][:1]
                if ends:
                    yield note.session, min(ends)

    def _number_of(self, session: Session) -> int:
        number, _ = self._sessions[id(session)]
        return number


def given(answer: Answer) -> Given:
    """What an answer held, counted."""
    viewer = answer.viewer
    directory = viewer.directory
    own = viewer.counted_in(answer.edition)
    if answer.named is not None:
        mine = [r for r in answer.named if directory.owners[r] is viewer]
        own_lists = sum(map(directory.is_list, mine))
        own = len(mine) - own_lists, own_lists
        others = {directory.owners[r].number for r in answer.named} - {viewer.number}
        tenants = len(others)
    elif answer.of is None:
        tenants = sum(t.is_listed_in(answer.edition) for t in directory.tenants if t is not viewer)
    else:
        tenants = int(answer.has_foreign)
        own = own if answer.of is viewer else (0, 0)
    return Given(answer.foreign_mailboxes, answer.foreign_lists, tenants, *own, Cause(answer.cause))


def _writes(mailbox: Mailbox) -> list[Write]:
    """Every write of a mailbox's policy link, oldest first."""
    found: list[Write] = []
    link = mailbox.link
    while link is not None:
        policy, at, lags, link = link
        found.append(Write(mailbox.number, policy, at, tuple(at + lag for lag in lags)))
    return found[::-1]
