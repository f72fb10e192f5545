"""A recording as a draft of a procedure: what a panel or an engineer called, in that order, as steps.

Where calls go from one user to the next, each user's own are a loop: steps of scope ``mailbox``. What no call could
show, such as the users that a panel makes in the directory itself, is put in where the steps need it, and said.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

from sim.errors import InputError
from sim.procedure import REPEATED, Move
from sim.units import duration, written
from sim.words import Verb

from .calls import Recorded, read_calls
from .draft import Draft, disorder, settle_move
from .written import Keys

_IN_LOOPS: Final = (Verb.CUT_OVER, Verb.ASSIGN_POLICY)
"""Verbs by which it shows whether users were done one after another."""
_NEEDED: Final = (
    Verb.PROVISION,
    Verb.BUILD_ADDRESS_LISTS,
    Verb.CREATE_POLICY,
    Verb.SYNC_MAILBOXES,
    Verb.SWITCH_ROUTING,
)
"""What must stand before a user's own steps, in this order, where the recording has it nowhere."""
_AT_THE_LATEST: Final = (Verb.SYNC_MAILBOXES, Verb.SWITCH_ROUTING)
"""Of that, what stands right before them: a mailbox that a panel makes is reached as soon as it is there."""


def draft_recording(path: Path) -> Draft:
    """The draft of a recorded procedure.

    Raises:
        InputError: it is no recording, or not a single call of it is a step.
    """
    calls, remarks = read_calls(path)
    head = {
        "name": path.stem,
        "purpose": f"Recorded: {path.name}.",
        "move": str(Move.MRS),
        "default_lists": "open",
    }
    found = Draft(str(path), head, lines=len(calls), remarks=remarks, unit="call")
    first, last = _stretch(calls)
    _add_in_turn(found, calls[:first])
    before = len(found.steps)
    after = _add_stretch(found, calls[first:last])
    _add_in_turn(found, [*after, *calls[last:]])
    if not found.steps:
        raise InputError(str(path), "expected a call that is a step: none of them is")
    _put_in(found, before)
    settle_move(found)
    found.remarks += disorder(found)
    return found


def _stretch(calls: Sequence[Recorded]) -> tuple[int, int]:
    """Where users are moved and isolated: from the first such call to the last that is about one of them."""
    places = [i for i, call in enumerate(calls) if set(call.verbs) & set(_IN_LOOPS)]
    if not places:
        return len(calls), len(calls)
    last = places[-1] + 1
    while last < len(calls) and calls[last].user:
        last += 1
    return places[0], last


def _add_stretch(found: Draft, calls: Sequence[Recorded]) -> list[Recorded]:
    """Take that stretch into the draft, as a loop or in turn; what of it is not a user's is left for later."""
    by_user = [(user, list(group)) for user, group in groupby(_with_users(calls), key=lambda pair: pair[0])]
    users = [user for user, _ in by_user if user]
    is_loop = len(users) == len(set(users)) and any(
        len({verb for _, call in group for verb in call.verbs or (Verb.MANUAL,)}) > 1
        for user, group in by_user
        if user
    )
    if not is_loop:
        _add_in_turn(found, calls)
        return []
    own = [[call for _, call in group] for user, group in by_user if user]
    _add_loop(found, own[0])
    for user, group in zip(users[1:], own[1:], strict=True):
        if _order(group) != _order(own[0]):
            done = ", ".join(_order(group))
            found.remarks.append(
                f"{user} was done otherwise ({done}): the draft does all as it did {users[0]}"
            )
        found.mapped += len(group)
    return [call for user, group in by_user if not user for _, call in group]


def _with_users(calls: Sequence[Recorded]) -> list[tuple[str, Recorded]]:
    """Calls with the user they belong to: one in the midst of a user's own is done for that user."""
    told, found = "", []
    for i, call in enumerate(calls):
        following = next((later.user for later in calls[i:] if later.user), "")
        told = call.user or (told if told == following else "")
        found.append((told, call))
    return found


def _order(calls: Iterable[Recorded]) -> list[str]:
    return [verb for call in calls for verb in call.verbs if verb in _IN_LOOPS]


def _add_loop(found: Draft, calls: Sequence[Recorded]) -> None:
    """Steps of scope mailbox; a wait, which no loop can hold, stands after it."""
    for verb, group in groupby(_parts(calls), key=lambda part: part[0]):
        steps = list(group)
        names = list(dict.fromkeys(call.cmdlet for _, call, _ in steps))
        keys: Keys = {"verb": str(verb), "scope": "mailbox", "duration": written(sum(t for _, _, t in steps))}
        if verb is Verb.MANUAL:
            keys["label"] = ", ".join(names)
        found.steps.append(keys | {"command": _command(verb, names)})
    waits = [call for call in calls if Verb.WAIT_REPLICATION in call.verbs]
    found.mapped += len(calls) - len(waits)
    if waits:
        found.remarks.append("replication is waited for after the loop: no step of a loop can wait for it")
        _add_in_turn(found, waits)


def _parts(calls: Sequence[Recorded]) -> Iterator[tuple[Verb, Recorded, int]]:
    """What each call of a loop does, and the time it takes: of two effects of one call, the last takes it."""
    for call in calls:
        if Verb.WAIT_REPLICATION not in call.verbs:
            effects: list[Verb] = [verb for verb in call.verbs if verb in _IN_LOOPS]
            effects = effects or [Verb.MANUAL]
            for place, verb in enumerate(effects, 1):
                yield verb, call, call.takes if place == len(effects) else 0


def _add_in_turn(found: Draft, calls: Sequence[Recorded]) -> None:
    """Steps of a tenant: calls of one verb that follow one another are one."""
    for verbs, group in groupby(calls, key=lambda call: call.verbs):
        same = list(group)
        names = list(dict.fromkeys(call.cmdlet for call in same))
        if not verbs:
            for call in same:
                _leave(found, call, "it changes nothing that a step does")
            continue
        takes = sum(call.takes for call in same)
        for place, verb in enumerate(verbs, 1):
            earlier = next((i for i, step in enumerate(found.steps, 1) if step["verb"] == verb), None)
            if earlier is not None and verb not in REPEATED and earlier < len(found.steps):
                for call in same:
                    _leave(found, call, f"{verb} stands earlier already, as step {earlier}")
                found.mapped -= len(same)
            else:
                # Of two effects of one call, the last takes its time.
                _take(found, verb, names, takes if place == len(verbs) else 0)
        found.mapped += len(same)


def _take(found: Draft, verb: Verb, names: Iterable[str], takes: int) -> None:
    """A step, or more of the last one."""
    if found.steps and found.steps[-1]["verb"] == verb:
        step = found.steps[-1]
        step["command"] = "; ".join(dict.fromkeys([*step["command"].split("; "), *names]))
        if "duration" in step:
            step["duration"] = written(duration(step["duration"]) + takes)
    else:
        # A wait that is given a time merely lets it pass; one that is given none waits until all has replicated.
        timed = {} if verb is Verb.WAIT_REPLICATION else {"duration": written(takes)}
        found.steps.append({"verb": str(verb), "command": _command(verb, names)} | timed)


def _leave(found: Draft, call: Recorded, because: str) -> None:
    text = f'call {call.number}: not mapped: "{call.line}": {because}'
    found.unmapped.setdefault(len(found.steps), []).append(text)


def _put_in(found: Draft, before: int) -> None:
    """What steps need and nobody recorded, before the users' own: where it would have stood at the latest."""
    recorded = [step["verb"] for step in found.steps]
    missing = [verb for verb in _NEEDED if verb not in recorded]
    if Verb.ASSIGN_POLICY not in recorded:
        missing = [verb for verb in missing if verb is not Verb.CREATE_POLICY]
    for verb in missing:
        earlier = [recorded.index(v) + 1 for v in _NEEDED[: _NEEDED.index(verb)] if v in recorded[:before]]
        place = 0 if verb is Verb.PROVISION else max([*earlier, before if verb in _AT_THE_LATEST else 0])
        found.steps.insert(place, {"verb": str(verb)})
        recorded.insert(place, verb)
        before += 1
        found.unmapped = {at + (at >= place): lines for at, lines in found.unmapped.items()}
    if missing:
        found.remarks.append(f"put in, as the steps need it and no call did it: {', '.join(missing)}")


def _command(verb: Verb, names: Iterable[str]) -> str:
    """What was called, without anybody's name."""
    return "; ".join(f"{name} -AddressBookPolicy" if verb is Verb.ASSIGN_POLICY else name for name in names)
