"""Procedures drawn at random, over all that a procedure's file may say: about as many leak as do not."""

from random import Random
from typing import Any, Final

from sim.orderings.choice import NEEDED, technical_order
from sim.procedure import Move, Procedure
from sim.words import Verb

_RULES: Final = (
    ((Verb.VERIFY_ISOLATION, Verb.SWITCH_ROUTING),),
    ((Verb.ASSIGN_POLICY, Verb.WAIT_REPLICATION), (Verb.WAIT_REPLICATION, Verb.SWITCH_ROUTING)),
    ((Verb.CLOSE_GATE, Verb.CUT_OVER), (Verb.VERIFY_ISOLATION, Verb.OPEN_GATE)),
    ((Verb.CLOSE_GATE, Verb.SWITCH_ROUTING), (Verb.VERIFY_ISOLATION, Verb.OPEN_GATE)),
)
"""What people do against leaks: without such a rule hardly any order is safe, with it much may still go wrong."""
_FURTHER: Final = (
    (Verb.WAIT_REPLICATION,),
    (Verb.VERIFY_ISOLATION,),
    (Verb.CLOSE_GATE, Verb.OPEN_GATE),
    (Verb.RESTART_CLIENT_ACCESS,),
    (Verb.MANUAL,),
    (Verb.UNHIDE,),
)


def drawn(chance: Random) -> Procedure:
    """A procedure that can be loaded."""
    while True:
        move = chance.choice(list(Move))
        rule = chance.choice(_RULES) if chance.random() < 0.6 else ()
        kept = {verb for pair in rule for verb in pair}
        parts = [part for part in _FURTHER if kept.intersection(part) or chance.random() < 0.4]
        verbs = (*NEEDED, *(verb for part in parts for verb in part))
        order = technical_order(verbs, move).under(rule)
        if order.count:
            break
    steps = [_step(verb, chance) for verb in order.at(chance.randrange(order.count))]
    _set_scopes(steps, chance)
    if Verb.UNHIDE in verbs:
        next(step for step in steps if step["verb"] == Verb.PROVISION)["hidden"] = True
    lists = "denied" if chance.random() < 0.1 else "open"
    raw: dict[str, Any] = {"name": "drawn", "move": move.value, "default_lists": lists, "steps": steps}
    return Procedure.of(raw, "drawn.toml")


def _step(verb: Verb, chance: Random) -> dict[str, Any]:
    step: dict[str, Any] = {"verb": verb.value}
    if verb is not Verb.OPEN_GATE and chance.random() < 0.3:
        step["on_fail"] = chance.choice(["skip", "rollback"])
    if verb is Verb.WAIT_REPLICATION and chance.random() < 0.3:
        step["duration"] = "20 s"
    if verb is Verb.MANUAL:
        step["duration"] = "1 min"
    if verb is Verb.VERIFY_ISOLATION:
        step |= {key: value for key, value in _SAMPLES.items() if chance.random() < 0.15}
    if verb is Verb.OPEN_GATE and chance.random() < 0.15:
        step |= {"on": "timer", "after": "10 min"}
    return step


_SAMPLES: Final = {"controllers": "one", "mailboxes": "first"}


def _set_scopes(steps: list[dict[str, Any]], chance: Random) -> None:
    """Some steps over all tenants first, some over a batch, some on one mailbox after another."""
    verbs = [step["verb"] for step in steps]
    synced = verbs.index(Verb.SYNC_MAILBOXES)
    first = chance.choice([0, 0, 1, 3])
    for i, step in enumerate(steps):
        may_be_first = step["verb"] not in (Verb.CUT_OVER, Verb.DECOMMISSION)
        if i < first and may_be_first and "on" not in step:
            step["scope"] = "campaign"
        elif "on" in step:
            first = 0
        elif step["verb"] in (Verb.CUT_OVER, Verb.ASSIGN_POLICY, Verb.MANUAL) and chance.random() < 0.25:
            step["scope"], first = "mailbox", 0
        elif i > synced and chance.random() < 0.2:
            step["scope"], first = "batch", 0
        else:
            first = 0
