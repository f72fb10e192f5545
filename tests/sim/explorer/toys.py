"""Small procedures and small worlds."""

from typing import Any

from sim.explorer import Instance
from sim.procedure import Procedure

TINY = Instance(movers=1, mailboxes=1, controllers=1, nights=0)
"""One tenant moves, with one mailbox, and there is one controller."""
READY = ("provision", "build_address_lists", "create_policy")


def procedure(*verbs: str | dict[str, Any], move: str = "mrs", lists: str = "open") -> Procedure:
    """A procedure of such steps: a verb, or all keys of one."""
    steps = [{"verb": verb} if isinstance(verb, str) else verb for verb in verbs]
    raw: dict[str, object] = {"name": "toy", "move": move, "default_lists": lists, "steps": steps}
    return Procedure.of(raw, "toy")


def changed(name: str, verb: str, **keys: object) -> Procedure:
    """A built-in of which one step has other keys."""
    own = Procedure.load(name)
    steps: list[dict[str, Any]] = [
        {"verb": str(step.verb)}
        | {k: getattr(step, k) for k in ("scope", "on_fail", "hidden") if k in step.model_fields_set}
        | (keys if step.verb == verb else {})
        for step in own.steps
    ]
    return procedure(*steps, move=str(own.move), lists=own.default_lists)
