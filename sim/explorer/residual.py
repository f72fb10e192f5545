"""What stays behind: a book with strangers in it that a client keeps after its tenant has been isolated.

A leak like any other when it was downloaded; told apart because no step of the procedure ends it. It lasts until
the client's next good download.
"""

from collections.abc import Iterator

from ..procedure import Procedure
from .clients import Asked
from .instance import SMALL
from .model import Happens, Model, Node
from .search import search
from .story import Event, end_of, event_of

Held = tuple[bool, Node]
"""A node, and whether some client has downloaded a book with strangers in it."""


def residual(procedure: Procedure, faults: int = 0) -> tuple[Event, ...]:
    """The shortest story in which a tenant ends isolated everywhere, and strangers stay on a client.

    One tenant moves. Empty where there is no such story.
    """
    model = Model(procedure, SMALL, faults)

    def moves(at: Held) -> Iterator[tuple[Happens | Asked, Held]]:
        is_held, node = at
        if not is_held:
            fetched = model.world.clients_in(node[0]).first_book_with_strangers()
            if fetched is not None:
                yield fetched, (True, node)
        for happens, then in model.moves(node):
            yield happens, (is_held, then)

    def is_over(at: Held) -> bool:
        is_held, node = at
        return is_held and model.is_finished(node, 0) and model.world.clients_in(node[0]).is_settled(0)

    met = search((False, model.start), moves, is_over)
    return tuple(end_of(move) if isinstance(move, Asked) else event_of(move) for move in met.path())
