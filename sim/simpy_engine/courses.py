"""One tenant's course through the campaign: where it stands, and what has been observed of it."""

from enum import IntEnum

from fakeexchange.addressbook import Answer
from fakeexchange.clock import NEVER
from fakeexchange.directory import Tenant

from ..outcome import NO_RESIDUAL, Status
from .agenda import Agenda
from .order import Call

_NOBODY: frozenset[int] = frozenset()


class Stage(IntEnum):
    """Whether clients of a tenant can still meet anything."""

    BEFORE = 0
    """Its first gate, cut-over or rerouting has not begun."""
    OPEN = 1
    """Its clients are walked."""
    SETTLED = 2
    """A new logon is served and reveals nothing: it is isolated everywhere, or was rolled back."""


BEFORE, OPEN, SETTLED = Stage


class Course:
    """One tenant on its way, and the first of everything that happened to its clients."""

    __slots__ = (
        "agenda",
        "anchor_at",
        "answer",
        "asked_at",
        "connected_at",
        "due_at",
        "exposed_at",
        "fetchers",
        "finished_at",
        "horizon_at",
        "is_halted",
        "is_misreported",
        "keeps_bad_book",
        "named_last_at",
        "next_at",
        "position",
        "refused",
        "residual_until",
        "stage",
        "started_at",
        "status",
        "tenant",
        "tenants_named",
        "unlisted_at",
        "wake",
        "watched_until",
    )

    def __init__(self, tenant: Tenant, position: int) -> None:
        self.tenant = tenant
        self.position = position
        """Its place in the campaign's order."""
        self.status = Status.NOT_REACHED
        self.is_halted = False
        self.is_misreported = False
        """Some policy was reported as assigned, to no effect: found out some day."""
        self.stage = BEFORE
        self.started_at = NEVER
        self.anchor_at = NEVER
        self.finished_at = NEVER
        self.horizon_at = NEVER
        self.agenda: Agenda = []
        self.unlisted_at = NEVER
        """The earliest of the first connections that the agenda does not hold."""
        self.next_at = NEVER
        """The earliest instant at which a client does anything."""
        self.due_at = NEVER
        """The instant of the event that will look at the agenda."""
        self.wake: Call | None = None
        """That event, which comes as often as it is due; None: nothing has been due yet."""
        self.watched_until = NEVER
        """The engineer at work here looks again at this instant: later entries need no event yet."""
        self.refused = 0
        self.connected_at = NEVER
        self.asked_at = NEVER
        self.exposed_at = NEVER
        self.answer: Answer | None = None
        """The one at exposed_at."""
        self.tenants_named = 0
        self.named_last_at = -1
        """The last logon that was shown everybody's list names; -1: none."""
        self.fetchers: frozenset[int] = _NOBODY
        """Cached clients whose first served logon on the target has been."""
        self.keeps_bad_book: frozenset[int] = _NOBODY
        """Clients whose last whole download holds foreign entries."""
        self.residual_until = NO_RESIDUAL
