"""What every screen knows before it asks: cards and what locks them, orders that ship, worlds, sizes."""

from typing import Any

from sim.explorer.story import DONE_WORDS
from sim.procedure import Procedure, built_in
from sim.units import written

from ..study.file import SHIPPED, StudyFile
from .bets import COUNTED, COUNTED_OF
from .order import CARDS, NEEDED, Order, is_plain, locks
from .worlds import worlds

_WHO = {"tenant": "the tenant", "whose": "its mailboxes", "mailbox": "every mailbox"}


def about(tenants: int, seed: int, window: str) -> dict[str, Any]:
    """One JSON object.

    Args:
        tenants: in every campaign.
        seed: what a permalink without one means.
        window: likewise, the isolation step's length.
    """
    orders = {name: Order.read(name) for name in built_in()}
    return {
        "tenants": tenants,
        "seed": seed,
        "window": window,
        "windows": [written(each) for each in StudyFile.load(SHIPPED).windows],
        "counted": COUNTED,
        "counted_of": COUNTED_OF,
        "cards": {str(verb): DONE_WORDS[verb].format(**_WHO) for verb in CARDS},
        "needed": NEEDED,
        "locks": locks(),
        "orders": {name: order.verbs for name, order in orders.items()},
        "moves": {name: str(order.procedure.move) for name, order in orders.items()},
        "purposes": {name: Procedure.load(name).purpose for name in built_in()},
        "plain": [name for name, order in orders.items() if is_plain(order.procedure)],
        "worlds": {name: {"title": each.title, "says": each.says} for name, each in worlds().items()},
    }
