"""One shell on the target: a cmdlet's name and parameters in, objects or Exchange's error out; every call is kept.

A shell may be told to fail or to lie, as an administrator's real one does, and tells whoever listens of each call.
"""

from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, Final

from ..errors import AdminError
from ..exchange import Exchange
from ..register import Register
from . import groups, lists, mailboxes, requests, surroundings
from .binding import Given, bind
from .organisation import Organisation
from .recording import Call
from .table import Cmdlet, cmdlet

HANDLERS: Final[dict[str, Callable[[Organisation, Given], list[dict[str, Any]]]]] = {
    **mailboxes.HANDLERS,
    **groups.HANDLERS,
    **lists.HANDLERS,
    **requests.HANDLERS,
    **surroundings.HANDLERS,
}
"""What each cmdlet does, by its name."""

GOES_ON: Final = ("silentlycontinue", "continue", "ignore")
"""Values of ErrorAction under which an error ends the call, and not the script."""


class Shell:
    """A shell, and the organisation it works on.

    Args:
        exchange: the platforms.
        register: what recipients are called.

    Attributes:
        organisation: what it works on.
        calls: what was called, in order.
        listeners: told of each call, once it is over.
    """

    def __init__(self, exchange: Exchange, register: Register | None = None) -> None:
        self.organisation = Organisation(exchange, Register() if register is None else register)
        self.calls: list[Call] = []
        self.listeners: list[Callable[[Call], None]] = []
        self._failing: dict[str, deque[AdminError]] = {}
        self._lying: dict[str, int] = {}

    def run(self, name: str, parameters: Mapping[str, object]) -> list[dict[str, Any]]:
        """What a cmdlet prints: an object each, by Exchange's property names.

        Raises:
            AdminError: Exchange's own error, or PowerShell's; nothing was changed.
        """
        error: AdminError | None = None
        found: list[dict[str, Any]] = []
        is_ignored = False
        try:
            known = cmdlet(name)
            name = known.name
            given = bind(known, parameters, self.organisation)
            is_ignored = self._meets_a_fault(known, given)
            if not (is_ignored or given["WhatIf"]):
                found = HANDLERS[known.name](self.organisation, given)
        except AdminError as refused:
            error = refused
        call = Call(
            len(self.calls) + 1,
            self.organisation.now,
            name,
            dict(parameters),
            None if error is None else error.name,
            is_ignored,
        )
        self.calls.append(call)
        for tell in self.listeners:
            tell(call)
        action = next((v for k, v in parameters.items() if k.lower() == "erroraction"), "")
        if error is not None and str(action).lower() not in GOES_ON:
            raise error
        return found

    def fail(self, name: str, times: int, error: str) -> None:
        """Have the next calls of a cmdlet end in an error, so many times."""
        known = cmdlet(name)
        refused = AdminError(error, f"{known.name}: the call was made to fail")
        self._failing.setdefault(known.name, deque()).extend([refused] * times)

    def ignore(self, name: str, times: int) -> None:
        """Have the next calls of a cmdlet report success and do nothing, so many times."""
        known = cmdlet(name)
        self._lying[known.name] = self._lying.get(known.name, 0) + times

    def _meets_a_fault(self, known: Cmdlet, given: Given) -> bool:
        """Raise the error that the cmdlet was told to end in; does it merely say that it has succeeded?"""
        waiting = self._failing.get(known.name)
        if waiting:
            raise waiting.popleft()
        if not self._lying.get(known.name):
            return False
        self._lying[known.name] -= 1
        if known.name == "Set-Mailbox" and given["AddressBookPolicy"] is not None:
            given.recipient().mailbox.is_misreported = True
        return True
