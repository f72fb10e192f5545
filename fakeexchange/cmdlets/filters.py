"""The shell's filters: ``CustomAttribute1 -eq 'acme' -and Alias -ne $null``, read and asked.

Two questions are put to one: does an object pass it, and to which tenant does it restrict a list? The second has an
answer only where a single attribute must equal a single value.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Final

from ..errors import AdminError

_TOKEN: Final = re.compile(
    r"""\s*(?:(?P<sign>[(){}])|(?P<word>-\w+)|'(?P<single>(?:[^']|'')*)'|"(?P<double>[^"]*)"|(?P<bare>\$?[\w.@*-]+))"""
)
_BY: Final[dict[str, Callable[[str, str], bool]]] = {
    "-eq": lambda held, asked: held == asked,
    "-ne": lambda held, asked: held != asked,
    "-like": fnmatchcase,
    "-notlike": lambda held, asked: not fnmatchcase(held, asked),
}

Test = Callable[[Mapping[str, Any]], bool]


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter that was read.

    Attributes:
        text: as it was written.
        passes: does an object with these properties pass?
        equals: the attributes, in small letters, that must equal a value, and the value.
    """

    text: str
    passes: Test
    equals: tuple[tuple[str, str], ...]


def read(text: str) -> Filter:
    """A filter in the shell's words.

    Raises:
        AdminError: it is not one that can be read here.

    >>> found = read("(Alias -ne $null) -and (CustomAttribute1 -eq 'acme')")
    >>> found.equals
    (('customattribute1', 'acme'),)
    >>> found.passes({"Alias": "ann", "CustomAttribute1": "Acme"}), found.passes({"CustomAttribute1": "acme"})
    (True, False)
    """
    return _Reader(text).read()


class _Reader:
    """A filter, read from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(self._split())
        self._at = 0

    def read(self) -> Filter:
        test, equals = self._any()
        if self._at < len(self._tokens):
            raise self._error()
        return Filter(self._text, test, equals)

    def _split(self) -> Iterator[tuple[str, str]]:
        at, text = 0, self._text.strip()
        while at < len(text):
            found = _TOKEN.match(text, at)
            if found is None:
                raise self._error()
            at = found.end()
            kind = str(found.lastgroup)
            value = str(found[kind])
            yield ("value" if kind in ("single", "double") else kind, value.replace("''", "'"))

    def _any(self) -> tuple[Test, tuple[tuple[str, str], ...]]:
        tests = [self._all()]
        while self._take("word", "-or"):
            tests.append(self._all())
        if len(tests) == 1:
            return tests[0]
        # Of alternatives none must hold.
        return (lambda held: any(test(held) for test, _ in tests)), ()

    def _all(self) -> tuple[Test, tuple[tuple[str, str], ...]]:
        parts = [self._one()]
        while self._take("word", "-and"):
            parts.append(self._one())
        equals = tuple(pair for _, pairs in parts for pair in pairs)
        return (lambda held: all(test(held) for test, _ in parts)), equals

    def _one(self) -> tuple[Test, tuple[tuple[str, str], ...]]:
        if self._take("word", "-not"):
            test, _ = self._one()
            return (lambda held: not test(held)), ()
        for opens, closes in ("()", "{}"):
            if self._take("sign", opens):
                inner = self._any()
                if not self._take("sign", closes):
                    raise self._error()
                return inner
        return self._condition()

    def _condition(self) -> tuple[Test, tuple[tuple[str, str], ...]]:
        name, by, asked = self._next("bare"), self._next("word").lower(), self._next("bare", "value")
        compare = _BY.get(by)
        if compare is None:
            raise self._error()
        asked = "" if asked.lower() == "$null" else asked.removeprefix("$")

        def test(held: Mapping[str, Any]) -> bool:
            values = next((v for key, v in held.items() if key.lower() == name.lower()), None)
            many = values if isinstance(values, list | tuple) else [values]
            found = ["" if value is None else str(value).lower() for value in many]
            is_denial = by.startswith("-n")
            return (all if is_denial else any)(compare(value, asked.lower()) for value in found)

        return test, ((name.lower(), asked),) if by == "-eq" and asked else ()

    def _take(self, kind: str, value: str) -> bool:
        if self._at < len(self._tokens):
            found, text = self._tokens[self._at]
            if found == kind and text.lower() == value:
                self._at += 1
                return True
        return False

    def _next(self, *kinds: str) -> str:
        if self._at < len(self._tokens) and self._tokens[self._at][0] in kinds:
            self._at += 1
            return self._tokens[self._at - 1][1]
        raise self._error()

    def _error(self) -> AdminError:
        return AdminError(
            "ParameterBindingException",
            f'Cannot bind parameter: "{self._text}": invalid filter syntax; expected conditions such as'
            " CustomAttribute1 -eq 'acme', joined by -and, -or, -not",
        )
