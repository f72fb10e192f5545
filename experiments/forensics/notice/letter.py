"""The letter to customers: what happened, what was seen, what they can do; nothing that is not known."""

from ...logs.stamps import told
from ...wording import count
from ..findings import Findings
from ..tenant_case import Received
from .asked import Facts
from .document import UNKNOWN, Document
from .sheet import incident_on


def letter(found: Findings, facts: Facts) -> Document:
    """The draft."""
    people, lists, tenants = found.disclosed
    received = found.received
    named = len(found.of(Received.PROVEN)) + len(found.of(Received.INFERRED))
    what = (
        f"They held the names and e-mail addresses of about {count(people)} people and {count(lists)} distribution"
        f" lists of {count(tenants)} customers, perhaps yours among them."
        if people + lists
        else "We do not know of any customer that was shown entries of another one."
    )
    contact = facts.contact or f"[{UNKNOWN}: contact]"
    measures = facts.measures_taken or f"[{UNKNOWN}: measures taken]"
    kept, unreplaced = found.residual
    paragraphs = [
        "Dear customer,",
        f"while we moved mailboxes to our new Exchange platform, on and after {incident_on(found):%d %B %Y}, some"
        " customers connected at a moment at which their address book was not yet separated from everybody's.",
        f"Of {count(found.tenants)} customers, {count(received.low)} to {count(received.high)} received entries of"
        f" others; we can name {count(named)}. {what}",
        "Contents of e-mails, personal contacts and passwords were not concerned. Entries were shown to customers who"
        " had logged on, and to nobody else that we know of.",
        "Please be careful with e-mails that you do not expect, also from senders whose names you know.",
        f"What we did: {measures}",
    ]
    if kept:
        until = (
            f" The last of those we know of was replaced at {told(found.residual_until)}."
            if found.residual_until
            else ""
        )
        left = f" {count(unreplaced)} had not been replaced when our logs end." if unreplaced else ""
        paragraphs.append(
            "If we tell you in a letter of its own that you received such a list: Outlook may keep a copy of it."
            f" Please let it download the address book again, and do not use or pass on what it showed.{until}{left}"
        )
    paragraphs += [f"Questions: {contact}", "We apologise."]
    return Document(
        "Letter to customers (draft)",
        "Drafted from logs and journal; what stands in square brackets needs a person.",
        paragraphs=paragraphs,
    )
