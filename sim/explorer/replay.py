"""A verdict's story, driven step by step on a fake that has never been branched.

Nothing of the search is in it: one platform, one act after the other, and at the end the client that asks.
"""

from dataclasses import dataclass

from fakeexchange import snapshot
from fakeexchange.exchange import Session

from .clients import Asked
from .model import Happens, Kind
from .shell import Came
from .stage import Stage
from .verdict import Verdict

EXPECTED = {Kind.REFUSED: Came.REFUSED, Kind.CHECK_FAILED: Came.FAILED}
"""What comes of a step that does not do what it is meant to."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """What the fake answered.

    Attributes:
        given: to the client at the story's end; None: nothing of strangers.
        open_after: by event, the last one included: would the target have served that client, not isolated?
    """

    given: Asked | None
    open_after: tuple[bool, ...]


def replay(verdict: Verdict) -> Replayed:
    """Carry a leaking verdict's story out.

    Raises:
        ValueError: nothing leaks; or a step does not come to what the story says.
    """
    leak = verdict.leak
    if leak is None:
        raise ValueError("nothing leaks: there is no story to carry out")
    stage = Stage.of(verdict.procedure, verdict.instance)
    kept: dict[tuple[int | None, int | None, int | None], Session] = {}
    open_after: list[bool] = []
    for happens in verdict.path:
        stage.clock.now += 1
        if happens.kind is Kind.STAYS:
            kept[happens.tenant, happens.mailbox, happens.controller] = _logon(stage, happens)
        else:
            came = _carry_out(stage, happens)
            if came is not EXPECTED.get(happens.kind, Came.DONE):
                raise ValueError(f"{happens} came to {came!r}")
        open_after.append(stage.clients.is_open(leak.tenant, leak.mailbox, leak.controller))
    stage.clock.now += 1
    end = Happens(Kind.STAYS, leak.tenant, None, leak.mailbox, leak.controller)
    session = kept[leak.tenant, leak.mailbox, leak.controller] if leak.in_open_session else _logon(stage, end)
    open_after.append(stage.clients.is_open(leak.tenant, leak.mailbox, leak.controller))
    return Replayed(stage.clients.given(session, leak.in_open_session), tuple(open_after))


def _carry_out(stage: Stage, happens: Happens) -> Came:
    shell, movers, act = stage.shell, stage.movers, happens.act
    tenant = movers[happens.tenant or 0]
    match happens.kind:
        case Kind.FAILS | Kind.STOPPED:
            return Came.DONE
        case Kind.REPLICATED:
            change = snapshot.Unreplicated(tenant.number, happens.mailbox or 0, happens.age)
            snapshot.replicate(stage.exchange, change, happens.controller or 0)
            return Came.DONE
        case Kind.TIMER:
            return shell.opened(tenant)()
        case Kind.REGENERATED:
            return shell.regenerated()()
        case Kind.NIGHT_ENDS:
            return shell.paused([t for t in movers if happens.paused >> t.number & 1])()
        case Kind.NIGHT_BEGINS:
            return shell.resumed(movers)()
    assert act is not None
    match happens.kind:
        case Kind.LIES:
            return shell.pretended(tenant, act)()
        case Kind.UNDONE:
            return shell.backward(tenant, act)()
    return shell.forward(tenant, act)()


def _logon(stage: Stage, happens: Happens) -> Session:
    mailbox = stage.movers[happens.tenant or 0].mailboxes[happens.mailbox or 0]
    found = stage.exchange.connect(mailbox, happens.controller or 0)
    if not isinstance(found, Session):
        raise ValueError(f"{happens}: the logon is refused, {found}")
    return found
