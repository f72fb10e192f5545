"""Bad input, in the words of the person who wrote it: file, key, value, what was expected."""

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing wrong with one key.

    >>> str(Mistake("campaign.batch", 0, "expected at least 1"))
    'campaign.batch = 0: expected at least 1'
    """

    key: str
    value: object
    expected: str

    def __str__(self) -> str:
        shown = (
            "" if self.value is ABSENT else f" = {json.dumps(self.value, default=str, ensure_ascii=False)}"
        )
        return f"{self.key}{shown}: {self.expected}"


ABSENT = object()
"""The value of a key that is not there, or whose value does not matter."""


class InputError(Exception):
    """Input that cannot be used: one line, the file first, every mistake in it. Ends in exit code 2."""

    def __init__(self, source: str, *mistakes: Mistake | str) -> None:
        self.source = source
        self.mistakes = mistakes
        super().__init__(f"{source}: " + "; ".join(str(mistake) for mistake in mistakes))

    @classmethod
    def of_option(cls, option: str, value: object, expected: str) -> "InputError":
        """An option of the command line that does not take a value.

        >>> str(InputError.of_option("--replications", 0, "at least 1"))
        'command line: --replications = 0: expected at least 1'
        """
        return cls("command line", Mistake(option, value, f"expected {expected}"))

    def __reduce__(self) -> tuple[type["InputError"], tuple[str, ...]]:
        """From process to process with its line whole; an exception would be made again of that line alone."""
        return InputError, (self.source, *map(str, self.mistakes))
