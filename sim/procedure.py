"""Procedures: the ordered steps that migrate a tenant, and the technical order they must keep.

A procedure is data that others write. What one step needs before it is the table REQUIRES; nothing else in
the lab knows which order is possible, and nothing here knows which order is safe.
"""

from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from importlib import resources
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field

from .edge import Duration, Part, parse, read_toml
from .errors import ABSENT, InputError, Mistake
from .words import Verb


class Move(StrEnum):
    """How mailboxes come to the target."""

    MRS = "mrs"
    """By the mailbox replication service: a policy can be set only on what has been cut over."""
    PRECREATED = "precreated"
    """On mailboxes made ahead: a policy may be set before the cut-over."""


class Scope(StrEnum):
    """What one execution of a step is over."""

    CAMPAIGN = "campaign"
    BATCH = "batch"
    TENANT = "tenant"
    MAILBOX = "mailbox"
    """Consecutive such steps are carried out on one mailbox after another, as a control panel's loop does."""


class Step(Part):
    """One step as the file has it. ``duration`` omitted: drawn from the platform's default for the verb."""

    verb: Annotated[Verb, Field(strict=False)]
    scope: Annotated[Scope, Field(strict=False)] = Scope.TENANT
    duration: Duration | None = None
    on: Literal["timer"] | None = None
    """Opened by the clock, whatever the procedure does; None: in sequence."""
    after: Duration | None = None
    """The timer runs so long from the gate's close on."""
    on_fail: Literal["halt", "skip", "rollback"] = "halt"
    retries: Annotated[int, Field(ge=0, le=60)] | None = None
    controllers: Literal["all", "one"] = "all"
    mailboxes: Literal["all", "first"] = "all"
    hidden: bool = False
    """Prepared hidden from address lists."""
    label: str = ""
    owner: str = ""
    command: str = ""
    check: str = ""
    backout: str = ""
    """These five are for runbooks and stories: no engine reads them."""

    @property
    def takes_window(self) -> bool:
        """Is it the isolation step whose length ``--window`` sets?"""
        return self.verb is Verb.ASSIGN_POLICY and self.scope is not Scope.MAILBOX


TEXTS: Final = ("label", "owner", "command", "check", "backout")
"""The keys of a step that are text, without effect."""

BEFORE: Final[dict[Verb, tuple[Verb, ...]]] = {
    Verb.PROVISION: (),
    Verb.BUILD_ADDRESS_LISTS: (Verb.PROVISION,),
    Verb.CREATE_POLICY: (Verb.BUILD_ADDRESS_LISTS,),
    Verb.ASSIGN_POLICY: (Verb.CREATE_POLICY,),
    Verb.VERIFY_ISOLATION: (Verb.ASSIGN_POLICY,),
    Verb.SYNC_MAILBOXES: (Verb.PROVISION,),
    Verb.CUT_OVER: (Verb.SYNC_MAILBOXES,),
    Verb.SWITCH_ROUTING: (Verb.PROVISION,),
    Verb.DECOMMISSION: (Verb.CUT_OVER, Verb.SWITCH_ROUTING),
    Verb.GENERATE_OAB: (Verb.BUILD_ADDRESS_LISTS,),
    Verb.WAIT_REPLICATION: (Verb.PROVISION,),
    Verb.CLOSE_GATE: (Verb.PROVISION,),
    Verb.OPEN_GATE: (Verb.CLOSE_GATE,),
    Verb.UNHIDE: (Verb.PROVISION,),
    Verb.PROBE: (Verb.CUT_OVER,),
    Verb.RESTART_CLIENT_ACCESS: (),
    Verb.MANUAL: (),
}
"""The technical order: what must stand earlier in a procedure, whatever the move."""


def needs(verb: Verb, move: Move) -> tuple[Verb, ...]:
    """What must stand before a verb in a procedure of this move."""
    is_late = verb is Verb.ASSIGN_POLICY and move is Move.MRS
    return (*BEFORE[verb], Verb.CUT_OVER) if is_late else BEFORE[verb]


ANCHORS: Final = (Verb.CLOSE_GATE, Verb.CUT_OVER, Verb.SWITCH_ROUTING)
"""The first of these begins a tenant's night as its clients see it."""

OF_A_MAILBOX: Final = (Verb.CUT_OVER, Verb.ASSIGN_POLICY, Verb.MANUAL)
"""What can be carried out on one mailbox at a time."""
REPEATED: Final = (Verb.WAIT_REPLICATION, Verb.MANUAL)
"""What may stand in a procedure more than once."""

# Which keys of a step bear on which verbs; elsewhere they would be options without effect.
_ONLY_FOR: Final = {
    "controllers": Verb.VERIFY_ISOLATION,
    "mailboxes": Verb.VERIFY_ISOLATION,
    "on": Verb.OPEN_GATE,
    "after": Verb.OPEN_GATE,
    "hidden": Verb.PROVISION,
}


class Procedure(Part):
    """The ordered steps that migrate a tenant."""

    name: Annotated[str, Field(min_length=1)]
    purpose: str = ""
    move: Annotated[Move, Field(strict=False)] = Move.MRS
    default_lists: Literal["open", "denied"] = "open"
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]

    @classmethod
    def load(cls, name_or_path: str) -> "Procedure":
        """A built-in by its name, or a TOML file.

        Raises:
            InputError: no such procedure, a bad key, or an order that no engineer could carry out.
        """
        path = Path(name_or_path)
        if path.suffix == ".toml":
            return cls.of(read_toml(path), str(path))
        if name_or_path not in built_in():
            known = ", ".join(built_in())
            raise InputError(
                "procedure", Mistake("procedure", name_or_path, f"expected a TOML file or one of {known}")
            )
        source = _shelf() / f"{name_or_path}.toml"
        return cls.of(read_toml(source), source.name)

    @classmethod
    def of(cls, raw: dict[str, object], source: str, prefix: str = "") -> "Procedure":
        """A procedure from TOML already read; the prefix stands before each key of a mistake."""
        try:
            # Out of order is worth saying only of steps that can be read.
            mistakes = disorder(procedure := parse(cls, raw, source))
        except InputError as error:
            mistakes = [m for m in error.mistakes if isinstance(m, Mistake)]
        if mistakes:
            raise InputError(source, *(replace(m, key=prefix + m.key) for m in mistakes))
        return procedure

    @property
    def campaign_steps(self) -> int:
        """How many steps run over all tenants before the first batch."""
        return sum(step.scope is Scope.CAMPAIGN for step in self.steps)

    @property
    def presync_end(self) -> int:
        """The index after the last step of the pre-sync pass."""
        verbs = [step.verb for step in self.steps]
        if Verb.SYNC_MAILBOXES not in verbs:
            return self.campaign_steps
        return max(self.campaign_steps, verbs.index(Verb.SYNC_MAILBOXES) + 1)

    @property
    def may_roll_back(self) -> bool:
        """Is what was done for a tenant undone where some step fails for good?"""
        return any(step.on_fail == "rollback" for step in self.steps)

    @property
    def probes(self) -> bool:
        """Does a step log on as the tenant just moved, and stop the campaign at a foreign row?"""
        return any(step.verb is Verb.PROBE for step in self.steps)

    @property
    def depends_on_window(self) -> bool:
        """Can the length of the isolation step move anything? Only where a step assigns a tenant's policies.

        Even a policy assigned before anybody is reachable counts: a longer step delays the pre-sync, and
        a batch that waits for it begins at another hour.
        """
        return any(step.takes_window for step in self.steps)


def built_in() -> list[str]:
    """The names of the procedures that ship."""
    return sorted(entry.name.removesuffix(".toml") for entry in _shelf().iterdir())


def text_of(name_or_path: str) -> str:
    """The file of a procedure that can be loaded, as it stands."""
    path = Path(name_or_path)
    place = path if path.suffix == ".toml" else _shelf() / f"{name_or_path}.toml"
    return place.read_text(encoding="utf-8")


def _shelf() -> Path:
    return Path(str(resources.files("sim") / "procedures"))


def disorder(procedure: Procedure) -> list[Mistake]:
    """What no engineer could carry out in a procedure's order, scopes and times; empty where all can be."""
    mistakes: list[Mistake] = []
    seen: list[Verb] = []
    verbs = [step.verb for step in procedure.steps]
    sync = verbs.index(Verb.SYNC_MAILBOXES) if Verb.SYNC_MAILBOXES in verbs else -1
    for i, step in enumerate(procedure.steps):
        key = f"steps[{i + 1}]"
        for need in needs(step.verb, procedure.move):
            if need not in seen:
                mistakes.append(Mistake(f"{key}.verb", step.verb, f'expected after "{need}"'))
        if step.verb in seen and step.verb not in REPEATED:
            mistakes.append(Mistake(f"{key}.verb", step.verb, "expected once in a procedure"))
        if step.scope is Scope.CAMPAIGN and any(s.scope is not Scope.CAMPAIGN for s in procedure.steps[:i]):
            mistakes.append(
                Mistake(f"{key}.scope", "campaign", "expected before every step of another scope")
            )
        if step.scope is Scope.CAMPAIGN and step.verb in (Verb.CUT_OVER, Verb.DECOMMISSION):
            mistakes.append(
                Mistake(f"{key}.scope", "campaign", f'expected "tenant" or "batch" for {step.verb}')
            )
        if step.scope is Scope.BATCH and i <= sync:
            mistakes.append(
                Mistake(
                    f"{key}.scope", "batch", 'expected "tenant": there are no batches up to sync_mailboxes'
                )
            )
        mistakes += _of_scope_and_time(key, step)
        for name, verb in _ONLY_FOR.items():
            if name in step.model_fields_set and step.verb is not verb:
                mistakes.append(Mistake(f"{key}.{name}", ABSENT, f"expected on {verb} alone"))
        seen.append(step.verb)
    if Verb.UNHIDE in seen and not any(step.hidden for step in procedure.steps):
        key = f"steps[{seen.index(Verb.PROVISION) + 1}].hidden"
        mistakes.append(Mistake(key, False, "expected true where a later step unhides"))
    if Verb.CUT_OVER not in seen:
        mistakes.append(Mistake("steps", ABSENT, "expected a cut_over: nothing is migrated without one"))
    return mistakes


def _of_scope_and_time(key: str, step: Step) -> Iterator[Mistake]:
    if step.scope is Scope.MAILBOX and step.verb not in OF_A_MAILBOX:
        these = " or ".join(OF_A_MAILBOX)
        yield Mistake(f"{key}.scope", "mailbox", f"expected on {these} alone")
    if step.verb is Verb.PROBE and "on_fail" in step.model_fields_set:
        yield Mistake(
            f"{key}.on_fail", step.on_fail, "expected none on probe: a foreign row stops the campaign"
        )
    if step.verb is Verb.MANUAL and step.duration is None:
        yield Mistake(f"{key}.duration", ABSENT, "expected on manual: nothing else says how long it takes")
    if step.on is None and step.after is not None:
        yield Mistake(f"{key}.on", ABSENT, 'expected "timer" beside after')
    if step.on == "timer":
        if step.after is None:
            yield Mistake(f"{key}.after", ABSENT, "expected how long the timer runs from the gate's close on")
        for name in ("duration", "scope"):
            if name in step.model_fields_set:
                yield Mistake(f"{key}.{name}", ABSENT, "expected none: a timer opens the gate of each tenant")
