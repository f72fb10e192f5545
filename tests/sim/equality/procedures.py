"""Strategies for procedures: every order the loader allows, in every scope, with and without what is optional."""

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from sim.procedure import ANCHORS, BEFORE, OF_A_MAILBOX, built_in
from sim.words import Verb

ALWAYS = (Verb.PROVISION, Verb.SYNC_MAILBOXES, Verb.CUT_OVER)
MOSTLY = (Verb.BUILD_ADDRESS_LISTS, Verb.CREATE_POLICY, Verb.ASSIGN_POLICY)
SOMETIMES = (Verb.GENERATE_OAB, Verb.DECOMMISSION)
SELDOM = (Verb.RESTART_CLIENT_ACCESS, Verb.MANUAL, Verb.MANUAL)
GATED = (Verb.CLOSE_GATE, Verb.OPEN_GATE)

Raw = dict[str, Any]


def durations(ticks: int | None) -> st.SearchStrategy[str]:
    """Written durations: a few ticks of so many seconds, or anything from nothing to an hour."""
    if ticks is not None:
        return st.integers(1, 6).map(lambda n: f"{n * ticks} s")
    return st.sampled_from(["10 s", "0 s", "1 s", "1 min", "2 min", "10 min", "0.000007 s", "1 h"])


def one_in(draw: DrawFn, n: int) -> bool:
    """True once in so many draws; False is the simpler."""
    return draw(st.sampled_from([False] * (n - 1) + [True]))


@dataclass(frozen=True)
class Habits:
    """What an engineer tends to do; without habits, most random orders have the same dull outcome.

    Attributes:
        anchors_late: no gate and no rerouting in the pre-sync, after which clients would wait for days.
        checks_first: the check stands before any wait: it is the one that fails.
        checks_at_once: the check stands as early as it may.
        opens_last: the gate opens after the check.
        isolates_last: policies are assigned when clients have been rerouted.
        is_hasty: a gate and a check there are; the gate closes before, and the check is not repeated.
    """

    anchors_late: bool
    checks_first: bool
    checks_at_once: bool
    opens_last: bool
    isolates_last: bool
    is_hasty: bool

    @classmethod
    def drawn(cls, draw: DrawFn) -> "Habits":
        """Some."""
        if one_in(draw, 12):
            return cls(True, True, True, True, True, True)
        usually = [not one_in(draw, n) for n in (5, 3, 3, 3)]
        return cls(usually[0], usually[1], one_in(draw, 2), usually[2], usually[3], False)

    def kept(self, ready: list[Verb], left: list[Verb]) -> list[Verb]:
        """Which of the steps that may come next do."""
        held_back: set[Verb] = set()
        if self.anchors_late and Verb.SYNC_MAILBOXES in left:
            held_back |= set(ANCHORS)
        if self.checks_first and Verb.VERIFY_ISOLATION in left:
            held_back |= {Verb.WAIT_REPLICATION}
        if self.opens_last and Verb.VERIFY_ISOLATION in left:
            held_back |= {Verb.OPEN_GATE}
        if self.isolates_last and not set(left).isdisjoint((Verb.CUT_OVER, Verb.SWITCH_ROUTING)):
            held_back |= {Verb.ASSIGN_POLICY}
        if self.is_hasty and Verb.CLOSE_GATE in left:
            held_back |= {Verb.ASSIGN_POLICY}
        if Verb.PROBE in ready and Verb.SWITCH_ROUTING not in left:
            # Later it would mostly find nothing.
            return [Verb.PROBE]
        if self.checks_at_once and Verb.VERIFY_ISOLATION in ready:
            return [Verb.VERIFY_ISOLATION]
        return [verb for verb in ready if verb not in held_back] or ready


@st.composite
def procedures(draw: DrawFn, ticks: int | None) -> str | Raw:
    """A procedure: one that ships, or a table of steps.

    Args:
        draw: Hypothesis's.
        ticks: seconds of which every written duration is a small multiple; None: any duration.
    """
    if one_in(draw, 8):
        return draw(st.sampled_from(built_in()))
    move = draw(st.sampled_from(["mrs", "mrs", "precreated"]))
    habits = Habits.drawn(draw)
    verbs = in_some_order(draw, chosen(draw, habits), habits, move == "precreated")
    scopes = in_some_scopes(draw, verbs)
    return {
        "name": "any",
        "move": move,
        "default_lists": "denied" if one_in(draw, 9) else "open",
        "steps": [
            step(draw, v, s, habits, ticks)
            | ({"hidden": True} if v is Verb.PROVISION and Verb.UNHIDE in verbs else {})
            for v, s in zip(verbs, scopes, strict=True)
        ],
    }


def chosen(draw: DrawFn, habits: Habits) -> list[Verb]:
    """Which steps there are: what nothing works without, and more, each with all that it needs before it."""
    verbs = [*ALWAYS, *(verb for verb in MOSTLY if habits.is_hasty or not one_in(draw, 16))]
    # Without rerouting nobody is ever served by the target.
    verbs += [] if one_in(draw, 24) else [Verb.SWITCH_ROUTING]
    verbs += [verb for verb in SOMETIMES if one_in(draw, 2)]
    if habits.is_hasty:
        verbs += [*GATED, Verb.VERIFY_ISOLATION]
    else:
        verbs += [] if one_in(draw, 2) else [Verb.VERIFY_ISOLATION]
        verbs += GATED[: 1 if one_in(draw, 6) else 2] if one_in(draw, 5) else ()
    verbs += [Verb.UNHIDE] if one_in(draw, 4) else []
    verbs += [Verb.PROBE] if one_in(draw, 4) else []
    verbs += [verb for verb in SELDOM if one_in(draw, 4)]
    verbs += [Verb.WAIT_REPLICATION] * draw(st.sampled_from([0, 1, 1, 2, 3]))
    # What lacks a step it needs falls out, and then what needs that one.
    while missing := [v for v in verbs if any(need not in verbs for need in BEFORE[v])]:
        verbs = [v for v in verbs if v not in missing]
    return verbs


def in_some_order(draw: DrawFn, verbs: list[Verb], habits: Habits, is_precreated: bool) -> list[Verb]:
    """One of the orders an engineer could carry out."""
    left, order = list(verbs), list[Verb]()
    while left:
        ready = [
            verb
            for verb in dict.fromkeys(left)
            if not any(need in left for need in BEFORE[verb])
            and (is_precreated or verb is not Verb.ASSIGN_POLICY or Verb.CUT_OVER not in left)
        ]
        verb = draw(st.sampled_from(habits.kept(ready, left)))
        left.remove(verb)
        order.append(verb)
    return order


def in_some_scopes(draw: DrawFn, verbs: list[Verb]) -> list[str]:
    """A scope a step: some first ones over the whole campaign, some after the pre-sync over the batch."""
    most = min(verbs.index(verb) for verb in (Verb.CUT_OVER, Verb.DECOMMISSION) if verb in verbs)
    first = min(draw(st.sampled_from([0, 0, 0, 1, 2, most])), most)
    may_be_batch = max(first, verbs.index(Verb.SYNC_MAILBOXES) + 1)
    by_batch = draw(st.sampled_from([0, 0, 1, 2]))
    scopes = ["campaign"] * first + ["tenant"] * (len(verbs) - first)
    for i in range(may_be_batch, len(verbs)):
        if by_batch == 2 or (by_batch and one_in(draw, 2)):
            scopes[i] = "batch"
    if one_in(draw, 5):
        for i, verb in enumerate(verbs):
            if verb in OF_A_MAILBOX and scopes[i] == "tenant" and not one_in(draw, 4):
                scopes[i] = "mailbox"
    return scopes


def step(draw: DrawFn, verb: Verb, scope: str, habits: Habits, ticks: int | None) -> Raw:
    """One step: its duration written or drawn, and what bears on its verb."""
    if verb is Verb.OPEN_GATE and scope == "tenant" and not one_in(draw, 3):
        return {"verb": str(verb), "on": "timer", "after": draw(durations(ticks))}
    found: Raw = {"verb": str(verb), "scope": scope}
    is_exact = ticks is not None and verb not in (Verb.WAIT_REPLICATION, Verb.SYNC_MAILBOXES)
    if (is_exact and not one_in(draw, 10)) or one_in(draw, 3):
        found["duration"] = draw(durations(ticks))
    if verb is Verb.MANUAL:
        found.setdefault("duration", draw(durations(ticks)))
    if verb is not Verb.PROBE and one_in(draw, 6):
        found["on_fail"] = draw(st.sampled_from(["skip", "rollback"]))
    if one_in(draw, 6):
        found["retries"] = draw(st.sampled_from([0, 1, 2]))
    if verb is Verb.VERIFY_ISOLATION:
        if one_in(draw, 2):
            found["duration"] = f"{ticks or 1} s"
        found["on_fail"] = "halt" if habits.is_hasty else draw(st.sampled_from(["skip", "halt", "rollback"]))
        found["controllers"] = draw(st.sampled_from(["all", "all", "one"]))
        found["mailboxes"] = draw(st.sampled_from(["all", "first"]))
        retries = 0 if habits.is_hasty else draw(st.sampled_from([0, 0, None, 1]))
        if retries is not None:
            found["retries"] = retries
    return found
