"""The fields of the notice to the authority: those of Article 33(3) and of the CNIL's form."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from sim.words import NEVER

from ...logs.stamps import told
from ...wording import count
from ..findings import Findings
from ..tenant_case import Received
from .asked import Facts
from .document import UNKNOWN, Document, Field
from .law import rules


def sheet(found: Findings, facts: Facts) -> Document:
    """The draft."""
    return Document(
        "Notice of a personal data breach (draft)",
        "Drafted from logs and journal; marked fields need a person. Instants are UTC. No legal advice.",
        list(_fields(found, facts)),
    )


def incident_on(found: Findings) -> date:
    """The day of the incident, by the first reception, else by the first window."""
    span = found.span
    opened = [window.opened_at for window in found.inquiry.windows.values()]
    at = span[0] if span else min(opened, default=found.reading.coverage.first_at or 0)
    return datetime.fromtimestamp(at / 1e6, UTC).date()


def _fields(found: Findings, facts: Facts) -> Iterator[Field]:
    yield Field(
        "Nature", ("Loss of confidentiality: entries of an address book were shown to other customers.",)
    )
    yield Field("Start and end", _span(found))
    yield Field("Found at", (_instant(facts.found_at, "when the hoster became aware"),))
    yield Field("Could have been known", tuple(_known(found)) or (f"{UNKNOWN}: nothing in journal or logs",))
    yield Field("How it was found", (_said(facts.how_found, "by whom and by what"),))
    yield Field("Deadlines", tuple(_deadlines(found, facts)))
    yield Field("Who received", tuple(_receivers(found)))
    yield Field("Whose data", tuple(_concerned(found, facts)))
    yield Field("Records", tuple(_records(found)))
    yield Field(
        "Categories of data",
        (
            "Name, first name, e-mail address; names of distribution lists.",
            "Not concerned: contents of e-mails, personal contacts, passwords.",
        ),
    )
    yield Field("Copies that remain", tuple(_residual(found)))
    yield Field("Likely consequences", ("Unwanted e-mail; phishing that names its addressee's colleagues.",))
    yield Field("Measures taken", (_said(facts.measures_taken, "what was done"),))
    yield Field("Measures planned", (_said(facts.measures_planned, "what will be done"),))
    yield Field("Contact", (_said(facts.contact, "data protection officer or another contact"),))
    yield Field(
        "People told", (_said(facts.told, "when and how; Article 34 asks for it where the risk is high"),)
    )
    yield Field("Evidence, and what it cannot show", tuple(_evidence(found)))


def _span(found: Findings) -> tuple[str, ...]:
    span = found.span
    if span is None:
        return (f"{UNKNOWN}: no reception is proven or inferred",)
    return (f"First reception {told(span[0])}, last {told(span[1])}.",)


def _known(found: Findings) -> Iterator[str]:
    for signal in found.signals:
        yield f"{told(signal.at)}: {signal.says}"


def _deadlines(found: Findings, facts: Facts) -> Iterator[str]:
    for rule in rules(incident_on(found)):
        applies = (
            "applies on the day of the incident"
            if rule.applies
            else "does not apply on the day of the incident"
        )
        if facts.found_at is None:
            yield f"{rule.name}: {applies}; counted from when the hoster became aware, which is not known here."
            continue
        until = rule.deadline(facts.found_at)
        text = f"{rule.name}: {applies}; until {until:%Y-%m-%d %H:%MZ}"
        if facts.notified_at is not None:
            left = (until - facts.notified_at.astimezone(UTC)).total_seconds() / 3600
            text += (
                f"; notified with {left:.1f} h left"
                if left >= 0
                else f"; notified {-left:.1f} h late: give reasons"
            )
        yield f"{text}."
    if facts.notified_at is None:
        yield f"{UNKNOWN}: when the authority was told"


def _receivers(found: Findings) -> Iterator[str]:
    connected, asked, received = found.connected, found.asked, found.received
    yield f"Of {count(found.tenants)} customers, {count(len(found.inquiry.windows))} had a window."
    yield f"Connected inside it: surely {count(connected.low)}, possibly up to {count(connected.high)}."
    yield f"Asked for an address book: {count(asked.low)}, possibly up to {count(asked.high)}."
    yield f"Received: {count(received.low)} to {count(received.high)} (95 %)."
    yield (
        f"Of these proven {count(len(found.of(Received.PROVEN)))}, inferred from bytes"
        f" {count(len(found.of(Received.INFERRED)))}; possible {count(len(found.of(Received.POSSIBLE)))}."
    )


def _concerned(found: Findings, facts: Facts) -> Iterator[str]:
    people, lists, tenants = found.disclosed
    if people + lists == 0:
        yield f"{UNKNOWN}: nobody's, unless one of the possible receptions took place"
    else:
        yield (
            f"About {count(people)} people and {count(lists)} distribution lists of {count(tenants)} customers,"
            " by the largest list that was received."
        )
    yield (
        f"Countries: {facts.countries}"
        if facts.countries
        else f"{UNKNOWN}: countries of the people concerned"
    )


def _records(found: Findings) -> Iterator[str]:
    people, lists, _ = found.disclosed
    yield f"Distinct entries: {count(people + lists)}."
    yield f"Entries delivered (entries times receivers, proven or inferred): {count(found.delivered)}."


def _residual(found: Findings) -> Iterator[str]:
    kept, unreplaced = found.residual
    if not kept:
        yield "None is known: no whole book of strangers was fetched."
        return
    yield f"{count(kept)} customers had a copy of everybody's offline address book on a client."
    if found.residual_until:
        yield f"{count(kept - unreplaced)} replaced it by their own, the last at {told(found.residual_until)}."
    if unreplaced:
        yield f"{UNKNOWN}: until when {count(unreplaced)} kept theirs; they had not replaced it when these logs end."


def _evidence(found: Findings) -> Iterator[str]:
    reading = found.reading
    yield (
        f"{count(reading.lines)} log lines of {', '.join(found.targets)};"
        f" {count(reading.broken.total)} could not be read."
    )
    yield "Logs have bytes, no entries: only a whole file of a book is proof; answers online are inferred."
    yield (
        f"Declared: controllers had a policy within {found.inquiry.declared.lag_us / 1e6:g} s, clocks differ by"
        f" at most {found.inquiry.declared.skew_us / 1e6:g} s."
    )
    yield "A step that reported success and did nothing stands in no journal."
    for gap in found.gaps[:5]:
        yield f"{UNKNOWN}: what happened on {gap.server}, {told(gap.from_at)} to {told(gap.until)}: no logs"
    if len(found.gaps) > 5:
        yield f"{UNKNOWN}: likewise in {count(len(found.gaps) - 5)} further gaps"
    open_ended = sum(window.closed_at == NEVER for window in found.inquiry.windows.values())
    if open_ended:
        yield f"{UNKNOWN}: when the windows of {count(open_ended)} customers closed; the journal does not say"


def _instant(at: datetime | None, ask: str) -> str:
    return f"{UNKNOWN}: {ask}" if at is None else f"{at.astimezone(UTC):%Y-%m-%d %H:%MZ}"


def _said(text: str | None, ask: str) -> str:
    return f"{UNKNOWN}: {ask}" if text is None else text
