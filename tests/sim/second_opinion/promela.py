"""A procedure as a Promela model: a second telling of what may happen, for a checker that nobody here wrote.

It reads the procedure and nothing else. What a step needs, does and undoes, and who is shown strangers, is told here
once more, from the pages that say what the model is: neither the fake nor the explorer is asked. One action of the
explorer is one transition, so the shortest trail has as many steps as the shortest story.

What no leak depends on is left out. The earlier tenant is isolated and shown to whoever sees everybody, so the first
session that sees everybody leaks as soon as it asks: no book that is fetched later leaks sooner.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from sim.procedure import Procedure, Scope, Step
from sim.words import Verb

RUNNING, HALTED, GOING_BACK, OUT = range(4)
"""What becomes of a tenant."""
ASSIGNED, REMOVED = 1, 2
"""What was written of a mailbox's policy, or what a controller has seen of it; 0: nothing."""

UNDONE: Final = (
    Verb.PROVISION,
    Verb.UNHIDE,
    Verb.ASSIGN_POLICY,
    Verb.CUT_OVER,
    Verb.SWITCH_ROUTING,
    Verb.CLOSE_GATE,
    Verb.OPEN_GATE,
)
"""What a rollback takes back; of everything else there is nothing to take."""


@dataclass(frozen=True)
class Act:
    """What is one transition of a tenant: a step, or its part on one mailbox.

    Attributes:
        step: the step.
        boxes: which mailboxes of the tenant it is on.
        left: acts of the step from this one on; where it is the first, what the step needs is asked.
        opens: the step, or the loop it stands in, begins with it: work may stand still before.
        undoes: which act is taken back when this is the last one done.
    """

    step: Step
    boxes: tuple[int, ...]
    left: int
    opens: bool
    undoes: int


@dataclass(frozen=True)
class Model:
    """A procedure on a small platform.

    Attributes:
        procedure: what is done to every tenant that moves.
        movers: tenants that move; one more lives on the target from the start.
        mailboxes: of each.
        controllers: of the target; the first is the writer.
        nights: how often a night may end.
        stops: how often the campaign may be stopped, and what is in flight go back.
    """

    procedure: Procedure
    movers: int = 2
    mailboxes: int = 2
    controllers: int = 2
    nights: int = 1
    stops: int = 1

    @property
    def text(self) -> str:
        """The model, in Promela."""
        tenants, boxes = self.movers, self.movers * self.mailboxes
        options = [*self._of_tenants(), *self._of_nights(), *self._of_stops()]
        lines = [
            f"/* {self.procedure.name}: {self.movers} tenants move, one has; {self.mailboxes} mailboxes each, */",
            f"/* {self.controllers} controllers, {self.nights} night ends, {self.stops} stop. Generated. */",
            f"byte at[{tenants}], mode[{tenants}];",
            f"bit provisioned[{tenants}], listed[{tenants}], policy[{tenants}], synced[{tenants}];",
            f"bit routed[{tenants}], closed[{tenants}], armed[{tenants}], gone[{tenants}];",
            f"bit hosted[{boxes}];",
            f"byte written[{boxes}], seen[{boxes * self.controllers}];",
            f"bit dark = 1; byte nights = {self.nights}, stops = {self.stops};",
            "active proctype everything() {",
            "  do",
            *(f"  :: d_step {{ {option} }}" for option in options),
            "  :: else -> break",
            "  od",
            "}",
        ]
        return "\n".join(lines) + "\n"

    @cached_property
    def acts(self) -> list[Act]:
        """What the procedure does to a tenant, one transition after the other; a timer's gate is the clock's."""
        steps = [step for step in self.procedure.steps if step.on is None]
        found: list[Act] = []
        while steps:
            loop = 0
            while loop < len(steps) and steps[loop].scope is Scope.MAILBOX:
                loop += 1
            done, each = len(found), range(self.mailboxes)
            if loop:
                found += [
                    Act(step, (k,), 1, k == i == 0, done + k * loop + i)
                    for k in each
                    for i, step in enumerate(steps[:loop])
                ]
            elif steps[0].verb is Verb.ASSIGN_POLICY:
                # Policies are removed in the order in which they were written.
                found += [Act(steps[0], (k,), len(each) - k, k == 0, done + len(each) - 1 - k) for k in each]
            else:
                found.append(Act(steps[0], tuple(each), 1, True, done))
            steps = steps[loop or 1 :]
        return found

    @cached_property
    def _evening(self) -> int:
        """Acts done by day, before the first night."""
        verbs = [act.step.verb for act in self.acts]
        synced = verbs.index(Verb.SYNC_MAILBOXES) + 1 if Verb.SYNC_MAILBOXES in verbs else 0
        return max(synced, sum(act.step.scope is Scope.CAMPAIGN for act in self.acts))

    @cached_property
    def _to_undo(self) -> list[int]:
        """By acts done, how many are left to take back: none at the end of which nothing remains."""
        found = [0]
        for done, act in enumerate(self.acts, 1):
            found.append(done if act.step.verb in UNDONE else found[-1])
        return found

    def _of_tenants(self) -> Iterator[str]:
        for t in range(self.movers):
            for number, act in enumerate(self.acts):
                yield self._forward(t, number, act)
                if self._to_undo[number + 1] == number + 1:
                    yield self._backward(t, number, act)
            yield f"armed[{t}] -> armed[{t}] = 0; closed[{t}] = 0"
            for m in self._boxes(t):
                yield from self._replication(m)
                yield from self._asks(t, m)

    def _boxes(self, t: int, of: Iterable[int] | None = None) -> list[int]:
        return [t * self.mailboxes + k for k in (range(self.mailboxes) if of is None else of)]

    def _seen(self, m: int, d: int) -> str:
        """What a controller has seen of a mailbox's policy: the writer all that was written."""
        return f"seen[{m * self.controllers + d}]" if d else f"written[{m}]"

    def _replication(self, m: int) -> Iterator[str]:
        """A change reaches a controller that has seen none so new."""
        for d in range(1, self.controllers):
            seen = self._seen(m, d)
            for change in (ASSIGNED, REMOVED):
                yield f"{seen} < {change} && written[{m}] >= {change} -> {seen} = {change}"

    def _asks(self, t: int, m: int) -> Iterator[str]:
        """A client logs on and asks; whoever holds no policy on the answering controller is shown everybody."""
        if self.procedure.default_lists == "denied":
            return
        for d in range(self.controllers):
            is_served = f"!closed[{t}] && hosted[{m}] && routed[{t}]"
            yield f"{is_served} && {self._seen(m, d)} != {ASSIGNED} -> assert(false)"

    def _forward(self, t: int, number: int, act: Act) -> str:
        """The next act of a tenant: carried out where what it needs is there, else failed for good."""
        turn = [f"mode[{t}] == {RUNNING} && at[{t}] == {number}"]
        if act.opens and number >= self._evening:
            turn.append("dark")
        if act.step.scope in (Scope.BATCH, Scope.CAMPAIGN) and self._begins(act):
            others = (u for u in range(self.movers) if u != t)
            turn += [f"(mode[{u}] != {RUNNING} || at[{u}] >= {number})" for u in others]
        if act.step.verb is Verb.WAIT_REPLICATION and act.step.duration is None:
            turn += [
                f"{self._seen(m, d)} == written[{m}]"
                for m in self._boxes(t)
                for d in range(1, self.controllers)
            ]
        need = self._need(act, t)
        then = f"{self._effect(act.step, t, self._boxes(t, act.boxes))}at[{t}] = {number + 1}"
        if need and self._begins(act):
            then = f"if :: {need} -> {then} :: else -> {self._failure(t, number, act)} fi"
        return f"{' && '.join(turn)} -> {then}"

    def _begins(self, act: Act) -> bool:
        """Is it its step's first act? In a loop a step begins anew on each mailbox."""
        return act.step.verb is not Verb.ASSIGN_POLICY or act.opens or act.step.scope is Scope.MAILBOX

    def _failure(self, t: int, number: int, act: Act) -> str:
        if act.step.on_fail == "skip":
            return f"at[{t}] = {number + act.left}"
        if act.step.on_fail == "rollback":
            return f"if :: gone[{t}] -> mode[{t}] = {HALTED} :: else -> {self._turned(t, number)} fi"
        return f"mode[{t}] = {HALTED}"

    def _turned(self, t: int, done: int) -> str:
        """A tenant goes back, from so many acts done."""
        left = self._to_undo[done]
        return f"at[{t}] = {left}; mode[{t}] = {GOING_BACK if left else OUT}"

    def _backward(self, t: int, number: int, act: Act) -> str:
        """The last act is taken back, or of several policies the first."""
        undone = self.acts[act.undoes]
        effect = self._undo(undone.step.verb, t, self._boxes(t, undone.boxes))
        return f"mode[{t}] == {GOING_BACK} && at[{t}] == {number + 1} -> {effect}{self._turned(t, number)}"

    def _of_nights(self) -> Iterator[str]:
        """A night ends while somebody's work is under way, and nobody's in the middle; it begins again."""
        yield f"dark && nights > 0 && ({self._begun()}) && {self._is_at('opens')} -> dark = 0; nights--"
        yield "!dark -> dark = 1"

    def _of_stops(self) -> Iterator[str]:
        """The campaign is stopped: what has begun goes back, all else does not begin."""
        turns = (self._stopped(t) for t in range(self.movers))
        at_rest = self._is_at("begins")
        yield f"stops > 0 && ({self._begun()}) && {at_rest} -> stops--; {'; '.join(turns)}"

    def _begun(self) -> str:
        each = (f"{self._runs(t)} && at[{t}] > {self._evening}" for t in range(self.movers))
        return " || ".join(f"({one})" for one in each)

    def _runs(self, t: int) -> str:
        return f"mode[{t}] == {RUNNING} && at[{t}] < {len(self.acts)}"

    def _is_at(self, what: str) -> str:
        """Is the next act of everybody at work one that opens a step or a loop, or one that begins a step?"""
        claims = []
        for t in range(self.movers):
            for number, act in enumerate(self.acts):
                if not (act.opens if what == "opens" else self._begins(act)):
                    claims.append(f"!(mode[{t}] == {RUNNING} && at[{t}] == {number})")
        return " && ".join(claims) or "true"

    def _stopped(self, t: int) -> str:
        backs = (
            f":: at[{t}] == {done} -> {self._turned(t, done)}"
            for done in range(self._evening + 1, len(self.acts))
        )
        back = f"if {' '.join(backs)} :: else -> mode[{t}] = {HALTED} fi"
        halted = f"mode[{t}] = {HALTED}"
        return f"if :: {self._runs(t)} && !gone[{t}] -> {back} :: {self._runs(t)} && gone[{t}] -> {halted} :: else fi"

    def _need(self, act: Act, t: int) -> str:
        """What a step needs, of the tenant and of the mailboxes it is carried out on; empty: nothing."""
        step = act.step
        # A policy for the whole tenant needs all its mailboxes, before the first is written.
        on = act.boxes if step.scope is Scope.MAILBOX else None
        are_hosted = " && ".join(f"hosted[{m}]" for m in self._boxes(t, on))
        match step.verb:
            case Verb.CREATE_POLICY | Verb.GENERATE_OAB:
                return f"listed[{t}]"
            case Verb.ASSIGN_POLICY if self.procedure.move == "mrs":
                return f"policy[{t}] && {are_hosted}"
            case Verb.ASSIGN_POLICY:
                return f"policy[{t}]"
            case Verb.CUT_OVER:
                return f"synced[{t}]"
            case Verb.PROBE:
                return are_hosted
            case Verb.DECOMMISSION:
                return f"routed[{t}] && {are_hosted}"
            case Verb.VERIFY_ISOLATION:
                boxes = self._boxes(t)[: 1 if step.mailboxes == "first" else None]
                asked = range(1 if step.controllers == "one" else self.controllers)
                isolated = (f"{self._seen(m, d)} == {ASSIGNED}" for m in boxes for d in asked)
                return " && ".join((f"provisioned[{t}]", *isolated))
            case Verb.PROVISION | Verb.RESTART_CLIENT_ACCESS | Verb.MANUAL:
                return ""
        return f"provisioned[{t}]"

    def _effect(self, step: Step, t: int, boxes: list[int]) -> str:
        """What a step does, each statement with its semicolon."""
        match step.verb:
            case Verb.PROVISION:
                return f"provisioned[{t}] = 1; "
            case Verb.BUILD_ADDRESS_LISTS:
                return f"listed[{t}] = 1; "
            case Verb.CREATE_POLICY:
                return f"policy[{t}] = 1; "
            case Verb.SYNC_MAILBOXES:
                return f"synced[{t}] = 1; "
            case Verb.SWITCH_ROUTING:
                return f"routed[{t}] = 1; "
            case Verb.CLOSE_GATE:
                has_timer = any(other.on == "timer" for other in self.procedure.steps)
                return f"closed[{t}] = 1; " + (f"armed[{t}] = 1; " if has_timer else "")
            case Verb.OPEN_GATE:
                return f"closed[{t}] = 0; "
            case Verb.DECOMMISSION:
                return f"gone[{t}] = 1; "
            case Verb.CUT_OVER:
                return "".join(f"hosted[{m}] = 1; " for m in boxes)
            case Verb.ASSIGN_POLICY:
                return "".join(f"written[{m}] = {ASSIGNED}; " for m in boxes)
        return ""

    def _undo(self, verb: Verb, t: int, boxes: list[int]) -> str:
        """What taking a step back does, likewise."""
        match verb:
            case Verb.PROVISION:
                return f"provisioned[{t}] = 0; synced[{t}] = 0; "
            case Verb.SWITCH_ROUTING:
                return f"routed[{t}] = 0; "
            case Verb.CLOSE_GATE:
                return f"closed[{t}] = 0; "
            case Verb.OPEN_GATE:
                return f"closed[{t}] = 1; "
            case Verb.CUT_OVER:
                return "".join(f"hosted[{m}] = 0; " for m in boxes)
            case Verb.ASSIGN_POLICY:
                ways = (f"if :: written[{m}] == {ASSIGNED} -> written[{m}] = {REMOVED}" for m in boxes)
                return "".join(f"{way} :: else fi; " for way in ways)
        return ""
