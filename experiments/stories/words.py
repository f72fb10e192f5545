"""An event in a sentence of plain English, with made-up names.

A table from what happened to a sentence: nothing here decides what is told, or in which order.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from fakeexchange.names import Names
from sim.units import DAY, SECOND

from ..wording import clock, count, counted, day, lasting
from .event import Event, What

CLIENTS: Final = {
    "outlook_cached": "Outlook (cached)",
    "outlook_online": "Outlook (online)",
    "owa": "OWA",
    "phone": "phone",
    "ews": "EWS application",
}
"""Kinds of clients, in words."""

REASONS: Final = {
    "gate_closed": "the tenant's gate is closed",
    "locked": "the mailbox is locked by its cut-over",
    "not_routed": "the mailbox has left the source, and clients are still sent there",
}
"""Why a logon was refused."""

_STEPS: Final = {
    "provision": "its mail users stand in everybody's address lists on the target",
    "build_address_lists": "it has address lists of its own",
    "create_policy": "it has an address book policy, which is assigned to nobody yet",
    "assign_policy": "the policy has been written on the writer, for its last mailbox too",
    "sync_mailboxes": "its mailboxes have been copied",
    "close_gate": "its gate is closed: nobody logs on",
    "cut_over": "the target hosts its mailboxes, and they are no longer locked",
    "switch_routing": "its clients are sent to the target",
    "generate_oab": "it has an offline address book of its own",
    "wait_replication": "the wait is over",
    "verify_isolation": "the policies have been read",
    "open_gate": "its gate is open",
    "unhide": "its recipients stand in the address lists from now on",
    "probe": "the engineer who logged on as the tenant logs off",
    "restart_client_access": "every session on the target has been cut",
    "manual": "nothing on the platform has changed",
    "decommission": "what the source still held is removed",
}
"""What is so when a step has ended."""

_ON_A_MAILBOX: Final = {
    "assign_policy": "its policy has been written on the writer",
    "cut_over": "the target hosts it, and it is no longer locked",
    "manual": "nothing on the platform has changed",
}
"""The same of a step on one mailbox alone."""

_UNDONE: Final = {
    "provision": "removes the recipients again",
    "assign_policy": "takes the policy away again",
    "cut_over": "moves the tenant back to the source",
    "switch_routing": "points routing back at the source",
    "close_gate": "opens the gate again",
    "open_gate": "closes the gate again",
    "unhide": "hides the recipients again",
}

_NOTED: Final = {
    "unlock": "the cut-over{of_mailbox} has come to nothing: the source serves it again",
    "misreport": "assigning the policy{of_mailbox} has reported success, and changed nothing",
    "mend": "the tenant is found and mended: policies everywhere, then its gate is open",
    "pause": "the night is over: its procedure stands still until the next one",
    "resume": "its procedure goes on",
    "freeze": "the tenant is left as it is until work resumes",
    "thaw": "the tenant is left as it is no longer",
}

CAUSES: Final = {
    "not_assigned": "no policy had been assigned to the mailbox when its session was opened",
    "not_replicated": "the writer had the policy, the controller that answered had not seen it yet",
    "silent_failure": "assigning the policy had reported success and changed nothing",
    "paused": "its procedure stood still at dawn, with the window open",
    "in_flight_stop": "the campaign was stopped with its window open",
    "wide_session": "its session was opened before the isolation, and keeps the view it was opened with",
    "oab": "its offline address book was made for everybody, and fetched when the isolation was in place",
}
"""Why an answer held entries of others."""


class Words:
    """Sentences about one tenant.

    Args:
        names: of the made-up world.
        tenant: the tenant's number.
        controllers: domain controllers there are.
        first_day: of the campaign.
    """

    def __init__(self, names: Names, tenant: int, controllers: int, first_day: date) -> None:
        self._names = names
        self._tenant = tenant
        self._controllers = controllers
        self._first_day = first_day
        self._tellers: dict[What, Callable[[Event, Mapping[str, Any]], str]] = {
            What.STEP: self._step,
            What.FAILED: self._failed,
            What.UNDONE: lambda _, f: f"undoing {self._named(f)} {undoes(f['step'])}",
            What.STRUCK: self._struck,
            What.CONSOLE: lambda _e, _f: (
                "the operator's console is lost: the next step waits until it is back"
            ),
            What.PROBED: lambda _, f: (
                "an engineer logs on as the tenant and sees "
                + (
                    "entries of others: the campaign is to stop"
                    if f["is_foreign"]
                    else "no entry of anybody else"
                )
            ),
            What.STOPPED: lambda _e, _f: "THE CAMPAIGN IS STOPPED: no further step begins as planned",
            What.NOTED: lambda _, f: _NOTED.get(f["noted"], f["noted"] + "{of_mailbox}").format(
                of_mailbox=self._of_mailbox(f)
            ),
            What.FINISHED: lambda _e, _f: "the procedure has ended for this tenant",
            What.BEGINS: self._begins,
            What.REACHABLE: lambda _e, _f: "the tenant is reachable: a logon may be served by the target",
            What.ISOLATED: self._isolated,
            What.OPENS: self._opens,
            What.CLOSES: self._closes,
            What.REFUSED: lambda _, f: f"{self.client(f)} is refused: {REASONS[f['reason']]}",
            What.LOGON: self._logon,
            What.ASK: self._ask,
            What.FETCH: self._fetch,
            What.RECEIVED: self._received,
            What.LOST: self._lost,
            What.ENDS: self._ends,
            What.KEPT: self._kept,
            What.REST: self._rest,
        }

    def says(self, event: Event) -> str:
        """The sentence of an event, without its instant and without a full stop."""
        return self._tellers[event.what](event, event.facts)

    def domain(self) -> str:
        """The tenant's made-up domain."""
        return self._names.domain(self._tenant)

    def client(self, facts: Mapping[str, Any]) -> str:
        """A client by its kind and its mailbox's made-up owner."""
        return f"{CLIENTS.get(facts['client'], facts['client'])} of {self.owner(facts['mailbox'])}"

    def owner(self, mailbox: int) -> str:
        """The made-up owner of a mailbox."""
        return self._names.person(self._tenant, mailbox).display_name

    def controller(self, number: int) -> str:
        """A domain controller by its number."""
        return f"controller {number}" + (" (the writer)" if number == 1 and self._controllers > 1 else "")

    def controllers(self, numbers: Sequence[int]) -> str:
        """Some domain controllers."""
        if len(numbers) == self._controllers > 1:
            return f"all {self._controllers} controllers"
        if len(numbers) == 1:
            return self.controller(numbers[0])
        return f"controllers {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"

    def _clock(self, at: int, told_at: int) -> str:
        """The time of day of an instant, with its date where it is told on another day."""
        is_same = at // DAY == told_at // DAY
        time = clock(at / SECOND)
        return time if is_same else f"{day(self._first_day, at / SECOND)} {time}"

    def _of_mailbox(self, facts: Mapping[str, Any]) -> str:
        return f" of {self._mailbox(facts['mailbox'])}" if "mailbox" in facts else ""

    def _mailbox(self, number: int) -> str:
        return f"{self.owner(number)}'s mailbox"

    def _named(self, facts: Mapping[str, Any]) -> str:
        return f"{step_called(facts)}{self._of_mailbox(facts)}"

    def _step(self, event: Event, facts: Mapping[str, Any]) -> str:
        began_at = facts["began_at"]
        took = "by the clock" if began_at is None else lasting((event.at - began_at) / SECOND)
        by = f", {facts['owner']}" if "owner" in facts else ""
        so = (_ON_A_MAILBOX if "mailbox" in facts else _STEPS).get(facts["step"])
        return f"{self._named(facts)} has ended ({took}{by})" + (f": {so}" if so else "")

    def _failed(self, event: Event, facts: Mapping[str, Any]) -> str:
        by = f" by the {facts['owner']}" if "owner" in facts else ""
        lack = f"the tenant {facts['lack']}" if facts["lack"] else "it never passed"
        return f"{self._named(facts)} is given up{by}: {lack}"

    def _struck(self, event: Event, facts: Mapping[str, Any]) -> str:
        whom = f" for {self._mailbox(facts['left_out'])}" if "left_out" in facts else ""
        if facts["is_silent"]:
            befalls = f"it will report success, and change nothing{whom}"
        else:
            befalls = f"{counted(facts['failures'], 'attempt')} will fail"
        return f"{self._begins(event, facts)}; {befalls}"

    def _begins(self, event: Event, facts: Mapping[str, Any]) -> str:
        to = " to it" if "mailbox" in facts else ""
        locks = f": from now on nobody logs on{to}" if facts["step"] == "cut_over" else ""
        return f"{self._named(facts)} begins{locks}"

    def _isolated(self, event: Event, facts: Mapping[str, Any]) -> str:
        numbers = facts["controllers"]
        verb = "holds" if len(numbers) == 1 else "hold"
        return f"{self.controllers(numbers)} {verb} the policy of every mailbox"

    def _opens(self, event: Event, facts: Mapping[str, Any]) -> str:
        where = self.controllers(facts["controllers"])
        return f"THE WINDOW OPENS on {where}: a logon answered there may read strangers"

    def _closes(self, event: Event, facts: Mapping[str, Any]) -> str:
        how = "is still open after" if facts["is_cut"] else "HAS CLOSED after"
        return f"THE WINDOW {how} {lasting(facts['lasted_us'] / SECOND)}"

    def _logon(self, event: Event, facts: Mapping[str, Any]) -> str:
        if facts["view"] == "source":
            return f"{self.client(facts)} logs on, served by the source again"
        said = f"{self.client(facts)} logs on, answered by {self.controller(facts['controller'])}"
        if facts["view"] == "own":
            return f"{said}: its own lists, and nothing else"
        why = {
            "not_assigned": "no policy has been written for the mailbox",
            "not_replicated": "that controller has not seen the policy yet",
            "silent_failure": "its policy was reported as assigned, and is not",
            "paused": "no policy yet, and its procedure stands still until the next night",
            "in_flight_stop": "no policy yet, and the campaign has been stopped",
        }.get(facts["open_because"], facts["open_because"])
        if facts["view"] == "nothing":
            return f"{said}: {why}, and the default lists are denied, so it sees nothing"
        named = ""
        if facts["lists_named"]:
            named = f"; it is shown the list names of {counted(facts['lists_named'], 'other tenant')}"
        return f"{said}: {why}, so the session may read everybody{named}"

    def _ask(self, event: Event, facts: Mapping[str, Any]) -> str:
        how = f"asks for the address book ({facts['channel'].upper()})"
        return f"{self.client(facts)} {how} and {held(facts, 'receives')}"

    def _fetch(self, event: Event, facts: Mapping[str, Any]) -> str:
        if not facts["is_found"]:
            return f"{self.client(facts)} wants an offline address book, and there is none (404)"
        whose = {"own": "its own", "source": "the source's own"}.get(facts["view"], "the default")
        made = self._clock(facts["generated_at"], event.at)
        return (
            f"{self.client(facts)} begins to download {whose} offline address book, made at {made}:"
            f" {counted(facts['entries'], 'entry', 'entries')}"
        )

    def _received(self, event: Event, facts: Mapping[str, Any]) -> str:
        took = lasting((event.at - facts["began_at"]) / SECOND)
        if facts["replaces_foreign"]:
            return f"{self.client(facts)} has its own book after {took}: what it kept of others is replaced"
        kept = ", and keeps them until its next good download" if foreign(facts) else ""
        return f"{self.client(facts)} has the whole book after {took} and {held(facts, 'receives')}{kept}"

    def _lost(self, event: Event, facts: Mapping[str, Any]) -> str:
        return (
            f"{self.client(facts)} has not got the book it began to download at"
            f" {self._clock(facts['began_at'], event.at)}; nothing of it is kept"
        )

    def _ends(self, event: Event, facts: Mapping[str, Any]) -> str:
        lasted = lasting((event.at - facts["began_at"]) / SECOND)
        asked = "" if facts["asks"] else "; it asked for nothing online"
        began = self._clock(facts["began_at"], event.at)
        verb = "loses" if facts["is_cut"] else "ends"
        by = "its mailbox's return" if facts["is_returned"] else "a restart of client access"
        why = f" to {by}" if facts["is_cut"] else ""
        return f"{self.client(facts)} {verb} its session of {began}{why}, after {lasted}{asked}"

    def _kept(self, event: Event, facts: Mapping[str, Any]) -> str:
        return f"{self.client(facts)} still keeps the entries of others; it is followed no further"

    def _rest(self, event: Event, facts: Mapping[str, Any]) -> str:
        kinds = ", ".join(f"{CLIENTS.get(k, k)} {count(n)}" for k, n in facts["clients"].items())
        number = counted(facts["logons"], "more logon")
        verb = "was" if facts["logons"] == 1 else "were"
        books = counted(facts["books"], "book")
        how = {
            "source": f"{verb} served by the source and saw nothing",
            "own": f"{verb} isolated: own lists alone" + (f", and {books}" if facts["books"] else ""),
            "open": f"{verb} not isolated, and never asked",
            "nobody": f"{verb} refused: {REASONS.get(facts.get('reason', ''), '')}",
        }[facts["served"]]
        since = f", from {self._clock(facts['first_at'], event.at)} on" if facts["logons"] > 1 else ""
        return f"{number} {how} ({kinds}){since}"


def step_called(facts: Mapping[str, Any]) -> str:
    """A step by its verb, and by what its engineers call it.

    >>> step_called({"step": "manual", "label": "protocols"}), step_called({"step": "cut_over"})
    ('manual "protocols"', 'cut_over')
    """
    return f'{facts["step"]} "{facts["label"]}"' if "label" in facts else str(facts["step"])


def undoes(verb: str) -> str:
    """What is done where a step is undone, in words that follow its name.

    >>> undoes("cut_over"), undoes("wait_replication")
    ('moves the tenant back to the source', 'has nothing to undo')
    """
    return _UNDONE.get(verb, "has nothing to undo")


def foreign(facts: Mapping[str, Any]) -> int:
    """Entries of others in an answer."""
    return int(facts["foreign_mailboxes"] + facts["foreign_lists"])


def held(facts: Mapping[str, Any], verb: str = "received") -> str:
    """What an answer held.

    >>> held({"foreign_mailboxes": 4123, "foreign_lists": 1, "foreign_tenants": 12})
    'received 4,123 mailboxes and 1 list of 12 others: all of them strangers'
    """
    if not foreign(facts):
        return f"{verb} no entry of anybody else"
    mailboxes = counted(facts["foreign_mailboxes"], "mailbox", "mailboxes")
    lists = counted(facts["foreign_lists"], "list")
    others = counted(facts["foreign_tenants"], "other")
    strangers = "a stranger" if foreign(facts) == 1 else "all of them strangers"
    return f"{verb} {mailboxes} and {lists} of {others}: {strangers}"


def seconds_of(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts for export: instants and durations in seconds, as their names then say."""
    found: dict[str, Any] = {}
    for name, value in facts.items():
        if name.endswith("_at"):
            found[name] = None if value is None else value / SECOND
        elif name.endswith("_us"):
            found[f"{name[:-3]}_s"] = value / SECOND
        else:
            found[name] = value
    return found
