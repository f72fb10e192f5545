"""How the fake refuses: by the name that Exchange's own error bears."""

from typing import Final


class AdminError(Exception):
    """A command that Exchange refused: the error's own name, and what was missing.

    >>> str(AdminError("ManagementObjectNotFoundException", "tenant 7 has no address book policy"))
    'ManagementObjectNotFoundException: tenant 7 has no address book policy'
    """

    def __init__(self, name: str, message: str) -> None:
        super().__init__(f"{name}: {message}")
        self.name = name
        self.message = message


NOT_FOUND: Final = "ManagementObjectNotFoundException"
WRONG_STATE: Final = "RecipientTaskException"
