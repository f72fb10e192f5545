"""Calls as they were made, and a recording of them in JSON: what a panel or a runbook did, in its order.

A recording is ``{"format": "gallab recording 1", "calls": [...]}``, and each call of it an object with ``at_us``
(microseconds of the fake's clock), ``cmdlet``, ``parameters`` and ``error`` (its name, or null).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

FORMAT: Final = "gallab recording 1"


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a cmdlet.

    Attributes:
        number: from 1, in the order of the calls.
        at: the instant, in microseconds of the fake's clock.
        cmdlet: as Exchange spells it.
        parameters: as they were given.
        error: the name of Exchange's error; None: it was done.
        is_ignored: it reported success, and did nothing.
    """

    number: int
    at: int
    cmdlet: str
    parameters: Mapping[str, Any]
    error: str | None = None
    is_ignored: bool = False

    def __str__(self) -> str:
        return f"call {self.number}, {self.line}"

    @property
    def line(self) -> str:
        """The call as a shell would be given it.

        >>> Call(1, 0, "Set-Mailbox", {"Identity": "ann", "AddressBookPolicy": None, "Force": True}).line
        'Set-Mailbox -Identity ann -AddressBookPolicy $null -Force $true'
        """
        words = (f"-{name} {_word(value)}" for name, value in self.parameters.items())
        return " ".join([self.cmdlet, *words])

    def to_json(self) -> dict[str, Any]:
        """The same for a recording."""
        return {
            "at_us": self.at,
            "cmdlet": self.cmdlet,
            "parameters": dict(self.parameters),
            "error": self.error,
        }


def recording(calls: Iterable[Call]) -> dict[str, Any]:
    """A recording of some calls, ready for ``json.dump``."""
    return {"format": FORMAT, "calls": [call.to_json() for call in calls]}


def _word(value: object) -> str:
    if value is None or isinstance(value, bool):
        return {None: "$null", True: "$true", False: "$false"}[value]
    if isinstance(value, list | tuple):
        return ", ".join(map(_word, value))
    text = str(value)
    return text if text and not set(text) & set(" '\"();") else "'" + text.replace("'", "''") + "'"
