"""An order of the steps as a permalink has it: read, checked, and written as the file that a command runs.

``gated`` is a procedure that ships; ``mrs:provision,cut_over,...`` an order of plain steps. Nothing else is read: no
name of a file comes in this way.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

from sim.errors import InputError, Mistake
from sim.procedure import TEXTS, Move, Procedure, built_in, needs
from sim.words import Verb

NAME: Final = "on-call"
"""What an order of one's own is called, and its file."""
_MOST: Final = 20
"""Steps of an order: no verb but two may stand in it twice."""

CARDS: Final = (
    Verb.PROVISION,
    Verb.BUILD_ADDRESS_LISTS,
    Verb.CREATE_POLICY,
    Verb.SYNC_MAILBOXES,
    Verb.CUT_OVER,
    Verb.SWITCH_ROUTING,
    Verb.ASSIGN_POLICY,
    Verb.WAIT_REPLICATION,
    Verb.GENERATE_OAB,
    Verb.DECOMMISSION,
    Verb.VERIFY_ISOLATION,
    Verb.CLOSE_GATE,
    Verb.OPEN_GATE,
)
"""The step cards: those of every migration, then what may be left out."""
NEEDED: Final = 10
"""So many of them, the first, begin on the table."""


@dataclass(frozen=True, slots=True)
class Order:
    """An order of the steps.

    Attributes:
        text: as a permalink has it; of equal orders the same.
        procedure: the same, to be run.
        is_own: it needs a file; otherwise it ships under its name.
    """

    text: str
    procedure: Procedure
    is_own: bool

    @classmethod
    def read(cls, text: str) -> "Order":
        """An order from a permalink.

        Raises:
            InputError: no such procedure or step, or an order that no engineer could carry out.
        """
        move, colon, steps = text.partition(":")
        if not colon:
            if text not in built_in():
                known = ", ".join(built_in())
                raise InputError("order", Mistake("order", text, f"expected steps or one of {known}"))
            return cls(text, _shipped()[text], False)
        verbs = steps.split(",")
        if len(verbs) > _MOST:
            raise InputError("order", Mistake("order", len(verbs), f"expected at most {_MOST} steps"))
        raw: dict[str, object] = {"name": NAME, "move": move, "steps": [{"verb": verb} for verb in verbs]}
        procedure = Procedure.of(raw, "order")
        known_as = next((name for name, each in _shipped().items() if _is_same(each, procedure)), None)
        if known_as is not None:
            return cls(known_as, _shipped()[known_as], False)
        return cls(text, procedure, True)

    @classmethod
    def of(cls, procedure: Procedure) -> "Order":
        """The order of a procedure that is plain."""
        return cls.read(f"{procedure.move}:{','.join(step.verb for step in procedure.steps)}")

    @property
    def verbs(self) -> list[str]:
        """The steps, from the first to the last."""
        return [str(step.verb) for step in self.procedure.steps]

    @property
    def file(self) -> str:
        """The name or the file that a command takes."""
        return f"{NAME}.toml" if self.is_own else self.text

    @property
    def lines(self) -> list[str]:
        """The lines of that file."""
        steps = ", ".join(f'{{verb = "{verb}"}}' for verb in self.verbs)
        return [f'name = "{NAME}"', f'move = "{self.procedure.move}"', f"steps = [{steps}]"]


def locks() -> dict[str, dict[str, list[str]]]:
    """What must stand before each card, by the way mailboxes are moved."""
    return {str(move): {str(verb): [str(n) for n in needs(verb, move)] for verb in CARDS} for move in Move}


@cache
def _shipped() -> dict[str, Procedure]:
    return {name: Procedure.load(name) for name in built_in()}


def is_plain(procedure: Procedure) -> bool:
    """Is it nothing but an order of steps, whatever texts they carry: can it be laid out in cards?"""
    return procedure.default_lists == "open" and all(
        step.model_fields_set <= {"verb", *TEXTS} for step in procedure.steps
    )


def _is_same(shipped: Procedure, own: Procedure) -> bool:
    """Does a procedure that ships come to the same?"""
    same = [step.verb for step in shipped.steps] == [step.verb for step in own.steps]
    return is_plain(shipped) and same and shipped.move is own.move
