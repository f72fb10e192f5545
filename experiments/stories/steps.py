"""What engineers did to one tenant: each step where it ends, and where it begins if something befalls it."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from fakeexchange.backout import UNDONE
from fakeexchange.clock import NEVER
from fakeexchange.journal import (
    ConsoleLost,
    Finished,
    Probed,
    Record,
    StepBegun,
    StepFailed,
    StepStruck,
    Stopped,
)
from fakeexchange.words import Verb

from .event import Event, What


def steps(record: Record, visits: Collection[int]) -> Iterator[Event]:
    """The events of a record's engineers, in no order.

    Args:
        record: of the tenant.
        visits: instants at which clients are told of; a step that ends after one of them is told where it begins.
    """
    yield from _noted(record)
    # A step that something befalls has been told where it begins.
    told = {note.at for note in record.notes if isinstance(note, StepStruck)}
    for step in _carried_out(record):
        yield step
        began_at = step.facts.get("began_at")
        if step.what is not What.STEP or began_at is None or began_at in told:
            continue
        if step.facts["step"] == Verb.CUT_OVER or any(began_at < visit < step.at for visit in visits):
            told.add(began_at)
            yield Event(began_at, What.BEGINS, {k: v for k, v in step.facts.items() if k != "began_at"})


def _noted(record: Record) -> Iterator[Event]:
    """What befell steps, those given up, and the end."""
    begun = {(note.at, note.verb): note for note in record.notes if isinstance(note, StepBegun)}
    last: dict[str, StepBegun] = {}
    for note in record.notes:
        if isinstance(note, StepBegun):
            last[note.verb] = note
        elif isinstance(note, StepStruck):
            by = begun[note.at, note.verb]
            facts = {**_about(note.verb, by), "failures": note.failures, "is_silent": note.is_silent}
            if note.mailbox is not None and by.mailbox is None:
                facts["left_out"] = note.mailbox
            yield Event(note.at, What.STRUCK, facts)
        elif isinstance(note, StepFailed):
            # What it lacked it never began.
            tried = None if note.lack else last.get(note.verb)
            facts = {**_about(note.verb, tried), **_of_mailbox(note.mailbox), "lack": note.lack}
            yield Event(note.at, What.FAILED, {**facts, "began_at": None if tried is None else tried.at})
        elif isinstance(note, ConsoleLost):
            yield Event(note.at, What.CONSOLE)
        elif isinstance(note, Probed):
            yield Event(note.at, What.PROBED, {"is_foreign": note.is_foreign})
        elif isinstance(note, Stopped):
            yield Event(note.at, What.STOPPED)
        elif isinstance(note, Finished):
            yield Event(note.at, What.FINISHED)


def _carried_out(record: Record) -> Iterator[Event]:
    """What was done to the tenant, where it ended."""
    begun: dict[str, list[StepBegun]] = {}
    for note in record.notes:
        if isinstance(note, StepBegun):
            begun.setdefault(note.verb, []).append(note)
    left_out = [place for place, (_, event, *_) in enumerate(record.done) if event == "misreport"]
    is_whole = len(left_out) == record.mailboxes
    ended: dict[str, int] = {}
    last: dict[str, StepBegun] = {}
    mended_at = NEVER
    for place, (at, event, *of) in enumerate(record.done):
        mailbox = of[0] if of else None
        # Mending assigns: it is told as one. The last mailbox of a loop ends the tenant's assignment too.
        if event == "lock" or at == mended_at or (mailbox is None and ended.get(event) == at):
            continue
        if event == "mend":
            mended_at = at
        if event == "misreport" and is_whole:
            # All were left out, one after the other: the last is told.
            if place != left_out[-1]:
                continue
            mailbox = None
        if event.startswith(UNDONE):
            yield Event(at, What.UNDONE, {"step": event.removeprefix(UNDONE), **_of_mailbox(mailbox)})
            continue
        if event not in list(Verb):
            yield Event(at, What.NOTED, {"noted": event, **_of_mailbox(mailbox)})
            continue
        # What was read before, or begun: a check reads again, a clock needs no engineer.
        since = [n for n in begun.get(event, ()) if ended.get(event, -1) <= n.at < at]
        began_at = since[-1].at if since else ended.get(event)
        if since:
            last[event] = since[-1]
        ended[event] = at
        about = {**_about(event, last.get(event)), **_of_mailbox(mailbox)}
        yield Event(at, What.STEP, {**about, "began_at": began_at})


def _about(verb: str, begun: StepBegun | None) -> dict[str, Any]:
    """A step by its verb, and by what was noted where it began."""
    if begun is None:
        return {"step": verb}
    named: Mapping[str, str] = {"label": begun.label, "owner": begun.owner}
    return {"step": verb, **_of_mailbox(begun.mailbox), **{key: text for key, text in named.items() if text}}


def _of_mailbox(mailbox: int | None) -> dict[str, int]:
    return {} if mailbox is None else {"mailbox": mailbox}
