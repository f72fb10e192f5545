"""A recording's file, read: its calls, each with the verb that it means and the user it is about.

What a cmdlet means is known by ``verbs.toml``, as for a runbook's lines; which of its parameters names a user, by the
fake's table of cmdlets. Nothing is said here of how calls make up steps.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from fakeexchange.cmdlets.recording import FORMAT, Call
from fakeexchange.cmdlets.table import cmdlets
from sim.errors import ABSENT, InputError, Mistake
from sim.words import Verb

from .mapping import by_cmdlet

_OF_A_USER: Final = ("user", "mailbox", "mailuser", "movable")
_POLICY: Final = "addressbookpolicy"
_AT_ONCE: Final = ("enable-mailbox", "new-mailbox")
"""Cmdlets that make a mailbox, and give it the policy that they name."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """One call that changed something.

    Attributes:
        number: from 1, in the recording.
        cmdlet: its name.
        verbs: what it means, in the order of the effects; empty: nothing that a step does.
        user: whom it is about, as far as names tell; empty: the tenant, or nobody.
        takes: microseconds from the call before it, whatever that did.
        line: the call as a shell would be given it.
    """

    number: int
    cmdlet: str
    verbs: tuple[Verb, ...]
    user: str
    takes: int
    line: str


def read_calls(path: Path) -> tuple[list[Recorded], list[str]]:
    """The calls of a recording that changed something, and what else is to be said of it.

    Raises:
        InputError: no such file, or it is not a recording.
    """
    found, remarks, since, carried = [], [], 0, 0
    for call in _calls(path):
        takes, since = call.at - since + carried, call.at
        if call.error is not None:
            remarks.append(f"call {call.number}: {call.cmdlet} ended in {call.error}: left out")
        changes = call.error is None and not call.cmdlet.lower().startswith("get-")
        # A look, or a failure, takes its time from what comes next.
        carried = 0 if changes else takes
        if changes:
            found.append(
                Recorded(call.number, call.cmdlet, _verbs(call), _user(call), max(takes, 0), call.line)
            )
    return found, remarks


def _calls(path: Path) -> Iterator[Call]:
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(str(path), error.strerror or "cannot be read") from error
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise InputError(str(path), f"expected JSON: {error}") from error
    if not isinstance(given, dict) or given.get("format") != FORMAT:
        held = given.get("format", ABSENT) if isinstance(given, dict) else ABSENT
        raise InputError(str(path), Mistake("format", held, f'expected "{FORMAT}"'))
    calls = given.get("calls")
    if not isinstance(calls, list) or not calls:
        raise InputError(str(path), Mistake("calls", calls, "expected a list of at least one call"))
    at = 0
    for number, call in enumerate(calls, 1):
        read = _call(path, number, call, at)
        at = read.at
        yield read


def _call(path: Path, number: int, call: object, since: int) -> Call:
    key = f"calls[{number}]"
    if not isinstance(call, dict):
        raise InputError(str(path), Mistake(key, call, "expected an object with cmdlet and parameters"))

    def wrong(name: str, expected: str) -> InputError:
        return InputError(str(path), Mistake(f"{key}.{name}", call.get(name, ABSENT), f"expected {expected}"))

    at, name, parameters, error = (call.get(k) for k in ("at_us", "cmdlet", "parameters", "error"))
    if not isinstance(at, int) or isinstance(at, bool) or at < since:
        raise wrong("at_us", f"whole microseconds, not before those of the call before it ({since})")
    if not isinstance(name, str) or not name:
        raise wrong("cmdlet", "a cmdlet's name")
    if not isinstance(parameters, dict):
        raise wrong("parameters", "an object of parameters")
    if not (error is None or isinstance(error, str)):
        raise wrong("error", "the name of an error, or null")
    return Call(number, at, name, parameters, error)


def _verbs(call: Call) -> tuple[Verb, ...]:
    given = {name.lower(): value for name, value in call.parameters.items()}
    if call.cmdlet.lower() in _AT_ONCE:
        if given.get("publicfolder"):
            return ()
        # The policy first: nobody is served before the call is over, and then it is there.
        return (Verb.ASSIGN_POLICY, Verb.CUT_OVER) if given.get(_POLICY) else (Verb.CUT_OVER,)
    if call.cmdlet.lower() == "set-mailbox" and _POLICY in given:
        # Whatever else the call sets; to take a policy away is no step.
        return (Verb.ASSIGN_POLICY,) if given[_POLICY] else ()
    found = by_cmdlet(call.line)
    return tuple(found) if len(found) == 1 else ()


def _user(call: Call) -> str:
    """A name that a user's calls share, whether they name him by address, by distinguished name or by account."""
    known = cmdlets().get(call.cmdlet.lower())
    given: Mapping[str, Any] = {name.lower(): value for name, value in call.parameters.items()}
    if known is None or given.get("publicfolder"):
        return ""
    named = [
        str(given[name]) for name, p in known.parameters.items() if p.kind in _OF_A_USER and name in given
    ]
    if call.cmdlet.lower() in ("new-mailbox", "set-mailboxfolderpermission", "add-mailboxfolderpermission"):
        named = [str(given.get("userprincipalname") or given.get("identity") or given.get("name"))]
    elif "member" in given:
        named = [str(given["member"])]
    return _short(named[0]) if named else ""


def _short(identity: str) -> str:
    text = identity.split(":\\")[0].strip().lower()
    if text.startswith("cn="):
        return text[3:].split(",", 1)[0]
    return text.rsplit("/", 1)[-1].rsplit("\\", 1)[-1].partition("@")[0]
