"""Bad input, in the words of the person who wrote it: file, key, value, what was expected."""

import json
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing wrong with one key.

    >>> str(Mistake("campaign.batch", 0, "expected at least 1"))
    'campaign.batch = 0: expected at least 1'
    >>> len(str(Mistake("k" * 5000, "v" * 5000, "expected less"))) < 400
    True
    """

    key: str
    value: object
    expected: str

    def __str__(self) -> str:
        if self.value is ABSENT:
            return f"{_cut(self.key, _SHOWN)}: {self.expected}"
        return f"{_cut(self.key, _SHOWN)} = {_cut(_written(self.value), _SHOWN)}: {self.expected}"


ABSENT = object()
"""The value of a key that is not there, or whose value does not matter."""
_SHOWN: Final = 160
"""Characters of a key or a value that are shown: the rest helps nobody to find it."""
_LONGEST: Final = 1000
"""Characters of what is said of one mistake."""


def _written(value: object) -> str:
    try:
        return json.dumps(value, default=str, ensure_ascii=False)
    except (ValueError, RecursionError):
        # A number of more figures than Python writes, or tables within tables without end.
        return "..."


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]}..."


def _on_one_line(text: str) -> str:
    """A text without line ends and other signs that a terminal would act on."""
    return text if text.isprintable() else "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


class InputError(Exception):
    """Input that cannot be used: one line, the file first, every mistake in it. Ends in exit code 2."""

    def __init__(self, source: str, *mistakes: Mistake | str) -> None:
        self.source = source
        self.mistakes = mistakes
        told = "; ".join(_cut(str(mistake), _LONGEST) for mistake in mistakes)
        super().__init__(_on_one_line(f"{source}: {told}"))

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
