"""A verdict's story: what happened, one changed thing a line, in the words of those who were there.

Text, JSON and drawing come from this one list of events.
"""

from dataclasses import dataclass
from string import ascii_uppercase
from typing import Final

from ..words import Cause, Channel, Verb
from .clients import Asked
from .model import Happens, Kind


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a story.

    Attributes:
        actor: who: operator, a controller, a client, the clock.
        action: what was done, a verb of the procedures where it is one.
        says: what changed by it, in words.
        is_fault: it went wrong by itself: nothing in the procedure made it.
    """

    actor: str
    action: str
    says: str
    is_fault: bool = False


OPERATOR: Final = "operator"
CLOCK: Final = "clock"

DONE_WORDS: Final = {
    Verb.PROVISION: "{tenant}'s recipients stand in the address lists of the target",
    Verb.BUILD_ADDRESS_LISTS: "{tenant} has address lists of its own",
    Verb.CREATE_POLICY: "{tenant} has an address book policy, on no mailbox yet",
    Verb.ASSIGN_POLICY: "{mailbox} has {tenant}'s policy, on controller 1",
    Verb.SYNC_MAILBOXES: "{tenant}'s mailboxes are copied, and still served by the source",
    Verb.CLOSE_GATE: "every logon of {tenant} is refused",
    Verb.CUT_OVER: "the target hosts {whose}",
    Verb.SWITCH_ROUTING: "{tenant}'s clients are sent to the target",
    Verb.GENERATE_OAB: "{tenant}'s own offline address book is generated",
    Verb.WAIT_REPLICATION: "{tenant}'s wait for replication is over",
    Verb.VERIFY_ISOLATION: "the check of {tenant} passes",
    Verb.OPEN_GATE: "{tenant} may log on again",
    Verb.UNHIDE: "{tenant}'s recipients stand in the address lists of the target",
    Verb.RESTART_CLIENT_ACCESS: "every session on the target is cut",
    Verb.DECOMMISSION: "the source has forgotten {tenant}",
    # What a probe is shown a client is shown too: the search has ended before a probe could stop anything.
    Verb.PROBE: "an engineer logs on for {tenant}, through controller 1, and sees no stranger",
    Verb.MANUAL: "something is done by hand for {tenant}, and changes nothing",
}
"""What has changed when a step has been done, by its verb."""
_HIDDEN: Final = "{tenant}'s recipients are on the target, hidden from its address lists"
UNDONE_WORDS: Final = {
    Verb.PROVISION: "{tenant}'s recipients are gone from the target",
    Verb.ASSIGN_POLICY: "{mailbox} has no policy any more, on controller 1",
    Verb.CLOSE_GATE: "{tenant} may log on again",
    Verb.CUT_OVER: "the source hosts {whose} again",
    Verb.SWITCH_ROUTING: "{tenant}'s clients are sent to the source again",
    Verb.OPEN_GATE: "every logon of {tenant} is refused",
    Verb.UNHIDE: "{tenant}'s recipients are hidden from the address lists again",
}
"""What has changed when it has been taken back."""
_AFTER_FAILURE: Final = {
    "halt": "and {tenant} is left as it is",
    "skip": "and is left out",
    "rollback": "and what was done for {tenant} is to be taken back",
}
_CAUSES: Final = {
    Cause.NOT_ASSIGNED: "its policy has not been assigned yet",
    Cause.NOT_REPLICATED: "controller {controller} has not seen its policy yet",
    Cause.SILENT_FAILURE: "its policy was reported as assigned, and was not",
    Cause.PAUSED: "its policy has to wait for the next night",
    Cause.WIDE_SESSION: "its session was opened before it was isolated",
    Cause.OAB: "the book was generated for everybody",
}
_REQUESTS: Final = {
    Channel.NSPI: "reads the address book",
    Channel.OAB: "downloads the offline address book",
}


def tenant_name(number: int) -> str:
    """A tenant's letter.

    >>> tenant_name(0)
    'A'
    """
    return ascii_uppercase[number]


def event_of(happens: Happens) -> Event:
    """One move as a line."""
    tenant = "" if happens.tenant is None else tenant_name(happens.tenant)
    whose = f"{tenant}'s mailboxes" if happens.mailbox is None else _mailbox(tenant, happens.mailbox)
    words = {"tenant": tenant, "whose": whose, "mailbox": whose}
    step = None if happens.act is None else happens.act.step
    match happens.kind:
        case Kind.REPLICATED:
            actor = f"controller {(happens.controller or 0) + 1}"
            return Event(actor, "replicate", f"it has seen the change of {whose}'s policy")
        case Kind.TIMER:
            return Event(CLOCK, "open_gate", f"the timer lets {tenant} log on again, whatever has been done")
        case Kind.REGENERATED:
            return Event(CLOCK, "regenerate", "the default offline address book is generated anew")
        case Kind.NIGHT_ENDS:
            return Event(CLOCK, "night_ends", "the engineers go home; what has begun stands still")
        case Kind.NIGHT_BEGINS:
            return Event(CLOCK, "night_begins", "work goes on")
        case Kind.STOPPED:
            return Event(OPERATOR, "stop", "the campaign is stopped; what has begun is taken back")
        case Kind.STAYS:
            says = f"logs on through controller {(happens.controller or 0) + 1}, and stays"
            return Event(_client(happens.tenant or 0), "connect", says)
    assert step is not None
    verb = str(step.verb)
    after = _AFTER_FAILURE[step.on_fail].format(**words)
    match happens.kind:
        case Kind.STEP:
            says = _HIDDEN if step.verb is Verb.PROVISION and step.hidden else DONE_WORDS[step.verb]
            if step.verb is Verb.MANUAL and step.label:
                says = f"{step.label}: changes nothing on the platform"
            return Event(OPERATOR, verb, says.format(**words))
        case Kind.UNDONE:
            return Event(OPERATOR, f"undo {verb}", UNDONE_WORDS[step.verb].format(**words))
        case Kind.REFUSED:
            return Event(OPERATOR, verb, f"refused: what it requires of {tenant} is not there, {after}")
        case Kind.CHECK_FAILED:
            return Event(OPERATOR, verb, f"the check finds {tenant} open, {after}")
        case Kind.FAILS:
            return Event(OPERATOR, verb, f"fails for good on {tenant}, {after}", is_fault=True)
    return Event(OPERATOR, verb, f"reports success on {whose}, and has done nothing", is_fault=True)


def end_of(leak: Asked) -> Event:
    """The last line: the answer with strangers in it."""
    tenant = tenant_name(leak.tenant)
    others = " and ".join(map(tenant_name, leak.of))
    entries = f"{leak.foreign} {'entry' if leak.foreign == 1 else 'entries'}"
    how = "asks again in its open session" if leak.in_open_session else "connects"
    through = f"through controller {leak.controller + 1}"
    cause = _CAUSES[leak.cause].format(controller=leak.controller + 1)
    says = (
        f"{how} {through} for {_mailbox(tenant, leak.mailbox)}, {_REQUESTS[leak.channel]} "
        f"and is given {entries} of {others}: {cause}"
    )
    return Event(_client(leak.tenant), "connect and ask", says)


def _client(tenant: int) -> str:
    return f"client of {tenant_name(tenant)}"


def _mailbox(tenant: str, number: int) -> str:
    return f"mailbox {tenant}{number + 1}"
